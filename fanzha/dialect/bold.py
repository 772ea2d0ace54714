"""I2: bold that a tool or a hand has broken is mended.

`**` switches bold on and off from one blank line to the next, across line ends; a heading, a rule, a quote's edge, code
and a table's row are such ends, too. Where the switches come out even, each line is written anew with bold that begins
and ends in it, so that no later rule can tear it apart. Where they do not, each line stands alone: its pairs count, and
what is left over stays as typed.

Masking asterisks are escaped by now (I3), and `***words***` is left to Markdown.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from fanzha.dialect import figures, headings, masks, rules
from fanzha.dialect.code import CODE_SPAN, code_lines, outside_code
from fanzha.dialect.mathematics import FORMULA
from fanzha.dialect.model import Conversion
from fanzha.patterns import beginning, pattern
from fanzha.problems import Place, Problem, Text

QUOTE_MARKS = pattern(r"(?:[ ]{0,3}>[ ]?)*")
MARKS = pattern(rf"{QUOTE_MARKS.pattern}(?:[ \t]*(?:[-*+]|\d{{1,9}}\.)[ \t]+)?")
"""What a line begins with that is never bold: quote marks, and the marker of a list's item."""

PIECE = pattern(rf"{CODE_SPAN.pattern}|{FORMULA}|\]\([^()\n]*\)|https?://[!-~]+|<[a-zA-Z/!][^<>\n]*>|\\.|(?P<run>\*+)")
"""What holds asterisks that switch nothing, and runs of asterisks."""

SOUND = pattern(r"(?:[^*\\`<\[]++|\\.|\*\*(?![\s*])[^*\\`<\[\n]++(?<!\s)\*\*(?!\*))*+")
"""Lines with nothing to mend: every `**` has its words and its end in the line. Most lines are such lines."""


class Token(NamedTuple):
    """A piece of a line: text, a run of asterisks that has to be judged yet, or one switch."""

    text: str
    kind: Literal["text", "run", "switch"] = "text"


def is_unsound(lines: str) -> bool:
    """Whether the line, or one of several, holds asterisks other than sound bolds."""
    return not SOUND.fullmatch(lines)


def mended(lines: list[str], code: list[bool], conversion: Conversion) -> tuple[list[str], list[bool]]:
    """The lines with their bold mended, and for each whether it is code. Notes whether a `**` has no other half."""
    result: list[str] = []
    marks: list[bool] = []
    last = 0
    for start, end in _units(lines, code):
        unit, is_even = _mended_unit(lines[start:end])
        conversion.odd_bold |= not is_even
        result += [*lines[last:start], *unit]
        marks += [*code[last:start], *[False] * len(unit)]
        last = end
    return [*result, *lines[last:]], [*marks, *code[last:]]


