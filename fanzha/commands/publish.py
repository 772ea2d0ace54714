"""`publish`: build, and put the site folder on a branch that GitHub Pages serves.

What needs no network is asked first, then what stands on the remote, then the site is built, and only then pushed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fanzha import config as configs
from fanzha import git, git_problems, publishing, refusals, repository, site_address, sources, texts
from fanzha.commands import Arguments, build
from fanzha.commands.build import Build
from fanzha.config import Config
from fanzha.github_pages import CNAME
from fanzha.problems import Place, Problem, Text
from fanzha.publishing import ChangedMeanwhile, Changes, File, Plan, Standing
from fanzha.report import ProgressBar, Report
from fanzha.repository import Repository

APART = ".cache/publish/site"
"""Where a site is built whose address was worked out here: a preview in the usual folder has another one."""

MOST_LISTED = 20
"""Files of each kind that a dry run names; all of them with --verbose."""


class Refused(Exception):
    """It must not or cannot be published, for these problems; exit status `status`."""

    def __init__(self, problems: Iterable[Problem], status: int = 2) -> None:
        super().__init__()
        self.problems = tuple(problems)
        self.status = status


@dataclass(frozen=True)
class Checked:
    """What there is to publish from and to, once every rule that can be asked before the build is kept."""

    repository: Repository
    standing: Standing
    dirty: bool
    address: site_address.Decision


def run(arguments: Arguments, report: Report) -> int:
    """Publish once, and say what became of it. 0: published, or nothing to do; 1: content; 2: anything else."""
    build.check(arguments)
    source = sources.read_config(arguments.source, [])
    config = configs.parse(source).value or Config()
    report = report._replace(language=arguments.lang or sources.language(source))
    try:
        checked = _checked(arguments, config)
        return _published(arguments, checked, report)
    except Refused as refused:
        problems, status = refused.problems, refused.status
    except ChangedMeanwhile:
        problems, status = (refusals.changed_meanwhile(),), 2
    except git.Missing:
        problems, status = (git_problems.missing(),), 2
    except git.Failed as failed:
        place = Place(arguments.remote if failed.command in ("ls-remote", "fetch", "push") else ".")
        problems, status = (git_problems.problem(failed, place),), 2
    report.problems(problems, None)
    _tell_of_nothing(problems, report)
    return status


def _checked(arguments: Arguments, config: Config) -> Checked:
    """Raises Refused where a rule is not kept, and what git raises."""
    here = repository.opened(arguments.source)
    remotes = here.remotes()
    remote = remotes.get(arguments.remote)
    if remote is None:
        raise Refused([refusals.no_remote(arguments.remote, [*remotes])])
    changes = here.changes(without=_made(arguments))
    _stop_at(refusals.of_branch(here, arguments.branch))
    if not arguments.allow_dirty:
        _stop_at(refusals.of_changes(changes))
    standing = publishing.look(here, remote, f"refs/heads/{arguments.branch}")
    _keep_rules(arguments, here, standing)
    own_cname = _own_cname(arguments.source)
    address = site_address.decide(
        config, remote, own_cname, standing.domain, url=arguments.url, baseurl=arguments.baseurl
    )
    return Checked(here, standing, bool(changes), address)


def _made(arguments: Arguments) -> set[Path]:
    """The folders that builds fill, which are no part of the source."""
    folders = {arguments.output, arguments.source / "_site"}
    return folders | {folder.parent / ".cache" for folder in folders}


def _ignored(here: Repository, made: Build) -> list[str]:
    """The posts and pages of the site that git ignores, so that no commit has them."""
    assert made.sources and made.files
    skipped = {path for _, paths in made.files.skipped for path in paths}
    return here.ignored([s.path for s in (*made.sources.posts, *made.sources.pages) if s.path not in skipped])


def _keep_rules(arguments: Arguments, here: Repository, standing: Standing) -> None:
    """Raises Refused where what stands on the remote forbids to publish there; all reasons at once."""
    problems = [*refusals.of_source_branch(here, standing)]
    if not arguments.force and not problems:
        problems += refusals.of_history(here, standing)
    if not arguments.allow_dirty:
        problems += refusals.of_unpushed(here, standing)
        problems += refusals.of_older_source(here, standing)
    _stop_at(problems)


def _published(arguments: Arguments, checked: Checked, report: Report) -> int:
    here, address = checked.repository, checked.address
    report.problems(address.problems, None)
    if address.chosen:
        url, baseurl = address.chosen
        arguments = arguments._replace(url=url, baseurl=baseurl)
        if arguments.output == arguments.source / "_site":
            arguments = arguments._replace(output=arguments.source / APART)
    bar = ProgressBar(report)
    try:
        made = build.once(arguments, bar)
    finally:
        bar.close()
    problems = (*address.problems, *made.problems)
    if made.changes is None or made.files is None:
        report.problems(made.problems, made.sources)
        _tell_of_nothing(problems, report)
        return 1
    if report.form != "json":
        build.tell(made, report)
    # Who edits or commits while the site is built would make the commit's word on its source a lie.
    if here.has_moved():
        raise ChangedMeanwhile
    if not arguments.force:
        _stop_at(refusals.of_nothing(made.files.posts, checked.standing))
    changes = here.changes(without=_made(arguments))
    # Only now it is known what the site was made of.
    ignored = _ignored(here, made)
    if not arguments.allow_dirty:
        _stop_at((*refusals.of_changes(changes), *refusals.of_ignored(ignored)))
    checked = replace(checked, dirty=checked.dirty or bool(changes) or bool(ignored))
    try:
        files = publishing.measured(arguments.output, made.files.items, here.hash_name)
    except ChangedMeanwhile:
        # Someone has changed a made file by hand, which a build does not look for unless it is told to.
        build.once(arguments._replace(full=True), bar)
        files = publishing.measured(arguments.output, made.files.items, here.hash_name)
    plan = publishing.plan(here, checked.standing, files)
    _stop_at(refusals.of_size(files, arguments.force), status=1)
    commit = ""
    if plan.changes and not arguments.dry_run:
        report.say(_uploading(plan))
        plan, commit = _pushed(arguments, checked, plan, files)
    _tell(arguments, checked, plan, commit, files, problems, report)
    return 0


def _pushed(arguments: Arguments, checked: Checked, plan: Plan, files: list[File]) -> tuple[Plan, str]:
    here = checked.repository

    def again(standing: Standing) -> Plan:
        _keep_rules(arguments, here, standing)
        return publishing.plan(here, standing, files)

    def message(plan: Plan) -> str:
        return publishing.message(plan, here.head, checked.dirty)

    try:
        return publishing.publish(here, plan, message, again)
    except git.Failed as failed:
        if git_problems.is_lost_race(failed):
            raise Refused([refusals.of_lost_races(plan.standing)]) from failed
        raise


def _stop_at(problems: Iterable[Problem], status: int = 2) -> None:
    found = [*problems]
    if found:
        raise Refused(found, status)


def _own_cname(source: Path) -> str:
    """The text of the site's own `CNAME`: in `static/`, or in the root of a Jekyll blog."""
    folder = source if sources.is_jekyll_blog(source) else source / "static"
    read = texts.read_text(folder / CNAME, CNAME) if (folder / CNAME).is_file() else None
    return read.value.text if read and read.value else ""


