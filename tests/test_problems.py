"""What editors get wrong, and what they are told: each row of MISTAKES is a site, the first line said, and the hint.

Errors leave the site folder as it was, warnings build all the same; nothing ever touches the source folder.
"""

from __future__ import annotations

import io
import itertools
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Built, Files, Site, figures, run, write
from PIL import Image

CONFIG = "title: T\nurl: https://a.example\n"
GOOD: Files = {"config.yaml": CONFIG, "posts/2019-01-01-good.md": "---\ntitle: 好\n---\n正文\n"}
"""A site without mistakes; every row is this with its own files."""

T = "title: 好\n"
D = "date: 2020-06-19\n"


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (3, 2)).save(data, "PNG")
    return data.getvalue()


PNG = picture()


def post(front: str, body: str = "正文\n") -> Files:
    """`posts/x.md`, whose front matter begins in line 2."""
    return {"posts/x.md": f"---\n{front}---\n{body}"}


def config(more: str) -> Files:
    """`config.yaml`, whose line 3 is the first of `more`."""
    return {"config.yaml": CONFIG + more}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 9)
)
"""A few hundred bytes of aliases that stand for 9⁹ values."""

DAMAGED = "---\ntitle: 好\ndate: 2020-06-19\n---\n\n您的快递丢".encode() + b"\xe4\xb8" + "请您打开备用金。".encode() * 9
GB18030 = "---\ntitle: 冒充客服\n---\n您的快递丢了，请您打开备用金。\n".encode("gb18030")
UTF16 = "---\ntitle: 冒充客服\n---\n您的快递丢了。\n".encode("utf-16")


class Mistake(NamedTuple):
    """`first` is the first line said; `hint` a word of its hint, '' where it needs none."""

    name: str
    files: Files
    first: str
    hint: str = ""


