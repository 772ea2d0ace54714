"""Settings that nobody but their owner should see: `clientSecret` and its like never get into the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha.patterns import pattern
from fanzha.problems import Problem, Text
from fanzha.yaml_tree import Entry, Listing, Node, Scalar, Table

SECRET = pattern(
    r"secret|token|passw(?:or)?d|credential|(?:private|access|api|app|master|admin)[-_]?key", re.IGNORECASE
)
"""In the names that Gitalk, Gitment, LeanCloud, Algolia and deployment plugins give to what they are not to tell."""


def is_secret(name: str) -> bool:
    """Whether a setting of this name is for its owner alone."""
    return SECRET.search(name) is not None


def secrets(node: Node) -> Iterator[Entry]:
    """Every secret that is given, at any depth."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from secrets(item)
    elif isinstance(node, Table):
        for entry in node.entries:
            if not isinstance(entry.value, Scalar):
                yield from secrets(entry.value)
            elif is_secret(entry.name) and not entry.value.empty and entry.value.text.strip():
                yield entry


def values(table: Table, above: str = "") -> Iterator[tuple[str, str]]:
    """Every single value of the table and the tables in it, by its dotted name, without the secrets."""
    for entry in table.entries:
        name = above + entry.name
        if is_secret(entry.name):
            continue
        if isinstance(entry.value, Scalar):
            yield name, entry.value.text
        elif isinstance(entry.value, Table):
            yield from values(entry.value, f"{name}.")


def problem(entry: Entry) -> Problem:
    what = Text(
        f"“{entry.name}”像是密钥，不会出现在网站里；但能看到这个文件的人都看得到它",
        f"“{entry.name}” looks like a secret: it never gets into the site, but whoever sees this file sees it",
    )
    hint = Text(
        "删掉这一行，并到发给您密钥的网站作废它。", "Delete the line, and have the service that issued it revoke it."
    )
    return Problem(entry.place, "warning", "secret", what, hint)
