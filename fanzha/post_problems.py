"""What is wrong with a post as a whole, in an editor's words: its date, name, title, tags, layout."""

from __future__ import annotations

import posixpath
import re

from fanzha import yaml_tree
from fanzha.problems import Place, Problem, Text, did_you_mean
from fanzha.texts import Source
from fanzha.yaml_tree import Entry


def impossible_date(entry: Entry) -> Problem:
    typed = yaml_tree.text_of(entry.value)
    what = Text(f"“{typed}”不是一个日期", f"“{typed}” is no date")
    hint = Text(
        "例如 date: 2020-06-19 或 date: 2020-06-19 08:30", "For example: date: 2020-06-19 or date: 2020-06-19 08:30"
    )
    return Problem(entry.value.place, "error", "date", what, hint)


def impossible_name(path: str) -> Problem:
    name = posixpath.basename(path)
    what = Text(f"文件名“{name}”里的日期不存在", f"the date in the file name “{name}” does not exist")
    hint = Text("改文件名，或在 front matter 里写 date。", "Rename the file, or write date into the front matter.")
    return Problem(Place(path), "error", "date", what, hint)


def empty_slug(path: str) -> Problem:
    what = Text("文件名里没有能写进网址的字，地址里只剩日期", "the file's name has no letter for its address")
    hint = Text(
        "改文件名，或在 front matter 里写 slug: name", "Rename the file, or add slug: name to the front matter."
    )
    return Problem(Place(path), "warning", "empty-slug", what, hint)


def no_title(source: Source, first_line: int, title: str, entry: Entry | None) -> Problem:
    what = Text(f"没有标题，先用“{title}”代替", f"there is no title; “{title}” stands in")
    hint = Text("在 front matter 里加一行 title: 标题", "Add a line title: words to the front matter.")
    place = Place(source.path, min(first_line, 2))
    lost = (
        re.search(r"#.*\S", source.line(entry.place.line) or "") if entry and entry.place.path == source.path else None
    )
    if entry and lost:
        place = Place(source.path, entry.place.line, lost.start() + 1)
        typed = lost[0].replace('"', '\\"')
        hint = Text(
            f'# 后面的字不算数。把整个标题放进英文双引号：title: "{typed}"',
            f'What follows # does not count. Put the title into quotation marks: title: "{typed}"',
        )
    return Problem(place, "warning", "no-title", what, hint)


def lost_tags(source: Source, entry: Entry | None) -> Problem | None:
    """Tags as WeChat has them, which YAML takes for a comment: `tags: #one #two`."""
    line = source.line(entry.place.line) if entry and entry.place.path == source.path else None
    lost = re.search(r":\s+(#[^\s#,，、].*)", line or "")
    if entry is None or lost is None:
        return None
    tags = ", ".join(re.findall(r"[^\s#,，、]+", lost[1]))
    what = Text("# 后面的字不算数，没有标签", "what follows # does not count: there are no tags")
    hint = Text(f"不用 #，写在方括号里：tags: [{tags}]", f"Write them without #, in brackets: tags: [{tags}]")
    return Problem(Place(source.path, entry.place.line, lost.start(1) + 1), "warning", "front-matter", what, hint)


def unknown_layout(entry: Entry | None, path: str, layouts: tuple[str, ...], kind: str, is_jekylls: bool) -> Problem:
    typed = (yaml_tree.text_of(entry.value) if entry else "") or ""
    what = Text(f"没有叫“{typed}”的布局，按 {kind} 生成", f"there is no layout “{typed}”; built as {kind}")
    place = entry.value.place if entry else Place(path)
    # A blog's theme has layouts of its own; that ours are others is no mistake.
    names = Text(f"有这些布局：{'、'.join(layouts)}", f"There are these layouts: {', '.join(layouts)}")
    hint = did_you_mean(typed, layouts) or (None if is_jekylls else names)
    return Problem(place, "info" if is_jekylls else "warning", "unknown-layout", what, hint)
