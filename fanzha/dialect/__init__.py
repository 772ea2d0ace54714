"""The dialect: how the text that an editor typed becomes HTML.

In: a :class:`Body` and the site's :class:`Settings`. Out: :class:`Rendered`. Pure: no disk, no clock, no globals.

Editors type Chinese and do not think in Markdown's rules; many posts are articles that a tool turned into text. Each
construct below is a module of its own beside this one, with golden cases of the same name in `tests/dialect/`. To add
one: write the module with `register` (and `lint`, if it has something to warn about), add a row to CONSTRUCTS, add the
golden cases. Rules are numbered as in `docs/dialect.en.md`, which is made from those cases.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from fanzha.dialect import (
    abbreviations,
    account,
    addresses,
    attributes,
    attribution,
    bare_addresses,
    bold,
    brackets,
    code,
    contents,
    credit,
    excerpt,
    figures,
    footnotes,
    headings,
    labels,
    lines,
    liquid,
    marks,
    mathematics,
    ordinals,
    paragraphs,
    pictures,
    quotes,
    raw_html,
    references,
    sparing,
    steps,
    typography,
)
from fanzha.dialect.model import Account, Body, Conversion, Heading, Rendered, Settings
from fanzha.problems import Outcome, Problem

__all__ = ["Account", "Body", "Heading", "Rendered", "Settings", "converter", "to_html"]

EXTENSIONS = (
    TableExtension,
    footnotes.Footnotes,
    DefListExtension,
    abbreviations.Abbreviations,
    AttrListExtension,
    MarkdownInHtmlExtension,
    SaneListExtension,
)
"""Python-Markdown's own `extra` without its fences, which ours replace, and lists that do not change their kind.

By class, not by name: for a name, Python-Markdown reads the metadata of every package that is installed.
"""

Lint = Callable[[list[str], Conversion], Iterator[Problem]]
"""Warnings about a body's lines, as typed; the conversion has ended, and its notes may say that there are none."""


class Construct(NamedTuple):
    """A row of CONSTRUCTS: the rules that it keeps, what registers it, and what warns of its misuse.

    What keeps no rule only saves time.
    """

    rules: str
    register: Callable[[Markdown, Conversion], None]
    lint: Lint | None = None


CONSTRUCTS = (
    Construct("code", code.register, code.lint),
    Construct("I5", liquid.register, liquid.lint),
    Construct("B2, B5, B11, I2, I3", lines.register, bold.lint),
    Construct("I6", addresses.register),
    Construct("I9", mathematics.register),
    Construct("A3", account.register),
    Construct("B1, P1, P4", headings.register, headings.lint),
    Construct("B8, B9", figures.register, figures.lint),
    Construct("A1", attribution.register),
    Construct("B3, B4, dialogue, A2", quotes.register, quotes.lint),
    Construct("S1", steps.register),
    Construct("S4", ordinals.register),
    Construct("S2, S3", labels.register),
    Construct("A4", credit.register),
    Construct("B6", paragraphs.register),
    Construct("I8", typography.register),
    Construct("S5", marks.register),
    Construct("I7", bare_addresses.register),
    Construct("I9", attributes.register),
    Construct("I9", contents.register),
    Construct("P2, P3", pictures.register),
    Construct("B10", raw_html.register, raw_html.lint),
    Construct("", brackets.register, brackets.lint),
    Construct("", references.register),
    Construct("", sparing.register),
)
"""Every construct of the dialect. B7 (rules), I3 (masks) and A2 (signature) only recognise, for others to act on."""

LINTS = tuple(construct.lint for construct in CONSTRUCTS if construct.lint)

Converter = Callable[[Body], Outcome[Rendered]]


def build_markdown(conversion: Conversion) -> Markdown:
    """Python-Markdown with the dialect's constructs registered, in the order in which they may claim a line."""
    md = Markdown(extensions=[extension() for extension in EXTENSIONS], output_format="html")
    for construct in CONSTRUCTS:
        construct.register(md, conversion)
    return md


def converter(settings: Settings) -> Converter:
    """A function that renders bodies under these settings; setting Markdown up costs more than a post, so keep it."""
    conversion = Conversion(settings)
    md = build_markdown(conversion)

    def convert(body: Body) -> Outcome[Rendered]:
        nonlocal md
        md.reset()
        conversion.start(body)
        try:
            html = md.convert(body.text)
        except RecursionError:
            # Python-Markdown is left in the middle of things: the next body gets a new one.
            md = build_markdown(conversion)
            return Outcome(as_typed(body), (quotes.too_deep(body, 0),))
        rendered = Rendered(
            html=html,
            title=conversion.title,
            excerpt=excerpt.of_html(html),
            headings=tuple(conversion.headings),
            pictures=tuple(conversion.pictures),
            attribution=tuple(conversion.attribution),
            account=conversion.account,
        )
        source = body.text.split("\n")
        return Outcome(rendered, tuple(problem for lint in LINTS for problem in lint(source, conversion)))

    return convert


def to_html(body: Body, settings: Settings = Settings()) -> Outcome[Rendered]:  # noqa: B008  # frozen, so that all may share it
    """Render one body. For many, keep what :func:`converter` returns."""
    return converter(settings)(body)


def as_typed(body: Body) -> Rendered:
    """The text in paragraphs without any markup, where it is nested too deeply to be read."""
    html = "\n".join(f"<p>{escape(text)}</p>" for text in re.split(r"\n\s*\n", body.text) if text.strip())
    return Rendered(html, excerpt=excerpt.of_html(html))
