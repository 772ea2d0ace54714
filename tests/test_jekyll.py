"""A Jekyll blog as it lies: which of its files are posts, pages and copies, and its `_config.yml`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import SHARED, Files, Site, run, write

CONFIG = "title: 站\nurl: https://a.example\ntimezone: UTC\npermalink: pretty\n"
CORPORA = SHARED / "corpora"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
POST = "---\ntitle: 甲\n---\n正文\n"
BASE: Files = {"_config.yml": CONFIG, "_posts/2021-01-03-x.md": POST}


def post(front: str = "", body: str = "正文\n") -> str:
    return f"---\ntitle: 好\n{front}---\n{body}"


# --- what is published

# A file of the blog, and where it is published; empty: it is not.
# fmt: off
FILES = [
    # Copied as they are, to where they lie.
    ("CNAME",                        "a.example\n",        "CNAME"),
    ("favicon.ico",                  b"\0\0\1\0",          "favicon.ico"),
    ("robots.txt",                   "User-agent: *\n",    "robots.txt"),
    ("ads.txt",                      "x\n",                "ads.txt"),
    ("google0123.html",              "google-site\n",      "google0123.html"),
    ("baidu_verify_x.html",          "x\n",                "baidu_verify_x.html"),
    ("img/a.svg",                    SVG,                  "img/a.svg"),
    ("images/2021/图 一.svg",         SVG,                  "images/2021/图 一.svg"),
    ("assets/images/a.svg",          SVG,                  "assets/images/a.svg"),
    ("uploads/文件.pdf",              b"%PDF-1.4",          "uploads/文件.pdf"),
    ("files/demo.py",                "print(1)\n",         "files/demo.py"),
    ("static/a.txt",                 "x\n",                "static/a.txt"),
    ("demo/index.html",              "<p>x\n",             "demo/index.html"),
    ("demo/js/a.js",                 "a\n",                "demo/js/a.js"),
    # Jekyll leaves them out, too.
    (".env",                         "KEY=x\n",            ""),
    (".github/a.txt",                "x\n",                ""),
    ("_layouts/a.html",              "x\n",                ""),
    ("_includes/a.html",             "x\n",                ""),
    ("_sass/a.scss",                 "x\n",                ""),
    ("_data/a.yml",                  "x: 1\n",             ""),
    ("_notes/a.txt",                 "x\n",                ""),
    ("img/_raw/a.svg",               SVG,                  ""),
    ("node_modules/a/a.js",          "x\n",                ""),
    ("a/node_modules/a.js",          "x\n",                ""),
    ("vendor/a.rb",                  "x\n",                ""),
    ("_site/a.html",                 "x\n",                ""),
    ("#draft#",                      "x\n",                ""),
    ("a.txt~",                       "x\n",                ""),
    # What a repository's root holds for those who work on it.
    ("README.md",                    "# 说明\n",            ""),
    ("README.zh.md",                 "# 说明\n",            ""),
    ("LICENSE",                      "x\n",                ""),
    ("Gemfile",                      "x\n",                ""),
    ("Gemfile.lock",                 "x\n",                ""),
    ("Gruntfile.js",                 "x\n",                ""),
    ("package.json",                 "{}\n",               ""),
    ("package-lock.json",            "{}\n",               ""),
    ("Rakefile",                     "x\n",                ""),
    ("deploy.sh",                    "x\n",                ""),
    ("notes.md",                     "x\n",                ""),
    # Secrets.
    ("keys/id.pem",                  "x\n",                ""),
    ("server.key",                   "x\n",                ""),
    # The theme's own.
    ("css/a.css",                    "a{}\n",              ""),
    ("js/a.js",                      "a\n",                ""),
    ("less/a.less",                  "a{}\n",              ""),
    ("fonts/a.woff",                 b"x",                 ""),
    ("pwa/manifest.json",            "{}\n",               ""),
    ("assets/style.css",             "a{}\n",              ""),
    ("sw.js",                        "---\n---\nx\n",      ""),
    ("search.json",                  "---\n---\n[]\n",     ""),
    ("offline.html",                 "---\nlayout: default\n---\n{% include a.html %}\n", ""),
    ("tags.md",                      "---\nlayout: tags\n---\n",                          ""),
    ("list.md",                      "---\ntitle: 表\n---\n{% for a in b %}x{% endfor %}\n", ""),
    ("raw.html",                     "<p>{% include x %}\n",                              ""),
    ("whole.html",                   "---\n---\n<!DOCTYPE html><html><p>x</html>\n",      ""),
]
# fmt: on


@pytest.mark.parametrize(("path", "content", "published"), FILES, ids=[row[0] for row in FILES])
def test_file(site: Site, path: str, content: str | bytes, published: str) -> None:
    before = site(BASE).files()
    built = site({path: content})
    assert built.status == 0
    assert built.files() - before == ({published} if published else set()) - before
    if published:
        written = content if isinstance(content, bytes) else content.encode()
        assert (built.output / published).read_bytes() == written


# Front matter makes a page, whatever the suffix; the words of ours are in `<div class="post-body">` or beside it.
# fmt: off
PAGES = [
    ("about.md",       "正文 **粗**",                                  "about/index.html", "<strong>粗</strong>"),
    ("about.markdown", "正文",                                        "about/index.html", "<p>正文</p>"),
    ("about.html",     "<div>\n\n    一 **二**\n</div>",           "about/index.html", "    一 **二**\n"),
    ("about.html",     "<a href='{{ site.baseurl }}/x'>{{ page.title }}</a>","about/index.html", "<a href='/x'>好</a>"),
    ("about.html",     "<a href='{% link about.html %}'>一</a>",      "about/index.html", "<a href='/about/'>一</a>"),
    ("a/b.md",         "正文",                                        "a/b/index.html",   "<p>正文</p>"),
]
# fmt: on


@pytest.mark.parametrize(("path", "body", "published", "words"), PAGES, ids=[f"{row[0]} {row[3]}" for row in PAGES])
def test_page(site: Site, path: str, body: str, published: str, words: str) -> None:
    built = site({**BASE, path: post("", f"{body}\n")})
    assert built.status == 0
    assert words in built.text(published)
    assert "{%" not in built.text(published)


def test_liquid_of_a_page_with_words_is_left_out(site: Site) -> None:
    """The BY theme's about.html: words, and comments between `if` and `endif`, which hold a secret."""
    body = (
        "<!-- 中文 -->\n<div>\n<p>我是甲。{{ site.nothing }}{% include a.html %}</p>\n</div>\n"
        "{% if site.gitalk.enable %}<h4>评论</h4>{% if a %}x{% endif %}"
        "<script>'{{site.gitalk.clientSecret}}'</script>{% endif %}\n"
        "<p>{% raw %}{{ 原样 }}{% endraw %}</p>\n"
    )
    built = site({**BASE, "about.html": post("", body)})
    page = built.text("about/index.html")
    assert "<p>我是甲。</p>" in page
    assert "<p>{{ 原样 }}</p>" in page
    assert not any(words in page for words in ("评论", "gitalk", "{%", "site.nothing"))
    assert built.problem_lines() == [
        "about.html:4: warning[liquid]: the Liquid of this page is not run, and is left out"
    ]


