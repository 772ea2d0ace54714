"""What pages show, as frozen values in which every address is final: layouts only print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fanzha.dialect import Heading
from fanzha.tables import Friend, Hotline


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class SnsLink:
    """The site's account in a network: the network's key, which its sign goes by, its name, and the address."""

    network: str
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


@dataclass(frozen=True)
class Header:
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


@dataclass(frozen=True)
class Head:
    """What a page says of itself to browsers, and the heading that it shows."""

    heading: str
    title: str
    description: str = ""
    subtitle: str = ""
    canonical: str = ""
    image: str = ""
    """The header picture's whole URL, for previews elsewhere; empty where the site's own is not known."""

    header: Header = Header()


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
class Sidebar:
    """What stands beside lists and free pages."""

    featured_tags: tuple[TagLink, ...]
    about: str
    avatar: str
    avatar_width: int | None
    avatar_height: int | None
    email: str
    friends: tuple[Friend, ...]


@dataclass(frozen=True)
class IndexView:
    head: Head
    entries: tuple[Entry, ...]
    pager: Pager
    sidebar: Sidebar


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
    friends: tuple[Friend, ...]
    lang: str
    iframe: str


@dataclass(frozen=True)
class PageView:
    head: Head
    html: str
    catalog: tuple[Heading, ...]
    sidebar: Sidebar
    lang: str


@dataclass(frozen=True)
class TagSection:
    """A tag on the page of all tags: its newest posts, and how often it is used, from 0 (least) to 4."""

    tag: TagLink
    id: str
    weight: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class TagsView:
    head: Head
    sections: tuple[TagSection, ...]


@dataclass(frozen=True)
class TagView:
    head: Head
    entries: tuple[Entry, ...]
    pager: Pager
    all_tags: str


@dataclass(frozen=True)
class ArchiveEntry:
    """A post in the archive; `tags` are positions in the archive's list of tags."""

    title: str
    url: str
    date: str
    month_day: str
    tags: tuple[int, ...]


@dataclass(frozen=True)
class Year:
    number: int
    entries: tuple[ArchiveEntry, ...]


@dataclass(frozen=True)
class ArchiveView:
    head: Head
    tags: tuple[TagLink, ...]
    years: tuple[Year, ...]


@dataclass(frozen=True)
class PlainView:
    head: Head


@dataclass(frozen=True)
class RedirectView:
    """A page at an old address that leads to the one that replaced it."""

    head: Head
    target: str


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
    host: str
    """The site's own URL without a path, for whole addresses in the entries' HTML; empty where it is not known."""
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
)


@dataclass(frozen=True)
class Sheet:
    """A page before it is text: the layout, what stands around the content, and the content.

    While the pages are planned, a digest stands wherever a body's HTML will be: `pages.with_html` puts it in.
    """

    layout: str
    frame: Frame
    page: View
    qr_codes: tuple[tuple[str, str], ...] = ()
    """QR codes that are at hand, by address. They follow from the address: a sheet is the same without them."""
