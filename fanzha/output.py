"""Writes the site folder: changed files alone, each beside its target and moved over it.

A manifest in the site folder lists what is ours; only that is ever overwritten or removed. While a build writes, the
manifest also names what it is about to write, so that the next build completes one that was cut off.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from fanzha import swapping, system_problems
from fanzha.problems import Text
from fanzha.sources import MANIFEST
from fanzha.store import Store, digest

SOURCE_FOLDERS = (
    "posts _posts drafts _drafts pages layouts assets postimg img static data fanzha tests docs .git .github"
).split()


class Unusable(Exception):
    """The output folder cannot be used as asked; `reason` says why in words."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Item(NamedTuple):
    """A file of the site: path below the site folder, digest of its bytes, and where they lie if not in the store."""

    path: str
    digest: str
    location: Path | None = None


class Changes(NamedTuple):
    """What a commit did, as paths below the site folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def check(folder: Path, root: Path) -> None:
    """Raise Unusable where a site must not be written to `folder`: it holds sources, or lies among them."""
    folder, root = folder.resolve(), root.resolve()
    inside = folder.relative_to(root).parts if folder.is_relative_to(root) else None
    if root.is_relative_to(folder) or (inside and inside[0] in SOURCE_FOLDERS):
        raise Unusable(
            Text(f"不能把网站写到 {folder}：那里放着原稿", f"the site cannot be written to {folder}: sources lie there")
        )
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise Unusable(Text(f"{folder} 不是文件夹", f"{folder} is no folder"))


def commit(folder: Path, items: Sequence[Item], store: Store, trusting: bool = True) -> Changes:
    """Make `folder` hold exactly the items, in their order; what others put there stays.

    Files that the manifest and their size say are right are not read, unless `trusting` is off.

    Raises Unusable where a file that is not ours would have to be overwritten, or the disk refuses.
    """
    try:
        return _commit(folder, items, store, trusting)
    except OSError as error:
        name = error.filename2 or error.filename or folder
        raise Unusable(_refused(str(name), error)) from error


def _refused(name: str, error: OSError) -> Text:
    """Why the site could not be written, and what to do; pages that stand there already are whole all the same."""
    what = system_problems.cannot_write(name, error)
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    hint = (
        Text("腾出空间", "Make room")
        if full
        else Text("看看权限，或者换一个 --output", "Mind permissions, or choose another --output")
    )
    return Text(f"{what.zh}。{hint.zh}，再来一次", f"{what.en}. {hint.en}, and run again")


def _commit(folder: Path, items: Sequence[Item], store: Store, trusting: bool) -> Changes:
    manifest = Manifest.read(folder)
    wanted = {item.path: item for item in items}
    outside = [path for path in wanted if _climbs(path)]
    if outside:
        raise ValueError(f"{outside[0]} is outside the site folder")
    changed = [item for item in wanted.values() if not (trusting and manifest.holds(str(folder), item))]
    new = not folder.exists()
    seen: set[str] = set()
    foreign = sorted({path for item in changed for path in _foreign(folder, item, manifest, seen)} if not new else ())
    if foreign:
        names = "、".join(foreign[:5])
        raise Unusable(
            Text(
                f"{folder} 里有不是本程序生成的文件（{names}），为免覆盖，没有写入。请换一个文件夹，或先把它们移走",
                f"{folder} holds files that were not generated here ({names}); nothing was written. "
                "Choose another folder, or move them away",
            )
        )
    gone = sorted(path for path in manifest.paths() if path not in wanted)
    if not changed and not gone and manifest.complete:
        return Changes((), (), len(wanted))
    folder.mkdir(parents=True, exist_ok=True)
    for path, name in manifest.pending.items():
        with contextlib.suppress(OSError):
            os.unlink(swapping.beside(os.path.join(folder, path), name))
    fresh = {item.path for item in changed if new or (trusting and manifest.has_other(item))}
    manifest.announce(folder, changed)
    in_the_way = set(_in_the_way(gone, changed))
    for path in in_the_way:
        _remove(folder, path)
    folders = {str(folder)}
    sizes = {item.path: _write(folder, item, store, item.path in fresh, folders) for item in changed}
    written = [path for path, size in sizes.items() if size is not None]
    for path in gone:
        if path not in in_the_way:
            _remove(folder, path)
    manifest.after(folder, wanted.values(), changed, sizes).write(folder)
    return Changes(tuple(written), tuple(gone), len(wanted) - len(written))


class Manifest:
    """The files of a site folder that are ours: digest and size by path; and those that a build was about to write."""

    def __init__(self, files: dict[str, tuple[str, int]], pending: dict[str, str]) -> None:
        self.files = files
        self.pending = pending

    @property
    def complete(self) -> bool:
        return bool(self.files) and not self.pending

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The folder's manifest; an empty one where there is none or it is broken."""
        try:
            stored = json.loads((folder / MANIFEST).read_text("utf-8"))
            files = {str(path): (str(name), int(size)) for path, (name, size) in stored["files"].items()}
            pending = {str(path): str(name) for path, name in stored["pending"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls({}, {})
        safe = [path for path in (*files, *pending) if not _climbs(path)]
        return cls(
            {path: files[path] for path in safe if path in files},
            {path: pending[path] for path in safe if path in pending},
        )

    def after(
        self, folder: Path, items: Iterable[Item], changed: Sequence[Item], sizes: Mapping[str, int | None]
    ) -> Manifest:
        """The manifest of a folder that holds the items, once the changed ones are there; `sizes`: of those written."""
        new: dict[str, tuple[str, int]] = {}
        for item in changed:
            size = sizes[item.path]
            new[item.path] = item.digest, os.stat(os.path.join(folder, item.path)).st_size if size is None else size
        return Manifest({item.path: new.get(item.path) or self.files[item.path] for item in items}, {})

    def write(self, folder: Path) -> None:
        text = json.dumps({"files": self.files, "pending": self.pending}, ensure_ascii=False, sort_keys=True)
        target = os.path.join(folder, MANIFEST)
        beside = swapping.beside(target, "manifest")
        with swapping.removed_unless_whole(beside):
            Path(beside).write_text(text, "utf-8")
            swapping.move(beside, target)

    def announce(self, folder: Path, changed: Sequence[Item]) -> None:
        """Write down what is about to be written, so that a build cut off is known to have been ours."""
        self.pending = {**self.pending, **{item.path: item.digest for item in changed}}
        self.write(folder)

    def paths(self) -> set[str]:
        return {*self.files, *self.pending}

    def owns(self, path: str) -> bool:
        return path in self.files or path in self.pending

    def has_other(self, item: Item) -> bool:
        """Whether the folder has another file of ours there, by the manifest's word."""
        return item.path in self.files and self.files[item.path][0] != item.digest and item.path not in self.pending

    def holds(self, folder: str, item: Item) -> bool:
        """Whether the folder has this very file already, by the manifest's word and the file's size."""
        name, size = self.files.get(item.path, ("", -1))
        if name != item.digest or item.path in self.pending:
            return False
        try:
            return os.stat(os.path.join(folder, item.path)).st_size == size
        except OSError:
            return False


def _write(folder: Path, item: Item, store: Store, fresh: bool, folders: set[str]) -> int | None:
    """Put the file in place; its size, None where its bytes stood there already, which a `fresh` one's do not.

    `folders` are those that are known to be there.
    """
    target = os.path.join(folder, item.path)
    if not fresh and os.path.isfile(target) and _same(target, item):
        return None
    beside = swapping.beside(target, item.digest)
    with swapping.removed_unless_whole(beside):
        try:
            size = _fill(beside, item, store)
        except FileNotFoundError:
            _make(os.path.dirname(target), folders)
            size = _fill(beside, item, store)
        swapping.move(beside, target)
    return size


def _make(folder: str, folders: set[str]) -> None:
    """Make a folder and those above it, without a look at any that is known to be there."""
    if folder not in folders:
        _make(os.path.dirname(folder), folders)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder)
        folders.add(folder)


def _fill(beside: str, item: Item, store: Store) -> int:
    """Write the file's bytes; how many they are."""
    if item.location:
        shutil.copyfile(item.location, beside)
        return os.stat(beside).st_size
    content = store.content(item.digest)
    with open(beside, "wb", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            # A disk that fills up takes a part, and refuses only the next one.
            rest = rest[file.write(rest) or 0 :]
    return len(content)


def _same(file: str, item: Item) -> bool:
    try:
        with open(file, "rb") as stream:
            return digest(stream.read()) == item.digest
    except OSError:
        return False


def _foreign(folder: Path, item: Item, manifest: Manifest, seen: set[str]) -> Iterator[str]:
    """Files that are not ours, and that writing the item would overwrite or have to remove.

    `seen` are folders on the way to other items, which need no second look.
    """
    target = os.path.join(folder, item.path)
    if os.path.isdir(target):
        inside = (path.relative_to(folder).as_posix() for path in Path(target).rglob("*") if not path.is_dir())
        yield from (path for path in inside if not manifest.owns(path))
    elif not manifest.owns(item.path) and os.path.isfile(target) and not _same(target, item):
        yield item.path
    for above in _above(item.path):
        if above not in seen:
            seen.add(above)
            if os.path.isfile(os.path.join(folder, above)) and not manifest.owns(above):
                yield above


def _above(path: str) -> Iterator[str]:
    """The folders that a file's path leads through."""
    parts = path.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _in_the_way(gone: Sequence[str], changed: Sequence[Item]) -> Iterator[str]:
    """Old files that stand where a folder must be now, or in a folder that must be a file."""
    new = {item.path for item in changed}
    folders = {above for path in new for above in _above(path)}
    for path in gone:
        if path in folders or not new.isdisjoint(_above(path)):
            yield path


def _remove(folder: Path, path: str) -> None:
    """Remove one of our files, and the folders that it leaves empty."""
    with contextlib.suppress(FileNotFoundError):
        (folder / path).unlink()
    for parent in (folder / path).parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break


def _climbs(path: str) -> bool:
    if ".." not in path and path[:1] not in "/\\" and path[1:2] != ":":
        return False
    return Path(path).is_absolute() or bool(Path(path).drive) or ".." in path.replace("\\", "/").split("/")
