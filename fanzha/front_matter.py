"""A post's front matter: what its keys may hold, and what they say.

KEYS lists the keys. To add one, add a row and a field of :class:`Meta` with the row's name in lower case and `_` for
`-`.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from fanzha import permalinks, slugs, yaml_problems, yaml_tree
from fanzha.key_names import IN_CHINESE
from fanzha.keys import (
    A_LIST,
    HardWrap,
    Key,
    Wrong,
    a_list,
    a_mask,
    a_switch,
    a_table_of_roles,
    a_text,
    a_wrap,
    field_name,
    read,
    unknown_key,
)
from fanzha.patterns import pattern
from fanzha.problems import Outcome, Place, Problem, Severity, Text
from fanzha.sources import DRAFT_FOLDERS, POST_FOLDERS
from fanzha.tables import an_author
from fanzha.texts import Source
from fanzha.yaml_tree import Entry, Node, Scalar, Table

FENCE = pattern(r"---[ \t]*$", re.MULTILINE)
NEARLY_A_FENCE = pattern(r"[ \t\u3000]*[-‐‑‒–—―−﹘﹣－─━]{2,}[ \t\u3000]*$", re.MULTILINE)
"""What input methods make of three hyphens, and hyphens that are not three or not at the line's beginning."""
END_OF_FRONT_MATTER = pattern(rf"\n(?:(?P<fence>(?:---|\.\.\.)[ \t]*$)|{NEARLY_A_FENCE.pattern})", re.MULTILINE)
"""The line end before what ends front matter, and that; or before what was meant for it, which is no `fence`."""
NAMED_LINE = pattern(r"[A-Za-z][\w-]*[ \t]*[:：]")
WIDE_COMMA = pattern(r"[，、；【】［］]")
"""What input methods type for the comma and the brackets of a list."""
KEY_LINE = pattern(r"[A-Za-z][\w-]*[ \t]*[:：]|[ \t]+\S|- ")

LISTS = ("tags", "tag", "categories", "category")


class Meta(NamedTuple):
    """What the front matter says."""

    title: str = ""
    subtitle: str = ""
    date: datetime | None = None
    author: str = ""
    description: str = ""
    layout: str = "post"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    header_img: str = ""
    header_mask: str = ""
    header_style: str = ""
    header_bg_css: str = ""
    header_img_credit: str = ""
    header_img_credit_href: str = ""
    nav_style: str = ""
    navcolor: str = ""
    hide_in_nav: bool = False
    catalog: bool | None = None
    no_catalog: bool = False
    permalink: str = ""
    redirect_from: tuple[str, ...] = ()
    slug: str = ""
    published: bool = True
    hidden: bool = False
    draft: bool = False
    iframe: str = ""
    lang: str = ""
    roles: tuple[tuple[str, str], ...] = ()
    hard_wrap: HardWrap | None = None
    lazy_quotes: bool | None = None
    typography: bool | None = None


def some_addresses(node: Node) -> tuple[str, ...]:
    """One address or a list of them, each below the site's root."""
    typed = (node.text,) if isinstance(node, Scalar) else a_list(node)
    # What leads out of the site is kept as typed, for the message.
    return tuple(
        dict.fromkeys(
            address if slugs.climbs(address) or "://" in address else permalinks.clean(address)
            for address in typed
            if address.strip()
        )
    )


def some_tags(node: Node) -> tuple[str, ...]:
    """A list, or one string split at white space as Jekyll does; a number is a tag as typed."""
    if isinstance(node, Scalar):
        return () if node.empty else tuple(dict.fromkeys(node.text.split()))
    if isinstance(node, Table):
        raise Wrong(Text("应为标签的列表", "expected a list of tags"), A_LIST)
    # A list within the list is what templates of editing programs leave; Jekyll flattens it, too.
    return tuple(dict.fromkeys(yaml_tree.flat_texts_of(node)))


def one_tag(node: Node) -> tuple[str, ...]:
    """What Jekyll's singular keys hold: one string, blanks and all; or a list all the same."""
    if isinstance(node, Table):
        raise Wrong(Text("应为一个词或一个列表", "expected a word or a list"), A_LIST)
    return yaml_tree.flat_texts_of(node)


KEYS: dict[str, Key] = {
    row.name: row
    for row in (
        *(
            Key(name, a_text)
            for name in (
                "title subtitle description layout header-img header-style header-bg-css "
                "header-img-credit header-img-credit-href nav-style navcolor permalink slug iframe lang"
            ).split()
        ),
        Key("header-mask", a_mask),
        Key("author", an_author),
        Key("date", a_text),
        Key("tags", some_tags),
        Key("tag", one_tag),
        Key("categories", some_tags),
        Key("category", one_tag),
        *(Key(name, a_switch) for name in "hide-in-nav catalog no-catalog published hidden draft".split()),
        Key("redirect_from", some_addresses),
        Key("roles", a_table_of_roles),
        Key("hard_wrap", a_wrap),
        Key("lazy-quotes", a_switch),
        Key("typography", a_switch),
        *(
            Key(name, None, "ignored")
            for name in "multilingual mathjax plchart keywords keyword excerpt comments comment toc id".split()
        ),
    )
}


def tree_of(text: str, path: str) -> Outcome[Table]:
    """The tree of a front matter's text, which begins in the file's second line."""
    # Imported here: a build that knows its config and all front matter needs no YAML.
    from fanzha import yaml_parser

    return yaml_parser.parse(text, path, 2, "front-matter", KEYS, IN_CHINESE)


