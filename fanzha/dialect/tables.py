"""B2: where a table begins and ends. Python-Markdown makes it, from a header and a delimiter row of as many cells."""

from __future__ import annotations

from collections.abc import Sequence

from fanzha.dialect.code import CODE_SPAN
from fanzha.patterns import pattern

DELIMITER = pattern(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")

PIECE = pattern(rf"{CODE_SPAN.pattern}|\\.|[^|\\`]+|.")


def begins(lines: Sequence[str]) -> bool:
    """Whether the first of the lines is a table's header, which the second line, its delimiter row, tells."""
    return (
        len(lines) > 1 and "|" in lines[0] and "-" in lines[1] and "|" in lines[1] and bool(DELIMITER.match(lines[1]))
    )


def mended(lines: Sequence[str]) -> list[str]:
    """The table's lines, with a header and a delimiter row of as many cells as the longest row has."""
    header, delimiters, *rows = lines
    titles, given = _cells(header), _cells(delimiters)
    wanted = max(len(titles), *(len(_cells(row)) for row in rows)) if rows else len(titles)
    if len(given) == wanted == len(titles):
        return list(lines)
    left, right = ("|" if header.strip().startswith("|") else ""), ("|" if header.strip().endswith("|") else "")
    return [
        left + "|".join([*titles, *[" "] * (wanted - len(titles))]) + right,
        left + "|".join([*given, *["---"] * wanted][:wanted]) + right,
        *rows,
    ]


def _cells(row: str) -> list[str]:
    row = row.strip().removeprefix("|").removesuffix("|")
    pieces = [""]
    for match in PIECE.finditer(row):
        if match[0] == "|":
            pieces.append("")
        else:
            pieces[-1] += match[0]
    return pieces
