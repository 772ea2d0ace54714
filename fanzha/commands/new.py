"""`new`: a new post with its front matter filled in; or, with `--from`, a draft moved among the posts.

Nothing is ever overwritten. Moving a draft is the only thing that the program does to a source, because it is asked to:
the post is written whole and read back before the draft goes.
"""

import json
import os
import posixpath
import shlex
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fanzha import config as configs
from fanzha import dates, new_files, posts, scaffold, severities, slugs, sources, system_problems, tag_names, texts
from fanzha.bodies import split_at_posts
from fanzha.commands import Arguments, build
from fanzha.config import Config
from fanzha.images import Images
from fanzha.jekyll import MARKDOWN_SUFFIXES
from fanzha.output import Unusable
from fanzha.problems import Place, Problem, Text, did_you_mean
from fanzha.report import Report, as_json
from fanzha.sources import Sources
from fanzha.texts import Source


@dataclass(frozen=True)
class Made:
    """The new file, and what is to be said about it. Without a path nothing was made, and the problems say why."""

    path: str
    source: Source
    problems: tuple[Problem, ...] = ()


def run(arguments: Arguments, report: Report) -> int:
    """Make the file and print its path. 0: made; 1: the draft has errors; 2: wrong usage, or the file is there."""
    read = sources.read(arguments.source).value
    if read is None:
        raise build.no_folder(arguments)
    if not (read.config or read.posts or read.drafts or any((read.root / name).is_dir() for name in FOLDERS)):
        raise Unusable(
            Text(
                f"{arguments.source} 里既没有 config.yaml，也没有 posts，不像一个网站。用 --source 指明网站的文件夹",
                f"{arguments.source} holds neither config.yaml nor posts: it is no site. Name one with --source",
            )
        )
    config = configs.parse(read.config).value or Config()
    report = report._replace(language=arguments.lang or sources.language(read.config))
    made = _moved(arguments, read, config) if arguments.from_draft else _written(arguments, read, config)
    made = replace(made, problems=severities.applied(made.problems, config.check))
    _tell(made, arguments, report)
    if not made.path:
        return 1
    if arguments.edit:
        _edit(arguments.source / made.path)
    return 0


FOLDERS = (*sources.POST_FOLDERS, *sources.DRAFT_FOLDERS)


def _written(arguments: Arguments, read: Sources, config: Config) -> Made:
    title = scaffold.one_line(arguments.title)
    if not title:
        raise Unusable(
            Text('写上标题，例如 new "“双倍理赔”是圈套"', 'give a title, as in: new "“Paid twice” is a trap"')
        )
    now = _date(arguments, config)
    tags = tag_names.separated(map(scaffold.one_line, arguments.tag))
    climbing = next((tag for tag in tags if slugs.climbs(tag)), "")
    if climbing:
        raise Unusable(Text(f"标签里不能有 ..：{climbing}", f"a tag cannot hold ..: {climbing}"))
    author = config.author if arguments.author is None else scaffold.one_line(arguments.author)
    date = "" if arguments.draft and arguments.date is None else scaffold.typed(now)
    text = scaffold.new_post(title, date, author, tags, config.interface_language)
    name = f"{_slug(arguments, title)}.md"
    if arguments.draft:
        path = f"{_folder(read, drafts=True)}/{name}"
    else:
        path = f"{_folder(read)}/{now:%Y-%m-%d}-{name}"
    new_files.create(read.root, path, text.encode())
    source = Source(path, text)
    used = tag_names.in_use((*read.posts, *read.drafts))
    problems = [tag_names.unfamiliar(tag, used, _place_of(tag, source)) for tag in tags]
    return Made(path, source, (*filter(None, problems), *_left_out(source, config, arguments)))


