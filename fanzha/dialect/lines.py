"""The one pass over a post's lines, before Markdown sees them.

Code and raw HTML are placeholders by now. The lines are mended, and every block gets the blank lines that its author
left out, so that the block processors meet one block at a time. The constructs say which lines are theirs; here is only
the order in which they are asked.
"""

from __future__ import annotations

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from fanzha.dialect import (
    account,
    attributes,
    contents,
    credit,
    figures,
    headings,
    labels,
    lists,
    mending,
    ordinals,
    paragraphs,
    quotes,
    rules,
    steps,
    tables,
)
from fanzha.dialect.code import LIST_ITEM, code_lines
from fanzha.dialect.model import Conversion
from fanzha.dialect.residue import Residue
from fanzha.patterns import pattern

BEGINNINGS = frozenset(" \t\r\x0b\x0c>#*+-_=0123456789|<!?[（(①微:：{\x02`~\\\u3000\xa0")
"""Characters with which something else than running text may begin."""

PLACEHOLDER = pattern("[ ]{0,3}\x02wzxhzdk:\\d+\x03[ \t]*$")
REFERENCE = pattern(r"[ ]{0,3}(?:\[(?!\^)[^\[\]]+\]:[ \t]*\S+[ \t]*(?:[\"'(].*)?|\*\[[^\[\]]+\]:.*)$")
"""`[name]: address` or `*[word]: meaning`: each a block of its own, as Python-Markdown looks through the rest of the
block for every one."""

INTERRUPTING_ITEM = pattern(r"[ ]{0,3}(?:[-*+]|1\.)[ \t]+\S")


