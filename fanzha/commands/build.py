"""`build`: the source folder becomes the site folder."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fanzha import output, pipeline, sources
from fanzha.commands import Arguments
from fanzha.config import Config
from fanzha.output import Changes, Unusable
from fanzha.pipeline import Files, Options
from fanzha.problems import Language, Problem, Text, has_errors
from fanzha.report import ProgressBar, Report
from fanzha.sources import Sources
from fanzha.work import Inline, Store

STORE = ".cache/fanzha.sqlite3"


@dataclass(frozen=True)
class Build:
    """One run of the whole: what was found wrong, and what was written if nothing was fatal."""

    problems: tuple[Problem, ...]
    sources: Sources | None
    files: Files | None
    changes: Changes | None
    seconds: float
    language: Language
    baseurl: str


def run(arguments: Arguments, report: Report) -> int:
    """Build once and say what became of it. 0: written; 1: the content has errors (or, strictly, warnings)."""
    bar = ProgressBar(report)
    try:
        build = once(arguments, bar)
    finally:
        bar.close()
    report = replace(report, language=arguments.lang or build.language)
    tell(build, report)
    strictly = arguments.strict and any(problem.severity == "warning" for problem in build.problems)
    return 1 if build.changes is None or strictly else 0


def once(arguments: Arguments, progress: pipeline.Progress) -> Build:
    """Read, compute and, if nothing is fatal, write. Raises Unusable for an output folder that can't be used."""
    start = time.perf_counter()
    output.check(arguments.output, arguments.source)
    read = sources.read(arguments.source)
    if read.value is None:
        raise Unusable(Text(f"没有这个文件夹：{arguments.source}", f"there is no folder {arguments.source}"))
    options = Options(
        now=datetime.now(UTC),
        url=arguments.url,
        baseurl=arguments.baseurl,
        drafts=arguments.drafts,
        future=arguments.future,
    )
    store = Store(None if arguments.full else arguments.output.parent / STORE)
    try:
        computed = pipeline.compute(read.value, options, store, Inline(), progress)
        problems = tuple(dict.fromkeys((*read.problems, *computed.problems)))
        fatal = computed.value is None or has_errors(problems)
        if arguments.strict and any(problem.severity == "warning" for problem in problems):
            fatal = True
        changes = None
        if computed.value and not fatal:
            changes = output.commit(arguments.output, computed.value.items, store, trusting=not arguments.full)
            store.forget_unused()
    finally:
        store.close()
    config = pipeline.configure(read.value, options).value or Config()
    seconds = time.perf_counter() - start
    return Build(problems, read.value, computed.value, changes, seconds, config.interface_language, config.baseurl)


def tell(build: Build, report: Report) -> None:
    """All problems, then one line of figures."""
    report.problems(build.problems, build.sources)
    errors = sum(problem.severity == "error" for problem in build.problems)
    warnings = sum(problem.severity == "warning" for problem in build.problems)
    figures = {
        "errors": errors,
        "warnings": warnings,
        "posts": build.files.posts if build.files else None,
        "pages": build.files.pages if build.files else None,
        "left_out": dict(build.files.left_out) if build.files else None,
        "written": len(build.changes.written) if build.changes else 0,
        "removed": len(build.changes.removed) if build.changes else 0,
        "unchanged": build.changes.unchanged if build.changes else None,
        "seconds": round(build.seconds, 3),
    }
    report.summary(_in_words(build, errors, warnings), figures, build.problems)


def _in_words(build: Build, errors: int, warnings: int) -> Text:
    if build.changes is None or build.files is None:
        return Text(
            f"没有写入：{errors} 处错误，{warnings} 处警告。改好后再来一次。",
            f"nothing was written: {_count(errors, 'error')}, {_count(warnings, 'warning')}. Mend them and run again.",
        )
    changes, files = build.changes, build.files
    out = sum(count for _, count in files.left_out)
    written, removed = len(changes.written), len(changes.removed)
    zh = f"{files.posts} 篇文章，{files.pages} 个网页：写入 {written}，删除 {removed}，未变 {changes.unchanged}"
    en = f"{_count(files.posts, 'post')}, {_count(files.pages, 'page')}: "
    en += f"{_count(written, 'file')} written, {removed} removed, "
    en += f"{changes.unchanged} unchanged"
    if out:
        zh, en = f"{zh}；没有生成 {out} 篇", f"{en}; {_count(out, 'post')} left out"
    if warnings:
        zh, en = f"{zh}；{warnings} 处警告", f"{en}; {_count(warnings, 'warning')}"
    return Text(f"{zh}。用时 {build.seconds:.2f} 秒。", f"{en}. {build.seconds:.2f} s.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
