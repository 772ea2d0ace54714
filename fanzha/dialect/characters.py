"""Classes of characters that the rules of the dialect speak of, and how many of them a reader sees."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import unescape

from fanzha.patterns import pattern

OPENING = "（【《〈「『“‘〔［｛(["
"""Opening brackets and quotation marks, full-width and ASCII."""

LINK = pattern(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
TAG = pattern(r"<[^<>\n]*>")
MARKUP = pattern(r"[*_`~\[<&\x02]")
MARKS = pattern(r"[*_`~]+|\x02[^\x03]*\x03")

DIGITS = "零一二三四五六七八九"
CHINESE_NUMBER = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
"""What `chinese_number` reads, in a pattern."""

ESCAPED = pattern("\x02(\\d+)\x03")

PAIRS = {"（": "）", "(": ")", "【": "】"}


@lru_cache(maxsize=8192)
def is_cjk(character: str) -> bool:
    """East Asian width W or F (UAX #11), or the Hangul script."""
    return unicodedata.east_asian_width(character) in "WF" or unicodedata.name(character, "").startswith("HANGUL")


def wholly_bracketed(text: str, opening: str) -> bool:
    """Whether `text` begins with one of the `opening` brackets and ends where that bracket closes."""
    if len(text) < 2 or text[0] not in opening:
        return False
    opens, closes = text[0], PAIRS[text[0]]
    depth = 0
    for position, character in enumerate(text):
        depth += (character == opens) - (character == closes)
        if depth == 0:
            return position == len(text) - 1
    return False


@lru_cache(maxsize=64)  # of titles several rules ask, and labels come again in other posts
def levelled(text: str) -> str:
    """`text` without white space and with full-width forms folded (NFKC), for comparing titles."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def visible_length(line: str) -> int:
    """Characters of the line that a reader sees."""
    if not MARKUP.search(line):
        return len(line.strip())
    return len(unescape(MARKS.sub("", TAG.sub("", LINK.sub(r"\1", line)))).strip())


def chinese_number(text: str) -> int:
    """一 is 1, 十二 is 12, 三十 is 30; up to 九十九. `text` is what CHINESE_NUMBER matches."""
    tens, ten, ones = text.rpartition("十")
    return (DIGITS.index(tens or "一") * 10 if ten else 0) + (DIGITS.index(ones) if ones else 0)


def with_escaped(text: str) -> str:
    """The text with the characters that backslashes have escaped.

    Until the tree is finished, Python-Markdown keeps them as numbers between control characters.
    """
    return ESCAPED.sub(lambda code: chr(int(code[1])), text) if "\x02" in text else text
