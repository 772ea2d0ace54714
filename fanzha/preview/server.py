"""The preview's HTTP server: the site folder under its baseurl, and the events for open pages.

Bound to the loopback interface unless asked otherwise. It reads the site folder only, and answers only those who call
it by an address or a name of this computer: otherwise a page elsewhere whose name leads here could read it (DNS
rebinding).
"""

from __future__ import annotations

import ipaddress
import json
import mimetypes
import os
import select
import socket
import unicodedata
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from fanzha.preview import injection
from fanzha.preview.live import Live, Shown

FIRST_PORT = 4000
PULSE = 2.0
"""Seconds between two looks at whether a page that waits for events is still there."""
PATIENCE = 30.0
"""Seconds that a browser may take to read an answer."""
FOR_EVER = "max-age=31536000, immutable"
RETRY = 1000
"""Milliseconds after which a page whose preview has gone looks for it again."""

NOT_BUILT = """<!doctype html>
<html><head><meta charset="utf-8"><title>fanzha</title></head>
<body><p lang="zh">网站还没有生成，改好以后这里会自动出现。
<p lang="en">The site is not built yet. It appears here once the mistakes are mended.
</body></html>
"""

NOT_HERE = (
    "这个名字不是本机的。The preview answers to this computer's addresses and names, and to that given as --host.\n"
)

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


class PreviewServer(ThreadingHTTPServer):
    """Serves what `live` shows. Without `injecting`, pages come as they are, as from any server."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], live: Live, injecting: bool = True) -> None:
        self.live = live
        self.injecting = injecting
        self.names = {"localhost", address[0].lower(), socket.gethostname().lower()}
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, PreviewHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle of an answer is nobody's mistake."""

    def knows(self, host: str) -> bool:
        """Whether a request's `Host` names this computer; any address does, since no page's name can be one."""
        name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")
        try:
            ipaddress.ip_address(name)
            return True
        except ValueError:
            return name.removesuffix(".local") in self.names or name in self.names or name.endswith(".localhost")


class PreviewHandler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = "fanzha"
    timeout = PATIENCE
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def answer(self, with_body: bool) -> None:
        try:
            known = self.server.knows(self.headers.get("Host", "localhost"))
        except ValueError:
            known = False
        if not known:
            self.send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain; charset=utf-8", NOT_HERE.encode(), with_body)
            return
        address = urlsplit(self.path)
        path = unicodedata.normalize("NFC", unquote(address.path))
        if self.server.injecting and path.startswith(f"{injection.FOLDER}/"):
            self.own(path, parse_qs(address.query), with_body)
            return
        with self.server.live.settled() as shown:
            status, kind, content = self.found(path, shown)
        if 300 <= status < 400:
            self.redirect(content.decode())
        else:
            self.send(status, kind, content, with_body, FOR_EVER if is_named(path, shown) else "no-store")

    def found(self, path: str, shown: Shown) -> tuple[HTTPStatus, str, bytes]:
        """The answer to a request for `path`; of a redirection, the path to go to."""
        file = self.file_of(path, shown)
        if isinstance(file, str):
            return HTTPStatus.MOVED_PERMANENTLY, "", file.encode()
        status = HTTPStatus.OK
        if file is None or not os.path.isfile(file):
            status, file = HTTPStatus.NOT_FOUND, self.server.live.folder / "404.html"
        try:
            content = file.read_bytes()
        except OSError:
            status, content = HTTPStatus.SERVICE_UNAVAILABLE, NOT_BUILT.encode()
        kind = content_type(file)
        if self.server.injecting and kind.startswith("text/html"):
            text = content.decode("utf-8", "surrogateescape")
            state = injection.state(text, path, shown.baseurl, shown.digests)
            content = injection.injected(text, state).encode("utf-8", "surrogateescape")
        return status, kind, content

    def file_of(self, path: str, shown: Shown) -> Path | str | None:
        """The file that `path` names, or the path to go to instead; None where there is none."""
        baseurl = shown.baseurl
        if baseurl and path in ("/", baseurl):
            return f"{baseurl}/"
        for former in sorted(shown.former, key=len, reverse=True):
            # Open pages follow the site to its new baseurl.
            if former and path.startswith(f"{former}/") and not (baseurl and path.startswith(f"{baseurl}/")):
                return baseurl + path.removeprefix(former)
        if not path.startswith(f"{baseurl}/"):
            return baseurl + path if "" in shown.former and baseurl else None
        file = located(self.server.live.folder, path.removeprefix(baseurl))
        inside = path.removeprefix(baseurl).strip("/")
        if (now := shown.now(inside)) != inside:
            return f"{baseurl}/{now}/"
        if file and os.path.isdir(file):
            return file / "index.html" if path.endswith("/") else f"{path}/"
        return file

    def send(self, status: HTTPStatus, kind: str, content: bytes, with_body: bool, cached: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", cached)
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

    def own(self, path: str, asked: dict[str, list[str]], with_body: bool) -> None:
        """What belongs to the preview itself."""
        if path == injection.EVENTS and with_body:
            self.tell(unicodedata.normalize("NFC", unquote(asked.get("page", ["/"])[0])))
        elif path in (injection.SCRIPT, injection.STYLES):
            content = own_file(path.rpartition("/")[2])
            self.send(HTTPStatus.OK, content_type(Path(path)), content, with_body)
        else:
            self.send(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"", with_body)

    def tell(self, page: str) -> None:
        """Tell an open page again and again what has become of it, until it goes (server-sent events, HTML 9.2)."""
        live = self.server.live
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(f"retry: {RETRY}\n\n".encode())
        told = -1
        with live.listening():
            while not live.ended:
                if live.wait_for_news(told, PULSE):
                    with live.settled() as shown:
                        told = live.version
                        state = self.state_of(page, shown)
                    text = json.dumps({**shown.said, **state}, ensure_ascii=False)
                    self.wfile.write(f"event: state\ndata: {text}\n\n".encode("utf-8", "replace"))
                elif select.select([self.connection], [], [], 0)[0]:
                    return  # it says nothing more, so this is its end

    def state_of(self, page: str, shown: Shown) -> dict[str, Any]:
        """What the page would be now: its state, or the address that it has moved to."""
        file = self.file_of(page, shown)
        if isinstance(file, str):
            return {"moved": quote(file)}
        if file is None or not os.path.isfile(file):
            file = self.server.live.folder / "404.html"
        try:
            text = file.read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            text = NOT_BUILT
        return injection.state(text, page, shown.baseurl, shown.digests)._asdict()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the terminal is for the editor's problems."""


@cache
def own_file(name: str) -> bytes:
    """The preview's script or stylesheet."""
    return (Path(__file__).parent / name).read_bytes()


def is_named(path: str, shown: Shown) -> bool:
    """Whether the file's name bears its digest, so that nothing else can ever stand at this address."""
    name = shown.digests.get(path.removeprefix(f"{shown.baseurl}/").lstrip("/"), "")
    return bool(name) and f".{name[:10]}." in path


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


def listen(host: str, port: int | None, live: Live, injecting: bool = True) -> PreviewServer:
    """A server on the port, or on the first free one from 4000 where none is asked for. Raises OSError."""
    if port is not None:
        return PreviewServer((host, port), live, injecting)
    for candidate in range(FIRST_PORT, FIRST_PORT + 100):
        try:
            return PreviewServer((host, candidate), live, injecting)
        except OSError:
            continue
    return PreviewServer((host, 0), live, injecting)