# fmt: off
ERRORS = [
    # Front matter that is not closed
    Mistake("front matter never closed", {"posts/x.md": "---\ntitle: 好\ndate: 2020-06-19\n\n正文\n"},
        "posts/x.md:1:1: error[front-matter]: the --- of line 1 is never closed", "before line 4"),
    Mistake("never closed, after a list", {"posts/x.md": "---\ntitle: 好\ntags:\n  - 甲\n  - 乙\n\n正文\n"},
        "posts/x.md:1:1: error[front-matter]: the --- of line 1 is never closed", "before line 6"),
    Mistake("never closed, before dialogue", {"posts/x.md": "---\ntitle: 好\n客服：您好\n老李：您好\n"},
        "posts/x.md:1:1: error[front-matter]: the --- of line 1 is never closed", "before line 3"),
    # YAML: the place is where the editor must mend it, not where YAML gave up
    Mistake("quotation mark not closed", post('title: "好\n' + D),
        "posts/x.md:2:8: error[front-matter]: this is no valid YAML: found unexpected end of stream", "quotation"),
    Mistake("quotation mark not closed, last line", post(D + "title: '好\n"),
        "posts/x.md:3:8: error[front-matter]: this is no valid YAML: found unexpected end of stream", "quotation"),
    Mistake("quoted in part", post('title: "紧急"骗局\n' + D),
        "posts/x.md:2:12: error[front-matter]: this is no valid YAML: did not find expected key", "quotation"),
    Mistake("bracket not closed", post(T + "tags: [甲, 乙\n" + D),
        "posts/x.md:3:7: error[front-matter]: this is no valid YAML: did not find expected ',' or ']'", "bracket"),
    Mistake("bracketed in part", post("title: [紧急] 骗局\n" + D),
        "posts/x.md:2:13: error[front-matter]: this is no valid YAML: did not find expected key", "quotation"),
    Mistake("colon in a value", post("title: 骗局: 刷单\n" + D),
        "posts/x.md:2:10: error[front-matter]: this is no valid YAML: mapping values are not allowed in this context",
        "quotation"),
    Mistake("asterisk", post("title: *重要* 骗局\n" + D),
        "posts/x.md:2:9: error[front-matter]: this is no valid YAML: "
        "did not find expected alphabetic or numeric character", "asterisk"),
    Mistake("at sign", post("title: @所有人\n" + D),
        "posts/x.md:2:8: error[front-matter]: this is no valid YAML: found character that cannot start any token",
        "quotation"),
    Mistake("indented with a tab", post(T + D + "tags:\n\t- 甲\n"),
        "posts/x.md:5:1: error[front-matter]: this is no valid YAML: found character that cannot start any token",
        "tab key"),
    Mistake("space before a name", post(T + "  date: 2020-06-19\n"),
        "posts/x.md:3:7: error[front-matter]: this is no valid YAML: mapping values are not allowed in this context",
        "space before the name"),
    Mistake("no space after the colon", post("title:好\n" + D),
        "posts/x.md:2:6: error[front-matter]: there is no space after the colon of “title”", "title: words"),
    Mistake("no space after the colon, last line", post(D + "title:好\n"),
        "posts/x.md:3:6: error[front-matter]: there is no space after the colon of “title”", "title: words"),
    Mistake("no space after the colon, only line", post("title:好\n"),
        "posts/x.md:2:6: error[front-matter]: there is no space after the colon of “title”", "title: words"),
    Mistake("full-width colon", post("title：好\n" + D),
        "posts/x.md:2:6: error[front-matter]: the colon after “title” is a full-width one (：)", "title: …"),
    Mistake("full-width colon after a space", post(T + D + "tags ：甲\n"),
        "posts/x.md:4:6: error[front-matter]: the colon after “tags” is a full-width one (：)", "tags: …"),
    Mistake("no lines of name and value", post("- 甲\n- 乙\n"),
        "posts/x.md:2:1: error[front-matter]: expected lines of the form “name: value”", "title: words"),
    Mistake("permalink of another site", post(T + D + "permalink: https://x.example/a\n"),
        "posts/x.md:4:12: error[front-matter]: “https://x.example/a” leads out of the site's folder",
        "permalink: /a"),
    Mistake("old address that climbs", post(T + D + "redirect_from: [/a/, /../b/]\n"),
        "posts/x.md:4:22: error[front-matter]: “/../b/” leads out of the site's folder", ".."),
    Mistake("config: permalink that climbs", config("permalink: /../x/\n"),
        "config.yaml:3:12: error[config]: wrong value for “permalink”: it must not lead out of the site's folder by ..",
        "/:year/"),
    Mistake("config: permalink that no disk holds", config("permalink: /a|b/:title/\n"),
        "config.yaml:3:12: error[config]: wrong value for “permalink”: an address cannot hold |", "/:year/"),
    Mistake("config: placeholder that there is not", config("permalink: /:yaer/:title/\n"),
        "config.yaml:3:12: error[config]: wrong value for “permalink”: there is no placeholder :yaer", "/:year/"),
    Mistake("config: baseurl that climbs", config("baseurl: ../x\n"),
        "config.yaml:3:10: error[config]: wrong value for “baseurl”: it must not lead out of the site's folder by ..",
        "/fanzha"),
    Mistake("config: friend without an address", config("friends: [{name: 甲, url: https://a.example}]\n"),
        "config.yaml:3:11: error[config]: wrong value for “friends”: every friend needs a title and an href", "href"),
    Mistake("config: header picture of an unknown page", config("header-imgs: {about: img/a.png}\n"),
        "config.yaml:3:14: error[config]: wrong value for “header-imgs”: "
        "about should be one of tags / archive / 404", "archive"),
    Mistake("30,000 brackets", post(f"title: {'[' * 30_000}\n"),
        "posts/x.md:2:27: error[front-matter]: too deeply nested, or too long", "simple"),
    Mistake("aliases of aliases", post(BOMB + T + D),
        "posts/x.md:2:5: error[front-matter]: too much is repeated here by & and *", "without & and *"),
    Mistake("an alias of itself", post(T + D + "tags: &a [*a]\n"),
        "posts/x.md:4:7: error[front-matter]: too much is repeated here by & and *", "without & and *"),
    # The two lines of hyphens
    *(
        Mistake(f"first line {line}", {"posts/x.md": f"{line}\n{T}{D}---\n正文\n"},
            "posts/x.md:1:1: error[front-matter]: this line is not three plain hyphens: ---", "Make line 1")
        for line in ("———", "﹣﹣﹣", "－－－", "----", "——", " ---")
    ),
    *(
        Mistake(f"closing line {line}", {"posts/x.md": f"---\n{T}{D}{line}\n正文\n"},
            "posts/x.md:4:1: error[front-matter]: this line is not three plain hyphens: ---", "Make line 4")
        for line in ("———", "－－－", "----", "  ---")
    ),
    Mistake("empty lines above the first hyphens", {"posts/x.md": f"\n\n---\n{T}{D}---\n正文\n"},
        "posts/x.md:3:1: error[front-matter]: there are empty lines above the first ---", "Delete them"),
    Mistake("items without a space", post(T + "tags:\n-甲\n-乙\n" + D),
        "posts/x.md:4:1: error[front-matter]: there is no space after the hyphen of “-甲”", "- word"),
    # Values
    Mistake("impossible date", post(T + "date: 2020-02-30\n"),
        "posts/x.md:3:7: error[date]: “2020-02-30” is no date", "2020-06-19"),
    Mistake("no date at all", post(T + "date: 昨天\n"),
        "posts/x.md:3:7: error[date]: “昨天” is no date", "2020-06-19"),
    Mistake("impossible date in the file name", {"posts/2020-02-30-x.md": "---\ntitle: 好\n---\n正文\n"},
        "posts/2020-02-30-x.md: error[date]: the date in the file name “2020-02-30-x.md” does not exist", "Rename"),
    Mistake("tags as a table", post(T + D + "tags: {甲: 乙}\n"),
        "posts/x.md:4:7: error[front-matter]: wrong value for “tags”: expected a list of tags", "tags: ["),
    Mistake("title as a list", post("title: [紧急]\n" + D),
        "posts/x.md:2:8: error[front-matter]: wrong value for “title”: expected a text", "quotation"),
    Mistake("neither true nor false", post(T + D + "published: 也许\n"),
        "posts/x.md:4:12: error[front-matter]: wrong value for “published”: expected true or false",
        "Write true or false"),
    Mistake("in Chinese neither true nor false", post(T + D + "catalog: 是\n"),
        "posts/x.md:4:10: error[front-matter]: wrong value for “catalog”: expected true or false", "Write true"),
    Mistake("a number for true", post(T + D + "hidden: 2\n"),
        "posts/x.md:4:9: error[front-matter]: wrong value for “hidden”: expected true or false", "Write true"),
    Mistake("mask that is no number", post(T + D + "header-mask: 深\n"),
        "posts/x.md:4:14: error[front-matter]: wrong value for “header-mask”: expected a number from 0 to 1", "0.4"),
    Mistake("mask of more than all", post(T + D + "header-mask: 5\n"),
        "posts/x.md:4:14: error[front-matter]: wrong value for “header-mask”: expected a number from 0 to 1", "0.4"),
    Mistake("tag as a table", post(T + D + "tag: {甲: 乙}\n"),
        "posts/x.md:4:6: error[front-matter]: wrong value for “tag”: expected a word or a list", "tag: "),
    # Addresses that no disk holds
    Mistake("slug too long", post(T + D + f"slug: {'a' * 256}\n"),
        "posts/x.md:4:7: error[front-matter]: a part of the address is too long for a file: "
        "aaaaaaaaaaaa… (256 bytes of at most 255)", "short one"),
    Mistake("permalink too long", post(T + D + f"permalink: /a/{'骗' * 100}/\n"),
        "posts/x.md:4:12: error[front-matter]: a part of the address is too long for a file: "
        "骗骗骗骗骗骗骗骗骗骗骗骗… (300 bytes of at most 255)", "short one"),
    Mistake("category too long", post(T + D + f"categories: [诈骗, {'骗' * 100}]\n"),
        "posts/x.md:4:18: error[front-matter]: a part of the address is too long for a file: "
        "骗骗骗骗骗骗骗骗骗骗骗骗… (300 bytes of at most 255)", "short one"),
    Mistake("permalink of too many parts", post(T + D + f"permalink: /{'abcdefg/' * 150}\n"),
        "posts/x.md:4:12: error[front-matter]: the address is too long for a file (1210 bytes of at most 1000)",
        "short one"),
    Mistake("old address too long", post(T + D + f"redirect_from: [/a/, /{'b' * 300}/]\n"),
        "posts/x.md:4:22: error[front-matter]: a part of the address is too long for a file: "
        "bbbbbbbbbbbb… (300 bytes of at most 255)", "short one"),
    *(
        Mistake(f"permalink with {sign}", post(T + D + f"permalink: '/a/b{sign}c/'\n"),
            f"posts/x.md:4:12: error[front-matter]: an address cannot hold {sign}", "permalink: /a/b/")
        for sign in '\\?*:"<>|'
    ),
    Mistake("permalink with a drive", post(T + D + "permalink: C:/a/\n"),
        "posts/x.md:4:12: error[front-matter]: an address cannot hold :", "permalink: /a/b/"),
    Mistake("permalink of a device", post(T + D + "permalink: /a/con/\n"),
        "posts/x.md:4:12: error[front-matter]: no file can be called con on Windows", "permalink: /a/b/"),
    Mistake("category with a sign", post(T + D + "category: 'a?'\n"),
        "posts/x.md:4:11: error[front-matter]: an address cannot hold ?", "permalink: /a/b/"),
    Mistake("permalink of our manifest", post(T + D + "permalink: /.fanzha.json\n"),
        "posts/x.md:4:12: error[front-matter]: .fanzha.json is the name of a file of our own", "permalink: /a/b/"),
    Mistake("page's permalink too long", {"pages/a.md": f"---\ntitle: 甲\npermalink: /{'a' * 300}.html\n---\n正文\n"},
        "pages/a.md:3:12: error[front-matter]: a part of the address is too long for a file: "
        "aaaaaaaaaaaa… (305 bytes of at most 255)", "short one"),
    Mistake("no such role", post(T + D + "roles: {客服: villain}\n"),
        "posts/x.md:4:13: error[front-matter]: wrong value for “roles”: "
        "expected a role: scammer / victim / police / other", "客服: scammer"),
    Mistake("roles as a text", post(T + D + "roles: 客服\n"),
        "posts/x.md:4:8: error[front-matter]: wrong value for “roles”: expected a table of “name: value”", "roles: {"),
    Mistake("permalink that climbs", post(T + D + "permalink: /../x/\n"),
        "posts/x.md:4:12: error[front-matter]: “/../x/” leads out of the site's folder", "Take the .."),
    Mistake("tag that climbs", post(T + D + "tags: [甲, ../../x]\n"),
        "posts/x.md:4:11: error[front-matter]: “../../x” leads out of the site's folder", "a tag is"),
    Mistake("slug that climbs", post(T + D + "slug: ../../x\n"),
        "posts/x.md:4:7: error[front-matter]: “../../x” leads out of the site's folder", "a slug is"),
    Mistake("category that climbs", post(T + D + "category: ../../x\n"),
        "posts/x.md:4:11: error[front-matter]: “../../x” leads out of the site's folder", "a category is"),
    # Files that are no text
    Mistake("a picture called .md", {"posts/x.md": PNG},
        "posts/x.md:1:1: error[binary]: this file is no text", "postimg/"),
    Mistake("noise called .md", {"posts/x.md": bytes(range(128, 256)) * 4},
        "posts/x.md:1:1: error[binary]: this file is no text", "UTF-8"),
    Mistake("a zero in a text", {"posts/x.md": "---\ntitle: 好\n---\n您的\0快递\n"},
        "posts/x.md:4:3: error[binary]: this file is no text", "UTF-8"),
    Mistake("cut inside a character", {"posts/x.md": "---\ntitle: 好\n---\n您的快".encode()[:-1]},
        "posts/x.md:4:3: error[encoding]: the file ends in the middle of a character: a part may be missing",
        "Complete"),
    Mistake("GB18030 cut inside a character", {"posts/x.md": GB18030[:-4]},
        "posts/x.md:4:14: error[encoding]: the file ends in the middle of a character: a part may be missing",
        "Complete"),
    Mistake("UTF-16 cut inside a character", {"posts/x.md": UTF16[:-3]},
        "posts/x.md:4:7: error[encoding]: the file ends in the middle of a character: a part may be missing",
        "Complete"),
    Mistake("damaged UTF-8", {"posts/x.md": DAMAGED},
        "posts/x.md:6:6: error[encoding]: a damaged character: these bytes are no UTF-8", "Delete that character"),
    Mistake("a huge file", {"posts/x.md": b"a" * 10_000_001},
        "posts/x.md: error[too-large]: more than 10 MB: that is no post", "Move it"),
    # Config
    *(
        Mistake(f"config: {typed}", config(f"{typed}\n"),
            f"config.yaml:3:{column}: error[config]: wrong value for {what}", hint)
        for typed, column, what, hint in (
            ("future: maybe", 9, "“future”: expected true or false", "Write true"),
            ("sidebar: 好", 10, "“sidebar”: expected true or false", "Write true"),
            ("hard_wrap: 是", 12, "“hard_wrap”: expected auto, true or false", "auto"),
            ("residue: 扫码", 10, "“residue”: expected a list", "residue: ["),
            ("trusted-hosts: {a: b}", 16, "“trusted-hosts”: expected a list", "trusted-hosts: ["),
            ("attribution-keys: 来稿", 19, "“attribution-keys”: expected a list", "attribution-keys: ["),
            ("defaults: foo", 11, "“defaults”: expected a list of small tables", "scope"),
            ("friends: foo", 10, "“friends”: expected a list of small tables", "href"),
            ("labels: foo", 9, "“labels”: expected a table of “name: [value, value]”", "tips"),
            ("description: [a]", 14, "“description”: expected a text", "quotation marks"),
            ("featured-condition-size: 多", 26, "“featured-condition-size”: expected a whole number from 0 on", "1"),
            ("header-mask: 深", 14, "“header-mask”: expected a number from 0 to 1", "0.4"),
            ("header-mask: 5", 14, "“header-mask”: expected a number from 0 to 1", "0.4"),
            ("header-mask: -0.1", 14, "“header-mask”: expected a number from 0 to 1", "0.4"),
            ("kramdown: x", 11, "“kramdown”: expected a table of “name: value”", "kramdown: {"),
            ("kramdown: {hard_wrap: x}", 11, "“kramdown”: expected true or false", "kramdown: {"),
        )
    ),
    Mistake("config: number as a word", config("paginate: many\n"),
        "config.yaml:3:11: error[config]: wrong value for “paginate”: expected a whole number from 1 on", "10"),
    Mistake("config: no posts a page", config("paginate: 0\n"),
        "config.yaml:3:11: error[config]: wrong value for “paginate”: expected a whole number from 1 on", "10"),
    Mistake("config as a list", {"config.yaml": "- title\n- url\n"},
        "config.yaml:1:1: error[config]: expected lines of the form “name: value”", "title: words"),
    Mistake("config: unknown time zone", config("timezone: Asia/Shangai\n"),
        "config.yaml:3:11: error[config]: wrong value for “timezone”: "
        "expected a time zone's name, such as Asia/Shanghai", "Asia/Shanghai"),
    Mistake("config: time zone that climbs", config("timezone: ../../etc/passwd\n"),
        "config.yaml:3:11: error[config]: wrong value for “timezone”: "
        "expected a time zone's name, such as Asia/Shanghai", "Asia/Shanghai"),
    Mistake("config: no such role", config("roles: {客服: villain}\n"),
        "config.yaml:3:13: error[config]: wrong value for “roles”: "
        "expected a role: scammer / victim / police / other", "客服: scammer"),
    Mistake("config: hotline without number", config("hotlines: [{purpose: 报警}]\n"),
        "config.yaml:3:12: error[config]: wrong value for “hotlines”: every hotline needs a number", "110"),
    Mistake("config: quotation mark not closed", config('author: "我\n'),
        "config.yaml:3:9: error[config]: this is no valid YAML: found unexpected end of stream", "quotation"),
    Mistake("config: full-width colon", config("author：我\n"),
        "config.yaml:3:7: error[config]: the colon after “author” is a full-width one (：)", "author: …"),
    # The site's own layouts
    Mistake("layout: syntax", {"layouts/footer.html": "<p>\n{{ frame.title\n"},
        "layouts/footer.html:2:1: error[layout]: a mistake in the layout: "
        "unexpected end of template, expected 'end of print statement'.", "Mend"),
    Mistake("layout: undefined name", {"layouts/post.html": "<p>\n{{ titel }}\n"},
        "layouts/post.html:2:4: error[layout]: a mistake in the layout: 'titel' is undefined", "Mend"),
    Mistake("layout: no such file", {"layouts/post.html": '{% extends "bse.html" %}\n'},
        "layouts/post.html:1:13: error[layout]: there is no layout bse.html", "base.html"),
    Mistake("layout: an exception", {"layouts/post.html": "<p>\n{{ 1 / 0 }}\n"},
        "layouts/post.html:2:1: error[layout]: a mistake in the layout: division by zero", "Mend"),
    Mistake("layout: no page uses it", {"layouts/own.html": "<p>\n  {% fro x in y %}\n"},
        "layouts/own.html:2:6: error[layout]: a mistake in the layout: Encountered unknown tag 'fro'.", "Mend"),
    Mistake("layout: no page uses it, no such file", {"layouts/own.html": '<p>\n{% include "zzz.html" %}\n'},
        "layouts/own.html:2:13: error[layout]: there is no layout zzz.html", "base.html"),
    Mistake("layout: extends itself", {"layouts/post.html": '{% extends "post.html" %}\n'},
        "layouts/post.html:1:1: error[layout]: this layout extends or includes itself, directly or by way of others",
        "base.html"),
    Mistake("layout: no page uses it, extends itself", {"layouts/own.html": '{% extends "own.html" %}\n'},
        "layouts/own.html:1:1: error[layout]: this layout extends or includes itself, directly or by way of others",
        "base.html"),
    Mistake("layout: includes itself", {"layouts/post.html": '<p>\n{% include "post.html" %}\n'},
        "layouts/post.html:2:1: error[layout]: this layout extends or includes itself, directly or by way of others",
        "base.html"),
]

