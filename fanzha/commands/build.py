"""`build`: the source folder becomes the site folder."""

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from fanzha import lock, output, record, severities, sources, workers
from fanzha.commands import Arguments
from fanzha.output import Changes, Unusable
from fanzha.problems import Language, Outcome, Problem, Text, has_errors
from fanzha.record import Files, Options, Record
from fanzha.report import Progress, ProgressBar, Report
from fanzha.sources import Sources
from fanzha.store import Lost, Store
from fanzha.texts import Changed, Memory

T = TypeVar("T")
STORE = f"{lock.CACHE}/fanzha.sqlite3"


class Build(NamedTuple):
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
    with contextlib.closing(ProgressBar(report)) as bar:
        build = once(arguments, bar)
    report = report._replace(language=arguments.lang or build.language)
    tell(build, report)
    strictly = arguments.strict and any(problem.severity == "warning" for problem in build.problems)
    return 1 if build.changes is None or strictly else 0


@dataclass
class Kept:
    """What stays open from one build to the next, in a process that builds again and again."""

    store: Store | None = None
    memory: Memory = field(default_factory=Memory)


def once(arguments: Arguments, progress: Progress, kept: Kept | None = None, anew: bool = False) -> Build:
    """Read, compute and, if nothing is fatal, write. Raises Unusable for an output folder that can't be used.

    What is `kept` stays open and is not read again. `anew` computes what the last build's record knows, too: afterwards
    all is loaded and at hand.
    """
    start = time.perf_counter()

    def built(read: Outcome[Sources], store: Store) -> Build:
        return _built(arguments, read, store, progress, anew)

    return computed(arguments, progress, built, kept)._replace(seconds=time.perf_counter() - start)


def computed(
    arguments: Arguments, progress: Progress, compute: Callable[[Outcome[Sources], Store], T], kept: Kept | None = None
) -> T:
    """What `compute` makes of the sources, which have a value, and the store, while no other build of this site runs.

    Raises Unusable for folders that can't be used.
    """
    check(arguments)
    with lock.held(arguments.output, progress):
        progress("read", 0, 0)
        store = (kept and kept.store) or Store(None if arguments.full else lock.around(arguments.output) / STORE)
        store.begin()
        try:
            memory = (kept and kept.memory) or record.memory(store)
            for last in (False, False, True):
                try:
                    made = compute(readable(arguments, memory), store)
                    break
                except (Lost, Changed) as error:
                    # The store is damaged where nothing tells it but the contents themselves, or somebody has saved a
                    # text that was taken to be known: neither comes twice.
                    if last:
                        raise
                    if isinstance(error, Lost):
                        store.empty()
                    memory = Memory()
            if not kept:
                record.remember_texts(memory, store)
        finally:
            if kept:
                kept.store = store
                store.save()
            else:
                store.close()
    progress("", 0, 0)
    return made


def readable(arguments: Arguments, memory: Memory) -> Outcome[Sources]:
    """The sources, which have a value. Raises Unusable where the folder is gone."""
    read = sources.read(arguments.source, memory)
    if read.value is None:
        raise no_folder(arguments)
    return read


def check(arguments: Arguments) -> None:
    """Raises Unusable where there is no source folder, or the output folder can't be used."""
    output.check(arguments.output, arguments.source)
    if not os.path.isdir(arguments.source):
        raise no_folder(arguments)
    if not os.access(arguments.source, os.R_OK | os.X_OK):
        source = arguments.source
        raise Unusable(Text(f"没有权限打开文件夹 {source}", f"there is no permission to open the folder {source}"))


def no_folder(arguments: Arguments) -> Unusable:
    """What there is to say where the source folder is not there."""
    return Unusable(Text(f"没有这个文件夹：{arguments.source}", f"there is no folder {arguments.source}"))


def options_of(arguments: Arguments) -> Options:
    """What the command line and the moment decide. The clock is asked here alone."""
    return Options(
        now=datetime.now(UTC),
        url=arguments.url,
        baseurl=arguments.baseurl,
        drafts=arguments.drafts,
        future=arguments.future,
    )


def _built(arguments: Arguments, read: Outcome[Sources], store: Store, progress: Progress, anew: bool) -> Build:
    assert read.value
    options = options_of(arguments)
    name = record.key(read.value, options)
    known = None if anew else record.recalled(name, options.now, store)
    if known:
        problems = severities.applied(dict.fromkeys((*read.problems, *known.problems)), known.severities)
        build = Build(problems, read.value, known.files._replace(built=0), None, 0, known.language, known.baseurl)
    else:
        build = _computed(read, options, name, store, arguments.jobs, progress)
    fatal = build.files is None or has_errors(build.problems)
    if arguments.strict and any(problem.severity == "warning" for problem in build.problems):
        fatal = True
    if build.files and not fatal:
        progress("write", 0, 0)
        changes = output.commit(arguments.output, build.files.items, store, trusting=not arguments.full)
        if not known:
            store.forget_unused()
        build = build._replace(changes=changes)
    return build


