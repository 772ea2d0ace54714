"""Where in an editor's files something stands that was found in a page."""

from bisect import bisect
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from fanzha import bodies
from fanzha.checks import references
from fanzha.config import Config
from fanzha.dialect import Settings, addresses, figures, liquid
from fanzha.dialect.addresses import Addresses
from fanzha.dialect.code import outside_code
from fanzha.dialect.model import Body, Conversion
from fanzha.problems import Place
from fanzha.reading import Reading
from fanzha.texts import Source


class Typed(NamedTuple):
    """An address as it was typed: where, where it leads in the page, and the alt text if it is a picture's.

    `alt` is None where it is no picture's, or a raw tag's without the attribute.
    """

    place: Place
    target: str
    is_picture: bool = False
    alt: str | None = None
    is_raw: bool = False


def lines_of(body: Body) -> Iterator[tuple[int, str]]:
    """The body's lines that are no code, by number from 0; of HTML, all."""
    lines = body.text.split("\n")
    return enumerate(lines) if bodies.is_html(body.path) else outside_code(lines)


def typed_in(reading: Reading, config: Config) -> Iterator[Typed]:
    """Every address that the post's text holds."""
    body = reading.body()
    leads = Addresses(Conversion(Settings(baseurl=config.baseurl), body))
    values = dict(body.values)

    def target(address: str) -> str:
        links = liquid.LINK.sub(lambda match: values.get(f"{match[1]} {match[2]}", match[0]), address)
        return leads.target(addresses.mended(liquid.fill(links, values)))

    for number, line in lines_of(body):
        if "](" not in line and "<" not in line and "]:" not in line:
            continue
        pictures = {match.start("address"): match["alt"] for match in figures.IMAGE.finditer(line)}
        raw = list(figures.RAW_TAG.finditer(line))
        starts = [tag.start() for tag in raw]
        for offset, address in addresses.typed_addresses(line):
            place = Place(body.path, body.first_line + number, offset + 1)
            nearest = bisect(starts, offset) - 1
            tag = raw[nearest] if nearest >= 0 and offset < raw[nearest].end() else None
            alt = pictures.get(offset) if tag is None else references.attributes_of(tag[0]).get("alt")
            yield Typed(place, target(address), offset in pictures or tag is not None, alt, tag is not None)


def of_words(source: Source, words: str, first_line: int = 1) -> Place | None:
    """Where the words stand first in a text, as they are or as an address or HTML writes them."""
    for form in dict.fromkeys((words, unquote(words), escape(words))):
        place = source.text.find(form) if form else -1
        if place >= 0:
            above = source.text[:place]
            line = above.count("\n") + 1
            if line >= first_line:
                return Place(source.path, line, place - (above.rfind("\n") + 1) + 1)
    return None


def in_front_matter(reading: Reading, key: str) -> Place:
    """Where the key's value stands; the whole file where its front matter has none."""
    return reading.draft.place(key)