WARNINGS = [
    Mistake("a picture among the posts", {"posts/a.png": PNG},
        "posts/a.png: warning[not-a-post]: this is no post, and was left out", "postimg/"),
    Mistake("doubled key", post("title: 甲\ntitle: 乙\n" + D),
        "posts/x.md:3:1: warning[doubled-key]: “title” is given twice; the last counts, the first is in line 2",
        "Keep one"),
    Mistake("key mistyped", post(T + "subtitel: 副\n" + D),
        "posts/x.md:3:1: warning[unknown-key]: there is no key “subtitel”", "subtitle"),
    Mistake("title mistyped", post("titel: 好\n" + D),
        "posts/x.md:2: warning[no-title]: there is no title; “x” stands in", "title: words"),
    Mistake("key in the wrong case", post(T + "Tags: 甲\n" + D),
        "posts/x.md:3:1: warning[unknown-key]: there is no key “Tags”", "tags"),
    Mistake("config: key mistyped", config("pagniate: 3\n"),
        "config.yaml:3:1: warning[unknown-key]: there is no key “pagniate”", "paginate"),
    Mistake("key that nobody knows", post(T + D + "zzzz: 3\n"),
        "posts/x.md:4:1: warning[unknown-key]: there is no key “zzzz”", "docs/guide.en.md"),
    Mistake("key in capitals", post(T + D + "HEADER-IMG-CREDIT: 3\n"),
        "posts/x.md:4:1: warning[unknown-key]: there is no key “HEADER-IMG-CREDIT”", "header-img-credit?"),
    Mistake("date in capitals", {"posts/2020-06-19-x.md": "---\ntitle: 好\nDATE: 2020-06-19\n---\n正文\n"},
        "posts/2020-06-19-x.md:3:1: warning[unknown-key]: there is no key “DATE”", "mean date?"),
    Mistake("key in Chinese", post(T + D + "副标题: 乙\n"),
        "posts/x.md:4:1: warning[unknown-key]: there is no key “副标题”", "mean subtitle?"),
    Mistake("config: key in Chinese", config("作者: 我\n"),
        "config.yaml:3:1: warning[unknown-key]: there is no key “作者”", "mean author?"),
    Mistake("config: key that nobody knows", config("zzzz: 3\n"),
        "config.yaml:3:1: warning[unknown-key]: there is no key “zzzz”", "docs/guide.en.md"),
    Mistake("two configs", {"_config.yml": "title: 另\n"},
        "_config.yml: warning[second-config]: there are two config files; only config.yaml is used", "Keep one"),
    Mistake("layout mistyped", post(T + D + "layout: psot\n"),
        "posts/x.md:4:9: warning[unknown-layout]: there is no layout “psot”; built as post", "post"),
    Mistake("layout that nobody knows", post(T + D + "layout: zzzz\n"),
        "posts/x.md:4:9: warning[unknown-layout]: there is no layout “zzzz”; built as post", "keynote, page, post"),
    Mistake("layout of a page mistyped", {"pages/a.md": "---\ntitle: 甲\nlayout: pgae\n---\n正文\n"},
        "pages/a.md:3:9: warning[unknown-layout]: there is no layout “pgae”; built as page", "page"),
    Mistake("no front matter", {"posts/2020-06-19-x.md": "正文\n"},
        "posts/2020-06-19-x.md:1: warning[no-front-matter]: there is no front matter between two lines of ---",
        "title: words"),
    Mistake("no title", post(D),
        "posts/x.md:2: warning[no-title]: there is no title; “x” stands in", "title: words"),
    Mistake("empty post", post(T + D, ""),
        "posts/x.md:5: warning[empty-post]: the body is empty", "below the second ---"),
    Mistake("empty file", {"posts/2020-06-19-x.md": ""},
        "posts/2020-06-19-x.md:1: warning[empty-post]: the body is empty", "delete the file"),
    Mistake("Chinese comma in a list", post(T + D + "tags: [甲，乙]\n"),
        "posts/x.md:4:8: warning[front-matter]: “甲，乙” holds full-width commas or brackets, and was not split",
        "tags: [甲, 乙]"),
    Mistake("Chinese brackets", post(T + D + "tags: 【甲，乙】\n"),
        "posts/x.md:4:7: warning[front-matter]: “【甲，乙】” holds full-width commas or brackets, and was not split",
        "tags: [甲, 乙]"),
    Mistake("indented items without a space", post(T + D + "tags:\n  -甲\n  -乙\n"),
        "posts/x.md:5:3: warning[front-matter]: there is no space after the hyphen of “-甲”", "- word"),
    Mistake("post displaced by a file", {**post(T + D), "static/2020/06/19/x/index.html": "<p>own"},
        "posts/x.md: warning[address-taken]: the address /2020/06/19/x/ goes to the file "
        "static/2020/06/19/x/index.html; posts/x.md is left out", "permalink"),
    Mistake("page displaced by a file", {"pages/a.md": "---\ntitle: 甲\n---\n正文\n", "static/a/index.html": "<p>own"},
        "pages/a.md: warning[address-taken]: the address /a/ goes to the file static/a/index.html; "
        "pages/a.md is left out", "permalink"),
    Mistake("page inside another's file", {
        "pages/a.md": "---\ntitle: 甲\npermalink: /x.html\n---\n正文\n",
        "pages/b.md": "---\ntitle: 乙\npermalink: /x.html/b/\n---\n正文\n"},
        "pages/b.md: warning[address-taken]: the address /x.html goes to pages/a.md; pages/b.md at /x.html/b/ "
        "is left out", "permalink"),
    Mistake("picture on the editor's own disk", post(T + D, "图 ![图](C:/a/b.png)\n"),
        "posts/x.md:5:8: warning[missing-picture]: the picture C:/a/b.png lies on your own computer, "
        "where no reader sees it", "/postimg/b.png"),
    Mistake("picture on the editor's own disk, Windows", post(T + D, "图 ![图](C:\\a\\b.png)\n"),
        "posts/x.md:5:8: warning[missing-picture]: the picture C:/a/b.png lies on your own computer, "
        "where no reader sees it", "/postimg/b.png"),
    Mistake("picture on the editor's own disk, as a URL", post(T + D, "图 ![图](file:///C:/b.png)\n"),
        "posts/x.md:5:8: warning[missing-picture]: the picture file:///C:/b.png lies on your own computer, "
        "where no reader sees it", "/postimg/b.png"),
    Mistake("missing picture, other ending", {**post(T + D, "图 ![图](a.PNG)\n"), "postimg/a.jpg": PNG},
        "posts/x.md:5:8: warning[missing-picture]: there is no picture a.PNG", "mean a.jpg?"),
    Mistake("missing picture, no name is near", {**post(T + D, "图 ![图](zhapian.png)\n"), "postimg/kuaidi.png": PNG},
        "posts/x.md:5:8: warning[missing-picture]: there is no picture zhapian.png", "Put the picture into postimg/"),
    Mistake("second post at one address", {"posts/a/2019-01-01-good.md": "---\ntitle: 又\n---\n正文\n"},
        "posts/a/2019-01-01-good.md: warning[address-taken]: "
        "its address /2019/01/01/good/ is taken by posts/2019-01-01-good.md; this one is left out", "permalink"),
    Mistake("page at a post's address", {"pages/a.md": "---\ntitle: 甲\npermalink: /2019/01/01/good/\n---\n正文\n"},
        "pages/a.md: warning[address-taken]: "
        "its address /2019/01/01/good/ is taken by posts/2019-01-01-good.md; this one is left out", "permalink"),
    Mistake("missing picture, similar name",
        {**post(T + D, "\n图：\n![图](/postimg/laidan.png)\n"), "postimg/laidian.png": PNG},
        "posts/x.md:7:6: warning[missing-picture]: there is no picture /postimg/laidan.png", "laidian.png"),
    Mistake("missing picture, other case",
        {**post(T + D, "图 ![图](/postimg/Laidian.png)\n"), "postimg/laidian.png": PNG},
        "posts/x.md:5:8: warning[missing-picture]: there is no picture /postimg/Laidian.png", "postimg/laidian.png"),
    Mistake("missing picture", post(T + D, "图 ![图](zzz.png)\n"),
        "posts/x.md:5:8: warning[missing-picture]: there is no picture zzz.png", "postimg/"),
    Mistake("remote picture", post(T + D, "图 ![图](https://x.example/a.png)\n"),
        "posts/x.md:5:8: warning[remote-picture]: this picture lies on another site, and may vanish at any time",
        "postimg/"),
    Mistake("broken picture", {"postimg/a.png": "这不是图片"},
        "postimg/a.png: warning[broken-picture]: this picture cannot be read; it may be damaged", "again"),
    Mistake("config: missing header picture", config("header-img: img/zzz.png\n"),
        "config.yaml: warning[missing-picture]: there is no header picture img/zzz.png", "into img/"),
    Mistake("lists nested too deeply", post(T + D, "- " * 500 + "深\n"),
        "posts/x.md:5: warning[too-deep]: nested too deeply; shown as typed", "paragraphs"),
    Mistake("a fence that is not closed", post(T + D, "甲\n\n```\n乙\n"),
        "posts/x.md:7:1: warning[fence]: the code that begins here is never closed", "on a line of its own"),
    Mistake("bold without its other half", post(T + D, "甲**乙\n"),
        "posts/x.md:5:2: warning[bold]: this ** has no other half, and stays as typed", "both ends"),
    Mistake("a heading that jumps", post(T + D, "## 甲\n\n#### 乙\n"),
        "posts/x.md:7:1: warning[heading-level]: the heading jumps from ## to ####", "###"),
    Mistake("a tag that is never closed", post(T + D, "甲 <b>乙\n"),
        "posts/x.md:5:3: warning[tag]: <b> is never closed", "in pairs"),
    Mistake("an end tag of nothing", post(T + D, "甲 乙</b>\n"),
        "posts/x.md:5:4: warning[tag]: </b> ends nothing, and is left out", "in pairs"),
    Mistake("nearly a dialogue", post(T + D, "> 甲：你好\n> 乙：好\n"),
        "posts/x.md:5: warning[dialogue]: this looks like a dialogue, but is not shown as one", "**NAME**"),
    Mistake("a dialogue that is not quoted", post(T + D, "开始\n\n**骗子**：一\n\n**何姐**：二\n\n**骗子**：三\n"),
        "posts/x.md:7: warning[dialogue]: this looks like a dialogue, but is not shown as one", "**NAME**"),
    Mistake("missing header picture", post(T + D + "header-img: img/zzz.png\n"),
        "posts/x.md:4:13: warning[missing-picture]: there is no picture img/zzz.png", "exactly this name"),
    Mistake("header picture, other case",
        {**post(T + D + "header-img: img/Top.png\n"), "img/top.png": PNG},
        "posts/x.md:4:13: warning[missing-picture]: there is no picture img/Top.png", "img/top.png"),
    Mistake("unknown Liquid", post(T + D, "\n请看 {{ site.nope }} 了\n"),
        "posts/x.md:6:4: warning[liquid]: {{ site.nope }} is unknown, and stays as typed", "site.baseurl"),
    Mistake("a Liquid tag", post(T + D, "{% include x.html %}\n"),
        "posts/x.md:5:1: warning[liquid]: {% include x.html %} is unknown, and stays as typed", "raw"),
    Mistake("GB18030", {"posts/2020-06-19-x.md": GB18030},
        "posts/2020-06-19-x.md: warning[encoding]: this file is encoded as GB18030, and was read so", "UTF-8"),
    Mistake("UTF-16", {"posts/2020-06-19-x.md": UTF16},
        "posts/2020-06-19-x.md: warning[encoding]: this file is encoded as UTF-16, and was read so", "UTF-8"),
    Mistake("undated", post(T),
        "posts/x.md: warning[undated]: left out: it has no date", "date: 2020-06-19"),
]

