"""A post's source becomes a draft: its front matter read, its body ready to be rendered; then a post.

KEYS lists the front matter's keys. To add one, add a row and a field of :class:`Meta` with the row's name in lower case
and `_` for `-`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from fanzha import dates, dialect, permalinks, slugs, yaml_tree
from fanzha.config import (
    Config,
    HardWrap,
    Key,
    Wrong,
    a_list,
    a_switch,
    a_table_of_roles,
    a_text,
    a_wrap,
    field_name,
    read,
    unknown_key,
)
from fanzha.dialect import addresses, liquid
from fanzha.dialect.code import outside_code
from fanzha.images import Images, Picture
from fanzha.problems import Outcome, Place, Problem, Text, did_you_mean, has_errors
from fanzha.sources import DRAFT_FOLDERS, Source
from fanzha.yaml_tree import Entry, Node, Scalar, Table

FENCE = re.compile(r"---[ \t]*$")
END_OF_FRONT_MATTER = re.compile(r"(?:---|\.\.\.)[ \t]*$")
THEME_LAYOUTS = ("post", "page", "keynote", "default")
"""Layout names that posts of the theme bear; where we have no layout of that name, nothing is said."""

KEY_NAMES = re.compile(r"[\w-]+[ \t]*[:：]")
PICTURE = re.compile(r"!\[[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*\]\(|<img\b[^<>]*?src\s*=\s*[\"']?", re.IGNORECASE)
Kind = Literal["post", "page"]


@dataclass(frozen=True)
class Meta:
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


@dataclass(frozen=True)
class Draft:
    """A post or page that is read but not yet rendered."""

    kind: Kind
    path: str
    meta: Meta
    address: str
    body: dialect.Body
    places: tuple[tuple[str, Place], ...] = ()
    """Where the front matter's keys stand, for problems that are found later."""
    left_out: str = ""
    """Why the post is not built: draft, future, unpublished, undated; empty where it is."""


@dataclass(frozen=True)
class Post:
    """A rendered post or page."""

    kind: Kind
    path: str
    address: str
    meta: Meta
    rendered: dialect.Rendered
    places: tuple[tuple[str, Place], ...] = field(default=(), compare=False)

    @property
    def title(self) -> str:
        return self.rendered.title or self.meta.title

    @property
    def date(self) -> datetime:
        assert self.meta.date
        return self.meta.date


@dataclass(frozen=True)
class Choices:
    """What else decides how posts are read: the moment of the build, the command line, the layouts that there are."""

    now: datetime
    drafts: bool = False
    future: bool = False
    layouts: tuple[str, ...] = ("post", "page")


def some_tags(node: Node) -> tuple[str, ...]:
    """A list, or one string split at white space as Jekyll does; a number is a tag as typed."""
    if isinstance(node, Scalar):
        return () if node.empty else tuple(dict.fromkeys(node.text.split()))
    if isinstance(node, Table):
        raise Wrong(Text("应为标签的列表", "expected a list of tags"))
    return tuple(dict.fromkeys(a_list(node)))


KEYS: dict[str, Key] = {
    row.name: row
    for row in (
        *(
            Key(name, a_text)
            for name in (
                "title subtitle author description layout header-img header-mask header-style header-bg-css "
                "header-img-credit header-img-credit-href nav-style navcolor permalink slug iframe lang"
            ).split()
        ),
        Key("date", a_text),
        Key("tags", some_tags),
        Key("categories", some_tags),
        Key("category", a_text),
        *(Key(name, a_switch) for name in "hide-in-nav catalog no-catalog published hidden draft".split()),
        Key("roles", a_table_of_roles),
        Key("hard_wrap", a_wrap),
        Key("lazy-quotes", a_switch),
        Key("typography", a_switch),
        *(
            Key(name, None, "ignored")
            for name in "multilingual mathjax plchart keywords keyword excerpt comments comment toc tag id".split()
        ),
    )
}


