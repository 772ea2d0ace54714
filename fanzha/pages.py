"""Which pages the site has.

PAGE_KINDS is the whole list: a layout and a function a kind, from the site to its pages. To add one: a row, its
functions here, a view in `views.py`, a layout in `layouts/`.

A page is planned before its view is made, which most builds need of few. So a function that makes a view is handed all
that it makes it of, and asks nothing else of the site.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, starmap
from typing import NamedTuple

from fanzha import feeds, interface, page_problems, published_paths, slugs
from fanzha.dialect import Heading
from fanzha.dialect.addresses import is_remote, mended
from fanzha.images import Images
from fanzha.planner import REDIRECT, Known, Page, Planner, Theme, page_address, planned
from fanzha.posts import Post
from fanzha.problems import Outcome
from fanzha.site import Site, paginated
from fanzha.views import (
    ArchiveEntry,
    ArchiveView,
    Frame,
    IndexView,
    Link,
    PageView,
    PlainView,
    PostView,
    RedirectView,
    Sidebar,
    TagSection,
    TagsView,
    TagView,
    View,
    Year,
)

OLD_TAGS = "/2-tags/"
"""Where the BY theme has the page of all tags; its links end in `#` and the tag, which `/tags/` understands too."""


def post_pages(site: Site, _: Planner) -> Iterator[Page]:
    for post, (older, newer) in site.with_neighbours():
        yield planned(post.address, f"{post.meta.layout}.html", post_view, post, older, newer, path=post.path)


def post_view(planner: Planner, post: Post, older: Post | None, newer: Post | None) -> View:
    return PostView(
        head=planner.head(
            post.address,
            post.title,
            description=post.meta.description or post.rendered.excerpt,
            subtitle=post.meta.subtitle,
            meta=post.meta,
        ),
        entry=planner.entry(post),
        html=post.rendered.html,
        tags=tuple(Link(name, planner.url(planner.tag_addresses[name])) for name in post.meta.tags),
        catalog=catalog(post),
        older=planner.link(older) if older else None,
        newer=planner.link(newer) if newer else None,
        attribution=post.rendered.attribution,
        friends=planner.config.friends,
        lang=post.meta.lang,
        iframe=mended(post.meta.iframe),
    )


def free_pages(site: Site, planner: Planner) -> Iterator[Page]:
    sidebar = planner.sidebar(site.tags)
    for page in site.pages:
        yield planned(page.address, f"{page.meta.layout}.html", page_view, page, sidebar, path=page.path)


def page_view(planner: Planner, page: Post, sidebar: Sidebar) -> View:
    head = planner.head(
        page.address,
        page.title,
        description=page.meta.description or page.rendered.excerpt,
        subtitle=page.meta.subtitle or page.meta.description,
        meta=page.meta,
    )
    return PageView(head, page.rendered.html, catalog(page), sidebar, page.meta.lang)


def index_pages(site: Site, planner: Planner) -> Iterator[Page]:
    pages = paginated(site.listed, planner.config.paginate)
    sidebar = planner.sidebar(site.tags)
    for number, posts in enumerate(pages, 1):
        yield planned(page_address("/", number), "index.html", index_view, posts, number, len(pages), sidebar)


def index_view(planner: Planner, posts: tuple[Post, ...], number: int, total: int, sidebar: Sidebar) -> View:
    config = planner.config
    return IndexView(
        head=planner.head(page_address("/", number), config.title, subtitle=config.description),
        entries=planner.entries(posts),
        pager=planner.pager(number, total, "/"),
        sidebar=sidebar,
    )


def tags_page(site: Site, planner: Planner) -> Iterator[Page]:
    # Of each tag the newest posts, and how many there are.
    tags = tuple((tag.name, len(tag.posts), tag.posts[: planner.config.paginate]) for tag in site.tags)
    yield planned("/tags/", "tags.html", tags_view, tags)


def tags_view(planner: Planner, tags: tuple[tuple[str, int, tuple[Post, ...]], ...]) -> View:
    counts = [count for _, count, _ in tags]
    least, span = min(counts, default=0), max(counts, default=0) - min(counts, default=0) or 1
    sections = tuple(
        TagSection(
            tag=planner.tag_link(name, count),
            id="tag-" + posixpath.basename(planner.tag_addresses[name].rstrip("/")),
            weight=round(4 * (count - least) / span),
            entries=planner.entries(posts),
        )
        for name, count, posts in tags
    )
    head = planner.head("/tags/", planner.words["tags"], meta=planner.generated("tags"))
    return TagsView(head, sections)


def tag_pages(site: Site, planner: Planner) -> Iterator[Page]:
    for tag in site.tags:
        pages = paginated(tag.posts, planner.config.paginate)
        for number, posts in enumerate(pages, 1):
            address = page_address(tag.address, number)
            yield planned(address, "tag.html", tag_view, tag.name, posts, number, len(pages))


def tag_view(planner: Planner, name: str, posts: tuple[Post, ...], number: int, total: int) -> View:
    first = planner.tag_addresses[name]
    return TagView(
        head=planner.head(
            page_address(first, number), planner.words["tag"].format(name), meta=planner.generated("tags")
        ),
        entries=planner.entries(posts),
        pager=planner.pager(number, total, first),
        all_tags=planner.url("/tags/"),
    )


def archive_page(site: Site, _: Planner) -> Iterator[Page]:
    counts = tuple((tag.name, len(tag.posts)) for tag in site.tags)
    yield planned("/archive/", "archive.html", archive_view, counts, site.posts)


def archive_view(planner: Planner, counts: tuple[tuple[str, int], ...], posts: tuple[Post, ...]) -> View:
    positions = {name: position for position, (name, _) in enumerate(counts)}
    language = planner.config.interface_language
    years = tuple(
        Year(
            number,
            tuple(
                ArchiveEntry(
                    title=post.title,
                    url=planner.url(post.address),
                    date=str(post.date.date()),
                    month_day=interface.month_day(post.date, language),
                    tags=tuple(positions[name] for name in post.meta.tags),
                )
                for post in of_year
            ),
        )
        for number, of_year in groupby(posts, key=lambda post: post.date.year)
    )
    head = planner.head("/archive/", planner.words["archive"], meta=planner.generated("archive"))
    return ArchiveView(head, tuple(starmap(planner.tag_link, counts)), years)


def not_found_page(*_: object) -> Iterator[Page]:
    yield planned("/404.html", "404.html", not_found_view)


def not_found_view(planner: Planner) -> View:
    return PlainView(planner.head("/404.html", planner.words["not_found"], meta=planner.generated("404")))


def redirects(site: Site, planner: Planner) -> Iterator[Page]:
    """A page at each old address that a post names, and where the theme of moved blogs had its tags."""
    every = (*site.posts, *site.pages)
    own = {post.address for post in every}
    old = [(address, post) for post in every for address in post.meta.redirect_from]
    for address, post in old:
        yield planned(address, REDIRECT, redirect_view, post.address, post.title, path=post.path)
    if OLD_TAGS not in own and OLD_TAGS not in dict(old):
        yield planned(OLD_TAGS, REDIRECT, redirect_view, "/tags/", planner.words["tags"])


def redirect_view(planner: Planner, target: str, heading: str) -> View:
    return RedirectView(planner.head(target, heading), planner.url(target))


class PageKind(NamedTuple):
    """A row of PAGE_KINDS: the layout of the kind's pages (empty: each post says its own), and what plans them."""

    layout: str
    pages: Callable[[Site, Planner], Iterator[Page]]


