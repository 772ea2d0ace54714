"""Addresses: where posts, pages and tags stand, and that every link of a built site leads to a file.

The link checker reads pages as a browser does and looks its links up as a static host does.
"""

from __future__ import annotations

import shutil
import unicodedata
import warnings
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from conftest import ROOT, Built, Files, Site, run, write

URL = "https://a.example"
CONFIG = f"title: 反诈\nurl: {URL}\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
ATOM = {"atom": "http://www.w3.org/2005/Atom"}
SITEMAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
BASES = ["", "/my-repo"]

# --- where a post stands

# The config's `permalink`, and the file of the post `2020-06-09-Pian-Ju.md`, a Tuesday, 08:05:09.
# fmt: off
STYLES = [
    ("date",                                  "2020/06/09/Pian-Ju.html"),
    ("pretty",                                "2020/06/09/Pian-Ju/index.html"),
    ("ordinal",                               "2020/161/Pian-Ju.html"),
    ("weekdate",                              "2020/W24/Tue/Pian-Ju.html"),
    ("none",                                  "Pian-Ju.html"),
    ("/:year/:month/:day/:title/",            "2020/06/09/Pian-Ju/index.html"),
    ("/:short_year/:i_month/:i_day/:title/",  "20/6/9/Pian-Ju/index.html"),
    ("/:short_month/:title/",                 "Jun/Pian-Ju/index.html"),
    ("/:long_month/:long_day/:title/",        "June/Tuesday/Pian-Ju/index.html"),
    ("/:short_day/:title.html",               "Tue/Pian-Ju.html"),
    ("/:y_day/:title.html",                   "161/Pian-Ju.html"),
    ("/:w_year/:week/:w_day/:title.html",     "2020/24/2/Pian-Ju.html"),
    ("/:hour:minute:second/:title.html",      "080509/Pian-Ju.html"),
    ("/:slug/",                               "pian-ju/index.html"),
    ("/:year_:month_:day_:title/",            "2020_06_09_Pian-Ju/index.html"),
    ("/:year-:month-:day-:title.html",        "2020-06-09-Pian-Ju.html"),
    ("/:categories/:title/",                  "Pian-Ju/index.html"),
    ("/blog/:title",                          "blog/Pian-Ju/index.html"),
    ("blog/:title/",                          "blog/Pian-Ju/index.html"),
    ("//blog//:title/",                       "blog/Pian-Ju/index.html"),
    ("/骗局/:title/",                          "骗局/Pian-Ju/index.html"),
]

# The post's own front matter under `permalink: pretty`, and its file.
OWN = [
    ("permalink: /safe/x/",                   "safe/x/index.html"),
    ("permalink: /safe/x.html",               "safe/x.html"),
    ("permalink: safe/x",                     "safe/x/index.html"),
    ("permalink: /:year/own/:title/",         "2020/own/Pian-Ju/index.html"),
    ("permalink: pretty",                     "pretty/index.html"),
    ("permalink: /骗局 一/",                   "骗局 一/index.html"),
    ("slug: other",                           "2020/06/09/other/index.html"),
    ("slug: 其他 一篇",                        "2020/06/09/其他-一篇/index.html"),
    ("categories: [诈骗, Phone]",              "诈骗/phone/2020/06/09/Pian-Ju/index.html"),
    ("categories: 诈骗 Phone",                 "诈骗/phone/2020/06/09/Pian-Ju/index.html"),
    ("category: 诈骗",                         "诈骗/2020/06/09/Pian-Ju/index.html"),
]

# The name of a post's file, and where the post stands.
NAMES = [
    ("2020-06-09-刷单骗局.md",                 "2020/06/09/刷单骗局/index.html"),
    ("2020-06-09-Pian Ju  刷单.md",            "2020/06/09/Pian-Ju-刷单/index.html"),
    ("2020-06-09-a.b_c+d.md",                 "2020/06/09/a.b_c+d/index.html"),
    ("2020-06-09-“急”！.md",                   "2020/06/09/急/index.html"),
    ("2020-06-09-50% #1?.md",                 "2020/06/09/50-1/index.html"),
    ("2020-06-09-é.md",                       "2020/06/09/é/index.html"),
]