# --- saying it


def _tell_of_nothing(problems: Iterable[Problem], report: Report) -> None:
    """The last line where nothing is published."""
    problems = tuple(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    text = Text("没有发布：改好后再来一次。", "nothing was published. Mend that and run again.")
    report.summary(text, {"errors": errors, "published": False}, problems)


def _tell(
    arguments: Arguments,
    checked: Checked,
    plan: Plan,
    commit: str,
    files: list[File],
    problems: tuple[Problem, ...],
    report: Report,
) -> None:
    changes, standing = plan.changes, plan.standing
    if arguments.dry_run:
        for line in _listed(changes, None if report.verbose else MOST_LISTED):
            report.say(line)
    served = checked.address.served
    if commit:
        text = _done(plan, str(served) if served else "", first=not standing.tip)
    elif changes:
        text = _would(plan)
    else:
        text = Text("没有变化，不用发布。", "nothing has changed; there is nothing to publish.")
    figures: dict[str, Any] = {
        "errors": 0,
        "warnings": sum(problem.severity == "warning" for problem in problems),
        "published": bool(commit),
        "commit": commit or None,
        "source_commit": checked.repository.head or None,
        "remote": standing.remote.name,
        "branch": standing.branch.removeprefix("refs/heads/"),
        "address": str(served) if served else None,
        "added": [path for path, _ in changes.added],
        "changed": [path for path, _ in changes.changed],
        "removed": [path for path, _ in changes.removed],
        "unchanged": changes.unchanged,
        "upload_bytes": changes.upload,
        "site_bytes": sum(file.size for file in files),
    }
    report.summary(text, figures, problems)


def _uploading(plan: Plan) -> Text:
    return Text(f"正在上传 {_bytes(plan.changes.upload)} …", f"uploading {_bytes(plan.changes.upload)} …")


def _counts(changes: Changes) -> Text:
    added, changed, removed = (len(paths) for paths in changes[:3])
    return Text(
        f"新增 {added} 个文件，改动 {changed} 个，删除 {removed} 个（上传 {_bytes(changes.upload)}）",
        f"{added} file{'' if added == 1 else 's'} added, {changed} changed, {removed} removed "
        f"({_bytes(changes.upload)} uploaded)",
    )


def _done(plan: Plan, address: str, first: bool) -> Text:
    counts = _counts(plan.changes)
    branch = plan.standing.branch.removeprefix("refs/heads/")
    zh, en = f"已发布：{counts.zh}。", f"published: {counts.en}."
    if address:
        zh += f"过一两分钟，打开 {address} 就能看到。"
        en += f" In a minute or two it is at {address} ."
    if first:
        zh += f"第一次发布：到仓库的 Settings → Pages，选 Deploy from a branch、{branch}、/ (root)。"
        en += f" The first time: in the repository's Settings → Pages choose Deploy from a branch, {branch}, / (root)."
    return Text(zh, en)


def _would(plan: Plan) -> Text:
    counts, where = _counts(plan.changes), refusals.place_of(plan.standing).path
    return Text(f"试一试，没有推送到 {where}：{counts.zh}。", f"a dry run, nothing was pushed to {where}: {counts.en}.")


def _listed(changes: Changes, most: int | None) -> Iterable[Text]:
    kinds = ((changes.added, Text("新增", "added")), (changes.changed, Text("改动", "changed")))
    for paths, verb in (*kinds, (changes.removed, Text("删除", "removed"))):
        for path, size in paths[:most]:
            yield Text(f"  {verb.zh}  {path}（{_bytes(size)}）", f"  {verb.en:8}{path} ({_bytes(size)})")
        left = len(paths) - len(paths[:most])
        if left:
            yield Text(
                f"  {verb.zh}  还有 {left} 个（--verbose 全列出来）", f"  {verb.en:8}{left} more (--verbose lists all)"
            )


def _bytes(size: int) -> str:
    for unit, factor in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
