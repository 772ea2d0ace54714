"""The site's picture files: where each is published, how large it is, and finding the one that a post means.

Sizes are read once and remembered by the file's size, times in ns and inode. A picture that cannot be read is still
published; its post gets a warning.
"""

import io
import posixpath
import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fanzha.patterns import pattern
from fanzha.problems import Text, did_you_mean

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".svg", ".ico")
NEAR = 0.8
"""How like a file's name, without its ending, another must be to be taken for a slip (Ratcliff/Obershelp ratio)."""
SVG_ROOT = pattern(r"<svg\b[^>]*>", re.IGNORECASE)
SVG_NUMBER = r"\s*=\s*[\"']\s*([\d.]+)(?:px)?\s*[\"']"


class Size(NamedTuple):
    """Width and height in pixels as shown (EXIF orientation applied)."""

    width: int
    height: int


class Picture(NamedTuple):
    """A published picture: its address in the site (plain, begins with a slash) and its size if that can be read."""

    address: str
    size: Size | None = None


@dataclass(frozen=True)
class Images:
    """All pictures of the site by their path below the site's root (`postimg/x.png`)."""

    pictures: Mapping[str, Picture]

    @cached_property
    def _by_name(self) -> dict[str, Picture]:
        in_posts = (path for path in sorted(self.pictures) if path.startswith("postimg/"))
        names: dict[str, Picture] = {}
        for path in in_posts:
            names.setdefault(posixpath.basename(path), self.pictures[path])
        return names

    @cached_property
    def _by_folded_path(self) -> dict[str, str]:
        return {path.casefold(): path for path in self.pictures}

    @cached_property
    def _by_stem(self) -> dict[str, str]:
        """Files' names by what is compared of them: no ending, no case."""
        return {_stem(path): posixpath.basename(path) for path in sorted(self.pictures, reverse=True)}

    def find(self, address: str, folder: str) -> Picture | None:
        """The picture that `address` means in a post of the folder `folder` (relative, may be '').

        `/x` is below the site's root; anything else is tried from the post, then from the root, then by its bare
        name in `postimg/`.
        """
        address = address.replace("\\", "/")  # as Windows writes it
        for path in self._candidates(address, folder):
            if path in self.pictures:
                return self.pictures[path]
        return self._by_name.get(posixpath.basename(unicodedata.normalize("NFC", address)))

    def suggest(self, address: str, folder: str) -> Text | None:
        """A hint for an address where no picture is: the name in other case or with another ending, or a near one."""
        for path in self._candidates(address, folder):
            twin = self._by_folded_path.get(path.casefold())
            if twin:
                return Text(f"大小写要一致：文件叫 {twin}", f"Upper and lower case count: the file is called {twin}")
        stem = _stem(address)
        from difflib import get_close_matches  # imported here, as all that only a slip needs

        near = get_close_matches(stem, self._by_stem, n=1, cutoff=NEAR)
        return did_you_mean(self._by_stem[near[0]], (self._by_stem[near[0]],)) if near else None

    def _candidates(self, address: str, folder: str) -> Iterable[str]:
        address = unicodedata.normalize("NFC", address)
        if not address.startswith("/"):
            yield posixpath.normpath(posixpath.join(folder, address))
        yield posixpath.normpath("/" + address).lstrip("/")


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0].casefold()


def put_into(folder: str) -> Text:
    """The hint for a picture that is not there."""
    return Text(f"把图片放进 {folder}/，文件名要一模一样。", f"Put the picture into {folder}/ under exactly this name.")


def measure(data: bytes, path: str) -> Size | None:
    """The size of the picture that `data` holds, None where no picture can be seen in it."""
    if path.lower().endswith(".svg"):
        return _measure_svg(data)
    # Imported here: with every size remembered, a build needs no Pillow, which takes 90 ms to load.
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)  # Exif 2.3, table 4: rows are columns
                width, height = image.size
        return Size(height, width) if turned else Size(width, height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombWarning):
        return None
    except Image.DecompressionBombError:
        return None


def _measure_svg(data: bytes) -> Size | None:
    root = SVG_ROOT.search(data[:10_000].decode("utf-8", errors="replace"))
    if not root:
        return None
    width, height = (re.search(rf"\b{name}{SVG_NUMBER}", root[0]) for name in ("width", "height"))
    if width and height:
        return Size(round(float(width[1])), round(float(height[1])))
    box = re.search(r"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)", root[0])
    return Size(round(float(box[1])), round(float(box[2]))) if box else None
