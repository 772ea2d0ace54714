"""The site's settings: `config.yaml` or Jekyll's `_config.yml`.

KEYS is the whole list: name, reader, default, and what becomes of it. To add a setting, add a row and a field of
:class:`Config` with the row's name in lower case and `_` for `-`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fanzha import yaml_tree
from fanzha.keys import (
    HardWrap,
    Key,
    Named,
    Wrong,
    a_base,
    a_count,
    a_list,
    a_permalink,
    a_positive_number,
    a_site_url,
    a_switch,
    a_table,
    a_table_of_lists,
    a_table_of_roles,
    a_text,
    a_wrap,
    a_zone,
    field_name,
    part_of,
    read,
    tables_of,
    unknown_key,
)
from fanzha.problems import Outcome, Place, Problem, Text
from fanzha.sources import Source
from fanzha.yaml_tree import Node, Scalar, Table


@dataclass(frozen=True)
class Friend:
    title: str
    href: str


@dataclass(frozen=True)
class Hotline:
    """A number for help: what it is for, whether a reader can call it, and a word for it where there is little room."""

    number: str
    purpose: str
    call: bool = True
    name: str = ""


@dataclass(frozen=True)
class Config:
    path: str = "config.yaml"
    title: str = "反诈"
    seotitle: str = ""
    description: str = ""
    keyword: str = ""
    author: str = ""
    url: str = ""
    baseurl: str = ""
    lang: str = "zh-Hans"
    timezone: str = "Asia/Shanghai"
    header_img: str = ""
    header_mask: str = ""
    header_imgs: tuple[tuple[str, str], ...] = ()
    """Header pictures of generated pages, by the page's name in GENERATED."""
    email: str = ""
    icp: str = ""
    police_filing: str = ""
    chrome_tab_theme_color: str = ""
    permalink: str = "pretty"
    paginate: int = 10
    future: bool = False
    hard_wrap: HardWrap = "auto"
    lazy_quotes: bool = False
    typography: bool = True
    labels: Named = ()
    roles: tuple[tuple[str, str], ...] = ()
    attribution_keys: tuple[str, ...] = ()
    residue: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    hotlines: tuple[Hotline, ...] = ()
    sidebar: bool = True
    sidebar_avatar: str = ""
    sidebar_about_description: str = ""
    featured_tags: bool = True
    featured_condition_size: int = 1
    friends: tuple[Friend, ...] = ()
    rss: bool = True
    sns: tuple[tuple[str, str], ...] = ()
    """Network and the address of the site's account there, in the order of NETWORKS."""
    values: tuple[tuple[str, str], ...] = ()
    """Every setting that is a single value, as typed: what `{{ site.NAME }}` may stand for."""

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.timezone)

    @property
    def interface_language(self) -> Literal["zh", "en"]:
        return "en" if self.lang.lower().startswith("en") else "zh"


NETWORKS = {
    "weibo": "https://weibo.com/{}",
    "zhihu": "https://www.zhihu.com/people/{}",
    "github": "https://github.com/{}",
    "twitter": "https://x.com/{}",
    "facebook": "https://www.facebook.com/{}",
    "linkedin": "https://www.linkedin.com/in/{}",
    "jianshu": "https://www.jianshu.com/u/{}",
}
"""Where the theme's `NAME_username` keys lead."""


GENERATED = ("tags", "archive", "404")
"""Pages that no editor writes, and that may have header pictures of their own."""


def a_table_of_headers(node: Node) -> tuple[tuple[str, str], ...]:
    table = a_table(node)
    unknown = [name for name, _ in table if name not in GENERATED]
    if unknown:
        names = " / ".join(GENERATED)
        raise Wrong(Text(f"{unknown[0]} 应为 {names} 之一", f"{unknown[0]} should be one of {names}"))
    return table


def a_list_of_friends(node: Node) -> tuple[Friend, ...]:
    friends = []
    for table in tables_of(node):
        title, href = part_of(table, "title"), part_of(table, "href")
        if not (title and href):
            raise Wrong(Text("每个链接要有 title 和 href", "every friend needs a title and an href"), table.place)
        friends.append(Friend(title, href))
    return tuple(friends)


def a_list_of_hotlines(node: Node) -> tuple[Hotline, ...]:
    lines = []
    for table in tables_of(node):
        number, call = part_of(table, "number"), table.get("call")
        if not number:
            raise Wrong(Text("每条热线要有 number", "every hotline needs a number"), table.place)
        can_call = a_switch(call.value) if call else True
        lines.append(Hotline(number, part_of(table, "purpose"), can_call, part_of(table, "name")))
    return tuple(lines)


_COMMENTS = Text("评论服务已不支持", "comment services are not supported")
_ANALYTICS = Text("本站不跟踪读者，统计服务已不支持", "readers are not tracked here: analytics is not supported")

