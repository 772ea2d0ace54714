"""A post's address from its date, slug and categories, in Jekyll's styles (jekyllrb.com/docs/permalinks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from fanzha.slugs import slug as to_slug

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
FILES = (".html", ".htm", ".xml", ".txt", ".json")
PLACEHOLDER = re.compile(r":([a-z_]+)")

PLACEHOLDERS = frozenset(
    "year short_year w_year month i_month short_month long_month day i_day y_day week w_day short_day long_day hour "
    "minute second title slug categories".split()
)


def unknown_placeholder(style: str) -> str:
    """The first placeholder of a pattern that stands for nothing; empty where all are known."""
    for match in PLACEHOLDER.finditer(STYLES.get(style, style)):
        if not any(name in PLACEHOLDERS for name in (match[1], match[1].rstrip("_"))):
            return match[0]
    return ""


def address(style: str, date: datetime, slug: str, categories: Sequence[str]) -> str:
    """The address below the site's root, plain and with a leading slash, of a post with this date and slug.

    `style` is a style's name or a pattern with placeholders; an unknown placeholder stays as typed.
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
        "slug": to_slug(slug).lower(),
        "categories": "/".join(dict.fromkeys(category.lower() for category in categories)),
    }

    def value(match: re.Match[str]) -> str:
        # `:year_:month` ends its placeholder with the underscore, as in Jekyll.
        name = match[1] if match[1] in values else match[1].rstrip("_")
        return values[name] + match[1][len(name) :] if name in values else match[0]

    return clean(PLACEHOLDER.sub(value, STYLES.get(style, style)))


def clean(permalink: str) -> str:
    """A permalink as typed, as an address: one leading slash, no doubled ones, Unicode composed (NFC).

    One that names no file is a folder, which every static host can serve.
    """
    address = re.sub("/{2,}", "/", "/" + unicodedata.normalize("NFC", permalink.strip()))
    return address if address.endswith(("/", *FILES)) else address + "/"


# English whatever the locale: they stand in addresses.
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
