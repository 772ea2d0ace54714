"""Brackets that close nowhere near are text, so that thousands of them cost no more than as many letters.

Python-Markdown looks for the end of a link from every opening bracket on. Where there are many, the ones that lead
nowhere are escaped before it looks.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fanzha.dialect.model import Conversion

MANY = 60
"""Opening brackets in one text; below that, looking is cheap."""

NEAR = 1000
"""Characters within which a link ends."""


class BracketTreeprocessor(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            text = element.text
            if text and text.count("[") > MANY and not isinstance(text, AtomicString):
                element.text = tamed(text)


def tamed(text: str) -> str:
    """The text with every `[` escaped that begins no link."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "[":
            opened.append(position)
        elif character == "]" and opened:
            closing[opened.pop()] = position
    nested = 0
    pieces: list[str] = []
    start = 0
    innermost_end = -1
    for position in range(len(text)):
        if text[position] != "[":
            continue
        end = closing.get(position, -1)
        after = text[end + 1 : end + 2] if end >= 0 else ""
        nested = nested + 1 if position < innermost_end else 0
        innermost_end = max(innermost_end, end)
        leads = end >= 0 and end - position < NEAR and nested < 5
        if leads and after == "(":
            leads = ")" in text[end + 2 : end + 2 + NEAR] and "[" not in text[end + 2 : text.find(")", end + 2)]
        if not leads and (position == 0 or text[position - 1] != "\\"):
            pieces += [text[start:position], "\\"]
            start = position
    return "".join((*pieces, text[start:]))


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(BracketTreeprocessor(md), "brackets", 30)
