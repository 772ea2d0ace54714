"""A2: a quote whose last line is `—— name` is signed."""

from __future__ import annotations

from fanzha.patterns import pattern

SIGNATURE = pattern(r"(?:——|--|—|―+)\s*(?P<name>[^\s—―-].{0,29})$")


def split(text: str) -> tuple[str, str] | None:
    """The quote's text without its last line, and the name there; None where it is not signed."""
    words, _, last = text.rstrip().rpartition("\n")
    match = SIGNATURE.match(last.strip())
    return (words.rstrip(), match["name"].strip()) if match and words.strip() else None
