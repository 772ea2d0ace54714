"""S2, S3: a line that is nothing but bold words is the title of what stands below it."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from itertools import islice

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import headings, rules, tables
from fanzha.dialect.characters import levelled
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

BOLD_LINE = pattern(r"[ ]{0,3}\*\*(?![\s*])((?:[^*\n]++|\*(?!\*))++)(?<!\s)\*\*[ \t]*[:：]?[ \t]*$")

LABELS = {
    "case": ("典型案例", "案例", "案情", "真实案例", "案例回放"),
    "process": ("诈骗流程", "诈骗手法", "作案手法", "套路揭秘", "诈骗分子实施诈骗流程一般分为以下几步"),
    "tips": ("警方提示", "防骗提示", "温馨提示", "防范提示", "民警提醒"),
    "analysis": ("案件分析", "套路分析"),
    "report": ("被骗了怎么办", "报警求助"),
}
"""Words of labels by kind; a site's `labels:` adds to them."""

LONGEST = 30
"""Characters of a label that no table names; a longer bold line is a sentence."""


def bold_words(line: str) -> str | None:
    """The words of a bold label, without the colon that may follow them; None for any other line."""
    # Most lines are told apart by their ends.
    may_be = line.lstrip(" ")[:2] == "**" == line.rstrip(" \t\n:：")[-2:]
    match = BOLD_LINE.match(line) if may_be else None
    return (match[1].rstrip("：: \t") or None) if match else None


class LabelProcessor(BlockProcessor):
    """Makes a heading of a bold line at the post's top level, where it is the title of something."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion
        self.kinds = {levelled(word): kind for kind, words in LABELS.items() for word in words}
        for kind, words in conversion.settings.labels:
            self.kinds.update((levelled(word), kind) for word in words)

    def test(self, parent: etree.Element, block: str) -> bool:
        return parent is self.parser.root and block.lstrip(" ").startswith("**")

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        words = bold_words(blocks[0])
        if words is None:
            return False
        kind = self.kinds.get(levelled(words.replace("**", "")))
        if not kind and not self.is_title(words, parent, blocks):
            return False
        blocks.pop(0)
        label = etree.SubElement(parent, "h2", {"class": f"label label-{kind}" if kind else "label"})
        label.text = words
        return None

    def is_title(self, words: str, parent: etree.Element, blocks: list[str]) -> bool:
        """S3. A title is short, has something below it, and stands alone among its neighbours."""
        if len(words) > LONGEST or words.endswith(tuple("。，；！…")):
            return False
        block = next((block for block in islice(blocks, 1, None) if block.strip()), "").lstrip("\n")
        below = block.partition("\n")[0]
        if not below or rules.is_rule(below) or headings.of_line(below) or bold_words(below):
            return False
        if below.startswith(("    ", "\t", "\x02wzxhzdk")) or tables.begins(block.split("\n", 2)):
            # Over code or a table it is a caption or a sentence, as in `Example:`.
            return False
        above = parent[-1] if len(parent) else None
        if above is None:
            return True
        is_label = above.tag == "h2" and above.get("class", "").startswith("label")
        return not is_label and not (above.tag == "p" and bold_words(above.text or "") is not None)


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(LabelProcessor(md, conversion), "labels", 13)
