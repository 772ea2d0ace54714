"""Who does the work: this process, or several. Each is an executor as `concurrent.futures` has them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures.process import ProcessPoolExecutor


THREADS = "/proc/self/task"


class Inline(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class Processes(Executor):
    """Does the work in other processes, which are started when the first of it comes.

    `count` is how many are at work together with this one, which `work.transform` does not leave idle.
    """

    def __init__(self, count: int) -> None:
        self.others = max(count - 1, 1)
        self.pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.pool is None:
            # Imported here: most builds have too little to do for more than one process.
            import multiprocessing
            from concurrent.futures.process import ProcessPoolExecutor

            context = multiprocessing.get_context("fork" if may_copy() else "spawn")
            self.pool = ProcessPoolExecutor(self.others, context, _start)
            with _undisturbed():
                return self.pool.submit(fn, *args, **kwargs)
        return self.pool.submit(fn, *args, **kwargs)

    def begin_as_copies(self) -> bool:
        """Whether the others are still to be started, and will be copies of this process."""
        return self.pool is None and may_copy()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait, cancel_futures=cancel_futures)
            self.pool = None


def may_copy() -> bool:
    """Whether a copy of this process is as good as a new one: it has all modules loaded, and is there at once.

    Not beside other threads, whose locks it would copy as they are held then (the preview's), nor where the system's
    own libraries are not made for it (docs.python.org/3/library/multiprocessing.html, on macOS).
    """
    # All threads, not Python's alone (man 5 proc, /proc/pid/task).
    return sys.platform == "linux" and os.path.isdir(THREADS) and len(os.listdir(THREADS)) == 1


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until the workers are there: one that is half started would die of it, or wait for work for ever."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def executor(count: int | None = None) -> Executor:
    """An executor of `count` processes, this one among them; by default as many as this may use cores of."""
    count = count or cores()
    return Processes(count) if count > 1 else Inline()


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start() -> None:
    """In a worker: leave when the build is gone, however it went, and leave Ctrl-C to it."""
    import gc
    import multiprocessing

    gc.disable()  # as in a build
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent

    def leave() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=leave, daemon=True).start()
