"""The finished tree as HTML: what Python-Markdown's serializer writes, in half of its time, and the line ends in it.

Its own looks at everything that a tree may hold: comments, qualified names, XHTML. Here are plain elements, as the
dialect and its extensions make them; it gets whatever is something else.

What backslashes have escaped is put in place here, too: one look at the finished HTML, attributes and all, tells
whether there is any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import serializers
from markdown.treeprocessors import PrettifyTreeprocessor, UnescapeTreeprocessor

AS_IT_IS = frozenset(("script", "style"))
VOID = serializers.HTML_EMPTY  # type: ignore[attr-defined]  # the stubs know it not
BOOLEAN: frozenset[str] | None = getattr(serializers, "BOOLEAN_ATTRIBUTES", {}).get("html")
"""Attributes that need no value; None where Python-Markdown decides in another way, and this module must not be used.
"""


class LineEndTreeprocessor(PrettifyTreeprocessor):
    """Python-Markdown's line ends between blocks, without a call for each block that holds no others."""

    def _prettifyETree(self, elem: Element) -> None:  # theirs
        _end_lines((elem,), self.md.is_block_level)


def _end_lines(elements: Iterable[Element], is_block: Callable[[str], bool]) -> None:
    for element in elements:
        if not is_block(element.tag):
            continue
        if len(element) and element.tag not in ("code", "pre"):
            if is_block(element[0].tag) and not (element.text or "").strip():
                element.text = "\n"
            _end_lines(element, is_block)
        tail = element.tail
        if not tail or tail.isspace():
            element.tail = "\n"


class LateUnescape(UnescapeTreeprocessor):
    """Python-Markdown's, of which its patterns for raw tags ask what it looks for; `html_of` does its work."""

    def run(self, root: Element) -> None:
        pass


def html_of(root: Element) -> str:
    """The element and all that it holds as HTML, with what backslashes have escaped as it is."""
    html = _as_it_stands(root)
    if "\x02" in html and UnescapeTreeprocessor.RE.search(html):
        UnescapeTreeprocessor().run(root)
        html = _as_it_stands(root)
    return html


def _as_it_stands(root: Element) -> str:
    words = "".join(root.itertext()) + (root.tail or "")
    pieces: list[str] = []
    _write((root,), pieces, "&" in words or "<" in words or ">" in words)
    return "".join(pieces)


def _write(elements: Iterable[Element], pieces: list[str], escaping: bool) -> None:
    for element in elements:
        tag = element.tag
        if type(tag) is not str:
            pieces.append(serializers.to_html_string(element))
            continue
        # Not `attrib`, which would make a dictionary for each element that has none.
        attributes = element.items()
        start, end = _tags(tag, tuple(attributes)) if attributes else _tags(tag)
        text, tail = element.text or "", element.tail or ""
        if escaping:
            if tag.lower() not in AS_IT_IS:
                text = escaped(text)
            tail = escaped(tail)
        if len(element):
            pieces += (start, text)
            _write(element, pieces, escaping)
            pieces += (end, tail)
        else:
            pieces += (start, text, end, tail)


@lru_cache(maxsize=200)
def _tags(tag: str, attributes: tuple[tuple[str, str | None], ...] = ()) -> tuple[str, str]:
    """Start and end tag. Most have nothing but a class, and there are few of those."""
    start = f"<{tag}{''.join(_attribute(name, value) for name, value in sorted(attributes))}>"
    return start, "" if tag.lower() in VOID else f"</{tag}>"


def _attribute(name: str, value: str | None) -> str:
    if value is None or (BOOLEAN and value == name and name in BOOLEAN):
        return f" {name}"
    value = escaped(value).replace('"', "&quot;")
    return f' {name}="{value}"'


def escaped(text: str) -> str:
    """The text as HTML; what is an entity stays one."""
    if "&" in text:
        text = serializers.RE_AMP.sub("&amp;", text)
    return text.replace("<", "&lt;").replace(">", "&gt;")
