"""Tags that readers take for one, and the site for two: they differ in width, case or blanks alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from fanzha import tag_names
from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.problems import Place, Problem, Text


def check(subject: Subject) -> Iterator[Problem]:
    """A warning at each tag that another, used more often, is like."""
    alike: dict[str, list[str]] = {}
    tags = subject.whole.site.tags  # most used first; of those used alike, the one without wide letters and blanks
    for tag in sorted(tags, key=lambda tag: (-len(tag.posts), not is_plain(tag.name))):
        alike.setdefault(tag_names.folded(tag.name), []).append(tag.name)
    usual = {name: names[0] for names in alike.values() for name in names[1:]}
    if not usual:
        return
    for post in subject.whole.site.posts:
        for name in post.meta.tags:
            if name in usual:
                what = Text(
                    f"标签“{name}”和“{usual[name]}”只差大小写、全角半角或空格，会分成两个标签页",
                    f"the tags “{name}” and “{usual[name]}” differ in case, width or blanks only: they are two tags",
                )
                hint = Text(f"写成 {usual[name]}", f"Write {usual[name]}")
                yield Problem(_place(subject, post.path, name), "warning", "similar-tags", what, hint)


def is_plain(name: str) -> bool:
    return unicodedata.normalize("NFKC", name) == name and " " not in name


def _place(subject: Subject, path: str, name: str) -> Place:
    """Where the tag stands in the front matter."""
    reading = subject.readings[path]
    listed = places.in_front_matter(reading, "tags")
    lines = reading.source.text.split("\n")[: reading.draft.body.first_line - 1]
    for number in range(max(listed.line, 1), len(lines) + 1):
        start = listed.column - 1 if number == listed.line and listed.column else 0
        column = lines[number - 1].find(name, start)
        if column >= 0:
            return Place(path, number, column + 1)
    return listed