def test_a_blogs_own_page_stands_instead_of_ours(site: Site) -> None:
    built = site({**BASE, "404.html": post("permalink: /404.html\n", "<p>自写的</p>\n")})
    assert "<p>自写的</p>" in built.text("404.html")


def test_pages_of_the_root_are_in_the_navigation(site: Site) -> None:
    pages = {
        f"{name}.md": f"---\ntitle: {title}\n---\n正文\n" for name, title in [("about", "关于"), ("a/deep", "深处")]
    }
    files = {**BASE, "_config.yml": f"{CONFIG}permalink: date\n", **pages, "plain.md": "---\n---\n正文\n"}
    navigation = re.findall(r'<a href="([^"]*)"', site(files).text("index.html").partition("</nav>")[0])
    assert "/about.html" in navigation
    assert not {"/a/deep.html", "/plain.html"} & set(navigation)


def test_what_is_the_themes_is_said_once(site: Site) -> None:
    liquid = "---\nlayout: page\n---\n{% for post in paginator.posts %}{{ post.title }}{% endfor %}\n"
    theme = {name: liquid for name in ("index.html", "tags.html", "archive.html", "404.html", "feed.xml")}
    built = site({**BASE, **theme, "css/a.css": "a{}\n", "README.md": "x\n"})
    assert built.problem_lines() == [
        "_config.yml: info[theme-files]: these belong to the Jekyll theme and are not used; "
        "pages and styles of our own stand instead: 404.html, archive.html, css/, feed.xml, index.html, tags.html"
    ]
    assert {"index.html", "404.html", "feed.xml", "tags/index.html", "archive/index.html"} <= built.files()
    for path in built.output.rglob("*"):
        assert not path.is_file() or "paginator" not in path.read_text("utf-8", errors="replace"), path


