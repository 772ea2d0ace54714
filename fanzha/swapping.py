"""Puts a file in place whole: it is written beside its target, and moved over it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator


@contextlib.contextmanager
def removed_unless_whole(beside: str) -> Iterator[None]:
    """Where the disk refuses, remove what could not be finished: a full one needs the room."""
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def move(beside: str, target: str) -> None:
    """Make the finished file the target, in one step. Raises OSError."""
    for wait in (0.02, 0.1, 0.5):
        try:
            os.replace(beside, target)
            return
        except PermissionError:
            # On Windows a virus scanner or a reader may hold the target for a moment.
            time.sleep(wait)
    os.replace(beside, target)


def beside(target: str, name: str) -> str:
    """Where to write what becomes the target: in its folder, so that moving it is one step."""
    return os.path.join(os.path.dirname(target), f".fanzha-{name[:16]}.tmp")
