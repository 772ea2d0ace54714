"""The texts of planned pages: made where they cannot be recalled.

A text is known by the name of its page's view, which is a digest, by the frame and by its layouts. The view's name, in
turn, is known by what the view is made of: while that stays the same, not even the view is made.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import cache, lru_cache, partial
from typing import Any

from fanzha import feeds, pages, qr_code, render, work
from fanzha.pages import Plan
from fanzha.planner import Page
from fanzha.posts import Post
from fanzha.problems import Outcome
from fanzha.store import Store
from fanzha.views import FeedView, PageView, PostView, Sheet, View, in_brief
from fanzha.work import Job, Step


def made(
    plan: Plan, layouts: render.Layouts, store: Store, executor: Executor, told: Callable[[int], None]
) -> Iterator[Outcome[str]]:
    """The digest of every page's text, in order. What rendering needs besides is made only if a page is rendered.

    `told` hears how many posts' pages are rendered, if there are pages to render.
    """
    views: dict[str, View] = {}

    def view(page: Page) -> View:
        if page.address not in views:
            views[page.address] = page.view()
        return views[page.address]

    layout_digests = {name: work.digest_of(layouts.used_by(name)) for name in {page.layout for page in plan.pages}}
    frame_digest = work.digest_of(plan.frame)
    codes: dict[str, str] = {}

    def sheet(page: Page) -> Sheet:
        content = with_html(view(page), lambda name: store.content(name).decode())
        address = content.head.canonical if isinstance(content, PostView) else ""
        return Sheet(page.layout, plan.frame, content, ((address, codes[address]),) if address in codes else ())

    def job(page: Page, name: Outcome[str]) -> Job[Sheet]:
        parts = (page.layout, layout_digests[page.layout], frame_digest, name.value or "")
        return Job(":".join(parts), partial(sheet, page))

    def ready(todo: list[int]) -> Step[render.Layouts, Sheet, str]:
        rendered = [plan.pages[position] for position in todo]
        told(pages.number_of_posts(rendered))
        with_codes = {name for name in layout_digests if layouts.mentions(name, "qr_code")}
        codes.update(qr_codes([view(page) for page in rendered if page.layout in with_codes], store, executor))
        return step

    step: Step[render.Layouts, Sheet, str] = Step(
        prepare=render.renderer,
        common=layouts,
        seconds=0.001,
        kept=lambda text: store.keep(text.encode()),
        basis="",  # each job says which layouts it depends on
        ready=ready,
    )
    naming = Step(prepare=namer, common=plan.planner.known(), seconds=0.00002)
    made_of = made_of_all(plan.pages)
    unnamed = [Job(given, partial(view, page)) for page, given in zip(plan.pages, made_of, strict=True)]
    names = work.transform(naming, unnamed, store, executor)
    jobs = [job(page, name) for page, name in zip(plan.pages, names, strict=True)]
    return work.transform(step, jobs, store, executor)


def made_of_all(planned: Sequence[Page]) -> Iterator[str]:
    """What tells whether each page's view is what it was: the function that makes it, and all that it is handed."""

    @lru_cache(maxsize=None, typed=True)
    def digest(value: Any) -> str:
        return work.digest_of(value)

    def told(value: Any) -> str:
        if isinstance(value, Post):
            return value.digest
        if type(value) is tuple:
            return f"[{','.join(map(told, value))}]"
        return digest(value)

    for page in planned:
        function = page.view.func
        _, *given = page.view.args  # the planner, which is the same for all
        yield f"{function.__module__}.{function.__qualname__}({','.join(map(told, given))})"


def namer(_: object) -> Callable[[View], Outcome[str]]:
    """A function that names views: by their digests, with what many views share digested once."""
    entry_digest = cache(work.digest_of)
    return lambda view: Outcome(work.digest_of(type(view).__name__, in_brief(view, entry_digest)))


def with_html(view: View, html: Callable[[str], str]) -> View:
    """The view with bodies' HTML in the place of its digests, as `html` tells it."""
    if isinstance(view, (PostView, PageView)):
        return view._replace(html=html(view.html))
    if isinstance(view, FeedView):
        entries = (entry._replace(html=feeds.for_feed(html(entry.html), view.host)) for entry in view.entries)
        return view._replace(entries=tuple(entries))
    return view


def qr_codes(views: Sequence[View], store: Store, executor: Executor) -> dict[str, str]:
    """The QR codes of the posts among the views, by address."""
    addresses = [view.head.canonical for view in views if isinstance(view, PostView)]
    wanted = list(dict.fromkeys(address for address in addresses if address))
    step = Step(prepare=qr_code.writer, common=None, seconds=0.0003, apart=True)
    outcomes = work.transform(step, [work.job(address) for address in wanted], store, executor)
    return {address: outcome.value or "" for address, outcome in zip(wanted, outcomes, strict=True)}
