"""B2: where a table begins and ends. Python-Markdown makes it, from a header and a delimiter row of as many cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fanzha.dialect.code import CODE_SPAN

DELIMITER = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def begins(lines: Sequence[str]) -> bool:
    """Whether the first of the lines is a table's header, which the second line, its delimiter row, tells."""
    return (
        len(lines) > 1 and "|" in lines[0] and "-" in lines[1] and "|" in lines[1] and bool(DELIMITER.match(lines[1]))
    )


def mended(lines: Sequence[str]) -> list[str]:
    """The table's lines, with a delimiter row of as many cells as the header has."""
    header, delimiters, *rows = lines
    wanted, given = len(_cells(CODE_SPAN.sub("", header))), _cells(delimiters)
    if len(given) == wanted:
        return list(lines)
    left, right = ("|" if header.strip().startswith("|") else ""), ("|" if header.strip().endswith("|") else "")
    return [header, left + "|".join([*given, *["---"] * wanted][:wanted]) + right, *rows]


def _cells(row: str) -> list[str]:
    return re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
