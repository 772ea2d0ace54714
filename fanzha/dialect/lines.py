"""The one pass over a post's lines, before Markdown sees them.

Code and raw HTML are placeholders by now. The pass joins lines that were cut, and gives every block the blank lines
that its author left out, so that the block processors meet one block at a time. The constructs say which lines are
theirs; here is only the order in which they are asked.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from fanzha.dialect import account, figures, headings, labels, masks, paragraphs, quotes, rules, steps, tables
from fanzha.dialect.characters import OPENING, is_cjk
from fanzha.dialect.code import LIST_ITEM, code_lines
from fanzha.dialect.model import Conversion

CLOSING = "，。、；：！？）】》」』”’,;)"
"""B5: no line begins with one of these; a line that does goes on with the one above."""

QUOTE_MARKS = re.compile(r"(?:[ ]{0,3}>[ ]?)*[ \t]*")
PLACEHOLDER = re.compile("[ ]{0,3}\x02wzxhzdk:\\d+\x03[ \t]*$")
INTERRUPTING_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|1[.)])[ \t]+\S")


class LinePreprocessor(Preprocessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        self.conversion.keep_lines = paragraphs.keeps_lines(lines, self.conversion.body)
        return Arrangement(masked(joined(lines)), self.conversion.body.lazy_quotes, 0).arranged()


def joined(lines: list[str]) -> list[str]:
    """B5: lines that a tool or a thumb has cut are one again."""
    result: list[str] = []
    marks = code_lines(lines)
    after_code = True
    for line, code in zip(lines, marks, strict=True):
        words = line[QUOTE_MARKS.match(line).end() :]  # type: ignore[union-attr]  # it matches the empty string
        if words and not code and not after_code and _belong_together(result[-1], line, words):
            result[-1] = result[-1].rstrip() + words
        else:
            result.append(line)
        after_code = code
    return result


def masked(lines: list[str]) -> list[str]:
    """I3: the lines that are no code with their masking asterisks escaped."""
    if not any("*" in line for line in lines):
        return lines
    return [line if code else masks.escaped(line) for line, code in zip(lines, code_lines(lines), strict=True)]


def _belong_together(upper: str, lower: str, words: str) -> bool:
    last = upper[-1:] if upper[-1:].strip() else upper.rstrip()[-1:]
    starts_closed = words[0] in CLOSING
    ends_open = last in OPENING if last else False
    if not (starts_closed or ends_open or last == "-" or "![" in upper):
        return False
    above = upper[QUOTE_MARKS.match(upper).end() :].rstrip()  # type: ignore[union-attr]
    if not above or words.startswith(("![", "[![", "<img", "\x02")) or _depth(lower) > _depth(upper):
        return False
    hyphenated = last == "-" and len(above) > 1 and (above[-2].isalnum() or is_cjk(above[-2]))
    return starts_closed or ends_open or hyphenated or bool(figures.CUT_ADDRESS.search(above))


def _depth(line: str) -> int:
    return QUOTE_MARKS.match(line)[0].count(">")  # type: ignore[index]


class Arrangement:
    """The lines of a post, or of a quote in it, with a blank line wherever a block begins or ends."""

    def __init__(self, lines: list[str], lazy_quotes: bool, depth: int) -> None:
        self.lines = lines
        self.lazy_quotes = lazy_quotes
        self.depth = depth
        self.code = code_lines(lines)
        self.done: list[str] = []
        self.paragraph = 0
        """Lines of running text right above, outside any list."""
        self.in_list = False
        self.loose = False
        """Whether the list item above has paragraphs of its own."""

    def arranged(self) -> list[str]:
        number = 0
        while number < len(self.lines):
            number = self.take(number)
        return self.done

    def take(self, number: int) -> int:
        """Arrange what begins in line `number`; the line after it."""
        line = self.lines[number]
        if self.code[number]:
            self.done.append(line)
            self.paragraph = 0
        elif not line.strip():
            self.done.append("")
            self.paragraph = 0
        elif line.startswith(("    ", "\t")):
            self.loose = self.loose or (self.in_list and self.done[-1:] == [""])
            self.done.append(line)
        elif rules.is_empty_bold(line):
            pass
        elif quotes.unquoted(line) is not None:
            return self.take_quote(number)
        elif self.depth == 0 and (end := account.extent(self.lines, number)) > number:
            self.block(*self.lines[number:end])
            return end
        elif self.paragraph == 1 and rules.is_underline(line) and rules.can_be_underlined(self.done[-1]):
            level = "#" if "=" in line else "##"
            self.block(f"{level} {self.done.pop().strip()}")
        elif rules.is_rule(line):
            self.block("---")
        elif heading := headings.of_line(line):
            self.block(f"{'#' * heading[0]} {heading[1]}")
        elif PLACEHOLDER.match(line) and not self.in_list:
            self.block(line)
        elif (images := figures.split(line))[0]:
            return self.take_figures(number, *images)
        elif self.depth == 0 and labels.bold_words(line) is not None:
            self.block(line)
        elif tables.begins(self.lines[number : number + 2]):
            return self.take_table(number)
        elif LIST_ITEM.match(line):
            self.take_item(line)
        else:
            self.take_text(number, line)
        return number + 1

    def block(self, *lines: str) -> None:
        self.separate()
        self.done += lines
        self.separate()

    def separate(self) -> None:
        if self.done and self.done[-1] != "":
            self.done.append("")
        self.paragraph, self.in_list = 0, False

    def take_quote(self, number: int) -> int:
        inside: list[str] = []
        while number < len(self.lines):
            words = quotes.unquoted(self.lines[number])
            if words is None and not (self.lazy_quotes and inside and inside[-1].strip() and self.goes_on(number)):
                break
            inside.append(self.lines[number] if words is None else words)
            number += 1
        if self.depth >= quotes.DEEPEST:
            # Deeper marks are text.
            self.block(*(f"\\> {words}" for words in inside))
            return number
        arranged = Arrangement(inside, self.lazy_quotes, self.depth + 1).arranged()
        while arranged and not arranged[-1].strip():
            arranged.pop()
        self.block(*(f"> {words}" if words else ">" for words in arranged))
        return number

    def goes_on(self, number: int) -> bool:
        """Whether the line is running text that a quote above may take in."""
        line = self.lines[number]
        return bool(line.strip()) and not (
            rules.is_rule(line)
            or headings.of_line(line)
            or LIST_ITEM.match(line)
            or PLACEHOLDER.match(line)
            or figures.split(line)[0]
        )

    def take_figures(self, number: int, images: list[str], rest: str) -> int:
        below = rest or (self.lines[number + 1] if number + 1 < len(self.lines) else "")
        captioned = figures.is_caption(below)
        for image in images[:-1]:
            self.block(image)
        self.block(images[-1], *([below.strip()] if captioned else []))
        if not rest:
            return number + 1 + captioned
        if not captioned:
            self.lines[number] = rest
            return number
        return number + 1

    def take_table(self, number: int) -> int:
        end = number
        while end < len(self.lines) and "|" in self.lines[end] and not self.code[end]:
            end += 1
        self.block(*self.lines[number:end])
        return end

    def take_item(self, line: str) -> None:
        if not self.in_list and self.paragraph and not INTERRUPTING_ITEM.match(line):
            self.done.append(line)
            self.paragraph += 1
            return
        if not self.in_list:
            self.separate()
        elif self.loose and self.done[-1] != "":
            # The item above has paragraphs of its own: without a blank line this one would be the last one's words.
            self.done.append("")
        self.in_list, self.paragraph, self.loose = True, 0, False
        self.done.append(line)

    def take_text(self, number: int, line: str) -> None:
        above = self.done[-1] if self.done else ""
        if self.in_list and not above.strip() and not line.startswith(" "):
            self.in_list = False
        if self.depth == 0 and not self.in_list and steps.is_first(line):
            self.separate()
        self.done.append(line)
        self.paragraph += not self.in_list


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(LinePreprocessor(md, conversion), "lines", 15)
