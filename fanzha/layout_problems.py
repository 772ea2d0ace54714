"""What is wrong with a layout: where, and in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

from fanzha.problems import Place, Problem, Text, did_you_mean

FOLDER = "layouts/"


class Reference(NamedTuple):
    """A layout that another names, in which line, and whether as the one that it extends."""

    name: str
    line: int
    extends: bool


def references(tree: nodes.Template) -> Iterator[Reference]:
    """The layouts that a parsed one cannot do without; those whose name is worked out are not known yet."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        template = getattr(node, "template", None)
        if getattr(node, "ignore_missing", False) or not isinstance(template, nodes.Const):
            continue
        if isinstance(template.value, str):
            yield Reference(template.value, node.lineno, isinstance(node, nodes.Extends))


def of_references(found: Mapping[str, Sequence[Reference]], texts: Mapping[str, str]) -> Iterator[Problem]:
    """An error for each named layout that there is not, and for each layout that extends itself."""
    above = {name: [each.name for each in given if each.extends] for name, given in found.items()}
    for name, given in found.items():
        for each in given:
            if each.name not in texts:
                yield _missing(each.name, FOLDER + name, each.line, texts)
            elif each.extends and _leads_to(name, each.name, above):
                yield _endless(FOLDER + name, each.line, texts)


def mistake(error: Exception, layout: str, texts: Mapping[str, str]) -> Problem:
    """The problem that an exception from compiling or rendering `layout` stands for."""
    path, line = FOLDER + layout, 0
    if isinstance(error, TemplateSyntaxError):
        path, line = FOLDER + (error.name or layout), error.lineno
    else:
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename.startswith(FOLDER):
                path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
                if isinstance(error, RecursionError):
                    break
            trace = trace.tb_next
    if isinstance(error, TemplateNotFound):
        return _missing(str(error.name), path, line, texts)
    if isinstance(error, RecursionError):
        return _endless(path, line, texts)
    message = str(error) or type(error).__name__
    return Problem(
        _place(path, line, message, texts),
        "error",
        "layout",
        Text(f"布局里有错，读不下去，原话是：{message}", f"a mistake in the layout: {message}"),
        Text(
            "改好这一行，或删掉您自己的这个布局文件，就会用回自带的。",
            "Mend that line, or delete your own layout: ours is used then.",
        ),
    )


def _leads_to(name: str, start: str, above: Mapping[str, Sequence[str]]) -> bool:
    """Whether the layouts that `start` extends, directly or not, hold `name`."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        each = ahead.pop()
        if each == name:
            return True
        if each not in seen:
            seen.add(each)
            ahead += above.get(each, ())
    return False


def _missing(name: str, path: str, line: int, texts: Mapping[str, str]) -> Problem:
    what = Text(f"没有布局文件 {name}", f"there is no layout {name}")
    hint = did_you_mean(name, texts, 0.8) or Text(
        f"布局文件放在 layouts/ 里；有这些：{'、'.join(sorted(texts))}",
        f"Layouts lie in layouts/; there are {', '.join(sorted(texts))}",
    )
    return Problem(_place(path, line, f"'{name}'", texts), "error", "layout", what, hint)


def _endless(path: str, line: int, texts: Mapping[str, str]) -> Problem:
    what = Text(
        "这个布局用到了它自己，没完没了", "this layout extends or includes itself, directly or by way of others"
    )
    hint = Text(
        "页面的布局写 {% extends 'base.html' %}；不要写它自己的名字。",
        "The layout of a page says {% extends 'base.html' %}, and never its own name.",
    )
    return Problem(_place(path, line, "", texts), "error", "layout", what, hint)


def _place(path: str, line: int, message: str, texts: Mapping[str, str]) -> Place:
    lines = texts.get(path.removeprefix(FOLDER), "").split("\n")
    return Place(path, line, _column(lines[line - 1], message) if 0 < line <= len(lines) else 0)


def _column(line: str, message: str) -> int:
    """Where the last word stands that the message quotes, or else the line's first `{`: Jinja tells the line alone."""
    start = max(line.find("{"), 0)
    for word in reversed(re.findall(r"'([^']+)'", message)):
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(line, start)
        if found:
            return found.start() + 1
    return start + 1 if "{" in line else len(line) - len(line.lstrip()) + 1
