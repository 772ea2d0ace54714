"""Addresses of posts and pages, in Jekyll's styles (jekyllrb.com/docs/permalinks, as of Jekyll 4.3)."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from fanzha.decoding import CONTROL_CHARACTERS
from fanzha.patterns import pattern
from fanzha.slugs import slug as to_slug

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
FILES = (".html", ".htm", ".xml", ".txt", ".json")
PLACEHOLDER = pattern(r":([a-z_]+)")


def unknown_placeholder(style: str) -> str:
    """The first placeholder of a pattern that stands for nothing; empty where all are known."""
    for match in PLACEHOLDER.finditer(STYLES.get(style, style)):
        if not any(name in _PARTS for name in (match[1], match[1].rstrip("_"))):
            return match[0]
    return ""


def address(style: str, date: datetime, slug: str, categories: Sequence[str], path: str = "") -> str:
    """The address below the site's root, plain and with a leading slash, of a post with this date and slug.

    `style` is a style's name or a pattern with placeholders; an unknown placeholder stays as typed. `path` is the
    file's path below its folder of posts, without the suffix.
    """
    pattern = unquote(STYLES.get(style, style))
    post = _Post(date, slug, tuple(categories), path)
    values = {name: part(post) for name, part in _PARTS.items() if name in pattern}
    return clean(filled(pattern, values))


def page_address(path: str, permalink: str, style: str) -> str:
    """The address of a page that lies at `path` below the site's root, as Jekyll's pages have it.

    A page's own `permalink` wins. Without one it stands where it lies, and ends as the site's posts do: in a slash, in
    `.html`, or in neither. Files called `index` stand for their folder. `path` has no suffix.
    """
    folder, _, name = path.rpartition("/")
    values = {"path": folder, "basename": name, "title": name, "output_ext": ".html"}
    if permalink:
        return clean(filled(unquote(permalink), values))
    if name == "index":
        return clean(f"{folder}/")
    pattern = STYLES.get(style, style)
    ending = next((end for end in ("/", ":output_ext", ".html") if pattern.endswith(end)), "")
    return clean(path + ending.replace(":output_ext", ".html"))


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with each placeholder's value; `:year_:month` ends one with the underscore, as in Jekyll."""

    def value(match: re.Match[str]) -> str:
        name = match[1] if match[1] in values else match[1].rstrip("_")
        return values[name] + match[1][len(name) :] if name in values else match[0]

    return PLACEHOLDER.sub(value, pattern)


def clean(permalink: str) -> str:
    """A permalink as typed, as an address: one leading slash, no doubled ones, Unicode composed (NFC).

    Two full stops are a slash, and one before a slash goes, so that no address climbs; that is Jekyll's rule, too. An
    address that names no file is a folder, which every static host can serve.
    """
    typed = unicodedata.normalize("NFC", CONTROL_CHARACTERS.sub("", permalink).strip())
    address = re.sub("/{2,}", "/", f"/{typed}".replace("..", "/").replace("./", ""))
    return address if address.endswith(("/", *FILES)) else address + "/"


# English whatever the locale: they stand in addresses.
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


class _Post(NamedTuple):
    date: datetime
    slug: str
    categories: tuple[str, ...]
    path: str


_PARTS: dict[str, Callable[[_Post], str]] = {
    "year": lambda post: str(post.date.year),
    "short_year": lambda post: f"{post.date.year % 100:02}",
    "w_year": lambda post: str(post.date.isocalendar().year),
    "month": lambda post: f"{post.date.month:02}",
    "i_month": lambda post: str(post.date.month),
    "short_month": lambda post: _MONTHS[post.date.month - 1][:3],
    "long_month": lambda post: _MONTHS[post.date.month - 1],
    "day": lambda post: f"{post.date.day:02}",
    "i_day": lambda post: str(post.date.day),
    "y_day": lambda post: f"{post.date.timetuple().tm_yday:03}",
    "week": lambda post: f"{post.date.isocalendar().week:02}",
    "w_day": lambda post: str(post.date.isoweekday()),
    "short_day": lambda post: _DAYS[post.date.weekday()][:3],
    "long_day": lambda post: _DAYS[post.date.weekday()],
    "hour": lambda post: f"{post.date.hour:02}",
    "minute": lambda post: f"{post.date.minute:02}",
    "second": lambda post: f"{post.date.second:02}",
    "title": lambda post: to_slug(post.slug),
    "slug": lambda post: to_slug(post.slug, "").lower(),
    "categories": lambda post: "/".join(dict.fromkeys(name.lower() for name in post.categories)),
    "slugified_categories": lambda post: "/".join(dict.fromkeys(to_slug(name, "").lower() for name in post.categories)),
    "collection": lambda post: "posts",
    "name": lambda post: to_slug(posixpath.basename(post.path), "").lower(),
    "path": lambda post: post.path.rstrip("."),
    "output_ext": lambda post: ".html",
}
"""What each placeholder stands for."""
