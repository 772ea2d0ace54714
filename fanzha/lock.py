"""One build at a time in one site folder: a second one waits until the first is done.

The lock is the operating system's, on an open file: it ends with the process that holds it, however that ends, and with
its workers, which leave when it does. Where
no lock can be had (no place to write one, or a file system without locks), the build goes on without.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CACHE = ".cache"
LOCK = f"{CACHE}/fanzha.lock"
BETWEEN_TRIES = 0.05
"""Seconds between two tries for a lock that another build holds."""


def around(output: Path) -> Path:
    """The folder whose `.cache` holds what is kept between builds: the site folder lies beside `.cache`, or in it."""
    folder = output.resolve().parent
    return folder.parent if folder.name == CACHE else folder


@contextmanager
def held(output: Path, progress: Callable[[str, int, int], None]) -> Iterator[None]:
    """Hold the lock of the site folder `output`; `progress` hears of stage `wait` where another build has it."""
    handle = _opened(around(output) / LOCK)
    try:
        if handle is not None and not _taken(handle):
            progress("wait", 0, 0)
            while not _taken(handle):
                time.sleep(BETWEEN_TRIES)
        yield
    finally:
        if handle is not None:
            _released(handle)
            os.close(handle)


def _opened(file: Path) -> int | None:
    try:
        if not file.parent.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            # What is kept there is nobody's source: a blog's own .gitignore may not know it.
            (file.parent / ".gitignore").write_text("*\n", "utf-8")
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None


if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            return not isinstance(error, PermissionError)
        return True

    def _released(handle: int) -> None:
        """Closing the file ends the lock."""

else:
    import fcntl

    def _taken(handle: int) -> bool:
        """Whether the lock is ours now, or the file system knows none."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _released(handle: int) -> None:
        """End the lock, for copies of this process as well, which have the same open file (man 2 flock)."""
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