NOTES = [
    Mistake("future", post(T + "date: 2999-01-01\n"),
        "posts/x.md:3:7: info[future]: left out: its date is still to come", "--future"),
    Mistake("future by file name", {"posts/2999-01-01-x.md": "---\ntitle: 好\n---\n正文\n"},
        "posts/2999-01-01-x.md: info[future]: left out: its date is still to come", "--future"),
    Mistake("draft", post(T + D + "draft: true\n"),
        "posts/x.md:4:8: info[draft]: left out: it is a draft", "--drafts"),
    Mistake("in the folder of drafts", {"drafts/x.md": "---\ntitle: 好\n---\n正文\n"},
        "drafts/x.md: info[draft]: left out: it is a draft", "--drafts"),
    Mistake("unpublished", post(T + D + "published: false\n"),
        "posts/x.md:4:12: info[unpublished]: left out: it says published: false", "Delete that line"),
    Mistake("a service that is gone", config("disqus_username: me\n"),
        "config.yaml:3:1: info[dead-service]: comment services are not supported"),
]
# fmt: on


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def first_hint(built: Built) -> str:
    """The hint of the first problem; '' where it has none."""
    own = itertools.takewhile(lambda line: line.startswith(" "), built.err.splitlines()[1:])
    return next((line.removeprefix("  hint: ") for line in own if line.startswith("  hint: ")), "")


