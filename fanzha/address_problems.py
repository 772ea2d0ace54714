"""What is wrong with an address that front matter asks for, in an editor's words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanzha import slugs, yaml_tree
from fanzha.front_matter import Meta, lies_in_jekylls
from fanzha.problems import Place, Problem, Severity, Text
from fanzha.sources import MANIFEST
from fanzha.yaml_tree import Table


def climbing(meta: Meta, table: Table) -> Iterator[Problem]:
    """An error for each permalink, category and tag that would lead out of the site folder."""
    for name, values in (
        ("permalink", (meta.permalink,)),
        ("redirect_from", meta.redirect_from),
        ("categories", meta.categories),
        ("tags", meta.tags),
        ("slug", (meta.slug,)),
    ):
        for value in values:
            if not slugs.climbs(value) and not (name in WHOLE and "://" in value):
                continue
            place = _place(name, value, table)
            if place:
                what = Text(f"“{value}”会跑到网站文件夹外面", f"“{value}” leads out of the site's folder")
                yield Problem(place, "error", "front-matter", what, _hint_for_climbing(name, value))


def unwritable(address: str, meta: Meta, table: Table, path: str) -> Iterator[Problem]:
    """What no disk could hold, of the source's own address and of the old ones that lead to it.

    Characters and names that only Windows refuses are a warning in a Jekyll blog, which has lived with them.
    """
    for name, each in (("", address), *(("redirect_from", old) for old in meta.redirect_from)):
        found = _unfit(each, lies_in_jekylls(path)) if each else None
        if found:
            what, severity = found
            place = _place(name, each, table) if name else _culprit(meta, table)
            hint = _SHORTER if place else _RENAME
            yield Problem(place or Place(path), severity, "front-matter", what, hint)


WHOLE = ("permalink", "redirect_from")
"""Keys whose value is a whole address."""


def _unfit(address: str, is_jekylls: bool) -> tuple[Text, Severity] | None:
    file = slugs.file_path(address)
    if file.split("/")[0].lower() == MANIFEST:
        what = Text(f"{MANIFEST} 是本程序自己的文件名", f"{MANIFEST} is the name of a file of our own")
        return what, "error"
    reason = slugs.too_long(file)
    if reason:
        return reason, "error"
    reason = slugs.refused_by_windows(file)
    if reason:
        return reason, "warning" if is_jekylls and "\\" not in file and file[1:2] != ":" else "error"
    return None


def _culprit(meta: Meta, table: Table) -> Place | None:
    """Where that value stands of which the address has what is wrong with it; None where it is the file's name."""
    given: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("slug", (slugs.slug(meta.slug),)),
        ("categories", meta.categories),
    )
    if meta.permalink:
        given = (("permalink", (meta.permalink,)), *given)
    for name, values in given:
        for value in values:
            if value and (name == "permalink" or slugs.too_long(value) or slugs.refused_by_windows(value)):
                return _place(name, value, table)
    # None is too long alone: it is all of them together.
    longest = max(
        (entry for entry in table.entries if entry.name in ("slug", "categories", "category")),
        default=None,
        key=lambda entry: sum(map(len, yaml_tree.flat_texts_of(entry.value))),
    )
    return longest.value.place if longest else None


def _place(name: str, value: str, table: Table) -> Place | None:
    """Where the value stands: itself, or its key's; None where the front matter has no such key."""
    names = {"categories": ("categories", "category"), "tags": ("tags", "tag")}.get(name, (name,))
    entries = [entry for entry in map(table.get, names) if entry]
    for entry in entries:
        for scalar in yaml_tree.scalars_of(entry.value):
            if scalar.text.strip() == value:
                return scalar.place
    return entries[0].value.place if entries else None


def _hint_for_climbing(name: str, value: str) -> Text:
    if "://" in value:
        # Not `urlsplit`, which refuses what is no address at all.
        path = re.sub(r"^.*?://[^/?#]*|[?#].*", "", value) or "/a/b/"
        return Text(
            f"只写网址里域名后面的部分，例如 {name}: {path}",
            f"Write only what follows the host's name, as in {name}: {path}",
        )
    if name in WHOLE:
        return Text(
            f"去掉里面的 ..，只写网站里的路径，例如 {name}: /a/b/",
            f"Take the .. out of it; it is a path in the site, as in {name}: /a/b/",
        )
    return {
        "tags": Text(
            "标签写成一个词，不要写 .. 和斜杠，例如 tags: [冒充客服]",
            "Take the .. out of it: a tag is a word or two, as in tags: [冒充客服]",
        ),
        "categories": Text(
            "分类写成一个词，不要写 .. 和斜杠，例如 categories: [诈骗]",
            "Take the .. out of it: a category is a word or two, as in categories: [诈骗]",
        ),
        "slug": Text(
            "slug 是网址的最后一段，不要写 .. 和斜杠，例如 slug: wanggou-tuikuan",
            "Take the .. out of it: a slug is the last part of the address, as in slug: wanggou-tuikuan",
        ),
    }[name]


_SHORTER = Text(
    "换一个短的、只有字母、数字、汉字和减号的，例如 permalink: /a/b/ 或 slug: name",
    "Choose a short one of letters, digits and hyphens, such as permalink: /a/b/ or slug: name",
)
_RENAME = Text(
    "把文件名改短，或在 front matter 里写 slug: name",
    "Give the file a shorter name, or add slug: name to the front matter.",
)