PAGES = [
    ("pages/about.md",                        "about/index.html"),
    ("pages/help/call.md",                    "help/call/index.html"),
    ("pages/help/index.md",                   "help/index.html"),
    ("pages/联系 我们.md",                     "联系-我们/index.html"),
]
# fmt: on


def post(front: str = "", body: str = "正文\n") -> str:
    return f"---\ntitle: 好\n{front}---\n{body}"


@pytest.mark.parametrize(("style", "file"), STYLES, ids=[row[0] for row in STYLES])
def test_style(site: Site, style: str, file: str) -> None:
    files: Files = {"config.yaml": f"{CONFIG}permalink: {style}\n"}
    built = site({**files, "posts/2020-06-09-Pian-Ju.md": post("date: 2020-06-09 08:05:09\n")})
    assert file in built.files()
    assert broken_links(built.output) == []


@pytest.mark.parametrize(("line", "file"), OWN, ids=[row[0] for row in OWN])
def test_own_address(site: Site, line: str, file: str) -> None:
    built = site({"config.yaml": CONFIG, "posts/2020-06-09-Pian-Ju.md": post(f"{line}\n")})
    assert file in built.files()
    assert broken_links(built.output) == []


@pytest.mark.parametrize(("name", "file"), NAMES, ids=[row[0] for row in NAMES])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_file_name(site: Site, form: Any, name: str, file: str) -> None:
    """Whatever form of Unicode a file system hands out, the address is composed."""
    built = site({"config.yaml": CONFIG, f"posts/{unicodedata.normalize(form, name)}": post()})
    assert unicodedata.normalize("NFC", file) in built.files()
    assert broken_links(built.output) == []


@pytest.mark.parametrize(("name", "file"), PAGES, ids=[row[0] for row in PAGES])
def test_page(site: Site, name: str, file: str) -> None:
    built = site({"config.yaml": CONFIG, name: post()})
    assert file in built.files()
    assert broken_links(built.output) == []


# --- tags

TAGS = [
    "刷单",
    "A/B",
    "C#",
    "C++",
    "D&E",
    ".net",
    "a b",
    "a-b",
    "Python",
    "python",
    "PYTHON",
    "50%",
    "what?",
    "<b>",
    "'quoted'",
    "...",
    "con",
    "page2",
    "é",
    "a\\b",
    "x:y",
]


def test_every_tag_has_a_page_of_its_own(site: Site) -> None:
    files: Files = {
        f"posts/2020-06-{number:02}-x.md": f"---\ntitle: 题{number}\ntags:\n  - {quoted(tag)}\n---\n正文\n"
        for number, tag in enumerate(TAGS, 1)
    }
    built = site({"config.yaml": CONFIG, **files})
    assert (built.status, built.err) == (0, "")
    found = read(built.text("tags/index.html")).links
    links = {link.text: link.address for link in found if link.address.startswith("/tags/")}
    assert links.pop("标签") == "/tags/"
    assert sorted(links) == sorted(TAGS)
    pages = {tag: file_of(built.output, unquote(address)) for tag, address in links.items()}
    folded = {str(page).casefold() for page in pages.values()}
    assert len(folded) == len(TAGS), "two tags must not share a page, not even where case does not count"
    for number, tag in enumerate(TAGS, 1):
        page = pages[tag]
        assert page, tag
        assert f"题{number}<" in page.read_text("utf-8"), tag
    assert broken_links(built.output) == []


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- the link checker


@dataclass
class Link:
    address: str
    text: str = ""


