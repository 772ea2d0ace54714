"""I8: dots that stand for an ellipsis and hyphens that stand for a dash, in running text.

The words of a dialogue are a quotation: there nothing is changed. `amp;`, `lt;` … that lost their `&` between CJK
characters are the character again.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fanzha.dialect.characters import is_cjk
from fanzha.dialect.model import Conversion

PIECE = re.compile(
    r"\.{6,}|。{3,}|(?<=[^\x00-\x7f])--(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?:amp|lt|gt|quot|nbsp);(?=[^\x00-\x7f])"
)
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\u00a0"}
UNTOUCHED = frozenset(("code", "pre", "kbd", "samp", "script", "style"))


def typeset(text: str) -> str:
    """The text with ellipses and dashes as Chinese print has them (GB/T 15834, 4.10 and 4.11)."""

    def piece(match: re.Match[str]) -> str:
        typed = match[0]
        if typed[0] in ".。":
            return "……"
        if not (is_cjk_or_mark(text[match.start() - 1]) and is_cjk_or_mark(text[match.end()])):
            return typed
        return "——" if typed == "--" else ENTITIES[typed[:-1]]

    return PIECE.sub(piece, text)


def is_cjk_or_mark(character: str) -> bool:
    return is_cjk(character) or character in "“”‘’…—·"


class TypographyTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: etree.Element) -> None:
        if self.conversion.body.typography:
            self.inside(root)

    def inside(self, element: etree.Element) -> None:
        if element.tag not in UNTOUCHED and element.get("class") != "dialogue":
            if element.text and not isinstance(element.text, AtomicString):
                element.text = typeset(element.text)
            for child in element:
                self.inside(child)
        for child in element if element.get("class") == "dialogue" else ():
            if child.tag == "blockquote":
                self.inside(child)
        if element.tail and not isinstance(element.tail, AtomicString):
            element.tail = typeset(element.tail)


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(TypographyTreeprocessor(md, conversion), "typography", 7.8)
