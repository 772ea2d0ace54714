"""From bytes to text: UTF-8, and what editors' programs write instead of it."""

from __future__ import annotations

import codecs

from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

CONTROL_CHARACTERS = pattern("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
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
        except UnicodeDecodeError as error:
            place = _place(path, data[: error.start].decode("utf-16", errors="replace"))
            return None, (_cut(place) if error.end >= len(data) else _binary(place),)
    try:
        text, bad, cut = str(data.removeprefix(codecs.BOM_UTF8), "utf-8"), data.find(b"\x00"), False
    except UnicodeDecodeError as error:
        text, bad, cut = "", error.start, error.reason == "unexpected end of data"
    if bad < 0:
        return text, ()
    place = _place(path, data[:bad].decode("utf-8-sig", errors="replace"))
    if b"\x00" in data:
        first = min(bad, data.index(b"\x00"))
        return None, (_binary(_place(path, data[:first].decode("utf-8-sig", errors="replace"))),)
    # A GB18030 text read as UTF-8 is wrong nearly everywhere; a damaged UTF-8 text is wrong in a few places.
    as_utf8 = data.decode("utf-8", errors="replace")
    wrong = as_utf8.count("\ufffd")
    right = sum(character > "\x7f" for character in as_utf8) - wrong
    if cut and right:
        return None, (_cut(place),)
    if right > 5 * wrong:
        return None, (_damaged(place),)
    try:
        return data.decode("gb18030"), (_other_encoding(path, "GB18030"),)
    except UnicodeDecodeError as error:
        if error.reason == "incomplete multibyte sequence":
            return None, (_cut(_place(path, data[: error.start].decode("gb18030"))),)
        return None, (_binary(place),)


def _place(path: str, before: str) -> Place:
    """The place behind the text that stands before it."""
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


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


def _cut(place: Place) -> Problem:
    return Problem(
        place,
        "error",
        "encoding",
        Text(
            "文件在一个字的中间断了，多半没有存完整",
            "the file ends in the middle of a character: a part may be missing",
        ),
        Text("在编辑器里补全末尾，再存成 UTF-8。", "Complete the end of the text in your editor, and save as UTF-8."),
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
        Text(
            "转成 UTF-8：用记事本打开，“文件”→“另存为”，“编码”选 UTF-8，保存。",
            "To convert it, open it in your editor, choose “Save as”, and the encoding UTF-8.",
        ),
    )
