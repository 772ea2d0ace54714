"""A quote in which people speak in turn becomes a dialogue.

Without CSS, in a feed reader or on paper, it still reads as a script: speaker, colon, words.
"""

import re
import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from fanzha.dialect import figures
from fanzha.dialect.attribution import KEYS
from fanzha.dialect.characters import wholly_bracketed
from fanzha.dialect.model import Conversion
from fanzha.dialect.paragraphs import is_one_line_of_text
from fanzha.patterns import pattern

LONGEST_NAME = 20
BOLD_TURN = pattern(
    r"\*\*[ ]?(?P<name>(?!\d+[ ]?[：:*])(?:[^*\s：:]{1,20}+(?=[ ]?[：:*])|[^*\n：:]{1,20}?))[ ]?"
    r"(?:(?P<inside>[：:])[ ]?\*\*|\*\*[ ]?(?P<outside>[：:]))[ ]*"
)
"""Names of one word, as most are, are taken at one go."""

PLAIN_TURN = pattern(
    r"(?P<name>(?!\d+[：:])[^\s*：:，。；！？、,;!?（()）\[\]<>`|\x02]{1,20})(?P<colon>：|:(?!//))[ ]*"
)
BLANKS = pattern(r"\n[ \t\n]*\n")

ROLES = {
    "scammer": ("骗子", "诈骗分子", "嫌疑人", "犯罪嫌疑人", "客服", "假客服"),
    "victim": ("受害人", "受害者", "事主", "被害人"),
    "police": ("民警", "警察", "警官", "反诈民警", "接警员"),
}
"""Roles of speakers by name, where neither the post nor the site gives one."""

USUAL_ROLES = {name: role for role, names in ROLES.items() for name in names}
SIDES = {"scammer": "left", "victim": "right"}

Kind = Literal["turn", "narration"]


@dataclass
class Part:
    """A turn with its speaker, or a narration; `lines` are Markdown, without the speaker."""

    kind: Kind
    lines: list[str]
    speaker: str = ""
    colon: str = "："


def known_roles(conversion: Conversion) -> dict[str, str]:
    """Role by speaker: the usual ones, then the site's, then the post's own."""
    return {**USUAL_ROLES, **dict(conversion.settings.roles), **dict(conversion.body.roles)}


class Speech:
    """Recognises turns and narrations in a text; `keys` are attribution keys, which are no names."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = frozenset((*KEYS, *keys))

    def parts(self, text: str) -> list[Part] | None:
        """The turns and narrations of a quote's text, or None where it is no dialogue."""
        if "：" not in text and ":" not in text:
            return None
        paragraphs = [paragraph.split("\n") for paragraph in BLANKS.split(text.strip("\n"))]
        plain: frozenset[str] | None = None
        parts: list[Part] = []
        for lines in paragraphs:
            if lines[0][:1] != "*" and wholly_bracketed("".join(lines).strip(), "（(【"):
                parts.append(Part("narration", [line.strip() for line in lines]))
                continue
            for number, line in enumerate(lines):
                turn = self.bold_turn(line)
                if turn is None:
                    # Most dialogues have bold names alone.
                    plain = self.plain_names(paragraphs) if plain is None else plain
                    turn = self.plain_turn(line, plain)
                if turn:
                    parts.append(turn)
                elif number and parts and figures.split(lines[number - 1])[0]:
                    # Under a picture it is a caption, no narration.
                    parts[-1].lines.append(line)
                elif wholly_bracketed(line.strip(), "（(【"):
                    parts.append(Part("narration", [line.strip()]))
                elif not parts:
                    return None
                elif parts[-1].kind == "narration":
                    # Words after a narration go on with the last turn, if there was one.
                    if not any(part.kind == "turn" for part in parts):
                        return None
                    last = next(part for part in reversed(parts) if part.kind == "turn")
                    parts.append(Part("turn", [line], last.speaker, ""))
                else:
                    parts[-1].lines += ["", line] if number == 0 else [line]
        speakers = [part.speaker for part in parts if part.kind == "turn" and part.colon]
        if len(speakers) < 2 or 3 <= len(set(speakers)) == len(speakers):
            return None
        return parts

    def begins(self, text: str) -> bool:
        """Whether the text begins as a dialogue goes on: with a turn or a narration."""
        first = re.split(r"\n[ \t]*\n", text.strip("\n"), maxsplit=1)[0]
        if wholly_bracketed(first.replace("\n", "").strip(), "（(【"):
            return True
        match = BOLD_TURN.match(first.lstrip()) or PLAIN_TURN.match(first.lstrip())
        return bool(match and match["name"].strip() not in self.keys)

    def plain_names(self, paragraphs: list[list[str]]) -> frozenset[str]:
        """The names without bold that count as speakers: all, once two names each speak twice or more."""
        lines = [line.strip() for lines in paragraphs for line in lines]
        unbolded = {match["name"] for line in lines if (match := PLAIN_TURN.match(line))} - self.keys
        if not unbolded:
            return frozenset()
        turns = (BOLD_TURN.match(line) or PLAIN_TURN.match(line) for line in lines)
        names = Counter(match["name"] for match in turns if match)
        often = {name for name, count in names.items() if count >= 2} - self.keys
        if len(often) < 2:
            return frozenset()
        # Among bold speakers a plain word with a colon is one only if it comes again: `短信：` is none.
        return frozenset(unbolded if often & unbolded == often else unbolded & often)

    def bold_turn(self, line: str) -> Part | None:
        line = line.strip()
        match = BOLD_TURN.match(line)
        if not match:
            return None
        name, inside, outside = match.groups()
        name = name.strip()
        return Part("turn", [line[match.end() :]], name, inside or outside) if name not in self.keys else None

    @staticmethod
    def plain_turn(line: str, names: frozenset[str]) -> Part | None:
        line = line.strip()
        match = PLAIN_TURN.match(line) if names else None
        if match and match["name"] in names:
            return Part("turn", [line[match.end() :]], match["name"], match["colon"])
        return None

    def nearly(self, lines: list[str], quoted: bool, roles: Container[str]) -> int | None:
        """The first of the lines that look like a dialogue and are none: quoted ones that nothing else stands among,
        unquoted ones in a row of which one speaker has a role and one speaks twice. None where there are none."""
        turns: list[tuple[int, str]] = []
        for number, line in enumerate(lines):
            match = BOLD_TURN.match(line.strip()) or (PLAIN_TURN.match(line.strip()) if quoted else None)
            if match and match["name"].strip() not in self.keys:
                turns.append((number, match["name"].strip()))
            elif quoted and line.strip() and not wholly_bracketed(line.strip(), "（(【"):
                return None
            elif not quoted and line.strip():
                if self._are_unquoted_turns(turns, roles):
                    break
                turns = []
        counts = Counter(name for _, name in turns)
        if quoted:
            is_fact_sheet = len(counts) >= 3 and max(counts.values()) == 1
            found = len(turns) >= 2 and not is_fact_sheet and self.parts("\n".join(lines)) is None
        else:
            found = self._are_unquoted_turns(turns, roles)
        return turns[0][0] if found else None

    @staticmethod
    def _are_unquoted_turns(turns: list[tuple[int, str]], roles: Container[str]) -> bool:
        counts = Counter(name for _, name in turns)
        return len(counts) >= 2 and max(counts.values()) >= 2 and any(name in roles for name in counts)


