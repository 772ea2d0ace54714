"""What a key of front matter or config may hold: readers from YAML nodes to values, and the rows of KEYS tables.

A reader raises :class:`Wrong` with what it expected; :func:`read` makes a problem of that.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from fanzha import permalinks, slugs, yaml_tree
from fanzha.key_names import IN_CHINESE, example_of
from fanzha.problems import Place, Problem, Severity, Text, did_you_mean, is_guess
from fanzha.yaml_tree import Entry, Listing, Node, Scalar, Table

HardWrap = Literal["auto", "true", "false"]
Named = tuple[tuple[str, tuple[str, ...]], ...]
"""A table of names with several values each, such as the kinds of label and their words."""


NEAR = 0.85
"""How like a known key another theme's key must be to be taken for a slip (Ratcliff/Obershelp ratio)."""


class Wrong(Exception):
    """A value that its key cannot take: what was expected, how to mend it where the key has no example of its own,
    and where exactly if not at the value's start."""

    def __init__(self, expected: Text, hint: Text, place: Place | None = None) -> None:
        super().__init__(expected.en)
        self.expected = expected
        self.hint = hint
        self.place = place


QUOTED = Text(
    "值里有方括号、花括号时，把整个值放进英文双引号。",
    "Where a value holds brackets, put the whole value in quotation marks.",
)
A_SWITCH = Text("写 true 或 false。", "Write true or false.")
A_NUMBER = Text("只写一个数字，例如 10", "Write a number alone, such as 10")
A_LIST = Text("写成英文方括号里的列表：[甲, 乙]", "Write a list in square brackets: [one, two]")
A_TABLE = Text("写成英文花括号里的表：{名称: 值}", "Write a table in curly brackets: {name: value}")
TABLES = Text("每项一张小表：[{名称: 值}, {名称: 值}]", "Write a table for each item: [{name: value}, {name: value}]")
A_SITE_URL = Text("应为一个网址", "expected an address of the web")
A_SITE_URL_HINT = Text(
    "冒号和斜杠用英文的：https://fanzha.example",
    "Begin with https:// in plain letters and signs: https://fanzha.example",
)
INSIDE = Text("去掉里面的 ..，例如 /a", "Take the .. out of it, as in /a")


Reader = Callable[[Node], Any]


def a_text(node: Node) -> str:
    text = yaml_tree.text_of(node)
    if text is None:
        raise Wrong(Text("应为一段文字", "expected a text"), QUOTED)
    return text.strip()


def a_switch(node: Node) -> bool:
    value = yaml_tree.boolean_of(node)
    if value is None:
        raise Wrong(Text("应为 true 或 false", "expected true or false"), A_SWITCH)
    return value


def a_positive_number(node: Node) -> int:
    value = yaml_tree.whole_number_of(node)
    if value is None or value < 1:
        raise Wrong(Text("应为 1 以上的整数", "expected a whole number from 1 on"), A_NUMBER)
    return value


def a_count(node: Node) -> int:
    value = yaml_tree.whole_number_of(node)
    if value is None or value < 0:
        raise Wrong(Text("应为 0 以上的整数", "expected a whole number from 0 on"), A_NUMBER)
    return value


def a_mask(node: Node) -> str:
    """How much black lies over a header picture: a number from 0 to 1, as typed."""
    typed = a_text(node)
    if not re.fullmatch(r"[01]|[01]?\.\d+|[01]\.", typed) or float(typed) > 1:
        raise Wrong(Text("应为 0 到 1 之间的数", "expected a number from 0 to 1"), A_NUMBER)
    return typed


def a_list(node: Node) -> tuple[str, ...]:
    texts = yaml_tree.texts_of(node)
    if texts is None:
        raise Wrong(Text("应为一个列表", "expected a list"), A_LIST)
    return texts


def a_wrap(node: Node) -> HardWrap:
    text = a_text(node)
    if text == "auto":
        return "auto"
    switch = yaml_tree.boolean_of(node)
    if switch is None:
        raise Wrong(Text("应为 auto、true 或 false", "expected auto, true or false"), A_SWITCH)
    return "true" if switch else "false"


def a_zone(node: Node) -> str:
    name = a_text(node)
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        expected = Text("应为一个时区名，例如 Asia/Shanghai", "expected a time zone's name, such as Asia/Shanghai")
        near = did_you_mean(name, available_timezones(), NEAR)
        raise Wrong(expected, near or Text("例如 Asia/Shanghai", "For example: Asia/Shanghai")) from None
    return name


def a_base(node: Node) -> str:
    base = base_path(a_text(node))
    if slugs.climbs(base):
        raise Wrong(_OUTSIDE, INSIDE)
    return base


def a_permalink(node: Node) -> str:
    """A style's name, or a pattern whose placeholders all exist and which stays inside the site."""
    typed = a_text(node)
    if slugs.climbs(typed):
        raise Wrong(_OUTSIDE, INSIDE)
    unknown = permalinks.unknown_placeholder(typed)
    if unknown:
        raise Wrong(Text(f"没有叫 {unknown} 的占位符", f"there is no placeholder {unknown}"), INSIDE)
    fixed = permalinks.PLACEHOLDER.sub("", typed)
    if typed and fixed == typed and typed not in permalinks.STYLES:
        near = did_you_mean(typed, permalinks.STYLES)
        raise Wrong(
            _ONE_FOR_ALL, near or Text("例如 pretty 或 /:year/:title/", "For example: pretty, or /:year/:title/")
        )
    unfit = slugs.too_long(fixed) or slugs.refused_by_windows(fixed)
    if unfit:
        raise Wrong(unfit, INSIDE)
    return typed


