"""Puts new files among the sources: never over another, whole, and down to the disk; and takes a moved one away.

The only module that writes to the source folder. Raises Unusable where the system refuses.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from fanzha import system_problems
from fanzha.output import Unusable
from fanzha.problems import Text


def create(root: Path, path: str, data: bytes) -> None:
    """Write a file that is not there yet, and read it back. Where that fails, nothing of it is left."""
    target = root / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError as error:
        raise Unusable(
            Text(
                f"{path} 已经有了，没有动它。换一个标题，或者用 --slug 另起一个名字",
                f"{path} is there already, and was not touched. Choose another title, or another name with --slug",
            )
        ) from error
    except OSError as error:
        raise Unusable(system_problems.cannot_write(path, error)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.read_bytes() != data:
            raise OSError("what was written reads otherwise")
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise Unusable(system_problems.cannot_write(path, error)) from error
    _keep_name(target.parent)


def _keep_name(folder: Path) -> None:
    """Have the disk hold the names in the folder, too, where the system can be asked to."""
    with contextlib.suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_moved(root: Path, path: str, data: bytes, target: str) -> None:
    """Remove a file that held `data` and now stands at `target`; where somebody has saved it meanwhile, it stays."""
    try:
        if (root / path).read_bytes() != data:
            raise Unusable(
                Text(
                    f"移动的时候，{path} 又存了一次盘。它还在原处，新文件是 {target}：留下要的那一个，删掉另一个",
                    f"{path} was saved while it was moved. It is still there; keep it or {target}",
                )
            )
        (root / path).unlink()
    except OSError as error:
        why = system_problems.reason(error)
        raise Unusable(
            Text(
                f"文章已经写到 {target}，但删不掉草稿 {path}（{why.zh}），请自己删掉",
                f"{target} is written, but the draft {path} cannot be removed ({why.en}): delete it yourself",
            )
        ) from error
