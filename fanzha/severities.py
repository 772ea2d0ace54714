"""How grave each kind of problem is: the config's `check:` makes one graver or milder, or silences it.

An error of the build stays one whatever the config says: without the value that is wrong, there is no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from fanzha.problems import Problem, Severity

Given = tuple[tuple[str, Literal["error", "warning", "info", "off"]], ...]
"""What the config says of problems' codes."""

BUILD_CODES = frozenset(
    "config front-matter date no-front-matter no-title unknown-key doubled-key unknown-layout no-config no-sources "
    "misplaced second-config no-url dead-service no-counterpart secret empty-slug draft future unpublished undated "
    "address-taken unreadable binary encoding too-large not-a-post theme-files file-name layout empty-post "
    "missing-picture broken-picture remote-picture link unknown-tag liquid bold brackets fence heading-level tag "
    "dialogue too-deep".split()
)
"""Codes of the problems that `build` reports, and those of `new`."""

CHECK_CODES = frozenset(
    "broken-link broken-fragment unused-picture alt large-picture wechat-picture tracking-pixel similar-tags "
    "future-date long-title full-title private-data site-size large-file".split()
)
"""Codes of the problems that `check` alone reports."""

PUBLISH_CODES = frozenset(
    "no-git no-repository no-remote no-permission no-network protected-branch publish-branch foreign-branch "
    "uncommitted unpushed newer-site lost-race changed-meanwhile git site-address domain".split()
)
"""Codes of the problems that `publish` alone reports, and that the config says nothing of."""

ALWAYS_ERRORS = frozenset("date unreadable binary too-large layout".split())
"""Codes without a warning to them."""


def applied(problems: Iterable[Problem], given: Given) -> tuple[Problem, ...]:
    """The problems as grave as the config wants them, without those that it silences."""
    wanted = dict(given)
    return tuple(_as_wanted(problem, wanted) for problem in problems if not _silenced(problem, wanted))


def _as_wanted(problem: Problem, wanted: Mapping[str, str]) -> Problem:
    severity = wanted.get(problem.code)
    return problem if severity is None or _stays(problem) else problem._replace(severity=cast(Severity, severity))


def _silenced(problem: Problem, wanted: Mapping[str, str]) -> bool:
    return wanted.get(problem.code) == "off" and not _stays(problem)


def _stays(problem: Problem) -> bool:
    return problem.severity == "error" and problem.code in BUILD_CODES
