"""Which pages the site has.

PAGE_KINDS is the whole list: a layout and a function a kind, from the site to its pages. To add one: a row, its
functions here, a view in `views.py`, a layout in `layouts/`.

A page is planned before its view is made, which most builds need of few. So the function that makes a view is handed
all that it makes it of, and knows nothing else of the site.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby, starmap
from typing import NamedTuple

from fanzha import feeds, interface, page_problems, slugs
from fanzha.dialect import Heading
from fanzha.dialect.addresses import is_remote, mended
from fanzha.images import Images, Picture
from fanzha.planner import Page, Planner, Theme, page_address
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


def post_pages(site: Site, planner: Planner) -> Iterator[Page]:
    for post, (older, newer) in site.with_neighbours():
        yield Page(post.address, f"{post.meta.layout}.html", partial(post_view, planner, post, older, newer), post.path)


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
        yield Page(page.address, f"{page.meta.layout}.html", partial(page_view, planner, page, sidebar), page.path)


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
        view = partial(index_view, planner, posts, number, len(pages), sidebar)
        yield Page(page_address("/", number), "index.html", view)


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
    yield Page("/tags/", "tags.html", partial(tags_view, planner, tags))


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
            view = partial(tag_view, planner, tag.name, posts, number, len(pages))
            yield Page(page_address(tag.address, number), "tag.html", view)


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


def archive_page(site: Site, planner: Planner) -> Iterator[Page]:
    counts = tuple((tag.name, len(tag.posts)) for tag in site.tags)
    yield Page("/archive/", "archive.html", partial(archive_view, planner, counts, site.posts))


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


def not_found_page(_: Site, planner: Planner) -> Iterator[Page]:
    yield Page("/404.html", "404.html", partial(not_found_view, planner))


def not_found_view(planner: Planner) -> View:
    return PlainView(planner.head("/404.html", planner.words["not_found"], meta=planner.generated("404")))


def redirects(site: Site, planner: Planner) -> Iterator[Page]:
    """A page at each old address that a post names, and where the theme of moved blogs had its tags."""
    every = (*site.posts, *site.pages)
    own = {post.address for post in every}
    old = [(address, post) for post in every for address in post.meta.redirect_from]
    for address, post in old:
        yield Page(address, "redirect.html", partial(redirect_view, planner, post.address, post.title), post.path)
    if OLD_TAGS not in own and OLD_TAGS not in dict(old):
        yield Page(OLD_TAGS, "redirect.html", partial(redirect_view, planner, "/tags/", planner.words["tags"]))


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
    PageKind("redirect.html", redirects),
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
    """All pages of the site, with its pictures at hand; `taken` are copied files' paths, with those in the source.

    Where two pages want one address, an editor's own page stands and the generator's is left out, with a warning.
    """
    planner = Planner(site.config, pictures(site, images), site.tags)
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
    if not _folders(pages).isdisjoint(pages):
        for path in sorted(pages):
            above = next((parent for parent in _parents(path) if parent in pages), None)
            if above:
                # A file cannot be a folder too.
                problems.append(page_problems.collision(pages.pop(path), pages[above]))
    return Outcome(Plan(tuple(pages.values()), planner.frame(site, theme), planner), tuple(problems))


def pictures(site: Site, images: Images) -> dict[str, Picture | None]:
    """The site's own pictures that the config or front matter names, as typed; None where there is none."""
    config = site.config
    named = [config.sidebar_avatar, config.header_img, *(picture for _, picture in config.header_imgs)]
    named += [post.meta.header_img for post in (*site.posts, *site.pages)]
    return {typed: images.find(typed, "") for typed in dict.fromkeys(named) if typed and not is_remote(typed)}


def number_of_posts(planned: Iterable[Page]) -> int:
    """How many of the pages are posts."""
    return sum(page.view.func is post_view for page in planned)


def catalog(post: Post) -> tuple[Heading, ...]:
    """The headings that lead through a post: from three on, unless the post wants them always or never."""
    if post.meta.no_catalog or post.meta.catalog is False:
        return ()
    return post.rendered.headings if post.meta.catalog or len(post.rendered.headings) >= 3 else ()


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that the paths lead through."""
    folders: set[str] = set()
    for path in paths:
        for folder in _parents(path):
            if folder in folders:
                break
            folders.add(folder)
    return folders
