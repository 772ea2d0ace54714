"""Python-Markdown's work, done only where there is something to do.

Every inline pattern begins with a character of its own, and most pieces of a post hold none of them. The result is the
same as the stock one's, which `tests/test_sparing.py` holds against real texts; where Python-Markdown no longer has the
method that is overridden here, the stock one is used.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString, Registry

from fanzha.dialect.blocks import sparing_blocks
from fanzha.dialect.model import Conversion
from fanzha.dialect.paragraphs import Span
from fanzha.dialect.serializing import BOOLEAN, LateUnescape, LineEndTreeprocessor, html_of
from fanzha.patterns import pattern

TRIGGERS = {
    "backtick": "`",
    "escape": "\\",
    "formula": "$",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
    "footnote": "[",
    "mark": "=",
    "strike": "~",
    "bare-address": "/",
}
"""Characters of which a text must hold one for the pattern of this name to match; others are always asked."""

SINGLE_BRACE = pattern(r"(?<!\{)\{(?!\{)")
SEAM = pattern(r"\n|[^\x00-\x7f](?=[^\x00-\x7f])")
LONG = 2000
"""Characters; few paragraphs are longer."""

SIGNS = re.escape("".join(sorted(set("".join(TRIGGERS.values())))))
SPECIAL = pattern(f"[{SIGNS}]")
BOLD = rf"\*\*(?![\s*])([^{SIGNS}]+)(?<!\s)\*\*(?!\*)"
SIMPLE = pattern(rf"(?:[^{SIGNS}]++|{BOLD}|\n)+")
"""Texts of which no pattern takes anything but bold words and line ends: these are made without looking for more."""
PART = pattern(rf"{BOLD}|  \n")

RAW_QUOTE = pattern(r"<blockquote>(?:[^<]++|</?p>|<br>)*+</blockquote>(?=[ ]*\n[ ]*\n)")
"""A raw quote with a blank line below, and without any tag that could make more of it."""

THEIRS = ("handleInline", "applyPattern", "processPlaceholders")
"""The private methods of Python-Markdown's InlineProcessor that ours overrides or calls."""


