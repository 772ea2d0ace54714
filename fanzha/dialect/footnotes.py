"""Python-Markdown's footnotes, whose cost grows with their number alone.

Python-Markdown counts through all notes for each mention of one, and from one again for each further mention.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor, FootnotePostTreeprocessor


class Footnotes(FootnoteExtension):
    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.inlinePatterns.register(MentionProcessor(md.inlinePatterns["footnote"].pattern, self), "footnote", 175)
        md.treeprocessors.register(FurtherMentions(self), "footnote-duplicate", 15)

    def reset(self) -> None:
        super().reset()
        self.numbers: dict[str, int] = {}

    def setFootnote(self, id: str, text: str) -> None:
        super().setFootnote(id, text)
        self.numbers.setdefault(id, len(self.numbers) + 1)

    def unique_ref(self, reference: str, found: bool = False) -> str:
        """The id of the next mention of a note: `fnref:1`, `fnref2:1`, `fnref3:1` …"""
        if not found:
            return reference
        mentions = self.found_refs[reference] = self.found_refs.get(reference, 0) + 1
        if mentions == 1:
            return reference
        before, after = reference.split(self.get_separator(), 1)
        return f"{before}{mentions}{self.get_separator()}{after}"


class FurtherMentions(FootnotePostTreeprocessor):
    """Links from a note to each further mention of it, looked for only where there are notes."""

    def run(self, root: etree.Element) -> None:
        if self.footnotes.footnotes:
            super().run(root)

    def get_num_duplicates(self, li: etree.Element) -> int:
        """How often the note is mentioned; an item without an id stands in a raw element of the notes' class."""
        return super().get_num_duplicates(li) if self.footnotes.get_separator() in li.get("id", "") else 0


class MentionProcessor(FootnoteInlineProcessor):
    """A mention of a note becomes its number, and a link to it."""

    footnotes: Footnotes

    def handleMatch(  # type: ignore[override]  # theirs may return None for all three as well
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        name = m[1]
        if name not in self.footnotes.numbers:
            return None, None, None
        sup = etree.Element("sup", {"id": self.footnotes.makeFootnoteRefId(name, found=True)})
        address = f"#{self.footnotes.makeFootnoteId(name)}"
        etree.SubElement(sup, "a", {"href": address, "class": "footnote-ref"}).text = str(self.footnotes.numbers[name])
        return sup, m.start(), m.end()
