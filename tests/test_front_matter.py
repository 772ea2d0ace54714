"""Front matter and config as editors type them: dates, values that YAML would bend, tags, line ends, known keys."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from html import unescape

import pytest
import yaml
from conftest import Built, Files, Site

from fanzha import reading, yaml_parser, yaml_tree
from fanzha.front_matter import split_front_matter
from fanzha.texts import Source

BASIC = "title: 反诈\nurl: https://a.example\ntimezone: Asia/Shanghai\n"
CONFIG: Files = {"config.yaml": BASIC}
SVG = '<svg width="1" height="1"/>'
TIME = re.compile(r'<time datetime="([^"]*)">([^<]*)</time>')


def page(built: Built) -> str:
    """The only post's page."""
    path = next(path for path in built.files() if re.match(r"\d{4}/.*index\.html", path))
    return built.text(path)


def one_post(site: Site, front: str, *, name: str = "posts/2019-01-02-x.md", config: str = "") -> Built:
    """A site of one post whose front matter is `front`; nothing may be wrong with it."""
    settings = f"{BASIC}{config}"
    built = site({"config.yaml": settings, name: f"---\n{front}---\n正文\n"})
    assert (built.status, built.problem_lines()) == (0, [])
    return built


# As typed; the page's address; <time datetime>; the day in words. The site's zone is Asia/Shanghai (+08:00).
# fmt: off
DATES = [
    ("2020-06-19",                "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020-6-9",                  "2020/06/09", "2020-06-09",                "2020年6月9日"),
    ("2020/6/9",                  "2020/06/09", "2020-06-09",                "2020年6月9日"),
    ("2020.06.19",                "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020年6月19日",              "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020 年 6 月 19 日",         "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020年6月19日 8:05",         "2020/06/19", "2020-06-19T08:05:00+08:00", "2020年6月19日"),
    ('"2020-06-19"',              "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020-06-19 # 发布日",        "2020/06/19", "2020-06-19",                "2020年6月19日"),
    ("2020-02-29",                "2020/02/29", "2020-02-29",                "2020年2月29日"),
    ("2020-06-19 08:00",          "2020/06/19", "2020-06-19T08:00:00+08:00", "2020年6月19日"),
    ("2020-06-19 8:00",           "2020/06/19", "2020-06-19T08:00:00+08:00", "2020年6月19日"),
    ("2020-06-19 08:00:30",       "2020/06/19", "2020-06-19T08:00:30+08:00", "2020年6月19日"),
    ("2020-06-19T08:00:30",       "2020/06/19", "2020-06-19T08:00:30+08:00", "2020年6月19日"),
    ("2020-06-19T08:00:30.125",   "2020/06/19", "2020-06-19T08:00:30+08:00", "2020年6月19日"),
    ("2020-06-19 08:00:00 +0800", "2020/06/19", "2020-06-19T08:00:00+08:00", "2020年6月19日"),
    ("2020-06-19 08:00 +08:00",   "2020/06/19", "2020-06-19T08:00:00+08:00", "2020年6月19日"),
    ("2020-06-19T08:00:00+08:00", "2020/06/19", "2020-06-19T08:00:00+08:00", "2020年6月19日"),
    ("2020-06-19T08:00:00Z",      "2020/06/19", "2020-06-19T16:00:00+08:00", "2020年6月19日"),
    ("2020-06-19 08:00:00 UTC",   "2020/06/19", "2020-06-19T16:00:00+08:00", "2020年6月19日"),
    # A moment is the day that it is in the site's zone.
    ("2020-06-19T20:00:00Z",      "2020/06/20", "2020-06-20T04:00:00+08:00", "2020年6月20日"),
    ("2020-06-19 02:00 +0900",    "2020/06/19", "2020-06-19T01:00:00+08:00", "2020年6月19日"),
    ("2020-06-19 23:30 -0500",    "2020/06/20", "2020-06-20T12:30:00+08:00", "2020年6月20日"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "address", "datetime", "day"), DATES, ids=[row[0] for row in DATES])
