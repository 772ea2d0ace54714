"""The whole flow on one screen: sources -> config -> posts -> site -> pages -> files. Nothing is written here."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from fanzha import bodies, dialect, images, keys, pages, posts, render, site, slugs, work
from fanzha import config as configs
from fanzha.config import Config
from fanzha.dialect import liquid
from fanzha.folders import File
from fanzha.images import Images, Picture, Size
from fanzha.output import Item
from fanzha.planner import Theme
from fanzha.problems import Outcome, Place, Problem, Text, has_errors
from fanzha.sources import Source, Sources
from fanzha.work import Store

DIGESTED = (".css", ".js")
"""Assets that bear a digest in their name, so that browsers may keep them for ever."""

THEME = ("assets/style.css", "assets/site.js")
"""The stylesheet and the script that every page loads."""


GATHERED = ("unknown-key", "unknown-layout")
MANY = 5
"""Files from which on a key or layout that we do not know is a custom of the site, and no slip."""


@dataclass(frozen=True)
class Options:
    """What the command line and the moment decide. Nothing below asks the clock."""

    now: datetime
    url: str | None = None
    baseurl: str | None = None
    drafts: bool = False
    future: bool | None = None


@dataclass(frozen=True)
class Files:
    """The whole site, ready to be written, and what became of the posts."""

    items: tuple[Item, ...]
    posts: int
    pages: int
    left_out: tuple[tuple[str, int], ...]
    """Why posts were not built, and how many for each reason."""


Progress = Callable[[str, int, int], None]
"""Told of a stage's name, how many of its jobs are done, and how many there are."""


def compute(
    sources: Sources, options: Options, store: Store, executor: Executor, progress: Progress = lambda *_: None
) -> Outcome[Files]:
    """Everything that the site folder will hold. No value where a problem is an error."""
    configured = configure(sources, options)
    problems = list(configured.problems)
    # With a config that cannot be read, the posts are still read for what else is wrong.
    config = configured.value or Config()
    published, unreadable = publish_files(sources, store)
    problems += unreadable
    pictures = Images({path: picture for path, (picture, _) in published.items() if picture})
    layouts = render.Layouts(sources.layouts)

    drafts, wrong = read_posts(sources, config, pictures, layouts, options)
    problems += wrong
    own_host = urlsplit(config.url).hostname
    settings = dialect.Settings(
        baseurl=config.baseurl,
        labels=config.labels,
        roles=config.roles,
        attribution_keys=config.attribution_keys,
        residue=config.residue,
        trusted_hosts=(*config.trusted_hosts, *([own_host] if own_host else [])),
    )
    rendered = []
    typed = [draft for draft in drafts if not bodies.is_html(draft.path)]
    rendered += [
        posts.finish(draft, bodies.as_it_is(draft.body, config.baseurl))
        for draft in drafts
        if bodies.is_html(draft.path)
    ]
    outcomes = work.transform(
        dialect.converter, settings, [draft.body for draft in typed], dialect.Rendered, store, executor
    )
    for count, (draft, outcome) in enumerate(zip(typed, outcomes, strict=True), 1):
        problems += outcome.problems
        if outcome.value:
            rendered.append(posts.finish(draft, outcome.value))
        progress("posts", count, len(drafts))

    arranged = site.arrange(config, rendered)
    assets, theme = name_assets(sources, published)
    files = copied(sources, published)
    static = tuple(Item(path, name, file.location) for path, (file, name) in files.items())
    planned = pages.plan(arranged, theme, pictures, {path: file.path for path, (file, _) in files.items()})
    problems += planned.problems
    sheets = planned.value or ()
    written: list[Item] = []
    texts = work.transform(render.renderer, layouts, [page.sheet for page in sheets], str, store, executor)
    for count, (page, text) in enumerate(zip(sheets, texts, strict=True), 1):
        problems += text.problems
        if text.value is not None:
            written.append(Item(slugs.file_path(page.address), store.keep(text.value.encode())))
        progress("pages", count, len(sheets))

    if configured.value is None or has_errors(problems):
        return Outcome(None, tuple(problems))
    # Pictures and styles first, then posts, then the lists that lead to them.
    left_out = Counter(problem.code for problem in problems if problem.code in posts.WHY_LEFT_OUT)
    result = Files(
        items=(*static, *assets, *written),
        posts=len(arranged.posts),
        pages=len(written),
        left_out=tuple(sorted(left_out.items())),
    )
    return Outcome(result, tuple(problems))


def configure(sources: Sources, options: Options) -> Outcome[Config]:
    """The config, with what the command line says instead."""
    outcome = configs.parse(sources.config)
    if outcome.value is None:
        return outcome
    config = outcome.value
    if options.url is not None:
        config = replace(config, url=keys.site_url(options.url))
    if options.baseurl is not None:
        config = replace(config, baseurl=keys.base_path(options.baseurl))
    # What the command line has settled need not be said.
    settled = "no-url" if config.url else ""
    return Outcome(config, tuple(problem for problem in outcome.problems if problem.code != settled))