def test_the_site_folder_is_no_source(site: Site, tmp_path: Path) -> None:
    site(BASE)
    output = tmp_path / "source/public"
    for _ in range(2):
        status, _, err = run("build", "--source", str(tmp_path / "source"), "--output", str(output), "--lang", "en")
        assert (status, err) == (0, "")
    assert not (output / "public").exists()


def test_a_blog_without_config_is_read_all_the_same(site: Site) -> None:
    built = site({"_posts/2021-01-03-x.md": POST, "about.md": POST, "CNAME": "a.example\n"})
    assert {"2021/01/03/x/index.html", "about/index.html", "CNAME"} <= built.files()


def test_a_source_folder_of_our_own_is_no_blog(site: Site) -> None:
    built = site({"config.yaml": CONFIG, "posts/2021-01-03-x.md": POST, "about.md": POST, "CNAME": "x\n"})
    assert not {"about/index.html", "CNAME"} & built.files()


# --- posts

# The name of a post, its front matter, and its file; empty: it is left out, and said so with this code.
# fmt: off
POSTS = [
    ("_posts/2021-01-03-x.md",  "date: 2021-1-3 8:05:09 +0800\n",  "2021/01/03/x/index.html",  ""),
    ("_posts/2021-1-3-x.markdown",  "",  "2021/01/03/x/index.html",  ""),
    ("_posts/2021-01-03-x.mkd",  "",  "2021/01/03/x/index.html",  ""),
    ("_posts/2021-01-03-x.html",  "",  "2021/01/03/x/index.html",  ""),
    ("a/b/_posts/2021-01-03-x.md",  "",  "a/b/2021/01/03/x/index.html", ""),
    ("_posts/2021-02-30-x.md",  "date: 2021-03-01\n",  "2021/03/01/x/index.html",  ""),
    ("_posts/2021-91-16-x.md",  "date: 2021-03-01\n",  "2021/03/01/x/index.html",  ""),
    ("_posts/2021-02-30-x.md",  "",  "",  "date"),
    ("_posts/x.md",  "",  "",  "undated"),
    ("_posts/x.md",  "date: 2021-03-01\n",  "",  "undated"),
    ("_posts/2021-01-x.md",  "date: 2021-03-01\n",  "",  "undated"),
    ("_posts/2021-01-03-x.md",  "published: false\n",  "",  "unpublished"),
    ("_posts/2021-01-03-x.docx",  "",  "",  "not-a-post"),
    ("_drafts/x.md",  "",  "",  "draft"),
    ("a/_drafts/x.md",  "",  "",  "draft"),
]
# fmt: on


