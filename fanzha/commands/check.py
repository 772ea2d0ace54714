"""`check`: everything that `build` would say of a site, and more, before it is published. Nothing is written."""

import contextlib
import time
from dataclasses import dataclass, replace
from datetime import datetime

from fanzha import record, severities, sources, work, workers
from fanzha.commands import Arguments, build
from fanzha.problems import Language, Outcome, Problem, Text
from fanzha.record import Files, Options
from fanzha.report import Progress, ProgressBar, Report
from fanzha.severities import Given
from fanzha.sources import Sources
from fanzha.store import Store


@dataclass(frozen=True)
class Checked:
    """What a check found, and how long that holds."""

    problems: tuple[Problem, ...]
    language: Language
    severities: Given
    made: datetime
    until: datetime | None = None
    files: Files | None = None
    """What the site would be, without its items; None where it has errors, so that there is none to look at."""
    bytes: int = 0
    """Size of the whole site."""

    def holds(self, now: datetime) -> bool:
        return self.made <= now and (self.until is None or now < self.until)


def run(arguments: Arguments, report: Report) -> int:
    """Check once and say what was found. 0: no errors; 1: errors (or, strictly, warnings)."""
    start = time.perf_counter()
    with contextlib.closing(ProgressBar(report)) as bar:
        checked, read = once(arguments, bar)
    report = report._replace(language=arguments.lang or checked.language)
    tell(checked, read, report, time.perf_counter() - start)
    grave = ("error", "warning") if arguments.strict else ("error",)
    return 1 if any(problem.severity in grave for problem in checked.problems) else 0


def once(arguments: Arguments, progress: Progress) -> tuple[Checked, Sources]:
    """Read, compute as `build` does, and look at the result. Raises Unusable for folders that can't be used."""

    def checked(read: Outcome[Sources], store: Store) -> tuple[Checked, Sources]:
        assert read.value
        return _checked(arguments, read, read.value, store, progress), read.value

    return build.computed(arguments, progress, checked)


def _checked(arguments: Arguments, read: Outcome[Sources], given: Sources, store: Store, progress: Progress) -> Checked:
    options = build.options_of(arguments)
    name = work.digest_of("check", record.key(given, options))
    known = work.unpacked(Checked, store.get(name))
    checked = known if known and known.holds(options.now) else _computed(given, options, name, store, progress)
    problems = severities.applied(dict.fromkeys((*read.problems, *checked.problems)), checked.severities)
    return replace(checked, problems=problems)


def _computed(given: Sources, options: Options, name: str, store: Store, progress: Progress) -> Checked:
    # Imported here: where nothing has changed, none of it is needed.
    progress("load", 0, 0)
    from fanzha import checks, pipeline

    with workers.executor(None) as executor:
        whole = pipeline.compute(given, options, store, executor, progress)
        progress("check", 0, 0)
        subject = checks.subject(given, whole, options.now, store, executor)
        checked = Checked(
            problems=tuple(checks.found(subject, whole.problems)),
            language=sources.language(given.config),
            severities=whole.config.check,
            made=options.now,
        )
        if whole.files is None:
            return checked
        ends = (whole.files.until, checks.until(subject))
        checked = replace(
            checked,
            until=min(filter(None, ends), default=None),
            files=whole.files._replace(items=()),
            bytes=checks.size(subject),
        )
    store.put(name, work.packed(checked))
    return checked


def tell(checked: Checked, read: Sources, report: Report, seconds: float) -> None:
    """All problems, then one line of figures."""
    report.problems(checked.problems, read)
    files = checked.files
    counted = {
        severity: sum(problem.severity == severity for problem in checked.problems)
        for severity in ("error", "warning", "info")
    }
    figures = {
        "errors": counted["error"],
        "warnings": counted["warning"],
        "infos": counted["info"],
        "posts": files.posts if files else None,
        "pages": files.pages if files else None,
        "left_out": {why: len(paths) for why, paths in files.skipped} if files else None,
        "bytes": checked.bytes if files else None,
        "seconds": round(seconds, 3),
    }
    report.summary(_in_words(checked, counted, seconds), figures, checked.problems)


def _in_words(checked: Checked, counted: dict[str, int], seconds: float) -> Text:
    zh = f"{counted['error']} 处错误，{counted['warning']} 处警告，{counted['info']} 条说明"
    en = ", ".join(_counts((counted["error"], "error"), (counted["warning"], "warning"), (counted["info"], "note")))
    files = checked.files
    if files is None:
        return Text(
            f"{zh}。链接、用不着的图片和网站大小，要等错误改好后再查。用时 {seconds:.2f} 秒。",
            f"{en}. Links, unused pictures and the site's size are looked at once these are mended. {seconds:.2f} s.",
        )
    size = f"{checked.bytes / 1_000_000:.1f} MB"
    return Text(
        f"查了 {files.posts} 篇文章、{files.pages} 个网页，共 {size}：{zh}。用时 {seconds:.2f} 秒。",
        f"{', '.join(_counts((files.posts, 'post'), (files.pages, 'page')))}, {size}: {en}. {seconds:.2f} s.",
    )


def _counts(*pairs: tuple[int, str]) -> list[str]:
    return [f"{number} {noun}" if number == 1 else f"{number} {noun}s" for number, noun in pairs]
