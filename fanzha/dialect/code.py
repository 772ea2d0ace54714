"""Code: fences and indented code are found first, and no other rule touches them.

Python-Markdown knows fences at the left margin only; here one may be indented, stand in a list item or in a quote, and
an unclosed one ends with its quote or with the post (CommonMark 0.31, section 4.5). Jekyll's `{% highlight x %}` and
`{% endhighlight %}` (jekyllrb.com/docs/liquid/tags) are as good as a fence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from fanzha.dialect.model import Conversion
from fanzha.patterns import beginning, pattern
from fanzha.problems import Place, Problem, Text

QUOTED = pattern(r"(?:[ ]{0,3}>[ ]?)*")
FENCE = pattern(r"(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
HIGHLIGHT = pattern(r"(?P<indent>[ \t]*)\{%-?[ ]*highlight[ ]+(?P<info>[\w+#.-]+)[^{}%]*-?%\}[ \t]*$")
HIGHLIGHT_END = pattern(r"[ \t>]*\{%-?[ ]*endhighlight[ ]*-?%\}[ \t]*$")
RAW_LINES = (re.compile(r"\s*\{%-?\s*raw\s*-?%\}\s*$"), re.compile(r"\s*\{%-?\s*endraw\s*-?%\}\s*$"))
"""What Jekyll's authors put around code in a fence, so that Liquid leaves it alone; it is none of the code."""

LIST_ITEM = pattern(r"[ ]{0,3}(?:[-*+]|\d{1,9}\.)(?:[ \t]|$)")
CLOSERS = pattern(r"[\])}>;,]+[ \t]*$")
"""What ends a piece of indented code at the left margin, where its author forgot to indent the last line."""

LANGUAGE = pattern(r"\{?\s*\.?(?P<language>[\w+#.-]*)")
LONGEST_HIGHLIGHTED = 50_000
"""Characters; some of Pygments' lexers are slow on what is none of their language."""

HEADING = pattern(r"#{1,6}[ \t]")
INDENTED = pattern(rf"\n(?:[^\S\n]*|{HEADING.pattern}[^\n]*)\n(?:[ ]{{4}}|\t)")
"""A blank line or a heading, and below it an indented line: with such a line indented code begins."""

