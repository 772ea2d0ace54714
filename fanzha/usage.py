"""What is wrong with a command line, in words: argparse's own, which are English, in Chinese too."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Sequence

from fanzha.problems import Language

IN_CHINESE = (
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，只能是 \3"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面要写一个值"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不能写值（\2）"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 和 \2 不能一起用"),
    (r"argument (\S+): invalid \S+ value: (.+)", r"\1 的值不对：\2"),
    (r"argument (\S+): it must not lead out of the site's folder by \.\.", r"\1 不能用 .. 跑到网站文件夹外面"),
    (r"argument (\S+): (.+)", r"\1 的值应为 \2"),
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
    """The language that a command line asks for, even if the rest of it is wrong."""
    pairs = itertools.pairwise([*words, ""])
    english = any(word == "--lang=en" or (word == "--lang" and value == "en") for word, value in pairs)
    return "en" if english else "zh"


def in_language(message: str, language: Language) -> str:
    """argparse's message; in Chinese if it is one that we know."""
    if language == "zh":
        for expression, chinese in IN_CHINESE:
            found = re.fullmatch(expression, message, re.DOTALL)
            if found:
                return found.expand(chinese).replace("', '", "、").replace("'", "")
    return message
