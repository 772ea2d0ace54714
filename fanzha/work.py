"""Doing work once: digests of values, the store of results, and `transform`, which asks it before it works.

A result's key is the SHA-256 (FIPS 180-4) of everything that can change it: the job's values, the function's name, and
the engine: our sources and the libraries' versions. So there is no graph of dependencies, and no clock is trusted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib.metadata
import json
import sqlite3
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from fanzha.problems import Outcome, Problem

Common = TypeVar("Common")
Job = TypeVar("Job")
Result = TypeVar("Result")

LIBRARIES = ("markdown", "jinja2", "markupsafe", "pyyaml", "pillow")
WAITING = 500
"""Results that are written to the store at a time."""
UNUSED_FACTOR = 4
BATCH = 20
"""Jobs that are handed over at a time: enough to hide the cost of handing over."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encoded(value: Any) -> Any:
    """The value as JSON can hold it: dataclasses and tuples as lists, in order."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [encoded(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, (tuple, list)):
        return [encoded(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def decoded(kind: Any, value: Any) -> Any:
    """The value of type `kind` that `encoded` made `value` of. Raises ValueError or TypeError where it cannot be."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return decoded(next(part for part in typing.get_args(kind) if part is not type(None)), value)
    if origin is tuple or _is_named_tuple(kind):
        parts = typing.get_args(kind) or tuple(typing.get_type_hints(kind).values())
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(decoded(parts[0], item) for item in value)
        items = (decoded(part, item) for part, item in zip(parts, value, strict=True))
        return kind(*items) if _is_named_tuple(kind) else tuple(items)
    if dataclasses.is_dataclass(kind):
        fields = zip(_field_types(typing.cast(type, kind)), value, strict=True)
        return kind(*(decoded(part, item) for part, item in fields))  # type: ignore[operator]  # a class of ours
    if kind is datetime:
        return datetime.fromisoformat(value)
    return value