@pytest.mark.parametrize(("path", "front", "file", "code"), POSTS, ids=[f"{row[0]} {row[1]}" for row in POSTS])
def test_post(site: Site, path: str, front: str, file: str, code: str) -> None:
    built = site({"_config.yml": CONFIG, path: post(front), "_posts/2020-01-01-other.md": POST})
    assert re.findall(r"\[([a-z-]+)\]", "".join(built.problem_lines())) == ([code] if code else [])
    assert built.status == (1 if code == "date" else 0)
    posts = {name for name in built.files() if re.search(r"20\d\d/\d\d/\d\d/", name)} - {"2020/01/01/other/index.html"}
    assert posts == ({file} if file else set())


# What a post's file holds, and what its page shows. What else is said of it is in `docs/problems.md`.
# fmt: off
CONTENTS: list[tuple[str, str | bytes, str]] = [
    ("CRLF",                "---\r\ntitle: 好\r\n---\r\n正文\r\n",               "<p>正文</p>"),
    ("byte order mark",     "\ufeff---\ntitle: 好\n---\n正文\n",                "<p>正文</p>"),
    ("tab after the colon", "---\ntitle:\t好\ntags:\t[甲]\n---\n正文\n",         "<h1>好</h1>"),
    ("no front matter",     "正文\n",                                         "<p>正文</p>"),
    ("no title",            "---\nlayout: post\n---\n正文\n",                  "<h1>x</h1>"),
    ("empty front matter",  "---\n---\n正文\n",                               "<p>正文</p>"),
    ("duplicate keys",      "---\ntitle: 旧\ntitle: 好\n---\n正文\n",           "<h1>好</h1>"),
    ("control characters",  "---\ntitle: 好\n---\n正\x08文\x0c\n",              "<p>正文</p>"),
    ("line separator",      "---\ntitle: 好\u2028吗\n---\n正文\n",              "<h1>好 吗</h1>"),
    ("no-break space",      "---\ntitle:\u00a0好\n---\n正文\n",                "<h1>好</h1>"),
    ("zero-width space",    "---\ntitle: 好\n---\n正\u200b文\n",                "正\u200b文"),
    ("empty file",          "",                                               "<h1>x</h1>"),
    ("authors",             "---\ntitle: 好\nauthor: [甲, 乙]\n---\n正文\n",     "甲、乙"),
    ("author with a name",  "---\ntitle: 好\nauthor: {name: 甲}\n---\n正文\n",   "甲"),
    ("value of no use",     "---\ntitle: 好\ncatalog: {a: b}\n---\n正文\n",      "<h1>好</h1>"),
]
# fmt: on


@pytest.mark.parametrize(("name", "content", "shown"), CONTENTS, ids=[row[0] for row in CONTENTS])
def test_content(site: Site, name: str, content: str | bytes, shown: str) -> None:
    built = site({"_config.yml": CONFIG, "_posts/2021-01-03-x.md": content})
    assert built.status == 0
    assert shown in built.text("2021/01/03/x/index.html")


def test_an_empty_file_has_one_warning(site: Site) -> None:
    built = site({"_config.yml": CONFIG, "_posts/2021-01-03-x.md": ""})
    assert [line.split(" ")[1] for line in built.problem_lines()] == ["warning[empty-post]:"]


def test_posts_are_named_as_jekylls_tags_name_them(site: Site) -> None:
    body = (
        "[一]({% post_url cat/2021-01-04-y %}) [二]({% link cat/_posts/2021-01-04-y.md %}) [三]({% link about.md %})\n"
    )
    built = site(
        {**BASE, "cat/_posts/2021-01-04-y.md": POST, "about.md": POST, "_posts/2021-01-05-z.md": post("", body)}
    )
    links = re.findall(r'<a href="([^"]*)"[^>]*>[一二三]</a>', built.text("2021/01/05/z/index.html"))
    assert links == ["/cat/2021/01/04/y/"] * 2 + ["/about/"]


def test_a_key_of_many_posts_is_said_once(site: Site) -> None:
    files = {f"_posts/2021-01-{number:02}-x.md": post("flow: true\nlayout: wiki\n") for number in range(1, 10)}
    built = site({"_config.yml": CONFIG, **files})
    assert built.problem_lines() == [
        "_posts/2021-01-01-x.md:3:1: info[unknown-key]: there is no key “flow” (9 files; this is the first)",
        "_posts/2021-01-01-x.md:4:9: info[unknown-layout]: there is no layout “wiki”; built as post "
        "(9 files; this is the first)",
    ]


