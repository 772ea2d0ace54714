"""Names in addresses: slugs of posts and tags, and how an address stands in HTML and on disk.

Addresses are plain UTF-8 in Unicode's composed form (NFC, UAX #15) in the model and on disk, and percent-encoded
(RFC 3986, section 2.1) where they stand in HTML.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from fanzha.patterns import pattern
from fanzha.problems import Text

KEPT_IN_PRETTY_SLUG = "._~!$&'()+,;=@"
"""What a slug of the mode `pretty` keeps besides letters, marks and digits (jekyllrb.com/docs/liquid/filters)."""

NOT_IN_ADDRESS = pattern(r'[<>:"\\|?*]')
NOT_IN_FILE_NAME = pattern(r'[\s<>:"/\\|?*\x00-\x1f]+')
"""What Windows forbids in file names, and white space."""

WINDOWS_DEVICES = pattern(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

LONGEST_NAME = 200
"""Bytes of a folder's name; file systems allow 255."""

LONGEST_SLUG = 120
"""Bytes of a slug that is made of a title: forty Chinese characters."""

LONGEST_PART, LONGEST_PATH = 255, 1000
"""Bytes of a name, and of a path below the site folder, that every system can write (macOS: 1,024 with the folder)."""

SAFE_IN_ADDRESS = "/-._~!$&'()*+,;=:@"
"""RFC 3986's pchar and the slash: they need no escape in a path."""


@lru_cache(maxsize=64)  # reading a post asks four times for its own
def slug(name: str, kept: str = KEPT_IN_PRETTY_SLUG) -> str:
    """The slug that Jekyll's `:title` makes of a file name: case kept, runs of other characters one hyphen.

    Letters, combining marks and decimal digits of every script stay, and what is `kept` besides; with nothing kept it
    is the slug of Jekyll's mode `default` but for its case.
    """
    characters = (
        c if c in kept or c.isalpha() or c.isdecimal() or unicodedata.category(c)[0] == "M" else "-"
        for c in unicodedata.normalize("NFC", name)
    )
    return re.sub("-+", "-", "".join(characters)).strip("-")


def of_title(title: str) -> str:
    """A slug for a new file: letters and digits of every script, in lower case, of a length that every system takes.

    Unicode is kept, but for forms that differ in width alone (NFKC, UAX #15). Of a title without letters its digest is
    left; a name that Windows keeps for a device is one no longer.
    """
    name = slug(unicodedata.normalize("NFKC", title), kept="").lower()
    name = name.encode()[:LONGEST_SLUG].decode(errors="ignore").strip("-")
    if WINDOWS_DEVICES.fullmatch(name):
        return f"{name}-post"
    return name or digest(title)[:8]


def folder_names(names: Iterable[str]) -> dict[str, str]:
    """A folder name for each name, usable on every system; names that differ in case alone get different ones."""
    folders: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name in sorted(set(names)):
        folder = NOT_IN_FILE_NAME.sub("-", unicodedata.normalize("NFC", name)).strip("-").rstrip(".") or "-"
        too_long = len(folder.encode()) > LONGEST_NAME
        if too_long:
            folder = folder.encode()[:LONGEST_NAME].decode(errors="ignore")
        if folder.casefold() in taken or WINDOWS_DEVICES.fullmatch(folder) or folder == "-" or too_long:
            folder += "-" + digest(name)[:6]
        taken[folder.casefold()] = name
        folders[name] = folder
    return folders


def climbs(address: str) -> bool:
    """Whether an address or name holds a step upwards, in whatever disguise."""
    return ".." in address and any(part.strip() == ".." for part in re.split(r"[/\\]", address))


def too_long(path: str) -> Text | None:
    """What is too long in a path for file systems, in words."""
    if 4 * len(path) <= LONGEST_PART:  # no character takes more than four bytes
        return None
    part = max(path.split("/"), key=lambda part: len(part.encode(errors="replace")))
    size = len(part.encode(errors="replace"))
    if size > LONGEST_PART:
        return Text(
            f"网址里的这一段太长，存不成文件：{part[:12]}…（{size} 字节，最多 {LONGEST_PART}）",
            f"a part of the address is too long for a file: {part[:12]}… ({size} bytes of at most {LONGEST_PART})",
        )
    size = len(path.encode(errors="replace"))
    if size > LONGEST_PATH:
        return Text(
            f"网址太长，存不成文件（{size} 字节，最多 {LONGEST_PATH}）",
            f"the address is too long for a file ({size} bytes of at most {LONGEST_PATH})",
        )
    return None


def refused_by_windows(path: str) -> Text | None:
    """What Windows cannot write of a path, in words (learn.microsoft.com/windows/win32/fileio/naming-a-file)."""
    sign = NOT_IN_ADDRESS.search(path)
    if sign:
        return Text(f"网址里不能有 {sign[0]}", f"an address cannot hold {sign[0]}")
    device = next((part for part in path.split("/") if WINDOWS_DEVICES.fullmatch(part)), "")
    if device:
        return Text(f"Windows 上不能有叫 {device} 的文件", f"no file can be called {device} on Windows")
    return None


def encoded(address: str) -> str:
    """A plain address as it stands in HTML: percent-encoded UTF-8."""
    return quote(unicodedata.normalize("NFC", address), safe=SAFE_IN_ADDRESS)


def encoded_as_typed(address: str) -> str:
    """An address that an author typed, which may be a whole URL: only what no URL may hold is percent-encoded."""
    return quote(unicodedata.normalize("NFC", address), safe=SAFE_IN_ADDRESS + "%?#[]")


def file_path(address: str) -> str:
    """The file below the site folder that a static server sends for `address` (which begins with a slash)."""
    path = unicodedata.normalize("NFC", address).lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def digest(name: str) -> str:
    """Twelve hexadecimal digits that depend on the name alone."""
    return hashlib.sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()[:12]
