"""Which pages the site has.

PAGE_KINDS is the whole list: a layout and a function a kind, from the site to its pages. To add one: a row, its
function here, a view in `views.py`, a layout in `layouts/`.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from fanzha import feeds, interface, slugs
from fanzha.dialect import Heading
from fanzha.dialect.addresses import is_remote, mended
from fanzha.images import Images, put_into
from fanzha.planner import Page, Planner, Theme, page_address
from fanzha.posts import Post
from fanzha.problems import Outcome, Place, Problem, Text
from fanzha.site import Site, paginated
from fanzha.views import (
    ArchiveEntry,
    ArchiveView,
    FeedView,
    IndexView,
    Link,
    PageView,
    PlainView,
    PostView,
    RedirectView,
    Sheet,
    TagSection,
    TagsView,
    TagView,
    Year,
)

OLD_TAGS = "/2-tags/"
"""Where the BY theme has the page of all tags; its links end in `#` and the tag, which `/tags/` understands too."""


def index_pages(planner: Planner) -> Iterator[Page]:
    config = planner.config
    pages = paginated(planner.site.listed, config.paginate)
    sidebar = planner.sidebar()
    for number, posts in enumerate(pages, 1):
        address = page_address("/", number)
        heading = planner.head(address, config.title, subtitle=config.description)
        view = IndexView(
            head=heading,
            entries=planner.entries(posts),
            pager=planner.pager(number, len(pages), "/"),
            sidebar=sidebar,
        )
        yield Page(address, planner.sheet("index.html", view))


def post_pages(planner: Planner) -> Iterator[Page]:
    addresses = {tag.name: tag.address for tag in planner.site.tags}
    for post, neighbours in planner.site.with_neighbours():
        view = PostView(
            head=planner.head(
                post.address,
                post.title,
                description=post.meta.description or post.rendered.excerpt,
                subtitle=post.meta.subtitle,
                meta=post.meta,
            ),
            entry=planner.entry(post),
            html=post.rendered.html,
            tags=tuple(Link(name, planner.url(addresses[name])) for name in post.meta.tags),
            catalog=catalog(post),
            older=planner.link(neighbours.older) if neighbours.older else None,
            newer=planner.link(neighbours.newer) if neighbours.newer else None,
            attribution=post.rendered.attribution,
            friends=planner.config.friends,
            lang=post.meta.lang,
            iframe=mended(post.meta.iframe),
        )
        yield Page(post.address, planner.sheet(f"{post.meta.layout}.html", view), post.path)


def free_pages(planner: Planner) -> Iterator[Page]:
    sidebar = planner.sidebar()
    for page in planner.site.pages:
        head = planner.head(
            page.address,
            page.title,
            description=page.meta.description or page.rendered.excerpt,
            subtitle=page.meta.subtitle or page.meta.description,
            meta=page.meta,
        )
        view = PageView(head, page.rendered.html, catalog(page), sidebar, page.meta.lang)
        yield Page(page.address, planner.sheet(f"{page.meta.layout}.html", view), page.path)


def tags_page(planner: Planner) -> Iterator[Page]:
    head = planner.head("/tags/", planner.words["tags"], meta=planner.generated("tags"))
    counts = [len(tag.posts) for tag in planner.site.tags]
    least, span = min(counts, default=0), max(counts, default=0) - min(counts, default=0) or 1
    sections = tuple(
        TagSection(
            tag=planner.tag_link(tag),
            id="tag-" + posixpath.basename(tag.address.rstrip("/")),
            weight=round(4 * (len(tag.posts) - least) / span),
            entries=planner.entries(tag.posts[: planner.config.paginate]),
        )
        for tag in planner.site.tags
    )
    view = TagsView(head, sections)
    yield Page("/tags/", planner.sheet("tags.html", view))


def tag_pages(planner: Planner) -> Iterator[Page]:
    for tag in planner.site.tags:
        pages = paginated(tag.posts, planner.config.paginate)
        for number, posts in enumerate(pages, 1):
            address = page_address(tag.address, number)
            view = TagView(
                head=planner.head(address, planner.words["tag"].format(tag.name), meta=planner.generated("tags")),
                entries=planner.entries(posts),
                pager=planner.pager(number, len(pages), tag.address),
                all_tags=planner.url("/tags/"),
            )
            yield Page(address, planner.sheet("tag.html", view))


def archive_page(planner: Planner) -> Iterator[Page]:
    positions = {tag.name: position for position, tag in enumerate(planner.site.tags)}
    years = tuple(
        Year(
            number,
            tuple(
                ArchiveEntry(
                    title=post.title,
                    url=planner.url(post.address),
                    date=str(post.date.date()),
                    month_day=interface.month_day(post.date, planner.config.interface_language),
                    tags=tuple(positions[name] for name in post.meta.tags),
                )
                for post in posts
            ),
        )
        for number, posts in planner.site.by_year()
    )
    tags = tuple(map(planner.tag_link, planner.site.tags))
    view = ArchiveView(
        planner.head("/archive/", planner.words["archive"], meta=planner.generated("archive")), tags, years
    )
    yield Page("/archive/", planner.sheet("archive.html", view))


def not_found_page(planner: Planner) -> Iterator[Page]:
    head = planner.head("/404.html", planner.words["not_found"], meta=planner.generated("404"))
    yield Page("/404.html", planner.sheet("404.html", PlainView(head)))


def redirects(planner: Planner) -> Iterator[Page]:
    """A page at each old address that a post names, and where the theme of moved blogs had its tags."""
    every = (*planner.site.posts, *planner.site.pages)
    own = {post.address for post in every}
    old = [(address, post) for post in every for address in post.meta.redirect_from]
    for address, post in old:
        view = RedirectView(planner.head(post.address, post.title), planner.url(post.address))
        yield Page(address, planner.sheet("redirect.html", view), post.path)
    if OLD_TAGS not in own and OLD_TAGS not in dict(old):
        view = RedirectView(planner.head("/tags/", planner.words["tags"]), planner.url("/tags/"))
        yield Page(OLD_TAGS, planner.sheet("redirect.html", view))


class PageKind(NamedTuple):
    """A row of PAGE_KINDS: the layout of the kind's pages (empty: each post says its own), and what plans them."""

    layout: str
    pages: Callable[[Planner], Iterator[Page]]


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