CODE_SPAN = pattern(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def may_hold_fence(text: str) -> bool:
    """Whether the text holds the sign of a fence. A single character is looked for first: that takes a tenth."""
    return (
        ("`" in text and "```" in text) or ("~" in text and "~~~" in text) or ("%" in text and "endhighlight" in text)
    )


def may_hold_code(text: str) -> bool:
    """Whether any line of the text may be code."""
    is_indented = "\n    " in text or "\t" in text or text.startswith("    ")
    return may_hold_fence(text) or (is_indented and bool(INDENTED.search(f"\n\n{text}")))


def fences(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """The fences: first line, line after the last, and whether it was closed; lines from 0."""
    if not may_hold_fence("\n".join(lines)):
        return
    number = 0
    last_end = next((n for n in reversed(range(len(lines))) if "endhighlight" in lines[n]), -1)
    while number < len(lines):
        if number < last_end and "highlight" in lines[number]:
            end, closed = _highlight_end(lines, number), True
        else:
            end, closed = _fence_end(lines, number)
        if end:
            yield number, end, closed
        number = end or number + 1


def _highlight_end(lines: list[str], start: int) -> int:
    """The line after the `{% endhighlight %}` of the tag in line `start`; 0 where there is no such tag."""
    prefix = beginning(QUOTED, lines[start])
    if not HIGHLIGHT.match(lines[start], len(prefix)):
        return 0
    ends = (number for number in range(start + 1, len(lines)) if HIGHLIGHT_END.match(lines[number]))
    return next(ends, -1) + 1


def _fence_end(lines: list[str], start: int) -> tuple[int, bool]:
    if "```" not in lines[start] and "~~~" not in lines[start]:
        return 0, False
    prefix = beginning(QUOTED, lines[start])
    opening = FENCE.match(lines[start], len(prefix))
    if not opening:
        return 0, False
    depth, fence, indent = prefix.count(">"), opening["fence"], _indent(opening["indent"])
    inner = 0  # fences in the code itself, as in a text about Markdown: they stand deeper than the one around them
    for number in range(start + 1, len(lines)):
        line = lines[number]
        here = beginning(QUOTED, line) if depth else ""
        if here.count(">") < depth:
            return number, False
        if fence not in line:
            continue
        words = line[len(here) :]
        is_deeper = _indent(words) > indent + 3
        if not words.strip().strip(fence[0]):
            if not (is_deeper and inner):
                return number + 1, True
            inner -= 1
        elif is_deeper and FENCE.match(words):
            inner += 1
    return len(lines), False


def _indent(line: str) -> int:
    """Columns of white space with which the line begins."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def code_lines(lines: list[str], text: str | None = None) -> list[bool]:
    """For each line whether it is code: in a fence, or indented by four after a blank line outside any list.

    `text` is the lines in one piece, where the caller has it.
    """
    marks = [False] * len(lines)
    if not may_hold_code("\n".join(lines) if text is None else text):
        return marks
    for start, end, _ in fences(lines):
        marks[start:end] = [True] * (end - start)
    after_blank, in_list = True, False
    for number, line in enumerate(lines):
        if marks[number]:
            after_blank = True  # a fence is a block of its own
        elif not line.strip():
            after_blank = True
        elif line.startswith(("    ", "\t")):
            if not in_list and after_blank:
                marks[number] = True
        elif number and marks[number - 1] and lines[number - 1].startswith(("    ", "\t")) and CLOSERS.match(line):
            marks[number] = True
        else:
            if not line[0].isalpha() and LIST_ITEM.match(line):
                in_list = True
            elif after_blank and line[0] not in " \t":
                in_list = False
            # Headings hold one line, and end every list.
            after_blank = line[0] == "#" and bool(HEADING.match(line))
            in_list = in_list and not after_blank
    return marks


def outside_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that are no code, with their numbers from 0; code spans in them blanked, columns unchanged."""
    text = "\n".join(lines)
    if "`" not in text and not may_hold_code(text):
        return enumerate(lines)
    code = code_lines(lines, text)
    return ((number, without_spans(line)) for number, line in enumerate(lines) if not code[number])


def without_spans(line: str) -> str:
    """The line with its code spans blanked, columns unchanged."""
    return CODE_SPAN.sub(lambda match: " " * len(match[0]), line) if "`" in line else line


class FencePreprocessor(Preprocessor):
    """Puts each fence aside as finished HTML; a placeholder keeps its place, quote marks and indentation."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        text = self.conversion.body.text
        if "`" not in text and "~" not in text and "%" not in text:
            return lines
        kept: list[str] = []
        last = 0
        for start, end, closed in fences(lines):
            kept += lines[last:start]
            prefix = beginning(QUOTED, lines[start])
            opening = FENCE.match(lines[start], len(prefix)) or HIGHLIGHT.match(lines[start], len(prefix))
            assert opening
            depth, indent = prefix.count(">"), len(opening["indent"].expandtabs(4))
            inside = [_without(line, depth, indent) for line in lines[start + 1 : end - closed]]
            while not closed and inside and not inside[-1].strip():
                inside.pop()
            if len(inside) > 2 and RAW_LINES[0].match(inside[0]) and RAW_LINES[1].match(inside[-1]):
                inside = inside[1:-1]
            placeholder = self.md.htmlStash.store(_html(inside, opening["info"].strip()))
            mark = prefix.rstrip()
            # In a list item Python-Markdown wants four spaces where authors type two or three.
            spaces = " " * (-(-indent // 4) * 4 if indent and _in_item(kept, prefix) else 0)
            kept += [mark, prefix + spaces + placeholder, mark]
            last = end
        return kept + lines[last:]


def _in_item(above: list[str], prefix: str) -> bool:
    """Whether the nearest line above that is not blank is a list item, or indented as what belongs to one."""
    line = next((line for line in reversed(above) if line.strip("> \t")), "").removeprefix(prefix)
    return bool(LIST_ITEM.match(line)) or line.startswith((" ", "\t"))


def _without(line: str, depth: int, indent: int) -> str:
    for _ in range(depth):
        line = re.sub(r"^[ ]{0,3}>[ ]?", "", line)
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(spaces, indent) :]


def _html(lines: list[str], info: str) -> str:
    match = LANGUAGE.match(info)
    language = match["language"] if match else ""
    kind = f' class="language-{escape(language)}"' if language else ""
    text = "\n".join(lines)
    return f"<pre><code{kind}>{highlighted(text, language) or escape(text, quote=False)}\n</code></pre>"


@lru_cache(maxsize=64)
def lexer_of(language: str) -> Any:
    """Pygments' lexer for the language; None where it knows none."""
    # Imported here: most posts have no code, and it takes 60 ms.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


def highlighted(text: str, language: str) -> str:
    """The text as HTML with Pygments' short class names; empty where the language is unknown, or plain text."""
    lexer = lexer_of(language.lower()) if language and len(text) < LONGEST_HIGHLIGHTED else None
    if lexer is None or lexer.name == "Text only":
        return ""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    html = str(highlight(text, lexer, HtmlFormatter(nowrap=True))).removesuffix("\n")
    # Text in a single token needs no element of its own, and quotation marks need no escape between tags.
    return html.replace("&#39;", "'").replace("&quot;", '"')


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each fence that is never closed."""
    if "```" not in conversion.body.text and "~~~" not in conversion.body.text:
        return
    for start, _, closed in fences(lines):
        if not closed:
            body = conversion.body
            column = len(lines[start]) - len(lines[start].lstrip("> \t")) + 1
            what = Text("代码从这里开始，一直没有结束", "the code that begins here is never closed")
            hint = Text(
                "在代码后面单独一行写同样的 ```；不是代码就删掉这一行。",
                "Write the same ``` on a line of its own below the code; if it is no code, delete this line.",
            )
            yield Problem(Place(body.path, body.first_line + start, column), "warning", "fence", what, hint)


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(FencePreprocessor(md, conversion), "fences", 25)