@dataclass
class Read(HTMLParser):
    """A page's links and ids."""

    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in ("href", "src", "poster"):
                self.links.append(Link(value or ""))
            elif name == "srcset":
                self.links += [Link(candidate.split()[0]) for candidate in (value or "").split(",")]

    def handle_data(self, data: str) -> None:
        if self.links and not self.links[-1].text:
            self.links[-1].text = data


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    page.close()
    return page


def file_of(output: Path, path: str) -> Path | None:
    """The file that a static host sends for the path; None where it answers 404."""
    file = output / path.lstrip("/")
    if path.endswith("/") or path == "":
        file = file / "index.html"
    return file if file.is_file() else None


def broken_links(output: Path, baseurl: str = "", url: str = URL) -> list[str]:
    """Every link of every page that leads to no file of the site, or to no id of its page."""
    pages = {path: read(path.read_text("utf-8")) for path in output.rglob("*.html")}
    assert pages
    broken = []
    for path, page in pages.items():
        own = f"{url}{baseurl}/{quote(path.relative_to(output).as_posix().removesuffix('index.html'))}"
        for link in page.links:
            target = urljoin(own, link.address)
            if not target.startswith(f"{url}/"):
                continue
            parts = urlsplit(target)
            inside = parts.path.startswith(f"{baseurl}/")
            file = file_of(output, unquote(parts.path.removeprefix(baseurl))) if inside else None
            anchor = unquote(parts.fragment)
            if file is None or (anchor and file in pages and anchor not in pages[file].ids):
                broken.append(f"{path.relative_to(output)}: {link.address}")
    return broken


def test_the_link_checker_sees_broken_links(tmp_path: Path) -> None:
    html = '<p id="a"><a href="#a">x</a><a href="#b">x</a><a href="/x/y/">x</a><img src="z.png"><a href="/w/">x</a>'
    write(tmp_path, {"y/index.html": html, "index.html": ""})
    assert broken_links(tmp_path, "/x") == [f"y/index.html: {address}" for address in ("#b", "z.png", "/w/")]


# --- whole sites

HOSTILE_TITLE = """<script>alert("1")</script> & 'b' ]]> &amp; "c" </title>"""
HOSTILE: Files = {
    "config.yaml": f"{CONFIG}description: {quoted(HOSTILE_TITLE)}\npaginate: 2\nfeatured-condition-size: 0\n"
    f"author: {quoted(HOSTILE_TITLE)}\nsidebar-about-description: {quoted(HOSTILE_TITLE)}\n"
    f"sidebar-avatar: img/头 像.svg\nheader-img: img/头 像.svg\n",
    "posts/2020-06-01-一 二.md": f"---\ntitle: {quoted(HOSTILE_TITLE)}\nsubtitle: {quoted(HOSTILE_TITLE)}\n"
    f"author: {quoted(HOSTILE_TITLE)}\ntags: [{quoted(HOSTILE_TITLE)}, 'C#']\n---\n"
    "# 第一 <步>\n\n## 第一 <步>\n\n### 50% & “半”\n\n见 [后文](#第一-步)。\n\n"
    "![图](/postimg/截 图%231.svg)\n\n![图]({{ site.baseurl }}/postimg/截 图%231.svg)\n\n"
    '<img src="/postimg/截 图%231.svg">\n\n[一](/2020/06/02/x/) [二]({{ site.baseurl }}/2020/06/02/x/)\n',
    "posts/2020-06-02-x.md": post("header-img: /img/头 像.svg\n", "[关于](/about/) [图](/postimg/50%25.svg)\n"),
    "posts/2020-06-03-x.md": post("categories: ['A&B', i'(j)]\n"),
    "posts/2020-06-04-x.md": post("permalink: /q'u&o/(t)/\n"),
    "posts/2020-06-05-x.md": post("permalink: /a%2Fb/c;d#e/\n"),
    "posts/2020-06-06-x.md": post("tags: [刷单]\nhidden: true\n"),
    "pages/about.md": post("permalink: /about/\n", "![头](../img/头 像.svg)\n"),
    "pages/“引号”/页.md": post(),
    "postimg/截 图#1.svg": SVG,
    "postimg/50%.svg": SVG,
    "img/头 像.svg": SVG,
    "static/CNAME": "a.example\n",
}


