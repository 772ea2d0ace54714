"""Times whole builds of a generated site: cold, nothing changed, one post, one layout, one config value edited.

    python bench/bench.py [--posts N] [--runs N]

Each figure is the median of the runs: CPU seconds (user and system), wall seconds, and the peak of resident memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from generate import generate

ROOT = Path(__file__).resolve().parent.parent


class Cost(NamedTuple):
    cpu: float
    wall: float
    megabytes: float


def build(folder: Path) -> Cost:
    """The cost of one build, as a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "--source", str(folder), "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(said.decode())
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def cold(folder: Path, run: int) -> None:
    shutil.rmtree(folder / "_site", ignore_errors=True)
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def nothing(folder: Path, run: int) -> None:
    """No edit."""


def one_post(folder: Path, run: int) -> None:
    post = sorted((folder / "posts").iterdir())[run]
    post.write_text(post.read_text("utf-8") + f"\n第{run}次修改。\n", "utf-8")


def one_layout(folder: Path, run: int) -> None:
    layout = folder / "layouts" / "post.html"
    layout.parent.mkdir(exist_ok=True)
    original = (ROOT / "layouts" / "post.html").read_text("utf-8")
    layout.write_text(original.replace("</article>", f"</article><!-- {run} -->"), "utf-8")


def one_value(folder: Path, run: int) -> None:
    config = folder / "config.yaml"
    lines = [line for line in config.read_text("utf-8").splitlines() if not line.startswith("title:")]
    config.write_text("\n".join([f"title: 反诈{run}", *lines, ""]), "utf-8")


EDITS: dict[str, Callable[[Path, int], None]] = {
    "cold": cold,
    "nothing changed": nothing,
    "one post edited": one_post,
    "one layout edited": one_layout,
    "one config value edited": one_value,
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=1000)
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        generate(folder, given.posts)
        build(folder)
        print(f"{given.posts} posts, median of {given.runs}\n")
        print("| | CPU s | wall s | MB |\n|---|---|---|---|")
        for name, edit in EDITS.items():
            costs = []
            for run in range(given.runs):
                edit(folder, run)
                costs.append(build(folder))
            cpu, wall, megabytes = (median(column) for column in zip(*costs, strict=True))
            print(f"| {name} | {cpu:.2f} | {wall:.2f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
