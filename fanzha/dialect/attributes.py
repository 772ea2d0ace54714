"""I9: kramdown's `{: .class #id key="v"}` on a line of its own belongs to the block above it.

Behind a paragraph's words or a span, Python-Markdown's own attribute lists take it.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.treeprocessors import Treeprocessor

from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

LINE = pattern(r"[ ]{0,3}\{:[^{}\n]*\}[ \t]*$")


def is_list(line: str) -> bool:
    """Whether the line is an attribute list and nothing else."""
    return "{:" in line and bool(LINE.match(line))


class BlockAttributesTreeprocessor(Treeprocessor):
    """Takes paragraphs that are nothing but an attribute list, and gives it to their upper neighbour."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion
        self.lists = AttrListTreeprocessor(md)

    def run(self, root: etree.Element) -> None:
        if "{:" not in self.conversion.body.text:
            return
        for parent in list(root.iter()):
            above: etree.Element | None = None
            kept = []
            for child in parent:
                if above is not None and child.tag == "p" and not len(child) and is_list(child.text or ""):
                    # Code and displays are finished HTML by now, and take none.
                    if not (above.text or "").startswith("\x02wzxhzdk"):
                        self.lists.assign_attrs(above, (child.text or "").strip()[2:-1])
                else:
                    above = child
                    kept.append(child)
            if len(kept) < len(parent):
                parent[:] = kept


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(BlockAttributesTreeprocessor(md, conversion), "block_attributes", 8.5)
