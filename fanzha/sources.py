"""Reads a site's source folder. The only module that reads the site's text files.

In: a folder. Out: :class:`Sources`, texts decoded and with LF line ends, other files as names and marks.
Nothing here writes. What cannot be read is a problem, and the rest is read all the same.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from fanzha.decoding import decode
from fanzha.problems import Outcome, Place, Problem, Text

Item = TypeVar("Item")

CONFIG_NAMES = ("config.yaml", "config.yml", "_config.yml", "_config.yaml")
POST_FOLDERS = ("posts", "_posts")
DRAFT_FOLDERS = ("drafts", "_drafts")
PICTURE_FOLDERS = ("postimg", "img")
MARKDOWN_SUFFIXES = (".md", ".markdown")
LAYOUT_SUFFIXES = (".html", ".js", ".xml", ".txt")
LARGEST_TEXT = 10_000_000
"""Bytes. A longer text file is no post but an accident, and is refused before it is read."""

CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""What neither XML 1.0 (section 2.2) nor a reader of the page can do anything with; tab and line feed stay."""
CONTROL_BYTES = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
"""Bytes of UTF-8 that tell faster than the expression that a text has nothing of the kind."""


@dataclass(frozen=True)
class Source:
    """A text file: its path relative to the source folder, with `/`, and its text with LF line ends."""

    path: str
    text: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def line(self, number: int) -> str | None:
        """The source line `number` (from 1), or None where there is none."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else None


@dataclass(frozen=True)
class File:
    """A file that is published as it is: where it lies, and marks that tell whether it changed since."""

    path: str
    location: Path
    size: int
    modified: int
    inode: int


@dataclass(frozen=True)
class Sources:
    root: Path
    config: Source | None
    posts: tuple[Source, ...]
    drafts: tuple[Source, ...]
    pages: tuple[Source, ...]
    layouts: tuple[Source, ...]
    assets: tuple[File, ...]
    """Styles and scripts: the theme's, where the site has none of the same name."""
    site_assets: frozenset[str]
    """Paths of those assets that are the site's own."""
    pictures: tuple[File, ...]
    static: tuple[File, ...]
    """Copied to the site's root as they are; paths begin with `static/`."""

    def find(self, path: str) -> Source | None:
        """The text source at `path`, for showing one of its lines in a message."""
        every = (*self.posts, *self.drafts, *self.pages, *self.layouts, *((self.config,) if self.config else ()))
        return next((source for source in every if source.path == path), None)


def theme_folder() -> Path:
    """The folder with the generator's own `layouts/` and `assets/`: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    return package / "theme" if (package / "theme").is_dir() else package.parent


def read(root: Path) -> Outcome[Sources]:
    """Read the source folder `root`. Never raises for what the folder holds."""
    problems: list[Problem] = []
    if not root.is_dir():
        where = Place(str(root))
        return Outcome(None, (_unreadable(where, "这个文件夹不存在", "there is no such folder"),))

    def texts(folders: tuple[str, ...], suffixes: tuple[str, ...]) -> tuple[Source, ...]:
        found = []
        for location, path in _walk(root, folders, problems):
            if not path.lower().endswith(suffixes):
                if folders != ("layouts",):
                    problems.append(_not_a_post(path))
                continue
            outcome = read_text(location, path)
            problems.extend(outcome.problems)
            if outcome.value:
                found.append(outcome.value)
        return tuple(found)

    config = None
    for name in (name for name in CONFIG_NAMES if (root / name).is_file()):
        if config is None:
            outcome = read_text(root / name, name)
            config = outcome.value or Source(name, "")
            problems.extend(outcome.problems)
        else:
            problems.append(_second_config(name, config.path))
    theme = theme_folder()
    own_layouts = {source.path: source for source in texts(("layouts",), LAYOUT_SUFFIXES)}
    theme_layouts: dict[str, Source] = {}
    if theme.resolve() != root.resolve():
        for location, path in _walk(theme, ("layouts",), problems):
            outcome = read_text(location, path)
            if outcome.value:
                theme_layouts[path] = outcome.value
    own_assets = {file.path: file for file in _files(root, ("assets",), problems)}
    theme_assets = {file.path: file for file in _files(theme, ("assets",), problems)}
    sources = Sources(
        root=root,
        config=config,
        posts=texts(POST_FOLDERS, MARKDOWN_SUFFIXES),
        drafts=texts(DRAFT_FOLDERS, MARKDOWN_SUFFIXES),
        pages=texts(("pages",), MARKDOWN_SUFFIXES),
        layouts=_by_path({**theme_layouts, **own_layouts}),
        assets=_by_path({**theme_assets, **own_assets}),
        site_assets=frozenset(own_assets) - frozenset(theme_assets),
        pictures=tuple(_files(root, PICTURE_FOLDERS, problems)),
        static=tuple(_files(root, ("static",), problems)),
    )
    return Outcome(sources, tuple(problems))


def read_text(location: Path, path: str) -> Outcome[Source]:
    """Read one text file: UTF-8 with or without BOM; UTF-16 and GB18030 are recognised and named in a warning."""
    try:
        with open(location, "rb") as file:
            data = file.read(LARGEST_TEXT + 1)
        if len(data) > LARGEST_TEXT:
            return Outcome(None, (_too_large(path),))
    except OSError as error:
        return Outcome(
            None,
            (_unreadable(Place(path), f"打不开这个文件（{error.strerror}）", f"cannot be opened ({error.strerror})"),),
        )
    text, problems = decode(data, path)
    if text is None:
        return Outcome(None, problems)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, CONTROL_BYTES)) < len(data) or problems or "\ufffe" in text or "\uffff" in text:
        text = CONTROL_CHARACTERS.sub("", text)
    return Outcome(Source(path, text), problems)


def _walk(root: Path, folders: tuple[str, ...], problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Every file below the folders, sorted by path; hidden files and editors' temporary ones left out."""

    def report(error: OSError) -> None:
        where = Path(error.filename or root)
        path = where.relative_to(root).as_posix() if where.is_relative_to(root) else str(where)
        problems.append(_unreadable(Place(path), f"打不开（{error.strerror}）", f"cannot be opened ({error.strerror})"))

    for folder in folders:
        if (root / folder).is_dir():
            yield from _below(os.path.join(root, folder), folder, report, problems)


