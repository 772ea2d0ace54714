"""Titles that are too long, and those that an import cut (P1)."""

from __future__ import annotations

from collections.abc import Iterator

from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.problems import Problem, Text, display_width

WIDEST = 80
"""Columns, 40 Chinese characters: three lines of a heading on a phone. Search engines show 30 characters and less."""


def too_long(subject: Subject) -> Iterator[Problem]:
    """A warning for each title of more than 40 Chinese characters, or 80 letters."""
    for article in subject.articles:
        width = display_width(article.title)
        if width > WIDEST:
            what = Text(
                f"标题太长：相当于 {(width + 1) // 2} 个汉字（最多 {WIDEST // 2} 个），手机上和搜索结果里显示不全",
                f"a long title: {width} columns (at most {WIDEST}); it fills a phone, and is cut off elsewhere",
            )
            place = places.in_front_matter(subject.readings[article.path], "title")
            yield Problem(place, "warning", "long-title", what, _SHORTER)


def cut(subject: Subject) -> Iterator[Problem]:
    """An information for each title that goes on in the body's first heading: the line to put into the front matter."""
    for article in subject.articles:
        if article.rendered.title:
            line = f"title: {quoted(article.rendered.title)}"
            place = places.in_front_matter(subject.readings[article.path], "title")
            yield Problem(place, "info", "full-title", _CUT, Text(f"改成：{line}", f"Make it: {line}"))


def quoted(text: str) -> str:
    """The text as a YAML scalar in single quotation marks, which hold anything (yaml.org/spec/1.2, section 7.3.2)."""
    return "'" + text.replace("'", "''") + "'"


_SHORTER = Text(
    "留下最要紧的话，其余写进 subtitle 或正文。", "Keep what matters most, and put the rest into subtitle or the text."
)
_CUT = Text(
    "正文第一个标题比这里的 title 长，网页上显示的是那个完整的标题",
    "the first heading goes on after this title; the page shows it whole",
)
