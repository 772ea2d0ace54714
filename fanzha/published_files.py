"""Files that are published as they are: pictures, styles and scripts, and what lies in `static/`.

In: the files that were found, as names and marks. Out: their digests, sizes in pixels, and published paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from fanzha import images, published_paths, work
from fanzha.folders import File, cannot_open
from fanzha.images import Picture, Size
from fanzha.output import Item
from fanzha.planner import Theme
from fanzha.problems import Place, Problem, Text
from fanzha.sources import Sources
from fanzha.store import Store, digest

DIGESTED = (".css", ".js")
"""Assets that bear a digest in their name, so that browsers may keep them for ever."""

THEME = ("assets/style.css", "assets/site.js")
"""The stylesheet and the script that every page loads."""


def read(sources: Sources, store: Store) -> tuple[dict[str, tuple[Picture | None, str]], list[Problem]]:
    """Picture (if it is one) and digest of every file that is published as it is, by its published path."""
    published: dict[str, tuple[Picture | None, str]] = {}
    problems = []
    for file in (*sources.assets, *sources.pictures, *sources.static):
        path = file.published
        try:
            name, size = remembered(file, store)
        except OSError as error:
            problems.append(cannot_open(file.path, error))
            continue
        is_picture = path.lower().endswith(images.SUFFIXES)
        published[path] = (Picture(f"/{path}", size) if is_picture else None, name)
        if is_picture and size is None:
            what = Text("这张图片读不出来，可能坏了", "this picture cannot be read; it may be damaged")
            hint = Text("重新导出或下载这张图片。", "Export or download the picture again.")
            problems.append(Problem(Place(file.path), "warning", "broken-picture", what, hint))
    return published, problems


def remembered(file: File, store: Store) -> tuple[str, Size | None]:
    """A file's digest and size in pixels: from the store while size, times and inode are the same."""
    key = f"file:{file.path}:{':'.join(map(str, file.marks))}:{work.engine()}"
    known = work.unpacked(tuple, store.get(key))
    if known:
        name, size = known
        return name, size
    data = file.location.read_bytes()
    is_picture = file.path.lower().endswith(images.SUFFIXES)
    measured = images.measure(data, file.path) if is_picture else None
    name = digest(data)
    store.put(key, work.packed((name, measured)))
    return name, measured


def named_assets(sources: Sources, published: dict[str, tuple[Picture | None, str]]) -> tuple[tuple[Item, ...], Theme]:
    """The assets' files, and the addresses of those that pages load. The site's own keep their plain names too."""
    items = []
    addresses = {path: f"/{path}" for path in THEME}
    for file in sources.assets:
        if file.path not in published:
            continue
        name = published[file.path][1]
        path = PurePosixPath(file.path)
        if path.suffix not in DIGESTED or file.path in sources.site_assets:
            items.append(Item(file.path, name, file.location))
        if path.suffix in DIGESTED:
            named = str(path.with_name(f"{path.stem}.{name[:10]}{path.suffix}"))
            items.append(Item(named, name, file.location))
            if file.path in addresses:
                addresses[file.path] = f"/{named}"
    return tuple(items), Theme(*addresses.values())


def copied(
    sources: Sources, published: dict[str, tuple[Picture | None, str]], assets: Sequence[Item]
) -> tuple[dict[str, tuple[File, str]], list[Problem]]:
    """Pictures and static files by published path; where both have one path, the static file stands.

    One that would be a file where the `assets` or another need a folder, or the other way round, is left out, with a
    warning.
    """
    files: dict[str, File] = {}
    problems = []
    standing = {item.path: item.path for item in assets}
    inside = published_paths.folders(standing)
    for file in (*sources.pictures, *sources.static):
        path = file.published
        if first := published_paths.clash(path, standing, inside):
            problems.append(_in_the_way(file, standing[first]))
            continue
        files[path] = file
        standing[path] = file.path
        for folder in published_paths.parents(path):
            inside.setdefault(folder, path)
    return {path: (file, published[path][1]) for path, file in files.items() if path in published}, problems


def _in_the_way(file: File, standing: str) -> Problem:
    what = Text(
        f"这里不能既有文件又有同名的文件夹：{standing} 已经在了，这个文件没有复制",
        f"a file and a folder cannot have one name here: {standing} is there already, and this file is left out",
    )
    hint = Text("给其中一个改个名字。", "Rename one of them.")
    return Problem(Place(file.path), "warning", "address-taken", what, hint)
