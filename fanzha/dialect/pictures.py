"""P2, P3: what every image of a post carries: where it lies, its size, and whether it is decoration or missing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from html import unescape
from typing import NamedTuple

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from fanzha.dialect.addresses import Addresses, is_remote, mended
from fanzha.dialect.figures import SPACER
from fanzha.dialect.model import Conversion
from fanzha.images import Size
from fanzha.patterns import pattern

IMG = pattern(r"<(?i:img)\b([^<>]*+)>")
PLAIN = pattern(r' alt="[^"=]*" src="([^"=]*)"')
"""What most pictures hold: nothing that the patterns below could find but the address."""

SRC = pattern(r"""(?<![\w-])src\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SIZED = pattern(r"(?<![\w-])(?:width|height|style)\s*=", re.IGNORECASE)
WIDTH = pattern(r"""(?<![\w-])width\s*=\s*["']?(\d+)(?:px)?["'\s]""", re.IGNORECASE)
LOADING = pattern(r"(?<![\w-])loading\s*=", re.IGNORECASE)


class Source(NamedTuple):
    """What an image shows: where it lies, whether no such file is there, and whether it only takes up space."""

    address: str
    is_missing: bool
    is_spacer: bool


class PictureTreeprocessor(Treeprocessor):
    def __init__(self, md: Markdown, conversion: Conversion, addresses: Addresses) -> None:
        super().__init__(md)
        self.conversion = conversion
        self.addresses = addresses

    def run(self, root: etree.Element) -> None:
        images = list(root.iter("img"))
        if not images:
            return
        kinds: dict[str, Source] = {}  # decoration comes again and again
        sources: dict[etree.Element, Source] = {}
        without_alt: dict[str, list[etree.Element]] = {}
        for image in images:
            typed = image.get("src", "")
            if typed not in kinds:
                kinds[typed] = self.source(typed)
            source = sources[image] = kinds[typed]
            image.set("src", source.address)
            image.set("alt", image.get("alt", ""))
            if not image.get("alt"):
                without_alt.setdefault(source.address, []).append(image)
        decorative = {image for alike in without_alt.values() if len(alike) > 1 for image in alike}
        self.conversion.pictures += dict.fromkeys(
            source.address for image, source in sources.items() if image not in decorative
        )
        for parent in parents_of_figures(root):
            children: list[etree.Element] = []
            for child in parent:
                children.append(child)
                if child.tag != "figure" or child.get("class") != "picture":
                    continue
                shown = next(child.iter("img"), None)
                if shown is None or sources[shown].is_spacer:
                    children.pop()
                    continue
                children += self.finish(child, shown, shown in decorative, sources[shown].is_missing)
            parent[:] = children

    def source(self, typed: str) -> Source:
        meant = mended(self.addresses.filled(typed))
        address = self.addresses.target(meant)
        missing = not self.addresses.picture(meant) and not is_remote(address)
        return Source(address, missing, bool(SPACER.search(address)))

    def finish(
        self, figure: etree.Element, image: etree.Element, decorative: bool, missing: bool
    ) -> list[etree.Element]:
        """Give the figure its classes and its alt text. Returns what stands below it: a caption that is none, P2."""
        classes = ["picture", *["decorative"] * decorative, *["missing"] * missing]
        figure.set("class", " ".join(classes))
        caption = figure.find("figcaption")
        if caption is None:
            return []
        if decorative:
            figure.remove(caption)
            caption.tag = "p"
            return [caption]
        if not image.get("alt"):
            image.set("alt", "".join(caption.itertext()))
        return []


def parents_of_figures(root: etree.Element) -> list[etree.Element]:
    """The elements that have figures among their children; mostly that is the root alone."""
    if len(root.findall("figure")) == len(list(root.iter("figure"))):
        return [root]
    return [parent for parent in root.iter() if len(parent) and parent.find("figure") is not None]


class PicturePostprocessor(Postprocessor):
    """Width, height and lazy loading for every image, those of raw HTML too."""

    def __init__(self, md: Markdown, conversion: Conversion, addresses: Addresses) -> None:
        super().__init__(md)
        self.conversion = conversion
        self.addresses = addresses

    def run(self, text: str) -> str:
        if "<img" not in text and "<IMG" not in text:
            return text
        first = True
        sizes = {
            self.addresses.target(address): picture.size
            for address, picture in self.conversion.body.pictures
            if picture.size
        }

        def finished(match: re.Match[str]) -> str:
            nonlocal first
            tag = match[1].removesuffix("/").rstrip()
            plain = PLAIN.fullmatch(tag)
            source = plain or SRC.search(tag)
            size = sizes.get(unescape(source[source.lastindex or 1])) if source else None
            if size:
                tag += sized(tag, size, [] if plain else SIZED.findall(tag))
            if not first and (plain or not LOADING.search(tag)):
                tag += ' loading="lazy"'
            first = False
            return f"<img{tag}>"

        return IMG.sub(finished, text)


def sized(tag: str, size: Size, typed: list[str]) -> str:
    """What an image of this size lacks, so that nothing moves when it comes; none where it is styled.

    `typed` is what SIZED finds in the tag.
    """
    if not typed:
        return f' width="{size.width}" height="{size.height}"'
    width = WIDTH.search(tag)
    return f' height="{round(int(width[1]) * size.height / size.width)}"' if width and len(typed) == 1 else ""


def register(md: Markdown, conversion: Conversion) -> None:
    addresses = Addresses(conversion)
    md.treeprocessors.register(PictureTreeprocessor(md, conversion, addresses), "pictures", 7.5)
    md.postprocessors.register(PicturePostprocessor(md, conversion, addresses), "pictures", 4)
