"""Every word of the pages that is not the editors' own, in Chinese and English.

A word may hold `{}` for what is put in. `tests/test_interface.py` keeps layouts from bringing words of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "about": ("关于", "About"),
    "all_tags": ("全部标签", "All tags"),
    "archive": ("归档", "Archive"),
    "catalog": ("目录", "Contents"),
    "count_posts": ("{} 篇", "{} posts"),
    "featured_tags": ("常用标签", "Featured tags"),
    "feed": ("订阅", "Feed"),
    "friends": ("友情链接", "Friends"),
    "home": ("首页", "Home"),
    "hotlines": ("求助热线", "Hotlines"),
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
    "skip": ("跳到正文", "Skip to content"),
    "social": ("在别处找到我们", "Elsewhere"),
    "tag": ("标签：{}", "Tag: {}"),
    "tags": ("标签", "Tags"),
    "year": ("{} 年", "{}"),
}

MONTHS = "January February March April May June July August September October November December".split()


def words(language: Language) -> dict[str, str]:
    """The interface's words in one language, by name."""
    return {name: pair[language == "en"] for name, pair in WORDS.items()}


def day(moment: date, language: Language) -> str:
    """The day in words: 2020年6月19日; June 19, 2020."""
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
