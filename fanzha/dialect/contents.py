"""I9: kramdown's `{:toc}` under a list item becomes the table of contents of the post."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Sequence

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fanzha.dialect.code import LIST_ITEM
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

TOC = pattern(r"\s*\{:\s*toc\b[^{}]*\}\s*$")
MARK = "\x02toc\x03"
NOT_LISTED = frozenset(("no_toc", "label"))
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def begins(lines: Sequence[str]) -> bool:
    """Whether the second line asks for the contents in place of the list item that the first one is."""
    return len(lines) > 1 and "{:" in lines[1] and bool(TOC.match(lines[1])) and bool(LIST_ITEM.match(lines[0]))


class ContentsTreeprocessor(Treeprocessor):
    """Puts a nested list of the headings, which have their ids by now, where the mark stands."""

    def run(self, root: etree.Element) -> None:
        places = [child for child in root if child.tag == "p" and (child.text or "").strip() == MARK]
        if len(places) > 1:
            more = set(places[1:])  # one is enough
            root[:] = [child for child in root if child not in more]
        for place in places[:1]:
            place.tag, place.text = "ul", None
            place.attrib.update({"class": "toc", "id": "markdown-toc"})
            stack: list[tuple[int, etree.Element]] = [(0, place)]
            for heading in root.iter():
                # A label is no heading that its author typed; the page's own catalogue has both.
                if heading.tag not in HEADINGS or not NOT_LISTED.isdisjoint(heading.get("class", "").split()):
                    continue
                level = int(heading.tag[1])
                while len(stack) > 1 and stack[-1][0] >= level:
                    stack.pop()
                above = stack[-1][1]
                if above is not place:
                    lists = [child for child in above if child.tag == "ul"]
                    above = lists[0] if lists else etree.SubElement(above, "ul")
                item = etree.SubElement(above, "li")
                link = etree.SubElement(item, "a", {"href": f"#{heading.get('id', '')}"})
                link.text = AtomicString("".join(heading.itertext()))
                stack.append((level, item))
            if not len(place):
                root.remove(place)


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(ContentsTreeprocessor(md), "contents", 5.5)
