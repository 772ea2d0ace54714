"""Lists as editors and Jekyll's authors type them: what belongs to an item is indented by two columns or more.

Python-Markdown wants four. The pass over lines takes the items apart here, and writes them as that one reads them.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from fanzha.patterns import pattern

ITEM = pattern(r"(?P<indent>[ ]{0,3})(?P<marker>[-*+]|\d{1,9}\.)(?P<space>[ \t]+|$)")
LEAST = 2
"""Columns by which a line must be indented, from the item's own marker on, to belong to it."""


class Item(NamedTuple):
    """The first line of an item: the marker's column, the column of its words, and the marker as Markdown reads it."""

    indent: int
    offset: int
    kind: Literal["bullet", "number"]
    marker: str


def item_of(line: str) -> Item | None:
    match = ITEM.match(line)
    if not match:
        return None
    marker, space = match["marker"], match["space"].expandtabs(4)
    indent = len(match["indent"])
    # More than four blanks are one blank, and code (CommonMark 0.31, section 5.2).
    offset = indent + len(marker) + (len(space) if 0 < len(space) <= 4 else 1)
    if marker in "-*+":
        return Item(indent, offset, "bullet", "-")
    return Item(indent, offset, "number", marker)


def lines_of(lines: list[str], start: int, item: Item, ends: Callable[[int], bool]) -> tuple[list[str], int]:
    """The lines of the item that begins in line `start`, without their indentation, and the line after them.

    `ends` says whether a line that is not indented begins something else.
    """
    inside = [expanded(lines[start], item.offset)[item.offset :]]
    number = start + 1
    after_blank = False
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            after_blank = True
            inside.append("")
            number += 1
            continue
        line = expanded(line)
        indent = len(line) - len(line.lstrip(" "))
        if indent >= item.indent + LEAST:
            inside.append(line[min(indent, item.offset) :])
        elif after_blank or ends(number):
            break
        else:
            inside.append(line.strip())
        after_blank = False
        number += 1
    while inside and not inside[-1] and len(inside) > 1:
        inside.pop()
        number -= 1
    return inside, number


def expanded(line: str, width: int = 0) -> str:
    """The line with the tabs of its indentation, or of its first `width` columns, as blanks; tabs behind them stay."""
    if "\t" not in line:
        return line
    end = len(line) - len(line.lstrip(" \t"))
    while end < len(line) and len(line[:end].expandtabs(4)) < width:
        end += 1
    return line[:end].expandtabs(4) + line[end:]
