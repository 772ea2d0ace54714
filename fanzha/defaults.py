"""Front matter that the config sets for many posts at once: Jekyll's `defaults`.

Source: jekyllrb.com/docs/configuration/front-matter-defaults, as of Jekyll 4.3.
"""

import posixpath
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from fanzha import yaml_tree
from fanzha.keys import TABLES, Wrong, tables_of
from fanzha.problems import Text
from fanzha.yaml_tree import Entry, Node, Table

UNDERSCORED = {"posts": "_posts", "drafts": "_drafts"}


class Default(NamedTuple):
    """A row of `defaults`: the paths and the type that it holds for, and the entries that it sets."""

    path: str
    type: str
    """`posts`, `pages` or `drafts`; empty for all."""
    values: tuple[Entry, ...]

    def holds_for(self, path: str, type: str) -> bool:
        """Whether the scope covers the source: its path begins so, or matches a pattern with `*`."""
        if self.type and self.type != type:
            return False
        if "*" in self.path:
            above = [path]
            while above[-1]:
                above.append(posixpath.dirname(above[-1]))
            return any(fnmatchcase(part, self.path.rstrip("/")) for part in above)
        return path.startswith(self.path)


def a_list_of_defaults(node: Node) -> tuple[Default, ...]:
    """Raises Wrong where it is no list of tables with `scope` and `values`."""
    defaults = []
    for table in tables_of(node):
        scope, values = table.get("scope"), table.get("values")
        if not scope or not values or not isinstance(scope.value, Table) or not isinstance(values.value, Table):
            expected = Text("每一项要有 scope 和 values 两张小表", "every item needs the tables scope and values")
            raise Wrong(expected, TABLES, table.place)
        path, type = scope.value.get("path"), scope.value.get("type")
        typed = (yaml_tree.text_of(path.value) or "").strip() if path else ""
        kind = (yaml_tree.text_of(type.value) or "").strip() if type else ""
        # Jekyll 2 wrote them in the singular.
        kind = f"{kind}s" if kind in ("post", "page", "draft") else kind
        defaults.append(Default(typed.removeprefix("./").lstrip("/"), kind, values.value.entries))
    return tuple(defaults)


def with_defaults(table: Table, path: str, kind: Literal["post", "page"], defaults: Sequence[Default]) -> Table:
    """Front matter with what `defaults` add to it: what it says itself stands, then the longest path, then a type."""
    if not defaults:
        return table
    folders = path.split("/")[:-1]
    is_draft = kind == "post" and bool({"drafts", "_drafts"} & set(folders))
    # A site may have its posts in `posts/`, and its scopes for `_posts`.
    paths = (path, "/".join((UNDERSCORED.get(folders[0], folders[0]), *path.split("/")[1:])) if folders else path)
    type = "drafts" if is_draft else f"{kind}s"
    rows = [row for row in defaults if any(row.holds_for(candidate, type) for candidate in paths)]
    rows.sort(key=lambda row: (len(row.path), bool(row.type)))
    given = {entry.name: entry for row in rows for entry in row.values}
    own = {entry.name for entry in table.entries}
    added = tuple(
        entry
        for name, entry in given.items()
        if name not in own and not (kind == "page" and name == "permalink")  # Jekyll's pages ignore it there
    )
    return Table((*table.entries, *added), table.place)