def test_date(site: Site, typed: str, address: str, datetime: str, day: str) -> None:
    """The front matter's date wins over the file name's."""
    built = one_post(site, f"title: 好\ndate: {typed}\n")
    assert TIME.findall(built.text(f"{address}/x/index.html"))[0] == (datetime, day)
    assert not any(path.startswith("2019") for path in built.files())


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_date_alone_is_that_day_everywhere(site: Site, zone: str) -> None:
    files: Files = {
        "config.yaml": f"title: 反诈\ntimezone: {zone}\n",
        "posts/2020-06-19-x.md": "---\ntitle: 好\n---\n正文\n",
        "posts/y.md": "---\ntitle: 好\ndate: 2020-06-19\n---\n正文\n",
    }
    built = site(files)
    assert {"2020/06/19/x/index.html", "2020/06/19/y/index.html"} <= built.files()
    assert TIME.findall(built.text("2020/06/19/x/index.html")) == [("2020-06-19", "2020年6月19日")]


def test_a_time_without_offset_is_the_sites_time(site: Site) -> None:
    files: Files = {"config.yaml": "title: 反诈\ntimezone: America/New_York\n"}
    built = site({**files, "posts/x.md": "---\ntitle: 好\ndate: 2020-06-19 23:30\n---\n正文\n"})
    assert TIME.findall(built.text("2020/06/19/x/index.html"))[0][0] == "2020-06-19T23:30:00-04:00"


def test_english_day(site: Site) -> None:
    built = one_post(site, "title: 好\ndate: 2020-06-09\n", config="lang: en\n")
    assert TIME.findall(page(built)) == [("2020-06-09", "June 9, 2020")]


# fmt: off
FILE_NAMES = [
    ("2020-06-19-x.md",          "2020/06/19/x"),
    ("2020-6-9-x.md",            "2020/06/09/x"),
    ("20-06-19-x.md",            "2020/06/19/x"),
    ("2020-06-19-x.markdown",    "2020/06/19/x"),
    ("2020-06-19-x.MD",          "2020/06/19/x"),
    ("2020-06-19-a-2-b.md",      "2020/06/19/a-2-b"),
    ("old/2020-06-19-x.md",      "2020/06/19/x"),
    ("2020-06-19-刷单.md",        "2020/06/19/刷单"),
]
# fmt: on


@pytest.mark.parametrize(("name", "address"), FILE_NAMES, ids=[row[0] for row in FILE_NAMES])
@pytest.mark.parametrize("folder", ["posts", "_posts"])
def test_date_of_the_file_name(site: Site, folder: str, name: str, address: str) -> None:
    built = one_post(site, "title: 好\n", name=f"{folder}/{name}")
    assert f"{address}/index.html" in built.files()


# As typed after `title:`, and as it comes out.
# fmt: off
TITLES = [
    ("12:30",             "12:30"),
    ("110",               "110"),
    ("0110",              "0110"),
    ("1_000",             "1_000"),
    ("0x1F",              "0x1F"),
    ("1e3",               "1e3"),
    ("50%",               "50%"),
    ("no",                "no"),
    ("Yes",               "Yes"),
    ("true",              "true"),
    ("2020-06-19",        "2020-06-19"),
    ("骗局 #1",            "骗局 #1"),
    ("骗局 #1 和 #2",      "骗局 #1 和 #2"),
    ("骗局#1",             "骗局#1"),
    ("骗局 # 注",          "骗局"),
    ("骗局 #1 # 注",       "骗局 #1"),
    ("骗局  # 注 # 又注",   "骗局"),
    ("'骗局 # 一'",        "骗局 # 一"),
    ('"骗局 #1"',          "骗局 #1"),
    ('"骗局 #1" # 注',     "骗局 #1"),
    ('"110"',             "110"),
    ("'no'",              "no"),
    ('"骗局: 刷单"',       "骗局: 刷单"),
    ("'It''s'",           "It's"),
    (r'"他说：\"急\""',    '他说："急"'),
    ('他说："急"',          '他说："急"'),
    ("“急”",               "“急”"),
    ("骗局：刷单",          "骗局：刷单"),
    ("【紧急】刷单",        "【紧急】刷单"),
    ("https://a.example", "https://a.example"),
    ("a, b",              "a, b"),
    ("骗局 [上]",          "骗局 [上]"),
    ("<b> & 'c'",         "<b> & 'c'"),
    ("'{{ site.title }}'", "{{ site.title }}"),
    ("骗子amp;同伙",        "骗子&同伙"),
    ("ramp;同伙",           "ramp;同伙"),
    ("\t好",               "好"),
    ("\t好\t",             "好"),
    ("  好  ",             "好"),
    (">\n  骗局\n  之一",   "骗局 之一"),
    ("骗局\n  之一",        "骗局 之一"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "shown"), TITLES, ids=[row[0] for row in TITLES])
