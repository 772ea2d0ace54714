"""Addresses of posts and pages, in Jekyll's styles (jekyllrb.com/docs/permalinks, as of Jekyll 4.3)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

from fanzha.decoding import CONTROL_CHARACTERS
from fanzha.slugs import slug as to_slug

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
FILES = (".html", ".htm", ".xml", ".txt", ".json")
PLACEHOLDER = re.compile(r":([a-z_]+)")

PLACEHOLDERS = frozenset(
    "year short_year w_year month i_month short_month long_month day i_day y_day week w_day short_day long_day hour "
    "minute second title slug categories slugified_categories collection name path output_ext".split()
)


def unknown_placeholder(style: str) -> str:
    """The first placeholder of a pattern that stands for nothing; empty where all are known."""
    for match in PLACEHOLDER.finditer(STYLES.get(style, style)):
        if not any(name in PLACEHOLDERS for name in (match[1], match[1].rstrip("_"))):
            return match[0]
    return ""


def address(style: str, date: datetime, slug: str, categories: Sequence[str], path: str = "") -> str:
    """The address below the site's root, plain and with a leading slash, of a post with this date and slug.

    `style` is a style's name or a pattern with placeholders; an unknown placeholder stays as typed. `path` is the
    file's path below its folder of posts, without the suffix.
    """
    week_year, week, weekday = date.isocalendar()
    values = {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "w_year": str(week_year),
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "short_month": _MONTHS[date.month - 1][:3],
        "long_month": _MONTHS[date.month - 1],
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_day": _DAYS[weekday - 1][:3],
        "long_day": _DAYS[weekday - 1],
        "hour": f"{date:%H}",
        "minute": f"{date:%M}",
        "second": f"{date:%S}",
        "title": to_slug(slug),
        "slug": to_slug(slug, "").lower(),
        "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
        "slugified_categories": "/".join(dict.fromkeys(to_slug(category, "").lower() for category in categories)),
        "collection": "posts",
        "name": to_slug(posixpath.basename(path), "").lower(),
        "path": path.rstrip("."),
        "output_ext": ".html",
    }
    return clean(filled(unquote(STYLES.get(style, style)), values))


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
