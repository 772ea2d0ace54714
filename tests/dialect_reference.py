"""Writes `docs/dialect.zh.md` and `docs/dialect.en.md` from the golden cases, so that they cannot drift from the code.

In: the head of each golden file, its cases that have a Chinese name (`| zh=`), and the text around them all, which is
`dialect_reference.LANGUAGE.md`. Out: Markdown with a table for each file, what an editor writes beside what the page
gets, as GitHub shows it. GitHub keeps no class and no style of ours, so the right side is made to read without; the
HTML itself stands folded beneath it.

The head of a golden file is a line `# RULES · 中文 · English` (or without rules), and paragraphs that begin with `zh: `
or `en: `, each up to a blank line.

`make docs` runs this file as a script; `tests/test_docs.py` compares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from conftest import ROOT, Case, cases
from test_dialect import FOLDER, shown

from fanzha.problems import Language, Text

LANGUAGES: tuple[Language, ...] = ("zh", "en")

PARTS = (
    (
        Text("段落、标题、列表、图片", "Blocks"),
        "headings paragraphs lines lists tables rules figures code raw_html residue",
    ),
    (Text("引用、对话、来源", "Quotes, dialogues, sources"), "quotes dialogue signature attribution account credit"),
    (Text("步骤、小标签、标记", "Steps, labels and marks"), "steps ordinals labels marks"),
    (
        Text("一行之内", "Inside a line"),
        "emphasis bold masks liquid addresses bare_addresses typography attributes contents mathematics",
    ),
    (Text("整个页面", "The page as a whole"), "pictures excerpt"),
    (Text("合起来", "All of it"), "together"),
)
"""The parts of the documents, and the golden files in each, in the order in which a reader meets them."""

PICTURES = {"/postimg/a.png": "../postimg/kuaidi-laidian.png", "/postimg/b.png": "../postimg/kuaidi-divider.png"}
"""A picture of the site for each that the cases name."""

PLACE = "<!-- constructs -->"
"""Where in the text around them the contents and the parts go."""

TYPED, PAGE = Text("您写", "You write"), Text("页面上", "The page shows")
AS_TYPED = Text("照原样：", "As typed: ")
FIELDS = {"excerpt": Text("摘要：", "Excerpt: "), "title": Text("标题：", "Title: ")}
MISSING = Text("找不到图片", "missing picture")

HEAD = re.compile(r"# (?:(?P<rules>[A-Z][\w, ]*) · )?(?P<zh>[^·\n]+) · (?P<en>[^·\n]+)")
LINE_END_IN_CHINESE = re.compile(r"(?<=[\u2e80-\uffef])\n|\n(?=[\u2e80-\uffef])")
"""Which a browser would show as a space."""

KIND = re.compile(r"(?:plain|hard|option|roles|(?P<as_typed>as typed)): ")
TAG = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>[^<>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
PREFORMATTED = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
SHOWN_ATTRIBUTES = ("href", "value", "start")


@dataclass(frozen=True)
class Section:
    """A golden file as its readers see it: its rules, its title, its paragraphs by language, its named cases."""

    rules: tuple[str, ...]
    title: Text
    paragraphs: dict[str, list[str]]
    cases: tuple[Case, ...]

    def heading(self, language: Language) -> str:
        title = self.title.in_language(language)
        return f"{', '.join(self.rules)} · {title}" if self.rules else title


def section(path: Path) -> Section:
    """The golden file `path`; a ValueError where its head is not as it must be."""
    head = path.read_text("utf-8").partition("\n%% ")[0].strip()
    title, *paragraphs = re.split(r"\n\n+", head)
    match = HEAD.fullmatch(title)
    if not match:
        raise ValueError(f"{path.name} begins with {title!r}, not with `# RULES · 中文 · English`")
    by_language: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for paragraph in paragraphs:
        language, _, words = paragraph.partition(": ")
        if language not in by_language:
            raise ValueError(f"{path.name}: a paragraph begins with {paragraph[:20]!r}, not with `zh: ` or `en: `")
        by_language[language].append(LINE_END_IN_CHINESE.sub("", words) if language == "zh" else words)
    rules = tuple(match["rules"].split(", ")) if match["rules"] else ()
    named = tuple(case for case in cases(path) if "zh" in case.options)
    return Section(rules, Text(match["zh"], match["en"]), by_language, named)


def document(language: Language) -> str:
    """The whole document in this language."""
    parts = [
        (title.in_language(language), [section(FOLDER / f"{name}.md") for name in names.split()])
        for title, names in PARTS
    ]
    pieces = ["\n".join(contents(parts, language))]
    for title, sections in parts:
        pieces.append(f"## {title}")
        for one in sections:
            pieces += [f"### {one.heading(language)}", *one.paragraphs[language], table(one.cases, language)]
    frame = Path(__file__).with_suffix(f".{language}.md").read_text("utf-8")
    return frame.replace(PLACE, "\n\n".join(pieces))


def contents(parts: list[tuple[str, list[Section]]], language: Language) -> Iterator[str]:
    for title, sections in parts:
        links = (f"[{heading}](#{anchor(heading)})" for heading in (one.heading(language) for one in sections))
        yield f"- **{title}**"
        yield from (f"  - {link}" for link in links)


def anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading: punctuation out, blanks to hyphens."""
    kept = (c for c in heading.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def table(shown_cases: tuple[Case, ...], language: Language) -> str:
    """The cases side by side. It holds no blank line: that would end the table for Markdown."""
    head = "".join(f'<th align="left" width="400">{words.in_language(language)}</th>' for words in (TYPED, PAGE))
    rows = "\n".join(row(case, language) for case in shown_cases)
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"


def row(case: Case, language: Language) -> str:
    settings = "".join(f" <code>{escape(line, quote=False)}</code>" for line in settings_of(case))
    return (
        f'<tr><td colspan="2"><b>{name(case, language)}</b>{settings}</td></tr>\n'
        f'<tr valign="top"><td>{preformatted(case.given)}</td>\n<td>\n{right_side(case, language)}\n</td></tr>'
    )


def name(case: Case, language: Language) -> str:
    """What the case shows; its name in the golden file begins with what kind of case it is."""
    kind = KIND.match(case.name)
    words = case.options["zh"] if language == "zh" else case.name[kind.end() if kind else 0 :]
    words = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words, quote=False))
    if kind and kind["as_typed"]:
        return AS_TYPED.in_language(language) + words
    return words[:1].upper() + words[1:]


