"""What looks like a post or the config, and lies where nobody reads it: told, so that no post vanishes unsaid.

In: a source folder of our own (of a Jekyll blog the whole folder is read). Only names are looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator
from pathlib import Path

from fanzha.jekyll import MARKDOWN_SUFFIXES
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

POST = pattern(r"\d{4}-\d{1,2}-\d{1,2}-.")
"""How the name of a post's file begins."""

CONFIG = pattern(r"_?config\.ya?ml\..+", re.IGNORECASE)
"""A config to which a program has added an ending of its own, which Windows does not show."""


def problems(root: Path, read: Container[str], has_config: bool) -> Iterator[Problem]:
    """A warning for each folder of the root with posts that is none of those `read`, and for each post beside them."""
    try:
        with os.scandir(root) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries if entry.name[:1] not in "._")
    except OSError:
        return  # said where the folder is read
    for name, is_folder in found:
        if is_folder and name not in read and _holds_posts(root / name):
            yield _post(f"{name}/", Text("把里面的文章移到 posts/ 里。", "Move the posts in it into posts/."))
        elif not is_folder and _is_post(name):
            yield _post(name, Text("把这个文件移到 posts/ 里。", "Move this file into posts/."))
        elif not is_folder and not has_config and CONFIG.fullmatch(name):
            right = name[: name.lower().index("ml.") + 2]
            what = Text(
                f"设置文件的名字多了一截，没有读取，应当是 {right}",
                f"not read: the config must be called {right}",
            )
            hint = Text(
                "改文件名。Windows 不显示扩展名时，先在“查看”里勾选“文件扩展名”。",
                "Rename it. Where Windows hides the ending, tick “File name extensions” under “View” first.",
            )
            yield Problem(Place(name), "warning", "misplaced", what, hint)


def _is_post(name: str) -> bool:
    return name.lower().endswith(MARKDOWN_SUFFIXES) and bool(POST.match(name))


def _holds_posts(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(_is_post(entry.name) for entry in entries)
    except OSError:
        return False


def _post(path: str, hint: Text) -> Problem:
    what = Text("这里有文章，却不在 posts/ 里，没有读取", "there are posts here, outside of posts/: they were not read")
    return Problem(Place(path), "warning", "misplaced", what, hint)
