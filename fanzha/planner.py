"""What every page kind uses to plan its pages: links, the frame, entries of lists."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import starmap
from typing import Any, NamedTuple, TypeVarTuple

from fanzha import interface, slugs
from fanzha.config import Config
from fanzha.dialect.addresses import is_remote, mended, under_baseurl
from fanzha.front_matter import Meta
from fanzha.images import Picture
from fanzha.posts import Post
from fanzha.site import Site
from fanzha.taxonomy import Tag
from fanzha.views import Entry, Frame, Head, Header, Link, Pager, Sidebar, SnsLink, TagLink, View

REDIRECT = "redirect.html"
"""The layout of pages at old addresses."""

DEFAULT_MASK = 4
"""Tenths of black over a header picture whose page does not say: a white heading is read on most pictures then."""

POLICE_FILINGS = "https://beian.mps.gov.cn/#/query/webSearch?code={}"
"""Where the Ministry of Public Security shows a site's filing, by the digits of its number."""


_NOTHING_SAID = Meta()


class Theme(NamedTuple):
    """Addresses of the stylesheet and the script that every page loads."""

    stylesheet: str
    script: str


class Known(NamedTuple):
    """What every view may be made of, besides what each is made of by itself."""

    config: Config
    pictures: Mapping[str, Picture | None]
    """Those of headers and of the sidebar, as they are typed."""
    tag_addresses: Mapping[str, str]