def _is_named_tuple(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


@lru_cache(maxsize=64)
def _field_types(kind: type) -> tuple[Any, ...]:
    hints = typing.get_type_hints(kind)
    return tuple(hints[field.name] for field in dataclasses.fields(kind))


@lru_cache(maxsize=1)
def engine() -> str:
    """The digest of what computes: our own sources, Python, and the libraries that shape results."""
    package = Path(__file__).resolve().parent
    state = hashlib.sha256(sys.version.encode())
    for path in sorted(package.rglob("*.py")):
        state.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    for library in LIBRARIES:
        state.update(f"{library} {importlib.metadata.version(library)}".encode())
    return state.hexdigest()


class Store:
    """Results by key and contents by digest, in one SQLite file that may vanish, break or be read-only at any time.

    Whatever goes wrong with the file costs a slower build and nothing else: then everything is kept in memory.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.memory: dict[str, bytes] = {}
        """What the file could not take."""
        self.waiting: dict[str, bytes] = {}
        self.used: set[str] = set()
        self.database = _opened(file) if file else None

    def get(self, key: str) -> bytes | None:
        self.used.add(key)
        for place in (self.memory, self.waiting):
            if key in place:
                return place[key]
        row = self._ask("SELECT value FROM kept WHERE key = ?", key)
        return row[0] if row and isinstance(row[0], bytes) else None

    def put(self, key: str, value: bytes) -> None:
        self.used.add(key)
        self.waiting[key] = value
        if len(self.waiting) >= WAITING:
            self.save()

    def keep(self, content: bytes) -> str:
        """Keep the content under its own digest, which is returned."""
        name = digest(content)
        if self.content(name) is None:
            self.put(f"content:{name}", content)
        return name

    def content(self, name: str) -> bytes | None:
        """The content with this digest; what no longer has it is none."""
        content = self.get(f"content:{name}")
        return content if content is not None and digest(content) == name else None

    def save(self) -> None:
        """Write what waits; what the file does not take stays in memory."""
        if self.database and self.waiting:
            try:
                with self.database:
                    self.database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", self.waiting.items())
                self.waiting = {}
            except sqlite3.Error as error:
                self._failed(error)
        self.memory.update(self.waiting)
        self.waiting = {}

    def forget_unused(self) -> None:
        """Drop what no build has asked for since this store was opened, once that is most of what is kept."""
        self.save()
        row = self._ask("SELECT count(*) FROM kept")
        if self.database and row and row[0] > UNUSED_FACTOR * len(self.used) + WAITING:
            with contextlib.suppress(sqlite3.Error), self.database:
                self.database.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
                self.database.executemany("INSERT INTO used VALUES (?)", ((key,) for key in self.used))
                self.database.execute("DELETE FROM kept WHERE key NOT IN (SELECT key FROM used)")
                self.database.execute("DROP TABLE used")

    def close(self) -> None:
        self.save()
        if self.database:
            self.database.close()
            self.database = None

    def _ask(self, query: str, *values: str) -> Any:
        if self.database:
            try:
                return self.database.execute(query, values).fetchone()
            except sqlite3.Error as error:
                self._failed(error)
        return None

    def _failed(self, error: sqlite3.Error) -> None:
        """Go on without the file where it turns out to be broken; one that is merely busy or read-only stays."""
        if not isinstance(error, sqlite3.OperationalError) and self.database and self.file:
            self.database.close()
            self.database = None
            _removed(self.file)


def _opened(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        database = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # The preview builds in threads of its own, one at a time.
            database = sqlite3.connect(file, timeout=5, check_same_thread=False)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")  # after a power cut the store may be lost: it is only a cache
            database.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")
            database.execute("SELECT key FROM kept LIMIT 1").fetchone()
            return database
        except (OSError, sqlite3.OperationalError):
            # Read-only, locked, or no folder can be made: do without.
            if database:
                database.close()
            return None
        except sqlite3.DatabaseError:
            if database:
                database.close()
            _removed(file)
    return None


def _removed(file: Path) -> None:
    """Remove a broken store, our own cache; what can't be removed stays."""
    for part in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


class Inline(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


Prepare = Callable[[Common], Callable[[Job], Outcome[Result]]]
"""A function at a module's top level that sets up what all jobs share and returns the function that does one."""


def transform(
    prepare: Prepare[Common, Job, Result],
    common: Common,
    jobs: Sequence[Job],
    result: type[Result],
    store: Store,
    executor: Executor,
) -> Iterator[Outcome[Result]]:
    """The outcome of every job, in order: from the store where it is known, computed in batches where it is not.

    `common` goes to a worker once a batch, and `prepare` keeps what it made of it. Only good results are stored.
    """
    basis = json.dumps([prepare.__module__, prepare.__name__, engine(), encoded(common)], ensure_ascii=False)
    start = hashlib.sha256(basis.encode("utf-8", "surrogatepass"))
    keys = []
    for job in jobs:
        state = start.copy()
        state.update(json.dumps(encoded(job), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        keys.append(state.hexdigest())
    for first in range(0, len(jobs), BATCH):
        batch = list(zip(keys[first : first + BATCH], jobs[first : first + BATCH], strict=True))
        known = {key: _recalled(store, key, result) for key, _ in batch}
        todo = [(key, job) for key, job in batch if known[key] is None]
        if todo:
            done = executor.submit(run_batch, prepare, common, [job for _, job in todo]).result()
            for (key, _), outcome in zip(todo, done, strict=True):
                known[key] = outcome
                if outcome.value is not None:
                    store.put(key, json.dumps(encoded(outcome), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for key, _ in batch:
            finished = known[key]
            assert finished is not None
            yield finished


def run_batch(prepare: Prepare[Common, Job, Result], common: Common, jobs: Iterable[Job]) -> list[Outcome[Result]]:
    do = _prepared(prepare, common)
    return [do(job) for job in jobs]


@lru_cache(maxsize=4)
def _prepared(prepare: Callable[[Any], Callable[[Any], Any]], common: Any) -> Callable[[Any], Any]:
    return prepare(common)


def _recalled(store: Store, key: str, result: type[Result]) -> Outcome[Result] | None:
    stored = store.get(key)
    if stored is None:
        return None
    try:
        value, problems = json.loads(stored)
        return Outcome(decoded(result, value), tuple(decoded(Problem, problem) for problem in problems))
    except (ValueError, TypeError, KeyError, IndexError):
        return None
