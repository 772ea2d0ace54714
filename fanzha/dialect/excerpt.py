"""P5: the beginning of a post's running text, for lists, feeds and search engines."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LENGTH = 200
"""Characters of running text."""

MORE = "more"
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
NO_TEXT = frozenset(
    "h1 h2 h3 h4 h5 h6 figcaption pre script style table aside template textarea select iframe svg".split()
)
NO_TEXT_CLASSES = frozenset(("attribution", "account", "credit", "footnote", "toc"))
BLOCKS = frozenset("p div li blockquote br ol ul dl dd dt figure section article center tr".split())
CHUNK = 1000


def of_html(html: str, length: int = LENGTH) -> str:
    """The first `length` characters of the running text, or all that stands before `<!-- more -->`, as plain text."""
    reader = _RunningText()
    wanted = len(html) if re.search(r"<!--\s*more\s*-->", html) else length
    for start in range(0, len(html), CHUNK):
        reader.feed(html[start : start + CHUNK])
        if reader.ended or reader.length > wanted:
            break
    else:
        reader.close()
    text = " ".join("".join(reader.pieces).split())
    return text if reader.ended else shortened(text, length)


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


class _RunningText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.length = 0
        self.ended = False
        self.silent: list[str] = []
        """Open elements from the outermost one on whose text does not count."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and not self.silent:
            self.pieces.append(" ")
        if tag in VOID:
            return
        classes = dict(attrs).get("class") or ""
        if self.silent or tag in NO_TEXT or not NO_TEXT_CLASSES.isdisjoint(classes.split()):
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.ended:
            self.pieces.append(data)
            self.length += len(data.strip())

    def handle_comment(self, data: str) -> None:
        self.ended = self.ended or data.strip() == MORE
