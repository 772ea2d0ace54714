"""Doing work once: digests of values, and `transform`, which asks the store before it works.

A result's key is the SHA-256 of everything that can change it: the job's values, the function's name, and the engine:
our sources and the libraries' versions. So there is no graph of dependencies, and no clock is trusted.
"""

from __future__ import annotations

import dataclasses
import json
import operator
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from fanzha.problems import Outcome
from fanzha.store import Store, digest
from fanzha.workers import Inline, Processes

Value = TypeVar("Value")
Common = TypeVar("Common")
Result = TypeVar("Result")

LIBRARIES = ("markdown", "jinja2", "markupsafe", "pyyaml", "pillow", "pygments", "segno")
BATCH = 25
"""Jobs that are handed over at a time: enough to hide the cost of handing over."""
AHEAD = 2
"""Batches that another process has at a time: one to do, and one to go on with."""
MOST_STRAYS = 40
"""Values that may lie each by itself before they are put together."""
WORTH_SHARING = 2.0
"""Seconds of work from which on other processes are asked: each takes up to a third of a second to be ready."""


def as_text(value: Any) -> str:
    """The value as JSON: dataclasses and tuples as lists, in order. Equal values give equal texts."""
    return _encoder.encode(value)


def _parts(value: Any) -> Any:
    """What JSON does not know, as what it knows."""
    if isinstance(value, datetime):
        return value.isoformat()
    kind: Any = type(value)
    return _fields(kind)(value)


@cache
def _fields(kind: Any) -> Callable[[Any], Any]:
    names = [field.name for field in dataclasses.fields(kind)]
    get = operator.attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


_encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_parts)


def digest_of(*values: Any) -> str:
    """The digest of any values that jobs are made of."""
    return digest(as_text(values).encode("utf-8", "surrogatepass"))


def packed(value: Any) -> bytes:
    """The value as the store holds it. Whoever can write to the store can write layouts, too, which are programs."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(kind: type[Value], data: bytes | None) -> Value | None:
    """The value of that kind that `packed` made the data of; None where there is no data, or another kind's."""
    if data is None:
        return None
    try:
        value = pickle.loads(data)
    except Exception:  # unpickling may raise anything; then the value is made again
        return None
    return value if isinstance(value, kind) else None


@lru_cache(maxsize=1)
def engine() -> str:
    """The digest of what computes: our own sources, Python, and the libraries that shape results."""
    package = str(Path(__file__).resolve().parent)
    contents = []
    for folder, _, names in os.walk(package):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    contents.append((path.removeprefix(package), digest(file.read())))
    return digest_of(sys.version, sorted(contents), sorted(_versions()))


def _versions() -> Iterator[str]:
    """What is installed of LIBRARIES, as the names of folders `NAME-VERSION.dist-info`.

    `importlib.metadata` says the same, and takes as long to load as an unchanged site takes to be looked through.
    """
    missing = set(LIBRARIES)
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")) and (library := name.split("-")[0].lower()) in LIBRARIES:
                missing.discard(library)
                yield name
    if missing:
        from importlib import metadata

        yield from (f"{library} {metadata.version(library)}" for library in missing)


class Job(NamedTuple, Generic[Value]):
    """Something to do: digests of all that the result depends on, and the value, made only when needed."""

    digest: str
    value: Callable[[], Value]


def job(value: Value) -> Job[Value]:
    """A job that is known by its value."""
    return Job(digest_of(value), lambda: value)


Prepare = Callable[[Common], Callable[[Value], Outcome[Result]]]
"""A function at a module's top level that sets up what all jobs share and returns the function that does one."""


@dataclass(frozen=True)
class Step(Generic[Common, Value, Result]):
    """One kind of work: what does it, and what all its jobs share.

    `kept` makes of a fresh result what the store and everything below shall hold of it: a digest for a long text.
    `basis` is what a job's result depends on besides the job; without it, `common`. `ready` is called with the
    positions of the jobs that must be done, if there are any, before the first of them is asked for its value.
    """

    prepare: Prepare[Common, Value, Result]
    common: Common
    seconds: float
    """About how long a job takes."""
    kept: Callable[[Result], Result] = lambda result: result
    basis: Any = None
    ready: Callable[[list[int]], None] = lambda todo: None
    apart: bool = False
    """Whether results lie each by itself, however many: long ones, of which most builds need none or one."""

    def start(self) -> str:
        shared = self.common if self.basis is None else self.basis
        return digest_of(self.prepare.__module__, self.prepare.__name__, engine(), shared)


def keys(step: Step[Common, Value, Result], jobs: Iterable[Job[Value]]) -> list[str]:
    """The keys under which the store has the jobs' results."""
    start = step.start()
    return [digest(f"{start}{job.digest}".encode()) for job in jobs]


