"""An address as a QR code (ISO/IEC 18004), for paper."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from fanzha.problems import Outcome

QUIET = 4
"""Modules of quiet zone around the code (section 6.3.8)."""

MASK = 3
"""Any of the eight masks can be read; trying all of them for the most even one takes three times as long."""


class Code(NamedTuple):
    """A code's side in modules, and the modules from the first to the last as the digits of a number."""

    size: int
    modules: int


class Encoder:
    """Makes codes, and few of them from scratch.

    Each step from a text of a given length to its code is linear over GF(2), or adds the same to all: so is the error
    correction (section 7.5), and so does the mask. So where texts differ by the sum (XOR) of differences that are
    known, their codes do. A difference is the same for every length that makes a code of the same size: there a byte
    stands at the same place, whatever follows it. Addresses of one site differ in few bits: of a thousand, some thirty
    are worked out with the library. With all of them worked out, a cold build takes a seventh longer.
    """

    def __init__(self) -> None:
        self.first: dict[int, tuple[int, Code]] = {}
        """By length: the first text of that length, as a number whose lowest byte is the first, and its code."""
        self.known: dict[int, dict[int, tuple[int, int]]] = {}
        """By a code's size: differences between texts of one length, and the modules in which their codes differ. Each
        lies under the place of its highest bit, which none of the others has for its own."""

    def code(self, address: str) -> Code | None:
        """The address's code; None where it is too long for one."""
        data = address.encode()
        text, length = int.from_bytes(data, "little"), len(data)
        if length not in self.first:
            code = encoded(data)
            if code:
                self.first[length] = text, code
            return code
        first, code = self.first[length]
        known = self.known.setdefault(code.size, {})
        difference, modules = text ^ first, 0
        while difference:
            step = known.get(difference.bit_length())
            if not step:
                whole = encoded(data)
                assert whole
                known[difference.bit_length()] = difference, modules ^ whole.modules ^ code.modules
                return whole
            difference ^= step[0]
            modules ^= step[1]
        return Code(code.size, code.modules ^ modules)


def encoded(data: bytes) -> Code | None:
    """The code of these bytes, worked out; None where they are too many."""
    # Imported here: pages that are known already need no QR code.
    import segno

    try:
        code = segno.make_qr(data, error="m", mode="byte", boost_error=False, mask=MASK)
    except segno.DataOverflowError:
        return None
    digits = b"".join(code.matrix).translate(bytes.maketrans(b"\0\1", b"01"))
    return Code(len(code.matrix), int(digits, 2))


def drawn(code: Code) -> str:
    """The SVG of a code: a stroke for each run of dark modules in a row, told from the end of the one before."""
    digits = f"{code.modules:0{code.size**2}b}"
    rows = "\n".join([digits[start : start + code.size] for start in range(0, len(digits), code.size)])
    runs = rows.replace("10", "1 0").replace("1\n", "1 \n").split(" ")
    strokes = _strokes(code.size)
    path = "".join([strokes[run] for run in runs])
    path = f"M{QUIET} {QUIET}.5" + path.removeprefix("m0 0")  # a code begins with a dark module (section 6.3.3)
    size = code.size + 2 * QUIET
    return f'<svg viewBox="0 0 {size} {size}" class="qr-code"><path stroke="#000" d="{path}"/></svg>'


class _Strokes(dict[str, str]):
    """The strokes of codes of one size, by the run of dark modules and what is light before it, or ends a row.

    There are few, and each code has hundreds.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def __missing__(self, run: str) -> str:
        light, dark, down = map(run.count, "01\n")
        stroke = self[run] = f"m{light - down * self.size} {down}h{dark}" if dark else ""
        return stroke


@cache
def _strokes(size: int) -> _Strokes:
    return _Strokes(size)


def svg(address: str, encoder: Encoder | None = None) -> str:
    """An SVG element, without a size of its own, that shows `address`; empty where it is too long for a code."""
    code = (encoder or Encoder()).code(address)
    return drawn(code) if code else ""


def writer(_: None) -> Callable[[str], Outcome[str]]:
    """`svg` as a kind of work that the store remembers."""
    encoder = Encoder()
    return lambda address: Outcome(svg(address, encoder))
