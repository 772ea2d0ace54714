"""B11: lines that a copied WeChat article leaves behind, and that say nothing here; and Markdown's comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

RESIDUE = ("预览时标签不可点", "阅读原文", "点击阅读原文", "长按…二维码…", "点击…关注…", "建议在WiFi环境下观看")
"""`…` stands for any words. A site's `residue:` adds to them."""

COMMENT = re.compile(r"[ ]{0,3}\[//\]:[ ]*#")
"""`[//]: # words`: a reference that nobody names, which authors use for notes to themselves."""

LONGEST = 40
"""Characters; a longer line is a sentence of the author's."""


def matcher(more: Sequence[str]) -> Callable[[str], bool]:
    """Whether a line is residue: the usual ones, and those that the site adds."""
    every = [words for words in (*RESIDUE, *more) if words.strip("… ")]
    whole = re.compile("|".join(".*".join(map(re.escape, words.split("…"))) for words in every), re.IGNORECASE)
    # Most lines hold none of the characters with which residue begins.
    begins = re.compile("[" + re.escape("".join(words.strip("… ")[0] for words in every)) + "]", re.IGNORECASE)

    def matches(line: str) -> bool:
        if line[:6].lstrip(" ").startswith("[//") and COMMENT.match(line):
            return True
        if len(line) > 2 * LONGEST or not begins.search(line):
            return False
        words = "".join(line.split()).lstrip(">").strip("*#")
        # A full stop ends a sentence that somebody wrote.
        return bool(words) and len(words) <= LONGEST and not words.endswith("。") and bool(whole.fullmatch(words))

    return matches
