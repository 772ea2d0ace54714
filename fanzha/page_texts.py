"""The texts of planned pages: made where they cannot be recalled.

A text is known by the name of its page's view, which is a digest, by the frame and by its layouts. The view's name, in
turn, is known by what the view is made of: while that stays the same, not even the view is made.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import cache, lru_cache, partial
from typing import Any

from fanzha import feeds, qr_code, render, work
from fanzha.pages import Plan
from fanzha.planner import Page, Planner
from fanzha.posts import Post
from fanzha.problems import Outcome
from fanzha.store import Store
from fanzha.views import FeedView, PageView, PostView, Sheet, View, in_brief
from fanzha.work import Job, Step


class Views:
    """The views of pages, each made when it is first asked for."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self._made: dict[str, View] = {}

    def of(self, page: Page) -> View:
        if page.address not in self._made:
            self._made[page.address] = page.make(self.planner, *page.of)
        return self._made[page.address]


def made(
    plan: Plan, layouts: render.Layouts, store: Store, executor: Executor, told: Callable[[list[Page]], None]
) -> Iterator[Outcome[str]]:
    """The digest of every page's text, in order. The views are named at once, the texts made one after the other.

    `told` hears of the pages that must be rendered. What that needs besides is made only if there is one.
    """
    views = Views(plan.planner)
    layout_digests = {name: work.digest_of(layouts.used_by(name)) for name in {page.layout for page in plan.pages}}
    frame_digest = work.digest_of(plan.frame)
    codes: dict[str, str] = {}

    def sheet(page: Page) -> Sheet:
        view = with_html(views.of(page), lambda name: store.content(name).decode())
        address = view.head.canonical if isinstance(view, PostView) else ""
        return Sheet(page.layout, plan.frame, view, ((address, codes[address]),) if address in codes else ())

    def ready(todo: list[int]) -> None:
        rendered = [plan.pages[position] for position in todo]
        told(rendered)
        with_codes = {name for name in layout_digests if layouts.mentions(name, "qr_code")}
        codes.update(qr_codes([views.of(page) for page in rendered if page.layout in with_codes], store, executor))

    jobs = [
        Job(":".join((page.layout, layout_digests[page.layout], frame_digest, name)), partial(sheet, page))
        for page, name in zip(plan.pages, names(plan, views, store, executor), strict=True)
    ]
    step: Step[render.Layouts, Sheet, str] = Step(
        prepare=render.renderer,
        common=layouts,
        seconds=0.001,
        kept=lambda text: store.keep(text.encode()),
        basis="",  # each job says which layouts it depends on
        ready=ready,
    )
    return work.transform(step, jobs, store, executor)


def names(plan: Plan, views: Views, store: Store, executor: Executor) -> list[str]:
    """The name of every page's view, in order. Views are made only where the name is not known."""
    jobs = [Job(made_of(page), partial(views.of, page)) for page in plan.pages]
    step = Step(prepare=namer, common=None, seconds=0.00002, basis=plan.planner.known)
    return [outcome.value or "" for outcome in work.transform(step, jobs, store, executor)]


def made_of(page: Page) -> str:
    """What tells whether the page's view is what it was: the function that makes it, and all that it is handed."""
    return f"{page.make.__module__}.{page.make.__qualname__}{_identity(page.of)}"


def _identity(value: Any) -> str:
    """Equal for equal values."""
    if isinstance(value, Post):
        return value.made_of
    if type(value) is tuple:
        return f"[{','.join(map(_identity, value))}]"
    return _digest(value)


@lru_cache(maxsize=1024, typed=True)
def _digest(value: Any) -> str:
    return work.digest_of(value)


def namer(_: None) -> Callable[[View], Outcome[str]]:
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
