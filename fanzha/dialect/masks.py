"""I3: asterisks that hide digits or names are text, not emphasis: `138****5206`, `7*24`, `张***先生`."""

from __future__ import annotations

import re

from fanzha.dialect.characters import OPENING, is_cjk
from fanzha.dialect.code import CODE_SPAN
from fanzha.dialect.mathematics import FORMULA
from fanzha.patterns import pattern

PIECE = pattern(rf"{CODE_SPAN.pattern}|{FORMULA}|\]\([^()\n]*\)|https?://[!-~]+|<[a-zA-Z/!][^<>\n]*>|\\\*|(?P<run>\*+)")
"""What holds asterisks that are nobody's emphasis, and runs of asterisks."""


SINGLE = pattern(r"(?<![*\\])\*(?!\*)")


def escaped(line: str) -> str:
    """The line with masking asterisks escaped; runs that may be emphasis stay."""
    if "*" not in line or not line.strip("*> \t"):
        return line
    alone = len(SINGLE.findall(line)) == 1
    closing = 0  # how many closings of `***words***` are still to come

    def piece(match: re.Match[str]) -> str:
        nonlocal closing
        run = match["run"]
        if alone and run == "*" and all(map(is_cjk, _around(line, match))):
            # One between two CJK characters, and no other in the line, hides a part of a name.
            return "\\*"
        if run is None or not is_mask(line, match.start(), len(run), bool(closing)):
            closing += _opens_or_closes(line, match.start(), closing) if run == "***" else 0
            return match[0]
        return "\\*" * len(run)

    return PIECE.sub(piece, line)


def _around(line: str, run: re.Match[str]) -> tuple[str, str]:
    """The characters before and behind the run; a blank where the line begins or ends."""
    return line[run.start() - 1 : run.start()] or " ", line[run.end() : run.end() + 1] or " "


def is_mask(line: str, start: int, length: int, in_bold_italic: bool) -> bool:
    """Whether the run of asterisks at `start` is text."""
    before, after = line[start - 1 : start], line[start + length : start + length + 1]
    if _is_ascii_word(before) and _is_ascii_word(after):
        return length == 1 or length >= 3
    if length < 3 or length % 2 == 0:
        return False
    return not (length == 3 and (in_bold_italic or _opens(line, start)))


def _opens(line: str, start: int) -> bool:
    """Whether `***` opens bold italics: at the line's start, after white space or a bracket, and it is closed."""
    before, after = line[start - 1 : start], line[start + 3 : start + 4]
    return (
        (not before or before.isspace() or before in OPENING + ">")
        and bool(after.strip())
        and "***" in line[start + 4 :]
    )


def _opens_or_closes(line: str, start: int, closing: int) -> int:
    return -1 if closing else int(_opens(line, start))


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
