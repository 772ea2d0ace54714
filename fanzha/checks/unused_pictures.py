"""Picture files that nothing shows: they only make the site larger."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from fanzha.checks.subject import Subject
from fanzha.checks.targets import Addresses
from fanzha.folders import File
from fanzha.images import SUFFIXES
from fanzha.problems import Place, Problem, Text
from fanzha.sources import PICTURE_FOLDERS
from fanzha.texts import LARGEST_TEXT

MOST_NAMED = 5
"""Files of a folder that have a line each; of more, one line tells."""
STYLES = (".css", ".js", ".html", ".htm", ".json", ".webmanifest", ".xml", ".svg")
"""Files published as they are that may name pictures."""
NAME = re.compile(rf"[^\s\"'()<>/\\=,:;`]+(?:{'|'.join(map(re.escape, SUFFIXES))})", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Problem]:
    """An information for each picture in `postimg/` and `img/` that no page shows and no other file names."""
    addresses = Addresses(subject)
    shown = {
        target.path.lstrip("/")
        for page, seen in subject.pages.items()
        for typed in (*seen.files, *seen.links)
        if (target := addresses.target(page, typed))
    }
    unused = {
        path: file
        for path, file in subject.whole.copied.items()
        if path not in shown and path in subject.whole.pictures.pictures and path.split("/")[0] in PICTURE_FOLDERS
    }
    if unused:
        named = {name for text in _texts(subject) for name in _names(text)}
        unused = {path: file for path, file in unused.items() if posixpath.basename(path) not in named}
    for folder in dict.fromkeys(map(posixpath.dirname, unused)):
        here = [file for path, file in unused.items() if posixpath.dirname(path) == folder]
        if len(here) <= MOST_NAMED:
            yield from (Problem(Place(file.path), "info", "unused-picture", _WHAT, _HINT) for file in here)
        else:
            some = [posixpath.basename(file.path) for file in here[:MOST_NAMED]]
            what = Text(
                f"这里有 {len(here)} 张图片没有页面用到：{'、'.join(some)} 等",
                f"{len(here)} pictures here are shown nowhere: {', '.join(some)} and others",
            )
            yield Problem(Place(f"{posixpath.dirname(here[0].path)}/"), "info", "unused-picture", what, _HINT)


def _texts(subject: Subject) -> Iterator[str]:
    """Whatever may name a picture besides the pages: what is not built, settings, layouts, styles."""
    sources, built = subject.sources, subject.readings
    yield from (source.text for source in subject.texts() if source.path not in built)
    yield from (source.text for source in (*([sources.config] if sources.config else []), *sources.layouts))
    for file in (*sources.assets, *sources.static):
        if file.path.lower().endswith(STYLES):
            yield _text(file)


def _text(file: File) -> str:
    """The text of a file that is published as it is; none where it is too large or cannot be read."""
    try:
        return file.location.read_text("utf-8", errors="replace") if file.size <= LARGEST_TEXT else ""
    except OSError:
        return ""  # build has said so


def _names(text: str) -> Iterator[str]:
    for match in NAME.finditer(text):
        yield match[0]
        yield unquote(match[0])


_WHAT = Text("没有页面用到这张图片", "no page shows this picture")
_HINT = Text("用不着就删掉它，网站会小一些。", "If nothing needs it, delete it, and the site gets smaller.")