def a_site_url(node: Node) -> str:
    url = site_url(a_text(node))
    if not is_site_url(url):
        raise Wrong(A_SITE_URL, A_SITE_URL_HINT)
    return url


def base_path(typed: str) -> str:
    """A baseurl in its normal form: empty, or with a slash in front and none behind, and not percent-encoded."""
    base = unquote(typed).strip().strip("/")
    return f"/{base}" if base else ""


def site_url(typed: str) -> str:
    """A site's URL without a slash behind; where only the host was typed, with https."""
    url = typed.strip().rstrip("/")
    return f"https://{url}" if url and "://" not in url else url


def is_site_url(url: str) -> bool:
    """Whether a site can stand there; none at all is allowed, too."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return not url or (parts.scheme in ("http", "https") and bool(host) and not re.search(r"\s|[：／。，]", url))


def a_table_of_lists(node: Node) -> Named:
    if not isinstance(node, Table):
        raise Wrong(Text("应为“名称: [值, 值]”的表", "expected a table of “name: [value, value]”"), A_TABLE)
    return tuple((entry.name, a_list(entry.value)) for entry in node.entries)


def a_table(node: Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, Table):
        raise Wrong(Text("应为“名称: 值”的表", "expected a table of “name: value”"), A_TABLE)
    return tuple((entry.name, a_text(entry.value)) for entry in node.entries)


_ONE_FOR_ALL = Text("这样所有文章都是同一个网址", "all posts would have the same address")
_OUTSIDE = Text("不能用 .. 跑到网站文件夹外面", "it must not lead out of the site's folder by ..")

ROLES = ("scammer", "victim", "police", "other")


def a_table_of_roles(node: Node) -> tuple[tuple[str, str], ...]:
    table = a_table(node)
    for (_, role), entry in zip(table, node.entries if isinstance(node, Table) else (), strict=True):
        if role not in ROLES:
            names = " / ".join(ROLES)
            expected = Text(f"角色应为 {names} 之一", f"expected a role: {names}")
            raise Wrong(expected, did_you_mean(role, ROLES) or A_TABLE, entry.value.place)
    return table


def tables_of(node: Node) -> tuple[Table, ...]:
    if isinstance(node, Scalar) and node.empty:
        return ()
    if not isinstance(node, Listing) or not all(isinstance(item, Table) for item in node.items):
        raise Wrong(Text("应为一个列表，每项是一张小表", "expected a list of small tables"), TABLES)
    return tuple(item for item in node.items if isinstance(item, Table))


def part_of(table: Table, name: str) -> str:
    entry = table.get(name)
    return a_text(entry.value) if entry else ""


class Key(NamedTuple):
    """A row of KEYS. `kind`: used; ignored (known, without effect, nothing said); dead (said once as information)."""

    name: str
    reader: Reader | None
    kind: Literal["used", "ignored", "dead"] = "used"
    why: Text | None = None


def read(entry: Entry, reader: Reader, code: str, severity: Severity = "error") -> tuple[Any, tuple[Problem, ...]]:
    """The entry's value as its key's reader understands it, or the problem that it does not."""
    try:
        return reader(entry.value), ()
    except Wrong as wrong:
        what = Text(
            f"“{entry.name}”的值不对：{wrong.expected.zh}", f"wrong value for “{entry.name}”: {wrong.expected.en}"
        )
        hint = wrong.hint if is_guess(wrong.hint) else example_of(entry.name) or wrong.hint
        return None, (Problem(wrong.place or entry.value.place, severity, code, what, hint),)


def unknown_key(entry: Entry, known: Iterable[str], strict: bool) -> Problem:
    """The warning for a key that nobody knows. Where `strict` is off, keys of others' themes and plugins are expected:
    an information then, unless a known key is so near that this looks like a slip."""
    by_case = {name.lower(): name for name in known}
    same = IN_CHINESE.get(entry.name, entry.name).lower()
    guess = did_you_mean(same, by_case, NEAR if not strict else 0.6)
    if same in by_case:
        guess = did_you_mean(by_case[same], (by_case[same],))
    what = Text(f"没有叫“{entry.name}”的设置", f"there is no key “{entry.name}”")
    hint = guess or (_NO_SUCH_KEY if strict else None)
    return Problem(entry.place, "warning" if strict or guess else "info", "unknown-key", what, hint)


_NO_SUCH_KEY = Text(
    "看看拼写；可以写的名称见使用说明（docs/guide.zh.md）。不需要就删掉这一行。",
    "Mind the spelling; docs/guide.en.md lists the keys. Delete the line if nothing needs it.",
)


def field_name(key: str) -> str:
    """The dataclass field that holds `key`."""
    return key.replace("-", "_").lower()