class Dialogues:
    """Writes dialogues, every speaker on a side and with a role."""

    def __init__(self, parser: BlockParser, conversion: Conversion) -> None:
        self.parser = parser
        self.conversion = conversion
        self.speech = Speech(conversion.settings.attribution_keys)

    def write(self, parent: etree.Element, parts: list[Part]) -> None:
        quote = etree.SubElement(parent, "blockquote", {"class": "dialogue"})
        cast = self.cast([part.speaker for part in parts if part.kind == "turn"])
        for part in parts:
            text = "\n".join(part.lines).strip("\n")
            if part.kind == "narration":
                self.parser.parseBlocks(quote, [text])
                quote[-1].set("class", "narration")
                continue
            turn = etree.SubElement(quote, "div", cast[part.speaker])
            if not self.parser.state and is_one_line_of_text(text, self.conversion):
                # As most turns are.
                words = etree.SubElement(turn, "p")
                words.text = text
            else:
                self.parser.parseChunk(turn, text)
                words = turn[0] if len(turn) else turn
            if part.colon:
                if words.tag != "p":
                    words = etree.Element("p")
                    turn.insert(0, words)
                self.name_speaker(words, part)

    @staticmethod
    def name_speaker(words: etree.Element, part: Part) -> None:
        speaker, colon = etree.Element("b", {"class": "speaker"}), etree.Element("span", {"class": "colon"})
        speaker.text, colon.text, colon.tail = AtomicString(part.speaker), part.colon, words.text
        words.text = None
        words.insert(0, speaker)
        words.insert(1, colon)

    def cast(self, speakers: list[str]) -> dict[str, dict[str, str]]:
        """The attributes of every speaker's turns, by name: who speaks, on which side, and in which role if in one."""
        names = list(dict.fromkeys(speakers))
        known = known_roles(self.conversion)
        roles = {name: known[name] for name in names if name in known}
        sides = {name: ("left", "right")[number % 2] for number, name in enumerate(names)}
        fixed = {name: SIDES[role] for name, role in roles.items() if role in SIDES}
        sides.update(fixed)
        if len(names) == 2 and len(fixed) == 1:
            ((name, side),) = fixed.items()
            other = names[1 - names.index(name)]
            sides[other] = "left" if side == "right" else "right"
        return {
            name: {
                "class": "turn",
                "data-speaker": name,
                "data-side": sides[name],
                **({"data-role": roles[name]} if name in roles else {}),
            }
            for name in names
        }
