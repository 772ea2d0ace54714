"""Python-Markdown's loop over blocks, which asks only those processors that may take a block.

Most blocks are running text, which goes straight to the paragraph's processor. What else a block is, its first
character tells nearly, and most of the other processors are told by something that their blocks hold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import HRProcessor

from fanzha.dialect.addresses import PLACEHOLDER
from fanzha.dialect.model import Conversion
from fanzha.dialect.paragraphs import is_running_text
from fanzha.dialect.quotes import is_wholly_quoted
from fanzha.patterns import pattern

TRIGGERS = {
    "markdown_block": PLACEHOLDER,
    "raw_attribution": PLACEHOLDER,
    "indent": "    ",
    "defindent": "    ",
    "code": "    ",
    "table": "|",
    "account": "微信号",
    "hashheader": "#",
    "olist": ". ",
    "deflist": ": ",
    "footnote": "[^",
    "abbr": "*[",
    "reference": "]:",
    "labels": "**",
}
"""What a block must hold for the processor of this name to take it; others are always asked."""

BEGINNINGS = {
    "empty": "\n",
    "indent": " ",
    "defindent": " ",
    "code": " ",
    "figures": " ![<",
    "ulist": " *+-",
    "quote": " >",
    "steps": " *1（(①",
    "ordinals": "\x02",
    "labels": " *",
}
"""Characters of which a block must begin with one for the processor of this name to take it."""

LINE_BEGINNINGS = {
    "table": "",
    "account": "",
    "hashheader": "#",
    "hr": " -_*",
    "deflist": " :",
    "footnote": " [",
    "abbr": "*",
    "reference": " [",
}
"""The same for processors that look at more lines than the first: what a block of a single line must begin with."""

RULE = pattern(r"\n[ ]{0,3}([-_*])[ ]{0,2}\1[ ]{0,2}\1")
"""What a line of a rule begins with. Python-Markdown's own expression is slow, as it is tried at each character."""

OTHER = "字"
"""A character with which nothing special begins."""

Asked = tuple[tuple[str, Callable[[Any, str], bool], Callable[[Any, list[str]], bool | None]], ...]
"""Of processors in their order: what a block must hold for each, its test, and its run."""


class SparingRules(HRProcessor):
    """Python-Markdown's rules, searched for only where a line begins like one."""

    def test(self, parent: Any, block: str) -> bool:
        return bool(RULE.search(f"\n{block}")) and super().test(parent, block)


def by_beginning(md: Markdown, beginnings: dict[str, str]) -> dict[str, Asked]:
    """The processors to ask, by the first character of the block; those under OTHER for what is not there."""
    processors = md.parser.blockprocessors
    known = {processors[name]: name for name in {*TRIGGERS, *beginnings} if name in processors}
    named = [(known.get(processor, ""), processor) for processor in processors]
    return {
        start: tuple(
            (TRIGGERS.get(name, ""), processor.test, processor.run)
            for name, processor in named
            if start in beginnings.get(name, start)
        )
        for start in {*"".join(beginnings.values()), OTHER, ""}
    }


def sparing_blocks(md: Markdown, conversion: Conversion) -> Callable[[Any, list[str]], None]:
    """Python-Markdown's `parseBlocks`. Every processor must be registered by now."""
    md.parser.blockprocessors.register(SparingRules(md.parser), "hr", 50)
    of_lines, of_line = by_beginning(md, BEGINNINGS), by_beginning(md, BEGINNINGS | LINE_BEGINNINGS)
    write_paragraph, write_quote = (md.parser.blockprocessors[name].run for name in ("paragraph", "quote"))

    def parse_blocks(parent: Any, blocks: list[str]) -> None:
        while blocks:
            block = blocks[0]
            if is_running_text(block, conversion):
                write_paragraph(parent, blocks)
                continue
            start = block[:1]
            if start == ">" and is_wholly_quoted(block):
                write_quote(parent, blocks)
                continue
            by_start = of_lines if "\n" in block else of_line
            for sign, test, run in by_start.get(start) or by_start[OTHER]:
                if sign in block and test(parent, block) and run(parent, blocks) is not False:
                    break

    return parse_blocks
