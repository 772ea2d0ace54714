"""What pages show, as frozen values in which every address is final: layouts only print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fanzha.config import Friend, Hotline
from fanzha.dialect import Heading


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
