"""B1, P1, P4: headings without a space, the title repeated in the body, and ids for the catalogue."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from functools import lru_cache

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.treeprocessors import Treeprocessor

from fanzha.dialect import rules
from fanzha.dialect.characters import OPENING, is_cjk, levelled, with_escaped
from fanzha.dialect.code import outside_code
from fanzha.dialect.liquid import with_values
from fanzha.dialect.model import Conversion, Heading
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

HASHES = pattern(r"[ ]{0,3}(#{1,6})(?!#)(.*)$")
TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HEADINGS = frozenset(TAGS)
NOT_IN_ID = pattern(r"[^\w-]+")


def of_line(line: str) -> tuple[int, str] | None:
    """Level and text of the heading that the line is, or None: `# words` as everywhere, and `#【words】`."""
    match = HASHES.match(line) if line.lstrip(" ").startswith("#") else None
    if not match:
        return None
    text = match[2]
    if not text.strip() or text[0] in " \t":
        return len(match[1]), text.strip()
    first_word = text.split(None, 1)[0]
    starts = is_cjk(text[0]) or text[0] in OPENING + '"'
    if not starts and text[0].isalnum() and text[0].isascii():
        starts = any(map(is_cjk, first_word))
    return (len(match[1]), text.strip()) if starts and "#" not in first_word else None


class HeadingProcessor(HashHeaderProcessor):
    """Python-Markdown's, which would take every `#x` for a heading, with CommonMark's white space asked for.

    (The pass over lines has written B1's headings with a space.)
    """

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \t\n]|$)(?P<header>(?:\\.|[^\\\n])*?)(?:[ \t]#+)?[ \t]*(?:\n|$)")


STASHED = pattern("\x02wzxhzdk:\\d+\x03")


class HeadingTreeprocessor(Treeprocessor):
    """Takes the repeated title out, moves the rest below the page's one h1, and gives ids."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, root: etree.Element) -> None:
        first = root.find("h1")
        if first is not None and self.is_title(first):
            root.remove(first)
        found = [element for element in root.iter() if element.tag in HEADINGS]
        if any(element.tag == "h1" for element in found):
            for element in found:
                element.tag = TAGS[min(TAGS.index(element.tag) + 1, 5)]
        taken: dict[str, int] = {}
        for element in found:
            text = self.text(element)
            element.set("id", unique(with_escaped(element.get("id", "")) or slug(text), taken))
            if text:
                self.conversion.headings.append(Heading(int(element.tag[1]), element.get("id", ""), text))

    def text(self, element: etree.Element) -> str:
        text = "".join(element.itertext())
        if "\x02" in text:
            # Raw tags in the heading are put aside by now, and are no words of it.
            text = STASHED.sub("", text)
            text = with_values(with_escaped(text), self.conversion.body)
        return " ".join(text.split())

    def is_title(self, heading: etree.Element) -> bool:
        """P1. Notes the full title where the heading goes on after the front matter's."""
        text, title = self.text(heading), self.conversion.body.title
        here, given = levelled(text), levelled(title)
        if not given or not here.startswith(given):
            return False
        if any(part.tag in ("a", "img") for part in heading.iter()):
            # It says more than the title: where it leads, or what it shows.
            return False
        if here != given:
            self.conversion.title = text
        return True


@lru_cache(maxsize=64)  # the same labels come again in other posts
def slug(text: str) -> str:
    """A readable id: letters and digits of any script in lower case, anything else one hyphen."""
    return NOT_IN_ID.sub("-", unicodedata.normalize("NFKC", text)).strip("-").lower() or "section"


def unique(identifier: str, taken: dict[str, int]) -> str:
    """The id, with a number behind where it is taken; it depends on its namesakes above alone.

    `taken` holds for each id how often it was asked for.
    """
    candidate = identifier
    while candidate in taken:
        taken[identifier] += 1
        candidate = f"{identifier}-{taken[identifier]}"
    taken[candidate] = 1
    return candidate


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each heading that is deeper by more than one level than the one above it."""
    body = conversion.body
    if "###" not in body.text:
        return
    above, last = 0, ""
    told: set[tuple[int, int]] = set()
    for number, line in outside_code(lines):
        if not line.lstrip(" ").startswith(("#", "=", "-")):
            last = line
            continue
        heading = of_line(line)
        if heading is None:
            underlines = rules.is_underline(line) and last.strip() and rules.can_be_underlined(last)
            heading = ((1 if "=" in line else 2), last) if underlines else None
        if heading and above and heading[0] > above + 1 and (above, heading[0]) not in told:
            # A post that does it once does it often: each kind of jump is said once.
            told.add((above, heading[0]))
            place = Place(body.path, body.first_line + number, len(line) - len(line.lstrip(" ")) + 1)
            what = Text(
                f"标题从 {'#' * above} 跳到了 {'#' * heading[0]}",
                f"the heading jumps from {'#' * above} to {'#' * heading[0]}",
            )
            hint = Text(f"改成 {'#' * (above + 1)}。", f"Make it {'#' * (above + 1)}.")
            yield Problem(place, "warning", "heading-level", what, hint)
        above, last = (heading[0] if heading else above), line


def register(md: Markdown, conversion: Conversion) -> None:
    # The pass over lines knows which underlines are meant; Python-Markdown's would take `- ` for one.
    md.parser.blockprocessors.deregister("setextheader")
    md.parser.blockprocessors.register(HeadingProcessor(md.parser), "hashheader", 70)
    md.treeprocessors.register(HeadingTreeprocessor(md, conversion), "headings", 6)
