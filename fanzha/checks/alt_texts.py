"""P2: pictures without words for readers who cannot see them, but for those that are decoration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fanzha.checks import places
from fanzha.checks.subject import Subject
from fanzha.dialect.addresses import mended
from fanzha.problems import Place, Problem, Text


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for each picture of a post without an alt text."""
    for path, pictures in subject.pictures.items():
        without = Counter(mended(picture.address) for picture in pictures if not (picture.alt or "").strip())
        # Twice and more in one post: decoration.
        wanting = {address for address, times in without.items() if times == 1}
        if wanting:
            yield from (Problem(place, "warning", "alt", _WHAT, _HINT) for place in _places(subject, path, wanting))


def _places(subject: Subject, path: str, wanting: set[str]) -> Iterator[Place]:
    """Where those pictures stand; not those whose raw tag says `alt=""`, which is HTML's word for decoration."""
    typed = [each for each in places.typed_in(subject.readings[path], subject.config) if each.is_picture]
    for address in sorted(wanting):
        here = [each for each in typed if each.target == address]
        if not here:
            yield Place(path)
        elif not any(each.is_raw and each.alt == "" for each in here):
            yield next((each.place for each in here if not (each.alt or "").strip()), here[0].place)


_WHAT = Text(
    "这张图片没有文字说明，看不见图的读者不知道图里是什么",
    "this picture has no alt text: who cannot see it does not know what it shows",
)
_HINT = Text(
    "在方括号里写一句：![图里是什么](…)；或者在图下面写一行（说明）。",
    "Say it between the square brackets: ![what it shows](…), or in a line in brackets below the picture.",
)
