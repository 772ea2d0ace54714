"""I6: addresses in a post, and where they lead once the site stands under its baseurl.

An address that begins with one slash gets the baseurl in front, once. The pictures that exist are known to the body by
their normal form.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import unquote

from markdown import Markdown
from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from fanzha.dialect import liquid
from fanzha.dialect.characters import with_escaped
from fanzha.dialect.model import Body, Conversion
from fanzha.images import Picture
from fanzha.patterns import pattern
from fanzha.slugs import encoded, encoded_as_typed

SCHEME = pattern(r"(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
DRIVE = pattern(r"[a-z]:[\\/]", re.IGNORECASE)
MARKDOWN_ADDRESS = pattern(r"\]\(\s*(<[^>\n]*>|[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)")
DEFINITION = pattern(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?(\S+?)>?(?:[ \t]|$)", re.MULTILINE)
RAW_ATTRIBUTE = pattern(r"""([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
HOLDS_ADDRESS = frozenset(("src", "href", "poster"))
RAW_TAG = pattern(r"<[a-zA-Z][^<>]*>")
PLACEHOLDER = HTML_PLACEHOLDER.partition("%")[0]
TITLE = pattern(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")


def is_remote(address: str) -> bool:
    """Whether the address names another host, a scheme such as `tel:`, or a place in the same page."""
    return bool(SCHEME.match(address)) and not DRIVE.match(address)


def mended(address: str) -> str:
    """The address with `/` for Windows' backslashes and https for a missing scheme."""
    address = address.strip().replace("\\", "/")
    return f"https:{address}" if address.startswith("//") else address


def normal(address: str, baseurl: str) -> str:
    """The form under which a local picture is looked up: no baseurl, no query, no percent-encoding."""
    path = unquote(mended(address).partition("?")[0].partition("#")[0])
    return path.removeprefix(baseurl) if baseurl and path.startswith(f"{baseurl}/") else path


def under_baseurl(address: str, baseurl: str) -> str:
    """The address as it stands in the page; one that begins with a slash has the baseurl in front, once."""
    if address.startswith("/") and not address.startswith("//"):
        if baseurl and address != baseurl and not address.startswith(f"{baseurl}/"):
            address = baseurl + address
    return encoded_as_typed(address)


def typed_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Every address that a link, an image, a definition or a raw tag of `text` may hold, with its offset."""
    for match in MARKDOWN_ADDRESS.finditer(text):
        inside = match[1].strip().strip("<>")
        yield match.start(1), TITLE.sub("", inside) if '"' in inside or "'" in inside else inside
    if "]:" in text:
        for match in DEFINITION.finditer(text):
            yield match.start(1), match[1]
    if "<" in text:
        for tag in RAW_TAG.finditer(text):
            for match in RAW_ATTRIBUTE.finditer(tag[0]) if "=" in tag[0] else ():
                if match[1].lower() not in HOLDS_ADDRESS:
                    continue
                quoted = match[3][0] in "\"'"
                yield tag.start() + match.start(3) + quoted, unescape(match[3].strip("\"'"))


class Addresses:
    """Answers for one conversion where an address leads."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self.body: Body | None = None
        self.pictures: dict[str, Picture] = {}
        self.targets: dict[str, str] = {}
        self.found: dict[str, Picture | None] = {}

    def picture(self, address: str) -> Picture | None:
        """The picture file that the address, as Markdown saw it, means; None where it is remote or missing."""
        self.follow()
        if address not in self.found:
            self.found[address] = self.pictures.get(normal(self.filled(address), self.conversion.settings.baseurl))
        return self.found[address]

    def follow(self) -> None:
        """Forget what belongs to the body before."""
        if self.conversion.body is not self.body:
            self.body = self.conversion.body
            self.pictures, self.targets, self.found = dict(self.body.pictures), {}, {}

    def filled(self, address: str) -> str:
        """The address with its values, and with what backslashes have escaped in it."""
        return liquid.with_values(with_escaped(address), self.conversion.body)

    def target(self, address: str) -> str:
        """The address as it stands in the page."""
        self.follow()
        known = self.targets.get(address)
        if known is None:
            known = self.targets[address] = self._target(address)
        return known

    def _target(self, address: str) -> str:
        address = self.filled(address)
        if is_remote(address) or "\x02" in address:
            # Python-Markdown hides the letters of a mail address in placeholders of its own.
            return address
        found = self.picture(address)
        baseurl = self.conversion.settings.baseurl
        return encoded(baseurl + found.address) if found else under_baseurl(address, baseurl)


class LinkTreeprocessor(Treeprocessor):
    """Sends links to where they lead under the baseurl. Images are the pictures' business."""

    def __init__(self, md: Markdown, addresses: Addresses) -> None:
        super().__init__(md)
        self.addresses = addresses

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            address = link.get("href")
            if address and not address.startswith("#"):
                link.set("href", self.addresses.target(address))


class RawHtmlAddresses(MarkdownInHTMLPostprocessor):
    """The same for raw HTML: `src`, `href` and `poster` of its tags."""

    def __init__(self, md: Markdown, addresses: Addresses) -> None:
        super().__init__(md)
        self.addresses = addresses

    def run(self, text: str) -> str:
        # What was put aside and became elements since then has left no placeholder.
        return super().run(text) if PLACEHOLDER in text else text

    def stash_to_string(self, text: str | etree.Element) -> str:
        html = super().stash_to_string(text)
        return html if html.startswith("<pre>") else self.readdressed(html)

    def readdressed(self, html: str) -> str:
        if "=" not in html:
            return html
        return RAW_TAG.sub(lambda tag: RAW_ATTRIBUTE.sub(self.attribute, tag[0]), html)

    def attribute(self, match: re.Match[str]) -> str:
        address = unescape(match[3].strip("\"'"))
        if match[1].lower() not in HOLDS_ADDRESS:
            return match[0]
        local = address.startswith(("/", "\x02")) or self.addresses.picture(address)
        if not local or address.startswith("//"):
            return match[0]
        return f'{match[1]}{match[2]}"{escape(self.addresses.target(address))}"'


def register(md: Markdown, conversion: Conversion) -> None:
    addresses = Addresses(conversion)
    md.treeprocessors.register(LinkTreeprocessor(md, addresses), "links", 7)
    md.postprocessors.register(RawHtmlAddresses(md, addresses), "raw_html", 30)