def _below(
    directory: str, path: str, report: Callable[[OSError], None], problems: list[Problem]
) -> Iterator[tuple[Path, str]]:
    """The files below a folder that is at `path` in the source folder: its own first, then each subfolder's."""
    try:
        with os.scandir(directory) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        report(error)
        return
    folders = []
    for entry in entries:
        name = entry.name
        if entry.is_dir():
            if not name.startswith(".") and not entry.is_symlink():
                folders.append(entry)
        elif _is_meant(name):
            inside = f"{path}/{name}"
            if not entry.is_file() and os.path.exists(entry.path):
                # A pipe or a device would keep the build waiting for ever.
                problems.append(_unreadable(Place(inside), "这不是普通文件", "this is no ordinary file"))
            elif inside.isascii() or inside.encode(errors="replace").decode() == inside:
                yield Path(entry.path), inside
            else:
                problems.append(_strange_name(inside))
    for entry in folders:
        yield from _below(entry.path, f"{path}/{entry.name}", report, problems)


def _is_meant(name: str) -> bool:
    """Whether a file is the editor's own: neither hidden nor what an editing program or a system left there."""
    left_over = name.startswith((".", "~$")) or name.endswith(("~", ".swp", ".tmp"))
    return not left_over and name not in ("Thumbs.db", "desktop.ini")


def _files(root: Path, folders: tuple[str, ...], problems: list[Problem]) -> Iterator[File]:
    for location, path in _walk(root, folders, problems):
        try:
            stat = location.stat()
        except OSError as error:
            problems.append(
                _unreadable(Place(path), f"打不开这个文件（{error.strerror}）", f"cannot be opened ({error.strerror})")
            )
            continue
        yield File(path, location, stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _by_path(items: dict[str, Item]) -> tuple[Item, ...]:
    return tuple(items[path] for path in sorted(items))


def _unreadable(place: Place, zh: str, en: str) -> Problem:
    hint = Text(
        "看看它在不在、有没有被别的程序锁住、您有没有读取权限。",
        "Check that it is there, not locked by a program, and yours to read.",
    )
    return Problem(place, "error", "unreadable", Text(zh, en), hint)


def _too_large(path: str) -> Problem:
    return Problem(
        Place(path),
        "error",
        "too-large",
        Text(
            f"这个文件超过 {LARGEST_TEXT // 1_000_000} MB，不像一篇文章",
            f"more than {LARGEST_TEXT // 1_000_000} MB: that is no post",
        ),
        Text(
            "把它移出这个文件夹；图片和视频不要嵌在文章里。",
            "Move it out of this folder; keep pictures and films out of the text.",
        ),
    )


def _not_a_post(path: str) -> Problem:
    return Problem(
        Place(path),
        "warning",
        "not-a-post",
        Text("这不是文章，没有读取", "this is no post, and was left out"),
        Text(
            "文章的文件名以 .md 结尾；图片请放进 postimg/。",
            "A post's file name ends in .md; pictures belong into postimg/.",
        ),
    )


def _strange_name(path: str) -> Problem:
    return Problem(
        Place(path.encode(errors="replace").decode()),
        "warning",
        "file-name",
        Text("文件名的编码读不出来，没有读取", "this file's name cannot be decoded, and it was left out"),
        Text("给文件改个名字。", "Give the file another name."),
    )


def _second_config(path: str, used: str) -> Problem:
    return Problem(
        Place(path),
        "warning",
        "second-config",
        Text(f"有两个设置文件，只用了 {used}", f"there are two config files; only {used} is used"),
        Text("留一个就好。", "Keep one of them."),
    )
