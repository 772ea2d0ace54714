"""Puts the preview's script into a page on its way to the browser, and tells whether a page has changed.

The site folder stays as a build leaves it. A page's Content-Security-Policy is widened by what the script needs: a
connection to us, and our own stylesheet.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from fanzha.store import digest

FOLDER = "/.fanzha"
"""Where the preview's own addresses begin, whatever the site's baseurl: no file of a site lies there."""
SCRIPT = f"{FOLDER}/page.js"
STYLES = f"{FOLDER}/page.css"
EVENTS = f"{FOLDER}/events"

HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
BEFORE_HEAD = re.compile(r"\s*(?:<!doctype[^>]*>)?\s*(?:<html(?:\s[^>]*)?>)?", re.IGNORECASE)
POLICY = re.compile(r"<meta\s[^>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
CONTENT = re.compile(r"(\bcontent\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
NEEDED = ("connect-src", "style-src")
"""The directives of a policy that must allow what comes from us. The script stands before it, and so escapes it."""

LOADING = re.compile(r"<(link|img|script|source|video|audio|track|iframe|embed|object|input)\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"\b(rel|src|srcset|href|poster|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
STYLED = re.compile(r"url\(\s*['\"]?([^'\")\s]+)")


class State(NamedTuple):
    """What a browser shows: a page with all that it loads, and beside it its stylesheets, which may change alone."""

    page: str
    """A digest of everything but the stylesheets."""
    styles: tuple[tuple[str, str], ...]
    """Each stylesheet's address, as the page has it, and the digest of its content."""


def state(text: str, address: str, baseurl: str, digests: Mapping[str, str]) -> State:
    """The state of a page's text that stands at `address`; `digests` has those of the site's files by path."""
    styles = []
    others = []
    for reference, is_style in _loaded(text):
        path = _path_of(html.unescape(reference), address)
        name = digests.get(path.removeprefix(f"{baseurl}/").lstrip("/"))
        if name and is_style:
            styles.append((html.unescape(reference), name))
        elif name:
            others.append(name)
    for reference, _ in styles:
        # The name of a stylesheet bears its digest.
        text = text.replace(html.escape(reference), "").replace(reference, "")
    return State(digest("\n".join((text, *others)).encode("utf-8", "surrogatepass")), tuple(styles))


def _path_of(reference: str, address: str) -> str:
    """The path that a page at `address` means by `reference`; empty where nobody can tell, as of `http://[`."""
    try:
        return unicodedata.normalize("NFC", unquote(urlsplit(urljoin(address, reference)).path))
    except ValueError:
        return ""


def _loaded(text: str) -> Iterator[tuple[str, bool]]:
    """Every address that a page loads something from, and whether it is a stylesheet's."""
    for element in LOADING.finditer(text):
        values = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in ATTRIBUTE.finditer(element[2])}
        if element[1].lower() == "link":
            roles = values.get("rel", "").lower().split()
            if "stylesheet" in roles or "icon" in roles:
                yield values.get("href", ""), "stylesheet" in roles
            continue
        for name in ("src", "poster", "data"):
            if values.get(name):
                yield values[name], False
        for candidate in values.get("srcset", "").split(","):
            yield from ((word, False) for word in candidate.split()[:1])
    for found in STYLED.finditer(text):
        yield found[1], False


def injected(text: str, shown: State) -> str:
    """The page with the script in it, which bears the page's state."""
    value = html.escape(json.dumps(shown, ensure_ascii=False))
    script = f'<script src="{SCRIPT}" data-state="{value}" async></script>'
    head = HEAD.search(text)
    place = head or BEFORE_HEAD.match(text)
    end = place.end() if place else 0
    return text[:end] + script + POLICY.sub(_widened, text[end:])


def _widened(meta: re.Match[str]) -> str:
    def widen(content: re.Match[str]) -> str:
        policy = html.unescape(content[2] if content[2] is not None else content[3])
        return f'{content[1]}"{html.escape(widened(policy))}"'

    return CONTENT.sub(widen, meta[0], count=1)


def widened(policy: str) -> str:
    """The policy, with `'self'` allowed where the preview needs it (w3.org/TR/CSP3, section 6.7.2: fallbacks)."""
    directives: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *values = part.split() or [""]
        if name:
            directives.setdefault(name.lower(), values)
    for name in NEEDED:
        before = directives.get(name, directives.get("default-src"))
        if before is not None:
            # Elements have a directive of their own, which goes before this one.
            for each in (name, *([f"{name}-elem"] if f"{name}-elem" in directives else [])):
                values = directives.get(each, before)
                kept = [value for value in values if value.lower() not in ("'none'", "'self'")]
                directives[each] = ["'self'", *kept]
    return "; ".join(" ".join((name, *values)) for name, values in directives.items())
