"""B3, B4: quotes hold the lines that begin with `>` and no others; what they say decides what they become.

The pass over lines has ended each quote with a blank line and arranged its inside; here a quote is one block.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import signature
from fanzha.dialect.attribution import Attribution
from fanzha.dialect.dialogue import Dialogues
from fanzha.dialect.model import Conversion

MARK = re.compile(r"[ ]{0,3}>[ ]?")
DEEPEST = 50
"""Quotes below this depth are text: nobody means them, and every level costs stack."""


def unquoted(line: str) -> str | None:
    """The line without its first quote mark, or None where it has none."""
    match = MARK.match(line)
    return line[match.end() :] if match else None


class QuoteProcessor(BlockProcessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.attribution = Attribution(conversion)
        self.dialogues = Dialogues(md.parser, conversion)
        self.tried = 0
        """How many of the next quotes have been tried as part of one dialogue, in vain."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(MARK.match(block))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        text, rest = _inside(block)
        if rest:
            blocks.insert(0, rest)
        elif self.tried:
            self.tried -= 1
        elif self.dialogues.begins(text):
            # Two quotes parted by a blank line are two, unless together they are one dialogue.
            joined, count = text, 0
            for following in blocks:
                more, rest = _inside(following) if MARK.match(following.lstrip("\n")) else ("", "")
                if rest or not more or not self.dialogues.begins(more):
                    break
                joined, count = f"{joined}\n\n{more}", count + 1
            parts = self.dialogues.parts(joined)
            if parts:
                del blocks[:count]
                self.dialogues.write(parent, parts)
                return
            self.tried = count
        pairs = self.attribution.pairs(text)
        if pairs:
            self.attribution.write(parent, pairs)
            return
        parts = self.dialogues.parts(text)
        if parts:
            self.dialogues.write(parent, parts)
            return
        signed = signature.split(text)
        if signed:
            text, name = signed
            parent = etree.SubElement(parent, "figure", {"class": "quote"})
        quote = etree.SubElement(parent, "blockquote")
        self.parser.parseChunk(quote, text)
        if signed:
            caption = etree.SubElement(parent, "figcaption")
            caption.text = "—— "
            etree.SubElement(caption, "cite").text = name


def _inside(block: str) -> tuple[str, str]:
    """The quote's text without its marks, and what of the block is no longer quoted."""
    inside: list[str] = []
    lines = block.strip("\n").split("\n")
    for number, line in enumerate(lines):
        words = unquoted(line)
        if words is None:
            return "\n".join(inside), "\n".join(lines[number:])
        inside.append(words)
    return "\n".join(inside), ""


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(QuoteProcessor(md, conversion), "quote", 20)