def test_a_title_comes_out_as_typed(site: Site, typed: str, shown: str) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", page(one_post(site, f"title: {typed}\n")), re.DOTALL)
    assert heading
    assert unescape(heading[1]) == shown


# As typed from `tags` on, and the tags.
# fmt: off
TAGS = [
    ("tags: [刷单, 客服]",             ["刷单", "客服"]),
    ("tags:\n  - 刷单\n  - 客服",       ["刷单", "客服"]),
    ("tags:\n- 刷单\n- 客服",           ["刷单", "客服"]),
    ("tags: 刷单 客服",                ["刷单", "客服"]),
    ("tags: 刷单",                    ["刷单"]),
    ("tags: '刷单 客服'",              ["刷单", "客服"]),
    ("tags: [刷单 返利, 客服]",         ["刷单 返利", "客服"]),
    ("tags: 96110",                  ["96110"]),
    ("tags: [110, 0110, no]",        ["110", "0110", "no"]),
    ("tags: [刷单, 刷单, 客服]",        ["刷单", "客服"]),
    ("tags: [刷单, '', 客服]",         ["刷单", "客服"]),
    ("tags:\n  - C#\n  - 骗局 #1",     ["C#", "骗局 #1"]),
    ("tags:\t[刷单]",                 ["刷单"]),
    ("tags:",                        []),
    ("tags: []",                     []),
    ("tags: [[刷单, 返利], 客服]",      ["刷单", "返利", "客服"]),
    ("tag: 刷单 返利",                 ["刷单 返利"]),
    ("tags: 刷单\ntag: 客服",          ["刷单", "客服"]),
    ("tags: ~",                      []),
]
# fmt: on


@pytest.mark.parametrize(("typed", "tags"), TAGS, ids=[row[0] for row in TAGS])
def test_tags(site: Site, typed: str, tags: list[str]) -> None:
    text = page(one_post(site, f"title: 好\n{typed}\n"))
    assert [unescape(name) for name in re.findall(r'<a rel="tag"[^>]*>(.*?)</a>', text)] == tags


def test_line_ends_and_byte_order_mark_change_nothing(site: Site) -> None:
    text = "---\ntitle: 好\ntags:\n  - 刷单\n---\n# 一\n\n老李：您好\n客服：您好\n\n- 甲\n- 乙\n"
    settings = "title: 反诈\nurl: https://a.example\nhotlines:\n  - {number: '110', purpose: 报警}\n"
    page_text = "---\ntitle: 关于\n---\n正文\n"
    pages = []
    changes: tuple[Callable[[str], bytes], ...] = (
        lambda text: text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("---\n", "---  \n").encode(),
    )
    for change in changes:
        files = {"config.yaml": settings, "posts/2020-06-19-x.md": text, "pages/about.md": page_text}
        built = site({path: change(content) for path, content in files.items()})
        assert (built.status, built.err) == (0, "")
        pages.append({path: (built.output / path).read_bytes() for path in built.files()})
    assert all(each == pages[0] for each in pages)