def settings_of(case: Case) -> Iterator[str]:
    """The case's options as an editor writes them into the front matter or the config."""
    for option, value in case.options.items():
        if option in ("zh", "show"):
            continue
        if option == "label":
            yield f"labels: {{tips: [{value}]}}"
        elif option in ("attribution-key", "trusted-host"):
            yield f"{option}s: [{value}]"
        elif option == "residue":
            yield f"residue: [{value}]"
        elif option == "roles":
            yield f"roles: {{{value.replace(':', ': ').replace(',', ', ')}}}"
        else:
            yield f"{option}: {value}"


def right_side(case: Case, language: Language) -> str:
    what = case.options.get("show", "html")
    if what == "problems":
        return preformatted(shown(case, language))
    if what in FIELDS:
        return f"{FIELDS[what].in_language(language)}{escape(case.expected, quote=False)}"
    if what != "html":
        raise ValueError(f"{case.name}: the documents have no words for `show={what}`")
    # Under a baseurl, nothing but the addresses is of interest, and those are seen in the HTML alone.
    unfolded = " open" if "baseurl" in case.options else ""
    source = f"<details{unfolded}><summary>HTML</summary>{preformatted(case.expected)}</details>"
    return f"{without_style(case.expected, language)}\n{source}"


def preformatted(text: str) -> str:
    return f"<pre>{without_blank_lines(escape(text, quote=False))}</pre>"


def without_blank_lines(text: str) -> str:
    """The text of a `<pre>` with its blank lines as characters that Markdown does not see."""
    return re.sub(r"\n(\n+)", lambda match: "\n" + "&#10;" * len(match[1]), text)


def without_style(html: str, language: Language) -> str:
    """The HTML as it reads where neither our CSS nor our pictures' addresses are known."""

    def tag(match: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(match["attributes"]))
        if match["name"] == "img":
            return picture(attributes, language)
        if match["name"] == "input":
            return "☑" if "checked" in attributes else "☐"
        kept = {name: value for name, value in attributes.items() if name in SHOWN_ATTRIBUTES}
        if not kept.get("href", "https:").startswith(("https:", "http:", "tel:", "mailto:")):
            kept["href"] = "#"
        if attributes.get("data-side") == "right":
            kept["align"] = "right"
        written = "".join(f' {name}="{value}"' for name, value in kept.items())
        return f"<{match['name']}{written}>"

    pieces = PREFORMATTED.split(TAG.sub(tag, html))
    return "".join(
        without_blank_lines(piece) if piece.startswith("<pre") else re.sub(r"\n\n+", "\n", piece) for piece in pieces
    ).strip("\n")


def picture(attributes: dict[str, str], language: Language) -> str:
    address = attributes.get("src", "")
    # A case may have a baseurl in front.
    here = next((path for known, path in PICTURES.items() if address.endswith(known)), None)
    if here:
        return f'<img alt="{attributes.get("alt", "")}" src="{here}" width="160">'
    return f"<samp>✕ {MISSING.in_language(language)} {escape(unescape(address))}</samp>"


def write() -> None:
    for language in LANGUAGES:
        (ROOT / "docs" / f"dialect.{language}.md").write_text(document(language), "utf-8")


if __name__ == "__main__":
    write()
