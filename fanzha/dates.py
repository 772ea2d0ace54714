"""Dates as editors and existing blogs type them.

A date alone is that day at midnight, and a time without an offset is the site's time: nobody's post moves to another
day because a server elsewhere builds it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from fanzha.patterns import pattern

DATE = pattern(
    r"""\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?
    (?:[ T\t]+(?P<hour>\d{1,2})\s*:\s*(?P<minute>\d{1,2})(?:\s*:\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?)?
    \s*(?P<offset>Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{1,2})?\s*""",
    re.VERBOSE,
)
"""ISO 8601 and its neighbours: one-digit parts, `/` and `年月日`, an offset with or without colon."""

FIRST_YEAR = 1900
"""An earlier one is a slip, as in `0206-06-19`."""

FILE_NAME = pattern(r"(?P<year>\d{2,4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<slug>.*)")
"""Jekyll's file names, `YYYY-MM-DD-slug` (jekyllrb.com/docs/posts)."""


def parse(text: str, zone: tzinfo) -> datetime | None:
    """The moment that `text` names, aware; None where it is no date, one of a year before FIRST_YEAR, or one that the
    calendar does not have."""
    match = DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = map(int, match.group("year", "month", "day"))
    if year < FIRST_YEAR:
        return None
    hour, minute, second = (int(part or 0) for part in match.group("hour", "minute", "second"))
    offset = match["offset"]
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset) if offset else zone).astimezone(
            zone
        )
    except (ValueError, OverflowError):
        return None


def of_file_name(stem: str, zone: tzinfo) -> tuple[datetime | None, str]:
    """The date and the slug in a file name's stem: (None, stem) without a date, (None, slug) with a wrong one."""
    match = FILE_NAME.fullmatch(stem)
    if not match:
        return None, stem
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year'][-2:]}"
    return parse(f"{year}-{match['month']}-{match['day']}", zone), match["slug"]


def _zone(offset: str) -> timezone:
    if offset in ("Z", "UTC", "GMT"):
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if offset[0] == "-" else shift)