# fmt: off
KEYS = [
    "layout: post", "layout: page", "layout: keynote", "layout: default", "subtitle: 副题", "author: 我",
    "date: 2020-06-19", "header-img: img/top.svg", "header-img: https://a.example/top.png", "header-mask: 0.3",
    "catalog: true", "no-catalog: true", "tags: [刷单]", "categories: [诈骗]", "category: 诈骗", "description: 说明",
    "permalink: /own/", "slug: own", "published: true", "hidden: true", "hidden: yes", "draft: false",
    "iframe: https://a.example/", "navcolor: invert", "nav-style: invert", "header-style: text",
    "header-bg-css: linear-gradient(red, blue)", "header-img-credit: 我", "header-img-credit-href: a.example",
    "hide-in-nav: true", "multilingual: true", "mathjax: true", "plchart: true", "lang: en", "keywords: 词",
    "roles: {客服: scammer, 老李: victim}", "hard_wrap: true", "hard_wrap: auto", "lazy-quotes: true",
    "typography: false", "comments: true", "excerpt: 摘要",
]
SETTINGS = [
    "SEOTitle: 反诈", "description: 说明", "keyword: 词", "author: 我", "url: https://a.example", "baseurl: /a",
    "lang: en", "timezone: UTC", "header-img: img/top.svg", "email: a@a.example", "permalink: pretty", "paginate: 10",
    "future: true", "hard_wrap: false", "lazy-quotes: true", "typography: false", "labels: {tips: [警方提示]}",
    "roles: {客服: scammer}", "attribution-keys: [来稿]", "hotlines: [{number: 110, purpose: 报警, call: false}]",
    "sidebar: false", "sidebar-avatar: img/top.svg", "sidebar-about-description: 说明", "featured-tags: false",
    "featured-condition-size: 0", "friends: [{title: 友, href: https://a.example}]", "RSS: true",
    "weibo_username: a", "zhihu_username: a", "github_username: a", "twitter_username: a", "facebook_username: a",
    "linkedin_username: a", "jianshu_username: a",
    "kramdown: {input: GFM}", "exclude: [node_modules]", "include: [_pages]", "chrome-tab-theme-color: '#000'",
    "defaults: [{scope: {path: ''}, values: {lang: en}}]",
]
IDLE = [
    "markdown: kramdown", "highlighter: rouge", "gems: [jekyll-paginate]", "plugins: [jekyll-paginate]",
    "github_repo: a/b", "anchorjs: true", "service-worker: true", "page-mathjax: false",
]
DEAD = [
    "disqus_username: a", "disqus: {enable: true, username: a}", "netease_comment: true", "gitalk: {enable: true}",
    "ba_track_id: a", "ga_track_id: UA-1", "ga_domain: auto",
]
# fmt: on


@pytest.mark.parametrize("line", KEYS)
def test_the_themes_front_matter_is_accepted(site: Site, line: str) -> None:
    files = {**CONFIG, "img/top.svg": SVG}
    built = site({**files, "posts/2020-06-19-x.md": f"---\ntitle: 好\n{line}\n---\n正文\n"})
    assert (built.status, built.problem_lines()) == (0, [])


@pytest.mark.parametrize("empty", ["", " ", " ~", " # still to be decided"])
def test_a_key_left_empty_is_as_good_as_none(site: Site, empty: str) -> None:
    """Editors copy the theme's lines and fill in what they need."""
    names = sorted({line.partition(":")[0] for line in KEYS} - {"date"})
    front = "".join(f"{name}:{empty}\n" for name in names)
    settings = "".join(f"{name}:{empty}\n" for name in sorted({line.partition(":")[0] for line in SETTINGS} - {"url"}))
    built = site({**CONFIG, "posts/2020-06-19-x.md": "---\ntitle: 好\n---\n正文\n"})
    before = {path: (built.output / path).read_bytes() for path in built.files()}
    files = {"config.yaml": "title: 反诈\nurl: https://a.example\n" + settings}
    built = site({**files, "posts/2020-06-19-x.md": f"---\ntitle: 好\n{front}---\n正文\n"})
    assert (built.status, built.problem_lines()) == (0, [])
    assert {path: (built.output / path).read_bytes() for path in built.files()} == before