def test_many_files_that_are_no_posts_have_one_line(site: Site) -> None:
    built = site({**BASE, **{f"_posts/img/{number}.png": b"x" for number in range(9)}})
    assert built.problem_lines() == [
        "_posts/img/: warning[not-a-post]: 9 files here are no posts, and were left out: "
        "0.png, 1.png, 2.png, 3.png, 4.png and others"
    ]


# --- _config.yml

# Lines of the config; a file of the blog; where it is published, empty: nowhere.
# Source: jekyllrb.com/docs/configuration/options
# fmt: off
SELECTIONS = [
    ("exclude: [files]",                "files/a.txt",            ""),
    ("exclude: [files/]",               "files/a.txt",            ""),
    ("exclude: [./files]",              "files/a.txt",            ""),
    ("exclude: [files/a.txt]",          "files/a.txt",            ""),
    ("exclude: ['*.txt']",              "files/a.txt",            ""),
    ("exclude: ['**/a.txt']",           "files/a.txt",            ""),
    ("exclude:\n- other\n- files",      "files/a.txt",            ""),
    ("exclude: files",                  "files/a.txt",            ""),
    ("exclude: [other]",                "files/a.txt",            "files/a.txt"),
    ("exclude: [_posts/2020-01-01-o.md]", "_posts/2020-01-01-o.md", ""),
    ("include: [_pages]",               "_pages/a.md",            "_pages/a/index.html"),
    ("include: [.well-known]",          ".well-known/a.txt",      ".well-known/a.txt"),
    ("",                                ".well-known/a.txt",      ""),
    ("include: [files]\nexclude: [files]", "files/a.txt",         "files/a.txt"),
]
# fmt: on


@pytest.mark.parametrize(("lines", "path", "published"), SELECTIONS, ids=[f"{r[0]} {r[1]}" for r in SELECTIONS])
def test_exclude_and_include(site: Site, lines: str, path: str, published: str) -> None:
    before = site(BASE).files()
    built = site(
        {"_config.yml": f"{CONFIG}{lines}\n", path: "---\ntitle: 好\n---\n正文\n" if path.endswith("md") else "x\n"}
    )
    assert (built.status, built.err) == (0, "")
    assert built.files() - before == ({published} if published else set())


# `defaults` of the config, a source, its front matter, and the author that comes out.
# jekyllrb.com/docs/configuration/front-matter-defaults
# fmt: off
DEFAULTS = [
    ("[{scope: {path: ''}, values: {author: 甲}}]",                                "",           "甲"),
    ("[{scope: {path: ''}, values: {author: 甲}}]",                                "author: 丁\n", "丁"),
    ("[{scope: {path: '', type: posts}, values: {author: 甲}}]",                   "",           "甲"),
    ("[{scope: {path: '', type: post}, values: {author: 甲}}]",                    "",           "甲"),
    ("[{scope: {path: '', type: pages}, values: {author: 甲}}]",                   "",           ""),
    ("[{scope: {path: _posts/sub}, values: {author: 甲}}]",                        "",           "甲"),
    ("[{scope: {path: _posts/other}, values: {author: 甲}}]",                      "",           ""),
    ("[{scope: {path: '_posts/*/2021*'}, values: {author: 甲}}]",                  "",           "甲"),
    ("[{scope: {path: _posts}, values: {author: 甲}}, {scope: {path: ''}, values: {author: 乙}}]", "", "甲"),
    ("[{scope: {path: '', type: posts}, values: {author: 甲}}, {scope: {path: ''}, values: {author: 乙}}]", "", "甲"),
    ("[{scope: {path: ''}, values: {author: 甲}}, {scope: {path: ''}, values: {author: 乙}}]", "", "乙"),
    ("[{scope: {path: ''}, values: {author: 甲, comments: true, share: true, layout: single}}]", "", "甲"),
    ("[{scope: {path: ''}}]",                                                     "",           ""),
]
# fmt: on


