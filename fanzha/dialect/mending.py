"""B5, B11, I2, I3: what a tool or a thumb has broken is mended, line by line, before anything is recognised.

The order has its reasons. Spaces of other widths go first, since they hide what a line begins with. Lines that were
cut are joined next: a bold that ends in the next line's first comma is only whole then. Asterisks that mask digits or
names are text, and must not count as bold. Then bold is mended. Last, residue goes, which may stand in what was bold.
Code is never touched.
"""

from __future__ import annotations

import re

from fanzha.dialect import bold, figures, masks, rules
from fanzha.dialect.characters import OPENING, is_cjk
from fanzha.dialect.code import code_lines
from fanzha.dialect.model import Conversion
from fanzha.dialect.residue import Residue
from fanzha.patterns import beginning, line_numbers, pattern

CLOSING = frozenset("，。、；：！？）】》」』”’,;)")
"""B5: no line begins with one of these; a line that does goes on with the one above."""

ENDS_OPEN = frozenset(OPENING + "-")
QUOTE_MARKS = pattern(r"(?:[ ]{0,3}>[ ]?)*[ \t]*")
OPEN_END = pattern(rf"\n(?<=[{re.escape(OPENING)}\-\s]\n)(?<!\n\n)")
"""The end of a line that ends open; white space may stand between."""

CLOSING_BELOW = pattern(rf"\n[ \t>]*+[{re.escape(''.join(sorted(CLOSING)))}]")
IMAGE = pattern(r"!\[[^\n]*")
"""An image, with what stands behind it in its line."""

STRANGE_SPACES = "\u3000\u00a0\u200b\ufeff"
"""Full-width, not breaking, without width."""

STRANGE_SPACE = pattern(f"[{STRANGE_SPACES}]")

AT_EDGES = pattern(
    r"^((?:[ ]{0,3}>[ ]?)*)[ \u3000\u00a0\u200b\ufeff]*[\u3000\u00a0\u200b\ufeff][ ]*"
    r"|[\u3000\u00a0\u200b\ufeff][ \t\u3000\u00a0\u200b\ufeff]*$"
)
AFTER_MARKER = pattern(r"^((?:[ ]{0,3}>[ ]?)*[ ]*(?:[-*+]|\d{1,9}\.|#{1,6}))[\u3000\u00a0]+(?=\S)")


def mended(lines: list[str], text: str, conversion: Conversion, left_behind: Residue) -> list[str]:
    """The lines as their author meant them; `text` is the lines in one piece.

    Notes in the conversion whether a `**` has no other half.
    """
    cut = without_indents(lines, conversion.body.text)
    if cut is not lines:
        text = "\n".join(cut)
    lines, code = joined(cut, text)
    starred = [number for number, line in enumerate(lines) if "*" in line and not code[number]]
    # Looked at in one piece, but for rules as most are, they are told to be sound in half the time.
    in_one_piece = "\n".join([lines[number] for number in starred if lines[number] != "***"])
    unsound: list[int] = []
    if len(lines) < len(cut) or bold.is_unsound(in_one_piece):
        unsound = [number for number in starred if bold.is_unsound(lines[number])]
    broken = [number for number in unsound if not rules.is_rule(lines[number])]
    if broken:
        for number in broken:
            lines[number] = masks.escaped(lines[number])
        lines, _ = bold.mended(lines, code, conversion)
    if broken or (unsound and len(lines) < len(cut)):
        # A bold that ended in the next line may have left a colon or comma at its beginning.
        lines, code = joined(lines, "\n".join(lines))
    if broken or len(lines) < len(cut):
        text = "\n".join(lines)
    return left_behind.without(lines, text, code, conversion.body.text)


def without_indents(lines: list[str], text: str) -> list[str]:
    """The lines that are no code without the spaces of other widths that copied articles begin and end them with.

    `text` is what the lines were before anything was put aside: what it does not hold, they do not either.
    """
    if not any(map(text.__contains__, STRANGE_SPACES)):
        return lines
    return [
        line if code or not STRANGE_SPACE.search(line) else AT_EDGES.sub(r"\1", AFTER_MARKER.sub(r"\1 ", line))
        for line, code in zip(lines, code_lines(lines), strict=True)
    ]


def joined(lines: list[str], text: str) -> tuple[list[str], list[bool]]:
    """B5: lines that were cut are one again. Returns them, and for each whether it is code.

    `text` is the lines in one piece.
    """
    code = code_lines(lines, text)
    seams = _seams(lines, text)
    if not seams:
        return list(lines), code
    result: list[str] = []
    marks: list[bool] = []
    last = 0
    for number in sorted(seams):
        if code[number] or code[number - 1]:
            continue
        result += lines[last:number]
        marks += code[last:number]
        last = number
        line = lines[number]
        words = line[len(beginning(QUOTE_MARKS, line)) :]
        if words and _belong_together(result[-1], line, words):
            result[-1] = result[-1].rstrip() + words
            last += 1
    return result + lines[last:], marks + code[last:]


def _seams(lines: list[str], text: str) -> set[int]:
    """Numbers of the lines that may belong to the one above, as far as it can be told at a glance."""
    above = {number for number in line_numbers(OPEN_END, text) if lines[number].rstrip()[-1:] in ENDS_OPEN}
    above.update(line_numbers(CLOSING_BELOW, text))
    # An image whose line it ends has not been cut.
    if not all(image.endswith(")") for image in IMAGE.findall(text)):
        above.update(number for number in line_numbers(IMAGE, text) if not lines[number].endswith(")"))
    return {number + 1 for number in above if number + 1 < len(lines)}


def _belong_together(upper: str, lower: str, words: str) -> bool:
    above = upper[len(beginning(QUOTE_MARKS, upper)) :].rstrip()
    if not above or words.startswith(("![", "[![", "<img", "\x02")) or _depth(lower) > _depth(upper):
        return False
    hyphenated = above[-1] == "-" and len(above) > 1 and (above[-2].isalnum() or is_cjk(above[-2]))
    return words[0] in CLOSING or above[-1] in OPENING or hyphenated or bool(figures.CUT_ADDRESS.search(above))


def _depth(line: str) -> int:
    return beginning(QUOTE_MARKS, line).count(">")
