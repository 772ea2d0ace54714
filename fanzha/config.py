"""The site's settings: `config.yaml` or Jekyll's `_config.yml`.

KEYS is the whole list: name, reader, default, and what becomes of it. To add a setting, add a row and a field of
:class:`Config` with the row's name in lower case and `_` for `-`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fanzha import secrets, tables
from fanzha.defaults import Default, a_list_of_defaults
from fanzha.key_names import IN_CHINESE
from fanzha.keys import (
    HardWrap,
    Key,
    Named,
    a_base,
    a_count,
    a_list,
    a_mask,
    a_permalink,
    a_positive_number,
    a_site_url,
    a_switch,
    a_table_of_lists,
    a_table_of_roles,
    a_text,
    a_wrap,
    a_zone,
    field_name,
    read,
    unknown_key,
)
from fanzha.problems import Outcome, Place, Problem, Text, is_guess
from fanzha.severities import Given
from fanzha.tables import (
    NETWORKS,
    Friend,
    Hotline,
    a_domain,
    a_list_of_friends,
    a_list_of_hotlines,
    a_table_of_headers,
    a_table_of_severities,
    a_text_in_lines,
    an_author,
    kramdowns_wrap,
)
from fanzha.texts import Source
from fanzha.yaml_tree import Entry, Scalar, Table


@dataclass(frozen=True)
class Config:
    """The settings, each with its default."""

    path: str = "config.yaml"
    title: str = "反诈"
    seotitle: str = ""
    description: str = ""
    keyword: str = ""
    author: str = ""
    url: str = ""
    baseurl: str = ""
    domain: str = ""
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
    """Every setting that is a single value and no secret, as typed: what `{{ site.NAME }}` may stand for."""
    defaults: tuple[Default, ...] = ()
    check: Given = ()

    @cached_property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.timezone)

    @property
    def interface_language(self) -> Literal["zh", "en"]:
        return "en" if self.lang.lower().startswith("en") else "zh"


_COMMENTS = Text("评论服务已不支持", "comment services are not supported")
_ANALYTICS = Text("本站不跟踪读者，统计服务已不支持", "readers are not tracked here: analytics is not supported")

KEYS: dict[str, Key] = {
    row.name: row
    for row in (
        Key("title", a_text),
        Key("SEOTitle", a_text),
        Key("description", a_text),
        Key("keyword", a_text),
        Key("author", an_author),
        Key("url", a_site_url),
        Key("baseurl", a_base),
        Key("domain", a_domain),
        Key("lang", a_text),
        Key("timezone", a_zone),
        Key("header-img", a_text),
        Key("header-mask", a_mask),
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
        Key("sidebar-about-description", a_text_in_lines),
        Key("featured-tags", a_switch),
        Key("featured-condition-size", a_count),
        Key("friends", a_list_of_friends),
        Key("RSS", a_switch),
        *(Key(f"{network}_username", a_text) for network in NETWORKS),
        Key("kramdown", kramdowns_wrap),
        Key("exclude", None),
        Key("include", None),
        Key("defaults", a_list_of_defaults),
        Key("check", a_table_of_severities),
        *(
            Key(name, None, "ignored")
            for name in (
                "markdown highlighter gems plugins github_repo anchorjs service-worker page-mathjax line_numbers "
                "encoding keep_files paginate_path show_drafts safe repository theme remote_theme collections sass "
                "incremental quiet limit_posts lsi excerpt_separator plugins_dir whitelist markdown_ext destination "
                "source liquid webrick livereload host port"
            ).split()
        ),
        *(
            Key(name, None, "dead", _COMMENTS)
            for name in (
                "disqus_username disqus netease_comment gitalk gitment utterances giscus beaudar valine waline "
                "comments_provider lazy_load_disqus"
            ).split()
        ),
        *(Key(name, None, "dead", _ANALYTICS) for name in "ba_track_id ga_track_id ga_domain google_analytics".split()),
    )
}

ZONE_OF_GITHUB_PAGES = "UTC"
"""Where a Jekyll blog without `timezone` is built: with an offset in its date, a post's address depends on it."""


def parser(_: None) -> Callable[[Source], Outcome[Config]]:
    """A function that reads settings: work that the store remembers."""
    return parse


