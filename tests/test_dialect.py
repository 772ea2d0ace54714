"""The dialect's golden cases: `tests/dialect/<construct>.md`, text in, HTML out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Case, cases

from fanzha.dialect import Body, Settings, to_html
from fanzha.images import Picture, Size
from fanzha.problems import Language, one_line

FOLDER = Path(__file__).parent / "dialect"
PICTURES = (
    ("/postimg/a.png", Picture("/postimg/a.png", Size(640, 480))),
    ("postimg/a.png", Picture("/postimg/a.png", Size(640, 480))),
    ("/postimg/b.png", Picture("/postimg/b.png", Size(320, 200))),
)
"""The pictures that exist in every case."""

EVERY = [
    pytest.param(case, id=f"{path.stem}: {case.name}") for path in sorted(FOLDER.glob("*.md")) for case in cases(path)
]


def shown(case: Case, language: Language = "en") -> str:
    """What the case asks to see of its rendering: HTML, or with `show=` a field of it, or its problems."""
    options = dict(case.options)
    options.pop("zh", "")  # its name in the documents
    what = options.pop("show", "html")
    settings = Settings(
        baseurl=options.pop("baseurl", ""),
        labels=(("tips", (label,)),) if (label := options.pop("label", "")) else (),
        attribution_keys=(key,) if (key := options.pop("attribution-key", "")) else (),
        residue=(line,) if (line := options.pop("residue", "")) else (),
        trusted_hosts=(host,) if (host := options.pop("trusted-host", "")) else (),
    )
    body = Body(
        path="posts/x.md",
        first_line=1,
        text=case.given,
        title=options.pop("title", "标题"),
        pictures=PICTURES,
        values=(("page.title", "<标题*>"), ("site.baseurl", settings.baseurl), ("site.title", "反诈")),
        roles=tuple(tuple(pair.split(":")) for pair in options.pop("roles", "").split(",") if pair),  # type: ignore[misc]  # a case that has no pairs fails
        hard_wrap=options.pop("hard_wrap", "auto"),  # type: ignore[arg-type]  # one of three words
        lazy_quotes=options.pop("lazy-quotes", "false") == "true",
        typography=options.pop("typography", "true") == "true",
    )
    assert not options, f"unknown options: {options}"
    outcome = to_html(body, settings)
    assert outcome.value
    if what == "problems":
        return "\n".join(one_line(problem, language) for problem in outcome.problems)
    if what == "html":
        return outcome.value.html
    value = getattr(outcome.value, what)
    return value if isinstance(value, str) else json.dumps(_by_name(value), ensure_ascii=False)


def _by_name(value: Any) -> Any:
    """Named tuples with their names, as JSON's objects."""
    if hasattr(value, "_asdict"):
        return value._asdict()
    return [_by_name(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", EVERY)
def test_golden(case: Case) -> None:
    assert shown(case) == case.expected


def html_of(text: str) -> str:
    rendered = to_html(Body("post.md", 1, text)).value
    assert rendered
    return rendered.html


def test_names_of_speakers_may_hold_blanks() -> None:
    # One blank before the colon is none of the name; a name of one word is matched in another way than one of two.
    text = "> **王 阿姨 ：**一\n>\n> **客服 **：二\n>\n> **王 阿姨**：三\n>\n> **客服：**四\n"
    html = html_of(text)
    assert html.count('data-speaker="王 阿姨"') == 2
    assert html.count('data-speaker="客服"') == 2


def test_plain_names_count_below_a_bold_turn() -> None:
    text = "> **甲：**一\n> 乙：二\n> **甲：**三\n> 乙：四\n"
    html = html_of(text)
    assert html.count('data-speaker="甲"') == html.count('data-speaker="乙"') == 2
