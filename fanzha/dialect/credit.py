"""A4: a last line `来源：…`, `摘自…` or `… 摄` says where the post, or its picture, comes from."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from itertools import islice

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

CREDIT = pattern(
    r"[（(]?\s*(?:(?P<key>来源|稿源)\s*[：:]|(?P<verb>摘自|转自)\s*[：:]?|(?P<taken>.{1,20}(?<!拍)摄[）)]?$))\s*(?P<words>.*)$"
)
LONGEST = 60
"""Characters; a longer line is a sentence."""


def is_credit(line: str) -> bool:
    line = line.strip()
    return len(line) <= LONGEST and not line.endswith("。") and bool(CREDIT.match(line))


class CreditProcessor(BlockProcessor):
    """Makes a credit of the last block of the post, which the pass over lines has set apart."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion

    def test(self, parent: etree.Element, block: str) -> bool:
        return parent is self.parser.root and "\n" not in block.strip() and is_credit(block)

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        if any(block.strip() for block in islice(blocks, 1, None)):
            return False
        line = blocks.pop(0).strip()
        match = CREDIT.match(line)
        assert match
        etree.SubElement(parent, "p", {"class": "credit"}).text = line
        key = match["key"] or match["verb"] or "摄影"
        words = (match["words"] or match["taken"] or "").strip("（）() ")
        self.conversion.attribution.append((key, words.removesuffix("摄").strip() if match["taken"] else words))
        return None


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(CreditProcessor(md, conversion), "credit", 12)
