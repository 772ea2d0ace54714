"""References whose name holds what a backslash has escaped: `[a\\_b][]` is defined as `[a_b]: …`.

Python-Markdown has put the escaped character aside by then, and looks for a name that nobody gave.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.inlinepatterns import ReferenceInlineProcessor

from fanzha.dialect.characters import with_escaped
from fanzha.dialect.model import Conversion

NAMES = {"reference": 170, "image_reference": 140, "short_reference": 130, "short_image_ref": 125}
"""Python-Markdown's own patterns, and their priorities."""


def named_as_typed(stock: type[ReferenceInlineProcessor]) -> type[ReferenceInlineProcessor]:
    """The stock pattern, asked for the name that its author typed."""

    class NamedAsTyped(stock):  # type: ignore[misc, valid-type]  # the class is a value
        def evalId(self, data: str, index: int, text: str) -> Any:
            return super().evalId(data, index, with_escaped(self.unescape(text) if "\x02" in text else text))

    return NamedAsTyped


def register(md: Markdown, conversion: Conversion) -> None:
    for name, priority in NAMES.items():
        stock = md.inlinePatterns[name]
        assert isinstance(stock, ReferenceInlineProcessor)
        md.inlinePatterns.register(named_as_typed(type(stock))(stock.pattern, md), name, priority)
