"""What programs read of the site: the Atom feed, the sitemap, robots.txt, CNAME."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from fanzha.github_pages import CNAME
from fanzha.patterns import pattern
from fanzha.planner import Page, Planner, planned
from fanzha.posts import Post
from fanzha.site import Site
from fanzha.views import CnameView, FeedEntry, FeedView, RobotsView, SitemapView, View

FEED_LENGTH = 20
DECORATION = pattern(r'<figure class="picture decorative[^>]*>.*?</figure>\n?', re.DOTALL)
LOCAL_ADDRESS = pattern(r'(?<=[\s"])(src|href)="(/(?!/)[^"]*)"')


def feed(site: Site, _: Planner) -> Iterator[Page]:
    yield planned("/feed.xml", "feed.xml", feed_view, site.listed[:FEED_LENGTH])


def feed_view(planner: Planner, posts: tuple[Post, ...]) -> View:
    config = planner.config
    entries = tuple(
        FeedEntry(
            # RFC 4287, section 4.2.6: an id is an IRI that never changes; without a URL it is made of the address.
            id=post_url if config.url else _name_of(post.address),
            url=post_url,
            title=post.title,
            published=post.date.isoformat(),
            author=post.meta.author or config.author or config.title,
            tags=post.meta.tags,
            summary=post.rendered.excerpt,
            html=post.rendered.html,
        )
        for post, post_url in ((post, planner.absolute(post.address)) for post in posts)
    )
    return FeedView(
        id=planner.absolute("/") if config.url else _name_of(config.title),
        url=planner.absolute("/feed.xml"),
        home=planner.absolute("/"),
        host=config.url,
        updated=max((entry.published for entry in entries), default="1970-01-01T00:00:00+00:00"),
        author=config.author or config.title,
        entries=entries,
    )


def _name_of(thing: str) -> str:
    """A URN made of a title or an address, where the site's own URL is not known."""
    import uuid  # here, since few sites need it

    return uuid.uuid5(uuid.NAMESPACE_URL, thing).urn


def sitemap(site: Site, _: Planner) -> Iterator[Page]:
    others = (*(page.address for page in site.pages), "/archive/", "/tags/", *(tag.address for tag in site.tags))
    yield planned("/sitemap.xml", "sitemap.xml", sitemap_view, site.posts, others)


def sitemap_view(planner: Planner, posts: tuple[Post, ...], others: tuple[str, ...]) -> View:
    """sitemaps.org/protocol.html. It asks for whole URLs: that is one reason why the config should have `url`."""
    days = {"/": ""}
    days |= {post.address.removesuffix("index.html"): str(post.date.date()) for post in posts}
    for address in others:
        days.setdefault(address.removesuffix("index.html"), "")
    return SitemapView(tuple((planner.absolute(address), day) for address, day in days.items()))


def robots(*_: object) -> Iterator[Page]:
    yield planned("/robots.txt", "robots.txt", robots_view)


def robots_view(planner: Planner) -> View:
    return RobotsView(planner.absolute("/sitemap.xml") if planner.config.url else "")


def cname(_: Site, planner: Planner) -> Iterator[Page]:
    """The file by which GitHub Pages knows a site's custom domain."""
    if planner.config.domain:
        yield planned(f"/{CNAME}", "CNAME.txt", cname_view)


def cname_view(planner: Planner) -> View:
    return CnameView(planner.config.domain)


def for_feed(html: str, url: str) -> str:
    """A post's HTML as it goes into the feed: without decoration, with whole addresses."""
    html = DECORATION.sub("", html)
    return LOCAL_ADDRESS.sub(partial(_whole, url), html) if url else html


def _whole(url: str, match: re.Match[str]) -> str:
    return f'{match[1]}="{url}{match[2]}"'
