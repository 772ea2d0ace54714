"""Walks the folders of a site: which files there are an editor's own, with the marks that tell whether they changed.

In: a folder. Out: locations and paths. What cannot be read is a problem, and the rest is walked all the same.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from fanzha.problems import Place, Problem, Text

Wanted = Callable[[str, bool], bool]
"""Asked of a path relative to the root, and whether it is a folder: shall the walk see it?"""


class File(NamedTuple):
    """A file that is published as it is: where it lies and is published, and marks that tell whether it changed."""

    path: str
    location: Path
    size: int
    modified: int
    inode: int
    published: str
    """The path below the site's root, plain UTF-8 in Unicode's composed form."""


def walk(
    root: Path, folder: str, problems: list[Problem], wanted: Wanted = lambda path, is_folder: True
) -> Iterator[tuple[str, str]]:
    """Every file below `root/folder`, sorted; hidden files and what programs left behind are never seen."""

    def report(error: OSError) -> None:
        where = Path(error.filename or root)
        path = where.relative_to(root).as_posix() if where.is_relative_to(root) else str(where)
        problems.append(unreadable(Place(path), f"打不开（{error.strerror}）", f"cannot be opened ({error.strerror})"))

    if (root / folder).is_dir():
        yield from _below(os.path.join(root, folder), folder, report, problems, wanted)


def _below(
    directory: str, path: str, report: Callable[[OSError], None], problems: list[Problem], wanted: Wanted
) -> Iterator[tuple[str, str]]:
    """The files below a folder that is at `path` in the root: its own first, then each subfolder's."""
    try:
        with os.scandir(directory) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        report(error)
        return
    prefix = f"{path}/" if path else ""
    folders = []
    for entry in entries:
        name = entry.name
        if entry.is_dir():
            if _is_shown(name) and not entry.is_symlink() and wanted(prefix + name, True):
                folders.append(entry)
        elif is_meant(name) and wanted(prefix + name, False):
            inside = prefix + name
            if not entry.is_file() and os.path.exists(entry.path):
                # A pipe or a device would keep the build waiting for ever.
                problems.append(unreadable(Place(inside), "这不是普通文件", "this is no ordinary file"))
            elif inside.isascii() or inside.encode(errors="replace").decode() == inside:
                yield entry.path, inside
            else:
                problems.append(_strange_name(inside))
    for entry in folders:
        yield from _below(entry.path, prefix + entry.name, report, problems, wanted)


def files(root: Path, folder: str, problems: list[Problem], above: str = "") -> Iterator[File]:
    """Every file below `root/folder`, with its marks; `above` is what its published path lacks of its path."""
    for location, path in walk(root, folder, problems):
        file = marked(location, path, path.removeprefix(above), problems)
        if file:
            yield file


def marked(location: str, path: str, published: str, problems: list[Problem]) -> File | None:
    """The file with its marks; none where the system refuses, which is a problem."""
    try:
        stat = os.stat(location)
    except OSError as error:
        problems.append(cannot_open(path, error))
        return None
    return File(
        path, Path(location), stat.st_size, stat.st_mtime_ns, stat.st_ino, unicodedata.normalize("NFC", published)
    )


def unreadable(place: Place, zh: str, en: str) -> Problem:
    hint = Text(
        "看看它在不在、有没有被别的程序锁住、您有没有读取权限。",
        "Check that it is there, not locked by a program, and yours to read.",
    )
    return Problem(place, "error", "unreadable", Text(zh, en), hint)


def cannot_open(path: str, error: OSError) -> Problem:
    return unreadable(Place(path), f"打不开这个文件（{error.strerror}）", f"cannot be opened ({error.strerror})")


def _is_shown(name: str) -> bool:
    return not name.startswith(".") or name == ".well-known"


def is_meant(name: str) -> bool:
    """Whether a file is the editor's own: neither hidden nor what an editing program or a system left there."""
    left_over = name.startswith((".", "~$")) or name.endswith(("~", ".swp", ".tmp"))
    return not left_over and name not in ("Thumbs.db", "desktop.ini")


def _strange_name(path: str) -> Problem:
    return Problem(
        Place(path.encode(errors="replace").decode()),
        "warning",
        "file-name",
        Text("文件名的编码读不出来，没有读取", "this file's name cannot be decoded, and it was left out"),
        Text("给文件改个名字。", "Give the file another name."),
    )
