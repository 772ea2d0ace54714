"""I8: dots that stand for an ellipsis and hyphens that stand for a dash, in running text.

The words of a dialogue are a quotation: there nothing is changed. `amp;`, `lt;` … that lost their `&` between CJK
characters are the character again.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from typing import Literal, NamedTuple

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fanzha.dialect.characters import is_cjk
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

PIECE = pattern(r"\.{6,}|。{3,}|--+|(?:amp|lt|gt|quot|nbsp);")
SIGNS = ("......", "。。。", "--")
ENTITY_SIGNS = ("amp;", "lt;", "gt;", "quot;", "nbsp;")
"""Of both kinds a text must hold one for PIECE to find something; they are looked for much faster."""

ENTITY = pattern(r"(?:amp|lt|gt|quot|nbsp);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\u00a0"}
AT_EDGE = pattern(r"^(?:--|(?:amp|lt|gt|quot|nbsp);)|(?:--|(?:amp|lt|gt|quot|nbsp);)$")
UNTOUCHED = frozenset(("code", "pre", "kbd", "samp", "script", "style", "figcaption"))
"""Elements whose words stay as typed: code, and captions (B9)."""

EDGE = "\n"
"""Stands for what is around a block: no character of its text."""


def typeset(text: str, before: str = EDGE, after: str = EDGE) -> str:
    """The text with ellipses and dashes as Chinese print has them (GB/T 15834, 4.10 and 4.11).

    `before` and `after` are the characters on either side, which may stand in another element.
    """

    def piece(match: re.Match[str]) -> str:
        typed = match[0]
        if typed[0] in ".。":
            return "……"
        left = text[match.start() - 1] if match.start() else before
        right = text[match.end()] if match.end() < len(text) else after
        if not (is_cjk_or_mark(left) and is_cjk_or_mark(right)) or typed.startswith("---"):
            return typed
        return "——" if typed == "--" else ENTITIES[typed[:-1]]

    return PIECE.sub(piece, text)


def with_entities(text: str) -> str:
    """The text, a title, with the characters for `amp;`, `lt;` … that lost their `&` between CJK characters."""
    if ";" not in text:
        return text
    return ENTITY.sub(
        lambda match: typeset(match[0], text[match.start() - 1 : match.start()], text[match.end() :][:1]), text
    )


def is_cjk_or_mark(character: str) -> bool:
    return bool(character) and (is_cjk(character) or character in "“”‘’…—·")


class TypographyTreeprocessor(Treeprocessor):
    """Sets the running text; each piece of it knows its neighbours in other elements."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: etree.Element) -> None:
        # Most posts hold nothing to set; looking at the whole text is cheaper than at its pieces.
        text = self.conversion.body.text
        signs = (*SIGNS, *ENTITY_SIGNS) if ";" in text else SIGNS
        if not self.conversion.body.typography or not any(map(text.__contains__, signs)):
            return
        if not self.set_inside(root, True):
            return
        # A dash or an entity stands where an element begins or ends: what is its neighbour there?
        pieces = [_Piece(None, "text", EDGE)]
        self.collect(root, True, pieces)
        pieces.append(_Piece(None, "text", EDGE))
        for number, (element, place, words) in enumerate(pieces):
            if element is not None and PIECE.search(words):
                before, after = pieces[number - 1].text[-1:], pieces[number + 1].text[:1]
                setattr(element, place, typeset(words, before, after))

    def set_inside(self, element: etree.Element, typeset_here: bool) -> bool:
        """Set what needs no look at its neighbours; whether anything is left that does."""
        inside = typeset_here and element.tag not in UNTOUCHED and element.get("class") != "dialogue"
        left = False
        text = element.text
        if inside and text and PIECE.search(text) and not isinstance(text, AtomicString):
            element.text = typeset(text)
            left = bool(AT_EDGE.search(text))
        for child in element:
            left |= self.set_inside(child, inside)
            text = child.tail
            if inside and text and PIECE.search(text) and not isinstance(text, AtomicString):
                child.tail = typeset(text)
                left |= bool(AT_EDGE.search(text))
        return left

    def collect(self, element: etree.Element, typeset_here: bool, pieces: list[_Piece]) -> None:
        """Add the texts in order; those that stay as typed have no element to be written back to."""
        inside = typeset_here and element.tag not in UNTOUCHED and element.get("class") != "dialogue"
        is_block = self.md.is_block_level(element.tag) or element.tag == "br"
        if is_block:
            pieces.append(_BLOCK_EDGE)
        if element.text:
            kept = not inside or isinstance(element.text, AtomicString)
            pieces.append(_Piece(None if kept else element, "text", element.text))
        for child in element:
            self.collect(child, inside, pieces)
            if child.tail:
                kept = not inside or isinstance(child.tail, AtomicString)
                pieces.append(_Piece(None if kept else child, "tail", child.tail))
        if is_block:
            pieces.append(_BLOCK_EDGE)


class _Piece(NamedTuple):
    element: etree.Element | None
    place: Literal["text", "tail"]
    text: str


_BLOCK_EDGE = _Piece(None, "text", EDGE)


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(TypographyTreeprocessor(md, conversion), "typography", 7.8)
