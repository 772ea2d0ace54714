"""What makes rendering fast changes nothing: the layouts' code escapes as Jinja's own, and no policy is another."""

from __future__ import annotations

import random
import re

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from fanzha import policy, render

LAYOUTS = {
    "base.html": "{% set kept %}{% block content %}{{ value }}{% endblock %}{% endset %}<{{ kept }}>{{ kept ~ value }}"
    "{% filter upper %}{{ value }}{{ '<' }}{% endfilter %}{% include 'part.html' %}"
    "{% include 'part.html' without context %}",
    "part.html": "{% if value is defined %}{{ value }}{% endif %}{{ '&' }}{{ 1 }}{{ none }}{{ [1, '<'] }}",
    "macros.html": "{% macro shown(value, other='<d>') %}[{{ value }}|{{ other }}|{{ varargs }}"
    "{% if caller is defined %}{{ caller('<q>') }}{% endif %}]{% endmacro %}",
    "page.html": "{% extends 'base.html' %}{% import 'macros.html' as macros %}{% block content %}{{ super() }}"
    "{{ macros.shown(value, value, value) }}{% call(given) macros.shown(value) %}{{ given }}{{ value }}{% endcall %}"
    "{% for each in [value, value] %}{{ each }}{{ loop.index }}{% endfor %}{{ value | e }}{{ value | safe }}"
    "{% autoescape on %}{{ value }}{% endautoescape %}{% autoescape false %}{{ value }}{% endautoescape %}"
    "{% endblock %}",
}


class Text(str):
    pass


class Html:
    def __html__(self) -> str:
        return "<i>&amp;</i>"


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "反诈",
        "<b>",
        "a>b",
        "&",
        "'",
        '"',
        Text("a"),
        Text("<b>"),
        Markup("<b>"),
        Html(),
        3,
        2.5,
        None,
        ["<"],
        b"<",
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_layouts_print_is_escaped_as_by_jinja(value: object, on: bool) -> None:
    ours, stock = (
        kind(loader=DictLoader(LAYOUTS), autoescape=True, undefined=StrictUndefined).get_template("page.html")
        for kind in (render._Environment, Environment)
    )
    assert ours.render(value=value, on=on) == stock.render(value=value, on=on)


def test_html_is_looked_at_where_a_search_from_every_name_finds_something() -> None:
    expressions = [
        rb"<style|style\s*=",
        *(rb"%s\s*=[^>]*?(?://|&#)" % name for name in (b"src(?:set)?", b"poster", b"data")),
    ]
    parts = [b"src", b"srcset", b"set", b"poster", b"data", b"style", b"<style", b"=", b" ", b"\n", b"\x0b", b"\x1c"]
    parts += [b">", b"<", b"/", b"//", b"&", b"#", b"&#", b"a", b'"']
    chance = random.Random(3)
    for _ in range(20_000):
        html = b"".join(chance.choices(parts, k=chance.randint(1, 14)))
        assert policy._worth_a_look(html) == any(re.search(expression, html) for expression in expressions), html
