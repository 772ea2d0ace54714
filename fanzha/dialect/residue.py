"""B11: lines that a copied WeChat article leaves behind, and that say nothing here; and Markdown's comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fanzha.patterns import line_numbers, pattern

USUAL = ("预览时标签不可点", "阅读原文", "点击阅读原文", "长按…二维码…", "点击…关注…", "建议在WiFi环境下观看")
"""`…` stands for any words. A site's `residue:` adds to them."""

COMMENT = pattern(r"[ ]{0,3}\[//\]:[ ]*#")
"""`[//]: # words`: a reference that nobody names, which authors use for notes to themselves."""

LONGEST = 40
"""Characters; a longer line is a sentence of the author's."""


class Residue:
    """The usual lines, and those that the site adds."""

    def __init__(self, more: Sequence[str]) -> None:
        every = [words for words in (*USUAL, *more) if words.strip("… ")]
        # What each cannot be without. Placeholders hold ASCII of their own, and letters may differ in case.
        self.characters = [
            {sign for sign in words if not sign.isascii() and sign.lower() == sign.upper() and sign != "…"}
            for words in every
        ]
        self.whole = re.compile("|".join(".*".join(map(re.escape, words.split("…"))) for words in every), re.IGNORECASE)
        beginnings = (re.escape(words.strip("… ")[:2]) for words in every)
        self.beginnings = re.compile("|".join([*beginnings, r"\[//"]), re.IGNORECASE)

    def without(self, lines: list[str], text: str, code: list[bool], source: str) -> list[str]:
        """The lines but for those that are residue, and no code.

        `text` is the lines in one piece, `source` the text that they were.
        """
        # One character is soon found to be missing.
        holds_all = any(all(map(source.__contains__, characters)) for characters in self.characters)
        if not (holds_all or "[//" in text) or not self.beginnings.search(source):
            return lines
        begins = set(line_numbers(self.beginnings, text))
        return [
            line for number, line in enumerate(lines) if number not in begins or code[number] or not self.is_line(line)
        ]

    def is_line(self, line: str) -> bool:
        """Whether a line that holds such a beginning is residue."""
        if COMMENT.match(line):
            return True
        if len(line) > 2 * LONGEST:
            return False
        words = "".join(line.split()).lstrip(">").strip("*#")
        # A full stop ends a sentence that somebody wrote.
        return bool(words) and len(words) <= LONGEST and not words.endswith("。") and bool(self.whole.fullmatch(words))
