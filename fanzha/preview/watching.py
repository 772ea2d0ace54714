"""Watches the sources: calls once for each burst of changes, from events where they arrive, else by looking.

An editor's save is many events (plain ones, a file moved over another, vim's dance of 4913 and ~), and a folder that is
removed takes its watch with it. So what counts is only that something has happened; a build finds out what.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from fanzha import jekyll
from fanzha.folders import is_meant
from fanzha.preview import file_systems
from fanzha.sources import CONFIG_NAMES, is_jekyll_blog

QUIET = 0.05
"""Seconds without an event after which a burst of events is one change."""
LONGEST_BURST = 0.5
"""Seconds after which a burst is taken for a change though it goes on."""
BETWEEN_LOOKS = 0.5
"""Seconds between two looks, where looking takes the place of events."""
PROOF = 1.0
"""Seconds within which the event of a file that is written as a trial must arrive."""
PULSE = 1.0
"""Seconds between two looks at whether the source folder is still the one that is watched."""
PROBE = "probe"

WATCHED = frozenset("posts _posts drafts _drafts pages layouts assets postimg img static data".split())
CHANGES = ("Created", "Modified", "Moved", "Deleted", "Attrib")
"""The kinds of watchdog's events that are changes, one of rights among them; files that are merely read have others."""


class Observer(Protocol):
    """What of watchdog's observers is used here."""

    def schedule(self, event_handler: Any, path: str, *, recursive: bool, event_filter: list[type] | None) -> Any: ...
    def unschedule(self, watch: Any) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


