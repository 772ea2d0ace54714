"""The finished tree as HTML: what Python-Markdown's serializer writes, in half of its time.

Its own looks at everything that a tree may hold: comments, qualified names, XHTML. Here are plain elements, as the
dialect and its extensions make them; it gets whatever is something else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import serializers

AS_IT_IS = frozenset(("script", "style"))
VOID = serializers.HTML_EMPTY  # type: ignore[attr-defined]  # the stubs know it not
BOOLEAN: frozenset[str] | None = getattr(serializers, "BOOLEAN_ATTRIBUTES", {}).get("html")
"""Attributes that need no value; None where Python-Markdown decides in another way, and this module must not be used.
"""


def html_of(root: Element) -> str:
    """The element and all that it holds as HTML."""
    words = "".join(root.itertext()) + (root.tail or "")
    pieces: list[str] = []
    _write(root, pieces.append, "&" in words or "<" in words or ">" in words)
    return "".join(pieces)


def _write(element: Element, write: Callable[[str], None], escaping: bool) -> None:
    tag, text, tail = element.tag, element.text, element.tail
    if type(tag) is not str:
        write(serializers.to_html_string(element))
        return
    write(_start(tag, tuple(element.items())) if element.attrib else f"<{tag}>")
    if text:
        write(escaped(text) if escaping and tag.lower() not in AS_IT_IS else text)
    for child in element:
        _write(child, write, escaping)
    if tag not in VOID and tag.lower() not in VOID:
        write(f"</{tag}>")
    if tail:
        write(escaped(tail) if escaping else tail)


@lru_cache(maxsize=200)
def _start(tag: str, attributes: tuple[tuple[str, str | None], ...]) -> str:
    """A start tag. Most have nothing but a class, and there are few of those."""
    return f"<{tag}{''.join(_attribute(name, value) for name, value in sorted(attributes))}>"


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
