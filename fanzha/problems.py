"""What can be wrong with an editor's files, as values.

A mistake in a post, a page, the config or a layout is a :class:`Problem`; an exception is a bug of ours.
Every step of the pipeline returns an :class:`Outcome`: the value it could make (or None) and all the problems it met.
"""

import unicodedata
from collections.abc import Iterable
from typing import Generic, Literal, NamedTuple, TypeVar

Severity = Literal["error", "warning", "info"]
Language = Literal["zh", "en"]
T = TypeVar("T")


class Text(NamedTuple):
    """One message in the two languages that editors read."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Place(NamedTuple):
    """A position in a source file: path relative to the source folder with `/`, line and column from 1.

    Line 0 means the whole file; column 0 means the whole line.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.path, *numbers])


class Problem(NamedTuple):
    """One thing that is wrong: where, how bad, which kind (`code`), in words, and how to mend it."""

    place: Place
    severity: Severity
    code: str
    what: Text
    hint: Text | None = None


class Outcome(NamedTuple, Generic[T]):
    """What a step made of its input, and the problems it met. `value` is None where it could make nothing."""

    value: T | None
    problems: tuple[Problem, ...] = ()

    @property
    def fatal(self) -> bool:
        return self.value is None or has_errors(self.problems)


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file, line and column, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.severity, p.code, p.what.en))


GUESS = Text("是不是想写 {}？", "Did you mean {}?")


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> Text | None:
    """A hint that names the nearest known word, or None if none is near (Ratcliff/Obershelp ratio from `cutoff` on)."""
    from difflib import get_close_matches  # imported here, as all that only a slip needs

    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return Text(GUESS.zh.format(near[0]), GUESS.en.format(near[0])) if near else None


def is_guess(hint: Text | None) -> bool:
    """Whether the hint names what the editor may have meant, so that this looks like a slip."""
    return hint is not None and hint.en.startswith(GUESS.en.partition("{")[0])


def display_width(text: str, ambiguous: int = 1) -> int:
    """Columns that `text` takes on a terminal (East Asian Width, UAX #11: W and F count two; marks stand on others).

    `ambiguous` is the width of class A, such as “ and …: two where everything else is Chinese.
    """
    return sum(_columns(character, ambiguous) for character in text)


def _columns(character: str, ambiguous: int) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    width = unicodedata.east_asian_width(character)
    return 2 if width in "WF" else ambiguous if width == "A" else 1


LINE_SHOWN = 120
"""The longest piece of a source line that a message shows, in characters."""


def one_line(problem: Problem, language: Language) -> str:
    """`posts/x.md:4:8: error[front-matter]: what is wrong`."""
    what, _ = in_words(problem, language)
    return _seen(f"{problem.place}: {problem.severity}[{problem.code}]: {what}")


def in_words(problem: Problem, language: Language) -> tuple[str, str]:
    """What is wrong and the hint (which may be empty), masked as every line of a source that is shown."""
    hint = problem.hint.in_language(language) if problem.hint else ""
    return _masked(problem.what.in_language(language)), _masked(hint)


def _seen(text: str) -> str:
    """The text with a blank for whatever would break the line or give orders to the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def _masked(text: str) -> str:
    """The text without private numbers: messages end in logs that others read."""
    # Imported here: most builds have nothing to say, and its patterns take some milliseconds.
    from fanzha import private_data

    return private_data.masked(text)


def with_caret(problem: Problem, language: Language, line: str | None, ambiguous: int = 1) -> str:
    """The problem's line, then the source `line` (if any) with a caret under the column, then the hint.

    `ambiguous`: see `display_width`. Private numbers are masked.
    """
    shown = [one_line(problem, language)]
    if line is not None and line.strip():
        column = max(problem.place.column, 1)
        start = max(0, column - LINE_SHOWN // 2) if len(line) > LINE_SHOWN else 0
        # With some characters around it: a number may begin or end outside, and what it is called stand before it.
        before = max(0, start - LINE_SHOWN)
        masked = _masked(line[before : start + 2 * LINE_SHOWN])[start - before :]
        piece = _seen(masked[:LINE_SHOWN])
        shown.append(f"    {piece}")
        if problem.place.column:
            shown.append("    " + " " * display_width(piece[: column - 1 - start], ambiguous) + "^")
    if problem.hint:
        _, hint = in_words(problem, language)
        shown.append(_seen(f"  hint: {hint}"))
    return "\n".join(shown)