@pytest.mark.parametrize(("defaults", "front", "author"), DEFAULTS, ids=[row[0] for row in DEFAULTS])
def test_defaults(site: Site, defaults: str, front: str, author: str) -> None:
    built = site({"_config.yml": f"{CONFIG}defaults: {defaults}\n", "_posts/sub/2021-01-03-x.md": post(front)})
    assert built.status == 0
    page = built.text("2021/01/03/x/index.html")
    assert [name for name in "甲乙丁" if name in page] == list(author)


def test_defaults_set_addresses_and_categories_of_posts_alone(site: Site) -> None:
    defaults = "defaults: [{scope: {path: ''}, values: {permalink: '/:categories/:slug/', categories: [k]}}]\n"
    files = {"_posts/2021-01-03-X y.md": post("category: l\n"), "about.md": post()}
    assert {"k/l/x-y/index.html", "about/index.html"} <= site({"_config.yml": CONFIG + defaults, **files}).files()


def test_what_has_no_counterpart_is_listed_once(site: Site) -> None:
    config = "markdown: kramdown\ngems: [a]\nanchorjs: true\nnavs: [{href: /}]\ncdn: {jsdelivr: {enabled: false}}\n"
    services = "disqus_username: a\ngitalk: {enable: true}\nga_track_id: UA-1\nga_domain: auto\n"
    built = site({**BASE, "_config.yml": f"{CONFIG}{config}{services}"})
    assert built.problem_lines() == [
        "_config.yml:5:1: info[no-counterpart]: these settings have no counterpart here, and do nothing: "
        "markdown, gems, anchorjs, navs, cdn",
        "_config.yml:10:1: info[dead-service]: comment services are not supported (disqus_username, gitalk)",
        "_config.yml:12:1: info[dead-service]: readers are not tracked here: analytics is not supported "
        "(ga_track_id, ga_domain)",
    ]


def test_a_slip_in_a_known_setting_is_still_a_warning(site: Site) -> None:
    built = site({**BASE, "_config.yml": f"{CONFIG}pagniate: 5\n"})
    assert built.problem_lines() == ["_config.yml:5:1: warning[unknown-key]: there is no key “pagniate”"]
    assert "paginate" in built.err.splitlines()[-1]


# fmt: off
ODD = [
    "author: {name: 甲, email: a@a.example}", "author: [甲, 乙]", "authors: {a: {name: 甲}}", "timezone: CN",
    "timezone: [UTC]", "paginate: false", "paginate: 0", "future: maybe", "friends: {a: b}", "friends: [a]",
    "friends: [{title: a}]", "title: [站]", "description: {a: b}", "RSS: 3", "sidebar: [a]", "header-img: {a: b}",
    "exclude: {a: b}", "exclude: 3", "include: [[a]]", "defaults: {a: b}", "defaults: [a]", "kramdown: true",
    "kramdown: {hard_wrap: 3}", "featured-condition-size: many", "github_username: [a]", "hotlines: true", "lang: [zh]",
]
# fmt: on


@pytest.mark.parametrize("line", ODD)
def test_no_value_of_a_blogs_config_stops_the_build(site: Site, line: str) -> None:
    config = "".join(row + "\n" for row in CONFIG.splitlines() if row.partition(":")[0] != line.partition(":")[0])
    built = site({**BASE, "_config.yml": f"{config}{line}\n"})
    assert built.status == 0
    assert "2021/01/03/x/index.html" in built.files()


@pytest.mark.parametrize(("typed", "breaks"), [("true", True), ("false", False)])
def test_hard_wrap_of_kramdown(site: Site, typed: str, breaks: bool) -> None:
    files = {"_config.yml": f"{CONFIG}kramdown:\n  input: GFM\n  hard_wrap: {typed}\n"}
    built = site({**files, "_posts/2021-01-03-x.md": post("", "one line\nanother line\n")})
    assert ("<br" in built.text("2021/01/03/x/index.html").partition("post-body")[2].partition("</div>")[0]) == breaks


