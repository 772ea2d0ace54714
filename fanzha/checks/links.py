"""Links, pictures and files of our own site that are not there, and places in a page that it has not."""

from __future__ import annotations

from collections.abc import Iterator

from fanzha import images
from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.checks.targets import Addresses
from fanzha.problems import Place, Problem, Text

NOWHERE = Place("")
"""Stands for the places that are yet to be found."""


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each address of our own that leads nowhere, where it was typed."""
    addresses = Addresses(subject)
    finder = Finder(subject)
    # What build has said of a picture is not said again, nor of a link to it right around it.
    told = {(said.place.path, said.place.line) for said in subject.whole.problems if said.code == "missing-picture"}
    fine: set[str] = set()
    """Addresses without a fault that mean the same on every page, as those of the navigation."""
    for page, seen in subject.pages.items():
        for typed in seen.links:
            if typed in fine:
                continue
            wrong = _what_is_wrong(addresses, page, typed)
            if wrong is None and typed.startswith("/"):
                fine.add(typed)
            elif wrong:
                to_picture = typed.lower().endswith(images.SUFFIXES)
                for place in finder.places(page, typed):
                    if not (to_picture and (place.path, place.line) in told):
                        yield wrong._replace(place=place)
        for typed in seen.files:
            target = addresses.target(page, typed)
            if target is not None and addresses.file(target.path) is None:
                what = Text(f"没有文件 {target.path}", f"there is no file {target.path}")
                hint = addresses.suggestion(page, target.path) or _MEND
                for place in finder.places(page, typed):
                    if (place.path, place.line) in told:
                        continue
                    if target.path.lower().endswith(images.SUFFIXES):
                        yield Problem(place, "warning", "missing-picture", what, hint)
                    else:
                        yield Problem(place, "warning", "broken-link", what, hint)


def _what_is_wrong(addresses: Addresses, page: str, typed: str) -> Problem | None:
    """What is wrong with a link of the page, wherever it was typed; None where it leads somewhere, or off the site."""
    if not typed:
        what = Text("这个链接没有地址", "this link has no address")
        return Problem(NOWHERE, "warning", "broken-link", what, _WRITE_IT)
    target = addresses.target(page, typed)
    if target is None:
        return None
    file = addresses.file(target.path)
    if file is None:
        what = Text(f"链接没有通向任何一页：{target.path}", f"this link leads nowhere: there is no {target.path}")
        return Problem(NOWHERE, "warning", "broken-link", what, addresses.suggestion(page, target.path) or _MEND)
    if addresses.lacks_baseurl(typed):
        what = Text(f"链接少了 {addresses.baseurl}", f"this link lacks {addresses.baseurl}")
        hint = Text(f"写成 {addresses.baseurl}{target.path}", f"Write {addresses.baseurl}{target.path}")
        return Problem(NOWHERE, "warning", "broken-link", what, hint)
    if not addresses.has_place(file, target.fragment):
        there = Text("本页", "this page") if file == page else Text(f"{target.path} 那一页", target.path)
        what = Text(f"{there.zh}里没有 #{target.fragment}", f"{there.en} has no #{target.fragment}")
        hint = addresses.near_place(file, target.fragment) or _NO_PLACE
        return Problem(NOWHERE, "warning", "broken-fragment", what, hint)
    return None


class Finder:
    """Finds where an address that stands in a page was typed. Names each place once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.typed: dict[str, dict[str, list[Place]]] = {}
        self.done: set[tuple[Place, str]] = set()

    def places(self, page: str, typed: str) -> Iterator[Place]:
        for place in self._places(page, typed):
            name = (place, "" if place.line else typed)
            if name not in self.done:
                self.done.add(name)
                yield place

    def _places(self, page: str, typed: str) -> list[Place]:
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
_NO_PLACE = Text(
    "写成那里一个标题的文字，例如 #典型案例；或者删掉 # 和后面的字。",
    "Name a heading of it by its words, as in #典型案例, or delete the # and what follows.",
)
