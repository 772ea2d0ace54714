"""Keeps the import order: each module uses only modules above it in the list of `fanzha`'s docstring."""

from __future__ import annotations

import ast
import re

from conftest import ROOT

import fanzha

PACKAGE = ROOT / "fanzha"
ORDER = [
    name.strip(" /")
    for names in re.findall(r"^    (\S+(?:, \S+)*?)(?:  |$)", fanzha.__doc__ or "", re.MULTILINE)
    for name in names.split(",")
]


def imported(tree: ast.Module) -> set[str]:
    """The modules of ours that the tree imports, wherever the import stands: `posts`, `dialect`, …"""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what is imported"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("fanzha.")} & set(ORDER)


def test_the_list_is_complete() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert sorted(ORDER) == sorted(modules | packages)


def test_each_module_uses_only_those_above_it() -> None:
    assert ORDER
    below = []
    for path in PACKAGE.rglob("*.py"):
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own in ORDER:
            used = imported(ast.parse(path.read_text("utf-8"))) - {own}
            below += [f"{own} uses {name}" for name in sorted(used) if ORDER.index(name) > ORDER.index(own)]
    assert below == []