class LinePreprocessor(Preprocessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion
        self.residue = Residue(conversion.settings.residue)

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.conversion.keep_lines = paragraphs.keeps_lines(text, self.conversion.body)
        mended = mending.mended(lines, text, self.conversion, self.residue)
        return Arrangement(mended, self.conversion, text=text if mended == lines else "").arranged()


class Arrangement:
    """The lines of a post, or of a quote or an item in it, with a blank line where a block begins or ends."""

    def __init__(self, lines: list[str], conversion: Conversion, depth: int = 0, in_item: bool = False, text: str = ""):
        text = text or "\n".join(lines)  # given where it is at hand
        self.lines = lines
        self.conversion = conversion
        self.lazy_quotes = conversion.body.lazy_quotes
        self.depth, self.in_item = depth, in_item
        self.code = code_lines(lines, text)
        # Only the post's top level has titles that count, and a last line that says where it comes from.
        self.ordinals = {} if depth else ordinals.uses(lines, self.code, text)
        self.last = -1 if depth else next((n for n in reversed(range(len(lines))) if lines[n].strip()), -1)
        self.cards = frozenset() if depth else account.may_begin(text)
        self.special = {self.last, *self.ordinals}
        """Lines that may be more than running text, whatever they begin with."""
        if True in self.code:
            self.special.update(number for number, is_code in enumerate(self.code) if is_code)
        if "|" in text:
            self.special.update(number for number, line in enumerate(lines) if "|" in line)
        self.holds_attributes = "{:" in text
        self.done: list[str] = []
        self.paragraph = 0
        """Lines of running text right above."""

    def arranged(self) -> list[str]:
        lines, done, special, nested = self.lines, self.done, self.special, self.depth > 0
        number, count = 0, len(lines)
        while number < count:
            line = lines[number]
            if number in special:
                number = self.take(number)
            elif not line:
                done.append("")
                self.paragraph = 0
                number += 1
            elif line[0] not in BEGINNINGS or (nested and line.startswith("**") and line[2:3] not in "* \t"):
                # Running text, as most lines are; in quotes, bold at the beginning is a speaker's name.
                done.append(line)
                self.paragraph += 1
                number += 1
            elif line.startswith("**") and line.rstrip()[-1] not in "*:：" and number not in self.cards:
                # It goes on behind its bold words, as most steps do: no label, no rule.
                self.take_text(line)
                number += 1
            else:
                number = self.take(number)
        return done

    def take(self, number: int) -> int:
        """Arrange what begins in line `number`, which is no mere running text; the line after it."""
        line = self.lines[number]
        sign = line.lstrip()[:1]  # answers most of the questions below at once
        if self.code[number]:
            self.done.append(line if line.startswith(("    ", "\t")) else f"    {line}")
            self.paragraph = 0
        elif not sign:
            self.done.append("")
            self.paragraph = 0
        elif line.startswith(("    ", "\t")):
            self.done.append(line)
        elif sign == "*" and rules.is_empty_bold(line):
            pass
        elif sign == ">" and quotes.unquoted(line) is not None:
            return self.take_quote(number)
        elif number in self.cards and (end := account.extent(self.lines, number)) > number:
            self.block(*self.lines[number:end])
            return end
        elif (
            self.paragraph == 1 and sign in "=-" and rules.is_underline(line) and rules.can_be_underlined(self.done[-1])
        ):
            level = "#" if "=" in line else "##"
            self.block(f"{level} {self.done.pop().strip()}")
        elif sign in "*-_" and rules.is_rule(line):
            self.block("---")
        elif sign == "#" and (heading := headings.of_line(line)):
            self.block(f"{'#' * heading[0]} {heading[1]}")
        elif sign == "\x02" and PLACEHOLDER.match(line):
            self.block(line)
        elif sign in "![<" and (images := figures.split(line))[0]:
            return self.take_figures(number, *images)
        elif number in self.ordinals:
            return self.take_ordinals(number)
        elif self.holds_attributes and self.depth == 0 and contents.begins(self.lines[number : number + 2]):
            self.block(contents.MARK)
            return number + 2
        elif self.holds_attributes and sign == "{" and not self.paragraph and attributes.is_list(line):
            self.block(line)
        elif "]:" in line and REFERENCE.match(line):
            self.block(line)
        elif number == self.last and credit.is_credit(line):
            self.block(line)
        elif self.depth == 0 and sign == "*" and labels.bold_words(line) is not None:
            self.block(line)
        elif "|" in line and tables.begins(self.lines[number : number + 2]):
            return self.take_table(number)
        elif (item := lists.item_of(line)) and (not self.paragraph or INTERRUPTING_ITEM.match(line)):
            return self.take_list(number, item)
        else:
            self.take_text(line)
        return number + 1

    def block(self, *lines: str) -> None:
        self.separate()
        self.done += lines
        self.separate()

    def separate(self) -> None:
        if self.done and self.done[-1] != "":
            self.done.append("")
        self.paragraph = 0

    def take_quote(self, number: int) -> int:
        inside: list[str] = []
        lines = self.lines
        while number < len(lines):
            line = lines[number]
            if line[:2] == "> ":
                words: str | None = line[2:]
            elif line[:1] == ">":
                words = line[1:]
            else:
                words = quotes.unquoted(line)
                if words is None and not (self.lazy_quotes and inside and inside[-1].strip() and self.goes_on(number)):
                    break
            inside.append(line if words is None else words)
            number += 1
        if self.depth >= quotes.DEEPEST:
            self.conversion.too_deep = True  # deeper marks are text
            self.block(*(f"\\> {words}" for words in inside))
            return number
        arranged = Arrangement(inside, self.conversion, self.depth + 1).arranged()
        while arranged and not arranged[-1].strip():
            arranged.pop()
        self.block(*[f"> {words}" if words else ">" for words in arranged])
        return number

    def goes_on(self, number: int) -> bool:
        """Whether the line is running text that a quote above may take in."""
        line = self.lines[number]
        return bool(line.strip()) and not (
            LIST_ITEM.match(line)
            or rules.is_rule(line)
            or headings.of_line(line)
            or PLACEHOLDER.match(line)
            or figures.split(line)[0]
        )

    def take_figures(self, number: int, images: tuple[str, ...], rest: str) -> int:
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

    def take_ordinals(self, number: int) -> int:
        use = self.ordinals[number]
        mark = f"{ordinals.MARK}{use}\x03"
        if use == "title":
            self.block(mark + self.lines[number].strip())
            return number + 1
        run: list[str] = []
        while number < len(self.lines) and (number in self.ordinals or not self.lines[number].strip()):
            ordinal = ordinals.ordinal_of(self.lines[number])
            if run and (self.ordinals.get(number, use) != use or (ordinal and ordinal.number == 1)):
                break
            if ordinal:
                run.append(mark + self.lines[number].strip())
            number += 1
        self.block(*run)
        return number

    def take_table(self, number: int) -> int:
        end = number
        while end < len(self.lines) and "|" in self.lines[end] and not self.code[end]:
            end += 1
        self.block(*tables.mended(self.lines[number:end]))
        return end

    def take_list(self, number: int, first: lists.Item) -> int:
        """Arrange each item's lines on their own; what is below its first line stands four columns in."""
        if self.depth >= quotes.DEEPEST:
            self.conversion.too_deep = True  # deeper items are text
            self.take_text("\\" + self.lines[number].lstrip())
            return number + 1
        if not self.in_item or "" in self.done:
            self.separate()
        # Else the list stands right under an item's first words, and keeps the item tight.
        item: lists.Item | None = first
        while item and item.kind == first.kind:
            inside, end = lists.lines_of(self.lines, number, item, self.ends_item)
            words = inside[0]
            if len(inside) == 1 and words and words[0] not in BEGINNINGS and "|" not in words:
                arranged = inside  # as most items are
            else:
                arranged = Arrangement(inside, self.conversion, self.depth + 1, in_item=True).arranged()
            while len(arranged) > 1 and not arranged[-1].strip():
                arranged.pop()
            self.done.append(f"{item.marker} {arranged[0] if arranged else ''}")
            self.done += [f"    {line}" if line else "" for line in arranged[1:]]
            number = end
            while end < len(self.lines) and not self.lines[end].strip():
                end += 1
            item = lists.item_of(self.lines[end]) if end < len(self.lines) and not self.code[end] else None
            if item and rules.is_rule(self.lines[end]):
                item = None
            if item and item.kind == first.kind:
                if end > number or "" in arranged:
                    self.done.append("")
                number = end
        self.separate()
        return number

    def ends_item(self, number: int) -> bool:
        """Whether the line, which is not indented, begins something else than more words of the item above."""
        line = self.lines[number]
        return (
            self.code[number]
            or not self.goes_on(number)
            or quotes.unquoted(line) is not None
            or number in self.ordinals
            or (self.depth == 0 and steps.item_of(line) is not None)
            or attributes.is_list(line)
            or (number == self.last and credit.is_credit(line))
            or (self.depth == 0 and labels.bold_words(line) is not None)
        )

    def take_text(self, line: str) -> None:
        if self.depth == 0 and steps.is_first(line):
            self.separate()
        self.done.append(line)
        self.paragraph += 1


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(LinePreprocessor(md, conversion), "lines", 15)
