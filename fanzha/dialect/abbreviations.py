"""Python-Markdown's abbreviations, whose cost grows with the text alone.

Python-Markdown counts a parent's children again for each of them that has words behind it.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension, AbbrTreeprocessor
from markdown.util import AtomicString


class Abbreviations(AbbrExtension):
    abbrs: dict[str, str]

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.treeprocessors.register(AbbreviationTreeprocessor(md, self.abbrs), "abbr", 7)


class AbbreviationTreeprocessor(AbbrTreeprocessor):
    def iter_element(self, el: etree.Element, parent: etree.Element | None = None) -> None:
        """Put an `<abbr>` around every abbreviation in the words below the element."""
        el.text, children = self.explained(el.text)
        found = bool(children)
        for child in list(el):
            self.iter_element(child)
            child.tail, behind = self.explained(child.tail)
            found = found or bool(behind)
            children += [child, *behind]
        if found:
            el[:] = children

    def explained(self, text: str | None) -> tuple[str | None, list[etree.Element]]:
        """The words before the first abbreviation, and an element for each with the words that follow it."""
        if not text or isinstance(text, AtomicString) or not self.RE:
            return text, []
        found = [match for match in self.RE.finditer(text) if self.abbrs[match[0]]]
        ends = [*(match.start() for match in found[1:]), len(text)]
        elements = [
            self.create_element(self.abbrs[match[0]], match[0], text[match.end() : end])
            for match, end in zip(found, ends, strict=False)
        ]
        return text[: found[0].start()] if found else text, elements
