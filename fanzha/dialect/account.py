"""A3: the residue of a WeChat profile card becomes the account that the post was copied from."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.util import AtomicString

from fanzha.dialect import figures, headings, labels, rules
from fanzha.dialect.model import Account, Conversion
from fanzha.patterns import line_numbers, pattern

SIGN = pattern("微信号")
LINKED_NAME = pattern(r"\[(?P<name>[^\[\]]{1,40})\](?:\([^()\s]*(?:\(\d*\);?)?\))?$")
BOLD_NAME = pattern(r"\*\*(?P<name>[^*]{1,40})\*\*$")
WECHAT_ID = pattern(r"(?:\*\*微信号[:：]?\*\*|微信号)\s*[:：]?\s*(?P<id>[A-Za-z][\w-]{3,40})$", re.ASCII)
DESCRIPTION = pattern(r"(?:\*\*功能介绍[:：]?\*\*|功能介绍)\s*[:：]?\s*(?P<words>.*)$")


def may_begin(text: str) -> frozenset[int]:
    """Numbers of the lines with which a card may begin: the account's id is one of its first three lines."""
    return frozenset(number - above for number in line_numbers(SIGN, text) for above in range(3))


def extent(lines: list[str], start: int) -> int:
    """The line after the card that begins at line `start`, or `start` where none begins."""
    number = start
    names = []
    for form in (LINKED_NAME, BOLD_NAME):
        match = form.match(lines[number].strip()) if number < len(lines) else None
        if match:
            names.append(match["name"])
            number += 1
    if len(set(names)) > 1:
        # Two names are no card; it begins with the second one.
        return start
    if number + 1 >= len(lines) or not WECHAT_ID.match(lines[number].strip()):
        return start
    description = DESCRIPTION.match(lines[number + 1].strip())
    if not description:
        return start
    number += 2
    if not description["words"]:
        while number < len(lines) and not _ends_description(lines[number]):
            number += 1
    return number


def _ends_description(line: str) -> bool:
    return (
        not line.strip()
        or line.lstrip(" ").startswith((">", "\x02"))
        or bool(figures.split(line)[0])
        or rules.is_rule(line)
        or headings.of_line(line) is not None
        or labels.bold_words(line) is not None
    )


class AccountProcessor(BlockProcessor):
    """Makes the card of a block that the pass over lines has set apart."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion

    def test(self, parent: etree.Element, block: str) -> bool:
        return parent is self.parser.root and "微信号" in block

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        lines = blocks[0].split("\n")
        end = extent(lines, 0)
        if end == 0:
            return False
        del blocks[0]
        if lines[end:]:
            blocks.insert(0, "\n".join(lines[end:]))
        name = identifier = ""
        description: list[str] = []
        for line in (line.strip() for line in lines[:end]):
            is_name = None if identifier else BOLD_NAME.match(line) or LINKED_NAME.match(line)
            if is_name:
                name = is_name["name"]
            elif not identifier:
                identifier = WECHAT_ID.match(line)["id"]  # type: ignore[index]  # `extent` has seen it
            elif not description:
                description.append(DESCRIPTION.match(line)["words"])  # type: ignore[index]  # the same
            else:
                description.append(line)
        words = "".join(description)
        card = etree.SubElement(parent, "aside", {"class": "account"})
        if name:
            etree.SubElement(card, "p", {"class": "name"}).text = name
        line_of_id = etree.SubElement(card, "p", {"class": "wechat-id"})
        line_of_id.text = "微信号 "
        etree.SubElement(line_of_id, "code").text = AtomicString(identifier)
        if words:
            etree.SubElement(card, "p", {"class": "description"}).text = words
        if self.conversion.account is None:
            self.conversion.account = Account(name, identifier, words)
        return None


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(AccountProcessor(md, conversion), "account", 75)
