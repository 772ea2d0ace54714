"""Reads one text file: decoded, with LF line ends, and remembered while the file stays the same.

In: a file. Out: :class:`Source`. What cannot be read is a problem.
"""

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from fanzha.decoding import CONTROL_BYTES, CONTROL_CHARACTERS, decode
from fanzha.folders import cannot_open
from fanzha.problems import Outcome, Place, Problem, Text

LARGEST_TEXT = 10_000_000
"""Bytes. A longer text file is no post but an accident, and is refused before it is read."""

SETTLED = 3_000_000_000
"""Nanoseconds after which a file's times tell it from a later one: some file systems count in steps of two seconds."""


class Changed(Exception):
    """A file whose text was still to be read is no longer what it was when the sources were read."""


class Unread(NamedTuple):
    """A text that a process before this one has read: where it lies, and the SHA-256 that it had."""

    location: str
    digest: str

    def read(self) -> str:
        """The text. Raises Changed where it is not there any more, or is another."""
        source = read_text(self.location, self.location).value
        if source is None or source.digest != self.digest:
            raise Changed(self.location)
        return source.text


@dataclass(frozen=True)
class Source:
    """A text file: its path relative to the source folder, with `/`, and its text, or where to read it."""

    path: str
    given: str | Unread
    former: str = field(default="", compare=False)
    """The SHA-256 that the text had when the folder was read before, if the file has changed since then."""

    @cached_property
    def text(self) -> str:
        """The text with LF line ends. Raises Changed where it was still to be read, and cannot be as it was."""
        return self.given if isinstance(self.given, str) else self.given.read()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text."""
        if isinstance(self.given, Unread):
            return self.given.digest
        return hashlib.sha256(self.given.encode("utf-8", "surrogatepass")).hexdigest()

    def line(self, number: int) -> str | None:
        """The source line `number` (from 1), or None where there is none, or none any more."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else None

    @cached_property
    def _lines(self) -> list[str]:
        try:
            return self.text.split("\n")
        except Changed:
            return []


class Mark(NamedTuple):
    """What tells whether a file is still the same."""

    size: int
    modified: int
    changed: int
    inode: int
    device: int


class Memory:
    """Texts that were read before: here, or, by their digests, in a process before this one.

    A text is taken from here while its file's size, times and inode are the same, and were old enough when it was read
    that no later change can have left them so (git's index does the same: git-scm.com/docs/racy-git).
    """

    def __init__(self, digests: Mapping[str, tuple[Mark, str]] = MappingProxyType({})) -> None:
        """`digests`: what `digests` of the process before returned."""
        self.elsewhere = digests
        self.before: dict[str, tuple[Mark, Outcome[Source]]] = {}
        self.now: dict[str, tuple[Mark, Outcome[Source]]] = {}

    def begin(self) -> None:
        """A reading begins: what the one before did not ask for is forgotten."""
        self.before, self.now = self.now, {}

    def recall(self, location: Path | str, path: str) -> Outcome[Source] | None:
        """The file's text, if it is known and the file still the same. Raises OSError where there is no file."""
        known = self._known(path)
        if known is None or known[0] != (mark := _mark(os.stat(location))):
            return None
        outcome = known[1]
        if isinstance(outcome, str):
            outcome = Outcome(Source(path, Unread(os.fspath(location), outcome)))
        self.now[path] = mark, outcome
        return outcome

    def digest(self, path: str) -> str:
        """The SHA-256 that the file's text had when it was read before; empty where that is not known."""
        known = self._known(path)
        was = known[1] if known else ""
        if isinstance(was, str):
            return was
        return was.value.digest if was.value else ""

    def _known(self, path: str) -> tuple[Mark, Outcome[Source] | str] | None:
        """What is known of the file as it was: its text, or the digest alone where another process has read it."""
        return self.before.get(path) or self.elsewhere.get(path)

    def keep(self, path: str, mark: Mark, outcome: Outcome[Source]) -> None:
        if time.time_ns() - max(mark.modified, mark.changed) > SETTLED:
            self.now[path] = mark, outcome

    def digests(self) -> dict[str, tuple[Mark, str]]:
        """What another process may know of the texts that this reading read, by path; none that was complained of."""
        return {
            path: (mark, outcome.value.digest)
            for path, (mark, outcome) in self.now.items()
            if outcome.value and not outcome.problems
        }


def read_text(location: Path | str, path: str, memory: Memory | None = None) -> Outcome[Source]:
    """Read one text file: UTF-8 with or without BOM; UTF-16 and GB18030 are recognised and named in a warning."""
    try:
        if memory and (known := memory.recall(location, path)):
            return known
        with open(location, "rb", buffering=0) as file:
            mark = _mark(os.fstat(file.fileno()))
            if mark.size > LARGEST_TEXT:
                return Outcome(None, (_too_large(path),))
            data = file.read()
    except OSError as error:
        return Outcome(None, (cannot_open(path, error),))
    outcome = _decoded(data, path)
    if memory:
        former = memory.digest(path)
        memory.keep(path, mark, outcome)
        if outcome.value and former:
            outcome = outcome._replace(value=replace(outcome.value, former=former))
    return outcome


def _mark(stat: os.stat_result) -> Mark:
    return Mark(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev)


def _decoded(data: bytes, path: str) -> Outcome[Source]:
    text, problems = decode(data, path)
    if text is None:
        return Outcome(None, problems)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, CONTROL_BYTES)) < len(data) or problems or "\ufffe" in text or "\uffff" in text:
        text = CONTROL_CHARACTERS.sub("", text)
    return Outcome(Source(path, text), problems)


def _too_large(path: str) -> Problem:
    return Problem(
        Place(path),
        "error",
        "too-large",
        Text(
            f"这个文件超过 {LARGEST_TEXT // 1_000_000} MB，不像一篇文章",
            f"more than {LARGEST_TEXT // 1_000_000} MB: that is no post",
        ),
        Text(
            "把它移出这个文件夹；图片和视频不要嵌在文章里。",
            "Move it out of this folder; keep pictures and films out of the text.",
        ),
    )
