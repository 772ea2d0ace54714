"""Jekyll's addresses, as tables: what its documentation says, and where our files stand.

Sources, all as of Jekyll 4.3: jekyllrb.com/docs/permalinks (placeholders, styles, pages), /docs/posts and
/docs/structure (names of files), /docs/variables (categories from folders), /docs/liquid/filters (modes of slugs).
"""

from __future__ import annotations

import pytest
from conftest import Site

CONFIG = "title: 反诈\nurl: https://a.example\ntimezone: UTC\n"

# The style or pattern in `_config.yml`, and the file of `_posts/2021-01-03-Pian-Ju_1.md`, a Sunday, 08:05:09, in the
# categories 诈骗 and “Phone Call”. The week of that Sunday is the last one of 2020.
# fmt: off
PLACEHOLDERS = [
    # jekyllrb.com/docs/permalinks#built-in-formats
    ("date",                                        "诈骗/phone call/2021/01/03/Pian-Ju_1.html"),
    ("pretty",                                      "诈骗/phone call/2021/01/03/Pian-Ju_1/index.html"),
    ("ordinal",                                     "诈骗/phone call/2021/003/Pian-Ju_1.html"),
    ("weekdate",                                    "诈骗/phone call/2021/W53/Sun/Pian-Ju_1.html"),
    ("none",                                        "诈骗/phone call/Pian-Ju_1.html"),
    # jekyllrb.com/docs/permalinks#placeholders
    ("/:year/:title/",                              "2021/Pian-Ju_1/index.html"),
    ("/:short_year/:title/",                        "21/Pian-Ju_1/index.html"),
    ("/:month/:title/",                             "01/Pian-Ju_1/index.html"),
    ("/:i_month/:title/",                           "1/Pian-Ju_1/index.html"),
    ("/:short_month/:title/",                       "Jan/Pian-Ju_1/index.html"),
    ("/:long_month/:title/",                        "January/Pian-Ju_1/index.html"),
    ("/:day/:title/",                               "03/Pian-Ju_1/index.html"),
    ("/:i_day/:title/",                             "3/Pian-Ju_1/index.html"),
    ("/:y_day/:title/",                             "003/Pian-Ju_1/index.html"),
    ("/:w_year/:title/",                            "2020/Pian-Ju_1/index.html"),
    ("/:week/:title/",                              "53/Pian-Ju_1/index.html"),
    ("/:w_day/:title/",                             "7/Pian-Ju_1/index.html"),
    ("/:short_day/:title/",                         "Sun/Pian-Ju_1/index.html"),
    ("/:long_day/:title/",                          "Sunday/Pian-Ju_1/index.html"),
    ("/:hour/:title/",                              "08/Pian-Ju_1/index.html"),
    ("/:minute/:title/",                            "05/Pian-Ju_1/index.html"),
    ("/:second/:title/",                            "09/Pian-Ju_1/index.html"),
    ("/:slug/",                                     "pian-ju-1/index.html"),
    ("/:categories/:title/",                        "诈骗/phone call/Pian-Ju_1/index.html"),
    ("/:slugified_categories/:title/",              "诈骗/phone-call/Pian-Ju_1/index.html"),
    # jekyllrb.com/docs/permalinks#collections: posts are one
    ("/:collection/:title/",                        "posts/Pian-Ju_1/index.html"),
    ("/:collection/:name/",                         "posts/2021-01-03-pian-ju-1/index.html"),
    ("/:collection/:path/",                         "posts/2021-01-03-Pian-Ju_1/index.html"),
    ("/:title:output_ext",                          "Pian-Ju_1.html"),
    ("/:categories/:year/:month/:day/:title:output_ext", "诈骗/phone call/2021/01/03/Pian-Ju_1.html"),
    # How patterns are written.
    ("/:year-:month-:day-:title.html",              "2021-01-03-Pian-Ju_1.html"),
    ("/:year_:month_:day_:title/",                  "2021_01_03_Pian-Ju_1/index.html"),
    ("/:year:month:day/:title/",                    "20210103/Pian-Ju_1/index.html"),
    ("blog/:title/",                                "blog/Pian-Ju_1/index.html"),
    ("//blog//:title//",                            "blog/Pian-Ju_1/index.html"),
    ("/%E9%AA%97%E5%B1%80/:title/",                 "骗局/Pian-Ju_1/index.html"),
    # An address without an ending is served from a folder: that works on every static host.
    ("/blog/:title",                                "blog/Pian-Ju_1/index.html"),
]

