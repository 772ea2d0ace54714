"""B8, B9: a line that begins with images is a figure each, with the caption that stands right under it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import addresses
from fanzha.dialect.characters import wholly_bracketed
from fanzha.dialect.code import outside_code
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

IMAGE = pattern(
    r"""!\[(?P<alt>[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\]
    \([ \t]*(?P<address><[^<>\n]*>|[^()\s]*+(?=\))|[^()\n]*?(?:\([^()\n]*\)[^()\n]*?)*)
    (?:[ \t]+(?:"(?P<title>[^"\n]*)"|'(?P<title2>[^'\n]*)'))?[ \t]*\)
    (?P<attributes>\{[^{}\n]*\})?""",
    re.VERBOSE,
)
REFERENCE = pattern(r"!\[[^\[\]\n]*\][ ]?\[[^\[\]\n]*\]$")
LINKED = pattern(
    r"\[!\[[^\[\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:\{[^{}\n]*\})?$"
)
RAW_TAG = pattern(r"<img\b[^<>]*>", re.IGNORECASE)
RAW = pattern(r"<img\b[^<>]*>$", re.IGNORECASE)
CUT_ADDRESS = pattern(r"!\[[^\[\]\n]*\]\([^()\s]*$")
"""An image whose address goes on in the next line."""

CAPTION = pattern(r"图\s*[\d一二三四五六七八九十]*\s*[：:]|图为|▲")
ELSEWHERE = pattern(r"!\[[^\[\]\n]*\](?:\([ \t]*<?(?i:https?:)?[/\\]{2}|[ ]?\[)")
"""What a picture on another host, or one that is defined elsewhere, begins with."""
RAW_BEGINNING = pattern(r"<(?i:img)\b")
REFERENCED = pattern(r"!\[[^\[\]\n]*\][ ]?\[([^\[\]\n]+)\]")
DEFINITION = pattern(r"[ ]{0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]*<?(?P<address>\S+?)>?(?:[ \t]|$)")

SPACER = pattern(r"spacer\.gif(?:$|[?#])", re.IGNORECASE)


class TypedImage(NamedTuple):
    """An image in Markdown, taken apart; `attributes` are an attribute list as typed."""

    address: str
    is_spacer: bool
    alt: str
    title: str | None
    attributes: str | None


@lru_cache(maxsize=32)  # several rules ask of the same line
def split(line: str) -> tuple[tuple[str, ...], str]:
    """The images with which the line begins, each as Markdown, and the words after them."""
    rest = line.strip()
    if rest.startswith("<"):
        return ((rest,), "") if RAW.match(rest) else ((), line)
    if rest.startswith("["):
        return ((rest,), "") if LINKED.match(rest) else ((), line)
    if not rest.startswith("!["):
        return (), line
    if REFERENCE.match(rest):
        return (rest,), ""
    images = []
    while match := IMAGE.match(rest):
        images.append(match[0])
        rest = rest[match.end() :].lstrip()
    return tuple(images), rest if images else line


def is_caption(line: str) -> bool:
    line = line.strip().removeprefix("**").removesuffix("**")
    return wholly_bracketed(line, "（(") or bool(CAPTION.match(line))


class FigureProcessor(BlockProcessor):
    """Makes a figure of a block that the pass over lines has set apart: an image, and its caption if there is one."""

    def test(self, parent: etree.Element, block: str) -> bool:
        start = block.lstrip(" ")
        return start.startswith(("![", "[![", "<img", "<IMG")) and bool(split(start.partition("\n")[0])[0])

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        first, _, below = blocks.pop(0).partition("\n")
        images, rest = split(first)
        below = "\n".join(line for line in (rest, below) if line)
        caption, _, others = below.partition("\n")
        for image in images:
            figure = etree.Element("figure", {"class": "picture"})
            if not fill_figure(figure, image):
                continue
            parent.append(figure)
            if caption and image is images[-1] and is_caption(caption):
                etree.SubElement(figure, "figcaption").text = caption.strip()
                below = others
        if below:
            blocks.insert(0, below)


def fill_figure(figure: etree.Element, image: str) -> bool:
    """Put the image into the figure; False where there is nothing to show."""
    typed = typed_image(image)
    if typed:
        if not typed.address or typed.is_spacer:
            return False
        picture = etree.SubElement(figure, "img", {"src": typed.address, "alt": typed.alt})
        if typed.title:
            picture.set("title", typed.title)
        # Python-Markdown's attribute lists stand in the tail of what they belong to.
        picture.tail = typed.attributes
    elif image.startswith("<"):
        attributes = _RawImage.attributes_of(image)
        if SPACER.search(attributes.get("src", "")):
            return False
        etree.SubElement(figure, "img", attributes)
    else:
        figure.text = image
    return True


@lru_cache(maxsize=32)  # the same dividers come again, in a post and in others
def typed_image(image: str) -> TypedImage | None:
    """What the image says in Markdown; None where it is not written so."""
    match = IMAGE.fullmatch(image)
    if not match:
        return None
    address = match["address"].strip().strip("<>").strip()
    title = match["title"] or match["title2"]
    return TypedImage(address, bool(SPACER.search(address)), unescaped(match["alt"]), title, match["attributes"])


def unescaped(text: str) -> str:
    return text if "\\" not in text else re.sub(r"\\([\\`*_{}\[\]()>#+\-.!])", r"\1", text)


class _RawImage(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = {name: value or "" for name, value in attrs if re.fullmatch(r"[a-zA-Z][\w-]*", name)}

    @classmethod
    def attributes_of(cls, tag: str) -> dict[str, str]:
        parser = cls()
        parser.feed(tag)
        return {"src": "", "alt": "", **parser.attributes}


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each picture that lies on another host."""
    body = conversion.body
    if not ELSEWHERE.search(body.text) and not RAW_BEGINNING.search(body.text):
        return
    named = {name.casefold() for name in REFERENCED.findall(body.text)}
    for number, line in outside_code(lines):
        if "![" not in line and "<" not in line and "]:" not in line:
            continue
        images = [(match.start("address"), match["address"].strip("<> ")) for match in IMAGE.finditer(line)]
        for tag in RAW_TAG.finditer(line):
            images += [(tag.start() + offset, address) for offset, address in addresses.typed_addresses(tag[0])]
        definition = DEFINITION.match(line) if named else None
        if definition and definition["name"].casefold() in named:
            images.append((definition.start("address"), definition["address"]))
        for offset, typed in images:
            address = addresses.mended(typed)
            if re.match("https?:", address) and not SPACER.search(address):
                place = Place(body.path, body.first_line + number, offset + 1)
                what = Text(
                    "这张图片在别的网站上，随时可能看不到",
                    "this picture lies on another site, and may vanish at any time",
                )
                hint = Text(
                    "把图片存到 postimg/，这里写 ![说明]({{site.baseurl}}/postimg/文件名)。",
                    "Save it into postimg/ and write ![words]({{site.baseurl}}/postimg/NAME).",
                )
                yield Problem(place, "warning", "remote-picture", what, hint)


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(FigureProcessor(md.parser), "figures", 65)
