"""YAML, for front matter and config, as a tree of `yaml_tree`'s nodes.

Texts that would exhaust memory or stack (nested brackets, aliases of aliases) are refused while they are still events
(yaml.org/spec/1.1, section 3.1.1: serialise, parse), before anything is built from them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import yaml

from fanzha import yaml_problems
from fanzha.decoding import CONTROL_CHARACTERS
from fanzha.patterns import pattern
from fanzha.problems import Outcome, Place, Problem, Text
from fanzha.yaml_tree import Entry, Listing, Node, Scalar, Table

LARGEST = 200_000
"""Characters of YAML that are read at most."""
DEEPEST = 20
MOST_NODES = 20_000
OPENING = "[{-:?"
"""Every list or table has one of these of its own: a text with few of them cannot be deeply nested."""

LINE_BREAKS_OF_YAML = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""Copied text holds these unseen, where nobody means a new line (yaml.org/spec/1.1, section 5.4)."""

MERGE = "tag:yaml.org,2002:merge"


class _Untyped:
    """Instead of PyYAML's resolvers, which look for numbers, dates and the like: our readers do, as each key asks for.

    Only `<<` (yaml.org/type/merge) is the tree's; no other tag is asked for.
    """

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """A node's tag; `implicit` begins with whether a scalar may have another than a quoted one."""
        return MERGE if value == "<<" and implicit[0] else ""

    def descend_resolver(self, parent: yaml.Node | None, index: Any) -> None:
        """Nothing: only resolvers of paths want to know which way a node lies."""

    def ascend_resolver(self) -> None:
        """Nothing, as well."""


# The C loader is seven times faster; it is missing where PyYAML was built without libyaml.
_LOADER: Any = type("Loader", (_Untyped, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), {})

FULL_WIDTH_COLON = pattern(r"^[ \t]*([A-Za-z][\w-]*)[ \t]*(：)|^([\u4e00-\u9fff]+)[ \t]*(：)", re.MULTILINE)
"""A full-width colon behind a name. A Chinese one that is indented may be a text."""
ALIAS = pattern(r"[\[,:-]\s*\*\w")
UNSPACED_ITEM = pattern(r"[ ]*(-[^\s-].*)")
"""An item of a list right behind its hyphen."""

GLUED = pattern(r"[ ]*([A-Za-z][\w-]*|[\u4e00-\u9fff]+)(:)[^\s/]")
"""A key with its value right behind the colon."""

BLANKS_AFTER_COLON = pattern(
    "^([ ]*(?:- )?[\\w.-]+:)([ ]*[\t\u00a0\u3000\u200b][ \t\u00a0\u3000\u200b]*)", re.MULTILINE
)
"""A tab, or a blank that only looks like one (no-break, ideographic, of no width), where YAML wants a plain one."""


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what.en)
        self.problem = problem


def parse(
    text: str,
    path: str,
    first_line: int,
    code: str,
    known: Collection[str],
    chinese: Mapping[str, str] = MappingProxyType({}),
) -> Outcome[Table]:
    """Parse a YAML mapping that begins at line `first_line` of the file `path`; problems carry `code`.

    Errors: whatever YAML refuses, anything but a mapping, a full-width colon after one of the `known` keys or a Chinese
    word for one (`chinese`), too much nesting or repetition. A doubled key is a warning; the last one counts, as in
    Jekyll.
    """
    wide = [
        yaml_problems.full_width(match, key, text, path, first_line, code)
        for match in (FULL_WIDTH_COLON.finditer(text) if "：" in text else ())
        if (key := match[1] if match[1] in known else chinese.get(match[3] or "", ""))
    ]
    if wide:
        # YAML would read such a line as part of its neighbour, and complain about that one.
        return Outcome(None, tuple(wide))
    if len(text) > LARGEST:
        return Outcome(None, (yaml_problems.too_much(Place(path, first_line), code),))
    # Same number of characters, so that columns stay true.
    if any(line_break in text for line_break in "\x85\u2028\u2029"):
        text = text.translate(LINE_BREAKS_OF_YAML)
    if any(blank in text for blank in "\t\u00a0\u3000\u200b"):
        text = BLANKS_AFTER_COLON.sub(lambda match: match[1] + " " * len(match[2]), text)
    reader = _Reader(text, path, first_line, code)
    try:
        reader.look_through()
        root = yaml.compose(text, Loader=_LOADER)
        if root is None or (isinstance(root, yaml.ScalarNode) and not root.value.strip()):
            return Outcome(Table((), Place(path, first_line)))
        if not isinstance(root, yaml.MappingNode):
            problem = reader.glued(len(reader.lines)) or yaml_problems.no_mapping(reader.place(root.start_mark), code)
            return Outcome(None, (problem,))
        tree = reader.convert(root, 0)
        assert isinstance(tree, Table)
        return Outcome(tree, tuple(reader.problems))
    except _Refused as refused:
        return Outcome(None, (refused.problem,))
    except yaml.MarkedYAMLError as error:
        return Outcome(None, (reader.syntax_error(error),))
    except yaml.YAMLError as error:
        what = Text(f"这里的字符 YAML 读不了：{error}", f"YAML cannot read this: {error}")
        hint = Text("删掉看不见的字符，重新打一遍。", "Delete characters that cannot be seen, and type the line again.")
        return Outcome(None, (Problem(Place(path, first_line), "error", code, what, hint),))