# The name of a file in `_posts/`, and what `:title` and `:slug` make of it.
SLUGS = [
    ("2021-01-03-working-with-drafts.md",     "working-with-drafts",   "working-with-drafts"),
    ("2021-01-03-Working with drafts.md",     "Working-with-drafts",   "working-with-drafts"),
    ("2021-01-03-Basic   Usage.md",           "Basic-Usage",           "basic-usage"),
    ("2021-01-03-  trimmed  .md",             "trimmed",               "trimmed"),
    ("2021-01-03-So what, exactly？.md",       "So-what,-exactly",      "so-what-exactly"),
    ("2021-01-03-The _config.yml file.md",    "The-_config.yml-file",  "the-config-yml-file"),
    ("2021-01-03-Git - Git Hooks.md",         "Git-Git-Hooks",         "git-git-hooks"),
    ("2021-01-03-5時〜6時 三・一四.md",         "5時-6時-三-一四",         "5時-6時-三-一四"),
    ("2021-01-03-刷单骗局.md",                 "刷单骗局",               "刷单骗局"),
    ("2021-01-03-“刷单”，《骗局》（一）！.md",    "刷单-骗局-一",            "刷单-骗局-一"),
    ("2021-01-03-刷单：怎么办？.md",             "刷单-怎么办",            "刷单-怎么办"),
    ("2021-01-03-警告⚠️注意.md",                "警告-️注意",             "警告-️注意"),
    ("2021-01-03-第①步.md",                    "第-步",                 "第-步"),
    ("2021-01-03-كيف حالك؟.md",               "كيف-حالك",              "كيف-حالك"),
    ("2021-01-03-हिन्दी.md",                      "हिन्दी",                   "हिन्दी"),
    ("2021-01-03-A&B (1+1=2).md",             "A&B-(1+1=2)",           "a-b-1-1-2"),
    ("2021-01-03-~a!$'b;c@d.md",              "~a!$'b;c@d",            "a-b-c-d"),
    ("2021-01-03-C#.md",                      "C",                     "c"),
    ("2021-01-03-50% off.md",                 "50-off",                "50-off"),
    ("2021-01-03-a[1]{2}.md",                 "a-1-2",                 "a-1-2"),
    ("2021-01-03-v1.2.3.md",                  "v1.2.3",                "v1-2-3"),
    ("2021-01-03-To be continued....md",      "To-be-continued",       "to-be-continued"),
    ("2021-01-03-a\u00a0b\u200bc\u3000d.md",  "a-b-c-d",               "a-b-c-d"),
    ("2021-01-03-a\u2028b.md",                "a-b",                   "a-b"),
    ("2021-1-3-one-digit.md",                 "one-digit",             "one-digit"),
    ("21-01-03-short-year.md",                "short-year",            "short-year"),
    ("2021-01-03-2020-in-review.md",          "2020-in-review",        "2020-in-review"),
]

# Lines of front matter under `permalink: /:title/`, and the post's file. jekyllrb.com/docs/front-matter,
# jekyllrb.com/docs/permalinks#front-matter.
OWN = [
    ("slug: Other Name",                      "Other-Name/index.html"),
    ("slug: 其他：一篇",                        "其他-一篇/index.html"),
    ("permalink: /x/",                        "x/index.html"),
    ("permalink: /x.html",                    "x.html"),
    ("permalink: /x",                         "x/index.html"),
    ("permalink: x/y/",                       "x/y/index.html"),
    ("permalink: /:year/:slug/",              "2021/pian-ju/index.html"),
    ("permalink: /:categories/:title.html",   "Pian-Ju.html"),
    ("permalink: pretty",                     "pretty/index.html"),
    ("permalink: /%E9%AA%97/",                "骗/index.html"),
    ("permalink: /骗 局/",                     "骗 局/index.html"),
    ("date: 2020-12-31 23:00:00 -0500\npermalink: /:year/:month/:day/", "2021/01/01/index.html"),
]

# Where the post lies, what it says, and its file under `permalink: /:categories/:title/`. jekyllrb.com/docs/posts,
# jekyllrb.com/docs/variables#page-variables: /work/code/_posts/x.md is in the categories work and code.
CATEGORIES = [
    ("_posts/2021-01-03-x.md",                "",                                    "x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: a b",                     "a/b/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: [a b, C]",                "a b/c/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories:\n- 诈骗\n- Phone",          "诈骗/phone/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: [A, a, b]",               "a/b/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: [[a, b], c]",             "a/b/c/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: 2020",                    "2020/x/index.html"),
    ("_posts/2021-01-03-x.md",                "categories: ~",                       "x/index.html"),
    ("_posts/2021-01-03-x.md",                "category: a b",                       "a b/x/index.html"),
    ("_posts/2021-01-03-x.md",                "category: [a, b]",                    "a/b/x/index.html"),
    ("_posts/2021-01-03-x.md",                "category: c\ncategories: [a]",        "a/c/x/index.html"),
    ("_posts/sub/folder/2021-01-03-x.md",     "",                                    "x/index.html"),
    ("work/code/_posts/2021-01-03-x.md",      "",                                    "work/code/x/index.html"),
    ("Work/_posts/sub/2021-01-03-x.md",       "",                                    "work/x/index.html"),
    ("work/_posts/2021-01-03-x.md",           "categories: [dog, work]",             "work/dog/x/index.html"),
]

