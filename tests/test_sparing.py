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
from fanzha.dialect import Body, Settings, brackets, paragraphs, raw_html, sparing
from fanzha.dialect.abbreviations import Abbreviations
from fanzha.dialect.code import CODE_SPAN
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
    "[//]: # ", "阅读原文", "\u3000", "***\n", "\n***\n", "\n---\n", "<p>", "</p>", "<br>", "\n<blockquote>",
    "</blockquote>\n\n", '<a href="/">a</a>',
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


@pytest.mark.parametrize("below", ["", "\n\nb[^1] c[^1]\n\n[^1]: d"])
def test_notes_by_hand(below: str) -> None:
    """A list in a raw element of the notes' class is no list of notes."""
    text = '<div class="footnote" markdown="1">\n\n1. a\n\n</div>' + below
    rendered = SPARED(Body("post.md", 1, text)).value
    assert rendered and "<li>a</li>" in rendered.html


ESCAPES = (
    r"\*a\* \[b\] `c\*` **d\_**",
    r'a <b title="c\_d" data-e="\*">f</b> \<g>',
    r"[a](/b\_c)",
    r"![a](b\_c.png) d ![e](f\_g.png 'h\*')" + "\n\n[i]: /j\\_k",
    r"# a\_b" + "\n\n" + r"- \[ ] c [\_d](e) \& &amp; \\",
)


@pytest.mark.parametrize("text", ESCAPES)
def test_escapes(text: str) -> None:
    """What backslashes escape comes back in words, addresses and raw tags, and not in code."""
    assert differing([Body("post.md", 1, text)]) == []


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


TAGS = ("<p>", "</p>", "<b>", "<br>", "<blockquote>", "<div>", "</em>", "`", "\\", "甲", "\n", " ", "](", ")", '"', "'")


@given(st.lists(st.sampled_from(TAGS), max_size=12).map("".join), st.lists(st.sampled_from(TAGS)).map("".join))
def test_plain_tags(text: str, below: str) -> None:
    """Where all tags are plain ones, none is taken for text."""
    assert raw_html.without_false_tags(text, below) == text


# fmt: off
PROSE_PIECES = (
    "中文", "字", "あ", "한", "é", "word", "a", "https://a.b/x", "](中文)", "](http://x](", "](", "(", ")", "<b>",
    "<中>", "<a 中文>", "</中文字>", "\x02liquid:0\x03", "`", "``", "`中文字`", "\n", " ", "\U00020000", "\ud800",
)
# fmt: on


@settings(max_examples=1000, derandomize=True)
@given(st.lists(st.sampled_from(PROSE_PIECES), max_size=14).map("".join))
def test_letters(text: str) -> None:
    """The bounds of how many letters a text holds say what counting them does."""
    prose = CODE_SPAN.sub("", paragraphs.NOT_PROSE.sub("", text))
    cjk = sum(map(len, paragraphs.CJK_LETTERS.findall(prose)))
    assert paragraphs.keeps_lines(text, Body("", 1, text)) == (2 * cjk > sum(map(str.isalpha, prose)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_brackets(text: str) -> None:
    """A tree holds no bracket that was neither typed nor the beginning of a raw link."""
    counts: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            brackets.BracketTreeprocessor, "run", lambda _, root: counts.append("".join(root.itertext()).count("["))
        )
        for body in (text, f"<blockquote>转载：{text}</blockquote>"):
            SPARED(Body("post.md", 1, body, values=VALUES))
    assert all(count <= text.count("[") + text.count("<") for count in counts)


# fmt: off
RAW_QUOTE_PIECES = (
    "<blockquote>", "</blockquote>", "<p>", "</p>", "<br>", "<b>", "<br/>", "<P>", "<blockquote class=x>", "<hr>",
    "\n", "\n\n", "\n \n", " ", "转载：", "来源", "> ", "&amp;", "<", "`", "\\", "{{site.baseurl}}", "\n- ", "\n    ",
)
# fmt: on


@settings(max_examples=500, deadline=None, derandomize=True)
@given(*(st.lists(st.sampled_from(RAW_QUOTE_PIECES), max_size=8).map("".join) for _ in range(3)))
def test_raw_quotes(before: str, inside: str, after: str) -> None:
    """A raw quote that is put aside at once becomes what Python-Markdown's own search for HTML makes of it."""
    for text in (f"{before}<blockquote>{inside}</blockquote>{after}", f"<blockquote>{inside}</blockquote>\n\n甲"):
        assert SPARED(Body("post.md", 1, text, values=VALUES)) == WHOLE(Body("post.md", 1, text, values=VALUES))


def test_the_method_that_is_overridden_is_there() -> None:
    """Where it is not, nothing breaks; but nothing is spared either, and somebody should know."""
    assert sparing.GatedInlineProcessor in [
        type(step) for step in dialect.build_markdown(Conversion(Settings())).treeprocessors
    ]