class _Reader:
    def __init__(self, text: str, path: str, first_line: int, code: str) -> None:
        self.text, self.path, self.first_line, self.code = text, path, first_line, code
        self.lines = text.split("\n")
        self.problems: list[Problem] = []
        self.nodes = 0

    def place(self, mark: Any) -> Place:
        return Place(self.path, self.first_line + mark.line, mark.column + 1)

    def look_through(self) -> None:
        if sum(map(self.text.count, OPENING)) <= DEEPEST:
            return
        try:
            self.refuse_depth(_LOADER)
        except yaml.MarkedYAMLError as error:
            if "nesting depth" not in str(error.problem):
                raise
            # Newer builds of libyaml have a limit of their own and read ahead; Python's loader finds the place of ours.
            self.refuse_depth(yaml.SafeLoader)

    def refuse_depth(self, loader: Any) -> None:
        depth = 0
        for event in yaml.parse(self.text, Loader=loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise _Refused(yaml_problems.too_much(self.place(event.start_mark), self.code))

    def convert(self, node: yaml.Node, depth: int) -> Node:
        self.nodes += 1
        place = self.place(node.start_mark)
        if self.nodes > MOST_NODES or depth > DEEPEST:
            # A text that is deep or long by itself was refused before; what is left is repetition.
            repeated = depth > DEEPEST or ALIAS.search(self.text)
            refusal = yaml_problems.too_many_aliases if repeated else yaml_problems.too_much
            raise _Refused(refusal(place, self.code))
        if isinstance(node, yaml.ScalarNode):
            if not node.style:  # None from the Python loader, an empty string from the C one
                return Scalar(self.as_typed(node), False, place)
            return Scalar(CONTROL_CHARACTERS.sub("", node.value), node.style in "'\"", place)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(self.convert(item, depth + 1) for item in node.value), place)
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            where = self.place(key.start_mark)
            if key.tag == MERGE:
                merged = self.convert(value, depth + 1)
                for entry in merged.entries if isinstance(merged, Table) else ():
                    entries.setdefault(entry.name, entry)
                continue
            entry = Entry(name, where, self.convert(value, depth + 1))
            if name in entries and entries[name].place != where:
                self.problems.append(yaml_problems.doubled(name, where, entries[name].place))
            entries[name] = entry
        return Table(tuple(entries.values()), place)

    def as_typed(self, node: yaml.ScalarNode) -> str:
        """A plain scalar with the `#1` that YAML takes for a comment; `# with a space` is one."""
        value = str(node.value)
        if "#" not in self.text:
            return value
        mark = node.end_mark
        if node.start_mark.line == mark.line and mark.line < len(self.lines):
            line = self.lines[mark.line]
            typed = re.match(r"\s+#[^\s#].*", line[mark.column :])
            if typed and value:
                return line[node.start_mark.column :].split(" # ")[0].rstrip()
        return value

    def glued(self, last: int) -> Problem | None:
        """The problem of a `title:words` up to line `last`, which YAML notices only in a line below."""
        for number, line in enumerate(self.lines[: last + 1]):
            found = GLUED.match(line)
            if found:
                place = Place(self.path, self.first_line + number, found.start(2) + 1)
                what = Text(f"“{found[1]}”的冒号后面少一个空格", f"there is no space after the colon of “{found[1]}”")
                hint = Text("冒号后面要空一格：title: 标题", "Put a space after the colon: title: words")
                return Problem(place, "error", self.code, what, hint)
        return None

    def unspaced(self, last: int) -> Problem | None:
        """The problem of a `-word` up to line `last` that was meant for a list's item."""
        for number, line in enumerate(self.lines[: last + 1]):
            found = UNSPACED_ITEM.match(line)
            if found and number and re.fullmatch(r"[ ]*(?:[\w-]+:|-.*)\s*", self.lines[number - 1]):
                place = Place(self.path, self.first_line + number, found.start(1) + 1)
                return yaml_problems.no_space_after_hyphen(place, found[1].strip(), self.code, "error")
        return None

    def syntax_error(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        last = mark.line if mark else len(self.lines)
        hidden = yaml_problems.hidden_end(self.lines[: last + 1], self.path, self.first_line, self.code)
        slip = self.glued(last) or self.unspaced(last) or hidden
        if slip:
            return slip
        context = str(error.context)
        if error.context_mark and any(part in context for part in ("quoted scalar", "flow ", "simple key")):
            # What is opened and never closed is mended where it opens.
            mark = error.context_mark
        place = self.place(mark) if mark else Place(self.path, self.first_line)
        typed = self.lines[mark.line] if mark and mark.line < len(self.lines) else ""
        what = Text("这里的写法不对，程序读不懂", f"this is no valid YAML: {error.problem or error.context}")
        return Problem(place, "error", self.code, what, yaml_problems.syntax_hint(typed, str(error.problem)))
