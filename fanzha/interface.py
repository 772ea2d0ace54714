"""Every word of the pages that is not the editors' own, in Chinese and English.

A word may hold `{}` for what is put in. `tests/test_interface.py` keeps layouts from bringing words of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "about": ("关于", "About"),
    "all_posts": ("全部 {} 篇", "All {} posts"),
    "all_tags": ("全部标签", "All tags"),
    "archive": ("归档", "Archive"),
    "catalog": ("目录", "Contents"),
    "dark": ("深色", "Dark"),
    "featured_tags": ("常用标签", "Featured tags"),
    "feed": ("订阅", "Feed"),
    "filter": ("按标签筛选", "Filter by tag"),
    "friends": ("友情链接", "Friends"),
    "help_at_once": ("正在接到这样的电话？已经转账？", "On such a call right now? Money sent already?"),
    "home": ("首页", "Home"),
    "hotlines": ("求助热线", "Hotlines"),
    "large_text": ("大字", "Large text"),
    "menu": ("菜单", "Menu"),
    "moved": ("这一页搬到了：", "This page has moved:"),
    "navigation": ("网站导航", "Site navigation"),
    "newer_post": ("后一篇", "Newer post"),
    "newer_posts": ("较新的文章", "Newer posts"),
    "no_posts": ("还没有文章。", "There are no posts yet."),
    "not_found": ("找不到这一页", "Page not found"),
    "not_found_hint": ("它也许换了地址，或者还没写。", "It may have moved, or is yet to be written."),
    "older_post": ("前一篇", "Older post"),
    "older_posts": ("较早的文章", "Older posts"),
    "page_of": ("第 {} 页，共 {} 页", "Page {} of {}"),
    "pages": ("翻页", "Pages"),
    "posted_by": ("{} 发表于", "Posted by {} on"),
    "read_online": (
        "扫码或输入网址，在手机上看、转给家人：",
        "Scan this, or type the address, to read it on a phone:",
    ),
    "show_all": ("全部", "All"),
    "sidebar": ("侧栏", "Sidebar"),
    "skip": ("跳到正文", "Skip to content"),
    "social": ("在别处找到我们", "Elsewhere"),
    "tag": ("标签：{}", "Tag: {}"),
    "tags": ("标签", "Tags"),
    "to_top": ("回到顶部", "Back to top"),
    "year": ("{} 年", "{}"),
}

NETWORKS: dict[str, tuple[str, str]] = {
    "weibo": ("微博", "Weibo"),
    "zhihu": ("知乎", "Zhihu"),
    "github": ("GitHub", "GitHub"),
    "twitter": ("X", "X"),
    "facebook": ("Facebook", "Facebook"),
    "linkedin": ("领英", "LinkedIn"),
    "jianshu": ("简书", "Jianshu"),
}
"""What the networks are called that a site can name its accounts on."""

MONTHS = "January February March April May June July August September October November December".split()


def words(language: Language) -> dict[str, str]:
    """The interface's words in one language, by name."""
    return {name: pair[language == "en"] for name, pair in WORDS.items()}


def network(name: str, language: Language) -> str:
    return NETWORKS[name][language == "en"]


def month_day(moment: date, language: Language) -> str:
    """The day without its year: 6月19日; June 19."""
    if language == "zh":
        return f"{moment.month}月{moment.day}日"
    return f"{MONTHS[moment.month - 1]} {moment.day}"


def day(moment: date, language: Language) -> str:
    """The day in words: 2020年6月19日; June 19, 2020."""
    if language == "zh":
        return f"{moment.year}年{month_day(moment, language)}"
    return f"{month_day(moment, language)}, {moment.year}"
