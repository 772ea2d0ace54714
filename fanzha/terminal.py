"""What stdout and stderr can show: colours on a terminal alone, and every letter that the stream's encoding has."""

from __future__ import annotations

import codecs
import os
import re
from typing import Any, TextIO

from fanzha.problems import Problem, Severity, display_width

COLOURS: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "info": "cyan"}
CHINESE_ENCODINGS = frozenset("gbk gb2312 gb18030 big5 big5hkscs".split())
"""Encodings of consoles that show quotation marks and dashes as wide as Chinese characters."""


def prepare(*streams: Any) -> None:
    """Let no letter that a stream's encoding lacks raise an exception: as many `?` stand for it as it takes columns.

    A Windows console of code page 936, or a pipe from one, knows GBK and nothing else.
    """
    codecs.register_error("fanzha", _in_place_of)
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="fanzha")


def _in_place_of(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "?" * display_width(error.object[error.start : error.end]), error.end


def ambiguous_width(stream: TextIO) -> int:
    """Columns that the stream's terminal gives to “ and … (UAX #11, class A)."""
    try:
        return 2 if codecs.lookup(stream.encoding or "").name in CHINESE_ENCODINGS else 1
    except (LookupError, AttributeError):
        return 1


def has_colours(stream: TextIO) -> bool:
    """Whether to use colours: on a terminal, unless it has none or nobody wants them (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Colours:
    """Shows problems in colours. Made only for a terminal: rich takes 60 ms to load."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        # Windows consoles before Windows 10 take no escape sequences; rich knows which.
        self.console = Console(file=stream, soft_wrap=True, highlight=False)

    def show(self, problem: Problem, lines: str) -> None:
        """The lines of a problem: its label in the colour of its severity, as the caret, the hint in green."""
        from rich.text import Text

        colour = COLOURS[problem.severity]
        text = Text(lines)
        label = f"{problem.severity}[{problem.code}]:"
        start = lines.index(label) if label in lines else 0
        text.stylize("bold", 0, start)
        text.stylize(colour, start, start + len(label))
        for found in re.finditer(r"^ +\^$", lines, re.MULTILINE):
            text.stylize(colour, *found.span())
        for found in re.finditer(r"^  hint:", lines, re.MULTILINE):
            text.stylize("green", *found.span())
        self.console.print(text)
