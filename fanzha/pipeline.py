"""The whole flow on one screen: sources -> config -> posts -> site -> pages -> files. Nothing is written here."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from fanzha import (
    bodies,
    dialect,
    keys,
    layout_problems,
    page_texts,
    pages,
    posts,
    published_files,
    reading,
    render,
    site,
    slugs,
    work,
)
from fanzha import config as configs
from fanzha.config import Config
from fanzha.folders import File
from fanzha.images import Images
from fanzha.output import Item
from fanzha.planner import Page
from fanzha.problems import Outcome, Place, Problem, Text, has_errors
from fanzha.record import Files, Options
from fanzha.sources import Sources
from fanzha.store import Store
from fanzha.texts import Source
from fanzha.work import Step

Progress = Callable[[str, int, int], None]
"""Told of a stage's name, how many of its jobs are done, and how many there are."""


class Whole(NamedTuple):
    """The site's files, and what they were made of, for whoever looks at more than the files."""

    config: Config
    pictures: Images
    copied: Mapping[str, File]
    """Pictures and static files by published path."""
    readings: tuple[reading.Reading, ...]
    site: site.Site
    pages: tuple[Page, ...]
    files: Files | None
    """None where a problem is an error."""
    problems: tuple[Problem, ...]


def compute(
    sources: Sources, options: Options, store: Store, executor: Executor, progress: Progress = lambda *_: None
) -> Whole:
    """Everything that the site folder will hold, and everything on the way to it."""
    configured = configure(sources, options, store, executor)
    problems = list(configured.problems)
    # With a config that cannot be read, the posts are still read for what else is wrong.
    config = configured.value or Config()
    published, unreadable = published_files.read(sources, store)
    problems += unreadable
    pictures = Images({path: picture for path, (picture, _) in published.items() if picture})
    layouts, broken = compiled(render.Layouts(sources.layouts), store, executor)
    problems += broken
    if not (sources.config or sources.posts or sources.drafts or sources.pages):
        problems.append(nothing_here())

    future = config.future if options.future is None else options.future
    choices = posts.Choices(options.now, options.drafts, future, layouts.for_posts)
    progress("sources", 0, 0)
    read = reading.read_posts(sources, config, pictures, choices, store)
    problems += read.problems
    readings = read.readings
    rendered = []
    rendered += [as_it_is(one, config, store) for one in readings if bodies.is_html(one.draft.path)]
    typed = [one for one in readings if not bodies.is_html(one.draft.path)]
    progress("posts", 0, len(typed))
    outcomes = work.transform(bodies_step(config, store), [one.job() for one in typed], store, executor)
    for count, (one, outcome) in enumerate(zip(typed, outcomes, strict=True), 1):
        problems += outcome.problems
        if outcome.value:
            store.mark(outcome.value.html)
            rendered.append(one.finished(outcome.value))
        progress("posts", count, len(typed))

    progress("plan", 0, 0)
    arranged = site.arrange(config, rendered)
    assets, theme = published_files.named_assets(sources, published)
    files, in_the_way = published_files.copied(sources, published, assets)
    problems += in_the_way
    static = tuple(Item(path, name, file.location) for path, (file, name) in files.items())
    assets = tuple(item for item in assets if item.path not in files)
    taken = {item.path: item.path for item in assets} | {path: file.path for path, (file, _) in files.items()}
    planned = pages.plan(arranged, theme, pictures, taken)
    problems += planned.problems
    assert planned.value
    written: list[Item] = []
    anew: list[Page] = []
    texts = page_texts.made(planned.value, layouts, store, executor, anew.extend)
    progress("pages", 0, len(planned.value.pages))
    for count, (page, text) in enumerate(zip(planned.value.pages, texts, strict=True), 1):
        problems += text.problems
        if text.value is not None:
            store.mark(text.value)
            written.append(Item(slugs.file_path(page.address), text.value))
        progress("pages", count, len(planned.value.pages))

    # Pictures and styles first, then posts, then the lists that lead to them.
    result = Files(
        items=(*static, *assets, *written),
        posts=pages.number_of_posts(planned.value.pages),
        pages=len(written),
        skipped=tuple(skipped(problems, sources, planned.value.pages).items()),
        unpublished=unpublished(readings, choices._replace(drafts=False, future=config.future)),
        until=read.until,
        built=pages.number_of_posts(anew),
    )
    return Whole(
        config=config,
        pictures=pictures,
        copied={path: file for path, (file, _) in files.items()},
        readings=readings,
        site=arranged,
        pages=planned.value.pages,
        files=None if configured.value is None or has_errors(problems) else result,
        problems=tuple(problems),
    )