def watched_folders(root: Path) -> frozenset[str]:
    """The folders of the root in which sources may lie: of a Jekyll blog all but what it leaves out itself."""
    if not is_jekyll_blog(root):
        return WATCHED
    selection = jekyll.Selection()
    try:
        names = [entry.name for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    except OSError:
        return WATCHED
    return WATCHED | {name for name in names if selection.wants(name) and not jekyll.is_folder_of_others(name)}


class Watcher:
    """Calls `noticed` at once when something changes below `root`, `changed` when the burst is over, else `idle`.

    `noticed` is called in a thread of the observer's, the others in one of the watcher's own; none must raise.
    """

    def __init__(
        self,
        root: Path,
        output: Path,
        noticed: Callable[[], None],
        changed: Callable[[], None],
        idle: Callable[[], None],
        poll: bool,
    ) -> None:
        self.root = root.resolve()
        self.output = output.resolve()
        self.noticed = noticed
        self.changed = changed
        self.idle = idle
        self.polling = poll
        self.event = threading.Event()
        self.ended = threading.Event()
        self.last = 0.0
        self.observer: Observer | None = None
        self.watches: dict[str, tuple[Any, int]] = {}
        """The watch of every watched folder of the root, and which folder it was when the watch began."""
        self.replaced: set[str] = set()
        """Folders that may be others than those watched, though a new one can bear the old one's number."""

    def start(self, cache: Path) -> None:
        """Watch from now on. `polling` tells whether by looking: as asked, or since no events arrive from `cache`."""
        if not self.polling and (file_systems.is_silent(self.root) or not self._begin(native_observer, cache)):
            self.polling = True
        if self.polling:
            self._begin(polling_observer, None)
        threading.Thread(target=self._loop, daemon=True, name="watching").start()

    def stop(self) -> None:
        self.ended.set()
        self.event.set()
        if self.observer:
            self.observer.stop()

    def _begin(self, kind: Callable[[], Observer], cache: Path | None) -> bool:
        """Watch with a new observer; False where the system refuses, or events do not arrive from `cache`."""
        observer = kind()
        self.observer, self.watches = observer, {}
        try:
            observer.start()
            self._watch_folders()
            if cache is None or _proven(observer, cache):
                return True
        except OSError:
            pass  # the system allows no more watches
        observer.stop()
        return False

    def _watch_folders(self) -> None:
        """Watch the source folders that there are now; others of the root (.git, .venv) may be huge."""
        assert self.observer
        replaced, self.replaced = self.replaced, set()
        for folder in sorted({".", *watched_folders(self.root), *self.watches}):
            path = self.root / folder
            mark = _mark(path)
            watch, watched = self.watches.get(folder, (None, None))
            if (mark == watched and folder not in replaced) or (mark is not None and path.resolve() == self.output):
                continue
            if watch is not None:
                with contextlib.suppress(KeyError, OSError):  # the watch may have ended with its folder
                    self.observer.unschedule(watch)
                del self.watches[folder]
            if mark is not None:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # gone again: that has an event
                    self.watches[folder] = _scheduled(self.observer, self._on_event, path, folder != "."), mark

    def _on_event(self, event: Any) -> None:
        for path in (Path(str(name)) for name in (event.src_path, event.dest_path) if name):
            if event.is_directory and self.root in (path, path.parent):
                self.replaced.add("." if path == self.root else path.name)
            if path == self.root or self.concerns(path):
                self._notice()

    def _notice(self) -> None:
        self.last = time.monotonic()
        self.noticed()
        self.event.set()

    def concerns(self, path: Path) -> bool:
        """Whether a change at `path` can change the site."""
        if path.is_relative_to(self.output) or not path.is_relative_to(self.root):
            return False
        parts = path.relative_to(self.root).parts
        if not parts or not is_meant(parts[-1]) or any(part.startswith(".") for part in parts):
            return False
        if len(parts) == 1:
            # A blog's root holds pages and files, too; a folder that is gone has no event but its own.
            return parts[0] in CONFIG_NAMES or parts[0] in WATCHED or is_jekyll_blog(self.root)
        return parts[0] in self.watches or parts[0] in watched_folders(self.root)

    def _loop(self) -> None:
        while not self.ended.is_set():
            if not self.event.wait(PULSE):
                # The source folder itself may have been moved away, or have come back: nothing else tells.
                watched = self.watches.get(".")
                if _mark(self.root) == (watched[1] if watched else None):
                    self.idle()
                    continue
                self._notice()
            began = time.monotonic()
            while (now := time.monotonic()) - self.last < QUIET and now - began < LONGEST_BURST:
                time.sleep(QUIET / 6)
            self.event.clear()
            if not self.ended.is_set():
                # Before the build, so that nothing can change between the two unseen.
                with contextlib.suppress(Exception):  # whatever the observer has met: the next look tries again
                    self._watch_folders()
                self.changed()


def native_observer() -> Observer:
    # Imported here and below: a build has no use for it, and it takes 100 ms.
    from watchdog.observers import Observer as Native

    # What it says of its own threads is nothing to an editor.
    logging.getLogger("watchdog").addHandler(logging.NullHandler())
    return Native()


def polling_observer() -> Observer:
    from watchdog.observers.polling import PollingObserver

    return PollingObserver(timeout=BETWEEN_LOOKS)


def _scheduled(observer: Observer, on_event: Callable[[Any], None], folder: Path, recursive: bool) -> Any:
    """A watch on the folder that tells `on_event` of changes."""
    from watchdog import events

    class Handler(events.FileSystemEventHandler):
        def on_any_event(self, event: events.FileSystemEvent) -> None:
            on_event(event)

    # A folder counts as modified whenever something in it is; that something has an event of its own.
    names = [f"{what}{change}Event" for what in ("File", "Dir") for change in CHANGES]
    kinds = [getattr(events, name) for name in names if name != "DirModifiedEvent" and hasattr(events, name)]
    return observer.schedule(Handler(), str(folder), recursive=recursive, event_filter=kinds)


def _mark(folder: Path) -> int | None:
    """Which folder lies there; None where there is none."""
    try:
        return folder.stat().st_ino if folder.is_dir() else None
    except OSError:
        return None


def _proven(observer: Observer, cache: Path) -> bool:
    """Whether events arrive: whether that of a file does which is written into our own `cache`.

    Where nothing can be written there, nothing is known, and events are trusted.
    """
    arrived = threading.Event()
    probe = cache / PROBE
    try:
        cache.mkdir(parents=True, exist_ok=True)
        watch = _scheduled(observer, lambda _: arrived.set(), cache, recursive=False)
        probe.write_bytes(b"")
        try:
            return arrived.wait(PROOF)
        finally:
            probe.unlink(missing_ok=True)
            observer.unschedule(watch)
    except OSError:
        return True
