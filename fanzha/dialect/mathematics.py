"""I9: formulas between `$` or `$$` are kept as typed: no emphasis, no line breaks, no links in them."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from fanzha.dialect.code import code_lines
from fanzha.dialect.model import Conversion

IN_LINE = r"(?<![\\$])(\$\$?)(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\1(?![\d$])"
"""As pandoc has it: no white space inside, no digit behind, so that prices are none."""

FORMULA = r"(?<![\\$])\$\$?(?![\s$])(?:[^$\n\\]|\\.)+?(?<!\s)\$\$?(?![\d$])"
"""The same without groups, for patterns of what other rules pass over."""

DISPLAY = re.compile(r"[ ]{0,3}\$\$")
LONGEST = 200
"""Lines of one display."""


class DisplayPreprocessor(Preprocessor):
    """Puts displays of several lines aside, whose lines would else be lists, headings and rules."""

    def run(self, lines: list[str]) -> list[str]:
        if not any("$$" in line for line in lines):
            return lines
        code = code_lines(lines)
        kept: list[str] = []
        number = 0
        while number < len(lines):
            end = number if code[number] else _end(lines, number)
            if end > number:
                text = "\n".join(lines[number:end])
                kept += ["", self.md.htmlStash.store(f"<p>{_escaped(text)}</p>"), ""]
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
        if not lines[number].strip():
            return start
    return start


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FormulaProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # stock names a wider type
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return AtomicString(m[0]), m.start(), m.end()


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(DisplayPreprocessor(md), "displays", 23)
    md.inlinePatterns.register(FormulaProcessor(IN_LINE, md), "formula", 185)