PAGE_KINDS = (
    PageKind("", post_pages),
    PageKind("", free_pages),
    PageKind("tag.html", tag_pages),
    PageKind("404.html", not_found_page),
    PageKind("tags.html", tags_page),
    PageKind("archive.html", archive_page),
    PageKind("index.html", index_pages),
    PageKind(REDIRECT, redirects),
    PageKind("feed.xml", feeds.feed),
    PageKind("sitemap.xml", feeds.sitemap),
    PageKind("robots.txt", feeds.robots),
    PageKind("CNAME.txt", feeds.cname),
)
"""In the order in which they are written: posts before the lists that lead to them."""


class Plan(NamedTuple):
    """The pages of a site, what stands around each of them, and what their views are made with."""

    pages: tuple[Page, ...]
    frame: Frame
    planner: Planner


def plan(site: Site, theme: Theme, images: Images, taken: Mapping[str, str]) -> Outcome[Plan]:
    """All pages of the site, with its pictures at hand. `taken`: files that are published as they are, by path, with
    their paths in the source.

    Where two pages want one address, an editor's own page stands and the generator's is left out, with a warning.
    """
    planner = Planner(known(site, images))
    pages: dict[str, Page] = {}
    problems = page_problems.missing_headers(site.config, images)
    for kind in PAGE_KINDS:
        for page in kind.pages(site, planner):
            path = slugs.file_path(page.address)
            if path in taken:
                problems.append(page_problems.stands_already(page, taken[path]))
            elif path in pages:
                problems.append(page_problems.collision(page, pages[path]))
            else:
                pages[path] = page
    if not published_paths.folders((*pages, *taken)).keys().isdisjoint((*pages, *taken)):
        # A file cannot be a folder too.
        inside = published_paths.folders(taken)
        generated: dict[str, list[Page]] = {}
        for path in sorted(pages):
            if standing := published_paths.clash(path, taken, inside):
                page, file = pages.pop(path), taken[standing]
                if page.path:
                    problems.append(page_problems.stands_already(page, file))
                else:
                    generated.setdefault(file, []).append(page)
            elif above := published_paths.clash(path, pages, {}):
                problems.append(page_problems.collision(pages.pop(path), pages[above]))
        problems += starmap(page_problems.in_the_way, generated.items())
    return Outcome(Plan(tuple(pages.values()), planner.frame(site, theme), planner), tuple(problems))


def known(site: Site, images: Images) -> Known:
    """What every view may be made of; of the pictures, those that headers and the sidebar name."""
    config = site.config
    named = {config.sidebar_avatar, config.header_img, *(picture for _, picture in config.header_imgs)}
    named |= {post.meta.header_img for post in (*site.posts, *site.pages)}
    found = {typed: images.find(typed, "") for typed in sorted(named) if typed and not is_remote(typed)}
    # In an order that a new post does not change.
    return Known(config, found, dict(sorted((tag.name, tag.address) for tag in site.tags)))


def number_of_posts(pages: Iterable[Page]) -> int:
    """How many of the pages are posts."""
    return sum(page.make is post_view for page in pages)


def catalog(post: Post) -> tuple[Heading, ...]:
    """The headings that lead through a post: from three on, unless the post wants them always or never."""
    if post.meta.no_catalog or post.meta.catalog is False:
        return ()
    return post.rendered.headings if post.meta.catalog or len(post.rendered.headings) >= 3 else ()
