"""P5: the beginning of a post's running text, for lists, feeds and search engines."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape

from fanzha.patterns import pattern

LENGTH = 200
"""Characters of running text."""

MORE = pattern(r"<!--\s*more\s*-->")
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
NO_TEXT = frozenset(
    "h1 h2 h3 h4 h5 h6 figcaption pre script style table aside template textarea select iframe svg".split()
)
NO_TEXT_CLASSES = frozenset(("attribution", "account", "credit", "footnote", "toc"))
BLOCKS = frozenset("p div li blockquote br ol ul dl dd dt figure section article center tr".split())
CLASS = pattern(r"""(?<![\w-])class\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TOKEN = pattern(
    r"""<!--.*?-->|<(?P<end>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<rest>[^"'<>]*+(?:(?:"[^"]*+"|'[^']*+')[^"'<>]*+)*+)>""",
    re.DOTALL,
)


def of_html(html: str, length: int = LENGTH) -> str:
    """The first `length` characters of the running text, or all that stands before `<!-- more -->`, as plain text."""
    wanted = len(html) if "more" in html and MORE.search(html) else length
    pieces: list[str] = []
    count = 0
    silent: list[str] = []  # open elements from the outermost one on whose text does not count
    within: defaultdict[str, int] = defaultdict(int)  # how many of each kind these are
    start = 0
    for token in TOKEN.finditer(html):
        if not silent and token.start() > start:
            words = unescape(html[start : token.start()])
            pieces.append(words)
            count += len(words.strip())
        start = token.end()
        is_end, tag, attributes = token.groups("")
        tag = tag.lower()
        if not tag:
            if MORE.fullmatch(token[0]):
                return " ".join("".join(pieces).split())
        elif silent:
            if is_end and within[tag]:
                while True:
                    within[closed := silent.pop()] -= 1
                    if closed == tag:
                        break
            elif not is_end and tag not in VOID:
                silent.append(tag)
                within[tag] += 1
        elif not is_end:
            if tag in BLOCKS:
                pieces.append(" ")
            if tag in NO_TEXT or (attributes and tag not in VOID and _has_class_without_text(attributes)):
                silent.append(tag)
                within[tag] += 1
        if count > wanted:
            break
    else:
        pieces.append("" if silent else unescape(html[start:]))
    return shortened(" ".join("".join(pieces).split()), length)


def _has_class_without_text(attributes: str) -> bool:
    match = CLASS.search(attributes) if "class" in attributes else None
    return match is not None and not NO_TEXT_CLASSES.isdisjoint((match[1] or match[2]).split())


def shortened(text: str, length: int) -> str:
    """At most `length` characters of `text`, with an ellipsis where it goes on; a Latin word or number is not cut."""
    if len(text) <= length:
        return text
    cut = text[:length]
    if _in_word(text[length - 1]) and _in_word(text[length]):
        whole = re.sub(r"[A-Za-z0-9_\u00c0-\u024f'-]+$", "", cut)
        cut = whole if len(whole) > length // 2 else cut
    return cut.rstrip() + "…"


def _in_word(character: str) -> bool:
    return character.isalnum() and ord(character) < 0x250