def split_front_matter(source: Source) -> Outcome[tuple[str, str, int]]:
    """Front matter, body, and the number of the body's first line."""
    text = source.text
    opening = FENCE.match(text)
    if not opening:
        return _without_front_matter(source)
    closing = END_OF_FRONT_MATTER.search(text, opening.end())
    if not closing:
        return Outcome(None, (_never_closed(source),))
    line = text.count("\n", 0, closing.end())
    if not closing["fence"]:
        return Outcome(None, (_no_fence(source.path, line),))
    return Outcome((text[opening.end() + 1 : closing.start()], text[closing.end() + 1 :], line + 2))


def _without_front_matter(source: Source) -> Outcome[tuple[str, str, int]]:
    slip = _slip_in_first_fence(source)
    if slip:
        return Outcome(None, (slip,))
    if not source.text.strip():
        return Outcome(("", source.text, 1))  # that it is empty is said elsewhere
    what = Text("没有 front matter（开头两行 --- 之间的设置）", "there is no front matter between two lines of ---")
    hint = Text(
        "在文件最前面加上：---、title: 标题、---，各占一行。",
        "Begin the file with three lines: ---, title: words, ---",
    )
    return Outcome(("", source.text, 1), (Problem(Place(source.path, 1), "warning", "no-front-matter", what, hint),))


def _never_closed(source: Source) -> Problem:
    lines = source.text.split("\n")
    last = next((number for number, line in enumerate(lines[1:], 1) if not KEY_LINE.match(line)), len(lines) - 1)
    what = Text("第 1 行的 --- 没有收尾", "the --- of line 1 is never closed")
    hint = Text(f"在第 {last + 1} 行之前单独加一行 ---", f"Put a line of --- before line {last + 1}")
    return Problem(Place(source.path, 1, 1), "error", "front-matter", what, hint)


def _slip_in_first_fence(source: Source) -> Problem | None:
    """The problem of a line that was meant for the first `---`; None where there is no front matter."""
    path, lines = source.path, source.text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    below = lines[first + 1] if first + 1 < len(lines) else ""
    # Jekyll copies such a file as it is: a blog has lived with that.
    if lies_in_jekylls(path) or not NEARLY_A_FENCE.match(lines[first]) or not NAMED_LINE.match(below):
        return None
    if FENCE.match(lines[first]):
        what = Text("开头的 --- 上面有空行", "there are empty lines above the first ---")
        hint = Text("删掉空行，让 --- 在第 1 行。", "Delete them, so that --- is line 1.")
        return Problem(Place(path, first + 1, 1), "error", "front-matter", what, hint)
    return _no_fence(path, first)


def _no_fence(path: str, number: int) -> Problem:
    what = Text("这一行不是三个英文减号 ---", "this line is not three plain hyphens: ---")
    hint = Text(
        f"切换到英文输入法，把第 {number + 1} 行改成 ---，前面不留空行和空格。",
        f"Make line {number + 1} three plain hyphens, ---, with nothing before them.",
    )
    return Problem(Place(path, number + 1, 1), "error", "front-matter", what, hint)


def _slips_in_lists(entry: Entry) -> Iterator[Problem]:
    """A warning for each item with a Chinese comma or bracket in it, or with a hyphen right before it."""
    for scalar in yaml_tree.scalars_of(entry.value):
        if scalar.quoted:
            continue
        typed = scalar.text.strip()
        if WIDE_COMMA.search(typed):
            names = "、".join(part for part in re.split(r"[，、；【】［］\s]+", typed) if part)
            what = Text(
                f"“{typed}”里是中文标点，没有分开",
                f"“{typed}” holds Chinese punctuation, and was not split",
            )
            hint = Text(
                f"用英文逗号和方括号：{entry.name}: [{names.replace('、', ', ')}]",
                f"Use plain commas and square brackets: {entry.name}: [{names.replace('、', ', ')}]",
            )
            yield Problem(scalar.place, "warning", "front-matter", what, hint)
        elif re.match(r"-[^\s-]", typed):
            yield yaml_problems.no_space_after_hyphen(scalar.place, typed.split()[0], "front-matter", "warning")


def read_keys(table: Table, source: Source) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the known keys by field name, and what is wrong with them.

    In a Jekyll blog, where no value ever stops the build, a wrong one counts as none, and is a warning.
    """
    severity: Severity = "warning" if lies_in_jekylls(source.path) else "error"
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for entry in table.entries:
        key = KEYS.get(entry.name)
        if key is None:
            if entry.place.path == source.path:  # the config's `defaults` say it once for all
                problems.append(unknown_key(entry, KEYS, strict=severity == "error"))
        elif key.reader and not (isinstance(entry.value, Scalar) and entry.value.empty):
            value, wrong = read(entry, key.reader, "front-matter", severity)
            problems += wrong
            if entry.name in LISTS:
                problems += _slips_in_lists(entry)
            if not wrong:
                given[field_name(entry.name)] = value
    return given, problems


def lies_in_jekylls(path: str) -> bool:
    """Whether a source lies where Jekyll has it, and not in one of our own folders."""
    return path.split("/")[0] not in (POST_FOLDERS[0], DRAFT_FOLDERS[0], "pages") or "/" not in path
