"""Which pages the site has, and what each of them shows.

PAGE_KINDS is the whole list: a function a kind, from the site to its pages. What a page shows is a :class:`Sheet`: a
layout's name and frozen values in which every address is final, so that layouts only print.
"""

from __future__ import annotations

import posixpath
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from fanzha import interface, slugs
from fanzha.config import Config, Friend, Hotline
from fanzha.dialect import Heading
from fanzha.dialect.addresses import is_remote, mended, under_baseurl
from fanzha.posts import Post
from fanzha.problems import Outcome, Place, Problem, Text
from fanzha.site import Neighbours, Site, paginated
from fanzha.taxonomy import Tag

FEED_LENGTH = 20
DECORATION = re.compile(r'<figure class="picture decorative[^>]*>.*?</figure>\n?', re.DOTALL)
LOCAL_ADDRESS = re.compile(r'(?<=[\s"])(src|href)="(/(?!/)[^"]*)"')


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Frame:
    """What every page shows around its content."""

    lang: str
    language: Literal["zh", "en"]
    title: str
    description: str
    home: str
    feed: str
    stylesheet: str
    icon: str
    navigation: tuple[Link, ...]
    archive: str
    tags: str
    friends: tuple[Friend, ...]
    sns: tuple[Link, ...]
    hotlines: tuple[Hotline, ...]


@dataclass(frozen=True)
class Head:
    """What a page says of itself to browsers, and the heading that it shows."""

    heading: str
    title: str
    description: str = ""
    subtitle: str = ""
    canonical: str = ""
    image: str = ""


@dataclass(frozen=True)
class Entry:
    """A post in a list."""

    title: str
    url: str
    subtitle: str
    excerpt: str
    author: str
    date: str
    day: str


@dataclass(frozen=True)
class TagLink:
    name: str
    url: str
    count: int


@dataclass(frozen=True)
class Pager:
    number: int
    total: int
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class IndexView:
    head: Head
    entries: tuple[Entry, ...]
    pager: Pager
    featured_tags: tuple[TagLink, ...]
    about: str
    avatar: str


@dataclass(frozen=True)
class PostView:
    head: Head
    entry: Entry
    html: str
    tags: tuple[Link, ...]
    catalog: tuple[Heading, ...]
    older: Link | None
    newer: Link | None
    attribution: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageView:
    head: Head
    html: str
    catalog: tuple[Heading, ...]


@dataclass(frozen=True)
class TagsView:
    head: Head
    tags: tuple[TagLink, ...]


@dataclass(frozen=True)
class TagView:
    head: Head
    name: str
    entries: tuple[Entry, ...]
    pager: Pager
    all_tags: str


@dataclass(frozen=True)
class Year:
    number: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ArchiveView:
    head: Head
    years: tuple[Year, ...]


@dataclass(frozen=True)
class PlainView:
    head: Head


@dataclass(frozen=True)
class FeedEntry:
    id: str
    url: str
    title: str
    published: str
    author: str
    tags: tuple[str, ...]
    summary: str
    html: str


@dataclass(frozen=True)
class FeedView:
    id: str
    url: str
    home: str
    updated: str
    author: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True)
class SitemapView:
    urls: tuple[tuple[str, str], ...]
    """Address and day of the last change, if known."""


@dataclass(frozen=True)
class RobotsView:
    sitemap: str


View = (
    IndexView | PostView | PageView | TagsView | TagView | ArchiveView | PlainView | FeedView | SitemapView | RobotsView
)


@dataclass(frozen=True)
class Sheet:
    """A page before it is text: the layout, what stands around the content, and the content."""

    layout: str
    frame: Frame
    page: View


@dataclass(frozen=True)
class Page:
    """An address and the sheet that stands there; `path` is the source of an editor's own page."""

    address: str
    sheet: Sheet
    path: str = ""
    last: bool = field(default=False, compare=False)
    """Written after the pages that it leads to."""