def publish_files(sources: Sources, store: Store) -> tuple[dict[str, tuple[Picture | None, str]], list[Problem]]:
    """Picture (if it is one) and digest of every file that is published as it is, by its published path."""
    published: dict[str, tuple[Picture | None, str]] = {}
    problems = []
    for file in (*sources.assets, *sources.pictures, *sources.static):
        path = file.published
        try:
            name, size = remembered(file, store)
        except OSError as error:
            what = Text(f"打不开这个文件（{error.strerror}）", f"cannot be opened ({error.strerror})")
            problems.append(Problem(Place(file.path), "error", "unreadable", what))
            continue
        is_picture = path.lower().endswith(images.SUFFIXES)
        published[path] = (Picture(f"/{path}", size) if is_picture else None, name)
        if is_picture and size is None:
            what = Text("这张图片读不出来，可能坏了", "this picture cannot be read; it may be damaged")
            hint = Text("重新导出或下载这张图片。", "Export or download the picture again.")
            problems.append(Problem(Place(file.path), "warning", "broken-picture", what, hint))
    return published, problems


def remembered(file: File, store: Store) -> tuple[str, Size | None]:
    """A file's digest and size in pixels: from the store while size, time and inode are the same."""
    key = f"file:{file.path}:{file.size}:{file.modified}:{file.inode}:{work.engine()}"
    stored = store.get(key)
    with contextlib.suppress(ValueError, TypeError):
        name, size = json.loads(stored or b"")
        return str(name), Size(*size) if size else None
    data = file.location.read_bytes()
    is_picture = file.path.lower().endswith(images.SUFFIXES)
    measured = images.measure(data, file.path) if is_picture else None
    name = work.digest(data)
    store.put(key, json.dumps([name, work.encoded(measured) if measured else None]).encode())
    return name, measured


def read_posts(
    sources: Sources, config: Config, pictures: Images, layouts: render.Layouts, options: Options
) -> tuple[list[posts.Draft], list[Problem]]:
    """Posts and pages that are to be built, each at an address of its own, and all problems."""
    future = config.future if options.future is None else options.future
    choices = posts.Choices(options.now, options.drafts, future, layouts.for_posts)
    drafts: list[posts.Draft] = []
    problems: list[Problem] = []
    taken: dict[str, posts.Draft] = {}
    given: tuple[tuple[Sequence[Source], posts.Kind], ...] = (
        (sources.posts, "post"),
        (sources.drafts, "post"),
        (sources.pages, "page"),
    )
    for source, kind in ((source, kind) for many, kind in given for source in many):
        outcome = posts.parse(source, config, pictures, choices, kind)
        draft = outcome.value
        if draft and draft.left_out:
            # What else is wrong with it can wait until somebody means to publish it; errors can't.
            problems.append(posts.left_out_problem(draft))
            continue
        problems += outcome.problems
        if draft is None:
            continue
        first = taken.setdefault(slugs.file_path(draft.address), draft)
        if first is draft:
            drafts.append(draft)
        else:
            problems.append(_second_at(draft, first))
    return linked(drafts), gathered(problems)


def gathered(problems: list[Problem]) -> list[Problem]:
    """The problems, where many files have one unknown key or layout with a single one that tells how many."""
    same: dict[tuple[str, Text], list[Problem]] = {}
    for problem in problems:
        if problem.code in GATHERED:
            same.setdefault((problem.code, problem.what), []).append(problem)
    kept = [problem for problem in problems if problem.code not in GATHERED]
    for alike in same.values():
        if len(alike) < MANY:
            kept += alike
            continue
        first = min(alike, key=lambda problem: problem.place)
        what = Text(
            f"{first.what.zh}（共 {len(alike)} 个文件，这是第一个）",
            f"{first.what.en} ({len(alike)} files; this is the first)",
        )
        kept.append(replace(first, what=what, severity=first.severity if first.hint else "info"))
    return kept


def linked(drafts: list[posts.Draft]) -> list[posts.Draft]:
    """The drafts with the addresses of each other that their texts ask for."""
    if not any(liquid.link_names(draft.body.text) for draft in drafts):
        return drafts
    targets = dict(target for draft in drafts for target in bodies.link_targets(draft.path, draft.address))
    return [replace(draft, body=bodies.with_links(draft.body, targets)) for draft in drafts]


def name_assets(sources: Sources, published: dict[str, tuple[Picture | None, str]]) -> tuple[tuple[Item, ...], Theme]:
    """The assets' files, and the addresses of those that pages load. The site's own keep their plain names too."""
    items = []
    addresses = {path: f"/{path}" for path in THEME}
    for file in sources.assets:
        if file.path not in published:
            continue
        name = published[file.path][1]
        path = PurePosixPath(file.path)
        if path.suffix not in DIGESTED or file.path in sources.site_assets:
            items.append(Item(file.path, name, file.location))
        if path.suffix in DIGESTED:
            named = str(path.with_name(f"{path.stem}.{name[:10]}{path.suffix}"))
            items.append(Item(named, name, file.location))
            if file.path in addresses:
                addresses[file.path] = f"/{named}"
    return tuple(items), Theme(*addresses.values())


def copied(sources: Sources, published: dict[str, tuple[Picture | None, str]]) -> dict[str, tuple[File, str]]:
    """Pictures and static files by published path; where both have one path, the static file stands."""
    files = {file.published: file for file in (*sources.pictures, *sources.static)}
    return {path: (file, published[path][1]) for path, file in files.items() if path in published}


def _second_at(draft: posts.Draft, first: posts.Draft) -> Problem:
    what = Text(
        f"地址 {draft.address} 已经被 {first.path} 用了，这一篇没有生成",
        f"its address {draft.address} is taken by {first.path}; this one is left out",
    )
    hint = Text("换一个文件名，或写上 permalink 或 slug。", "Rename the file, or give it a permalink or slug.")
    return Problem(Place(draft.path), "warning", "address-taken", what, hint)
