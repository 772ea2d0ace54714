"""An address as a QR code (ISO/IEC 18004), for paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fanzha.problems import Outcome

QUIET = 4
"""Modules of quiet zone around the code (section 6.3.8)."""
DARK = re.compile(b"\x01+")

MASK = 3
"""Any of the eight masks can be read; trying all of them for the most even one takes three times as long."""


def svg(address: str) -> str:
    """An SVG element, without a size of its own, that shows `address`; empty where it is too long for a code."""
    # Imported here: pages that are known already need no QR code.
    import segno

    try:
        code = segno.make_qr(address, error="m", mode="byte", encoding="utf-8", eci=False, boost_error=False, mask=MASK)
    except segno.DataOverflowError:
        return ""
    return drawn(code.matrix)


def drawn(matrix: Sequence[bytes | bytearray]) -> str:
    """The SVG of a square of modules, each 0 or 1: a stroke for each run of dark ones in a row, from left to right."""
    strokes = []
    for line, row in enumerate(matrix, QUIET):
        end = 0
        for run in DARK.finditer(row):
            start = f"M{run.start() + QUIET} {line}.5" if not end else f"m{run.start() - end} 0"
            strokes.append(f"{start}h{run.end() - run.start()}")
            end = run.end()
    size = len(matrix) + 2 * QUIET
    return f'<svg viewBox="0 0 {size} {size}" class="qr-code"><path stroke="#000" d="{"".join(strokes)}"/></svg>'


def writer(_: None) -> Callable[[str], Outcome[str]]:
    """`svg` as a kind of work that the store remembers."""
    return lambda address: Outcome(svg(address))