def _units(lines: list[str], code: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of lines within which bold may go on, and in which something is to be mended: first line, line after."""
    last = 0
    for number, line in enumerate(lines):
        if number < last or code[number] or "**" not in line or not is_unsound(line):
            continue
        depth = _depth_of_text(line)
        start, end = number, number + 1
        if depth is not None:
            while start > last and not code[start - 1] and _depth_of_text(lines[start - 1]) == depth:
                start -= 1
            while end < len(lines) and not code[end] and _depth_of_text(lines[end]) == depth:
                end += 1
        elif rules.is_rule(line[len(beginning(QUOTE_MARKS, line)) :]):
            continue
        yield start, end
        last = end


def _depth_of_text(line: str) -> int | None:
    """How many quotes the line stands in; None where bold does not go on from line to line: a blank line, a heading, a
    rule, a table's row."""
    marks = beginning(QUOTE_MARKS, line)
    words = line[len(marks) :]
    if not words.strip() or words.startswith("|") or rules.is_rule(words) or headings.of_line(words):
        return None
    return marks.count(">")


WHOLLY_BOLD = pattern(r"^\*\*(?![\s*_])([^*_\\`]+)(?<![\s_])\*\*$")


def _mended_unit(lines: list[str]) -> tuple[list[str], bool]:
    """The unit's lines with their bold mended, and whether its switches come out even."""
    split = [_tokens(line) for line in lines]
    even = _total(split) % 2 == 0
    result: list[str] = []
    bold = False
    for line, tokens in zip(lines, split, strict=True):
        judged = list(_judged(tokens, bold and even))
        if not even and _switches(judged) % 2:
            marks = beginning(QUOTE_MARKS, line)
            if rules.is_empty_bold(line[len(marks) :]):
                result.append(marks.rstrip())
                continue
            judged = _without_last(judged)
        begins_bold = bold and even
        written, bold = _written(judged, begins_bold)
        # A line of switches alone leaves no line behind.
        if written.strip("*> \t") or not line.strip("> \t"):
            if begins_bold and result and written.startswith("**"):
                result[-1], written = _no_label(result[-1]), _no_label(written)
            result.append(written)
    return result, even


def _no_label(line: str) -> str:
    """The line, which shares its bold with a neighbour. Where it is wholly bold, that makes no label of it (S2, S3).

    `__` is bold, too, and means nothing else.
    """
    return WHOLLY_BOLD.sub(r"__\1__", line)


def _tokens(line: str) -> list[Token]:
    start = len(beginning(MARKS, line))
    tokens = [Token(line[:start])]
    for match in PIECE.finditer(line, start):
        run = match["run"]
        if run is not None and len(run) % 2 == 0:
            tokens += [Token(line[start : match.start()]), Token(run, "run")]
            start = match.end()
    return [token for token in (*tokens, Token(line[start:])) if token.text]


def _judged(tokens: list[Token], bold: bool) -> Iterator[Token]:
    """The tokens with every run as its switches; as text, where bold is off and the line has begun."""
    begun = False
    for token in tokens:
        if token.kind == "run" and (bold or not begun or len(token.text) == 2):
            for _ in range(len(token.text) // 2):
                yield Token("**", "switch")
                bold = not bold
        elif token.kind == "run":
            yield Token("\\*" * len(token.text))
        else:
            begun = begun or bool(token.text.strip("> \t"))
            yield token


def _switches(tokens: list[Token]) -> int:
    return sum(token.kind == "switch" for token in tokens)


def _total(split: list[list[Token]]) -> int:
    total = 0
    for tokens in split:
        total += _switches(list(_judged(tokens, bool(total % 2))))
    return total


def _without_last(tokens: list[Token]) -> list[Token]:
    """The tokens with the last switch as text."""
    last = max(number for number, token in enumerate(tokens) if token.kind == "switch")
    return [*tokens[:last], Token("\\*\\*"), *tokens[last + 1 :]]


def _written(tokens: list[Token], bold: bool) -> tuple[str, bool]:
    """The line with bold that begins and ends in it, and whether bold goes on in the next one."""
    pieces: list[tuple[bool, str]] = []
    for token in tokens:
        if token.kind == "switch":
            bold = not bold
        elif pieces and pieces[-1][0] == bold:
            pieces[-1] = (bold, pieces[-1][1] + token.text)
        else:
            pieces.append((bold, token.text))
    return "".join(_piece(is_bold, text) for is_bold, text in pieces), bold


def _piece(bold: bool, text: str) -> str:
    words = text.strip()
    if not bold or not words or figures.split(text)[0] or not text.strip("> \t"):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    marks = beginning(MARKS, text) if not before else ""
    if not words[len(marks) :]:
        return text
    return f"{before}{marks}**{words[len(marks) :]}**{after}"


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each `**` that is shown as typed, since nothing closes or opens it."""
    if not conversion.odd_bold:
        return
    body = conversion.body
    code = code_lines(lines)
    blanked = dict(outside_code(lines))
    escaped = [masks.escaped(blanked.get(number, "")) for number in range(len(lines))]
    for start, end in _units(escaped, code):
        split = [_tokens(line) for line in escaped[start:end]]
        if _total(split) % 2 == 0:
            continue
        for number, tokens in enumerate(split, start):
            judged = list(_judged(tokens, False))
            if _switches(judged) % 2 and not rules.is_empty_bold(lines[number].lstrip("> \t")):
                column = _column(judged, blanked[number])
                what = Text("这里的 ** 没有另一半，照原样显示", "this ** has no other half, and stays as typed")
                hint = Text("加粗要写成 **文字**，两边都有。", "Bold is **words**, with both ends.")
                yield Problem(Place(body.path, body.first_line + number, column), "warning", "bold", what, hint)


def _column(tokens: list[Token], line: str) -> int:
    """The column, from 1, at which the last switch of the tokens stands in the line as it was typed."""
    last = max(number for number, token in enumerate(tokens) if token.kind == "switch")
    before = "".join(token.text for token in tokens[:last])
    position = 0
    for character in before:
        # What was escaped on the way has a backslash that nobody typed.
        if character != "\\" or line[position : position + 1] == "\\":
            position += 1
    return position + 1