class Recalled(NamedTuple):
    """What the store knew of some values, by key, and how many of them did not lie together with the others."""

    values: dict[str, Any]
    strays: int

    def only(self, names: Iterable[str]) -> Recalled:
        """What it has of these alone."""
        return Recalled({name: self.values[name] for name in names if name in self.values}, self.strays)


def recalled(topic: str, kind: type[Any], names: Sequence[str], store: Store) -> Recalled:
    """What the store knows of the values with these keys, most of which `remember` put together."""
    store.used.add(topic)
    store.used.update(names)
    at_hand = store.at_hand.get(topic, {})
    known = {name: at_hand[name] for name in names if name in at_hand}
    many = len(names) > MOST_STRAYS
    if many and not at_hand:
        known = _together(topic, names, store)
    missing = [name for name in names if name not in known]
    apart = {name: unpacked(kind, data) for name, data in store.get_many(missing).items()}
    strays = {name: value for name, value in apart.items() if value is not None}
    missing = [name for name in missing if name not in strays]
    if missing and not many:
        # Few are looked for here last, since they most likely lie apart.
        known.update(_together(topic, missing, store))
    elif len(missing) > MOST_STRAYS:
        # It may be that an edit was taken back.
        strays.update(_together(_before(topic), missing, store))
    return Recalled({**known, **strays}, len(strays))


def _together(topic: str, names: Iterable[str], store: Store) -> dict[str, Any]:
    """Those of the values with these keys that lie together under a topic."""
    gathered = unpacked(dict, store.get(topic)) or {}
    return {name: gathered[name] for name in names if name in gathered}


def _before(topic: str) -> str:
    """Under what lies what lay together under a topic before it was written last."""
    return f"before:{topic}"


def remember(topic: str, fresh: dict[str, Any], known: Recalled, store: Store, apart: bool = False) -> None:
    """Keep fresh values, each under its key; once they are many and not to lie `apart`, with all that the build used.

    What lies together is written and read several times faster, but only as a whole.
    """
    values = {**known.values, **fresh}
    store.next_at_hand.setdefault(topic, {}).update(values)
    if apart or len(fresh) + known.strays <= MOST_STRAYS:
        for name, value in fresh.items():
            store.put(name, packed(value))
        return
    if last := store.get(topic):
        store.put(_before(topic), last)
    store.put(topic, packed(values))


def transform(
    step: Step[Common, Value, Result], jobs: Sequence[Job[Value]], store: Store, executor: Executor
) -> Iterator[Outcome[Result]]:
    """The outcome of every job, in order: from the store where it is known, computed in batches where it is not.

    What the jobs share goes along with every batch as bytes; a worker unpacks and prepares it once. Only good results
    are stored.
    """
    names = keys(step, jobs)
    topic = f"last:{step.prepare.__module__}.{step.prepare.__name__}:{engine()}"
    known = recalled(topic, Outcome, names, store)
    todo = [position for position, name in enumerate(names) if name not in known.values]
    if todo:
        step.ready(todo)
    done = _computed(step, [jobs[position] for position in todo], executor)
    fresh: dict[str, Outcome[Result]] = {}
    for name in names:
        outcome = known.values.get(name)
        if outcome is None:
            outcome = next(done)
            if outcome.value is not None:
                outcome = fresh[name] = Outcome(step.kept(outcome.value), outcome.problems)
        yield outcome
    remember(topic, fresh, known, store, step.apart)


def _computed(
    step: Step[Common, Value, Result], jobs: Sequence[Job[Value]], executor: Executor
) -> Iterator[Outcome[Result]]:
    if not jobs:
        return
    if isinstance(executor, Inline) or len(jobs) * step.seconds < WORTH_SHARING:
        do = step.prepare(step.common)
        yield from (do(job.value()) for job in jobs)
        return
    here = Inline()
    shared = pickle.dumps((step.prepare, step.common))
    others = executor.others if isinstance(executor, Processes) else 1
    # What the first batch loads and compiles, copies of this process have from their beginning.
    copying = isinstance(executor, Processes) and executor.begin_as_copies()
    waiting: deque[Future[list[Outcome[Result]]]] = deque()
    for start in range(0, len(jobs), BATCH):
        values = [job.value() for job in jobs[start : start + BATCH]]
        # While the others have enough to do, this process takes a batch itself.
        busy = sum(not future.done() for future in waiting) >= AHEAD * others or (copying and start == 0)
        waiting.append((here if busy else executor).submit(run_batch, shared, values))
        while waiting and waiting[0].done():
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def run_batch(shared: bytes, values: Sequence[Any]) -> list[Outcome[Any]]:
    """Do a batch of jobs, in a worker or here. `shared` is what they share, packed by our own `_computed`."""
    do = _prepared(shared)
    return [do(value) for value in values]


@lru_cache(maxsize=1)
def _prepared(shared: bytes) -> Callable[[Any], Outcome[Any]]:
    prepare, common = pickle.loads(shared)
    do: Callable[[Any], Outcome[Any]] = prepare(common)
    return do
