"""What the preview shows, and who must wait for it: one build at a time, and every answer from a whole site.

A request that comes while a change has been noticed but not yet built waits until it is. So nobody gets a page from
before a save, nor a page and a picture of two different builds.
"""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Shown:
    """What the site folder holds, and what the last build had to say."""

    baseurl: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Of every file of the site, by its path."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """What open pages are told besides: see `overlay`."""
    former: frozenset[str] = frozenset()
    """The paths that the site has stood under before, since the preview began."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where pages stand now that stood elsewhere before, as folders of the site: an editor has mended a date."""

    def holding(self, digests: Mapping[str, str]) -> Shown:
        """What is shown once the site holds these files.

        A page that goes while one comes has moved, if either its folder's name or all before it is the same.
        """
        gone, come = _folders(self.digests) - _folders(digests), _folders(digests) - _folders(self.digests)
        moved = {before: now for before, now in self.moved.items() if before not in come}
        if len(gone) == len(come) == 1:
            before, now = gone.pop(), come.pop()
            if any(part(before) == part(now) for part in (posixpath.basename, posixpath.dirname)):
                moved[before] = now
        return replace(self, digests=digests, moved=moved)

    def now(self, folder: str) -> str:
        """Where the page stands that stood in `folder`: there, or where it has moved to."""
        while folder in self.moved:
            folder = self.moved[folder]
        return folder


def _folders(digests: Mapping[str, str]) -> set[str]:
    """The folders that are pages."""
    return {path.removesuffix("/index.html") for path in digests if path.endswith("/index.html")}


class Live:
    """What is shown now, shared by the thread that builds and those that answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = Shown()
        self.version = 0
        """Counts what was shown, so that a page's events know what they have told."""
        self.ended = False
        self.listeners = 0
        """Open pages that are told of changes."""
        self._changed = threading.Condition()
        self._noticed = 0
        self._built = 0
        self._building = False

    def notice(self) -> None:
        """Something has changed: from now on requests wait for the next build."""
        with self._changed:
            self._noticed += 1

    @contextmanager
    def building(self) -> Iterator[None]:
        """Around a build, one at a time. Requests wait until it is over, however it ends."""
        with self._changed:
            self._changed.wait_for(lambda: not self._building)
            self._building = True
            noticed = self._noticed
        try:
            yield
        finally:
            with self._changed:
                self._building = False
                self._built = noticed
                self._changed.notify_all()

    def show(self, shown: Shown) -> None:
        """Show this from now on, and tell open pages."""
        with self._changed:
            if self.version and shown.baseurl != self.shown.baseurl:
                shown = replace(shown, former=(self.shown.former | {self.shown.baseurl}) - {shown.baseurl})
            self.shown = shown
            self.version += 1
            self._changed.notify_all()

    @contextmanager
    def settled(self) -> Iterator[Shown]:
        """Wait until all that was noticed up to now is built; while the context lasts, no build begins."""
        with self._changed:
            until = self._noticed
            self._changed.wait_for(lambda: self.ended or (self._built >= until and not self._building))
            yield self.shown

    def wait_for_news(self, version: int, seconds: float) -> bool:
        """Wait for anything newer than `version`, for so many seconds at most; whether there is."""
        with self._changed:
            return self._changed.wait_for(lambda: self.ended or self.version != version, seconds) and not self.ended

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Around the events of one open page."""
        with self._changed:
            self.listeners += 1
        try:
            yield
        finally:
            with self._changed:
                self.listeners -= 1

    def end(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()
