"""QR codes: what is drawn is what the code says, module by module."""

from __future__ import annotations

import random
import re

import pytest
import segno

from fanzha import qr_code

STROKE = re.compile(r"([Mm])(-?\d+) (-?[\d.]+)h(\d+)")


def dark_modules(svg: str) -> tuple[int, set[tuple[int, int]]]:
    """The size of the drawing, and row and column of everything that its strokes cover."""
    size = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert size and path and STROKE.sub("", path[1]) == ""
    covered = set()
    x = y = 0.0
    for command, right, down, length in STROKE.findall(path[1]):
        x, y = (float(right), float(down)) if command == "M" else (x + float(right), y + float(down))
        covered |= {(int(y), int(x) + step) for step in range(int(length))}
        x += int(length)
    return int(size[1]), covered


@pytest.mark.parametrize("address", ["https://a.cn/", "https://example.org/2024/01/02/" + "%E5%8F%8D" * 30 + "/"])
def test_every_dark_module_is_drawn_with_a_quiet_zone(address: str) -> None:
    code = segno.make_qr(address, error="m", mode="byte", encoding="utf-8", eci=False, boost_error=False, mask=3)
    size, covered = dark_modules(qr_code.svg(address))
    width, _ = code.symbol_size(border=4)
    rows = enumerate(code.matrix_iter(border=4))
    assert size == width
    assert covered == {(row, column) for row, modules in rows for column, dark in enumerate(modules) if dark}


def test_codes_that_are_sums_of_others_are_the_same() -> None:
    chance = random.Random(6)
    names = ["".join(chance.choices("abc%/-0123456789", k=length)) for length in (0, 3, 4, 9, 60) * 30]
    addresses = [f"https://example.org/2024/01/02/{name}/" for name in names]
    write, written = qr_code.writer(None), qr_code.Encoder()
    assert [write(address).value for address in addresses] == [qr_code.svg(address) for address in addresses]
    for address in addresses:
        written.code(address)
    differences = sum(map(len, written.known.values()))
    assert differences < len(set(addresses)) - len(written.first)


def test_lengths_that_make_codes_of_one_size_share_what_is_known() -> None:
    written = qr_code.Encoder()
    # In Latin letters and in Chinese, of several sizes, the longest first and last.
    tails = [letter * length for letter in "x反" for length in (200, *range(70), 201)]
    addresses = [f"https://example.org/{day}/{tail}/" for day in ("01", "02", "03", "13") for tail in tails]
    assert [written.code(address) for address in addresses] == [
        qr_code.encoded(address.encode()) for address in addresses
    ]
    differences = sum(map(len, written.known.values()))
    assert differences < len(written.first)


def test_an_address_too_long_for_a_code_has_none() -> None:
    assert qr_code.svg("https://example.org/" + "x" * 3000) == ""
