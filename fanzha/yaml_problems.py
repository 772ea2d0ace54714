"""What is wrong with YAML, in an editor's words."""

from __future__ import annotations

import re

from fanzha.problems import Place, Problem, Severity, Text

TEXTS = frozenset("title subtitle author description SEOTitle".split())
"""Keys that hold a text, of front matter and config: what is typed for them is meant as it stands."""
LONGEST_VALUE = 60
"""Characters of a value that a hint repeats."""
CLOSING = {"[": "]", "{": "}"}


def syntax_hint(line: str, problem: str) -> Text:
    if "\t" in line or "'\\t'" in problem:
        return Text("行首不要用 Tab 键，用空格缩进。", "Indent with spaces, not with the tab key.")
    if "mapping values" in problem and re.match(r"\s+[\w-]+:", line):
        return Text("名称前不要留空格。", "Begin the line without a space before the name.")
    if typed := re.match(r"\s*([\w-]+):\s+(\S.*)", line):
        return _value_hint(typed[1], typed[2].rstrip())
    return Text(
        "每行写成“名称: 值”，名称前不留空格。", "Write each line as “name: value”, without a space before the name."
    )


def _value_hint(key: str, value: str) -> Text:
    """How the value is written so that YAML reads it as it was meant: the whole line where that is plain."""
    opening = value[0]
    closing = CLOSING.get(opening, opening)
    if opening in "[{\"'" and closing not in value[1:]:
        return Text(
            f"{opening} 没有收尾。在后面补上 {closing}；不需要就删掉 {opening}",
            f"{opening} is never closed. Write {closing} behind the value, or delete the {opening}",
        )
    if key not in TEXTS or len(value) > LONGEST_VALUE:
        return Text(
            '值里有冒号、方括号、星号等符号时，把整个值放进英文双引号：title: "…"',
            'Where a value holds a colon, a bracket or an asterisk, put the whole value in quotation marks: title: "…"',
        )
    if '"' in value or "\\" in value:
        quoted = value[1:-1] if value[0] == value[-1] == '"' and value.count('"') == 2 else value
        quoted = "'" + quoted.replace("'", "''") + "'"
    else:
        quoted = f'"{value}"'
    return Text(f"把整个值放进英文引号：{key}: {quoted}", f"Put the whole value in quotation marks: {key}: {quoted}")


def full_width(match: re.Match[str], key: str, text: str, path: str, first_line: int, code: str) -> Problem:
    """A full-width colon behind a name, which may be a Chinese word for the `key`."""
    typed, colon = (match[1], match.start(2)) if match[1] else (match[3], match.start(4))
    line = text.count("\n", 0, colon)
    column = colon - (text.rfind("\n", 0, colon) + 1) + 1
    what = Text(f"“{typed}”后面是中文冒号“：”", f"the colon after “{typed}” is a full-width one (：)")
    hint = Text(f"改成英文冒号，后面空一格：{key}: …", f"Type an ASCII colon and a space: {key}: …")
    if typed != key:
        hint = Text(
            f"设置的名称要写英文，后面是英文冒号，空一格：{key}: …",
            f"Type the key, an ASCII colon and a space: {key}: …",
        )
    return Problem(Place(path, first_line + line, column), "error", code, what, hint)


def too_much(place: Place, code: str) -> Problem:
    what = Text("这里套了太多层，或者太长", "too deeply nested, or too long")
    return Problem(place, "error", code, what, Text("只写简单的“名称: 值”。", "Keep to simple “name: value” lines."))


def too_many_aliases(place: Place, code: str) -> Problem:
    what = Text("这里用 & 和 * 重复得太多", "too much is repeated here by & and *")
    hint = Text("不用 & 和 *，把值直接写出来。", "Write the values themselves, without & and *.")
    return Problem(place, "error", code, what, hint)


def no_space_after_hyphen(place: Place, typed: str, code: str, severity: Severity) -> Problem:
    what = Text(f"“{typed}”的减号后面少一个空格", f"there is no space after the hyphen of “{typed}”")
    hint = Text("- 后面空一格：- 甲", "Put a space after the hyphen: - word")
    return Problem(place, severity, code, what, hint)


def no_mapping(place: Place, code: str) -> Problem:
    what = Text("这里应当是“名称: 值”这样的行", "expected lines of the form “name: value”")
    return Problem(place, "error", code, what, Text("例如 title: 标题", "For example: title: words"))


def doubled(name: str, place: Place, first: Place) -> Problem:
    what = Text(
        f"“{name}”写了两次，以后面的为准，第一次在第 {first.line} 行",
        f"“{name}” is given twice; the last counts, the first is in line {first.line}",
    )
    return Problem(place, "warning", "doubled-key", what, Text("留一个，删掉另一个。", "Keep one of the two."))


def hidden_end(lines: list[str], path: str, first_line: int, code: str) -> Problem | None:
    """A list whose end stands behind a `#`, which YAML takes for a comment: `tags: [#one, #two]`."""
    for number, line in enumerate(lines):
        hidden = re.match(r"([\w-]+:\s*\[(?:[^\]#]*[\s,])?)#[^\]]*\]", line)
        if hidden:
            what = Text("# 后面的字不算数，方括号没有收尾", "what follows # does not count: the bracket stays open")
            hint = Text(f"去掉 #：{line.replace('#', '')}", f"Take the # out: {line.replace('#', '')}")
            return Problem(Place(path, first_line + number, hidden.end(1) + 1), "error", code, what, hint)
    return None
