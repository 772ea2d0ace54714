"""The commands: COMMANDS names each with what it does, its own options, and its module, loaded only when it is run.

To add one: a module beside this file with `run(arguments, report) -> int`, and a row.
"""

from argparse import ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from fanzha import slugs
from fanzha.problems import Language, Text
from fanzha.report import Form


class Arguments(NamedTuple):
    """What the command line says, for every command."""

    source: Path
    output: Path
    url: str | None = None
    baseurl: str | None = None
    drafts: bool = False
    future: bool | None = None
    lang: Language | None = None
    report: Form = "text"
    quiet: bool = False
    verbose: bool = False
    full: bool = False
    jobs: int | None = None
    strict: bool = False
    host: str = "127.0.0.1"
    port: int | None = None
    open: bool = False
    poll: bool = False
    title: str = ""
    tag: tuple[str, ...] = ()
    author: str | None = None
    date: str | None = None
    slug: str | None = None
    draft: bool = False
    edit: bool = False
    from_draft: Path | None = None
    remote: str = "origin"
    branch: str = "gh-pages"
    dry_run: bool = False
    force: bool = False
    allow_dirty: bool = False


def a_port(typed: str) -> int:
    if not typed.isdecimal() or int(typed) > 65535:
        raise ArgumentTypeError("expected 0 … 65535")
    return int(typed)


def a_number_of_jobs(typed: str) -> int:
    if not typed.isdecimal() or int(typed) < 1:
        raise ArgumentTypeError("expected 1, 2, …")
    return int(typed)


def a_base_path(typed: str) -> str:
    if slugs.climbs(unquote(typed)):
        raise ArgumentTypeError("it must not lead out of the site's folder by ..")
    return typed


def a_url(typed: str) -> str:
    # Imported here: it is asked for only where the option is given.
    from fanzha.keys import is_site_url, site_url

    if not is_site_url(site_url(typed)):
        raise ArgumentTypeError("expected an address of the web, such as https://fanzha.example")
    return typed


class Option(NamedTuple):
    """An option of one command: flag, help, and what argparse wants to know besides."""

    flag: str
    help: Text
    more: dict[str, Any]


class Command(NamedTuple):
    name: str
    does: Text
    options: tuple[Option, ...]
    operand: Option | None = None
    """What may follow the command's name without a flag."""
    output: str = "_site"
    """Where the site goes by default, below the source folder."""


SWITCH = {"action": "store_true"}
SEVERAL = {"action": "append", "metavar": "TAG", "default": []}

COMMON = (
    Option("--source", Text("原稿文件夹", "source folder (.)"), {"type": Path, "default": Path("."), "metavar": "DIR"}),
    Option(
        "--output",
        Text("网站文件夹", "site folder (by default _site in the source; .cache/preview for serve)"),
        {"type": Path, "metavar": "DIR"},
    ),
    Option(
        "--url",
        Text("网站的网址", "the site's host, for whole addresses"),
        {"type": a_url, "metavar": "URL"},
    ),
    Option(
        "--baseurl",
        Text("网站所在的路径", "the path that the site stands under"),
        {"type": a_base_path, "metavar": "PATH"},
    ),
    Option("--drafts", Text("连草稿一起", "with drafts"), SWITCH),
    Option("--future", Text("连未来日期的文章一起", "with posts of the future"), {"action": BooleanOptionalAction}),
    Option("--lang", Text("提示用的语言", "language of messages"), {"choices": ("zh", "en")}),
    Option(
        "--report", Text("给程序看的结果", "results for programs"), {"choices": ("json", "github"), "default": "text"}
    ),
    Option("--quiet", Text("只说警告和错误", "warnings and errors only"), SWITCH),
    Option("--verbose", Text("说得更细", "say more"), SWITCH),
)
"""The options of every command."""

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command(
            "build",
            Text("生成网站（不写命令时就是它）", "source folder to site folder (the default command)"),
            (
                Option("--full", Text("不用缓存，全部重新生成", "ignore the cache"), SWITCH),
                Option(
                    "--jobs",
                    Text("最多用几个进程；不写就按处理器的核数", "processes at most; by default one a core"),
                    {"type": a_number_of_jobs, "metavar": "N"},
                ),
                Option("--strict", Text("有警告也算失败", "warnings fail, too"), SWITCH),
            ),
        ),
        Command(
            "check",
            Text(
                "发布前检查：build 会说的，还有链接、图片说明、隐私、大小；什么也不写",
                "all that build would say, and more (links, alt texts, private data, sizes); writes nothing",
            ),
            (Option("--strict", Text("有警告也算失败", "warnings fail, too"), SWITCH),),
        ),
        Command(
            "serve",
            Text("生成并在本机预览，文件一改就重新生成", "build, preview on this computer, rebuild on every change"),
            (
                Option("--host", Text("监听的地址", "address to listen on"), {"default": "127.0.0.1"}),
                Option(
                    "--port",
                    Text("端口；不写就从 4000 起找空的", "port; by default the first free one from 4000"),
                    {"type": a_port},
                ),
                Option("--open", Text("打开浏览器", "open the browser"), SWITCH),
                Option(
                    "--poll", Text("定时查看改动（网络盘上用）", "look for changes by polling (network drives)"), SWITCH
                ),
            ),
            # Drafts are shown there: they must not get into what somebody might upload.
            output=".cache/preview",
        ),
        Command(
            "new",
            Text(
                "新建一篇文章，写好开头的设置，给出文件名",
                "a new post with its front matter filled in; prints its path",
            ),
            (
                Option("--tag", Text("标签；多个就写多次", "a tag; may be given several times"), SEVERAL),
                Option("--author", Text("署名；不写就用网站的", "author; by default the site's"), {"metavar": "NAME"}),
                Option("--date", Text("日期；不写就是今天", "date; by default today"), {"metavar": "DATE"}),
                Option(
                    "--slug",
                    Text("网址的最后一段；不写就用标题", "last part of the address; by default the title"),
                    {"metavar": "NAME"},
                ),
                Option("--draft", Text("放进草稿", "put it among the drafts"), SWITCH),
                Option("--edit", Text("用 $VISUAL 或 $EDITOR 打开", "open it with $VISUAL or $EDITOR"), SWITCH),
                Option(
                    "--from",
                    Text("把一篇草稿移到文章里，日期改成今天", "move a draft among the posts, with today's date"),
                    {"type": Path, "metavar": "DRAFT", "dest": "from_draft"},
                ),
            ),
            Option("title", Text("标题", "the title"), {"nargs": "*", "metavar": "TITLE"}),
        ),
        Command(
            "publish",
            Text("生成网站，推送到 GitHub Pages", "build, and push to GitHub Pages"),
            (
                Option(
                    "--remote", Text("远程仓库的名字", "name of the remote"), {"default": "origin", "metavar": "NAME"}
                ),
                Option(
                    "--branch",
                    Text("放网站的分支", "branch that holds the site"),
                    {"default": "gh-pages", "metavar": "NAME"},
                ),
                Option("--dry-run", Text("只说会有什么变化，不推送", "only say what would change"), SWITCH),
                Option(
                    "--force",
                    Text("分支上有别人的内容也放上去", "put it on top of what others published there"),
                    SWITCH,
                ),
                Option(
                    "--allow-dirty",
                    Text("原稿没有提交、没有推送也发布", "publish sources that are not committed or pushed"),
                    SWITCH,
                ),
            ),
        ),
    )
}

Run = Callable[[Arguments, Any], int]


def load(name: str) -> Run:
    """The function that runs the command `name`."""
    from importlib import import_module

    run: Run = import_module(f"fanzha.commands.{name}").run
    return run
