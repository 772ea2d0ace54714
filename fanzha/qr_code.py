"""An address as a QR code (ISO/IEC 18004), for paper."""

from __future__ import annotations

from collections.abc import Callable

from fanzha.problems import Outcome

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
    return str(code.svg_inline(omitsize=True, svgclass="qr-code", lineclass=None))


def writer(_: None) -> Callable[[str], Outcome[str]]:
    """`svg` as a kind of work that the store remembers."""
    return lambda address: Outcome(svg(address))