def _moved(arguments: Arguments, read: Sources, config: Config) -> Made:
    """Move a draft among the posts. Where it has errors it stays, and they are told."""
    assert arguments.from_draft
    unfit = [
        name
        for name, given in (
            ("TITLE", arguments.title),
            ("--tag", arguments.tag),
            ("--author", arguments.author is not None),
            ("--draft", arguments.draft),
        )
        if given
    ]
    if unfit:
        raise Unusable(
            Text(
                f"--from 只移动草稿，不能和 {unfit[0]} 一起用。要改的写在草稿里",
                f"--from only moves a draft, and does not go with {unfit[0]}. Change the draft itself",
            )
        )
    path = _draft_path(arguments.from_draft, read)
    draft = next((source for source in read.drafts if source.path == path), None)
    try:
        data = (read.root / path).read_bytes()
    except OSError as error:
        raise Unusable(system_problems.cannot_read(path, error)) from error
    if draft is None:
        unread = texts.read_text(read.root / path, path)
        return Made("", Source(path, ""), unread.problems)
    date = _date(arguments, config)
    choices = posts.Choices(datetime.now(UTC))
    errors = tuple(p for p in posts.parse(draft, config, Images({}), choices).problems if p.severity == "error")
    if errors:
        return Made("", draft, errors)
    target = _target(path, date, arguments)
    changed = scaffold.with_date(data, scaffold.typed(date))
    new_files.create(read.root, target, changed)
    source = texts.read_text(read.root / target, target).value or Source(target, "")
    post = posts.parse(source, config, Images({}), choices).value
    if post is None or post.meta.date is None or post.meta.date.date() != date.date():
        (read.root / target).unlink()
        day = scaffold.typed(date)
        raise Unusable(
            Text(
                f"没能把 {path} 的日期改成 {day}，没有移动。请先在它的开头写上 date: {day}",
                f"the date of {path} cannot be set, and it was not moved. Write date: {day} into it first",
            )
        )
    new_files.remove_moved(read.root, path, data, target)
    return Made(target, source, _left_out(source, config, arguments))


def _draft_path(given: Path, read: Sources) -> str:
    """The draft's path in the source folder: as typed from here, or from the source folder."""
    for place in (given, read.root / given):
        if place.is_file():
            break
    else:
        near = did_you_mean(given.as_posix(), [draft.path for draft in read.drafts])
        zh, en = (f"。{near.zh}", f". {near.en}") if near else ("", "")
        raise Unusable(Text(f"没有这篇草稿：{given}{zh}", f"there is no draft {given}{en}"))
    # Folders may be links; the draft's own name is what counts.
    absolute = Path(os.path.abspath(place))
    above = Path(os.path.abspath(read.root))
    path = absolute.relative_to(above).as_posix() if absolute.is_relative_to(above) else ""
    if not path or not posts.is_draft(path):
        raise Unusable(
            Text(
                f"{given} 不在 drafts 里，不是草稿，没有移动",
                f"{given} does not lie in drafts, and is no draft: it was not moved",
            )
        )
    if not path.lower().endswith(MARKDOWN_SUFFIXES):
        raise Unusable(Text(f"{given} 不是 .md 文件，没有移动", f"{given} is no .md file: it was not moved"))
    return path


def _target(path: str, date: datetime, arguments: Arguments) -> str:
    """Where the draft goes: the folder of posts beside that of drafts, subfolders kept."""
    above, inside = split_at_posts(path)
    folder = path.split("/")[len(above)].replace("drafts", "posts")
    stem, suffix = posixpath.splitext(posixpath.basename(inside))
    _, name = dates.of_file_name(stem, UTC)
    if slugs.WINDOWS_DEVICES.fullmatch(name) or not slugs.slug(name):
        name = slugs.of_title(name)
    name = _slug(arguments, name) if arguments.slug is not None else name
    return posixpath.join(*above, folder, posixpath.dirname(inside), f"{date:%Y-%m-%d}-{name}{suffix}")


