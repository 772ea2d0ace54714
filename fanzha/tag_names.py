"""What is odd about a new post's tags, beside those that the site's posts have already."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from fanzha import front_matter, yaml_parser
from fanzha.problems import Place, Problem, Text, did_you_mean
from fanzha.texts import Source

BETWEEN_TAGS = re.compile(r"[,，、;；]")
"""What people type between several tags."""
MOST_NAMED = 5


def separated(typed: Iterable[str]) -> tuple[str, ...]:
    """The tags that were typed, several in one word taken apart, each once and without blanks around it."""
    parts = (" ".join(part.split()) for text in typed for part in BETWEEN_TAGS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def in_use(sources: Iterable[Source]) -> Counter[str]:
    """How many of the posts have each tag. Posts that cannot be read have none."""
    counts: Counter[str] = Counter()
    for source in sources:
        split = front_matter.split_front_matter(source)
        tree = yaml_parser.parse(split.value[0], source.path, 2, "front-matter", ()) if split.value else None
        if tree and tree.value:
            given, _ = front_matter.read_keys(tree.value, source)
            counts.update({*given.get("tags", ()), *given.get("tag", ())})
    return counts


def folded(tag: str) -> str:
    """What two spellings of one tag have in common: no width, no case, no blanks (NFKC, UAX #15)."""
    return "".join(unicodedata.normalize("NFKC", tag).casefold().split())


def unfamiliar(tag: str, used: Counter[str], place: Place) -> Problem | None:
    """What is said of a tag that no post has: a warning where it looks like a slip, else an information."""
    if tag in used or not used:
        return None
    same = [known for known, _ in used.most_common() if folded(known) == folded(tag)]
    if same:
        what = Text(
            f"标签“{tag}”和用过的“{same[0]}”只差全角半角、大小写或空格，会成为两个标签",
            f"the tag “{tag}” differs from “{same[0]}” in width, case or blanks only: they are two tags",
        )
        return Problem(place, "warning", "unknown-tag", what, did_you_mean(same[0], same))
    what = Text(f"还没有文章用过标签“{tag}”", f"no post has the tag “{tag}” yet")
    near = did_you_mean(tag, [known for known, _ in used.most_common()])
    if near:
        return Problem(place, "warning", "unknown-tag", what, near)
    names = [known for known, _ in used.most_common(MOST_NAMED)]
    hint = Text(f"常用的标签：{'、'.join(names)}", f"Tags in use: {', '.join(names)}")
    return Problem(place, "info", "unknown-tag", what, hint)