def _computed(
    read: Outcome[Sources], options: Options, name: str, store: Store, jobs: int | None, progress: Progress
) -> Build:
    # Imported here: where nothing has changed, neither Markdown nor Jinja is needed.
    progress("load", 0, 0)
    from fanzha import pipeline

    assert read.value
    with workers.executor(jobs) as executor:
        whole = pipeline.compute(read.value, options, store, executor, progress)
    config = whole.config
    problems = severities.applied(dict.fromkeys((*read.problems, *whole.problems)), config.check)
    language = sources.language(read.value.config)
    if whole.files:
        made = Record(whole.files, whole.problems, language, config.baseurl, options.now, config.check)
        record.remember(name, made, store)
    return Build(problems, read.value, whole.files, None, 0, language, config.baseurl)


def tell(build: Build, report: Report) -> None:
    """All problems, why posts were skipped, then one line of figures."""
    report.problems(build.problems, build.sources)
    errors = sum(problem.severity == "error" for problem in build.problems)
    warnings = sum(problem.severity == "warning" for problem in build.problems)
    figures = {
        "errors": errors,
        "warnings": warnings,
        **_figures(build.files),
        "written": len(build.changes.written) if build.changes else 0,
        "removed": len(build.changes.removed) if build.changes else 0,
        "unchanged": build.changes.unchanged if build.changes else None,
        "seconds": round(build.seconds, 3),
    }
    if build.changes and build.files and build.files.skipped:
        report.say(_skipped(build.files))
    report.summary(_in_words(build, errors, warnings), figures, build.problems)


def _figures(files: Files | None) -> dict[str, Any]:
    """What became of the posts, for programs; nothing of it is known where there are errors."""
    if files is None:
        return dict.fromkeys(("posts", "built", "reused", "pages", "left_out", "skipped"))
    return {
        "posts": files.posts,
        "built": files.built,
        "reused": files.posts - files.built,
        "pages": files.pages,
        "left_out": {why: len(paths) for why, paths in files.skipped},
        "skipped": {why: list(paths) for why, paths in files.skipped},
    }


MOST_NAMED = 5
"""Skipped posts of one kind that are named; of more, their number tells."""
WHY_SKIPPED = {
    "draft": Text("草稿", "draft"),
    "future": Text("日期还没到", "date still to come"),
    "unpublished": Text("写着 published: false", "published: false"),
    "undated": Text("没有日期", "no date"),
    "address-taken": Text("网址已被占用", "address taken"),
}


def _skipped(files: Files) -> Text:
    """How many posts were not built, and why; with their names where they are few."""
    zh, en = [], []
    for why, paths in files.skipped:
        few = len(paths) <= MOST_NAMED
        zh.append(f"{WHY_SKIPPED[why].zh} {len(paths)} 篇" + (f"（{'、'.join(paths)}）" if few else ""))
        en.append(f"{len(paths)} {WHY_SKIPPED[why].en}" + (f" ({', '.join(paths)})" if few else ""))
    total = sum(len(paths) for _, paths in files.skipped)
    return Text(f"没有生成 {total} 篇：{'；'.join(zh)}", f"{total} skipped: {'; '.join(en)}")


def _in_words(build: Build, errors: int, warnings: int) -> Text:
    if build.changes is None or build.files is None:
        return Text(
            f"没有写入：{errors} 处错误，{warnings} 处警告。改好后再来一次。",
            f"nothing was written: {_count(errors, 'error')}, {_count(warnings, 'warning')}. Mend them and run again.",
        )
    changes, files = build.changes, build.files
    written, removed = len(changes.written), len(changes.removed)
    reused = files.posts - files.built
    zh = f"{files.posts} 篇文章（新生成 {files.built}，沿用 {reused}），{files.pages} 个网页："
    zh += f"写入 {written}，删除 {removed}，未变 {changes.unchanged}"
    en = f"{_count(files.posts, 'post')} ({files.built} built, {reused} reused), {_count(files.pages, 'page')}: "
    en += f"{_count(written, 'file')} written, {removed} removed, {changes.unchanged} unchanged"
    if warnings:
        zh, en = f"{zh}；{warnings} 处警告", f"{en}; {_count(warnings, 'warning')}"
    return Text(f"{zh}。用时 {build.seconds:.2f} 秒。", f"{en}. {build.seconds:.2f} s.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
