"""What is wrong with a command line, in words: argparse's own, which are English, in Chinese too."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fanzha import sources
from fanzha.problems import Language, Text, did_you_mean

IN_CHINESE = (
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，只能是 \3"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面要写一个值"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不能写值（\2）"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 和 \2 不能一起用"),
    (r"argument (\S+): invalid \S+ value: (.+)", r"\1 的值不对：\2"),
    (r"argument (\S+): expected an address of the web, such as (\S+)", r"\1 要写一个网址，例如 \2"),
    (r"argument (\S+): it must not lead out of the site's folder by \.\.", r"\1 不能用 .. 跑到网站文件夹外面"),
    (r"argument (\S+): expected (.+)", r"\1 的值应为 \2"),
    (r"argument (\S+): (.+)", r"\1 的值不对：\2"),
    (r"the following arguments are required: (.*)", r"还要写 \1"),
)
"""Messages of Python's argparse, and of our own readers of options, as expressions; the first that fits is taken."""


def program() -> str:
    """The program as it was called: `python build.py` (on Windows `py build.py`), `python -m fanzha` or `fanzha`."""
    python = "py" if os.name == "nt" else "python"
    folder, name = os.path.split(sys.argv[0])
    if name == "__main__.py" and os.path.basename(folder) == "fanzha":
        return f"{python} -m fanzha"
    return f"{python} build.py" if name == "build.py" else "fanzha"


def language(words: Sequence[str]) -> Language:
    """The language to answer a command line in, even a wrong one: that which it asks for, else that of the site."""
    asked = _value("--lang", words)
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    return sources.language(sources.read_config(Path(_value("--source", words) or "."), []))


def _value(flag: str, words: Sequence[str]) -> str:
    """The last value that the words give an option; empty without one."""
    found = ""
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == flag:
            found = following
        elif word.startswith(f"{flag}="):
            found = word.removeprefix(f"{flag}=")
    return found


def suggestion(message: str, known: Sequence[str], of_others: Mapping[str, str]) -> Text | None:
    """What a wrong option or value was meant for, if anything is near: one of the `known` options, or of a choice.

    `of_others`: the options of other commands, and whose they are.
    """
    found = re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL)
    for word in found[1].split() if found else ():
        flag = word.partition("=")[0]
        if flag in of_others:
            command = of_others[flag]
            return Text(f"{flag} 是 {command} 的选项。", f"{flag} is an option of {command}.")
        near = did_you_mean(flag, known) if flag.startswith("-") else None
        if near:
            return near
    choice = re.fullmatch(r"argument \S+: invalid choice: '(.+?)' \(choose from (.+)\)", message, re.DOTALL)
    return did_you_mean(choice[1], [word.strip("' ") for word in choice[2].split(",")]) if choice else None


def in_language(message: str, language: Language) -> str:
    """argparse's message; in Chinese if it is one that we know."""
    if language == "zh":
        for expression, chinese in IN_CHINESE:
            found = re.fullmatch(expression, message, re.DOTALL)
            if found:
                return found.expand(chinese).replace("', '", "、").replace("'", "")
    return message