def plan(site: Site, theme: Theme, images: Images, taken: Mapping[str, str] | None = None) -> Outcome[tuple[Page, ...]]:
    """All pages of the site, with its pictures at hand; `taken` are copied files' paths, with those in the source.

    Where two pages want one address, an editor's own page stands and the generator's is left out, with a warning.
    """
    planner = Planner(site, theme, images)
    pages: dict[str, Page] = {}
    problems = missing_headers(site, images)
    for kind in PAGE_KINDS:
        for page in kind.pages(planner):
            path = slugs.file_path(page.address)
            if taken and path in taken:
                problems.append(_stands_already(page, taken[path]))
            elif path in pages:
                problems.append(_collision(page, pages[path]))
            else:
                pages[path] = page
    if not _folders(pages).isdisjoint(pages):
        for path in sorted(pages):
            above = next((parent for parent in _parents(path) if parent in pages), None)
            if above:
                # A file cannot be a folder too.
                problems.append(_collision(pages.pop(path), pages[above]))
    return Outcome(tuple(pages.values()), tuple(problems))


def with_html(sheet: Sheet, html: Callable[[str], str]) -> Sheet:
    """The sheet with bodies' HTML in the place of its digests, as `html` tells it."""
    page = sheet.page
    if isinstance(page, (PostView, PageView)):
        return sheet._replace(page=page._replace(html=html(page.html)))
    if isinstance(page, FeedView):
        entries = (entry._replace(html=feeds.for_feed(html(entry.html), page.host)) for entry in page.entries)
        return sheet._replace(page=page._replace(entries=tuple(entries)))
    return sheet


def missing_headers(site: Site, images: Images) -> list[Problem]:
    """A warning for each header picture that the config names and that is not there."""
    config = site.config
    return [
        Problem(
            Place(config.path),
            "warning",
            "missing-picture",
            Text(f"找不到题图 {typed}", f"there is no header picture {typed}"),
            images.suggest(typed, "") or put_into(posixpath.dirname(typed) or "img"),
        )
        for typed in (config.header_img, *(picture for _, picture in config.header_imgs))
        if typed and not is_remote(typed) and not images.find(typed, "")
    ]


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


def _collision(page: Page, first: Page) -> Problem:
    """`page` is left out for `first`, which stands at its address, or at one on the way to it."""
    zh = f"{page.path or '自动生成的一页'}（{page.address}）没有生成"
    en = f"{page.path or 'a generated page'} at {page.address} is left out"
    what = Text(
        f"地址 {first.address} 已经给了 {first.path or '自动生成的一页'}，{zh}",
        f"the address {first.address} goes to {first.path or 'a generated page'}; {en}",
    )
    return Problem(Place(page.path or first.path), "warning", "address-taken", what, _OTHER_PERMALINK)


def _stands_already(page: Page, file: str) -> Problem:
    if page.path:
        what = Text(
            f"地址 {page.address} 已经给了文件 {file}，{page.path} 没有生成",
            f"the address {page.address} goes to the file {file}; {page.path} is left out",
        )
        return Problem(Place(page.path), "warning", "address-taken", what, _OTHER_PERMALINK)
    what = Text(f"{file} 代替了自动生成的这一页", f"{file} stands instead of the generated page")
    return Problem(Place(file), "info", "address-taken", what)


_OTHER_PERMALINK = Text("不是您要的，就另写一个 permalink。", "If you do not want that, choose another permalink.")
