"""B6: whether the lines of a paragraph are kept apart or joined.

Editors who type Chinese mean the line ends they type; authors who wrap English lines do not. So they are kept where
the post's letters are mostly CJK, and joined otherwise, without a space between two CJK characters.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor

from fanzha.dialect.characters import is_cjk
from fanzha.dialect.code import CODE_SPAN
from fanzha.dialect.model import Body, Conversion

LONG_LINE = 36
"""Visible characters: a longer line is a paragraph of its own."""

LETTER = re.compile(r"[^\W\d_]")
NOT_PROSE = re.compile("\x02[^\x03]*\x03|https?://[!-~]+")
LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
TAG = re.compile(r"<[^<>\n]*>")
MARKS = re.compile(r"[*_`~]+|\x02[^\x03]*\x03")


def keeps_lines(lines: list[str], body: Body) -> bool:
    """Whether the post's lines are kept apart: as it says, or if more than half of its letters are CJK."""
    if body.hard_wrap != "auto":
        return body.hard_wrap == "true"
    text = CODE_SPAN.sub("", NOT_PROSE.sub("", "\n".join(lines)))
    letters = LETTER.findall(text)
    return 2 * sum(map(is_cjk, letters)) > len(letters)


def visible_length(line: str) -> int:
    """Characters of the line that a reader sees."""
    if len(line) <= LONG_LINE:
        return len(line)
    return len(MARKS.sub("", TAG.sub("", LINK.sub(r"\1", line))).strip())


class LineProcessor(ParagraphProcessor):
    """Python-Markdown's paragraphs, with the line ends decided."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        if not block.strip():
            return
        lines = block.strip("\n").split("\n")
        in_list = self.parser.state.isstate("list")
        paragraphs = ["\n".join(lines)] if len(lines) == 1 else self.paragraphs(lines, in_list)
        for paragraph in paragraphs:
            super().run(parent, [paragraph])

    def paragraphs(self, lines: list[str], together: bool) -> list[str]:
        paragraphs: list[str] = []
        text = ""
        for line in lines:
            if not text:
                text = line.lstrip()
            elif _is_open(text):
                text += "\n" + line.strip()
            elif not self.conversion.keep_lines:
                ends_hard = text.endswith(("  ", "\\"))
                close = not ends_hard and is_cjk(text.rstrip()[-1:] or " ") and is_cjk(line.lstrip()[:1] or " ")
                text = text.rstrip() + line.strip() if close else f"{text}\n{line.strip()}"
            elif together or (
                visible_length(text.rpartition("\n")[2]) <= LONG_LINE and visible_length(line) <= LONG_LINE
            ):
                text = f"{text.rstrip()}  \n{line.strip()}"
            else:
                paragraphs.append(text)
                text = line.lstrip()
        return [*paragraphs, text]


def _is_open(text: str) -> bool:
    """Whether bold text, a code span or a link's words go on in the next line, so that the two belong together."""
    text = text.rpartition("\x00")[2]
    return bool(
        text.count("`") % 2
        or text.count("**") % 2
        or text.rfind("[") > text.rfind("]")
        or text.rfind("<") > text.rfind(">")
    )


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(LineProcessor(md, conversion), "paragraph", 10)
