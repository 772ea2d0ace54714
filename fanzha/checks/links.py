"""Links, pictures and files of our own site that are not there, and places in a page that it has not."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from fanzha import images, slugs
from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.dialect.addresses import is_remote, mended
from fanzha.problems import Place, Problem, Text, did_you_mean

EVERYWHERE = ("", "top")
"""Fragments that lead to every page's top (HTML Standard, “scrolling to a fragment”)."""

HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:com|cn|net|org|edu|gov|io|me|info|top|cc|tv|be|co|app|dev|xyz)(?:/|$)", re.IGNORECASE
)
"""What begins as another site's address does."""

WITHOUT_PLACES = ("redirect.html",)
"""Layouts whose pages lead on at once, the fragment with them."""


class Target(NamedTuple):
    """Where an address of our own leads: path below the site's root, with its slash, and fragment."""

    path: str
    fragment: str


class Site:
    """Answers whether the site has what an address names."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        config = subject.config
        self.baseurl = config.baseurl
        self.origin = config.url
        items = subject.whole.files.items if subject.whole.files else ()
        self.files = {item.path for item in items}
        layouts = {slugs.file_path(page.address): page.sheet.layout for page in subject.whole.pages}
        self.leading_on = {path for path, layout in layouts.items() if layout in WITHOUT_PLACES}
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
        if not rest:
            return Target(f"/{page}", unquote(fragment))
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

    def lacks_baseurl(self, page: str, typed: str) -> bool:
        path = unquote(typed.partition("#")[0].partition("?")[0])
        return bool(self.baseurl) and path.startswith("/") and not f"{path}/".startswith(f"{self.baseurl}/")

    def has_place(self, file: str, fragment: str) -> bool:
        """Whether the page has what the fragment names; what is no page of ours may have anything."""
        seen = self.subject.pages.get(file)
        if seen is None or file in self.leading_on or fragment.lower() in EVERYWHERE or fragment.startswith(":~:"):
            return True
        # The page of all tags understands the fragments of the theme's, too.
        return fragment in seen.places or (file == "tags/index.html" and f"tag-{fragment}" in seen.places)

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


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each address of our own that leads nowhere, where it was typed."""
    site = Site(subject)
    finder = Finder(subject)
    fine: set[str] = set()
    """Addresses without a fault that mean the same on every page, as those of the navigation."""
    for page, seen in subject.pages.items():
        for typed in seen.links:
            if typed in fine:
                continue
            target = site.target(page, typed)
            if not typed:
                what, hint = Text("这个链接没有地址", "this link has no address"), _WRITE_IT
                yield from finder.problems(page, typed, "broken-link", what, hint)
            elif target is not None:
                problems = list(_of_link(site, finder, page, typed, target))
                yield from problems
                if typed.startswith("/") and not problems:
                    fine.add(typed)
        for typed in seen.files:
            target = site.target(page, typed)
            if target is not None and site.file(target.path) is None:
                code = "missing-picture" if target.path.lower().endswith(images.SUFFIXES) else "broken-link"
                what = Text(f"没有文件 {target.path}", f"there is no file {target.path}")
                yield from finder.problems(page, typed, code, what, site.suggestion(page, target.path) or _MEND)


def _of_link(site: Site, finder: Finder, page: str, typed: str, target: Target) -> Iterator[Problem]:
    file = site.file(target.path)
    if file is None:
        what = Text(f"链接没有通向任何一页：{target.path}", f"this link leads nowhere: there is no {target.path}")
        yield from finder.problems(page, typed, "broken-link", what, site.suggestion(page, target.path) or _MEND)
    elif site.lacks_baseurl(page, typed):
        what = Text(f"链接少了 {site.baseurl}", f"this link lacks {site.baseurl}")
        hint = Text(f"写成 {site.baseurl}{target.path}", f"Write {site.baseurl}{target.path}")
        yield from finder.problems(page, typed, "broken-link", what, hint)
    elif not site.has_place(file, target.fragment):
        there = Text("本页", "this page") if file == page else Text(f"{target.path} 那一页", target.path)
        what = Text(f"{there.zh}里没有 #{target.fragment}", f"{there.en} has no #{target.fragment}")
        ids = [identifier for identifier in site.subject.pages[file].places if identifier]
        hint = did_you_mean(f"#{target.fragment}", [f"#{identifier}" for identifier in ids]) or _NO_PLACE
        yield from finder.problems(page, typed, "broken-fragment", what, hint)


class Finder:
    """Finds where an address that stands in a page was typed, and says each mistake once a place."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.typed: dict[str, dict[str, list[Place]]] = {}
        self.told = {
            (problem.place.path, problem.place.line)
            for problem in subject.whole.problems
            if problem.code == "missing-picture"
        }
        self.done: set[tuple[Place, str]] = set()
        """Places with the codes that were said of them: an address may stand in several tags."""

    def problems(self, page: str, typed: str, code: str, what: Text, hint: Text) -> Iterator[Problem]:
        for place in self.places(page, typed):
            # What build has said of the same line is not said again.
            if (place, code) not in self.done and (place.path, place.line) not in self.told:
                self.done.add((place, code))
                yield Problem(place, "warning", code, what, hint)

    def places(self, page: str, typed: str) -> list[Place]:
        source = self.subject.source_of.get(page)
        if source:
            found = self._typed_in(source).get(typed)
            reading = self.subject.readings[source]
            if found is None:
                place = places.of_words(reading.source, typed) if typed else None
                found = [place] if place else None
            if found is not None:
                return found
        if typed:
            config, layouts = self.subject.sources.config, self.subject.sources.layouts
            local = typed.removeprefix(self.subject.config.baseurl) if self.subject.config.baseurl else typed
            for each in (*([config] if config else []), *layouts):
                place = places.of_words(each, typed) or places.of_words(each, local)
                if place:
                    return [place]
        return [Place(source or page)]

    def _typed_in(self, source: str) -> dict[str, list[Place]]:
        if source not in self.typed:
            found: dict[str, list[Place]] = {}
            for each in places.typed_in(self.subject.readings[source], self.subject.config):
                found.setdefault(each.target, []).append(each.place)
            self.typed[source] = found
        return self.typed[source]


_MEND = Text("改正地址，或者删掉链接。", "Mend the address, or take the link out.")
_WRITE_IT = Text("在圆括号里写上地址，或者只留下文字。", "Write it between the brackets, or leave the words alone.")
_NO_SCHEME = Text("别的网站的地址，前面要写 https://", "Write https:// in front of another site's address.")
_NO_PLACE = Text(
    "写成那里一个标题的文字，例如 #典型案例；或者删掉 # 和后面的字。",
    "Name a heading of it by its words, as in #典型案例, or delete the # and what follows.",
)
