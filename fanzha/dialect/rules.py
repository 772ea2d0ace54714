"""B7: thematic breaks, and lines of asterisks that are none."""

from __future__ import annotations

from fanzha.dialect.characters import visible_length
from fanzha.patterns import pattern

RULE = pattern(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
EMPTY_BOLDS = frozenset(("**", "****", "******", "********"))
"""What is left of bold text whose words are gone: neither a rule nor ever shown."""

UNDERLINE = pattern(r"[ ]{0,3}(?:=+|-+)[ \t]*$")
LONGEST_UNDERLINED = 40
"""Characters that a reader sees. A longer line above `---` is a paragraph that ends, not a heading."""


def is_empty_bold(line: str) -> bool:
    if not line.rstrip().endswith("*"):
        return False
    pieces = line.split()
    return len(pieces) > 0 and "".join(pieces) in EMPTY_BOLDS and len(set(pieces)) == 1 and len(pieces[0]) % 2 == 0


def is_rule(line: str) -> bool:
    # Most lines are told apart by their ends.
    return line.rstrip(" \t\n").endswith(("*", "-", "_")) and bool(RULE.match(line)) and not is_empty_bold(line)


def is_underline(line: str) -> bool:
    """Whether the line may underline a setext heading."""
    return bool(UNDERLINE.match(line))


def can_be_underlined(line: str) -> bool:
    line = line.strip()
    return visible_length(line) <= LONGEST_UNDERLINED and not line.endswith(tuple("。！？；：，…"))