class Planner:
    """Links and the frame: what all page kinds use."""

    def __init__(self, site: Site, stylesheet: str) -> None:
        self.site = site
        self.config: Config = site.config
        self.words = interface.words(self.config.interface_language)
        self.frame = Frame(
            lang=self.config.lang,
            language=self.config.interface_language,
            title=self.config.title,
            description=self.config.description,
            home=self.url("/"),
            feed=self.url("/feed.xml"),
            stylesheet=self.url(stylesheet),
            icon=self.url("/assets/favicon.svg"),
            navigation=tuple(
                Link(page.title, self.url(page.address))
                for page in site.pages
                if not page.meta.hide_in_nav and page.address.endswith("/")
            ),
            archive=self.url("/archive/"),
            tags=self.url("/tags/"),
            friends=self.config.friends,
            sns=tuple(Link(name.capitalize(), url) for name, url in self.config.sns),
            hotlines=self.config.hotlines,
        )

    def url(self, address: str) -> str:
        """The address in the page: under the baseurl, percent-encoded."""
        return slugs.encoded(self.config.baseurl + address)

    def absolute(self, address: str) -> str:
        """The whole URL; where the site's own is not known, the address below the host."""
        return self.config.url + self.url(address)

    def file(self, typed: str) -> str:
        """A picture that the config or front matter names by its path below the site's root."""
        if not typed or is_remote(typed):
            return mended(typed)
        return under_baseurl("/" + typed.lstrip("/"), self.config.baseurl)

    def head(self, address: str, heading: str, *, description: str = "", subtitle: str = "", image: str = "") -> Head:
        site_title = self.config.seotitle or self.config.title
        return Head(
            heading=heading,
            title=site_title if address == "/" or heading == site_title else f"{heading} - {site_title}",
            description=description or self.config.description,
            subtitle=subtitle,
            canonical=self.absolute(address) if self.config.url else "",
            image=self.file(image or self.config.header_img),
        )

    def entry(self, post: Post) -> Entry:
        return Entry(
            title=post.title,
            url=self.url(post.address),
            subtitle=post.meta.subtitle,
            excerpt=post.rendered.excerpt,
            author=post.meta.author or self.config.author or self.config.title,
            date=post.date.isoformat() if _has_time(post) else f"{post.date:%Y-%m-%d}",
            day=interface.day(post.date, self.config.interface_language),
        )

    def entries(self, posts: Sequence[Post]) -> tuple[Entry, ...]:
        return tuple(self.entry(post) for post in posts)

    def tag_link(self, tag: Tag) -> TagLink:
        return TagLink(tag.name, self.url(tag.address), len(tag.posts))

    def pager(self, number: int, total: int, base: str) -> Pager:
        return Pager(
            number=number,
            total=total,
            newer=self.url(page_address(base, number - 1)) if number > 1 else "",
            older=self.url(page_address(base, number + 1)) if number < total else "",
        )

    def sheet(self, layout: str, page: View) -> Sheet:
        return Sheet(layout, self.frame, page)


def page_address(base: str, number: int) -> str:
    """The address of page `number` of a list that begins at `base`."""
    return base if number == 1 else f"{base}page{number}/"


def index_pages(planner: Planner) -> Iterator[Page]:
    config = planner.config
    pages = paginated(planner.site.listed, config.paginate)
    featured = [tag for tag in planner.site.tags if len(tag.posts) > config.featured_condition_size]
    for number, posts in enumerate(pages, 1):
        address = page_address("/", number)
        heading = planner.head(address, config.title, subtitle=config.description)
        view = IndexView(
            head=heading,
            entries=planner.entries(posts),
            pager=planner.pager(number, len(pages), "/"),
            featured_tags=tuple(map(planner.tag_link, featured)) if config.featured_tags else (),
            about=config.sidebar_about_description if config.sidebar else "",
            avatar=planner.file(config.sidebar_avatar) if config.sidebar else "",
        )
        yield Page(address, planner.sheet("index.html", view), last=True)