def hostile(site: Site, baseurl: str = "") -> Built:
    built = site(HOSTILE, "--baseurl", baseurl)
    assert built.status == 0, built.err
    return built


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the project's own sources."""
    source = tmp_path / "own"
    source.mkdir()
    for name in ("posts", "pages", "postimg", "img"):
        shutil.copytree(ROOT / name, source / name)
    shutil.copy(ROOT / "config.yaml", source)
    return source


@pytest.mark.parametrize("baseurl", BASES)
def test_links_of_the_projects_own_site(own: Path, baseurl: str) -> None:
    output = own.parent / "site"
    options = ("--source", str(own), "--output", str(output), "--url", URL, "--baseurl", baseurl, "--future")
    status, _, err = run("build", *options, "--lang", "en")
    assert (status, err) == (0, "")
    assert len(list(output.rglob("*.html"))) > 8
    assert broken_links(output, baseurl) == []
    check_feed(output, baseurl)
    check_sitemap(output, baseurl)


@pytest.mark.parametrize("baseurl", BASES)
def test_links_of_a_hostile_site(site: Site, baseurl: str) -> None:
    built = hostile(site, baseurl)
    assert built.err == ""
    assert broken_links(built.output, baseurl) == []
    check_feed(built.output, baseurl)
    check_sitemap(built.output, baseurl)


@pytest.mark.parametrize("baseurl", ["my-repo", "/my-repo", "/my-repo/", "/a/b"])
def test_baseurl_as_typed(site: Site, baseurl: str) -> None:
    built = site({"config.yaml": f"{CONFIG}baseurl: {baseurl}\n", "posts/2020-06-09-x.md": post("tags: [甲]\n")})
    assert broken_links(built.output, "/" + baseurl.strip("/")) == []


# --- feed and sitemap


