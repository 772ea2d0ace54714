"""Publishers in processes of their own, to be killed: forked with all modules loaded, so that many take no time."""

from __future__ import annotations

import multiprocessing
import os
import sys

from fanzha.cli import main

LOADED = ["fanzha.cli", "fanzha.commands.publish", "fanzha.pipeline", "fanzha.config", "sqlite3"]


def publish(source: str, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        sys.exit(main(["publish", "--source", source]))


def status(source: str, environment: dict[str, str]) -> int | None:
    """How a publisher ended: its exit status, or the negative signal that killed it."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(LOADED)
    process = server.Process(target=publish, args=(source, environment))
    process.start()
    process.join(60)
    return process.exitcode
