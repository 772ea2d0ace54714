"""From bytes to text: UTF-8, and what editors' programs write instead of it."""

from __future__ import annotations

import codecs
import re

from fanzha.problems import Place, Problem, Text

CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
"""What neither XML 1.0 (section 2.2) nor a reader of the page can do anything with; tab and line feed stay."""
CONTROL_BYTES = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
"""Bytes of UTF-8 that tell faster than the expression that a text has nothing of the kind."""


def decode(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text in `data`: UTF-8 with or without BOM; UTF-16 with one and GB18030 are recognised, with a warning.

    None and an error where it is no text, or UTF-8 with damage in a few places.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), (_other_encoding(path, "UTF-16"),)
        except UnicodeDecodeError:
            return None, (_binary(Place(path, 1)),)
    if b"\x00" in data:
        return None, (_binary(Place(path, data[: data.index(b"\x00")].count(b"\n") + 1)),)
    try:
        return str(data.removeprefix(codecs.BOM_UTF8), "utf-8"), ()
    except UnicodeDecodeError as error:
        bad = error.start
    # A GB18030 text read as UTF-8 is wrong nearly everywhere; a damaged UTF-8 text is wrong in a few places.
    as_utf8 = data.decode("utf-8", errors="replace")
    wrong = as_utf8.count("\ufffd")
    right = sum(character > "\x7f" for character in as_utf8) - wrong
    line = data[:bad].count(b"\n") + 1
    column = len(data[data.rfind(b"\n", 0, bad) + 1 : bad].decode("utf-8", errors="replace")) + 1
    if right > 5 * wrong:
        return None, (_damaged(Place(path, line, column)),)
    try:
        return data.decode("gb18030"), (_other_encoding(path, "GB18030"),)
    except UnicodeDecodeError:
        return None, (_binary(Place(path, line)),)


def _binary(place: Place) -> Problem:
    return Problem(
        place,
        "error",
        "binary",
        Text("这个文件不是文本", "this file is no text"),
        Text(
            "图片请放进 postimg/ 或 img/；文章要存成 UTF-8 编码的纯文本。",
            "Put pictures into postimg/ or img/; save posts as plain UTF-8 text.",
        ),
    )


def _damaged(place: Place) -> Problem:
    return Problem(
        place,
        "error",
        "encoding",
        Text("这里有一个损坏的字符，不是合法的 UTF-8", "a damaged character: these bytes are no UTF-8"),
        Text(
            "在编辑器里删掉这个字符重新打一遍，再存成 UTF-8。",
            "Delete that character in your editor, type it again, and save as UTF-8.",
        ),
    )


def _other_encoding(path: str, encoding: str) -> Problem:
    return Problem(
        Place(path),
        "warning",
        "encoding",
        Text(
            f"这个文件的编码是 {encoding}，已按 {encoding} 读取", f"this file is encoded as {encoding}, and was read so"
        ),
        Text("用编辑器“另存为”，编码选 UTF-8。", "Save it again with your editor's “Save as”, encoding UTF-8."),
    )
