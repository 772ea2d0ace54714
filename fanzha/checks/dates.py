"""Posts that are on the site before their date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.problems import Problem, Text


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each post of the site with a date still to come. (What is left out for it, build says.)"""
    for post in subject.whole.site.posts:
        if post.date > subject.now:
            what = Text(
                f"日期 {post.date:%Y-%m-%d} 还没到，却已经在网站上了",
                f"the date {post.date:%Y-%m-%d} is still to come, and the post is on the site already",
            )
            place = places.in_front_matter(subject.readings[post.path], "date")
            yield Problem(place, "warning", "future-date", what, _HINT)


def until(subject: Subject) -> datetime | None:
    """When the next of those dates comes: from then on there is one warning less."""
    return min((post.date for post in subject.whole.site.posts if post.date > subject.now), default=None)


_HINT = Text(
    "写错了就改日期；要到那天才发布，就去掉 future: true 和 --future。",
    "Mend the date if it is a slip. If the post is to wait for that day, take away future: true and --future.",
)
