"""Keeps every word of the interface in one table: layouts bring none of their own, and none lies there unused."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, Site

from fanzha.interface import WORDS, words

LAYOUTS = sorted((ROOT / "layouts").glob("*.html"))
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder|value)\s*=\s*["']([^"']*)["']""")
"""Attributes whose value is read out or shown."""

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
IN_LAYOUTS = re.compile(r"\bwords\.(\w+)")
IN_PYTHON = re.compile(r"""\bwords\[["'](\w+)["']\]""")


def used_words() -> set[str]:
    layouts = "".join(path.read_text("utf-8") for path in LAYOUTS)
    modules = "".join(path.read_text("utf-8") for path in (ROOT / "fanzha").glob("*.py"))
    return {*IN_LAYOUTS.findall(layouts), *IN_PYTHON.findall(modules)}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.name)
def test_layouts_hold_no_words(path: Path) -> None:
    markup = JINJA.sub("", path.read_text("utf-8"))
    spoken = " ".join(SPOKEN.findall(markup))
    shown = re.sub(r"<script\b.*?</script>|<!.*?>|<[^>]*>", " ", markup, flags=re.DOTALL)
    assert re.findall(r"\w+", unescape(f"{shown} {spoken}")) == []


def test_every_word_is_used() -> None:
    assert set(WORDS) - used_words() == set()


def test_every_used_word_exists() -> None:
    assert used_words() - set(WORDS) == set()


def test_both_languages_put_the_same_in() -> None:
    differing = [name for name, (zh, en) in WORDS.items() if name != "year" and zh.count("{}") != en.count("{}")]
    assert differing == []
    assert not [word for word in words("en").values() if CHINESE.search(word)]


def test_english_site_shows_no_chinese(site: Site) -> None:
    files = {
        f"posts/2020-06-{day:02}-x{day}.md": f"---\ntitle: Post {day}\ntags: [one, two]\n---\n"
        "## First\n\nText.\n\n## Second\n\nText.\n\n## Third\n\nText.\n"
        for day in range(1, 4)
    }
    settings = "title: Site\nlang: en\npaginate: 2\nsidebar-about-description: Words\ngithub_username: a\n"
    settings += "friends: [{title: A, href: 'https://a.example/'}]\nhotlines: [{number: '110', purpose: Police}]\n"
    built = site({"config.yaml": settings, "pages/about.md": "---\ntitle: About us\n---\nText.\n", **files})
    assert built.status == 0
    chinese = {path: CHINESE.findall(built.text(path)) for path in built.files() if path.endswith((".html", ".xml"))}
    assert {path: found for path, found in chinese.items() if found} == {}
