"""What pages show, as frozen values in which every address is final: layouts only print.

They are named tuples: a build may make and digest thousands, and tuples are made and written down faster. Wherever a
body's HTML will be, a view has the digest of it; `page_texts.with_html` puts it in for rendering.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from fanzha.dialect import Heading
from fanzha.tables import Friend, Hotline


class Link(NamedTuple):
    title: str
    url: str


class SnsLink(NamedTuple):
    """The site's account in a network: the network's key, which its sign goes by, its name, and the address."""

    network: str
    title: str
    url: str


class Frame(NamedTuple):
    """What every page shows around its content."""

    lang: str
    language: Literal["zh", "en"]
    title: str
    description: str
    home: str
    feed: str
    stylesheet: str
    script: str
    icon: str
    navigation: tuple[Link, ...]
    archive: str
    tags: str
    sns: tuple[SnsLink, ...]
    rss: bool
    """Whether the feed has a sign among the accounts."""

    hotlines: tuple[Hotline, ...]
    theme_color: str
    year: int | None
    """Of the newest post, for the copyright line."""

    icp: str
    police_filing: str
    police_filing_url: str


class Header(NamedTuple):
    """What stands behind a page's heading.

    `mask` is the darkness over the picture, in tenths; `css` a background of the author's own instead of a picture.
    Where there is no picture, the heading stands on a plain ground; `plain` asks for the page's own, with dark words.
    """

    picture: str = ""
    width: int | None = None
    height: int | None = None
    mask: int = 0
    css: str = ""
    credit: str = ""
    credit_href: str = ""
    plain: bool = False
    inverted: bool = False
    """Dark words in the navigation bar, for a light picture."""


class Head(NamedTuple):
    """What a page says of itself to browsers, and the heading that it shows."""

    heading: str
    title: str
    description: str = ""
    subtitle: str = ""
    canonical: str = ""
    image: str = ""
    """The header picture's whole URL, for previews elsewhere; empty where the site's own is not known."""

    header: Header = Header()


class Entry(NamedTuple):
    """A post in a list."""

    title: str
    url: str
    subtitle: str
    excerpt: str
    author: str
    date: str
    day: str


class TagLink(NamedTuple):
    name: str
    url: str
    count: int  # type: ignore[assignment]  # and no method, as a tuple's would be


class Pager(NamedTuple):
    number: int
    total: int
    newer: str = ""
    older: str = ""


class Sidebar(NamedTuple):
    """What stands beside lists and free pages."""

    featured_tags: tuple[TagLink, ...]
    about: str
    avatar: str
    avatar_width: int | None
    avatar_height: int | None
    email: str
    friends: tuple[Friend, ...]


class IndexView(NamedTuple):
    head: Head
    entries: tuple[Entry, ...]
    pager: Pager
    sidebar: Sidebar


class PostView(NamedTuple):
    head: Head
    entry: Entry
    html: str
    tags: tuple[Link, ...]
    catalog: tuple[Heading, ...]
    older: Link | None
    newer: Link | None
    attribution: tuple[tuple[str, str], ...]
    friends: tuple[Friend, ...]
    lang: str
    iframe: str


class PageView(NamedTuple):
    head: Head
    html: str
    catalog: tuple[Heading, ...]
    sidebar: Sidebar
    lang: str


class TagSection(NamedTuple):
    """A tag on the page of all tags: its newest posts, and how often it is used, from 0 (least) to 4."""

    tag: TagLink
    id: str
    weight: int
    entries: tuple[Entry, ...]


class TagsView(NamedTuple):
    head: Head
    sections: tuple[TagSection, ...]


class TagView(NamedTuple):
    head: Head
    entries: tuple[Entry, ...]
    pager: Pager
    all_tags: str


class ArchiveEntry(NamedTuple):
    """A post in the archive; `tags` are positions in the archive's list of tags."""

    title: str
    url: str
    date: str
    month_day: str
    tags: tuple[int, ...]


class Year(NamedTuple):
    number: int
    entries: tuple[ArchiveEntry, ...]


class ArchiveView(NamedTuple):
    head: Head
    tags: tuple[TagLink, ...]
    years: tuple[Year, ...]


class PlainView(NamedTuple):
    head: Head


class RedirectView(NamedTuple):
    """A page at an old address that leads to the one that replaced it."""

    head: Head
    target: str


class FeedEntry(NamedTuple):
    id: str
    url: str
    title: str
    published: str
    author: str
    tags: tuple[str, ...]
    summary: str
    html: str


class FeedView(NamedTuple):
    id: str
    url: str
    home: str
    host: str
    """The site's own URL without a path, for whole addresses in the entries' HTML; empty where it is not known."""
    updated: str
    author: str
    entries: tuple[FeedEntry, ...]


class SitemapView(NamedTuple):
    urls: tuple[tuple[str, str], ...]
    """Address and day of the last change, if known."""


class RobotsView(NamedTuple):
    sitemap: str


class CnameView(NamedTuple):
    domain: str


View = (
    IndexView
    | PostView
    | PageView
    | TagsView
    | TagView
    | ArchiveView
    | PlainView
    | RedirectView
    | FeedView
    | SitemapView
    | RobotsView
    | CnameView
)


class Sheet(NamedTuple):
    """A page before it is text: the layout, what stands around the content, and the content."""

    layout: str
    frame: Frame
    page: View
    qr_codes: tuple[tuple[str, str], ...] = ()
    """QR codes that are at hand, by address. They follow from the address: a sheet is the same without them."""


def in_brief(view: View, brief: Callable[[Entry], str]) -> tuple[object, ...]:
    """The view's parts, with what is `brief` for an entry in its place: the same entry stands in several views."""
    if isinstance(view, PostView):
        return tuple(brief(part) if isinstance(part, Entry) else part for part in view)
    if isinstance(view, (IndexView, TagView)):
        return tuple(map(brief, view.entries)), view._replace(entries=())
    return view