class GatedInlineProcessor(InlineProcessor):
    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.gates: list[tuple[str, Any]] = []
        self.always = False
        self.concerns: Callable[[str], object] = bool
        """Returns something true for a text in which any pattern may match."""

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        """Python-Markdown's walk through the tree, which takes only those texts apart that may hold something."""
        self.open_gates()
        self.stashed_nodes = {}
        self.parent_map = {}
        concerns = self.concerns
        ahead = deque([(tree, ancestors or [])])
        while ahead:
            parent, above = ahead.popleft()
            self.ancestors = [*above, parent.tag.lower()]
            inserted = []
            for child in parent:
                text, tail = child.text, child.tail
                if text and concerns(text) and not isinstance(text, AtomicString):
                    self.ancestors.append(child.tag.lower())
                    child.text = None
                    made = self.elements(text, child, True)
                    ahead += made
                    inserted.append((child, made))
                    self.ancestors.pop()
                if tail and concerns(tail) and not isinstance(tail, AtomicString):
                    holder = Element("d")
                    made = self.elements(tail, holder, False)
                    child.tail = holder.tail
                    position = list(parent).index(child) + 1
                    parent[position:position] = [element for element, _ in made]
                # A whole block in which nothing is to be found, as most dialogues are, is not walked through.
                if len(child) and (parent is not tree or concerns("".join(child.itertext()))):
                    ahead.append((child, self.ancestors))
            for child, made in inserted:
                child[0:0] = [element for element, _ in made]
        return tree

    def elements(self, text: str, holder: Element, within: bool) -> list[tuple[Element, list[str]]]:
        """The elements that the patterns make of the text, each with the names of those around it.

        What stands before the first becomes the holder's text, or its tail.
        """
        if self.always or not SIMPLE.fullmatch(text):
            handled = self._InlineProcessor__handleInline(text)
            made: list[tuple[Element, list[str]]] = self._InlineProcessor__processPlaceholders(  # type: ignore[attr-defined]  # theirs
                handled, holder, within
            )
            return made
        before, *others = PART.split(text)
        if before:
            setattr(holder, "text" if within else "tail", before)
        made = []
        for bold, after in zip(others[::2], others[1::2], strict=True):
            element = Element("br" if bold is None else "strong")
            element.text, element.tail = bold, after or None
            made.append((element, self.ancestors[:]))
        return made

    def open_gates(self) -> None:
        if not self.gates:
            names = [self.inlinePatterns.get_index_for_name(name) for name in TRIGGERS if name in self.inlinePatterns]
            by_index = dict(zip(names, (name for name in TRIGGERS if name in self.inlinePatterns), strict=True))
            self.gates = [
                (TRIGGERS.get(by_index.get(index, ""), ""), pattern)
                for index, pattern in enumerate(self.inlinePatterns)
            ]
            # Abbreviations and the like match words: then every text is looked through.
            self.always = any(not trigger for trigger, _ in self.gates)
            self.concerns = bool if self.always else SPECIAL.search

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # theirs
        if isinstance(data, AtomicString) or not self.concerns(data):
            return data
        if len(data) > 2 * LONG and patternIndex == 0:
            # Every match copies the whole text: a long one is cheaper in pieces.
            return self._with_texts("".join(self._handle_piece(piece, 0) for piece in pieces(data)))
        return self._handle_piece(data, patternIndex)

    def _with_texts(self, data: str) -> str:
        """The data with every placeholder of a mere text filled in: each of them would copy the whole text later."""

        def filled(placeholder: re.Match[str]) -> str:
            node = self.stashed_nodes.get(placeholder[1])
            return node if isinstance(node, str) else placeholder[0]

        return INLINE_PLACEHOLDER_RE.sub(filled, data)

    def _handle_piece(self, data: str, patternIndex: int) -> str:
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # theirs
        for index in range(patternIndex, len(self.gates)):
            trigger, pattern = self.gates[index]
            if trigger and trigger not in data and (len(trigger) == 1 or not any(map(data.__contains__, trigger))):
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of some LONG characters, cut at line ends or between CJK characters where no span goes on."""
    start = 0
    while len(text) - start > 2 * LONG:
        span = Span(text[start : start + LONG])
        last = start + LONG
        for seam in SEAM.finditer(text, last, start + 8 * LONG):
            span.read(text[last : seam.end()])
            last = seam.end()
            if not span.is_open:
                break
        yield text[start:last]
        start = last
    yield text[start:]


class SparingPreprocessor(Preprocessor):
    """Python-Markdown's search for raw HTML, done only where there may be tags or entities.

    A quote of mere lines, the one piece of HTML that most posts hold, is put aside without taking its tags apart.
    """

    def __init__(self, other: Preprocessor, conversion: Conversion) -> None:
        super().__init__(other.md)
        self.other, self.conversion = other, conversion

    def run(self, lines: list[str]) -> list[str]:
        text = self.conversion.body.text
        if "<" not in text and "&" not in text:
            return lines
        text = "\n".join(lines)
        start = text.find("<")
        if start < 0 and "&" not in text:
            return lines
        quote = RAW_QUOTE.match(text, start) if start >= 0 and text[start - 1 : start] in ("", "\n") else None
        if quote is None or "<" in text[quote.end() :] or "&" in text:
            return self.other.run(lines)
        placeholder = self.md.htmlStash.store(f"{quote[0]}\n")
        return f"{text[:start]}\n{placeholder}\n\n{text[quote.end() :]}".split("\n")


class SparingNormalizer(NormalizeWhitespace):
    """Python-Markdown's, which looks for lines of nothing but blanks where there may be some.

    As the first of all it gets the body's text as it is.
    """

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        text = self.conversion.body.text
        if "\n " in text or "\t" in text or "\r" in text or "\x02" in text or "\x03" in text:
            return super().run(lines)
        return [*lines, "", ""]


class SparingTreeprocessor(Treeprocessor):
    """Python-Markdown's attribute lists, looked for only where there may be one."""

    def __init__(self, other: Treeprocessor, conversion: Conversion) -> None:
        super().__init__(other.md)
        self.other, self.conversion = other, conversion

    def run(self, root: Any) -> Any:
        # `{{ site.title }}` is none, and is what most braces of most posts are.
        text = self.conversion.body.text
        return self.other.run(root) if "{" in text.replace("{{", "") and SINGLE_BRACE.search(text) else None


class FixedRegistry:
    """A registry of Python-Markdown's to which nothing is added any more, so that it keeps its steps in order.

    Its own makes a list of them whenever a text is led through.
    """

    def __init__(self, registry: Registry[Any]) -> None:
        self.registry, self.steps = registry, tuple(registry)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.steps)

    def __contains__(self, step: object) -> bool:
        return step in self.registry

    def __getitem__(self, name: str) -> Any:
        return self.registry[name]


class BlockLevel(dict[Any, bool]):
    """Remembers which tags Python-Markdown takes for blocks."""

    def __init__(self, ask: Callable[[Any], bool]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, tag: Any) -> bool:
        return self.setdefault(tag, self.ask(tag))


def register(md: Markdown, conversion: Conversion) -> None:
    """The last of all constructs: every pattern must be there by now."""
    if all(hasattr(InlineProcessor, f"_InlineProcessor__{method}") for method in THEIRS):
        md.treeprocessors.register(GatedInlineProcessor(md), "inline", 20)
    md.treeprocessors.register(LineEndTreeprocessor(md), "prettify", 10)
    attributes = md.treeprocessors["attr_list"]
    md.treeprocessors.register(SparingTreeprocessor(attributes, conversion), "attr_list", 8)
    md.preprocessors.register(SparingNormalizer(md, conversion), "normalize_whitespace", 30)
    stock = md.preprocessors["html_block"]
    md.preprocessors.register(SparingPreprocessor(stock, conversion), "html_block", 20)
    md.parser.parseBlocks = sparing_blocks(md, conversion)  # type: ignore[assignment,method-assign]  # replaced on purpose
    if BOOLEAN is not None:
        md.serializer = html_of
        md.treeprocessors.register(LateUnescape(md), "unescape", 0)
    for kind in ("preprocessors", "treeprocessors", "postprocessors"):
        setattr(md, kind, FixedRegistry(getattr(md, kind)))
    md.is_block_level = BlockLevel(md.is_block_level).__getitem__  # type: ignore[method-assign,assignment]  # so too
