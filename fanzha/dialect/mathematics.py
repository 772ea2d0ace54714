"""I9: formulas between `$` or `$$` are kept as typed: no emphasis, no line breaks, no links in them."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from fanzha.dialect.code import code_lines
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

FORMULA = r"(?<![\\$])(?:\$\$(?!\$)(?:[^$\n\\]|\\.)+?\$\$|\$(?![\s$])(?:[^$\n\\]|\\.)+?(?<!\s)\$(?![\d$]))"
"""Between two `$`, as pandoc has it: no white space at the ends, no digit behind, so that prices are none."""

FOR_MARKDOWN = pattern(r"\\(?=[*_])|\\{1,2}(?=\\[{}|#%&!])")
"""Backslashes that authors type between single `$` for Markdown, which takes them away, not for mathematics."""

DISPLAY = pattern(r"[ \t]*\$\$")
LONGEST = 200
"""Lines of one display."""


class DisplayPreprocessor(Preprocessor):
    """Puts displays of several lines aside, whose lines would else be lists, headings and rules."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        if "$" not in self.conversion.body.text or not any("$$" in line for line in lines):
            return lines
        code = code_lines(lines)
        kept: list[str] = []
        number = 0
        while number < len(lines):
            end = number if code[number] else _end(lines, number)
            if end > number:
                text = "\n".join(lines[number:end])
                indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
                kept += ["", indent + self.md.htmlStash.store(f"<p>{_escaped(text.strip())}</p>"), ""]
                number = end
            else:
                kept.append(lines[number])
                number += 1
        return kept


def _end(lines: list[str], start: int) -> int:
    """The line after the display that begins in line `start`; `start` where none begins."""
    if not DISPLAY.match(lines[start]) or lines[start].count("$$") != 1:
        return start
    for number in range(start + 1, min(start + LONGEST, len(lines))):
        if "$$" in lines[number]:
            ends = lines[number].count("$$") == 1 and lines[number].rstrip().endswith("$$")
            return number + 1 if ends else start
        if not lines[number].strip() or "\x02" in lines[number]:
            return start
    return start


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FormulaProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # stock names a wider type
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        text = m[0] if m[0].startswith("$$") else FOR_MARKDOWN.sub("", m[0])
        return AtomicString(text), m.start(), m.end()


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(DisplayPreprocessor(md, conversion), "displays", 23)
    md.inlinePatterns.register(FormulaProcessor(FORMULA, md), "formula", 185)
