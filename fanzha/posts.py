"""A source becomes a draft: its front matter read, its body ready to be rendered; then, rendered, a post."""

import posixpath
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from fanzha import address_problems, bodies, dates, dialect, jekyll, permalinks, post_problems, slugs
from fanzha.config import Config
from fanzha.defaults import with_defaults
from fanzha.dialect import typography
from fanzha.front_matter import Meta, lies_in_jekylls, read_keys, split_front_matter, tree_of
from fanzha.images import Images
from fanzha.problems import Outcome, Place, Problem, Text, has_errors
from fanzha.texts import Source
from fanzha.yaml_tree import Table

THEME_LAYOUTS = ("post", "page", "keynote", "default")
"""Layout names that posts of the theme bear; where we have no layout of that name, nothing is said."""

Kind = Literal["post", "page"]


class Draft(NamedTuple):
    """A post or page that is read but not yet rendered."""

    kind: Kind
    path: str
    meta: Meta
    address: str
    body: dialect.Body
    places: tuple[tuple[str, str, int, int], ...] = ()
    """Where the values of the front matter's keys stand, each as key and :class:`Place` in one row: thousands are
    written and unpacked at once, and next to none is asked for."""
    left_out: str = ""
    """Why the post is not built: draft, future, unpublished, undated; empty where it is."""

    def place(self, key: str) -> Place:
        """Where the key's value stands; the whole file where its front matter has none."""
        return next((Place(*row[1:]) for row in self.places if row[0] == key), Place(self.path))


class Post(NamedTuple):
    """A rendered post or page. Its HTML lies in the store: `rendered.html` is the digest of it."""

    kind: Kind
    path: str
    address: str
    meta: Meta
    rendered: dialect.Rendered
    made_of: str
    """Equal for posts that were made of the same under one config."""

    @property
    def title(self) -> str:
        return self.rendered.title or self.meta.title

    @property
    def date(self) -> datetime:
        assert self.meta.date
        return self.meta.date


class Choices(NamedTuple):
    """What else decides how posts are read: the moment of the build, the command line, the layouts that there are."""

    now: datetime
    drafts: bool = False
    future: bool = False
    layouts: tuple[str, ...] = ("post", "page")