def parse(source: Source, config: Config, images: Images, choices: Choices, kind: Kind = "post") -> Outcome[Draft]:
    """Read a source's front matter and find what its body needs.

    Errors (no value): front matter that is not closed or no valid YAML, a value of the wrong type, an impossible date,
    a permalink or tag that climbs out of the site. Warnings: see `docs/problems.md`.
    """
    split = split_front_matter(source)
    if split.value is None:
        return Outcome(None, split.problems)
    front, text, first_line = split.value
    tree = yaml_tree.parse(front, source.path, 2, "front-matter", KEYS)
    if tree.value is None:
        return Outcome(None, (*split.problems, *tree.problems))
    given, problems = read_keys(tree.value, source)
    problems = [*split.problems, *tree.problems, *problems]
    stem = posixpath.splitext(posixpath.basename(source.path))[0]
    named_date, named_slug = dates.of_file_name(stem, config.zone)
    is_draft = source.path.split("/")[0] in DRAFT_FOLDERS
    date: datetime | None = named_date
    date_entry = tree.value.get("date")
    if isinstance(given.get("date"), str):
        date = dates.parse(given.pop("date"), config.zone)
        if date is None and date_entry:
            problems.append(_impossible_date(date_entry))
    elif kind == "post" and named_date is None and named_slug != stem:
        problems.append(_impossible_name(source.path))
    category = given.pop("category", "")
    if category:
        given.setdefault("categories", (category,))
    if kind == "post" and date is None and is_draft:
        date = choices.now.astimezone(config.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if not given.get("title"):
        given["title"] = _title_of_name(named_slug if kind == "post" else stem)
        problems.append(_no_title(source.path, first_line, given["title"]))
    if not given.get("layout"):
        given["layout"] = kind
    if given["layout"] not in choices.layouts:
        if given["layout"] not in THEME_LAYOUTS:
            problems.append(_unknown_layout(tree.value.get("layout"), source.path, choices.layouts))
        given["layout"] = kind
    if not text.strip():
        problems.append(
            Problem(Place(source.path, first_line), "warning", "empty-post", Text("正文是空的", "the body is empty"))
        )
    meta = replace(Meta(), **given, date=date)
    problems += climbing(meta, tree.value)
    if has_errors(problems):
        return Outcome(None, tuple(problems))
    body, unseen = prepare(source, text, first_line, meta, tree.value, config, images)
    draft = Draft(
        kind=kind,
        path=source.path,
        meta=meta,
        address=address_of(source, kind, meta, named_slug, config),
        body=body,
        places=tuple((entry.name, entry.value.place) for entry in tree.value.entries),
        left_out=why_left_out(meta, is_draft, kind, choices),
    )
    return Outcome(draft, (*problems, *unseen))


def split_front_matter(source: Source) -> Outcome[tuple[str, str, int]]:
    """Front matter, body, and the number of the body's first line."""
    lines = source.text.split("\n")
    if not FENCE.match(lines[0]):
        what = Text("没有 front matter（开头两行 --- 之间的设置）", "there is no front matter between two lines of ---")
        hint = Text(
            "在文件最前面加上：---、title: 标题、---，各占一行。",
            "Begin the file with three lines: ---, title: words, ---",
        )
        return Outcome(
            ("", source.text, 1), (Problem(Place(source.path, 1), "warning", "no-front-matter", what, hint),)
        )
    for number, line in enumerate(lines[1:], 1):
        if END_OF_FRONT_MATTER.match(line):
            return Outcome(("\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2))
    last = next(
        (number for number, line in enumerate(lines[1:], 1) if not KEY_NAMES.match(line.strip())), len(lines) - 1
    )
    what = Text("第 1 行的 --- 没有收尾", "the --- of line 1 is never closed")
    hint = Text(f"在第 {last + 1} 行之前单独加一行 ---", f"Put a line of --- before line {last + 1}")
    return Outcome(None, (Problem(Place(source.path, 1, 1), "error", "front-matter", what, hint),))


def read_keys(table: Table, source: Source) -> tuple[dict[str, Any], list[Problem]]:
    """The values of the known keys by field name, and what is wrong with them."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for entry in table.entries:
        key = KEYS.get(entry.name)
        if key is None:
            problems.append(unknown_key(entry, KEYS, strict=True))
        elif key.reader and not (isinstance(entry.value, Scalar) and entry.value.empty):
            value, wrong = read(entry, key.reader, "front-matter")
            problems += wrong
            if not wrong:
                given[field_name(entry.name)] = value
    return given, problems


def prepare(
    source: Source, text: str, first_line: int, meta: Meta, table: Table, config: Config, images: Images
) -> tuple[dialect.Body, list[Problem]]:
    """The body with the values and pictures that its text uses, and warnings for pictures that are not there."""
    values = value_table(text, meta, table, config)
    folder = posixpath.dirname(source.path)
    pictures: dict[str, Picture] = {}
    for _, typed in addresses.typed_addresses(addresses_rejoined(text)):
        address = addresses.normal(liquid.fill(typed, values), config.baseurl)
        picture = None if addresses.is_remote(address) else images.find(address, folder)
        if picture:
            pictures[address] = picture
    body = dialect.Body(
        path=source.path,
        first_line=first_line,
        text=text,
        title=meta.title,
        pictures=tuple(sorted(pictures.items())),
        values=tuple(sorted(values.items())),
        roles=meta.roles,
        hard_wrap=meta.hard_wrap or config.hard_wrap,
        lazy_quotes=config.lazy_quotes if meta.lazy_quotes is None else meta.lazy_quotes,
        typography=config.typography if meta.typography is None else meta.typography,
    )
    problems = list(missing_pictures(body, config, images, folder))
    header = meta.header_img
    if header and not addresses.is_remote(header) and not images.find(header, ""):
        entry = table.get("header-img")
        place = entry.value.place if entry else Place(source.path)
        problems.append(_missing_picture(place, header, images.suggest(header, "")))
    return body, problems


def addresses_rejoined(text: str) -> str:
    """The text with addresses that a line end cuts in one piece, as the dialect will read them."""
    return re.sub(r"(!\[[^\[\]\n]*\]\([^()\s]*)\n>?[ ]?(?=[^\s()]*\))", r"\1", text)


def value_table(text: str, meta: Meta, table: Table, config: Config) -> dict[str, str]:
    """The values of `site` and `page` that the text uses, by name."""
    used = liquid.names(text)
    if not used:
        return {}
    known = {f"site.{name}": value for name, value in config.values}
    known |= {"site.baseurl": config.baseurl, "site.url": config.url, "site.title": config.title}
    known |= {f"site.{name}": getattr(config, name) for name in ("description", "author", "email")}
    known |= {f"page.{entry.name}": entry.value.text for entry in table.entries if isinstance(entry.value, Scalar)}
    known |= {"page.title": meta.title}
    if meta.date:
        known["page.date"] = f"{meta.date:%Y-%m-%d %H:%M:%S %z}"
    return {name: known[name] for name in used if name in known}


def missing_pictures(body: dialect.Body, config: Config, images: Images, folder: str) -> Iterator[Problem]:
    """P3: a warning for each local picture of the body that is not there, at its address."""
    if "![" not in body.text and "<img" not in body.text.lower():
        return
    values, found = dict(body.values), dict(body.pictures)
    lines = body.text.split("\n")
    for number, line in outside_code(lines):
        for match in PICTURE.finditer(line):
            # Where the address goes on in the next line, it is read together with it.
            below = lines[number + 1].lstrip("> ") if number + 1 < len(lines) else ""
            rest = (
                line[match.start() :]
                if ")" in line[match.end() :] or match[0][0] == "<"
                else line[match.start() :] + below
            )
            typed = next((address for _, address in addresses.typed_addresses(rest)), "")
            address = addresses.normal(liquid.fill(typed, values), config.baseurl)
            if address and not addresses.is_remote(addresses.mended(address)) and address not in found:
                place = Place(body.path, body.first_line + number, match.end() + 1)
                yield _missing_picture(place, address, images.suggest(address, folder))


def address_of(source: Source, kind: Kind, meta: Meta, named_slug: str, config: Config) -> str:
    if meta.permalink and (kind == "page" or ":" not in meta.permalink):
        return permalinks.clean(meta.permalink)
    if kind == "page":
        inside = posixpath.splitext(source.path.partition("/")[2])[0]
        parts = [slugs.slug(part) or part for part in inside.split("/")]
        return "/" + "".join(f"{part}/" for part in parts if part != "index")
    if meta.date is None:
        return ""
    slug = meta.slug or named_slug
    return permalinks.address(meta.permalink or config.permalink, meta.date, slug, meta.categories)


def why_left_out(meta: Meta, is_draft: bool, kind: Kind, choices: Choices) -> str:
    if not meta.published:
        return "unpublished"
    if (is_draft or meta.draft) and not choices.drafts:
        return "draft"
    if kind == "page":
        return ""
    if meta.date is None:
        return "undated"
    return "future" if meta.date > choices.now and not choices.future else ""


WHY_LEFT_OUT = {
    "unpublished": Text("写着 published: false，没有生成", "left out: it says published: false"),
    "draft": Text("是草稿，没有生成", "left out: it is a draft"),
    "undated": Text("没有日期，没有生成", "left out: it has no date"),
    "future": Text("日期还没到，没有生成", "left out: its date is still to come"),
}
HOW_TO_BUILD = {
    "unpublished": Text("要发布就删掉这一行。", "Delete that line to publish it."),
    "draft": Text("加上 --drafts 可以预览草稿。", "Use --drafts to see drafts."),
    "undated": Text(
        "文件名写成 2020-06-19-名称.md，或在 front matter 里写 date: 2020-06-19。",
        "Name the file 2020-06-19-NAME.md, or write date: 2020-06-19 into the front matter.",
    ),
    "future": Text(
        "到了那天重新生成就会出现；加上 --future 现在就生成。",
        "It appears when built on that day; --future builds it now.",
    ),
}


def left_out_problem(draft: Draft) -> Problem:
    """What is said about a post that is not built."""
    keys = {"unpublished": "published", "future": "date", "draft": "draft"}
    place = dict(draft.places).get(keys.get(draft.left_out, ""), Place(draft.path))
    severity: Literal["warning", "info"] = "warning" if draft.left_out == "undated" else "info"
    return Problem(place, severity, draft.left_out, WHY_LEFT_OUT[draft.left_out], HOW_TO_BUILD[draft.left_out])


def climbing(meta: Meta, table: Table) -> list[Problem]:
    """An error for each permalink, category and tag that would lead out of the site folder."""
    problems = []
    for name, values in (
        ("permalink", (meta.permalink,)),
        ("categories", meta.categories),
        ("tags", meta.tags),
        ("slug", (meta.slug,)),
    ):
        entry = table.get(name) or table.get("category")
        for value in values:
            if value and entry and slugs.climbs(value):
                scalars = yaml_tree.scalars_of(entry.value)
                place = next((scalar.place for scalar in scalars if scalar.text.strip() == value), entry.value.place)
                what = Text(f"“{value}”会跑到网站文件夹外面", f"“{value}” leads out of the site's folder")
                hint = Text("去掉里面的 ..", "Take the .. out of it.")
                problems.append(Problem(place, "error", "front-matter", what, hint))
    return problems


def finish(draft: Draft, rendered: dialect.Rendered) -> Post:
    """The post that a draft becomes with its body rendered."""
    return Post(draft.kind, draft.path, draft.address, draft.meta, rendered, draft.places)


def _title_of_name(slug: str) -> str:
    return slug.replace("-", " ").strip() or slug


def _impossible_date(entry: Entry) -> Problem:
    typed = yaml_tree.text_of(entry.value)
    what = Text(f"“{typed}”不是一个日期", f"“{typed}” is no date")
    hint = Text(
        "例如 date: 2020-06-19 或 date: 2020-06-19 08:30", "For example: date: 2020-06-19 or date: 2020-06-19 08:30"
    )
    return Problem(entry.value.place, "error", "date", what, hint)


def _impossible_name(path: str) -> Problem:
    name = posixpath.basename(path)
    what = Text(f"文件名“{name}”里的日期不存在", f"the date in the file name “{name}” does not exist")
    hint = Text("改文件名，或在 front matter 里写 date。", "Rename the file, or write date into the front matter.")
    return Problem(Place(path), "error", "date", what, hint)


def _no_title(path: str, first_line: int, title: str) -> Problem:
    what = Text(f"没有标题，先用“{title}”代替", f"there is no title; “{title}” stands in")
    hint = Text("在 front matter 里加一行 title: 标题", "Add a line title: words to the front matter.")
    return Problem(Place(path, min(first_line, 2)), "warning", "no-title", what, hint)


def _unknown_layout(entry: Entry | None, path: str, layouts: tuple[str, ...]) -> Problem:
    typed = (yaml_tree.text_of(entry.value) if entry else "") or ""
    what = Text(f"没有叫“{typed}”的布局，按 post 生成", f"there is no layout “{typed}”; built as post")
    place = entry.value.place if entry else Place(path)
    return Problem(place, "warning", "unknown-layout", what, did_you_mean(typed, layouts))


def _missing_picture(place: Place, address: str, suggestion: Text | None) -> Problem:
    what = Text(f"找不到图片 {address}", f"there is no picture {address}")
    folder = posixpath.dirname(address).lstrip("./") or "postimg"
    hint = suggestion or Text(
        f"把图片放进 {folder}/，文件名要一模一样。", f"Put the picture into {folder}/ under exactly this name."
    )
    return Problem(place, "warning", "missing-picture", what, hint)
