"""Walks the folders of a site: which files there are an editor's own, with the marks that tell whether they changed.

In: a folder. Out: locations and paths. What cannot be read is a problem, and the rest is walked all the same.
"""

import errno
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from fanzha import system_problems
from fanzha.problems import Place, Problem, Text

Wanted = Callable[[str, bool], bool]
"""Asked of a path relative to the root, and whether it is a folder: shall the walk see it?"""


class File(NamedTuple):
    """A file that is published as it is: where it lies and is published, and marks that tell whether it changed."""

    path: str
    location: Path
    size: int
    modified: int
    changed: int
    inode: int
    published: str
    """The path below the site's root, plain UTF-8 in Unicode's composed form."""

    @property
    def marks(self) -> tuple[int, ...]:
        """Its size, its times in ns, of content and of inode, and its inode: the file is the same while these are."""
        return self.size, self.modified, self.changed, self.inode


def walk(
    root: Path, folder: str, problems: list[Problem], wanted: Wanted = lambda path, is_folder: True
) -> Iterator[tuple[str, str]]:
    """Every file below `root/folder`, sorted; hidden files and what programs left behind are never seen."""

    def report(error: OSError) -> None:
        where = Path(error.filename or root)
        path = where.relative_to(root).as_posix() if where.is_relative_to(root) else str(where)
        problems.append(cannot_open(path, error))

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
        if _is_folder(entry):
            if _is_shown(name) and wanted(prefix + name, True):
                if entry.is_symlink():
                    problems.append(_linked_folder(prefix + name))
                else:
                    folders.append(entry)
        elif is_meant(name) and wanted(prefix + name, False):
            inside = prefix + name
            if _is_unordinary(entry):
                # A pipe or a device would keep the build waiting for ever.
                problems.append(_unordinary(inside))
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
        path=path,
        location=Path(location),
        size=stat.st_size,
        modified=stat.st_mtime_ns,
        changed=stat.st_ctime_ns,
        inode=stat.st_ino,
        published=unicodedata.normalize("NFC", published),
    )


def cannot_open(path: str, error: OSError) -> Problem:
    """A file or folder that the system does not let us read."""
    why = system_problems.reason(error)
    hint = _WHY_UNREADABLE
    if error.errno == errno.ENOENT and not os.path.islink(error.filename or path):
        hint = Text(
            "它刚才还在：也许有程序正在存盘，再生成一次就好。",
            "It was there a moment ago: a program may be saving it. Build again.",
        )
    elif error.errno in (errno.ELOOP, errno.ENOENT):
        hint = Text("删掉这个链接，把文件本身放在这里。", "Delete this link, and put the file itself here.")
        if error.errno == errno.ENOENT:
            why = Text("这个链接指的文件不在了", "this link leads to a file that is gone")
    return Problem(Place(path), "error", "unreadable", Text(f"打不开：{why.zh}", f"cannot be opened: {why.en}"), hint)


def _unordinary(path: str) -> Problem:
    what = Text("这不是普通文件", "this is no ordinary file")
    return Problem(Place(path), "error", "unreadable", what, Text("把它移走。", "Move it away."))


def _linked_folder(path: str) -> Problem:
    what = Text(
        "这个文件夹是链接（快捷方式），没有跟进去读",
        "this folder is a link, and was not followed",
    )
    hint = Text("把文件夹本身放在这里。", "Put the folder itself here.")
    return Problem(Place(path), "warning", "link", what, hint)


_WHY_UNREADABLE = Text(
    "看看有没有被别的程序锁住，您有没有读取的权限。", "Check that no program has it locked, and that you may read it."
)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that leads back to itself: reading it will say so


def _is_unordinary(entry: os.DirEntry[str]) -> bool:
    """Whether it is there, and no file. What most entries are, the folder tells without a look at each."""
    try:
        return not entry.is_file() and os.path.exists(entry.path)
    except OSError:
        return False  # as above


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
