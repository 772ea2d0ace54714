"""The nodes of a YAML text, each with its place, and what a key may ask of one.

A tree of frozen :class:`Scalar`, :class:`Listing` and :class:`Table` keeps what the editor typed; the readers below
turn a node into a text, a number, a date … as its key asks for. So `title: 12:30` stays `12:30`, where YAML 1.1 makes
750 of it (yaml.org/type/int.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from fanzha.problems import Place


class Scalar(NamedTuple):
    """A single value: `text` as typed (escapes of a quoted one resolved), and whether it stood in quotes."""

    text: str
    quoted: bool
    place: Place

    @property
    def empty(self) -> bool:
        return not self.quoted and self.text.lower() in ("", "~", "null")


class Listing(NamedTuple):
    items: tuple[Node, ...]
    place: Place


class Table(NamedTuple):
    entries: tuple[Entry, ...]
    place: Place
    kind: Literal["table"] = "table"
    """Tells an empty one from an empty listing where both are written down, and digested, as mere tuples."""

    def get(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.name == name), None)


Node = Scalar | Listing | Table


class Entry(NamedTuple):
    name: str
    place: Place
    value: Node


Plain = tuple[Any, ...]
"""A node as nested plain tuples, without the file's path: none takes a call of Python to be packed and unpacked."""


def plain(node: Node) -> Plain:
    """The node in a form that takes little room and time to keep; `node_of` makes it a node again."""
    _, line, column = node.place
    if isinstance(node, Scalar):
        return "scalar", line, column, node.text, node.quoted
    if isinstance(node, Listing):
        return "listing", line, column, *map(plain, node.items)
    rows = ((entry.name, entry.place.line, entry.place.column, plain(entry.value)) for entry in node.entries)
    return "table", line, column, *rows


def node_of(kept: Plain, path: str) -> Node:
    """The node of the file `path` that `plain` made this of."""
    kind, line, column, *parts = kept
    place = Place(path, line, column)
    if kind == "scalar":
        text, quoted = parts
        return Scalar(text, quoted, place)
    if kind == "listing":
        return Listing(tuple(node_of(part, path) for part in parts), place)
    rows = ((name, Place(path, line, column), node_of(value, path)) for name, line, column, value in parts)
    return Table(tuple(Entry(*row) for row in rows), place)


def table_of(kept: Plain, path: str) -> Table:
    """The table of the file `path` that `plain` made this of."""
    table = node_of(kept, path)
    assert isinstance(table, Table)
    return table


def text_of(node: Node) -> str | None:
    """The scalar as the editor typed it; an empty one is ''. None where it is a list or table."""
    if isinstance(node, Scalar):
        return "" if node.empty else node.text
    return None


def boolean_of(node: Node) -> bool | None:
    """true/false, yes/no, on/off in any case (YAML 1.1's booleans); None for anything else."""
    if not isinstance(node, Scalar):
        return None
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(node.text.lower())


def number_of(node: Node) -> float | None:
    if isinstance(node, Scalar) and re.fullmatch(r"[+-]?\d+(\.\d+)?", node.text):
        return float(node.text)
    return None


def whole_number_of(node: Node) -> int | None:
    number = number_of(node)
    return int(number) if number is not None and number.is_integer() else None


def texts_of(node: Node) -> tuple[str, ...] | None:
    """A list of scalars, each as typed and stripped, empty ones left out; None where an item is no scalar."""
    if isinstance(node, Scalar) and node.empty:
        return ()
    if not isinstance(node, Listing):
        return None
    texts = [text_of(item) for item in node.items]
    return None if None in texts else tuple(text.strip() for text in texts if text and text.strip())


def flat_texts_of(node: Node) -> tuple[str, ...]:
    """Every scalar of a node, lists within lists flattened, each as typed and stripped, empty ones left out."""
    if isinstance(node, Listing):
        return tuple(text for item in node.items for text in flat_texts_of(item))
    text = (text_of(node) or "").strip()
    return (text,) if text else ()


def scalars_of(node: Node) -> Iterator[Scalar]:
    """The scalar itself, or those of a list: for pointing at one of several values."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        yield from (item for item in node.items if isinstance(item, Scalar))
