"""B6: whether the lines of a paragraph are kept apart or joined.

Editors who type Chinese mean the line ends they type; authors who wrap English lines do not. So they are kept where
the post's letters are mostly CJK, and joined otherwise, without a space between two CJK characters.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from itertools import pairwise

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor

from fanzha.dialect.characters import is_cjk, visible_length
from fanzha.dialect.code import CODE_SPAN
from fanzha.dialect.model import Body, Conversion
from fanzha.patterns import pattern

LONG_LINE = 36
"""Visible characters: a longer line is a paragraph of its own."""

CJK_LETTERS = pattern(
    "[\u1100-\u11ff\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u31bf\u31f0-\u31ff"
    "\u3400-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    "\U00016fe0-\U0001b2ff\U00020000-\U0003ffff]+"
)
"""Letters of East Asian width W or F (UAX #11), and of the Hangul script."""

NOT_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalpha())
NOT_IDEOGRAPHS = bytes(byte for byte in range(256) if not 0x4E <= byte <= 0x9F)
"""High bytes of UTF-16 that no ideograph of U+4E00 to U+9FFF has."""

PLACEHOLDER, TARGET, TAG = pattern("\x02[^\x03]*\x03"), pattern(r"\]\([^()\n]*\)"), pattern(r"<[a-zA-Z/][^<>\n]*>")
NOT_PROSE = pattern(f"{PLACEHOLDER.pattern}|https?://[!-~]+|{TARGET.pattern}|{TAG.pattern}")

SPOKEN_FOR = frozenset(("", *">#*+-_=0123456789|<![（(①\x02微来稿摘转`~{:\\"))
SPOKEN_FOR_AT_END = frozenset("摄）)")
"""What a block may begin or end with that is spoken for elsewhere."""


def keeps_lines(text: str, body: Body) -> bool:
    """Whether the post's lines are kept apart: as it says, or if more than half of its letters are CJK."""
    if body.hard_wrap != "auto":
        return body.hard_wrap == "true"
    # Most texts can be told from bounds, which take a tenth of the time that counting each letter does.
    if "`" not in text:
        # No ideograph stands in a bare address. Without the four in one pattern, each sign is found much faster.
        most = sum(len(piece) for form in (PLACEHOLDER, TARGET, TAG) for piece in form.findall(text))
        doubled = 2 * (_ideographs(text) - most)
        if doubled > len(text) or doubled > sum(_latin_and_others(text)):
            return True
    text = CODE_SPAN.sub("", NOT_PROSE.sub("", text))
    latin, others = _latin_and_others(text)
    if 2 * others <= latin:
        return False
    if 2 * _ideographs(text) > latin + others:
        return True
    return 2 * sum(map(len, CJK_LETTERS.findall(text))) > sum(map(str.isalpha, text))


def _latin_and_others(text: str) -> tuple[int, int]:
    """How many Latin letters the text holds, and how many characters that are not ASCII."""
    plain = text.encode("ascii", "ignore")
    return len(plain.translate(None, NOT_LETTERS)), len(text) - len(plain)


def _ideographs(text: str) -> int:
    """How many common ideographs the text holds."""
    return len(text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, NOT_IDEOGRAPHS))


def is_running_text(block: str, conversion: Conversion) -> bool:
    """Whether it can be told at a glance that the block is paragraphs and nothing else: none but theirs claims it."""
    # The pass over lines has set blocks apart, but for lists of definitions, and for Markdown in raw HTML.
    return (
        block[:1] not in SPOKEN_FOR
        and not block[0].isspace()
        and block[-1] not in SPOKEN_FOR_AT_END
        and "|" not in block
        and "\x02" not in block
        and "[" not in block
        and ": " not in block
        and not conversion.markdown_in_html
    )


def is_one_line_of_text(block: str, conversion: Conversion) -> bool:
    return "\n" not in block and is_running_text(block, conversion)


def _is_long(line: str) -> bool:
    return len(line) > LONG_LINE and visible_length(line) > LONG_LINE


class LineProcessor(ParagraphProcessor):
    """Python-Markdown's paragraphs, with the line ends decided."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0).strip("\n")
        text = block.lstrip()
        if not text:
            return
        state = self.parser.state
        in_list = bool(state) and state.isstate("list")
        if "\n" not in block and not in_list:
            etree.SubElement(parent, "p").text = text
            return
        lines = block.split("\n")
        paragraphs = [block] if len(lines) == 1 else self.paragraphs(lines, in_list)
        for paragraph in paragraphs:
            super().run(parent, [paragraph])

    def paragraphs(self, lines: list[str], together: bool) -> list[str]:
        paragraphs: list[str] = []
        pieces = [lines[0].lstrip()]
        span = Span(lines[0])
        for above, line in pairwise(lines):
            words = line.strip()
            if span.is_open:
                pieces.append(f"\n{words}")
            elif not self.conversion.keep_lines:
                close = is_cjk(above.rstrip()[-1:] or " ") and is_cjk(words[:1] or " ")
                if close and not above.endswith(("  ", "\\")):
                    pieces[-1] = pieces[-1].rstrip()
                    pieces.append(words)
                else:
                    pieces.append(f"\n{line.lstrip()}")
            elif together or not (_is_long(above) or _is_long(line)):
                pieces[-1] = pieces[-1].rstrip()
                pieces.append(f"  \n{words}")
            else:
                paragraphs.append("".join(pieces))
                pieces = [words]
            span.read(line)
        return [*paragraphs, "".join(pieces)]


class Span:
    """Whether bold text, a code span, a link's words or a tag go on in the next line: then the two belong together."""

    def __init__(self, line: str) -> None:
        self.backticks = self.bolds = 0
        self.bracket = self.angle = False
        self.read(line)

    def read(self, line: str) -> None:
        self.backticks += line.count("`")
        self.bolds += line.count("**")
        for opening, closing, name in (("[", "]", "bracket"), ("<", ">", "angle")):
            if opening in line or closing in line:
                setattr(self, name, line.rfind(opening) > line.rfind(closing))

    @property
    def is_open(self) -> bool:
        return bool(self.backticks % 2 or self.bolds % 2 or self.bracket or self.angle)


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(LineProcessor(md, conversion), "paragraph", 10)
