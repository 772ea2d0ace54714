"""Where an address in a page leads, and whether the site has what it names."""

import posixpath
import re
import unicodedata
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from fanzha import slugs
from fanzha.checks.subject import Subject
from fanzha.dialect.addresses import is_remote, mended
from fanzha.problems import Text, did_you_mean

EVERYWHERE = ("", "top")
"""Fragments that lead to every page's top (HTML Standard, “scrolling to a fragment”)."""

HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:com|cn|net|org|edu|gov|io|me|info|top|cc|tv|be|co|app|dev|xyz)(?:/|$)", re.IGNORECASE
)
"""What begins as another site's address does."""

MOST_GUESSES = 10_000
"""Places of pages that are compared with those that are not there, which takes some time each."""

WITHOUT_PLACES = ("redirect.html",)
"""Layouts whose pages lead on at once, the fragment with them."""


class Target(NamedTuple):
    """Where an address of our own leads: path below the site's root, with its slash, and fragment."""

    path: str
    fragment: str


class Addresses:
    """Answers whether the site has what an address names."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        config = subject.config
        self.baseurl = config.baseurl
        self.origin = config.url
        items = subject.whole.files.items if subject.whole.files else ()
        self.files = {item.path for item in items}
        layouts = {slugs.file_path(page.address): page.layout for page in subject.whole.pages}
        self.leading_on = {path for path, layout in layouts.items() if layout in WITHOUT_PLACES}
        self.guesses = 0
        self._targets: dict[str, Target | None] = {}

    @cached_property
    def by_folded_path(self) -> dict[str, str]:
        return {path.casefold(): path for path in sorted(self.files)}

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Addresses of what editors wrote by the last part of it, and by the name of their source."""
        names: dict[str, str] = {}
        for path, source in sorted(self.subject.source_of.items()):
            address = "/" + path.removesuffix("index.html")
            stem = posixpath.splitext(posixpath.basename(source))[0]
            for name in (posixpath.basename(address.rstrip("/")), posixpath.basename(source), stem):
                names.setdefault(name.casefold(), address)
        return names

    def target(self, page: str, typed: str) -> Target | None:
        """Where an address in the page leads; None where it leaves the site, or names no file."""
        if typed.startswith(("/", "http")):
            if typed not in self._targets:
                self._targets[typed] = self._target(page, typed)
            return self._targets[typed]
        return self._target(page, typed)

    def _target(self, page: str, typed: str) -> Target | None:
        address = mended(typed)
        if self.origin and (address + "/").startswith(self.origin + "/"):
            address = address[len(self.origin) :] or "/"
        elif is_remote(address) and not address.startswith("#"):
            return None
        rest, _, fragment = address.partition("#")
        path = unicodedata.normalize("NFC", unquote(rest.partition("?")[0]))
        if not path:
            return Target(f"/{page}", unquote(fragment))
        if path.startswith("/"):
            if self.baseurl and not f"{path}/".startswith(f"{self.baseurl}/"):
                # Another site's on the same host, unless it is one of ours that lacks the baseurl.
                return Target(path, "") if self.file(path) else None
            path = path.removeprefix(self.baseurl) or "/"
        else:
            path = posixpath.join(posixpath.dirname(f"/{page}"), path)
        normal = posixpath.normpath(path).replace("//", "/")
        return Target(normal + "/" * (path.endswith(("/", "/.", "/..")) and normal != "/"), unquote(fragment))

    def file(self, path: str) -> str | None:
        """The file that a static host sends for the path, if there is one."""
        file = slugs.file_path(path)
        forms = (file, f"{file}/index.html", f"{file}.html")
        return next((form for form in forms if form in self.files), None)

    def lacks_baseurl(self, typed: str) -> bool:
        path = unquote(typed.partition("#")[0].partition("?")[0])
        return bool(self.baseurl) and path.startswith("/") and not f"{path}/".startswith(f"{self.baseurl}/")

    def has_place(self, file: str, fragment: str) -> bool:
        """Whether the page has what the fragment names; what is no page of ours may have anything."""
        seen = self.subject.pages.get(file)
        if seen is None or file in self.leading_on or fragment.lower() in EVERYWHERE or fragment.startswith(":~:"):
            return True
        # The page of all tags understands the fragments of the theme's, too.
        return fragment in seen.places or (file == "tags/index.html" and f"tag-{fragment}" in seen.places)

    def near_place(self, file: str, fragment: str) -> Text | None:
        """A hint that names the place of the page that the fragment may mean."""
        places = [f"#{place}" for place in self.subject.pages[file].places if place]
        self.guesses += len(places)
        return did_you_mean(f"#{fragment}", places) if self.guesses <= MOST_GUESSES else None

    def suggestion(self, page: str, path: str) -> Text | None:
        """A hint for a path that leads nowhere from `page`: it is in another case, or of another date, or called as the
        source is, or another site's without `https://`."""
        file = slugs.file_path(path)
        for form in (file, f"{file}/index.html"):
            twin = self.by_folded_path.get(form.casefold())
            if twin:
                address = "/" + twin.removesuffix("index.html")
                return Text(f"大小写要一致：{address}", f"Upper and lower case count: {address}")
        name = posixpath.basename(path.removesuffix("index.html").rstrip("/"))
        stem = name.removesuffix(".html").removesuffix(".md")
        near = self.by_name.get(name.casefold()) or self.by_name.get(stem.casefold())
        if near and stem and slugs.file_path(near) != page:
            return did_you_mean(near, (near,))
        relative = path.removeprefix(posixpath.dirname(f"/{page}")).lstrip("/")
        return _NO_SCHEME if HOST.match(relative) else None


_NO_SCHEME = Text("别的网站的地址，前面要写 https://", "Write https:// in front of another site's address.")