class Planner:
    """Links, entries, headings: what all page kinds use. It is made of what is `known`, and of nothing else."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.config, self.pictures, self.tag_addresses = known
        self.words = interface.words(self.config.interface_language)
        self._urls: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._links: dict[str, Link] = {}
        self._headers: dict[tuple[object, ...], Header] = {}

    def frame(self, site: Site, theme: Theme) -> Frame:
        """What stands around every page of the site."""
        return Frame(
            lang=self.config.lang,
            language=self.config.interface_language,
            title=self.config.title,
            description=self.config.description,
            home=self.url("/"),
            feed=self.url("/feed.xml"),
            stylesheet=self.url(theme.stylesheet),
            script=self.url(theme.script),
            icon=self.url("/assets/favicon.svg"),
            navigation=tuple(
                Link(page.title, self.url(page.address))
                for page in site.pages
                if not page.meta.hide_in_nav and page.address.endswith(("/", ".html")) and page.address != "/404.html"
            ),
            archive=self.url("/archive/"),
            tags=self.url("/tags/"),
            sns=tuple(
                SnsLink(name, interface.network(name, self.config.interface_language), url)
                for name, url in self.config.sns
            ),
            rss=self.config.rss,
            hotlines=self.config.hotlines,
            theme_color=self.config.chrome_tab_theme_color,
            year=site.posts[0].date.year if site.posts else None,
            icp=self.config.icp,
            police_filing=self.config.police_filing,
            police_filing_url=POLICE_FILINGS.format("".join(re.findall(r"\d+", self.config.police_filing))),
        )

    def url(self, address: str) -> str:
        """The address in the page: under the baseurl, percent-encoded."""
        known = self._urls.get(address)
        if known is None:
            known = self._urls[address] = slugs.encoded(self.config.baseurl + address)
        return known

    def absolute(self, address: str) -> str:
        """The whole URL; where the site's own is not known, the address below the host."""
        return self.config.url + self.url(address)

    def file(self, typed: str) -> str:
        """A picture that the config or front matter names by its path below the site's root."""
        if not typed or is_remote(typed):
            return mended(typed)
        return under_baseurl("/" + typed.lstrip("/"), self.config.baseurl)

    def generated(self, name: str) -> Meta:
        """What the config says of the header of a page that no editor writes."""
        return Meta(header_img=dict(self.config.header_imgs).get(name, ""))

    def header(self, meta: Meta | None = None) -> Header:
        """What stands behind a page's heading: the page's own picture or ground, else the site's picture."""
        meta = meta or _NOTHING_SAID
        # Most pages say nothing, or the same.
        said = (meta.header_img, meta.header_bg_css, meta.header_style, meta.header_mask, meta.nav_style, meta.navcolor)
        credit = (meta.header_img_credit, meta.header_img_credit_href)
        if (said, credit) not in self._headers:
            self._headers[said, credit] = self._header(meta)
        return self._headers[said, credit]

    def _header(self, meta: Meta) -> Header:
        looks = Header(
            css=meta.header_bg_css.strip().rstrip(";"),
            plain=meta.header_style == "text",
            inverted="invert" in (meta.nav_style, meta.navcolor),
        )
        if looks.plain or looks.css:
            return looks
        for typed in (meta.header_img, self.config.header_img):
            found = self.pictures.get(typed)
            if found or (typed and is_remote(typed)):
                return Header(
                    picture=self.url(found.address) if found else mended(typed),
                    width=found.size.width if found and found.size else None,
                    height=found.size.height if found and found.size else None,
                    mask=_tenths(meta.header_mask or self.config.header_mask),
                    credit=meta.header_img_credit if typed == meta.header_img else "",
                    credit_href=meta.header_img_credit_href if typed == meta.header_img else "",
                    inverted=looks.inverted,
                )
        return looks

    def head(
        self, address: str, heading: str, *, description: str = "", subtitle: str = "", meta: Meta | None = None
    ) -> Head:
        site_title = self.config.seotitle or self.config.title
        header = self.header(meta)
        whole = header.picture if is_remote(header.picture) else self.config.url + header.picture
        return Head(
            heading=heading,
            title=site_title if address == "/" or heading == site_title else f"{heading} - {site_title}",
            description=description or self.config.description,
            subtitle=subtitle,
            canonical=self.absolute(address) if self.config.url else "",
            image=whole if self.config.url and header.picture else "",
            header=header,
        )

    def sidebar(self, tags: Sequence[Tag]) -> Sidebar:
        config = self.config
        typed = config.sidebar_avatar if config.sidebar else ""
        found = self.pictures.get(typed)
        featured = [(tag.name, len(tag.posts)) for tag in tags if len(tag.posts) > config.featured_condition_size]
        return Sidebar(
            featured_tags=tuple(starmap(self.tag_link, featured)) if config.featured_tags else (),
            about=config.sidebar_about_description if config.sidebar else "",
            avatar=self.url(found.address) if found else self.file(typed),
            avatar_width=found.size.width if found and found.size else None,
            avatar_height=found.size.height if found and found.size else None,
            email=config.email if config.sidebar else "",
            friends=config.friends,
        )

    def entry(self, post: Post) -> Entry:
        """The post in a list: the same in every list."""
        if post.path not in self._entries:
            self._entries[post.path] = self._entry(post)
        return self._entries[post.path]

    def _entry(self, post: Post) -> Entry:
        return Entry(
            title=post.title,
            url=self.url(post.address),
            subtitle=post.meta.subtitle,
            excerpt=post.rendered.excerpt,
            author=post.meta.author or self.config.author or self.config.title,
            date=post.date.isoformat() if _has_time(post) else str(post.date.date()),
            day=interface.day(post.date, self.config.interface_language),
        )

    def link(self, post: Post) -> Link:
        """A link to the post, the same for both of its neighbours."""
        if post.path not in self._links:
            self._links[post.path] = Link(post.title, self.url(post.address))
        return self._links[post.path]

    def entries(self, posts: Sequence[Post]) -> tuple[Entry, ...]:
        return tuple(self.entry(post) for post in posts)

    def tag_link(self, name: str, count: int) -> TagLink:
        return TagLink(name, self.url(self.tag_addresses[name]), count)

    def pager(self, number: int, total: int, base: str) -> Pager:
        return Pager(
            number=number,
            total=total,
            newer=self.url(page_address(base, number - 1)) if number > 1 else "",
            older=self.url(page_address(base, number + 1)) if number < total else "",
        )


class Page(NamedTuple):
    """An address, the layout of what stands there, and how the view of it is made; `planned` makes one."""

    address: str
    layout: str
    make: Callable[..., View]
    """A function at a module's top level."""
    of: tuple[Any, ...]
    """What `make` is handed besides a planner: posts, and other values. They tell whether the view is what it was."""
    path: str = ""
    """The source of an editor's own page, or of the post that an old address leads to."""

    @property
    def leads_on(self) -> bool:
        """Whether it stands at an old address, and leads to the one that replaced it."""
        return self.layout == REDIRECT


Values = TypeVarTuple("Values")


def planned(
    address: str,
    layout: str,
    make: Callable[[Planner, *Values], View],
    *of: *Values,
    path: str = "",
) -> Page:
    """The page at an address whose view `make` makes, with a planner, of these values."""
    return Page(address, layout, make, of, path)


def page_address(base: str, number: int) -> str:
    """The address of page `number` of a list that begins at `base`."""
    return base if number == 1 else f"{base}page{number}/"


def _tenths(typed: str) -> int:
    """A header mask from 0 to 1 as typed, in tenths; the default for anything else."""
    try:
        return max(0, min(10, round(float(typed) * 10)))
    except (ValueError, OverflowError):
        return DEFAULT_MASK


def _has_time(post: Post) -> bool:
    return bool(post.date.hour or post.date.minute or post.date.second)
