"""Settings that are lists or tables of their own kind: friends, hotlines, header pictures, accounts, the author,
severities."""

import re
from collections.abc import Iterator
from typing import NamedTuple, cast, get_args

from fanzha import yaml_tree
from fanzha.keys import A_TABLE, TABLES, HardWrap, Wrong, a_switch, a_table, a_text, part_of, tables_of
from fanzha.patterns import pattern
from fanzha.problems import Problem, Severity, Text, did_you_mean
from fanzha.severities import ALWAYS_ERRORS, BUILD_CODES, CHECK_CODES, Given
from fanzha.yaml_tree import Entry, Node, Scalar, Table


class Friend(NamedTuple):
    title: str
    href: str


class Hotline(NamedTuple):
    """A number for help: what it is for, whether a reader can call it, and a word for it where there is little room."""

    number: str
    purpose: str
    call: bool = True
    name: str = ""


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


HOST_NAME = pattern(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{2,63}(?<!-)")
"""A domain name with a dot in it (RFC 1123, section 2.1)."""

A_DOMAIN = Text("例如 domain: www.example.com", "For example: domain: www.example.com")

LINE_BREAK = pattern(r"\s*<br\s*/?>\s*", re.IGNORECASE)

GENERATED = ("tags", "archive", "404")
"""Pages that no editor writes, and that may have header pictures of their own."""


def an_author(node: Node) -> str:
    """A name; of a table (jekyllrb.com/docs, jekyll-feed, jekyll-seo-tag) its `name`, of a list all names."""
    if isinstance(node, Table):
        return part_of(node, "name")
    names = yaml_tree.flat_texts_of(node)
    return "、".join(names)


def a_text_in_lines(node: Node) -> str:
    """A text whose `<br>`, which the Hux theme's own config writes, are spaces."""
    return LINE_BREAK.sub(" ", a_text(node))


def a_table_of_headers(node: Node) -> tuple[tuple[str, str], ...]:
    table = a_table(node)
    unknown = [name for name, _ in table if name not in GENERATED]
    if unknown:
        names = " / ".join(GENERATED)
        raise Wrong(Text(f"{unknown[0]} 应为 {names} 之一", f"{unknown[0]} should be one of {names}"), A_TABLE)
    return table


def a_domain(node: Node) -> str:
    """A host name in lower case; one in Chinese in the form that the DNS knows (Punycode, RFC 3492)."""
    typed = a_text(node).rstrip("/").removeprefix("https://").removeprefix("http://")
    try:
        name = typed.encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        name = ""
    if not HOST_NAME.fullmatch(name):
        raise Wrong(Text("应为一个域名，不带路径和端口", "expected a domain, without path and port"), A_DOMAIN)
    return name


def kramdowns_wrap(node: Node) -> HardWrap | None:
    """Jekyll's place for `hard_wrap`; its other options have no counterpart here."""
    if not isinstance(node, Table):
        raise Wrong(Text("应为“名称: 值”的表", "expected a table of “name: value”"), A_TABLE)
    entry = node.get("hard_wrap")
    if entry is None:
        return None
    return "true" if a_switch(entry.value) else "false"


def a_list_of_friends(node: Node) -> tuple[Friend, ...]:
    friends = []
    for table in tables_of(node):
        title, href = part_of(table, "title"), part_of(table, "href")
        if not (title and href):
            raise Wrong(
                Text("每个链接要有 title 和 href", "every friend needs a title and an href"), TABLES, table.place
            )
        friends.append(Friend(title, href))
    return tuple(friends)


def a_list_of_hotlines(node: Node) -> tuple[Hotline, ...]:
    lines = []
    for table in tables_of(node):
        number, call = part_of(table, "number"), table.get("call")
        if not number:
            raise Wrong(Text("每条热线要有 number", "every hotline needs a number"), TABLES, table.place)
        can_call = a_switch(call.value) if call else True
        lines.append(Hotline(number, part_of(table, "purpose"), can_call, part_of(table, "name")))
    return tuple(lines)


A_SEVERITY = Text("例如 check: {private-data: error, alt: off}", "For example: check: {private-data: error, alt: off}")


def a_table_of_severities(node: Node) -> Given:
    """Codes with `error`, `warning`, `info` or `off`, which YAML also takes for false."""
    if not isinstance(node, Table):
        raise Wrong(Text("应为“代号: 级别”的表", "expected a table of “code: severity”"), A_SEVERITY)
    return cast(Given, tuple((entry.name, _a_severity(entry.value)) for entry in node.entries))


def _a_severity(node: Node) -> str:
    typed = (yaml_tree.text_of(node) or "").strip().lower()
    if typed in get_args(Severity):
        return typed
    if typed and yaml_tree.boolean_of(node) is False:
        return "off"
    names = (*get_args(Severity), "off")
    raise Wrong(
        Text(f"级别应为 {' / '.join(names)} 之一", f"a severity is one of {' / '.join(names)}"), A_SEVERITY, node.place
    )


def slips_in_severities(table: Table) -> Iterator[Problem]:
    """A warning for each code in the config's `check` that there is not, or that is always an error."""
    entry = table.get("check")
    for row in entry.value.entries if entry and isinstance(entry.value, Table) else ():
        if row.name not in BUILD_CODES | CHECK_CODES:
            what = Text(f"没有叫“{row.name}”的检查", f"there is no check “{row.name}”")
            hint = did_you_mean(row.name, sorted(BUILD_CODES | CHECK_CODES)) or _EVERY_CODE
            yield Problem(row.place, "warning", "unknown-key", what, hint)
        elif row.name in ALWAYS_ERRORS and _says_other_than_error(row):
            what = Text(f"“{row.name}”总是错误，不能改", f"“{row.name}” is an error always; that cannot be changed")
            yield Problem(row.place, "warning", "config", what, Text("删掉这一项。", "Delete it."))


def _says_other_than_error(row: Entry) -> bool:
    return not (isinstance(row.value, Scalar) and row.value.text.strip().lower() == "error")


_EVERY_CODE = Text(
    "代号见 docs/problems.md；每条提示的方括号里就是它的代号。",
    "docs/problems.md lists the codes; a message has its code in brackets.",
)