@pytest.mark.parametrize("line", SETTINGS)
@pytest.mark.parametrize("name", ["config.yaml", "_config.yml"])
def test_the_themes_settings_are_accepted(site: Site, name: str, line: str) -> None:
    settings = f"title: 反诈\n{line}\n" + ("" if line.startswith("url") else "url: https://a.example\n")
    built = site({name: settings, "img/top.svg": SVG, "posts/2020-06-19-x.md": "---\ntitle: 好\n---\n正文\n"})
    assert (built.status, built.problem_lines()) == (0, [])


@pytest.mark.parametrize("line", IDLE)
def test_settings_without_a_counterpart_do_no_harm(site: Site, line: str) -> None:
    """In a file of our own nothing is said of them; in Jekyll's, they are listed."""
    settings = f"title: 反诈\nurl: https://a.example\n{line}\n"
    assert site({"config.yaml": settings}).problem_lines() == []
    (site().source / "config.yaml").unlink()
    told = "_config.yml:3:1: info[no-counterpart]: these settings have no counterpart here, and do nothing: "
    assert site({"_config.yml": settings}).problem_lines() == [told + line.partition(":")[0]]


@pytest.mark.parametrize("line", DEAD)
def test_services_that_are_gone_get_a_line_of_information(site: Site, line: str) -> None:
    built = site({"config.yaml": f"url: https://a.example\n{line}\n"})
    assert built.status == 0
    assert [told.split(": ")[:2] for told in built.problem_lines()] == [["config.yaml:2:1", "info[dead-service]"]]


class TestConfigFile:
    def test_jekylls_is_read_where_there_is_no_other(self, site: Site) -> None:
        built = site({"_config.yml": "title: 甲站\nurl: https://a.example\n"})
        assert (built.status, built.err) == (0, "")
        assert "<title>甲站</title>" in built.text("index.html")

    def test_ours_comes_first(self, site: Site) -> None:
        built = site({"_config.yml": "title: 甲站\n", "config.yaml": "title: 乙站\n"})
        assert "<title>乙站</title>" in built.text("index.html")
        assert "second-config" in built.err

    def test_without_any_the_defaults_are_used(self, site: Site) -> None:
        built = site({"posts/2020-06-19-x.md": "---\ntitle: 好\n---\n正文\n"})
        assert built.status == 0
        assert built.problem_lines() == ["config.yaml: info[no-config]: there is no config file; the defaults are used"]

    @pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "title:\n"])
    def test_an_empty_one_is_the_defaults(self, site: Site, text: str) -> None:
        assert site({"config.yaml": text}).status == 0

    def test_unknown_keys_of_jekylls_plugins_are_information(self, site: Site) -> None:
        built = site({"_config.yml": "url: https://a.example\nzzzz: 1\n"})
        assert built.problem_lines() == [
            "_config.yml:2:1: info[no-counterpart]: these settings have no counterpart here, and do nothing: zzzz"
        ]


# fmt: off
URLS = [
    ("https://a.example",       "https://a.example/2020/06/19/x/"),
    ("https://a.example/",      "https://a.example/2020/06/19/x/"),
    ("a.example",               "https://a.example/2020/06/19/x/"),
    ("http://a.example:8080",   "http://a.example:8080/2020/06/19/x/"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "canonical"), URLS)