def _folder(read: Sources, drafts: bool = False) -> str:
    """The folder for posts or drafts: the site's own, or that of a Jekyll blog."""
    ours, jekylls = sources.DRAFT_FOLDERS if drafts else sources.POST_FOLDERS
    if sources.is_jekyll_blog(read.root):
        return jekylls
    has_jekylls = (read.root / sources.POST_FOLDERS[1]).is_dir() and not (read.root / sources.POST_FOLDERS[0]).is_dir()
    return jekylls if has_jekylls else ours


def _date(arguments: Arguments, config: Config) -> datetime:
    """The date asked for, in the site's time zone; without one, today."""
    if arguments.date is None:
        return datetime.now(config.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    date = dates.parse(arguments.date, config.zone)
    if date is None:
        raise Unusable(
            Text(
                f"--date 不是一个日期：{arguments.date}。例如 --date 2026-11-22",
                f"--date is no date: {arguments.date}. For example: --date 2026-11-22",
            )
        )
    return date


def _slug(arguments: Arguments, title: str) -> str:
    """The slug asked for; without one, the title's."""
    if arguments.slug is None:
        return slugs.of_title(title)
    typed = unicodedata.normalize("NFC", arguments.slug.strip())
    if (
        not typed
        or slugs.slug(typed, kept="._~") != typed
        or typed.startswith(".")
        or slugs.WINDOWS_DEVICES.fullmatch(typed)
    ):
        better = slugs.of_title(arguments.slug)
        raise Unusable(
            Text(
                f"--slug 只能用字母、汉字、数字和减号：{arguments.slug}。例如 --slug {better}",
                f"--slug takes letters, digits and hyphens only: {arguments.slug}. For example: --slug {better}",
            )
        )
    return typed


def _place_of(tag: str, source: Source) -> Place:
    """Where the tag stands in the new post."""
    lines = source.text.split("\n")
    number = next((number for number, line in enumerate(lines, 1) if line.startswith("tags:")), 0)
    typed = scaffold.quoted(tag)
    return Place(source.path, number, lines[number - 1].find(typed, len("tags:")) + 1)


def _left_out(source: Source, config: Config, arguments: Arguments) -> tuple[Problem, ...]:
    """That the post will not be built as it is, unless it is meant to be a draft."""
    future = config.future if arguments.future is None else arguments.future
    choices = posts.Choices(datetime.now(UTC), drafts=arguments.draft, future=future)
    draft = posts.parse(source, config, Images({}), choices).value
    return (posts.left_out_problem(draft),) if draft and draft.left_out else ()


def _tell(made: Made, arguments: Arguments, report: Report) -> None:
    """The path, alone on stdout; what is odd on stderr."""
    shown = Sources(Path("."), None, (made.source,), (), (), (), (), frozenset(), (), ())
    report.problems(made.problems, shown)
    if report.form == "json":
        problems = [as_json(problem, report.language) for problem in made.problems]
        print(json.dumps({"path": made.path or None, "problems": problems}, ensure_ascii=False))
    elif made.path:
        print(os.path.normpath(arguments.source / made.path), flush=True)


def _edit(file: Path) -> None:
    """Open the file with the editor's own program, and wait until that has ended."""
    program = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if sys.platform == "win32" else "")
    if not program:
        raise Unusable(
            Text(
                "不知道用什么程序打开：没有设置 $VISUAL 或 $EDITOR。文件已经写好，请自己打开",
                "no program to open it with: neither $VISUAL nor $EDITOR is set. The file is made; open it yourself",
            )
        )
    try:
        words = [program] if sys.platform == "win32" else shlex.split(program)
        subprocess.run([*words, str(file)], check=False)
    except (OSError, ValueError) as error:
        raise Unusable(
            Text(
                f"打不开编辑程序 {program}（看看 $VISUAL 和 $EDITOR）。文件已经写好，请自己打开",
                f"cannot start {program} (see $VISUAL and $EDITOR). The file is made; open it yourself",
            )
        ) from error
