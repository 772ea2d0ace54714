"""`check`: each row is a site, and what must be said of it: `path:line:column code`; or nothing.

Every row stands on BASE, a site of which nothing is said. Of rows that must stay silent there are as many as of the
others: a false alarm costs an editor more than a mistake that is not found.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT, Files, figures, run, write
from PIL import Image

from fanzha import checks, github_pages, severities
from fanzha.checks import references
from fanzha.commands import build as build_command
from fanzha.commands import check as check_command

CONFIG = "title: T\nurl: https://a.example\n"
BASE: Files = {
    "config.yaml": CONFIG,
    "posts/2019-01-01-good.md": "---\ntitle: 好\ntags: [网购]\n---\n## 典型案例\n\n正文\n",
    "pages/about.md": "---\ntitle: 关于\n---\n我们\n",
}

HEAD = "---\ntitle: 文章\n---\n"
X = "posts/2020-06-19-x.md"


def png(width: int = 3, height: int = 2) -> bytes:
    data = io.BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    return data.getvalue()


def post(body: str) -> Files:
    """A post whose text begins in line 4."""
    return {X: HEAD + body}


def fronted(front: str) -> Files:
    """A post whose front matter begins in line 2."""
    return {X: f"---\n{front}---\n正文\n"}


def config(more: str) -> Files:
    """A config whose line 3 is the first of `more`."""
    return {"config.yaml": CONFIG + more}


def with_picture(body: str, data: bytes = png()) -> Files:
    return {**post(body), "postimg/a.png": data}


class Row(NamedTuple):
    name: str
    files: Files
    expected: tuple[str, ...] = ()
    hint: str = ""
    """Words of the first hint."""
    options: tuple[str, ...] = ()


UNTIL_2100 = f"date: {datetime.now(UTC) + timedelta(days=400):%Y-%m-%d}\n"
QPIC = "https://mmbiz.qpic.cn/mmbiz_png/abc/640?wx_fmt=png"
LONG = "警惕冒充电商客服以理赔为名实施诈骗" * 3

# fmt: off
ROWS = (
    # Links
    Row("link to no page", post("看[这里](/nowhere/)。\n"), (f"{X}:4:7 broken-link",)),
    Row("link in a raw tag", post('看<a href="/nowhere/">这里</a>。\n'), (f"{X}:4:11 broken-link",)),
    Row("link by reference", post("看[这里][1]。\n\n[1]: /nowhere/\n"), (f"{X}:6:6 broken-link",)),
    Row("link by a name of the site", post("看[这里]({{ site.baseurl }}/nowhere/)。\n"), (f"{X}:4:7 broken-link",)),
    Row("link to the site by its whole address", post("看[这里](https://a.example/nowhere/)\n"),
        (f"{X}:4:7 broken-link",)),
    Row("the same twice", post("[一](/nowhere/)\n\n[二](/nowhere/)\n"),
        (f"{X}:4:5 broken-link", f"{X}:6:5 broken-link")),
    Row("the same more than three times", post("[一](/nowhere/)\n\n" * 4), (f"{X}:4:5 broken-link",)),
    Row("link of a free page", {"pages/a.md": HEAD + "[a](/nowhere/)\n"}, ("pages/a.md:4:5 broken-link",)),
    Row("link in a quote", post("> **甲**：看[这里](/nowhere/)\n"), (f"{X}:4:15 broken-link",)),
    Row("link in the config", config("friends: [{title: 甲, href: /nowhere/}]\n"),
        ("config.yaml:3:28 broken-link",)),
    Row("link in a layout of one's own",
        {"layouts/404.html": '{% extends "base.html" %}\n{% block content %}<a href="/nowhere/">x</a>{% endblock %}\n'},
        ("layouts/404.html:2:29 broken-link",)),
    Row("another case", post("[a](/About/)\n"), (f"{X}:4:5 broken-link",), "Upper and lower case count: /about/"),
    Row("link to a source", post("[a](2019-01-01-good.md)\n"), (f"{X}:4:5 broken-link",),
        "Did you mean /2019/01/01/good/?"),
    Row("another date", post("[a](/2018/01/01/good/)\n"), (f"{X}:4:5 broken-link",), "Did you mean /2019/01/01/good/?"),
    Row("host without https", post("[a](www.gov.cn/x)\n"), (f"{X}:4:5 broken-link",), "https://"),
    Row("no address", post("[a]()\n"), (f"{X}:4:5 broken-link",)),
    Row("file that is not there", post('<video src="/film.mp4"></video>\n'), (f"{X}:4:13 broken-link",)),
    Row("picture by reference", post("![图][1]\n\n[1]: /postimg/none.png\n"), (f"{X}:6:6 missing-picture",)),
    Row("link to a picture that is not there", post("[图](/postimg/none.png)\n"), (f"{X}:4:5 broken-link",)),
    Row("link to a draft", {**post("[a](/2020/01/01/d/)\n"), "drafts/2020-01-01-d.md": HEAD + "文\n"},
        ("drafts/2020-01-01-d.md draft", f"{X}:4:5 broken-link")),
    Row("without the baseurl", {
        **config("baseurl: /b\n"),
        "layouts/404.html": '{% extends "base.html" %}\n{% block content %}<a href="/about/">x</a>{% endblock %}\n'},
        ("layouts/404.html:2:29 broken-link",), "Write /b/about/"),
    Row("links that lead somewhere", post(
        "[一](/about/) [二](/2019/01/01/good/) [三](/about) [四](../../../../about/) [五](/) [六](/tags/) "
        "[七](https://a.example/about/) [八](https://a.example) [九](/feed.xml) [十](/about/index.html) "
        "[11]({% post_url 2019-01-01-good %}) [12](/about/?a=b#top) <a href='/about/'>13</a> [14](?a=b)\n")),
    Row("links that lead elsewhere", post(
        "[一](https://b.example/x) [二](mailto:a@b.example) [三](tel:96110) [四](//b.example/x) "
        "[五](https://a.example.org/x) [六](http://[::1/x)\n")),
    Row("links in code", post("`[a](/nowhere/)`\n\n```\n[a](/nowhere/)\n```\n")),
    Row("links under a baseurl", {**config("baseurl: /b\n"),
        **post("[一](/about/) [二](/b/about/) [三]({{ site.baseurl }}/about/) [四](https://a.example/c/)\n")}),
    Row("a Chinese address", {"posts/2020-01-01-网购.md": HEAD +
        "[a](/2020/01/01/网购/) [b](/2020/01/01/%E7%BD%91%E8%B4%AD/)\n"}),
    Row("address of old", {X: "---\ntitle: 文章\nredirect_from: /old/\n---\n文\n",
        "posts/2020-06-20-y.md": HEAD + "[a](/old/#x) [b](/2-tags/#网购)\n"}),
    Row("copied file", {**post("[a](/x.pdf) [b](/x.html#there)\n"), "static/x.pdf": "x", "static/x.html": "<p>x"}),
    # Fragments
    Row("no such heading here", post("[a](#没有)\n\n## 有\n"), (f"{X}:4:5 broken-fragment",)),
    Row("no such heading there", post("[a](/2019/01/01/good/#典型案列)\n"), (f"{X}:4:5 broken-fragment",),
        "Did you mean #典型案例?"),
    Row("fragments that are there", post(
        '[a](#有) [b](#) [c](#top) [d](/2019/01/01/good/#典型案例) [e](/tags/#网购) '
        '[f](#%E6%9C%89) [g](#n) [h](#:~:text=x)\n\n## 有\n\n<a name="n"></a>脚注[^1]\n\n[^1]: 注\n')),
    # Pictures
    Row("no alt", with_picture("![](/postimg/a.png)\n"), (f"{X}:4:5 alt",)),
    Row("alt of blanks", with_picture("文\n\n![ ](/postimg/a.png)\n"), (f"{X}:6:6 alt",)),
    Row("no alt in a raw tag", with_picture('<img src="/postimg/a.png">\n'), (f"{X}:4:11 alt",)),
    Row("no alt in a page", {"pages/a.md": HEAD + "![](/postimg/a.png)\n", "postimg/a.png": png()},
        ("pages/a.md:4:5 alt",)),
    Row("alt", with_picture("![图](/postimg/a.png)\n")),
    Row("caption instead of alt", with_picture("![](/postimg/a.png)\n（说明）\n")),
    Row("decoration: twice in a post", with_picture("![](/postimg/a.png)\n\n文\n\n![](/postimg/a.png)\n")),
    Row("decoration: said so", with_picture('<p><img src="/postimg/a.png" alt=""></p>\n')),
    Row("picture in code", with_picture("`![](/postimg/a.png)` ![图](/postimg/a.png)\n")),
    Row("raw pictures beside links", post('<img src="/postimg/none.png" alt="图"> [x](/about/) '
        '<img src="https://b.example/x.png" alt="图"> [x](/nowhere/)\n'),
        (f"{X}:4:11 missing-picture", f"{X}:4:62 remote-picture", f"{X}:4:100 broken-link"),
        "Put the picture into postimg/"),
    Row("missing picture is said once", post("![图](/postimg/none.png)\n"), (f"{X}:4:6 missing-picture",)),
    Row("missing picture that leads to itself", post("[![图](/postimg/none.png)](/postimg/none.png)\n"),
        (f"{X}:4:7 missing-picture",)),
    Row("unused picture", {"postimg/a.png": png()}, ("postimg/a.png unused-picture",)),
    Row("unused pictures, many", {f"img/{number}.png": png() for number in range(6)}, ("img/ unused-picture",)),
    Row("pictures that are used", {
        **config("header-img: img/header.png\nsidebar-avatar: img/avatar.png\n"),
        X: "---\ntitle: 文章\nheader-img: img/own.png\n---\n![图](/postimg/a.png)\n[大图](/postimg/b.png)\n"
           '<p style="background: url(/postimg/c.png)">文</p>\n'
           '<img srcset="/postimg/d.png 2x" src="/postimg/a.png" alt="图">\n\n'
           "![名](c%20d.png)\n",
        "drafts/2020-01-01-d.md": HEAD + "![图](/postimg/e.png)\n",
        "assets/style.css": "body { background: url(../img/f.png) }",
        "static/x.html": '<img src="/postimg/g.png">',
        **{f"img/{name}.png": png() for name in ("header", "avatar", "own", "f")},
        **{f"postimg/{name}.png": png() for name in ("a", "b", "c", "d", "e", "g", "c d")},
    }, ("drafts/2020-01-01-d.md draft",)),
    Row("wide picture", with_picture("![图](/postimg/a.png)\n", png(2561, 2)), ("postimg/a.png large-picture",)),
    Row("high picture", with_picture("![图](/postimg/a.png)\n", png(1080, 14900)), ("postimg/a.png large-picture",)),
    Row("heavy picture", with_picture("![图](/postimg/a.png)\n", png() + bytes(1_000_000)),
        ("postimg/a.png large-picture",)),
    Row("pictures within the limits", {**with_picture("![图](/postimg/a.png)![图](/postimg/b.svg)\n", png(2560, 6000)),
        "postimg/b.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"></svg>'}),
    Row("picture of WeChat's", post(f"![图]({QPIC})\n"), (f"{X}:4:6 wechat-picture",)),
    Row("picture of WeChat's in a raw tag", post(f'<img data-src="{QPIC}" src="//wx.qlogo.cn/x" alt="图">\n'),
        (f"{X}:4:16 wechat-picture", f"{X}:4:73 wechat-picture")),
    Row("header picture of WeChat's", fronted(f"title: 文章\nheader-img: {QPIC}\n"), (f"{X}:3:13 wechat-picture",)),
    Row("what is none of WeChat's pictures", post(
        f"[原文](https://mp.weixin.qq.com/s/abc) `{QPIC}` 域名 mmbiz.qpic.cn 被停用\n\n"
        "[a](https://b.example/qpic.cn/x) [b](https://qpic.cn.example/x)\n\n"
        "![](https://res.wx.qq.com/mmbizwap/images/icon/common/spacer.gif)\n")),
    Row("tracking pixel", post('文<img src="https://b.example/p.gif" width="1" height="1" alt="">\n'),
        (f"{X}:4:2 tracking-pixel",)),
    Row("tracking pixel, hidden", post('文<img src="//b.example/p" style="display:none" alt="">\n'),
        (f"{X}:4:2 tracking-pixel",)),
    Row("tracking frame", post('<iframe src="https://b.example/f" width=0 height=0></iframe>\n'),
        (f"{X}:4:1 tracking-pixel",)),
    Row("counter", post("![访问](https://hits.seeyoufarm.com/api/x.svg)\n"), (f"{X}:4:7 tracking-pixel",)),
    Row("remote pictures that are seen", post('![图](https://b.example/a.png)\n\n<img src="https://b.example/b.png" '
        'width="100" style="opacity: 0.9" alt="图">\n'),
        (f"{X}:4:6 remote-picture", f"{X}:6:11 remote-picture")),
    Row("own picture, small", with_picture('<p>文<img src="/postimg/a.png" width="1" alt=""></p>\n')),
    # Front matter
    Row("tags that differ in case", {**fronted("title: 文章\ntags: [App, 网购]\n"), "posts/2020-01-01-y.md":
        "---\ntitle: 二\ntags: [APP]\n---\n文\n", "posts/2020-01-02-z.md": "---\ntitle: 三\ntags:\n  - APP\n---\n文\n"},
        (f"{X}:3:8 similar-tags",), "Write APP"),
    Row("tags that differ in width", fronted("title: 文章\ntags:\n  - 网购\n  - 网购２\n  - 网购2\n"),
        (f"{X}:5:5 similar-tags",)),
    Row("tags that differ in a blank", fronted("title: 文章\ntags: [网 购]\n"), (f"{X}:3:8 similar-tags",),
        "Write 网购"),
    Row("tags that differ in more", fronted("title: 文章\ntags: [网购, 网购诈骗, 购网, 購物, A-B, AB]\n")),
    Row("date in the future", {**config("future: true\n"), **fronted(f"title: 文章\n{UNTIL_2100}")},
        (f"{X}:3:7 future-date",)),
    Row("date in the future, by an option", fronted(f"title: 文章\n{UNTIL_2100}"), (f"{X}:3:7 future-date",),
        options=("--future",)),
    Row("date in the future, left out", fronted(f"title: 文章\n{UNTIL_2100}"), (f"{X}:3:7 future",)),
    Row("long title", fronted(f"title: {LONG}\n"), (f"{X}:2:8 long-title",)),
    Row("long title in letters", fronted(f"title: {'word ' * 17}\n"), (f"{X}:2:8 long-title",)),
    Row("title of forty characters", fronted(f"title: {LONG[:40]}\n")),
    Row("cut title", {X: "---\ntitle: 警惕\n---\n# 警惕 “客服”'理赔'诈骗\n\n文\n"}, (f"{X}:2:8 full-title",),
        "Make it: title: '警惕 “客服”''理赔''诈骗'"),
    Row("repeated title", {X: "---\ntitle: 警惕\n---\n# 警惕\n\n文\n"}),
    Row("secret", config("gitalk:\n  clientSecret: 0123456789abcdef\n"),
        ("config.yaml:3:1 dead-service", "config.yaml:4:3 secret")),
    # Private data; more rows in NUMBERS
    Row("private data", post("打13912345678给他\n"), (f"{X}:4:2 private-data",), "Write 139****5678"),
    Row("private data in a draft", {"drafts/d.md": HEAD + "13912345678\n"},
        ("drafts/d.md draft", "drafts/d.md:4:1 private-data")),
    Row("private data in front matter", fronted("title: 找回13912345678\n"), (f"{X}:2:10 private-data",)),
    Row("private data in code", post("```\n13912345678\n```\n"), (f"{X}:5:1 private-data",)),
    Row("a number that the config makes public", {**config('hotlines: [{number: "139-1234-5678", purpose: 民警}]\n'),
        **post("打13912345678给民警\n")}),
    # The config's severities
    Row("made an error", {**config("check: {broken-link: error}\n"), **post("[a](/nowhere/)\n")},
        (f"{X}:4:5 broken-link",)),
    Row("silenced", {**config("check: {broken-link: off, alt: no, remote-picture: 'off'}\n"),
        **post("[a](/nowhere/) ![](https://b.example/x.png)\n")}),
    Row("an error of build is never silenced",
        {**config("check: {front-matter: off}\n"), X: "---\ntitle: [a\ndate: x\n---\n"},
        (f"{X}:2:8 front-matter",)),
    Row("no such check", config("check: {privat-data: error}\n"), ("config.yaml:3:9 unknown-key",),
        "Did you mean private-data?"),
    Row("no such severity", config("check: {alt: loud}\n"), ("config.yaml:3:14 config",), "alt: off"),
    Row("no table", config("check: strict\n"), ("config.yaml:3:8 config",), "alt: off"),
    Row("what is always an error", config("check: {date: info}\n"), ("config.yaml:3:9 config",)),
)
# fmt: on


class Seen(NamedTuple):
    status: int
    problems: list[dict[str, str | int | None]]
    out: str
    err: str

    def lines(self) -> list[str]:
        """`path:line:column code` of each problem."""
        return [f"{place(problem)} {problem['code']}" for problem in self.problems]


def place(problem: dict[str, str | int | None]) -> str:
    return ":".join([str(problem["path"]), *(str(problem[key]) for key in ("line", "column") if problem[key])])


class Checker:
    """Checks sites, each in a folder of its own, with one cache for all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def site(self, files: Files) -> Path:
        self.number += 1
        source = self.folder / f"source-{self.number}"
        write(source, {**BASE, **files})
        return source

    def check(self, source: Path, *options: str, command: str = "check") -> Seen:
        output = self.folder / "out" / source.name
        every = ("--source", str(source), "--output", str(output), "--lang", "en", *options)
        status, out, err = run(command, *every)
        given = figures(out) if "json" in options else {}
        problems = given.get("problems", [])
        assert isinstance(problems, list)
        return Seen(status, problems, out, err)

    def __call__(self, files: Files, *options: str) -> Seen:
        return self.check(self.site(files), "--report", "json", *options)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    return Checker(tmp_path_factory.mktemp("check"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_said(checker: Checker, row: Row) -> None:
    seen = checker(row.files, *row.options)
    assert seen.lines() == list(row.expected)
    assert row.hint in str(seen.problems[0]["hint"] if seen.problems else "")


def test_of_the_base_nothing_is_said(checker: Checker) -> None:
    assert checker({}).lines() == []


NUMBERS = """
138 is no number                                 |
打13912345678给他                                 | 139****5678
**13912345678**                                  | 139****5678
电话：139 1234 5678。                             | 139 **** 5678
手机(139-1234-5678)                               | 139-****-5678
+86 13912345678                                  | +86 139****5678
0086-13912345678                                 | 0086-139****5678
8613912345678                                    | 86139****5678
１３９１２３４５６７８                              | １３９＊＊＊＊５６７８
微信同号13912345678，备用17012345678                | 139****5678 170****5678
[打给他](tel:13912345678)                         | 139****5678
<a href="tel:13912345678">打给他</a>              | 139****5678
13912345678@的手机                                |
订单号和手机13912345678                            | 139****5678
19212345678                                      | 192****5678
已经打过码：139****5678、139 **** 5678、139XXXX5678  |
12012345678 不是手机号段                           |
订单号13912345678                                 |
运单号：13912345678                               |
快递单号为 13912345678                             |
流水号“13912345678”                               |
QQ 13912345678                                   |
QQ：13912345678                                   |
order no. 13912345678                            |
转账13912345678元                                 |
余额￥13912345678                                 |
账户里有13912345678.5                             |
13912345678@163.com                              |
a13912345678 和 13912345678b                      |
微信号wx13912345678                               |
https://b.example/13912345678                    |
https://b.example/?tel=13912345678               |
[a](/13912345678/)                               |
![图](/postimg/13912345678.png)                   |
<a id="13912345678"></a>                         |
IMG-13912345678.jpg                              |
139123456789 太长                                 |
1391234567 太短                                   |
拨打96110、110、12321、12381、95588、10086           |
拨打400-810-1234、4008101234、800-820-1234         |
拨打010-12345678、0571-12345678、01012345678        |
短信来自10690123456789012、1069-0123-4567            |
2020-06-19 08:30、20200619、20200619083000、2020061908300012 |
金额1391234.5678、123,456,789,012                  |
身份证11010519491231002X                           | 110***********002X
身份证11010519491231002x                           | 110***********002x
身份证编号：110105 19491231 002X                    | 110*** ******** 002X
440524188001010014                               |
440524198001010013                               | 440***********0013
校验位不对：110105194912310021                      |
地区不对：990105194912310024                        |
日期不对：110105194913310025                        |
统一社会信用代码91110000100000000X                  |
卡号6222021234567890128                           | 6222***********0128
卡号6222 0212 3456 7890 128                       | 6222 **** **** ***0 128
卡号6222-0212-3456-7890-128                       | 6222-****-****-***0-128
卡号622202 1234567890128                          | 6222** *********0128
4111111111111111                                 | 4111********1111
校验位不对：6222021234567890129                     |
已经打过码：6222 **** **** 0128、6222************0128 |
开头不是银行卡：1234567890123452                     |
订单号6222021234567890128                          |
交易号：6222021234567890128                        |
更长的数字62220212345678901280000                   |
https://weibo.com/4111111111111111               |
"""
"""A line of a post, and what is said of it: its private numbers, masked; nothing where there are none."""


@pytest.fixture(scope="module")
def numbers(checker: Checker) -> tuple[list[tuple[str, str]], Seen]:
    rows = [row.rsplit("|", 1) for row in NUMBERS.strip().splitlines()]
    pairs = [(text.strip(), said.strip()) for text, said in rows]
    source = checker.site({f"posts/2020-01-01-{row:03}.md": f"{HEAD}{text}\n" for row, (text, _) in enumerate(pairs)})
    return pairs, checker.check(source, "--report", "json")


def test_private_numbers(numbers: tuple[list[tuple[str, str]], Seen]) -> None:
    pairs, seen = numbers
    told: dict[int, list[str]] = {}
    for problem in seen.problems:
        if problem["code"] == "private-data":
            masked = re.search(r"number, (.+), that", str(problem["message"]))
            assert masked
            told.setdefault(int(str(problem["path"])[-6:-3]), []).append(masked[1])
    expected = [(text, said) for text, said in pairs]
    assert [(text, " ".join(told.get(number, []))) for number, (text, _) in enumerate(pairs)] == expected


def test_private_numbers_are_masked_wherever_their_line_is_shown(checker: Checker) -> None:
    source = checker.site({X: HEAD + "打13912345678，看[这里](/nowhere/)，{{ 13912345678 }}\n", "config.yaml": CONFIG})
    forms = ((), ("--report", "github"), ("--report", "json"), ("--lang", "zh"))
    texts = [checker.check(source, *form, command=command) for form in forms for command in ("check", "build")]
    said = "".join(seen.out + seen.err for seen in texts)
    assert "    打139****5678，看[这里](/nowhere/)" in said
    assert "private-data" in said
    assert "broken-link" in said
    assert "liquid" in said
    assert "{{ 139****5678 }} is unknown" in said
    assert "13912345678" not in said


class TestTheCommand:
    WARNED = post("[a](/nowhere/)\n")

    def test_exit_statuses(self, checker: Checker, tmp_path: Path) -> None:
        warned, error = checker.site(self.WARNED), checker.site(post(f"![图]({QPIC})\n"))
        assert checker.check(checker.site({}), "--strict").status == 0
        assert checker.check(warned).status == 0
        assert checker.check(warned, "--strict").status == 1
        assert checker.check(error).status == 1
        assert checker.check(error, command="build").status == 0  # what check calls an error need not stop a build
        assert checker.check(tmp_path / "none").status == 2
        assert run("check", "--source", str(warned), "--output", str(warned / "posts"))[0] == 2

    def test_nothing_is_written(self, checker: Checker) -> None:
        source = checker.site(self.WARNED)
        before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
        assert checker.check(source).status == 0
        assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before
        assert not (checker.folder / "out" / source.name).exists()

    def test_what_it_says(self, checker: Checker) -> None:
        source = checker.site(self.WARNED)
        seen = checker.check(source)
        assert seen.err == (
            f"{X}:4:5: warning[broken-link]: this link leads nowhere: there is no /nowhere/\n"
            "    [a](/nowhere/)\n        ^\n  hint: Mend the address, or take the link out.\n"
        )
        assert re.fullmatch(r"2 posts, 1\d pages, 0\.\d MB: 0 errors, 1 warning, 0 notes\. \d\.\d\d s\.\n", seen.out)
        chinese = checker.check(source, "--lang", "zh")
        assert "链接没有通向任何一页：/nowhere/" in chinese.err
        assert re.fullmatch(
            r"查了 2 篇文章、1\d 个网页，共 0\.\d MB：0 处错误，1 处警告，0 条说明。用时 \d\.\d\d 秒。\n", chinese.out
        )
        github = checker.check(source, "--report", "github")
        assert github.out.startswith(f"::warning file={X},line=4,col=5,title=broken-link::this link leads nowhere")

    def test_figures(self, checker: Checker) -> None:
        source = checker.site(self.WARNED)
        given = json.loads(checker.check(source, "--report", "json").out)
        built = json.loads(checker.check(source, "--report", "json", command="build").out)
        site = checker.folder / "out" / source.name
        files = [path for path in site.rglob("*") if path.is_file() and path.name != ".fanzha.json"]
        assert given["bytes"] == sum(path.stat().st_size for path in files)
        assert (given["errors"], given["warnings"], given["infos"]) == (0, 1, 0)
        assert (given["posts"], given["pages"]) == (built["posts"], built["pages"])

    def test_with_errors_the_rest_is_looked_at_all_the_same(self, checker: Checker) -> None:
        broken: Files = {"posts/2020-01-01-y.md": "---\ntitle: [a\nx: y\n---\n"}
        source = checker.site({**post("[a](/2020/01/01/y/) 13912345678\n"), **broken})
        seen = checker.check(source, "--report", "json")
        assert seen.status == 1
        # The post that cannot be read is no reason to call a link to it broken.
        assert seen.lines() == ["posts/2020-01-01-y.md:2:8 front-matter", f"{X}:4:21 private-data"]
        assert json.loads(seen.out)["bytes"] is None
        assert "once these are mended" in checker.check(source).out

    def test_what_has_not_changed_is_not_computed_again(
        self, checker: Checker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source = checker.site(self.WARNED)
        first = checker.check(source, "--report", "json")
        monkeypatch.setattr(check_command, "_computed", None)
        assert checker.check(source, "--report", "json").problems == first.problems
        monkeypatch.undo()
        write(source, post("[a](/about/)\n"))
        assert checker.check(source, "--report", "json").lines() == []

    def test_a_warning_ends_when_its_date_comes(self, checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
        coming = datetime.now(UTC) + timedelta(hours=1)
        source = checker.site(
            {**config("future: true\n"), **fronted(f"title: 文章\ndate: {coming:%Y-%m-%d %H:%M:%S} +0000\n")}
        )
        assert checker.check(source, "--report", "json").lines() == [f"{X}:3:7 future-date"]

        class Later(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # a clock of its own
                return coming + timedelta(minutes=1)

        monkeypatch.setattr(build_command, "datetime", Later)
        assert checker.check(source, "--report", "json").lines() == []

    def test_a_damaged_cache_costs_nothing_but_time(self, tmp_path: Path) -> None:
        own = Checker(tmp_path)
        source = own.site(self.WARNED)
        first = own.check(source, "--report", "json")
        for content in (b"noise", b""):
            (tmp_path / "out/.cache/fanzha.sqlite3").write_bytes(content)
            assert own.check(source, "--report", "json").problems == first.problems

    def test_a_jekyll_blog(self, checker: Checker) -> None:
        source = checker.folder / "blog"
        write(source, {
            "_config.yml": "title: T\nurl: https://a.example\npermalink: pretty\ncheck: {alt: loud}\n",
            "_posts/2020-06-19-x.md": HEAD + "[a](/nowhere/) ![](/img/a.png)\n",
            "img/a.png": png(), "img/b.png": png(),
        })  # fmt: skip
        seen = checker.check(source, "--report", "json")
        assert seen.status == 0
        assert seen.lines() == [
            "_config.yml:4:14 config",
            "_posts/2020-06-19-x.md:4:5 broken-link",
            "_posts/2020-06-19-x.md:4:20 alt",
            "img/b.png unused-picture",
        ]


class TestSeverities:
    """`check:` in the config speaks of what build says, too."""

    MISSING = post("![图](/postimg/none.png)\n")

    @pytest.mark.parametrize("again", [False, True])
    def test_build_obeys(self, checker: Checker, again: bool) -> None:
        for given, status, word in (
            ("error", 1, "error"),
            ("info", 0, "info"),
            ("off", 0, ""),
            ("warning", 0, "warning"),
        ):
            source = checker.site({**config(f"check: {{missing-picture: {given}}}\n"), **self.MISSING})
            for _ in range(1 + again):  # the second time, from what the first has kept
                built = checker.check(source, command="build")
            assert built.status == status
            assert f"{word}[missing-picture]" in built.err if word else "missing-picture" not in built.err
            assert (checker.folder / "out" / source.name).exists() == (status == 0)

    def test_what_was_made_milder_is_not_strict_any_more(self, checker: Checker) -> None:
        source = checker.site({**config("check: {missing-picture: info}\n"), **self.MISSING})
        assert checker.check(source, "--strict", command="build").status == 0
        assert checker.check(source, "--strict").status == 0

    def test_every_check_has_its_codes_listed(self) -> None:
        codes = [code for check in checks.CHECKS for code in check.codes.split()]
        assert len(set(codes)) == len(codes)
        assert {code for code in codes if code not in severities.BUILD_CODES} == severities.CHECK_CODES


FILM: Files = {"static/film.mp4": bytes(50_000)}


class TestSizes:
    """The limits are GitHub's; here they are small, and what is just below them is silent."""

    @pytest.mark.parametrize(("below", "expected"), [(0, []), (1, [". site-size"])])
    def test_of_the_site(
        self, checker: Checker, monkeypatch: pytest.MonkeyPatch, below: int, expected: list[str]
    ) -> None:
        size = int(json.loads(checker.check(checker.site(FILM), "--report", "json").out)["bytes"])
        assert size > 50_000
        monkeypatch.setattr(github_pages, "LARGEST_SITE", size - below)
        assert checker(FILM).lines() == expected

    @pytest.mark.parametrize(("below", "expected"), [(0, []), (1, ["static/film.mp4 large-file"])])
    def test_of_a_file(
        self, checker: Checker, monkeypatch: pytest.MonkeyPatch, below: int, expected: list[str]
    ) -> None:
        monkeypatch.setattr(github_pages, "LARGEST_FILE", 50_000 - below)
        seen = checker(FILM)
        assert (seen.lines(), seen.status) == (expected, len(expected))

    def test_the_limits_are_said(self, checker: Checker) -> None:
        seen = checker(with_picture("![图](/postimg/a.png)\n", png() + bytes(1_200_000)))
        assert "1.2 MB (at most 1.0 MB)" in str(seen.problems[0]["message"])
        seen = checker(with_picture("![图](/postimg/a.png)\n", png(3000, 2)))
        assert "3000 × 2 pixels (at most 2560 pixels wide)" in str(seen.problems[0]["message"])
        assert (github_pages.LARGEST_SITE, github_pages.LARGEST_FILE) == (1_000_000_000, 104_857_600)


def of_html_parser(html: str) -> references.References:
    """What Python's own parser sees of what ours looks for."""

    class Parser(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.links: dict[str, None] = {}
            self.places: dict[str, None] = {}
            self.pictures: list[references.Picture] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = {name: value or "" for name, value in reversed(attrs)}
            if "id" in given:
                self.places[given["id"]] = None
            if tag == "a" and "href" in given:
                self.links[given["href"].strip()] = None
            if tag == "a" and "name" in given:
                self.places[given["name"]] = None
            if tag == "img":
                self.pictures.append(references.Picture(given.get("src", "").strip(), given.get("alt")))

    parser = Parser()
    parser.feed(html)
    parser.close()
    return references.References(0, tuple(parser.links), (), tuple(parser.pictures), tuple(parser.places))


RAW = """
<a title="a>b" href='/one/?a=1&amp;b=2' HREF=/no/>x</a> <A HREF=/two/>x</A> <a href="">x</a> <!-- <a href="/no/"> -->
<script>document.write('<a href="/no/">')</script><style>a > b { content: "<img src=x>" }</style>
1 < 2 <img alt src="/a.png" id=i><img src=/b.png alt="">
"""


def test_tags_are_read_as_pythons_parser_reads_them(tmp_path: Path) -> None:
    assert run("build", "--source", str(ROOT), "--output", str(tmp_path / "site"), "--quiet")[0] == 0
    pages = [RAW, *(path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html"))]
    assert len(pages) > 20
    for html in pages:
        seen = of_html_parser(html)
        assert references.of_html(html)._replace(size=0, files=()) == seen
        assert references.pictures_in(html) == seen.pictures
    assert references.of_html(RAW).links == ("/one/?a=1&b=2", "/two/", "")
    # Python before 3.14 takes a text field's words for tags.
    assert references.of_html('<textarea><a href="/no/"></textarea>').links == ()


def test_of_our_own_site_nothing_is_said(tmp_path: Path) -> None:
    status, _, err = run("check", "--source", str(ROOT), "--output", str(tmp_path / "site"), "--lang", "en", "--strict")
    assert (status, re.sub(r"^config.yaml: info\[no-url\].*\n.*\n", "", err)) == (0, "")
