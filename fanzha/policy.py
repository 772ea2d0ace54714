"""What a page may load: its Content-Security-Policy (w3.org/TR/CSP3), as the value of a meta element.

Our own files, the one inline script by its hash, and the hosts of the page's own remote pictures, media and frames.
Nothing else runs or loads, whatever a post's raw HTML holds.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from fanzha.patterns import pattern

REMOTE = (b"//", b"&#")
"""What the address of something remote holds, or what may stand for it."""

LOADING = re.compile(rb"(?:src(?:set)?|poster|data)\s*=")
STYLED = re.compile(rb"<style|style\s*=")

LOADED_BY = {
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("source", "srcset"): "img-src",
    ("video", "poster"): "img-src",
    ("input", "src"): "img-src",
    ("video", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("source", "src"): "media-src",
    ("track", "src"): "media-src",
    ("iframe", "src"): "frame-src",
}
STYLED_PICTURE = pattern(r"url\(\s*['\"]?([^'\")\s]+)", re.IGNORECASE)
HOST = pattern(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


def content_security_policy(html: str, inline_script: str) -> str:
    """The policy for a page whose body holds `html`, with this inline script in its head."""
    if not _worth_a_look(html.encode("ascii", "ignore").lower()):
        return _policy(inline_script, False, ())
    found = _Loads(html)
    return _policy(inline_script, found.styled, tuple(sorted(found.hosts)))


@lru_cache
def _policy(inline_script: str, styled: bool, hosts: tuple[tuple[str, str], ...]) -> str:
    """The policy with these remote hosts, each after the directive that it goes with. Most pages have none."""
    digest = base64.b64encode(hashlib.sha256(inline_script.encode()).digest()).decode()
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", f"'sha256-{digest}'"],
        "style-src": ["'self'", *(["'unsafe-inline'"] if styled else [])],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "frame-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    for directive, host in hosts:
        directives[directive].append(host)
    return "; ".join(" ".join((name, *values)) for name, values in directives.items())


def _worth_a_look(html: bytes) -> bool:
    """Whether HTML, of which this is the ASCII in lower case, may load something remote or have styles."""
    if b"style" in html and STYLED.search(html):
        return True
    # Few tags hold something remote, and that is looked for much faster than one of several names.
    before = (part.rpartition(b">")[2] for mark in REMOTE for part in html.split(mark)[:-1])
    return any(LOADING.search(tag) for tag in before)


class _Loads(HTMLParser):
    """The remote hosts that HTML loads from, each after its directive, and whether it brings styles of its own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hosts: set[tuple[str, str]] = set()
        self.styled = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.styled = self.styled or tag == "style"
        for name, value in attrs:
            if name == "style":
                self.styled = True
                for address in STYLED_PICTURE.findall(value or ""):
                    if host := _host(address):
                        self.hosts.add(("img-src", host))
            directive = LOADED_BY.get((tag, name))
            for candidate in (value or "").split(",") if directive and name == "srcset" else [value or ""]:
                host = _host(candidate.strip()) if directive else ""
                if directive and host:
                    self.hosts.add((directive, host))


def _host(address: str) -> str:
    """`https://host:port` of a remote address, without a scheme where the address has none.

    Empty for anything else, so that no address can bring words of its own into a policy.
    """
    try:
        parts = urlsplit(address.split(" ")[0])
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme.lower() not in ("", "http", "https") or not HOST.fullmatch(host):
        return ""
    return f"{parts.scheme.lower()}://{host.lower()}".removeprefix("://")
