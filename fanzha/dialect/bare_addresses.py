"""I7: a bare address is a link only where its host is trusted; these posts quote the addresses of swindlers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

ADDRESS = r"(?<![A-Za-z0-9_/@.])(?i:https?)://[A-Za-z0-9.*:@%_~-]+(?:[/?#][!-~]*)?"
"""Up to the first character that is not ASCII: no address goes on in Chinese."""

HOST = pattern(r"(?i:https?)://([A-Za-z0-9.-]+)(?::\d+)?(?:[/?#]|$)")
"""What an address must begin with for its host to be known: `https://www.gov.cn@a.example/` leads elsewhere."""

TRUSTED = (".gov.cn",)
PUNCTUATION = ".,;:!?'\"*_)]}>"


def is_trusted(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether the host is one of `hosts`, or below one that begins with a dot."""
    host = host.lower().rstrip(".")
    return any(host == name.lstrip(".") or host.endswith("." + name.lstrip(".")) for name in (*TRUSTED, *hosts))


class AddressProcessor(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(ADDRESS, md)
        self.conversion = conversion

    def handleMatch(  # type: ignore[override]  # stock names a wider type
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str | None, int | None, int | None]:
        address = m[0].partition("<")[0]
        while address[-1] in PUNCTUATION and not (address[-1] == ")" and "(" in address):
            address = address[:-1]
        host = HOST.match(address)
        end = m.start() + len(address)
        if not host or not is_trusted(host[1], self.conversion.settings.trusted_hosts):
            # Text as typed: no asterisk or underscore in it is Markdown's.
            return AtomicString(address), m.start(), end
        link = etree.Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), end


def register(md: Markdown, conversion: Conversion) -> None:
    # Below links, `<address>` and raw tags, whose addresses are theirs; above emphasis, which would read `_` in it.
    md.inlinePatterns.register(AddressProcessor(md, conversion), "bare-address", 85)