# --- secrets

SECRETS = (
    "gitalk: {clientID: id-of-app, clientSecret: s3cr3t-a}\ngitment:\n  oauth:\n    client_secret: s3cr3t-b\n"
    "leancloud: {app_id: x, app_key: s3cr3t-c}\nalgolia: [{admin_api_key: s3cr3t-d}]\naccess_token: s3cr3t-e\n"
    "smtp_password: s3cr3t-f\n"
)


def test_secrets_never_reach_the_site(site: Site) -> None:
    names = "site.gitalk.clientSecret site.gitment.oauth.client_secret site.leancloud.app_key site.access_token"
    body = " ".join(f"{{{{ {name} }}}}" for name in f"{names} site.smtp_password".split())
    page = "---\ntitle: 页\n---\n<p>{{ site.access_token }} {{ site.gitalk.clientSecret }}</p>\n"
    files = {"_config.yml": f"{CONFIG}{SECRETS}", "_posts/2021-01-03-x.md": post("", f"{body}\n"), "about.html": page}
    built = site(files)
    assert built.status == 0
    for path in built.output.rglob("*"):
        assert not path.is_file() or b"s3cr3t" not in path.read_bytes(), path


def test_secrets_are_warned_about_where_they_stand(site: Site) -> None:
    built = site({**BASE, "_config.yml": f"{CONFIG}{SECRETS}"}, "--report", "json")
    problems: list[dict[str, Any]] = json.loads(built.out)["problems"]
    told = [(problem["line"], problem["severity"]) for problem in problems if problem["code"] == "secret"]
    assert told == [(line, "warning") for line in (5, 8, 9, 10, 11, 12)]
    assert "s3cr3t" not in built.out


def test_a_line_break_in_the_sidebars_words_is_a_space(site: Site) -> None:
    """The Hux theme prints these words as HTML; ours shows them as text."""
    built = site({**BASE, "_config.yml": f'{CONFIG}sidebar-about-description: "一句 <br> 两句<br/>三句"\n'})
    assert "一句 两句 三句" in built.text("index.html")


def test_values_within_tables_can_be_used(site: Site) -> None:
    config = f"{CONFIG}contact: {{name: 老李, token: s3cr3t}}\n"
    built = site({"_config.yml": config, "_posts/2021-01-03-x.md": post("", "找{{ site.contact.name }}。\n")})
    assert "<p>找老李。</p>" in built.text("2021/01/03/x/index.html")


# --- real blogs


@pytest.mark.shared
@pytest.mark.skipif(not CORPORA.is_dir(), reason="no real blogs beside this checkout")
def test_real_blogs_stand_at_jekylls_addresses(tmp_path: Path) -> None:
    """Every post of the corpora is where Jekyll has it."""
    references = sorted((CORPORA / "reference").glob("*.jsonl"))
    assert references
    missing = []
    for reference in references:
        output = tmp_path / reference.stem
        source = CORPORA / reference.stem
        status, _, err = run("build", "--source", str(source), "--output", str(output), "--future", "--quiet")
        assert (status, "Traceback" in err) == (0, False), reference.stem
        for line in reference.read_text("utf-8").splitlines():
            url = unquote(json.loads(line)["url"])
            file = output / (url.strip("/") + ("/index.html" if url.endswith("/") else ""))
            missing += [] if file.is_file() else [f"{reference.stem}{url}"]
    assert missing == []


def test_a_large_blog_has_few_lines(site: Site, tmp_path: Path) -> None:
    """What is common to all posts of a blog is no line for each of them."""
    front = "layout: wiki\nmermaid: true\nsequence: false\ntopmost: 1\n"
    write(tmp_path / "source", {f"_posts/2021-01-01-{number}.md": post(front) for number in range(300)})
    assert len(site({"_config.yml": CONFIG}).problem_lines()) == 4