def test_url(site: Site, typed: str, canonical: str) -> None:
    files: Files = {"posts/2020-06-19-x.md": "---\ntitle: 好\n---\n正文\n"}
    built = site({"config.yaml": f"title: 反诈\nurl: {typed}\n", **files})
    assert f'<link rel="canonical" href="{canonical}">' in page(built)
    again = site({"config.yaml": "title: 反诈\n"}, "--url", typed)
    assert f'<link rel="canonical" href="{canonical}">' in page(again), "--url is read as the config's is"


def test_characters_that_nobody_sees_do_no_harm(site: Site) -> None:
    """YAML takes U+2028 for the end of a line; XML can hold no control characters, which `\\x08` writes."""
    front = 'title: 您好\u2028骗局\nsubtitle: "甲\\x08乙\\0"\ntags: [丙]\n'
    built = site({**CONFIG, "posts/2020-06-19-x.md": f"---\n{front}---\n正文\n"})
    assert (built.status, built.problem_lines()) == (0, [])
    assert "<h1>您好 骗局</h1>" in built.text("2020/06/19/x/index.html")
    assert '<p class="subtitle">甲乙</p>' in built.text("2020/06/19/x/index.html")
    assert "<title>您好 骗局</title>" in built.text("feed.xml")


# How a key is typed, and whether it puts the keys of a table among its neighbours (yaml.org/type/merge).
MERGES = [
    ("<<", True),
    ("! <<", True),
    ('"<<"', False),
    ("'<<'", False),
    ("<<x", False),
    ("!!str <<", False),
    ("!!merge x", True),
    ("!!merge '<<'", True),
    ("<", False),
]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(("key", "merges"), MERGES, ids=[row[0] for row in MERGES])
def test_merge(monkeypatch: pytest.MonkeyPatch, key: str, merges: bool, loader: type) -> None:
    monkeypatch.setattr(yaml_parser, "_LOADER", type("Loader", (yaml_parser._Untyped, loader), {}))
    read = yaml_parser.parse(f"known: &known {{title: 反诈}}\n{key} : *known\n", "posts/x.md", 2, "front-matter", ())
    assert read.value
    assert bool(read.value.get("title")) == merges


TREES = (
    "",
    "title: 反诈\ndate: 2020-06-19 # 今天\nempty:\n",
    "tags: [甲, '乙']\nlist:\n  - 一\n  - - 二\n    - 三\n  -\n",
    "roles: {骗子: scammer}\ndeep:\n  - name: 甲\n    more: {}\n  - []\n",
)


@pytest.mark.parametrize("text", TREES)
def test_a_tree_is_the_same_after_it_was_kept(text: str) -> None:
    tree = yaml_parser.parse(text, "posts/x.md", 2, "front-matter", ()).value
    assert tree
    plain = yaml_tree.plain(tree)
    assert b"fanzha" not in pickle.dumps(plain)
    assert yaml_tree.table_of(plain, "posts/x.md") == tree


# A text, and its front matter, body and the number of the body's first line.
SPLITS = [
    ("---\na: b\n---\n一\n二\n", ("a: b", "一\n二\n", 4)),
    ("--- \t\na: b\n... \n\n一", ("a: b", "\n一", 4)),
    ("---\n---\n一", ("", "一", 3)),
    ("---\n\n---\n一", ("", "一", 4)),
    ("---\na: b\n---", ("a: b", "", 4)),
    ("---\na: b\n---\n", ("a: b", "", 4)),
    ("---\na: ---\nb: c---\n---\n---\n", ("a: ---\nb: c---", "---\n", 5)),
    ("---\na: b\u2028---\n---\n一", ("a: b\u2028---", "一", 4)),
    ("一\n---\n二", ("", "一\n---\n二", 1)),
    ("", ("", "", 1)),
]


@pytest.mark.parametrize(("text", "parts"), SPLITS, ids=[repr(row[0]) for row in SPLITS])
def test_front_matter_and_body(text: str, parts: tuple[str, str, int]) -> None:
    source = Source("posts/2019-01-02-x.md", text)
    assert split_front_matter(source).value == parts
    assert reading.text_from(source, parts[2]) == parts[1]
