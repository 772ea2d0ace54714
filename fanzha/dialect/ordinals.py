"""S4: lines that count `一、` `二、` or `手法一：` are titles, or steps where nothing stands between them."""

import xml.etree.ElementTree as etree
from typing import Literal, NamedTuple

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor

from fanzha.dialect import steps
from fanzha.dialect.characters import CHINESE_NUMBER, chinese_number
from fanzha.dialect.model import Conversion
from fanzha.patterns import pattern

ORDINAL = pattern(
    rf"[ ]{{0,3}}(?P<open>\*\*)?[ ]?(?P<marker>(?P<before>第?)(?P<number>{CHINESE_NUMBER})"
    rf"(?P<after>、|[类种招步][：:、])|(?P<word>手法|套路|招数|类型|案例|提醒)(?P<number2>{CHINESE_NUMBER})[：:、])"
    r"(?P<words>.+)$"
)
SECOND = pattern(r"二[、：:类种招步]")
"""What a text must hold for anything in it to count from one to two."""

LONGEST = 30
MARK = "\x02ordinal:"
"""What the pass over lines puts before such a line, for the block processor."""

Use = Literal["title", "step"]


class Ordinal(NamedTuple):
    """A line that counts: what is counted, how far, the marker as typed, and the words."""

    family: str
    number: int
    marker: str
    words: str


def ordinal_of(line: str) -> Ordinal | None:
    """The ordinal that the line is, if it is short enough for a title and ends like one."""
    match = ORDINAL.match(line)
    if not match:
        return None
    words = match["words"].strip()
    if match["open"]:
        # Wholly bold, or bold at the beginning: then what is bold stays so.
        bold, _, rest = words.partition("**")
        words = f"**{bold}**{rest}" if rest.strip("：: ") else bold
    whole = match["marker"] + words.replace("**", "")
    if len(whole) > LONGEST or words.endswith(("。", "；")) or not words or words.count("**") % 2:
        return None
    family = match["word"] or match["before"] + match["after"].rstrip("：:、") + "、"
    return Ordinal(family, chinese_number(match["number"] or match["number2"]), match["marker"], words)


def uses(lines: list[str], code: list[bool], text: str) -> dict[int, Use]:
    """What becomes of which line: runs of two or more that count up from one. `text` is the lines in one piece."""
    found: dict[int, Use] = {}
    run: list[int] = []
    family = ""
    if "二" not in text or not SECOND.search(text):
        return found
    for number, line in enumerate(lines):
        # Most lines are told apart by a character.
        if code[number] or ("、" not in line and "：" not in line and ":" not in line):
            continue
        ordinal = ordinal_of(line)
        if ordinal is None or steps.item_of(line) is not None:
            continue  # a step is one first, as in `**第一步：**`
        if run and ordinal.family == family and ordinal.number == len(run) + 1:
            run.append(number)
            continue
        found |= _uses_of(run, lines)
        run, family = ([number], ordinal.family) if ordinal.number == 1 else ([], "")
    return found | _uses_of(run, lines)


def _uses_of(run: list[int], lines: list[str]) -> dict[int, Use]:
    if len(run) < 2:
        return {}
    between = any(line.strip() for line in lines[run[0] : run[-1] + 1] if not ordinal_of(line))
    return {number: "title" if between else "step" for number in run}


class OrdinalProcessor(BlockProcessor):
    """Makes titles and steps of the lines that the pass over lines has marked."""

    def test(self, parent: etree.Element, block: str) -> bool:
        return block.startswith(MARK)

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).strip("\n").split("\n")
        if lines[0].startswith(f"{MARK}title\x03"):
            ordinal = ordinal_of(lines[0].removeprefix(f"{MARK}title\x03"))
            assert ordinal
            label = etree.SubElement(parent, "h3", {"class": "label"})
            label.text = (ordinal.marker + ordinal.words).rstrip("：:")
            return
        path = etree.SubElement(parent, "ol", {"class": "steps"})
        for line in lines:
            ordinal = ordinal_of(line.removeprefix(f"{MARK}step\x03"))
            assert ordinal
            attributes = {"value": str(ordinal.number), "data-marker": ordinal.marker}
            etree.SubElement(path, "li", attributes).text = ordinal.words


def register(md: Markdown, conversion: Conversion) -> None:
    md.parser.blockprocessors.register(OrdinalProcessor(md.parser), "ordinals", 13.5)