KEYS: dict[str, Key] = {
    row.name: row
    for row in (
        Key("title", a_text),
        Key("SEOTitle", a_text),
        Key("description", a_text),
        Key("keyword", a_text),
        Key("author", a_text),
        Key("url", a_site_url),
        Key("baseurl", a_base),
        Key("lang", a_text),
        Key("timezone", a_zone),
        Key("header-img", a_text),
        Key("header-mask", a_text),
        Key("header-imgs", a_table_of_headers),
        Key("email", a_text),
        Key("icp", a_text),
        Key("police-filing", a_text),
        Key("chrome-tab-theme-color", a_text),
        Key("permalink", a_permalink),
        Key("paginate", a_positive_number),
        Key("future", a_switch),
        Key("hard_wrap", a_wrap),
        Key("lazy-quotes", a_switch),
        Key("typography", a_switch),
        Key("labels", a_table_of_lists),
        Key("roles", a_table_of_roles),
        Key("attribution-keys", a_list),
        Key("residue", a_list),
        Key("trusted-hosts", a_list),
        Key("hotlines", a_list_of_hotlines),
        Key("sidebar", a_switch),
        Key("sidebar-avatar", a_text),
        Key("sidebar-about-description", a_text),
        Key("featured-tags", a_switch),
        Key("featured-condition-size", a_count),
        Key("friends", a_list_of_friends),
        Key("RSS", a_switch),
        *(Key(f"{network}_username", a_text) for network in NETWORKS),
        Key("kramdown", None),
        *(
            Key(name, None, "ignored")
            for name in (
                "markdown highlighter gems plugins exclude include defaults github_repo anchorjs service-worker "
                "page-mathjax line_numbers encoding keep_files paginate_path show_drafts "
                "safe repository theme remote_theme collections sass"
            ).split()
        ),
        *(Key(name, None, "dead", _COMMENTS) for name in ("disqus_username", "disqus", "netease_comment", "gitalk")),
        *(Key(name, None, "dead", _ANALYTICS) for name in ("ba_track_id", "ga_track_id", "ga_domain")),
    )
}


def parse(source: Source | None) -> Outcome[Config]:
    """Read the settings. Without a file: the defaults, and an information line that says so.

    Errors: no valid YAML; a value of the wrong type. Warnings: unknown keys.
    """
    if source is None:
        what = Text("没有设置文件，按默认设置生成", "there is no config file; the defaults are used")
        hint = Text("建一个 config.yaml，写上 title 和 url。", "Make a config.yaml with title and url.")
        return Outcome(Config(), (Problem(Place("config.yaml"), "info", "no-config", what, hint),))
    tree = yaml_tree.parse(source.text, source.path, 1, "config", KEYS)
    if tree.value is None:
        return Outcome(None, tree.problems)
    problems = list(tree.problems)
    given: dict[str, Any] = {}
    accounts: dict[str, str] = {}
    for entry in tree.value.entries:
        key = KEYS.get(entry.name)
        if key is None:
            problems.append(unknown_key(entry, KEYS, strict=not source.path.startswith("_")))
        elif key.kind == "dead":
            assert key.why
            problems.append(Problem(entry.place, "info", "dead-service", key.why))
        elif entry.name == "kramdown":
            given.update(_kramdown(entry.value))
        elif key.reader and not (isinstance(entry.value, Scalar) and entry.value.empty):
            value, wrong = read(entry, key.reader, "config")
            problems.extend(wrong)
            if entry.name.endswith("_username"):
                accounts[entry.name.removesuffix("_username")] = str(value)
            elif not wrong:
                given[field_name(entry.name)] = value
    if any(problem.severity == "error" for problem in problems):
        return Outcome(None, tuple(problems))
    config = replace(
        Config(path=source.path),
        sns=tuple((name, url.format(accounts[name])) for name, url in NETWORKS.items() if accounts.get(name)),
        values=tuple((entry.name, entry.value.text) for entry in tree.value.entries if isinstance(entry.value, Scalar)),
        **given,
    )
    if not config.url:
        problems.append(_no_url(source.path))
    return Outcome(config, tuple(problems))


def _no_url(path: str) -> Problem:
    what = Text("没有写 url，订阅和网站地图里的地址不完整", "there is no url: feed and sitemap lack whole addresses")
    hint = Text("写上发布后的网址，例如 url: https://example.github.io", "For example: url: https://example.github.io")
    return Problem(Place(path), "info", "no-url", what, hint)


def _kramdown(node: Node) -> dict[str, Any]:
    """Jekyll's place for `hard_wrap`; its other options have no counterpart here."""
    entry = node.get("hard_wrap") if isinstance(node, Table) else None
    wrap = yaml_tree.boolean_of(entry.value) if entry else None
    return {} if wrap is None else {"hard_wrap": "true" if wrap else "false"}