def after_good(site: Site, mistake: Mistake, *options: str, lang: str = "en") -> tuple[Built, dict[str, bytes]]:
    """Build the good site, bring the mistake in, and build again: the second build, and the site folder before it."""
    good = site(GOOD, *options)
    assert (good.status, good.err) == (0, "")
    before = snapshot(good.output)
    write(good.source, mistake.files)
    source = snapshot(good.source)
    built = site({}, *options, lang=lang)
    assert snapshot(built.source) == source, "a build must write nothing into the source folder"
    assert "Traceback" not in built.err + built.out
    return built, before


def rows(mistakes: list[Mistake]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("mistake", mistakes, ids=[mistake.name for mistake in mistakes])


def check_words(built: Built, mistake: Mistake) -> None:
    assert built.problem_lines()[:1] == [mistake.first]
    hint = first_hint(built)
    assert (mistake.hint in hint) if mistake.hint else not hint, f"the hint is: {hint}"


@rows(ERRORS)
def test_error_writes_nothing(site: Site, mistake: Mistake) -> None:
    built, before = after_good(site, mistake)
    assert built.status == 1
    assert snapshot(built.output) == before
    assert "nothing was written" in built.out
    check_words(built, mistake)


@rows(WARNINGS)
def test_warning_builds_all_the_same(site: Site, mistake: Mistake) -> None:
    built, _ = after_good(site, mistake)
    assert built.status == 0
    assert "2019/01/01/good/index.html" in built.files()
    check_words(built, mistake)


@rows(NOTES)
def test_information(site: Site, mistake: Mistake) -> None:
    built, before = after_good(site, mistake)
    assert built.status == 0
    assert snapshot(built.output) == before, "what is left out changes no page"
    check_words(built, mistake)


@rows([*ERRORS, *WARNINGS, *NOTES])
def test_both_languages_say_the_same(site: Site, mistake: Mistake) -> None:
    """The same places, severities and codes, with hints at the same problems."""
    site(GOOD)
    told = {}
    for lang in ("zh", "en"):
        problems = figures(site(mistake.files, "--report", "json", lang=lang).out)["problems"]
        assert isinstance(problems, list)
        assert problems
        told[lang] = [
            {**problem, "message": bool(problem["message"]), "hint": bool(problem["hint"])} for problem in problems
        ]
    assert told["zh"] == told["en"]


@rows(WARNINGS)
def test_strictly_a_warning_writes_nothing(site: Site, mistake: Mistake) -> None:
    built, before = after_good(site, mistake, "--strict")
    assert built.status == 1
    assert snapshot(built.output) == before
    assert "nothing was written" in built.out


@rows(NOTES)
def test_strictly_information_is_no_mistake(site: Site, mistake: Mistake) -> None:
    assert after_good(site, mistake, "--strict")[0].status == 0


def test_mistyped_key_is_named_beside_its_consequence(site: Site) -> None:
    built = site({**GOOD, **post("titel: 好\n" + D)})
    assert built.problem_lines() == [
        "posts/x.md:2: warning[no-title]: there is no title; “x” stands in",
        "posts/x.md:2:1: warning[unknown-key]: there is no key “titel”",
    ]
    assert "Did you mean title?" in built.err


def test_a_caret_stands_under_the_place(site: Site) -> None:
    """A Chinese character takes two columns of a terminal."""
    built = site({**GOOD, **post(T + D, "请看 {{ site.nope }} 了\n")})
    assert built.err.splitlines()[1:3] == ["    请看 {{ site.nope }} 了", "         ^"]


def test_the_last_of_a_doubled_key_counts(site: Site) -> None:
    assert "<h1>乙</h1>" in site({**GOOD, **post("title: 甲\ntitle: 乙\n" + D)}).text("2020/06/19/x/index.html")


@pytest.mark.parametrize("content", [GB18030, UTF16], ids=["GB18030", "UTF-16"])
def test_other_encodings_are_read(site: Site, content: bytes) -> None:
    page = site({**GOOD, "posts/2020-06-19-x.md": content}).text("2020/06/19/x/index.html")
    assert "<h1>冒充客服</h1>" in page
    assert "您的快递丢了" in page


@pytest.mark.parametrize(
    ("more", "option", "address"),
    [
        ("date: 2999-01-01\n", "--future", "2999/01/01/x/index.html"),
        (D + "draft: true\n", "--drafts", "2020/06/19/x/index.html"),
    ],
)
def test_what_is_left_out_is_built_on_demand(site: Site, more: str, option: str, address: str) -> None:
    files = {**GOOD, **post(T + more)}
    assert address not in site(files).files()
    built = site({}, option)
    assert address in built.files()
    assert built.err == ""


def test_a_mistake_in_the_only_post_is_no_bug_of_ours(site: Site) -> None:
    built = site({"config.yaml": CONFIG, **post(T + "date: 2020-02-30\n")})
    assert built.problem_lines() == ["posts/x.md:3:7: error[date]: “2020-02-30” is no date"]
    assert built.status == 1
    assert not built.output.exists()


MANY: Files = {
    **GOOD,
    "config.yaml": CONFIG + "pagniate: 3\npaginate: many\n",
    "layouts/footer.html": "\n{{ nothing }}\n",
    "posts/2020-02-30-b.md": "---\ntitle: 甲\n---\n正文\n",
    "posts/a.md": "---\ntitle: 甲\ntitel: 乙\ndate: 2020-13-01\ntags: {甲: 乙}\n---\n正文\n",
    "posts/c.md": "---\ntitle：甲\ndate：2020-06-19\n---\n正文\n",
    "posts/d.md": "---\ntitle: 甲\ndate: 2020-06-19\n---\n![图](zzz.png)\n\n{{ site.nope }} ![图](yyy.png)\n",
    "posts/e.md": PNG,
}
EVERY_LINE = [
    "config.yaml:3:1: warning[unknown-key]: there is no key “pagniate”",
    "config.yaml:4:11: error[config]: wrong value for “paginate”: expected a whole number from 1 on",
    "layouts/footer.html:2:4: error[layout]: a mistake in the layout: 'nothing' is undefined",
    "posts/2020-02-30-b.md: error[date]: the date in the file name “2020-02-30-b.md” does not exist",
    "posts/a.md:3:1: warning[unknown-key]: there is no key “titel”",
    "posts/a.md:4:7: error[date]: “2020-13-01” is no date",
    "posts/a.md:5:7: error[front-matter]: wrong value for “tags”: expected a list of tags",
    "posts/c.md:2:6: error[front-matter]: the colon after “title” is a full-width one (：)",
    "posts/c.md:3:5: error[front-matter]: the colon after “date” is a full-width one (：)",
    "posts/d.md:5:6: warning[missing-picture]: there is no picture zzz.png",
    "posts/d.md:7:1: warning[liquid]: {{ site.nope }} is unknown, and stays as typed",
    "posts/d.md:7:22: warning[missing-picture]: there is no picture yyy.png",
    "posts/e.md:1:1: error[binary]: this file is no text",
]


def test_all_mistakes_are_told_in_one_run(site: Site) -> None:
    built = site(MANY)
    assert built.problem_lines() == EVERY_LINE
    assert built.status == 1
    assert built.out == "nothing was written: 8 errors, 5 warnings. Mend them and run again.\n"


def test_report_json(site: Site) -> None:
    built = site(MANY, "--report", "json")
    assert (built.status, built.err) == (1, "")
    told = figures(built.out)
    problems = told.pop("problems")
    assert isinstance(problems, list)
    lines = [
        ":".join(str(part) for part in (problem["path"], problem["line"], problem["column"]) if part)
        + f": {problem['severity']}[{problem['code']}]: {problem['message']}"
        for problem in problems
    ]
    assert lines == EVERY_LINE
    assert problems[0]["hint"] == "Did you mean paginate?"
    told.pop("seconds")
    nothing = {"posts": None, "pages": None, "left_out": None, "written": 0, "removed": 0, "unchanged": None}
    assert told == {"errors": 8, "warnings": 5, **nothing}


def test_report_json_of_a_good_site(site: Site) -> None:
    told = figures(site(GOOD, "--report", "json").out)
    told.pop("seconds")
    written = told.pop("written")
    assert isinstance(written, int)
    assert written > 0
    pages = told.pop("pages")
    assert isinstance(pages, int)
    assert 0 < pages <= written
    rest = {"posts": 1, "left_out": {}, "removed": 0, "unchanged": 0}
    assert told == {"problems": [], "errors": 0, "warnings": 0, **rest}


def test_report_github(site: Site) -> None:
    built = site({**MANY, "posts/f.md": "---\ntitle: 50%\ndate: 昨天, 8:30\n---\n正文\n"}, "--report", "github")
    assert built.status == 1
    commands = [line for line in built.out.splitlines() if line.startswith("::")]
    assert len(commands) == len(EVERY_LINE) + 1
    assert commands[0] == (
        "::warning file=config.yaml,line=3,col=1,title=unknown-key::there is no key “pagniate”%0ADid you mean paginate?"
    )
    assert commands[3].startswith("::error file=posts/2020-02-30-b.md,title=date::the date in the file name")
    assert commands[-1].startswith("::error file=posts/f.md,line=3,col=7,title=date::“昨天, 8:30” is no date%0A")


def test_quietly_information_is_not_said(site: Site) -> None:
    built = site({**GOOD, **post(T + "date: 2999-01-01\n")}, "--quiet")
    assert (built.status, built.out, built.err) == (0, "", "")


class TestUsage:
    """Exit status 2: the command line or a folder is wrong."""

    def test_unknown_command(self) -> None:
        status, out, err = run("biuld")
        assert (status, out) == (2, "")
        assert "biuld" in err
        assert "Did you mean build?" in err
        assert "serve" in err

    @pytest.mark.parametrize(
        ("option", "named"),
        [
            ("--strickt", "--strickt"),
            ("--report=yaml", "yaml"),
            ("--lang=fr", "fr"),
            ("--output", "--output"),
            ("--joobs 2", "--joobs"),
            ("--baseurl ../x", "--baseurl"),
            ("--baseurl=/a/%2e%2e/x", "--baseurl"),
            ("serve --port 99999", "--port"),
        ],
    )
    def test_bad_option(self, option: str, named: str) -> None:
        status, out, err = run(*option.split())
        assert (status, out) == (2, "")
        assert named in err
        assert "--help" in err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("--strickt", "不认识 --strickt"),
            ("--report=yaml", "--report 不能是 yaml，只能是 json"),
            ("--output", "--output 后面要写一个值"),
            ("--full=x", "--full 后面不能写值"),
            ("serve --port 99999", "--port 的值应为 0 … 65535"),
            ("--baseurl ../x", "--baseurl 不能用 .. 跑到网站文件夹外面"),
            ("--strickt --lang en", "unrecognized arguments: --strickt"),
            ("--baseurl ../x --lang=en", "argument --baseurl: it must not lead out of the site's folder by .."),
        ],
    )
    def test_wrong_usage_in_words(self, words: str, said: str) -> None:
        status, _, err = run(*words.split())
        assert status == 2
        assert err.startswith(f"fanzha: {said}")

    @pytest.mark.parametrize(
        ("called", "named"),
        [
            ("/a/build.py", "python build.py"),
            ("/a/fanzha/__main__.py", "python -m fanzha"),
            ("/a/bin/fanzha", "fanzha"),
        ],
    )
    @pytest.mark.skipif(os.name == "nt", reason="the program's name is py there")
    def test_the_program_is_named_as_it_was_called(
        self, monkeypatch: pytest.MonkeyPatch, called: str, named: str
    ) -> None:
        monkeypatch.setattr("sys.argv", [called])
        assert run("biuld")[2].splitlines()[1] == (
            f"{named}: there is no command biuld. Did you mean build? Commands: build, check, serve"
        )
        assert run("xyz")[2].splitlines()[1] == f"{named}: there is no command xyz. Commands: build, check, serve"
        assert f"{named} build --help" in run("--strickt")[2]

    def test_a_folder_with_nothing_in_it(self, site: Site) -> None:
        built = site({})
        assert built.status == 0
        assert built.problem_lines()[0] == (".: warning[no-sources]: this folder holds neither posts nor a config file")
        assert "--source" in built.err

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_among_the_posts_is_no_post(self, site: Site) -> None:
        site(GOOD)
        os.mkfifo(site({}).source / "posts/2020-01-01-pipe.md")
        built = site({})
        assert built.status == 1
        assert built.problem_lines()[0] == "posts/2020-01-01-pipe.md: error[unreadable]: this is no ordinary file"

    def test_missing_source_folder(self, tmp_path: Path) -> None:
        status, _, err = run("build", "--source", str(tmp_path / "nowhere"), "--lang", "en")
        assert status == 2
        assert err == f"fanzha: there is no folder {tmp_path / 'nowhere'}\n"
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("output", [".", "..", "posts", "posts/site", "layouts", "postimg/site"])
    def test_output_among_the_sources(self, tmp_path: Path, output: str) -> None:
        source = tmp_path / "deep" / "source"
        write(source, GOOD)
        before = snapshot(tmp_path)
        status, _, err = run("build", "--source", str(source), "--output", str(source / output), "--lang", "en")
        assert status == 2
        assert "sources lie there" in err
        assert snapshot(tmp_path) == before

    def test_output_is_a_file(self, site: Site) -> None:
        built = site(GOOD)
        target = built.source.parent / "file"
        target.write_text("mine")
        status, _, err = run("build", "--source", str(built.source), "--output", str(target), "--lang", "en")
        assert (status, err) == (2, f"fanzha: {target} is no folder\n")
        assert target.read_text() == "mine"

    def test_foreign_file_is_not_overwritten(self, site: Site, tmp_path: Path) -> None:
        write(tmp_path / "out" / "site", {"index.html": "mine", "notes.txt": "mine, too"})
        built = site(GOOD)
        assert built.status == 2
        assert "index.html" in built.err
        assert "not generated here" in built.err
        assert snapshot(built.output) == {"index.html": b"mine", "notes.txt": b"mine, too"}

    def test_help_and_version(self) -> None:
        assert run("--version")[0] == 0
        status, out, _ = run("--help")
        assert status == 0
        assert "--strict" in out