def check_feed(output: Path, baseurl: str) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must have. feedparser reads it without complaint."""
    text = (output / "feed.xml").read_bytes()
    feed = etree.fromstring(text)
    entries = feed.findall("atom:entry", ATOM)
    assert entries
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            found = element.findall(f"atom:{name}", ATOM)
            assert len(found) == 1, name
            assert (found[0].text or "").strip(), name
        assert element.findall("atom:author/atom:name", ATOM)
    ids = [entry.findtext("atom:id", "", ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)
    updated = [entry.findtext("atom:updated", "", ATOM) for entry in entries]
    assert feed.findtext("atom:updated", "", ATOM) == max(updated)
    for link in feed.iter(f"{{{ATOM['atom']}}}link"):
        assert leads_to_file(output, baseurl, link.attrib["href"]), link.attrib
    for entry in entries:
        for inside in read(entry.findtext("atom:content", "", ATOM)).links:
            assert not inside.address.startswith("/"), "a feed is read elsewhere: addresses are whole"
            if inside.address.startswith(URL):
                assert leads_to_file(output, baseurl, inside.address), inside.address
    parsed = parse_feed(text)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert len(parsed.entries) == len(entries)


def parse_feed(text: bytes) -> Any:
    with warnings.catch_warnings():
        # What feedparser itself uses is not ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import feedparser

        return feedparser.parse(text)


def check_sitemap(output: Path, baseurl: str) -> None:
    """sitemaps.org/protocol.html: whole URLs, each once, at most 2,048 characters, all leading somewhere."""
    urls = etree.parse(output / "sitemap.xml").getroot().findall("map:url", SITEMAP)
    addresses = [url.findtext("map:loc", "", SITEMAP) for url in urls]
    assert addresses
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert address.isascii()
        assert len(address) < 2048
        assert leads_to_file(output, baseurl, address), address


def leads_to_file(output: Path, baseurl: str, address: str) -> bool:
    start = f"{URL}{baseurl}/"
    return address.startswith(start) and file_of(output, unquote(urlsplit(address).path[len(baseurl) :])) is not None


def test_without_a_url_the_feed_is_valid_all_the_same(site: Site) -> None:
    built = site({"config.yaml": "title: 反诈\n", "posts/2020-06-09-x.md": post()})
    assert not parse_feed(built.text("feed.xml").encode()).bozo
    etree.fromstring(built.text("sitemap.xml"))
    assert "Sitemap" not in built.text("robots.txt")


@pytest.mark.parametrize("files", [{}, {"posts/2020-06-09-x.md": post("hidden: true\n")}], ids=["none", "hidden"])
def test_a_site_without_posts(site: Site, files: Files) -> None:
    built = site({"config.yaml": CONFIG, **files})
    assert built.status == 0
    assert broken_links(built.output) == []
    assert not parse_feed(built.text("feed.xml").encode()).bozo
    check_sitemap(built.output, "")


def test_the_feeds_dates_are_the_posts(site: Site) -> None:
    built = site({"config.yaml": CONFIG, "posts/2020-06-09-x.md": post("date: 2020-06-09 08:05:09 +0000\n")})
    entry = parse_feed(built.text("feed.xml").encode()).entries[0]
    assert entry.published_parsed[:6] == (2020, 6, 9, 8, 5, 9)


# --- nothing that an editor types becomes markup


INLINE_SCRIPT = (ROOT / "layouts/modes.js").read_text("utf-8").strip()


def test_hostile_titles_stay_text(site: Site) -> None:
    import html5lib

    built = hostile(site)
    for path in sorted(path for path in built.files() if path.endswith(".html")):
        page = html5lib.parse(built.text(path), namespaceHTMLElements=False)
        assert {text for element in page.iter("script") if (text := element.text)} <= {INLINE_SCRIPT}, path
        assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")], path
    page = html5lib.parse(built.text("2020/06/01/一-二/index.html"), namespaceHTMLElements=False)
    assert page.findtext(".//h1") == HOSTILE_TITLE
    assert page.findtext(".//title") == f"{HOSTILE_TITLE} - 反诈"
    assert page.findtext(".//p[@class='subtitle']") == HOSTILE_TITLE
    index = html5lib.parse(built.text("index.html"), namespaceHTMLElements=False)
    assert HOSTILE_TITLE in [meta.get("content") for meta in index.iter("meta")]


def test_hostile_titles_stay_text_in_the_feed(site: Site) -> None:
    feed = etree.fromstring(hostile(site).text("feed.xml"))
    titles = [entry.findtext("atom:title", "", ATOM) for entry in feed.findall("atom:entry", ATOM)]
    assert titles.count(HOSTILE_TITLE) == 1
    terms = [category.get("term") for category in feed.iter(f"{{{ATOM['atom']}}}category")]
    assert HOSTILE_TITLE in terms
    assert feed.findtext("atom:subtitle", "", ATOM) == HOSTILE_TITLE


@pytest.mark.parametrize("typed", ["/反诈 站", "/%E5%8F%8D%E8%AF%88%20%E7%AB%99"])
def test_a_baseurl_is_encoded_once_for_pictures(site: Site, typed: str) -> None:
    body = '![图](/postimg/a.svg) [甲](/x/)\n\n<img src="/postimg/a.svg">\n'
    post = f"---\ntitle: 好\n---\n{body}"
    built = site({"config.yaml": f"{CONFIG}baseurl: {typed}\n", "postimg/a.svg": SVG, "posts/2020-06-19-x.md": post})
    base = quote("/反诈 站")
    text = built.text("2020/06/19/x/index.html")
    assert text.count(f'src="{base}/postimg/a.svg"') == 2
    assert f'href="{base}/x/"' in text
    assert f"src=&#34;{URL}{base}/postimg/a.svg&#34;" in built.text("feed.xml")
    assert "反诈 站/" not in text
