"""Times whole builds of a generated site: cold, nothing changed, one post, one layout, one config value edited.

    python bench/bench.py [--posts N] [--runs N] [--against hugo,pelican,jekyll] [--save FILE]

Each figure is the median of the runs, of the whole tree of processes: CPU seconds (user and system) and wall seconds.
Runs of the tools take turns, so that whatever else the machine does falls on all alike; ratios are safer than seconds.
The peak of memory (proportional set size, where the system tells; else the largest process's) is that of one more run,
since a look at a process's memory takes time of whoever works.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools import OTHERS, Fanzha, Tool

EDITS = {
    "cold": "cold",
    "nothing changed": "nothing",
    "one post edited": "one_post",
    "one layout edited": "one_layout",
    "one config value edited": "one_value",
}
"""What is timed, and the tool's method that makes the edit."""

LOOK = 0.05
"""Seconds between two looks at the memory."""


class Cost(NamedTuple):
    cpu: float
    wall: float
    megabytes: float


def build(tool: Tool, looked_at: bool = True) -> Cost:
    """The cost of one build, as a process of its own; its memory is `looked_at` while it runs, or only at its end."""
    # As wherever a tool is used day by day: Python keeps what it compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        tool.command(),
        cwd=tool.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    memory = Memory(process.pid) if looked_at else None
    if memory:
        memory.start()
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{tool.name}: {said.decode(errors='replace')}")
    peak = memory.stop() if memory else 0
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak or usage.ru_maxrss / 1024)


class Memory(threading.Thread):
    """Looks again and again at what memory a session of processes has; on Linux only."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while Path("/proc/self/smaps_rollup").exists() and not self.over.wait(LOOK):
            self.peak = max(self.peak, sum(map(self.megabytes, Path("/proc").glob("[0-9]*"))))

    def megabytes(self, process: Path) -> float:
        try:
            if os.getsid(int(process.name)) != self.session:
                return 0
            for line in (process / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) / 1024
        except OSError:
            pass
        return 0

    def stop(self) -> float:
        self.over.set()
        self.join()
        return self.peak


def measured(tools: list[Tool], runs: int) -> dict[tuple[str, str], Cost]:
    """The median cost of each edit with each tool, and its peak of memory in one more run."""
    found = {}
    for label, method in EDITS.items():
        costs: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
        for run in range(runs):
            for tool in tools:
                getattr(tool, method)(run)
                costs[tool.name].append(build(tool, looked_at=False))
        for tool in tools:
            cpu, wall, _ = (median(column) for column in zip(*costs[tool.name], strict=True))
            getattr(tool, method)(runs)
            found[label, tool.name] = Cost(cpu, wall, build(tool).megabytes)
    return found


def processor() -> str:
    """The processor's name, where Linux says it (man 5 proc_cpuinfo)."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((f" ({line.partition(':')[2].strip()})" for line in lines if line.startswith("model name")), "")


def table(costs: dict[tuple[str, str], Cost], names: list[str]) -> str:
    """A row an edit and tool: the costs, and the CPU seconds as a ratio to the second tool's."""
    base = next((name for name in names if name != "fanzha"), "")
    head = "| | | CPU s | wall s | MB |" + (f" CPU : {base} |" if base else "")
    rows = [head, "|---|---|---:|---:|---:|" + ("---:|" if base else "")]
    for label in EDITS:
        for name in names:
            cpu, wall, megabytes = costs[label, name]
            ratio = f" {cpu / costs[label, base].cpu:.2f} |" if base else ""
            rows.append(f"| {label} | {name} | {cpu:.2f} | {wall:.2f} | {megabytes:.0f} |{ratio}")
    return "\n".join(rows)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=1000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--against", default="", help=", ".join(OTHERS))
    options.add_argument("--save", type=Path, help="a file that the table is written to")
    given = options.parse_args()
    wanted = [name for name in given.against.split(",") if name]
    if unknown := [name for name in wanted if name not in OTHERS]:
        options.error(f"{unknown[0]} is none of {', '.join(OTHERS)}")
    with tempfile.TemporaryDirectory() as temporary:
        tools: list[Tool] = []
        lines = []
        kinds: list[type[Tool]] = [Fanzha, *(OTHERS[name] for name in wanted)]
        for kind in kinds:
            tool = kind(Path(temporary, kind.name))
            version = tool.version()
            lines.append(f"- {tool.name} {version}" if version else f"- {tool.name}: not installed here, left out")
            if version:
                tool.lay_out(given.posts)
                build(tool)
                tools.append(tool)
        shown = [
            f"{given.posts} posts, median of {given.runs}. Python {platform.python_version()}, "
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{processor()}.",
            "",
            *lines,
            "",
            table(measured(tools, given.runs), [tool.name for tool in tools]),
        ]
        print("\n".join(shown))
        if given.save:
            given.save.write_text("# Results\n\n" + "\n".join(shown) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
