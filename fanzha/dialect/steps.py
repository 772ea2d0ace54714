"""S1: items that count up from one, as editors type them, become a list of steps."""

import xml.etree.ElementTree as etree
from functools import lru_cache
from typing import NamedTuple

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import figures, headings, labels, rules
from fanzha.dialect.characters import CHINESE_NUMBER, OPENING, chinese_number, is_cjk
from fanzha.dialect.code import LIST_ITEM
from fanzha.dialect.model import Conversion
from fanzha.dialect.paragraphs import is_one_line_of_text
from fanzha.patterns import pattern

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

NUMBER = rf"\d{{1,2}}[.、．]|（\d{{1,2}}）|\(\d{{1,2}}\)|[{CIRCLED}]"
BOLD_ITEM = pattern(
    rf"\*\*[ ]?(?P<marker>{NUMBER}|第(?P<chinese>{CHINESE_NUMBER})步)"
    r"(?:(?P<inside>[：:])?[ ]?\*\*(?P<outside>[ ]?[：:])?)[ ]?"
)
PLAIN_ITEM = pattern(rf"(?P<marker>{NUMBER})")
FIRST = frozenset(("**", "1", "（1", "(1", "①"))
"""What a first step begins with."""


class Item(NamedTuple):
    """A line that begins a step: its number, the marker as typed, and the words after it."""

    number: int
    marker: str
    words: str

    @property
    def family(self) -> str:
        """What kind of marker it is: a run keeps to one."""
        first = self.marker[0]
        return "circled" if first in CIRCLED else first if first in "（(第" else "number"


@lru_cache(maxsize=32)  # several rules ask of the same line
def item_of(line: str) -> Item | None:
    """The step that the line begins, if it is one."""
    line = line.strip()
    if line[:2] == "**":
        bold = BOLD_ITEM.match(line)
        if not bold:
            return None
        marker, chinese, inside, outside = bold.groups()
        colon = (inside or outside or "").strip()
        return Item(_number(marker), marker + colon, line[bold.end() :]) if colon or not chinese else None
    plain = PLAIN_ITEM.match(line)
    if not plain:
        return None
    words = line[plain.end() :]
    # Never `1.5万`, nor Markdown's own `1. words`.
    after = words.removeprefix("**")[:1]
    return (
        Item(_number(plain["marker"]), plain["marker"], words)
        if after and (is_cjk(after) or after in OPENING)
        else None
    )


def _number(marker: str) -> int:
    if marker[0] == "第":
        return chinese_number(marker[1:-1])
    if marker[0] in CIRCLED:
        return CIRCLED.index(marker) + 1
    return int(marker.strip(".、．（）()"))


class Step(NamedTuple):
    item: Item
    blocks: list[str]


class StepProcessor(BlockProcessor):
    """Makes a list of a run of steps at the post's top level; what stands between two belongs to the one above.

    The blocks from a first step on are read ahead until the run ends, at most up to the next marker out of turn, so
    that the whole stays linear in the post's length.
    """

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md.parser)
        self.conversion = conversion

    def test(self, parent: etree.Element, block: str) -> bool:
        return parent is self.parser.root and is_first(block.partition("\n")[0])

    def run(self, parent: etree.Element, blocks: list[str]) -> bool | None:
        steps, rest, used = read_run(blocks)
        if len(steps) < 2:
            return False
        del blocks[:used]
        if rest:
            blocks.insert(0, rest)
        path = etree.SubElement(parent, "ol", {"class": "steps"})
        for step in steps:
            attributes = {"value": str(step.item.number), "data-marker": step.item.marker}
            entry = etree.SubElement(path, "li", attributes)
            if len(step.blocks) == 1 and is_one_line_of_text(step.item.words, self.conversion):
                # As most steps are.
                entry.text = step.item.words
                continue
            self.parser.parseBlocks(entry, [block for block in step.blocks if block.strip()])
            if len(entry) == 1 and entry[0].tag == "p":
                paragraph = entry[0]
                entry.text = paragraph.text
                entry.remove(paragraph)
                entry.extend(paragraph)
        return None


def is_first(line: str) -> bool:
    """Whether a run of steps may begin with this line; the pass over lines sets it apart."""
    # Most lines of a post are told apart by their first characters.
    start = line.lstrip(" ")[:2]
    if start not in FIRST and start[:1] not in FIRST:
        return False
    item = item_of(line)
    return item is not None and item.number == 1


def read_run(blocks: list[str]) -> tuple[list[Step], str, int]:
    """The steps that begin with the first line of the first block.

    Returns them, what is left of the block in which the run ends, and how many blocks are used up. A last step whose
    marker stands alone on its line takes the next line.
    """
    steps: list[Step] = []
    family = ""
    waiting: list[str] = []  # what stands below the last step: its own if another one follows
    ended: tuple[list[str], int, int] = ([], 0, 0)  # where the last step ends: lines, how many, in which block
    for count, block in enumerate(blocks, 1):
        if steps and _ends_run(block):
            break
        if not _is_running_text(block):
            waiting.append(block)
            continue
        text: list[str] = []
        lines = block.split("\n")
        for number, line in enumerate(lines, 1):
            item = item_of(line)
            if item is not None and steps and item.family != family:
                item = None  # another way of counting stays inside the step
            if item is None:
                if steps and steps[-1].blocks == [""] and not text and not waiting:
                    steps[-1].blocks.append(line)
                    ended = lines, number, count
                else:
                    text.append(line)
                continue
            if item.number != len(steps) + 1:
                return steps, _after(ended), ended[2]
            if text:
                waiting.append("\n".join(text))
            if steps:
                steps[-1].blocks.extend(waiting)
            else:
                family = item.family
            steps.append(Step(item, [item.words]))
            waiting, text = [], []
            ended = lines, number, count
        if text:
            waiting.append("\n".join(text))
    return steps, _after(ended), ended[2]


def _after(ended: tuple[list[str], int, int]) -> str:
    return "\n".join(ended[0][ended[1] :])


def _is_running_text(block: str) -> bool:
    start = block.lstrip("\n").partition("\n")[0]
    return not (start.startswith((">", "    ", "\t", "\x02", "|")) or LIST_ITEM.match(start) or figures.split(start)[0])


def _ends_run(block: str) -> bool:
    line = block.lstrip("\n").partition("\n")[0]
    if rules.is_rule(line) or headings.of_line(line):
        return True
    return labels.bold_words(line) is not None and item_of(line) is None


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(StepProcessor(md, conversion), "steps", 14)
