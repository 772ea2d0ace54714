"""Names of keys: what editors type for them in Chinese, and how each is written."""

from __future__ import annotations

from fanzha.problems import Text

IN_CHINESE = {
    "标题": "title",
    "副标题": "subtitle",
    "日期": "date",
    "时间": "date",
    "作者": "author",
    "标签": "tags",
    "分类": "categories",
    "类别": "categories",
    "摘要": "description",
    "描述": "description",
    "简介": "description",
    "题图": "header-img",
    "封面": "header-img",
    "布局": "layout",
    "目录": "catalog",
    "草稿": "draft",
    "发布": "published",
    "隐藏": "hidden",
    "角色": "roles",
    "语言": "lang",
    "网址": "url",
    "域名": "domain",
    "地址": "permalink",
    "热线": "hotlines",
    "友情链接": "friends",
    "每页": "paginate",
    "时区": "timezone",
    "邮箱": "email",
    "检查": "check",
}
"""What editors type who take a key's name for a word of theirs."""

EXAMPLES = {
    "tags": "tags: [冒充客服, 刷单返利]",
    "date": "date: 2020-06-19",
    "roles": "roles: {客服: scammer, 老李: victim}",
    "paginate": "paginate: 10",
    "header-imgs": "header-imgs: {tags: img/a.png, archive: img/b.png, '404': img/c.png}",
    "permalink": "permalink: /:year/:month/:title/",
    "friends": "friends: [{title: 名称, href: https://…}]",
    "hotlines": 'hotlines: [{number: "110", purpose: 报警}]',
    "labels": "labels: {tips: [警方提示]}",
    "timezone": "timezone: Asia/Shanghai",
    "hard_wrap": "hard_wrap: auto",
    "header-mask": "header-mask: 0.4",
    "kramdown": "kramdown: {hard_wrap: true}",
    "defaults": "defaults: [{scope: {path: posts}, values: {lang: zh-Hans}}]",
    "residue": "residue: [扫码关注]",
    "trusted-hosts": "trusted-hosts: [www.example.com]",
    "attribution-keys": "attribution-keys: [来稿]",
    "featured-condition-size": "featured-condition-size: 1",
    "redirect_from": "redirect_from: [/a/b/]",
    "categories": "categories: [诈骗]",
    "category": "category: 诈骗",
    "tag": "tag: 冒充客服",
    "baseurl": "baseurl: /fanzha",
    "check": "check: {private-data: error, alt: off}",
}
"""How a key is written, for hints."""


def example_of(key: str) -> Text | None:
    """A hint that shows how the key is written; None for one that needs none."""
    example = EXAMPLES.get(key)
    return Text(f"例如 {example}", f"For example: {example}") if example else None
