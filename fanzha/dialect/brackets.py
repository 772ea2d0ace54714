"""Brackets that close nowhere near are text, so that thousands of them cost no more than as many letters.

Python-Markdown looks for the end of a link from every opening bracket on. Where there are many, the ones that lead
nowhere are escaped before it looks.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fanzha.dialect.code import outside_code
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

TYPED_IN_CHINESE = pattern(
    r"(?P<sign>[!！]?)(?P<words>[\[【][^\[\]【】\n]{0,200}[\]】])"
    r"(?P<target>[（(][ ]*(?P<address>[^\s()（）]{1,500})[ ]*[)）])"
)
"""What would be a picture or a link, but for its signs."""
ADDRESS = pattern(r"(?:\.{0,2}/|https?:|www\.|postimg/|img/|#|tel:)")
PICTURE = pattern(r".*\.(?:png|jpe?g|gif|webp|avif|bmp|svg)")
FULL_WIDTH = frozenset("！【】（）")

MANY = 60
"""Opening brackets in one text; below that, looking is cheap."""

NEAR = 1000
"""Characters within which a link ends."""


class BracketTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: etree.Element) -> None:
        # Whatever the tree holds was typed, or stands for an `<a>` in the address of a raw attribution; values of the
        # site and the post are still placeholders.
        typed = self.conversion.body.text
        if typed.count("[") + typed.count("<") <= MANY:
            return
        if "".join(root.itertext()).count("[") <= MANY:
            return
        for element in root.iter():
            text = element.text
            if text and text.count("[") > MANY and not isinstance(text, AtomicString):
                element.text = tamed(text)


def tamed(text: str) -> str:
    """The text with every `[` escaped that begins no link."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for position, character in enumerate(text):
        if character == "[":
            opened.append(position)
        elif character == "]" and opened:
            closing[opened.pop()] = position
    nested = 0
    pieces: list[str] = []
    start = 0
    innermost_end = -1
    for position in range(len(text)):
        if text[position] != "[":
            continue
        end = closing.get(position, -1)
        after = text[end + 1 : end + 2] if end >= 0 else ""
        nested = nested + 1 if position < innermost_end else 0
        innermost_end = max(innermost_end, end)
        leads = end >= 0 and end - position < NEAR and nested < 5
        if leads and after == "(":
            leads = ")" in text[end + 2 : end + 2 + NEAR] and "[" not in text[end + 2 : text.find(")", end + 2)]
        if not leads and (position == 0 or text[position - 1] != "\\"):
            pieces += [text[start:position], "\\"]
            start = position
    return "".join((*pieces, text[start:]))


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each picture and link that is shown as typed, since its brackets are full-width ones."""
    body = conversion.body
    # Few lines hold such signs beside each other, and what is code matters for those alone.
    suspects = {
        number
        for number, line in enumerate(lines)
        if ("]" in line or "】" in line)
        and ("](" in line or "】（" in line or "】(" in line or "]（" in line)
        and not FULL_WIDTH.isdisjoint(line)
    }
    if not suspects:
        return
    for number, line in outside_code(lines):
        if number not in suspects:
            continue
        for match in TYPED_IN_CHINESE.finditer(line):
            is_picture = bool(PICTURE.fullmatch(match["address"].lower()))
            signs = {match["words"][0], match["words"][-1], match["target"][0], match["target"][-1]}
            if is_picture:
                signs.add(match["sign"])
            if not signs & FULL_WIDTH or not (is_picture or ADDRESS.match(match["address"])):
                continue
            first = next(offset for offset, sign in enumerate(match[0]) if sign in FULL_WIDTH and sign in signs)
            mended = f"{'!' * is_picture}[{match['words'][1:-1]}]({match['address']})"
            what = Text(
                "这里用了中文的标点，没有成为" + ("图片" if is_picture else "链接"),
                f"with full-width signs this is no {'picture' if is_picture else 'link'}",
            )
            hint = Text(f"用英文的标点：{mended}", f"Type plain signs: {mended}")
            yield Problem(
                Place(body.path, body.first_line + number, match.start() + first + 1), "warning", "brackets", what, hint
            )


def register(md: Markdown, conversion: Conversion) -> None:
    md.treeprocessors.register(BracketTreeprocessor(md, conversion), "brackets", 30)
