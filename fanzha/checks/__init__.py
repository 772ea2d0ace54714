"""What `check` finds besides what every build says. CHECKS is the whole list: one kind of mistake, one module.

To add one: a module beside this file with a function from the :class:`Subject` to problems, a row, its code in
`severities.CHECK_CODES`, and its row in `docs/problems.md`. Nothing here writes.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fanzha.checks import (
    alt_texts,
    dates,
    links,
    picture_sizes,
    private_numbers,
    remote_pictures,
    similar_tags,
    sizes,
    titles,
    unused_pictures,
)
from fanzha.checks.dates import until
from fanzha.checks.sizes import of_site as size
from fanzha.checks.subject import Subject, subject
from fanzha.problems import Problem, Text, in_order

__all__ = ["CHECKS", "Subject", "found", "size", "subject", "until"]


class Check(NamedTuple):
    """A row of CHECKS: the codes of its problems, what finds them, and whether only a site without errors tells."""

    codes: str
    find: Callable[[Subject], Iterator[Problem]]
    of_whole_site: bool = False


CHECKS = (
    Check("broken-link broken-fragment missing-picture", links.check, of_whole_site=True),
    Check("unused-picture", unused_pictures.check, of_whole_site=True),
    Check("alt", alt_texts.check),
    Check("large-picture", picture_sizes.check),
    Check("wechat-picture", remote_pictures.from_wechat),
    Check("tracking-pixel", remote_pictures.that_count),
    Check("similar-tags", similar_tags.check),
    Check("future-date", dates.check),
    Check("long-title", titles.too_long),
    Check("full-title", titles.cut),
    Check("private-data", private_numbers.check),
    Check("site-size large-file", sizes.check, of_whole_site=True),
)

MOST_NAMED = 3
"""Times that a file may have one problem with a line for each; of more, the first one's line tells."""

MORE_EXACT = ("wechat-picture", "tracking-pixel")
"""Codes that say more of a picture than `remote-picture`, which build says of it."""


def found(subject: Subject, said: Iterable[Problem]) -> list[Problem]:
    """What build has `said`, and what the checks find; of the same picture, the more exact word alone."""
    rows = [row for row in CHECKS if subject.whole.files or not row.of_whole_site]
    more = [problem for row in rows for problem in row.find(subject)]
    exact = {(problem.place.path, problem.place.line) for problem in more if problem.code in MORE_EXACT}
    kept = (
        problem
        for problem in said
        if problem.code != "remote-picture" or (problem.place.path, problem.place.line) not in exact
    )
    return [*kept, *gathered(more)]


def gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, where a file has the very same one many times with a single one that names the lines."""
    alike: dict[tuple[str, str, Text], list[Problem]] = {}
    for problem in in_order(problems):
        alike.setdefault((problem.code, problem.place.path, problem.what), []).append(problem)
    for (_, _, what), same in alike.items():
        if len(same) <= MOST_NAMED:
            yield from same
            continue
        lines = list(dict.fromkeys(str(problem.place.line) for problem in same))
        yield same[0]._replace(
            what=Text(
                f"{what.zh}（共 {len(same)} 处：第 {'、'.join(lines)} 行）",
                f"{what.en} ({len(same)} times: lines {', '.join(lines)})",
            )
        )