def post_pages(planner: Planner) -> Iterator[Page]:
    addresses = {tag.name: tag.address for tag in planner.site.tags}
    for post, neighbours in planner.site.with_neighbours():
        view = PostView(
            head=planner.head(
                post.address,
                post.title,
                description=post.meta.description or post.rendered.excerpt,
                subtitle=post.meta.subtitle,
                image=post.meta.header_img,
            ),
            entry=planner.entry(post),
            html=post.rendered.html,
            tags=tuple(Link(name, planner.url(addresses[name])) for name in post.meta.tags),
            catalog=catalog(post),
            older=_neighbour(planner, neighbours, "older"),
            newer=_neighbour(planner, neighbours, "newer"),
            attribution=post.rendered.attribution,
        )
        yield Page(post.address, planner.sheet(f"{post.meta.layout}.html", view), post.path)


def free_pages(planner: Planner) -> Iterator[Page]:
    for page in planner.site.pages:
        head = planner.head(
            page.address,
            page.title,
            description=page.meta.description or page.rendered.excerpt,
            subtitle=page.meta.subtitle or page.meta.description,
            image=page.meta.header_img,
        )
        view = PageView(head, page.rendered.html, catalog(page))
        yield Page(page.address, planner.sheet(f"{page.meta.layout}.html", view), page.path)


def tags_page(planner: Planner) -> Iterator[Page]:
    head = planner.head("/tags/", planner.words["tags"])
    view = TagsView(head, tuple(map(planner.tag_link, planner.site.tags)))
    yield Page("/tags/", planner.sheet("tags.html", view), last=True)


def tag_pages(planner: Planner) -> Iterator[Page]:
    for tag in planner.site.tags:
        pages = paginated(tag.posts, planner.config.paginate)
        for number, posts in enumerate(pages, 1):
            address = page_address(tag.address, number)
            view = TagView(
                head=planner.head(address, planner.words["tag"].format(tag.name)),
                name=tag.name,
                entries=planner.entries(posts),
                pager=planner.pager(number, len(pages), tag.address),
                all_tags=planner.url("/tags/"),
            )
            yield Page(address, planner.sheet("tag.html", view), last=True)


def archive_page(planner: Planner) -> Iterator[Page]:
    years = tuple(Year(number, planner.entries(posts)) for number, posts in planner.site.by_year())
    view = ArchiveView(planner.head("/archive/", planner.words["archive"]), years)
    yield Page("/archive/", planner.sheet("archive.html", view), last=True)


def not_found_page(planner: Planner) -> Iterator[Page]:
    head = planner.head("/404.html", planner.words["not_found"])
    yield Page("/404.html", planner.sheet("404.html", PlainView(head)))


def feed(planner: Planner) -> Iterator[Page]:
    posts = planner.site.listed[:FEED_LENGTH]
    config = planner.config
    entries = tuple(
        FeedEntry(
            # RFC 4287, section 4.2.6: an id is an IRI that never changes; without a URL it is made of the address.
            id=post_url if config.url else uuid.uuid5(uuid.NAMESPACE_URL, post.address).urn,
            url=post_url,
            title=post.title,
            published=post.date.isoformat(),
            author=post.meta.author or config.author or config.title,
            tags=post.meta.tags,
            summary=post.rendered.excerpt,
            html=for_feed(post.rendered.html, config.url),
        )
        for post, post_url in ((post, planner.absolute(post.address)) for post in posts)
    )
    view = FeedView(
        id=planner.absolute("/") if config.url else uuid.uuid5(uuid.NAMESPACE_URL, config.title).urn,
        url=planner.absolute("/feed.xml"),
        home=planner.absolute("/"),
        updated=max((entry.published for entry in entries), default="1970-01-01T00:00:00+00:00"),
        author=config.author or config.title,
        entries=entries,
    )
    yield Page("/feed.xml", planner.sheet("feed.xml", view), last=True)


