"""What an open page shows beside its content: problems, and what is not published yet. Values for `page.js`.

Everything is text: the script puts it into the page as text, never as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fanzha.problems import LINE_SHOWN, Language, Problem, Severity, Text, in_order
from fanzha.sources import Sources

WORDS = {
    "unchanged": Text(
        "网页还是改错之前的样子；改好存盘，这里会自动消失。",
        "The page is still as it was before. Mend it and save: this goes away by itself.",
    ),
    "hint": Text("怎么改：", "How to mend it: "),
    "close": Text("先收起来", "Put away"),
    "lost": Text(
        "预览已经停了。再运行一次 serve，网页会自动接上。",
        "The preview has ended. Run serve again: this page will join it.",
    ),
}
"""What the script says itself."""

MOST_SHOWN = 100
"""Problems that a page lists; the terminal says them all."""

BADGES = {
    "draft": (Text("草稿", "Draft"), Text("这是草稿，还不会发布", "A draft: it is not published yet")),
    "future": (
        Text("未来", "Future"),
        Text("日期还没到，还不会发布", "Its date is still to come: it is not published yet"),
    ),
}
"""What a post that is not published yet is marked with: in lists, and on its own page."""


def said(
    problems: Iterable[Problem],
    sources: Sources | None,
    language: Language,
    unpublished: Mapping[str, str],
    failure: Text | None = None,
) -> dict[str, Any]:
    """What open pages are told: the problems worth a look, and badges by address.

    `failure` is why there was no build at all; `unpublished` says by address why a post is not published.
    """
    shown = [problem for problem in in_order(problems) if problem.severity != "info"]
    shown.sort(key=lambda problem: problem.severity != "error")
    errors = sum(problem.severity == "error" for problem in shown)
    notes = [_failed(failure, language)] if failure else []
    notes += [_note(problem, sources, language) for problem in shown[:MOST_SHOWN]]
    if len(shown) > MOST_SHOWN:
        notes.append(_more(len(shown) - MOST_SHOWN, language))
    return {
        "language": language,
        "failed": bool(errors or failure),
        "title": _title(errors + bool(failure), len(shown) - errors).in_language(language),
        "notes": notes,
        "badges": {
            address: [text.in_language(language) for text in BADGES[why]] for address, why in unpublished.items()
        },
        "words": {name: text.in_language(language) for name, text in WORDS.items()},
    }


def _title(errors: int, warnings: int) -> Text:
    zh, en = [], []
    if errors:
        zh.append(f"{errors} 处错误")
        en.append(f"{errors} error{'s' if errors > 1 else ''}")
    if warnings:
        zh.append(f"{warnings} 处警告")
        en.append(f"{warnings} warning{'s' if warnings > 1 else ''}")
    return Text("，".join(zh), ", ".join(en))


def _note(problem: Problem, sources: Sources | None, language: Language) -> dict[str, Any]:
    source = sources.find(problem.place.path) if sources else None
    return {
        "severity": problem.severity,
        "code": problem.code,
        "place": str(problem.place),
        "what": problem.what.in_language(language),
        "hint": problem.hint.in_language(language) if problem.hint else "",
        "line": _around(source.line(problem.place.line) if source else None, problem.place.column),
    }


def _failed(failure: Text, language: Language) -> dict[str, Any]:
    return _plain("error", failure, language)


def _more(count: int, language: Language) -> dict[str, Any]:
    what = Text(f"还有 {count} 处，见运行预览的窗口。", f"{count} more: see the window where the preview runs.")
    return _plain("warning", what, language)


def _plain(severity: Severity, what: Text, language: Language) -> dict[str, Any]:
    return {"severity": severity, "code": "", "place": "", "what": what.in_language(language), "hint": "", "line": []}


def _around(line: str | None, column: int) -> list[str]:
    """What stands before the column, at it, and behind it; of a long line only what is near."""
    if line is None or not line.strip():
        return []
    place = max(column, 1) - 1
    start = max(0, place - LINE_SHOWN // 2) if len(line) > LINE_SHOWN else 0
    shown = "".join(c if c.isprintable() else " " for c in line[start : start + LINE_SHOWN])
    place -= start
    return [shown[:place], shown[place : place + 1] or " ", shown[place + 1 :]] if column else [shown, "", ""]