def parse(
    source: Source,
    config: Config,
    images: Images,
    choices: Choices,
    kind: Kind = "post",
    tree_of: Callable[[str, str], Outcome[Table]] = tree_of,
) -> Outcome[Draft]:
    """Read a source's front matter, with `tree_of`, and find what its body needs.

    Errors (no value): front matter that is not closed or no valid YAML, a value of the wrong type, an impossible date,
    a permalink or tag that climbs out of the site. Warnings: see `docs/problems.md`.
    """
    split = split_front_matter(source)
    if split.value is None:
        return Outcome(None, split.problems)
    front, text, first_line = split.value
    tree = tree_of(front, source.path)
    if tree.value is None:
        return Outcome(None, (*split.problems, *tree.problems))
    table = with_defaults(tree.value, source.path, kind, config.defaults)
    given, problems = read_keys(table, source)
    problems = [*split.problems, *tree.problems, *problems]
    is_jekylls = lies_in_jekylls(source.path)
    stem = posixpath.splitext(posixpath.basename(source.path))[0]
    named_date, named_slug = dates.of_file_name(stem, config.zone)
    named_slug = named_slug.rstrip(".")
    date: datetime | None = named_date
    date_entry = table.get("date")
    if isinstance(given.get("date"), str):
        date = dates.parse(given.pop("date"), config.zone)
        if date is None and date_entry:
            problems.append(post_problems.impossible_date(date_entry))
    elif kind == "post" and named_date is None and named_slug != stem.rstrip("."):
        problems.append(post_problems.impossible_name(source.path))
    above, _ = bodies.split_at_posts(source.path)
    # In Jekyll's order: the folders above `_posts`, what `categories` says, what `category` says.
    categories = (*above, *given.pop("categories", ()), *given.pop("category", ()))
    given["categories"] = tuple(dict.fromkeys(categories))
    given["tags"] = tuple(dict.fromkeys((*given.get("tags", ()), *given.pop("tag", ()))))
    if kind == "post" and date is None and is_draft(source.path):
        date = choices.now.astimezone(config.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if kind == "page" and is_jekylls and (not given.get("title") or is_below(source.path)):
        given.setdefault("hide_in_nav", True)
    if not given.get("title"):
        given["title"] = _title_of_name(named_slug if kind == "post" else stem)
        if not has_errors(problems) and source.text.strip():
            problems.append(post_problems.no_title(source, first_line, given["title"], table.get("title")))
    if not given.get("tags") and (lost_tags := post_problems.lost_tags(source, table.get("tags"))):
        problems.append(lost_tags)
    if given.get("typography", config.typography) is not False:
        given["title"] = typography.with_entities(given["title"])
    if not given.get("layout"):
        given["layout"] = kind
    if kind == "page" and given["layout"] in ("post", "keynote"):
        given["layout"] = kind  # what a post's layout shows (date, neighbours), a page has not
    if given["layout"] not in choices.layouts:
        if given["layout"] not in THEME_LAYOUTS:
            problems.append(
                post_problems.unknown_layout(table.get("layout"), source.path, choices.layouts, kind, is_jekylls)
            )
        given["layout"] = kind
    if kind == "post" and not given.get("permalink") and not slugs.slug(given.get("slug") or named_slug):
        problems.append(post_problems.empty_slug(source.path))
    if not text.strip():
        problems.append(
            Problem(
                Place(source.path, first_line),
                "warning",
                "empty-post",
                Text("正文是空的", "the body is empty"),
                _EMPTY if source.text.strip() else _EMPTY_FILE,
            )
        )
    meta = Meta(**given, date=date)
    address = address_of(source, kind, meta, named_slug, config)
    problems += address_problems.climbing(meta, table)
    if not has_errors(problems):
        problems += address_problems.unwritable(address, meta, table, source.path)
    if has_errors(problems):
        return Outcome(None, tuple(problems))
    body, unseen = bodies.prepare(source, text, first_line, meta, table, config, images)
    draft = Draft(
        kind=kind,
        path=source.path,
        meta=meta,
        address=address,
        body=body,
        places=tuple((entry.name, *entry.value.place) for entry in table.entries),
        left_out=why_left_out(meta, source.path, kind, choices),
    )
    return Outcome(draft, (*problems, *unseen))


def address_of(source: Source, kind: Kind, meta: Meta, named_slug: str, config: Config) -> str:
    """Where the post or page stands: at its own permalink, else where the site's style puts it."""
    stem = posixpath.splitext(source.path)[0]
    if kind == "page":
        if source.path.startswith("pages/") and not meta.permalink:
            parts = [slugs.slug(part) or part for part in stem.removeprefix("pages/").split("/")]
            return permalinks.page_address("/".join(parts), "", "pretty")
        return permalinks.page_address(stem, meta.permalink, config.permalink)
    if meta.date is None:
        return ""
    _, inside = bodies.split_at_posts(stem)
    style = meta.permalink or config.permalink
    if meta.permalink in permalinks.STYLES:
        style = f"/{meta.permalink}"  # the names of styles are no styles here, as in Jekyll
    return permalinks.address(style, meta.date, meta.slug or named_slug, meta.categories, inside)


def is_below(path: str) -> bool:
    """Whether a page of a Jekyll blog lies deeper than those that its navigation shows."""
    inside = posixpath.splitext(path.removeprefix("_pages/"))[0].removesuffix("/index")
    return "/" in inside


def is_draft(path: str) -> bool:
    """Whether the source lies among the drafts."""
    folders = path.split("/")[:-1]
    return folders[:1] == ["drafts"] or jekyll.DRAFTS in folders


def is_named(path: str) -> bool:
    """Whether the file's name is a post's; in a Jekyll blog one without a date is none."""
    if not lies_in_jekylls(path):
        return True
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return dates.of_file_name(stem, UTC)[1] != stem


def why_left_out(meta: Meta, path: str, kind: Kind, choices: Choices) -> str:
    """Why the post or page is not built; empty where it is."""
    if not meta.published:
        return "unpublished"
    if (is_draft(path) or meta.draft) and not choices.drafts:
        return "draft"
    if kind == "page":
        return ""
    if meta.date is None or not (is_named(path) or is_draft(path)):
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
    place = draft.place(keys.get(draft.left_out, ""))
    severity: Literal["warning", "info"] = "warning" if draft.left_out == "undated" else "info"
    what, hint = WHY_LEFT_OUT[draft.left_out], HOW_TO_BUILD[draft.left_out]
    if draft.left_out == "undated" and lies_in_jekylls(draft.path):
        what, hint = _UNDATED_IN_JEKYLL
    return Problem(place, severity, draft.left_out, what, hint)


_UNDATED_IN_JEKYLL = (
    Text("文件名里没有日期，没有生成，Jekyll 也是这样", "left out, as in Jekyll: its file's name has no date"),
    Text("要发布就把文件名写成 2020-06-19-名称.md。", "Name the file 2020-06-19-NAME.md to publish it."),
)
_EMPTY_FILE = Text("写上文章，或者删掉这个文件。", "Write the post, or delete the file.")
_EMPTY = Text("在第二个 --- 下面写正文。", "Write the text below the second ---.")


def _title_of_name(slug: str) -> str:
    return slug.replace("-", " ").strip() or slug
