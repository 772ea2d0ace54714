"""Where Python-Markdown's work is spared, the result is the same as with all of it done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, SHARED, cases
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.footnotes import FootnoteExtension

from fanzha import dialect
from fanzha.dialect import Body, Settings, sparing
from fanzha.dialect.abbreviations import Abbreviations
from fanzha.dialect.footnotes import Footnotes
from fanzha.dialect.model import Conversion
from fanzha.front_matter import split_front_matter
from fanzha.texts import read_text

VALUES = (("page.title", "标题"), ("site.baseurl", "/blog"))

STOCK = {Footnotes: FootnoteExtension, Abbreviations: AbbrExtension}


def stock() -> dialect.Converter:
    """The dialect with every step of Python-Markdown's done, in its own way."""
    with pytest.MonkeyPatch.context() as patch:
        assert set(STOCK) <= set(dialect.EXTENSIONS)
        patch.setattr(dialect, "EXTENSIONS", tuple(STOCK.get(one, one) for one in dialect.EXTENSIONS))
        constructs = tuple(row for row in dialect.CONSTRUCTS if row.register is not sparing.register)
        assert len(constructs) == len(dialect.CONSTRUCTS) - 1
        patch.setattr(dialect, "CONSTRUCTS", constructs)
        return dialect.converter(Settings(baseurl="/blog"))


SPARED, WHOLE = dialect.converter(Settings(baseurl="/blog")), stock()

# fmt: off
PIECES = (
    "**", "*", "***", "_", "  \n", "\n", "\n\n", "\n>", "\n>\n> ", "中文", "word", " ", "`", "`code`", "\\", "。", "：",
    "（", "）", "[words](/a/)", "![](p.png)", "![a](b", "<b>", "</b>", "<https://a.gov.cn/>", "&amp;", "&", "<", '"',
    "==", "~~", "$x$", "# ", "- ", "1. ", "**1.**", "|", "|-|", "{: .a}", "{{site.baseurl}}", "http://a.gov.cn/",
    "--", "......", "lt;", "[^1]", "\n[^1]: ", "\n*[word]: ", "\n    ", "\t", "\n```\n", "**甲**：", "微信号", "\x02",
    "[//]: # ", "阅读原文", "\u3000", "***\n", "\n***\n", "\n---\n",
)
# fmt: on
"""What texts are made of: each kind of markup, whole and broken."""


def posts(folder: Path) -> Iterator[Body]:
    for path in sorted(folder.rglob("*.m*d*")):
        source = read_text(path, path.relative_to(folder).as_posix()).value
        split = split_front_matter(source).value if source else None
        if source and split:
            yield Body(source.path, split[2], split[1], title="标题", values=VALUES)


def differing(bodies: list[Body]) -> list[str]:
    return [body.path for body in bodies if SPARED(body) != WHOLE(body)]


def test_golden_cases() -> None:
    paths = sorted((ROOT / "tests" / "dialect").glob("*.md"))
    bodies = [Body(f"{path.name}: {case.name}", 1, case.given, values=VALUES) for path in paths for case in cases(path)]
    assert len(bodies) > 300
    assert differing(bodies) == []


NOTES = """甲[^一] B 乙[^two] 丙[^none] **B** C

[^two]: 丁 B

    戊[^一]

[^一]: 己

*[B]: 庚
*[C]:
*[BB]: 辛

壬[^two][^two] B
B BB xB*B*B **甲B B乙**B `B` C
"""


def test_notes_and_abbreviations() -> None:
    assert differing([Body("notes", 1, NOTES), Body("again", 1, NOTES * 2), Body("none", 1, "甲[^一] B")]) == []


@pytest.mark.parametrize("folder", ["posts", "pages", "docs"])
def test_our_own_texts(folder: str) -> None:
    bodies = list(posts(ROOT / folder))
    assert bodies
    assert differing(bodies) == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference material is not here")
def test_real_blogs() -> None:
    bodies = list(posts(SHARED))
    assert len(bodies) > 900
    assert differing(bodies) == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text(text: str) -> None:
    assert SPARED(Body("post.md", 1, text, values=VALUES)) == WHOLE(Body("post.md", 1, text, values=VALUES))


def test_the_method_that_is_overridden_is_there() -> None:
    """Where it is not, nothing breaks; but nothing is spared either, and somebody should know."""
    assert sparing.GatedInlineProcessor in [
        type(step) for step in dialect.build_markdown(Conversion(Settings())).treeprocessors
    ]
