"""The preview: serves the site folder under its baseurl, and tells when sources change.

Bound to the loopback interface unless asked otherwise. It reads the site folder only; a build replaces files whole, so
no half-written page is ever sent.
"""

from __future__ import annotations

import mimetypes
import threading
import time
import unicodedata
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from fanzha import jekyll
from fanzha.sources import CONFIG_NAMES, is_jekyll_blog

FIRST_PORT = 4000
QUIET = 0.08
"""Seconds without an event after which a burst of events is one change."""

NOT_BUILT = """网站还没有生成。请看启动预览的那个窗口里的提示，改好后会自动生成。
The site is not built yet. See the messages in the window where the preview runs; it builds once they are mended.
"""

TYPES = {
    ".html": "text/html",
    ".xml": "application/xml",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".json": "application/json",
}
WATCHED = frozenset("posts _posts drafts _drafts pages layouts assets postimg img static data".split())
CHANGES = frozenset(("created", "modified", "moved", "deleted"))
"""Watchdog also reports files that were merely read; those are no changes."""


class PreviewServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path) -> None:
        self.folder = folder
        self.baseurl = ""
        super().__init__(address, PreviewHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle of an answer is nobody's mistake."""


class PreviewHandler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "fanzha"

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def answer(self, with_body: bool) -> None:
        path = unicodedata.normalize("NFC", unquote(urlsplit(self.path).path))
        baseurl = self.server.baseurl
        if baseurl and path in ("/", baseurl):
            self.redirect(f"{baseurl}/")
            return
        inside = path.removeprefix(baseurl) if path.startswith(f"{baseurl}/") else None
        file = located(self.server.folder, inside) if inside is not None else None
        if file and file.is_dir():
            if not path.endswith("/"):
                self.redirect(f"{path}/")
                return
            file = file / "index.html"
        status = HTTPStatus.OK
        if file is None or not file.is_file():
            status, file = HTTPStatus.NOT_FOUND, self.server.folder / "404.html"
        try:
            content = file.read_bytes()
        except OSError:
            file, content = Path("x.txt"), NOT_BUILT.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type(file))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        # Two slashes at the beginning would name another host.
        self.send_header("Location", quote("/" + path.lstrip("/")))
        self.send_header("Content-Length", "0")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the terminal is for the editor's problems."""


def located(folder: Path, path: str) -> Path | None:
    """The file or folder of the site that `path` names; None for steps upwards and hidden files."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if any((part.startswith(".") and part != ".well-known") or "\x00" in part or ":" in part for part in parts):
        return None
    return folder.joinpath(*parts)


def content_type(file: Path) -> str:
    kind = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return (
        f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json", "javascript")) else kind
    )


def listen(host: str, port: int | None, folder: Path) -> PreviewServer:
    """A server on the port, or on the first free one from 4000 where none is asked for. Raises OSError."""
    if port is not None:
        return PreviewServer((host, port), folder)
    for candidate in range(FIRST_PORT, FIRST_PORT + 100):
        try:
            return PreviewServer((host, candidate), folder)
        except OSError:
            continue
    return PreviewServer((host, 0), folder)


def watched_folders(root: Path) -> frozenset[str]:
    """The folders of the root in which sources may lie: of a Jekyll blog all but what it leaves out itself."""
    if not is_jekyll_blog(root):
        return WATCHED
    selection = jekyll.Selection()
    names = (entry.name for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    return WATCHED | {name for name in names if selection.wants(name) and not jekyll.is_folder_of_others(name)}


class Watcher:
    """Calls `changed` in a thread of its own, once for each burst of changes to the sources below `root`."""

    def __init__(self, root: Path, output: Path, changed: Callable[[], None], poll: bool) -> None:
        # Imported here: a build has no use for it, and it takes 100 ms.
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        self.root = root.resolve()
        self.output = output.resolve()
        self.changed = changed
        self.event = threading.Event()
        self.ended = threading.Event()
        self.last = 0.0
        self.observer: Any = PollingObserver(timeout=0.5) if poll else Observer()
        self.watched: set[str] = set()

    def start(self) -> None:
        self._watch(".", recursive=False)
        self._watch_folders()
        self.observer.start()
        threading.Thread(target=self._loop, daemon=True).start()

    def stop(self) -> None:
        self.ended.set()
        self.event.set()
        self.observer.stop()

    def _watch(self, folder: str, recursive: bool) -> None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler

        class Handler(FileSystemEventHandler):
            def __init__(self, on_event: Callable[[FileSystemEvent], None]) -> None:
                self.on_any_event = on_event  # type: ignore[method-assign, assignment]  # watchdog calls whatever it finds

        self.observer.schedule(Handler(self._on_event), str(self.root / folder), recursive=recursive)
        self.watched.add(folder)

    def _watch_folders(self) -> None:
        """Watch the source folders that there are; others of the root (.git, .venv) may be huge."""
        for folder in sorted(watched_folders(self.root) - self.watched):
            if (self.root / folder).is_dir() and (self.root / folder).resolve() != self.output:
                self._watch(folder, recursive=True)

    def _on_event(self, event: Any) -> None:
        if event.event_type not in CHANGES:
            return
        for path in (event.src_path, event.dest_path):
            if path and self.concerns(Path(str(path)), event.is_directory):
                self.last = time.monotonic()
                self.event.set()

    def concerns(self, path: Path, is_folder: bool) -> bool:
        """Whether a change at `path` can change the site."""
        if path.is_relative_to(self.output) or not path.is_relative_to(self.root):
            return False
        parts = path.relative_to(self.root).parts
        if not parts or any(part.startswith(".") or part.endswith("~") for part in parts):
            return False
        folders = watched_folders(self.root)
        if len(parts) == 1:
            # A blog's root holds pages and files, too; a folder that is gone has no event but its own.
            return parts[0] in CONFIG_NAMES or parts[0] in WATCHED or is_jekyll_blog(self.root)
        # A folder counts as modified whenever something in it is; that something has an event of its own.
        return parts[0] in folders

    def _loop(self) -> None:
        while not self.ended.is_set():
            self.event.wait()
            while not self.ended.is_set() and time.monotonic() - self.last < QUIET:
                time.sleep(QUIET / 4)
            self.event.clear()
            if not self.ended.is_set():
                self._watch_folders()
                self.changed()
