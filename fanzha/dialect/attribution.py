"""A1: a quote that is nothing but `转载：…` `来源：…` says where the post comes from."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import unescape

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from fanzha.dialect.characters import levelled
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

KEYS = tuple("转载 转载自 来源 来自 作者 编辑 审核 出处 原文 原文链接 发布 记者 摄影 供稿".split())
PAIR = pattern(r"(?:\*\*)?\s*(?P<key>[^\s：:*]{1,12}?)\s*(?:\*\*)?\s*[：:]\s*(?:\*\*)?\s*(?P<value>.*)$")
RAW_QUOTE = pattern(r"<blockquote\b[^>]*>(?P<inside>.*)</blockquote>\s*$", re.IGNORECASE | re.DOTALL)
LINE_END = pattern(r"<(?i:br)\s*/?>|</(?i:p)\s*>|\n")
TAG = pattern(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
SPOKEN_FOR = frozenset(("p", "br", "span", "strong", "b", "em", "i", "cite", "font", "section", "div"))
"""Tags that a raw attribution may hold without being anything more."""

LINK = pattern(r"<(?i:a)\b[^<>]*?(?i:href)\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*>([^<>]*)</(?i:a)>")
MARKDOWN_LINK = pattern(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
MOST_PAIRS = 50
"""A longer list is something else."""

ADDRESS = pattern(r"(?<![\w\[<\"'])(?<!\]\()https?://[^\s<>()\u2e80-\uffef]+(?<![.,;:!?])")
"""An address on its own, not one of a Markdown link: that is one already."""

Pairs = list[tuple[str, str]]


class Attribution:
    """Recognises attributions, writes them, and notes their pairs with the post."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self.keys = frozenset((*KEYS, *conversion.settings.attribution_keys))

    def pairs(self, text: str) -> Pairs | None:
        """The key and value of every line of a quote's text, or None if one line is no such pair."""
        pairs = []
        for line in text.split("\n"):
            line = line.strip()
            match = PAIR.match(line) if line else None
            if line and (not match or match["key"] not in self.keys):
                return None
            if match:
                pairs.append((match["key"], match["value"].strip()))
        return pairs if 0 < len(pairs) <= MOST_PAIRS else None

    def raw_pairs(self, html: str) -> Pairs | None:
        """The same for a raw `<blockquote>`."""
        quote = RAW_QUOTE.match(html.strip())
        inside = LINK.sub(r"[\2](\1)", quote["inside"]) if quote else ""
        if any(tag.lower() not in SPOKEN_FOR for _, tag in TAG.findall(inside)):
            return None
        return self.pairs(TAG.sub("", LINE_END.sub("\n", inside)))

    def write(self, parent: etree.Element, pairs: Pairs) -> None:
        self.conversion.attribution += [(key, unescape(MARKDOWN_LINK.sub(r"\1", value))) for key, value in pairs]
        shown = [(key, value) for key, value in pairs if value or key in ("转载", "转载自")]
        quote = etree.SubElement(parent, "blockquote", {"class": "attribution"})
        self.conversion.attribution_quotes.append((parent, quote))
        paragraph = etree.SubElement(quote, "p")
        for number, (key, value) in enumerate(shown):
            if number:
                etree.SubElement(paragraph, "br").tail = "\n"
            name = etree.SubElement(paragraph, "span", {"class": "key"})
            name.text, name.tail = key, "："
            cite = etree.SubElement(paragraph, "cite")
            start, link = 0, None
            for address in ADDRESS.finditer(value) if "://" in value else ():
                _append(cite, link, value[start : address.start()])
                link = etree.SubElement(cite, "a", {"href": address[0]})
                link.text, start = AtomicString(address[0]), address.end()
            _append(cite, link, value[start:])


def _append(cite: etree.Element, link: etree.Element | None, words: str) -> None:
    if link is None:
        cite.text = words
    else:
        link.tail = words


class RawAttributionProcessor(BlockProcessor):
    """Takes a raw quote that is an attribution out of the raw HTML that was put aside."""

    def __init__(self, md: Markdown, attribution: Attribution) -> None:
        super().__init__(md.parser)
        self.attribution = attribution

    def stashed(self, block: str) -> str:
        placeholder = HTML_PLACEHOLDER_RE.fullmatch(block.strip())
        stash = self.parser.md.htmlStash.rawHtmlBlocks
        number = int(placeholder[1]) if placeholder else len(stash)
        html = stash[number] if number < len(stash) else ""
        return html if isinstance(html, str) else ""

    def test(self, parent: etree.Element, block: str) -> bool:
        return self.stashed(block)[:11].lower() == "<blockquote"

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        pairs = self.attribution.raw_pairs(self.stashed(blocks[0]))
        if pairs is None:
            return False
        del blocks[0]
        self.attribution.write(parent, pairs)
        return None


class RepostTreeprocessor(Treeprocessor):
    """P1's last clause: a `转载` that is empty, or holds the rest of a cut title, names the account instead.

    Runs when title and account are known. Then takes away the pairs that are still empty, and notes the result.
    """

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: etree.Element) -> None:
        if not self.conversion.attribution:
            return
        account = self.conversion.account.name if self.conversion.account else ""
        full, given = levelled(self.conversion.title), levelled(self.conversion.body.title)
        rest = full.removeprefix(given)

        def replaced(key: str, value: str) -> str:
            stands_for_title = key == "转载" and (not value or (rest and rest.startswith(levelled(value))))
            return account if stands_for_title and account else value

        self.conversion.attribution = [
            (key, replaced(key, value)) for key, value in self.conversion.attribution if replaced(key, value)
        ]
        empty: dict[etree.Element, set[etree.Element]] = {}
        for parent, quote in self.conversion.attribution_quotes:
            paragraph = quote[0]
            children = list(paragraph)
            for name, cite in zip(children[0::3], children[1::3], strict=True):
                value = "".join(cite.itertext())
                if not len(cite) and replaced(name.text or "", value) != value:
                    cite.text = account
            self.drop_empty(paragraph)
            if not len(paragraph):
                empty.setdefault(parent, set()).add(quote)
        for parent, quotes in empty.items():
            parent[:] = [child for child in parent if child not in quotes]

    def drop_empty(self, paragraph: etree.Element) -> None:
        children = list(paragraph)
        for name, cite in zip(children[0::3], children[1::3], strict=True):
            if not "".join(cite.itertext()) and not len(cite):
                paragraph.remove(name)
                paragraph.remove(cite)
        # A line end is left over before the first pair or after the last.
        for position in (0, -1):
            if len(paragraph) and paragraph[position].tag == "br":
                paragraph.remove(paragraph[position])


def register(md: Markdown, conversion: Conversion) -> None:
    attribution = Attribution(conversion)
    md.parser.blockprocessors.register(RawAttributionProcessor(md, attribution), "raw_attribution", 95)
    md.treeprocessors.register(RepostTreeprocessor(md, conversion), "repost", 5)
