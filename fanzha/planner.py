"""What every page kind uses to plan its pages: links, the frame, entries of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fanzha import interface, slugs
from fanzha.config import Config
from fanzha.dialect.addresses import is_remote, mended, under_baseurl
from fanzha.posts import Post
from fanzha.site import Site
from fanzha.taxonomy import Tag
from fanzha.views import Entry, Frame, Head, Link, Pager, Sheet, TagLink, View


@dataclass(frozen=True)
class Page:
    """An address and the sheet that stands there; `path` is the source of an editor's own page."""

    address: str
    sheet: Sheet
    path: str = ""


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


def _has_time(post: Post) -> bool:
    return bool(post.date.hour or post.date.minute or post.date.second)
