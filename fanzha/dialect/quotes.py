"""B3, B4: quotes hold the lines that begin with `>` and no others; what they say decides what they become.

The pass over lines has ended each quote with a blank line and arranged its inside; here a quote is one block.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Container, Iterator

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import signature
from fanzha.dialect.attribution import Attribution
from fanzha.dialect.code import outside_code
from fanzha.dialect.dialogue import Dialogues, Speech, known_roles
from fanzha.dialect.model import Body, Conversion
from fanzha.patterns import beginning, pattern
from fanzha.problems import Place, Problem, Text

MARK = pattern(r"[ ]{0,3}>[ ]?")
UNQUOTED_TURN = pattern(r"\n\*\*(?:[^*\n]{1,22}\*\*[ ]?[：:]|[^*\n]{1,21}[：:][ ]?\*\*)")
NESTING = pattern(r"(?:[>\-*+ \t]|\d+\.[ ])*")
DEEPEST = 50
"""Quotes below this depth are text: nobody means them, and every level costs stack."""


def unquoted(line: str) -> str | None:
    """The line without its first quote mark, or None where it has none."""
    if line[:1] == ">":
        return line[2:] if line[1:2] == " " else line[1:]
    match = MARK.match(line) if line[:1] == " " else None
    return line[match.end() :] if match else None


def is_wholly_quoted(block: str) -> bool:
    """Whether every line begins with a quote mark, as the pass over lines has it; nothing else claims such a block."""
    return block.startswith(">") and block.count("\n") == block.count("\n>")


class QuoteProcessor(BlockProcessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion
        self.attribution = Attribution(conversion)
        self.dialogues = Dialogues(md.parser, conversion)
        self.speech = self.dialogues.speech
        self.tried = 0
        """How many of the next quotes have been tried as part of one dialogue, in vain."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(MARK.match(block))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        text, rest = _inside(block)
        if rest:
            blocks.insert(0, rest)
        elif self.tried:
            self.tried -= 1
        elif self.speech.begins(text):
            # Two quotes parted by a blank line are two, unless together they are one dialogue.
            joined, count = text, 0
            for following in blocks:
                more, rest = _inside(following) if MARK.match(following.lstrip("\n")) else ("", "")
                if rest or not more or not self.speech.begins(more):
                    break
                joined, count = f"{joined}\n\n{more}", count + 1
            parts = self.speech.parts(joined)
            if parts:
                del blocks[:count]
                self.dialogues.write(parent, parts)
                return
            self.tried = count
        pairs = self.attribution.pairs(text)
        if pairs:
            self.attribution.write(parent, pairs)
            return
        parts = self.speech.parts(text)
        if parts:
            self.dialogues.write(parent, parts)
            return
        self.conversion.plain_quotes = True
        signed = signature.split(text)
        if signed:
            text, name = signed
            parent = etree.SubElement(parent, "figure", {"class": "quote"})
        quote = etree.SubElement(parent, "blockquote")
        self.parser.parseChunk(quote, text)
        if signed:
            caption = etree.SubElement(parent, "figcaption")
            caption.text = "—— "
            etree.SubElement(caption, "cite").text = name


def _inside(block: str) -> tuple[str, str]:
    """The quote's text without its marks, and what of the block is no longer quoted."""
    block = block.strip("\n")
    if is_wholly_quoted(block):
        return "\n".join([words.removeprefix(" ") for words in block[1:].split("\n>")]), ""
    inside: list[str] = []
    lines = block.split("\n")
    for number, line in enumerate(lines):
        words = unquoted(line)
        if words is None:
            return "\n".join(inside), "\n".join(lines[number:])
        inside.append(words)
    return "\n".join(inside), ""


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """Warnings for what looks like a dialogue and is none, and for quotes or lists that are nested too deeply."""
    body = conversion.body
    if conversion.too_deep:
        deep = next((number for number, line in enumerate(lines) if len(beginning(NESTING, line)) > DEEPEST), 0)
        yield too_deep(body, deep)
    unquoted_too = len(UNQUOTED_TURN.findall(f"\n{body.text}")) >= 3
    if not conversion.plain_quotes and not unquoted_too:
        return
    speech, roles = Speech(conversion.settings.attribution_keys), known_roles(conversion)
    run: list[tuple[int, str]] = []
    quoted = False
    for number, line in [*outside_code(lines), (len(lines), "")]:
        words = unquoted(line)
        if run and (words is None) == quoted:
            yield from _nearly_a_dialogue(run, quoted, speech, roles, body)
            run = []
        quoted = words is not None
        if quoted or unquoted_too:
            run.append((number, line if words is None else words))
    yield from _nearly_a_dialogue(run, quoted, speech, roles, body)


def _nearly_a_dialogue(
    run: list[tuple[int, str]], quoted: bool, speech: Speech, roles: Container[str], body: Body
) -> Iterator[Problem]:
    first = speech.nearly([line for _, line in run], quoted, roles)
    if first is None:
        return
    what = Text("看起来像对话，但没有排成对话", "this looks like a dialogue, but is not shown as one")
    hint = Text(
        "每行写成 > **名字**：说的话。不是对话就不用管。",
        "Write each line as > **NAME**：words. If it is none, leave it.",
    )
    yield Problem(Place(body.path, body.first_line + run[first][0]), "warning", "dialogue", what, hint)


def too_deep(body: Body, number: int) -> Problem:
    """The warning for a line, from 0, that is nested too deeply."""
    what = Text("列表或引用套得太深，照原样显示", "nested too deeply; shown as typed")
    hint = Text("把内容分成几段，不要层层嵌套。", "Write it as a few paragraphs instead.")
    return Problem(Place(body.path, body.first_line + number), "warning", "too-deep", what, hint)


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(QuoteProcessor(md, conversion), "quote", 20)