def parse(source: Source | None) -> Outcome[Config]:
    """Read the settings. Without a file: the defaults, and an information line that says so.

    Errors: no valid YAML; a value of the wrong type. Warnings: unknown keys, secrets. Of Jekyll's own config a value of
    the wrong type is a warning, and what has no counterpart here is listed once.
    """
    if source is None:
        what = Text("没有设置文件，按默认设置生成", "there is no config file; the defaults are used")
        hint = Text("建一个 config.yaml，写上 title 和 url。", "Make a config.yaml with title and url.")
        return Outcome(Config(), (Problem(Place("config.yaml"), "info", "no-config", what, hint),))
    # Imported here, as in `front_matter`.
    from fanzha import yaml_parser

    tree = yaml_parser.parse(source.text, source.path, 1, "config", KEYS, IN_CHINESE)
    if tree.value is None:
        return Outcome(None, tree.problems)
    is_jekylls = source.path.startswith("_")
    given, problems = _read(tree.value, is_jekylls)
    problems = [*tree.problems, *problems, *map(secrets.problem, secrets.secrets(tree.value))]
    problems += _dead_services(tree.value)
    problems += tables.slips_in_severities(tree.value)
    problems += _without_counterpart(tree.value) if is_jekylls else _unknown_keys(tree.value)
    if any(problem.severity == "error" for problem in problems):
        return Outcome(None, tuple(problems))
    config = replace(
        Config(path=source.path, timezone=ZONE_OF_GITHUB_PAGES if is_jekylls else Config.timezone),
        values=tuple(secrets.values(tree.value)),
        **given,
    )
    if config.domain and not config.url:
        config = replace(config, url=f"https://{config.domain}")
    if not config.url:
        problems.append(_no_url(source.path))
    return Outcome(config, tuple(problems))


def _read(table: Table, is_jekylls: bool) -> tuple[dict[str, Any], list[Problem]]:
    """The settings' values by field name, and what is wrong with them."""
    given: dict[str, Any] = {}
    accounts: dict[str, str] = {}
    problems: list[Problem] = []
    for entry in table.entries:
        key = KEYS.get(entry.name)
        if key and key.reader and not (isinstance(entry.value, Scalar) and entry.value.empty):
            # A permalink that cannot be made stops Jekyll, too.
            tolerant = is_jekylls and entry.name not in ("permalink", "baseurl")
            value, wrong = read(entry, key.reader, "config", "warning" if tolerant else "error")
            problems.extend(wrong)
            if wrong:
                continue
            if entry.name == "kramdown":
                given.update({"hard_wrap": value} if value else {})
            elif entry.name.endswith("_username"):
                accounts[entry.name.removesuffix("_username")] = str(value)
            else:
                given[field_name(entry.name)] = value
    given["sns"] = tuple((name, url.format(accounts[name])) for name, url in NETWORKS.items() if accounts.get(name))
    return given, problems


def _unknown_keys(table: Table) -> list[Problem]:
    return [unknown_key(entry, KEYS, strict=True) for entry in table.entries if entry.name not in KEYS]


def _dead_services(table: Table) -> Iterator[Problem]:
    """An information for each reason why services have no counterpart, with the keys that ask for one."""
    found: dict[Text, list[Entry]] = {}
    for entry in table.entries:
        key = KEYS.get(entry.name)
        if key and key.why:
            found.setdefault(key.why, []).append(entry)
    for why, entries in found.items():
        names = [entry.name for entry in entries]
        what = Text(f"{why.zh}（{'、'.join(names)}）", f"{why.en} ({', '.join(names)})") if len(names) > 1 else why
        yield Problem(entries[0].place, "info", "dead-service", what)


def _without_counterpart(table: Table) -> Iterator[Problem]:
    """One information with all keys of a Jekyll blog that do nothing here; a warning for those that look like slips."""
    given = {entry.name for entry in table.entries}
    idle = []
    for entry in table.entries:
        key = KEYS.get(entry.name)
        slip = None if key else unknown_key(entry, sorted(KEYS.keys() - given), strict=False)
        if slip and is_guess(slip.hint):
            yield slip
        elif not key or key.kind == "ignored":
            idle.append(entry)
    if idle:
        names = [entry.name for entry in idle]
        what = Text(
            f"这些设置在这里没有对应的功能，不起作用：{'、'.join(names)}",
            f"these settings have no counterpart here, and do nothing: {', '.join(names)}",
        )
        hint = Text("可以留着，也可以删掉。", "They may stay, or be deleted.")
        yield Problem(idle[0].place, "info", "no-counterpart", what, hint)


def _no_url(path: str) -> Problem:
    what = Text("没有写 url，订阅和网站地图里的地址不完整", "there is no url: feed and sitemap lack whole addresses")
    hint = Text("写上发布后的网址，例如 url: https://example.github.io", "For example: url: https://example.github.io")
    return Problem(Place(path), "info", "no-url", what, hint)
