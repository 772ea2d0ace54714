"""What HTML refers to: links, files, pictures, and the places in it that links may lead to.

The tags are found by an expression that knows quotation marks, comments, and that scripts and styles hold no tags: it
reads a page several times faster than Python's `html.parser`, to which the tests hold it.
"""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import lru_cache
from html import unescape
from typing import NamedTuple, TypeVar

from fanzha import work
from fanzha.problems import Outcome
from fanzha.store import Store
from fanzha.work import Step

Seen = TypeVar("Seen")

TAG = re.compile(
    r"""<!--.*?-->
    |<(?P<raw>script|style|textarea|title)\b(?P<its>(?:[^"'>]|"[^"]*"|'[^']*')*)>(?P<text>.*?)</(?P=raw)\s*>
    |<(?P<name>[a-z][^\s/>]*)(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
IMG = re.compile(
    r"""<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>|<img\b(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>""",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
HOLDS_REFERENCE = re.compile(r"(?:href|src|id|name|srcset|poster|content|style|data)\s*=", re.IGNORECASE)
URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]+))\s*\)""")


class Picture(NamedTuple):
    """An `img` of a page; `alt` is None where the attribute is missing."""

    address: str
    alt: str | None


class References(NamedTuple):
    """What a text refers to, each once, as written there; `places` are what a fragment may name."""

    size: int = 0
    """Bytes of the text."""
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    places: tuple[str, ...] = ()


def of_html(html: str) -> References:
    """All that the HTML refers to."""
    links: dict[str, None] = {}
    files: dict[str, None] = {}
    places: dict[str, None] = {}
    pictures: list[Picture] = []
    for match in TAG.finditer(html):
        raw, its, text, name, attributes = match.groups()
        if raw and raw.lower() == "style":
            files.update(dict.fromkeys(addresses_in_css(text)))
        typed = attributes or its
        if not typed or "=" not in typed:
            continue
        seen = of_tag((name or raw).lower(), typed)
        if seen is not None:
            links.update(dict.fromkeys(seen.links))
            files.update(dict.fromkeys(seen.files))
            places.update(dict.fromkeys(seen.places))
            pictures += seen.pictures
    return References(len(html.encode()), tuple(links), tuple(files), tuple(pictures), tuple(places))


@lru_cache(maxsize=5000)
def of_tag(name: str, typed: str) -> References | None:
    """What a single tag refers to, if anything; those of the navigation come on every page."""
    if not HOLDS_REFERENCE.search(typed):
        return None
    attributes = attributes_of(typed)
    places = [attributes["id"]] if "id" in attributes else []
    if name == "a":
        links = [attributes["href"].strip()] if "href" in attributes else []
        places += [attributes["name"]] if "name" in attributes else []
        return References(links=tuple(links), places=tuple(places))
    named = ["src", "poster", "href", *["data"] * (name == "object")]
    files = [attributes[each].strip() for each in named if attributes.get(each, "").strip()]
    if name == "meta" and attributes.get("property", "").endswith(":image"):
        files.append(attributes.get("content", "").strip())
    files += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
    files += addresses_in_css(attributes.get("style", ""))
    pictures = [Picture(attributes.get("src", "").strip(), attributes.get("alt"))] if name == "img" else []
    return References(files=tuple(files), pictures=tuple(pictures), places=tuple(places))


def attributes_of(typed: str) -> dict[str, str]:
    """The attributes of a tag by name in lower case; of one that is given twice, the first, as browsers do."""
    found: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(typed):
        found.setdefault(name.lower(), unescape(value[1:-1] if value[:1] in ("'", '"') else value))
    return found


def addresses_in_css(css: str) -> list[str]:
    """The addresses that a style names by `url()`."""
    return ["".join(match).strip() for match in URL.findall(css)] if "url(" in css else []


def pictures_in(html: str) -> tuple[Picture, ...]:
    """The `img` tags of the HTML alone, which are found in a fraction of the time."""
    tags = (match["attributes"] for match in IMG.finditer(html))
    return tuple(picture for typed in tags if typed for picture in (of_tag("img", typed) or References()).pictures)


def reader(_: None) -> Callable[[str], Outcome[References]]:
    return lambda html: Outcome(of_html(html))


def picture_reader(_: None) -> Callable[[str], Outcome[tuple[Picture, ...]]]:
    return lambda html: Outcome(pictures_in(html))


Prepare = Callable[[None], Callable[[str], Outcome[Seen]]]


def read(prepare: Prepare[Seen], digests: Mapping[str, str], store: Store, executor: Executor) -> dict[str, Seen]:
    """What a reader sees in each of the texts, by the name that goes with its digest; from the store where known."""

    def text(name: str) -> Callable[[], str]:
        return lambda: store.content(name).decode()

    step: Step[None, str, Seen] = Step(prepare=prepare, common=None, seconds=0.0004, basis="")
    jobs = [work.Job(name, text(name)) for name in digests.values()]
    outcomes = work.transform(step, jobs, store, executor)
    pairs = zip(digests, outcomes, strict=True)
    return {path: outcome.value for path, outcome in pairs if outcome.value is not None}