# The style in `_config.yml`, a page, its permalink, and its file. Of the style a page takes the ending alone:
# jekyllrb.com/docs/permalinks#pages and #global.
PAGES = [
    ("pretty",                       "about.md",            "",                          "about/index.html"),
    ("date",                         "about.md",            "",                          "about.html"),
    ("ordinal",                      "about.md",            "",                          "about.html"),
    ("none",                         "about.md",            "",                          "about.html"),
    ("/:year/:title/",               "about.md",            "",                          "about/index.html"),
    ("/:year/:title:output_ext",     "about.md",            "",                          "about.html"),
    ("/:year/:title",                "about.md",            "",                          "about/index.html"),
    ("pretty",                       "help/call me.md",     "",                          "help/call me/index.html"),
    ("date",                         "help/index.md",       "",                          "help/index.html"),
    ("pretty",                       "about.html",          "",                          "about/index.html"),
    ("date",                         "my_pages/about-me.md", "/about/",                  "about/index.html"),
    ("date",                         "a.md",                "/b.html",                   "b.html"),
    ("date",                         "a.md",                "/b",                        "b/index.html"),
    ("date",                         "dir/a.md",            "/:path/x-:basename:output_ext", "dir/x-a.html"),
]
# fmt: on


def text(front: str = "") -> str:
    return f"---\ntitle: 好\n{front}\n---\n<p>正文</p>\n"


@pytest.mark.parametrize(("style", "file"), PLACEHOLDERS, ids=[row[0] for row in PLACEHOLDERS])
def test_placeholder(site: Site, style: str, file: str) -> None:
    front = "date: 2021-01-03 08:05:09\ncategories: [诈骗, Phone Call]"
    files = {"_config.yml": f"{CONFIG}permalink: {style}\n", "_posts/2021-01-03-Pian-Ju_1.md": text(front)}
    assert file in site(files).files()


@pytest.mark.parametrize(("name", "title", "slug"), SLUGS, ids=[row[0] for row in SLUGS])
def test_slug(site: Site, name: str, title: str, slug: str) -> None:
    files = {"_config.yml": f"{CONFIG}permalink: /title/:title/slug/:slug/\n", f"_posts/{name}": text()}
    assert f"title/{title}/slug/{slug}/index.html" in site(files).files()


@pytest.mark.parametrize(("front", "file"), OWN, ids=[row[0] for row in OWN])
def test_front_matter(site: Site, front: str, file: str) -> None:
    files = {"_config.yml": f"{CONFIG}permalink: /:title/\n", "_posts/2021-01-03-Pian-Ju.md": text(front)}
    assert file in site(files).files()


@pytest.mark.parametrize(("path", "front", "file"), CATEGORIES, ids=[f"{row[0]} {row[1]}" for row in CATEGORIES])
def test_categories(site: Site, path: str, front: str, file: str) -> None:
    files = {"_config.yml": f"{CONFIG}permalink: /:categories/:title/\n", path: text(front)}
    if not path.startswith("_posts"):
        files["_posts/2021-01-03-other.md"] = text()
    assert file in site(files).files()


@pytest.mark.parametrize(("style", "path", "permalink", "file"), PAGES, ids=[" ".join(row[:3]) for row in PAGES])
def test_page(site: Site, style: str, path: str, permalink: str, file: str) -> None:
    front = f"permalink: {permalink}" if permalink else ""
    built = site({"_config.yml": f"{CONFIG}permalink: {style}\n", path: text(front)})
    assert file in built.files()
    assert "<p>正文</p>" in built.text(file)


def test_an_empty_slug_leaves_the_date(site: Site) -> None:
    files = {"_config.yml": f"{CONFIG}permalink: pretty\n", "_posts/2021-01-03-？！.md": text()}
    built = site({**files, "_posts/2021-01-04-.md": text()})
    assert {"2021/01/03/index.html", "2021/01/04/index.html"} <= built.files()
    assert [line.partition(": ")[2] for line in built.problem_lines()] == [
        "warning[empty-slug]: the file's name has no letter for its address"
    ] * 2


@pytest.mark.parametrize("permalink", ["/%2e%2e/%2e%2e/x/", "/a/..%2f..%2fx/", "/%00x/"])
def test_no_address_leads_out_of_the_site(site: Site, permalink: str) -> None:
    built = site({"_config.yml": CONFIG, "_posts/2021-01-03-x.md": text(f"permalink: {permalink}")})
    assert built.status == 0
    assert [
        path for path in built.output.parent.parent.rglob("*x*/index.html") if built.output not in path.parents
    ] == []


@pytest.mark.parametrize("style", ["/:titel/", "/:year/:nothing/:title/"])
def test_an_unknown_placeholder_stops_the_build_as_in_jekyll(site: Site, style: str) -> None:
    built = site({"_config.yml": f"permalink: {style}\n", "_posts/2021-01-03-x.md": text()})
    assert built.status == 1
    assert "error[config]" in built.err


def test_without_a_time_zone_the_day_is_that_of_github_pages(site: Site) -> None:
    """GitHub Pages builds in UTC: five in the morning in China is the day before."""
    files = {"_config.yml": "url: https://a.example\npermalink: pretty\n"}
    post = text("date: 2021-01-03 05:00:00 +0800")
    assert "2021/01/02/x/index.html" in site({**files, "_posts/2021-01-03-x.md": post}).files()