def unpublished(readings: Sequence[reading.Reading], usual: posts.Choices) -> tuple[tuple[str, str], ...]:
    """The addresses of what the `usual` choices would leave out, and why."""
    drafts = [one.draft for one in readings if _may_be_unpublished(one.draft, usual)]
    reasons = [(draft.address, posts.why_left_out(draft.meta, draft.path, draft.kind, usual)) for draft in drafts]
    return tuple((address, why) for address, why in reasons if why)


def _may_be_unpublished(draft: posts.Draft, usual: posts.Choices) -> bool:
    """Whether it is worth a closer look, which takes a while for thousands."""
    date = draft.meta.date
    return draft.meta.draft or posts.is_draft(draft.path) or (date is not None and date > usual.now)


def skipped(problems: Sequence[Problem], sources: Sources, planned: Sequence[Page]) -> dict[str, tuple[str, ...]]:
    """The sources that no page was made of, by the code of what was said about it."""
    paths = {source.path for source in (*sources.posts, *sources.drafts, *sources.pages)}
    paths -= {page.path for page in planned if not page.leads_on}
    by_code: dict[str, dict[str, None]] = {}
    for problem in problems:
        if problem.code in posts.WHY_LEFT_OUT or problem.code == "address-taken":
            if problem.place.path in paths:
                by_code.setdefault(problem.code, {})[problem.place.path] = None
    return {code: tuple(sorted(by_code[code])) for code in sorted(by_code)}


def as_it_is(one: reading.Reading, config: Config, store: Store) -> posts.Post:
    """The post or page that an HTML source is, which no rule of the dialect touches."""
    rendered = bodies.as_it_is(one.body(), config.baseurl)
    return one.finished(rendered._replace(html=store.keep(rendered.html.encode())))


def bodies_step(config: Config, store: Store) -> Step[dialect.Settings, dialect.Body, dialect.Rendered]:
    """From a post's text to HTML. The HTML is kept as a content: most builds need only to know which it is."""
    own_host = urlsplit(config.url).hostname
    settings = dialect.Settings(
        baseurl=config.baseurl,
        labels=config.labels,
        roles=config.roles,
        attribution_keys=config.attribution_keys,
        residue=config.residue,
        trusted_hosts=(*config.trusted_hosts, *([own_host] if own_host else [])),
    )
    return Step(
        prepare=dialect.converter,
        common=settings,
        seconds=0.003,
        kept=lambda rendered: rendered._replace(html=store.keep(rendered.html.encode())),
    )


def compiled(layouts: render.Layouts, store: Store, executor: Executor) -> tuple[render.Layouts, list[Problem]]:
    """The layouts with their compiled code, and what is wrong with any of them, used or not."""
    sources = [source for source in layouts.sources if source.path.endswith(render.TEMPLATES)]
    step = Step(prepare=render.compiler, common=None, seconds=0.005)
    outcomes = list(work.transform(step, [source_job(source) for source in sources], store, executor))
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    names = (source.path.removeprefix(layout_problems.FOLDER) for source in sources)
    made = {name: outcome.value for name, outcome in zip(names, outcomes, strict=True) if outcome.value}
    problems += layout_problems.of_references({name: each.references for name, each in made.items()}, layouts.texts)
    return replace(layouts, compiled=tuple((name, each.code) for name, each in made.items())), problems


def source_job(source: Source) -> work.Job[Source]:
    # With its text: workers read no disk.
    return work.Job(work.digest_of(source.path, source.digest), lambda: Source(source.path, source.text))


def nothing_here() -> Problem:
    what = Text("这个文件夹里既没有文章，也没有设置文件", "this folder holds neither posts nor a config file")
    hint = Text(
        "是不是 --source 写错了文件夹？文章放在 posts/ 里，设置写在 config.yaml 里。",
        "Is --source the right folder? Posts belong into posts/, settings into config.yaml.",
    )
    return Problem(Place("."), "warning", "no-sources", what, hint)


def configure(sources: Sources, options: Options, store: Store, executor: Executor) -> Outcome[Config]:
    """The config, with what the command line says instead."""
    if sources.config is None:
        outcome = configs.parse(None)
    else:
        step = Step(prepare=configs.parser, common=None, seconds=0.003)
        (outcome,) = work.transform(step, [source_job(sources.config)], store, executor)
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
