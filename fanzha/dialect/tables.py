"""B2: where a table begins. Python-Markdown makes it; a line without a pipe ends it."""

from __future__ import annotations

import re
from collections.abc import Sequence

DELIMITER = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def begins(lines: Sequence[str]) -> bool:
    """Whether the first of the lines is a table's header, which the second line, its delimiter row, tells."""
    return (
        len(lines) > 1 and "|" in lines[0] and "-" in lines[1] and "|" in lines[1] and bool(DELIMITER.match(lines[1]))
    )