def sitemap(planner: Planner) -> Iterator[Page]:
    """sitemaps.org/protocol.html. It asks for whole URLs: that is one reason why the config should have `url`."""
    site = planner.site
    urls = [(planner.absolute("/"), "")]
    urls += [(planner.absolute(post.address), f"{post.date:%Y-%m-%d}") for post in site.posts]
    urls += [(planner.absolute(page.address), "") for page in site.pages]
    urls += [
        (planner.absolute(address), "") for address in ("/archive/", "/tags/", *(tag.address for tag in site.tags))
    ]
    yield Page("/sitemap.xml", planner.sheet("sitemap.xml", SitemapView(tuple(urls))), last=True)


def robots(planner: Planner) -> Iterator[Page]:
    view = RobotsView(planner.absolute("/sitemap.xml") if planner.config.url else "")
    yield Page("/robots.txt", planner.sheet("robots.txt", view), last=True)


PAGE_KINDS: tuple[Callable[[Planner], Iterator[Page]], ...] = (
    post_pages,
    free_pages,
    tag_pages,
    not_found_page,
    tags_page,
    archive_page,
    index_pages,
    feed,
    sitemap,
    robots,
)
"""In the order in which they are written: posts before the lists that lead to them."""


def plan(site: Site, stylesheet: str, taken: frozenset[str] = frozenset()) -> Outcome[tuple[Page, ...]]:
    """All pages of the site; `stylesheet` is the address of its styles, `taken` are file paths that stand already.

    Where two pages want one address, an editor's own page stands and the generator's is left out, with a warning.
    """
    planner = Planner(site, stylesheet)
    pages: dict[str, Page] = {}
    problems = []
    for kind in PAGE_KINDS:
        for page in kind(planner):
            path = slugs.file_path(page.address)
            if path in taken:
                problems.append(_stands_already(page, path))
            elif path in pages:
                problems.append(_collision(page, pages[path]))
            else:
                pages[path] = page
    for path in sorted(pages):
        above = next((parent for parent in _parents(path) if parent in pages), None)
        if above:
            # A file cannot be a folder too.
            problems.append(_collision(pages.pop(path), pages[above]))
    return Outcome(tuple(pages.values()), tuple(problems))


def catalog(post: Post) -> tuple[Heading, ...]:
    """The headings that lead through a post: from three on, unless the post wants them always or never."""
    if post.meta.no_catalog or post.meta.catalog is False:
        return ()
    return post.rendered.headings if post.meta.catalog or len(post.rendered.headings) >= 3 else ()


def for_feed(html: str, url: str) -> str:
    """A post's HTML as it goes into the feed: without decoration, with whole addresses."""
    html = DECORATION.sub("", html)
    return LOCAL_ADDRESS.sub(partial(_whole, url), html) if url else html


def _whole(url: str, match: re.Match[str]) -> str:
    return f'{match[1]}="{url}{match[2]}"'


def _neighbour(planner: Planner, neighbours: Neighbours, which: Literal["older", "newer"]) -> Link | None:
    post = neighbours.older if which == "older" else neighbours.newer
    return Link(post.title, planner.url(post.address)) if post else None


def _has_time(post: Post) -> bool:
    return bool(post.date.hour or post.date.minute or post.date.second)


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _collision(page: Page, first: Page) -> Problem:
    path = page.path or first.path
    what = Text(
        f"地址 {page.address} 已经有一页了，少生成一页", f"there is a page at {page.address} already; one is left out"
    )
    hint = Text("给这一页另写一个 permalink。", "Give this page another permalink.")
    return Problem(Place(path or "config.yaml"), "warning", "address-taken", what, hint)


def _stands_already(page: Page, path: str) -> Problem:
    what = Text(f"static/{path} 代替了自动生成的这一页", f"static/{path} stands instead of the generated page")
    return Problem(Place(page.path or f"static/{path}"), "info", "address-taken", what)
