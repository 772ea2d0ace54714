"""Patterns that are compiled late are no worse than others: every one compiles, and does what it would have done."""

from __future__ import annotations

import importlib
import pkgutil
import re

import fanzha
from fanzha.patterns import line_numbers, pattern


def test_every_pattern_compiles() -> None:
    kind = type(pattern(""))
    names = [
        module.name for module in pkgutil.walk_packages(fanzha.__path__, "fanzha.") if "__main__" not in module.name
    ]
    found = [value for name in names for value in vars(importlib.import_module(name)).values() if type(value) is kind]
    assert len(found) > 100
    for expression in found:
        assert isinstance(expression.flags, int)  # asks for the compiled pattern


def test_it_is_the_compiled_pattern() -> None:
    late, soon = pattern(r"(?P<letter>[a-c])|\d", re.IGNORECASE), re.compile(r"(?P<letter>[a-c])|\d", re.IGNORECASE)
    text = "A1b2 d"
    assert late.pattern == soon.pattern
    assert late.groupindex == soon.groupindex
    assert [match.span() for match in late.finditer(text)] == [match.span() for match in soon.finditer(text)]
    assert late.sub("-", text) == soon.sub("-", text) == "---- d"
    assert late.fullmatch(text) is None


def test_lines_in_which_matches_begin() -> None:
    assert list(line_numbers(pattern("a|b\n"), "a\n\nxaab\nc\na")) == [0, 2, 2, 2, 4]
    assert list(line_numbers(pattern("\na"), "a\na\na")) == [0, 1]
    assert list(line_numbers(pattern("x"), "")) == []
