"""Says what was done and what is wrong: in lines for people, as JSON or as GitHub's annotations for programs.

Problems go to stderr, one line each with its source line and hint; the figures of a build to stdout.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from fanzha import terminal
from fanzha.problems import Language, Problem, Text, in_order, in_words, with_caret
from fanzha.sources import Sources

Form = Literal["text", "json", "github"]
SLOW_STEP = 1.0
"""Seconds after which a step shows its progress on a terminal."""


class Report(NamedTuple):
    """How to speak: language, form, and how much."""

    language: Language
    form: Form = "text"
    quiet: bool = False
    verbose: bool = False

    def say(self, text: Text) -> None:
        """A line about what is being done; silent with `quiet`, and where stdout is for a program."""
        if not self.quiet and self.form == "text":
            print(text.in_language(self.language), flush=True)

    def problems(self, problems: Iterable[Problem], sources: Sources | None) -> None:
        """All problems by file and line. Information is left out with `quiet`."""
        shown = [problem for problem in in_order(problems) if not (self.quiet and problem.severity == "info")]
        if self.form == "github":
            for problem in shown:
                print(annotation(problem, self.language))
            return
        if self.form == "json":
            return
        colours = terminal.Colours(sys.stderr) if shown and terminal.has_colours(sys.stderr) else None
        ambiguous = terminal.ambiguous_width(sys.stderr)
        # Whoever reads the log of a build need not see the secret.
        secret = {problem.place[:2] for problem in shown if problem.code == "secret"}
        for problem in shown:
            source = sources.find(problem.place.path) if sources and problem.place[:2] not in secret else None
            line = source.line(problem.place.line) if source else None
            text = with_caret(problem, self.language, line, ambiguous)
            if colours:
                colours.show(problem, text)
            else:
                print(text, file=sys.stderr)
        sys.stderr.flush()

    def summary(self, text: Text, figures: dict[str, Any], problems: Iterable[Problem]) -> None:
        """The last line of a build; or the one JSON object."""
        if self.form == "json":
            print(
                json.dumps(
                    {"problems": [as_json(p, self.language) for p in in_order(problems)], **figures}, ensure_ascii=False
                )
            )
        elif not self.quiet:
            print(text.in_language(self.language), flush=True)


def as_json(problem: Problem, language: Language) -> dict[str, Any]:
    what, hint = in_words(problem, language)
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": what,
        "hint": hint or None,
    }


def annotation(problem: Problem, language: Language) -> str:
    """A workflow command that GitHub shows beside the line
    (docs.github.com/actions/reference/workflow-commands-for-github-actions)."""
    kind = {"error": "error", "warning": "warning", "info": "notice"}[problem.severity]
    what, hint = in_words(problem, language)
    place = problem.place
    where = {"file": place.path, "line": place.line, "col": place.column, "title": problem.code}
    properties = ",".join(f"{name}={_escaped(str(value), property=True)}" for name, value in where.items() if value)
    words = f"{what}\n{hint}" if hint else what
    return f"::{kind} {properties}::{_escaped(words)}"


def _escaped(text: str, property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


Progress = Callable[[str, int, int], None]
"""Told of a stage's name, how many of its jobs are done, and how many there are; of the last stage's end by no name."""

STAGES = {
    "wait": Text("等另一次生成结束", "waiting for another build"),
    "read": Text("读文件", "reading files"),
    "load": Text("加载程序", "loading"),
    "sources": Text("读文章的设置", "front matter"),
    "posts": Text("文章", "posts"),
    "plan": Text("安排网页", "planning pages"),
    "pages": Text("网页", "pages"),
    "write": Text("写入", "writing"),
    "check": Text("检查", "checking"),
}


class ProgressBar:
    """Told of a build's stages: shows on a terminal how far a slow one is, and remembers how long each took."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.active = sys.stderr.isatty() and not report.quiet and report.form == "text"
        self.stage = ""
        self.began = time.perf_counter()
        self.cpu_began = time.process_time()
        self.took: list[tuple[str, float, float]] = []
        """Stage, seconds, and CPU seconds of this process."""
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self.stage:
            self._next(stage)
        if not self.active or not total:
            return
        if stage not in self.tasks and (time.perf_counter() - self.began < SLOW_STEP or done == total):
            return
        if self.bar is None:
            # Imported here: rich takes 60 ms, and most builds are done before a bar is wanted.
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True), transient=True)
            self.bar.start()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(STAGES[stage].in_language(self.report.language), total=total)
        self.bar.update(self.tasks[stage], completed=done)

    def _next(self, stage: str) -> None:
        now, cpu = time.perf_counter(), time.process_time()
        if self.stage:
            self.took.append((self.stage, now - self.began, cpu - self.cpu_began))
        self.stage, self.began, self.cpu_began = stage, now, cpu
        if stage == "wait":
            self.report.say(STAGES["wait"])

    def close(self) -> None:
        """Take the bar away; with `verbose`, say where the time went."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
        if self.report.verbose:
            for stage, seconds, cpu in self.took:
                name = STAGES[stage]
                zh = f"  {name.zh}：{seconds:.2f} 秒，本进程占用处理器 {cpu:.2f} 秒"
                self.report.say(Text(zh, f"  {name.en}: {seconds:.2f} s, of it {cpu:.2f} s of this process's CPU"))
