"""What is wrong when git cannot do it, in an editor's words: from git's own English messages to problems.

CAUSES is the list: expressions, and the problem that they tell of. The first that is found is meant; what none fits is
shown as git said it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from fanzha import git
from fanzha.problems import Place, Problem, Text

HERE = Place(".")
INSTALL = "https://git-scm.com/downloads"


def missing() -> Problem:
    what = Text("这台电脑上没有 git，不能发布", "there is no git on this computer, so nothing can be published")
    hint = Text(
        f"从 {INSTALL} 下载安装，关掉这个窗口重新打开，再来一次。不想装 git，就用网页上传，见使用说明的“发布”。",
        f"Install it from {INSTALL}, open a new terminal, run again. Or use the web page: see “Publish” in the guide.",
    )
    return Problem(HERE, "error", "no-git", what, hint)


def _no_tools(said: str) -> Problem:
    """macOS has a git that only asks to be installed."""
    return missing()


def _no_repository(said: str) -> Problem:
    what = Text(
        "这个文件夹不在 git 仓库里，不知道发布到哪里",
        "this folder is in no git repository: there is nowhere to publish to",
    )
    hint = Text(
        "先用 git clone 把 GitHub 上的仓库取下来，在取下来的文件夹里写文章、发布。步骤见使用说明的“发布”。",
        "Get your repository by git clone, and write and publish in it. The guide's “Publish” has the steps.",
    )
    return Problem(HERE, "error", "no-repository", what, hint)


def _others_folder(said: str) -> Problem:
    what = Text(
        "这个文件夹属于另一个用户，git 不肯用它", "this folder belongs to another user, and git will not use it"
    )
    found = re.search(r"git config --global --add safe\.directory \S+", said)
    command = found[0] if found else "git config --global --add safe.directory …"
    hint = Text(f"确认它是您的，就运行一次：{command}", f"If it is yours, run this once: {command}")
    return Problem(HERE, "error", "no-repository", what, hint)


def _no_permission(said: str) -> Problem:
    what = Text(
        "远程仓库不让写：没有登录，或者您没有写的权限",
        "the remote refuses: you are not signed in, or may not write there",
    )
    hint = Text(
        "请仓库的主人把您加为协作者；再重新登录一次：最省事的是装 GitHub Desktop，或者运行 gh auth login。"
        "GitHub 不再接受账户密码，要用令牌（token）或 SSH 密钥。",
        "Ask the owner to make you a collaborator, then sign in anew: GitHub Desktop or gh auth login do it. "
        "GitHub takes no account password: it wants a token or an SSH key.",
    )
    return Problem(HERE, "error", "no-permission", what, hint)


def _unknown_host(said: str) -> Problem:
    what = Text("SSH 还不认识这台服务器，所以没有连接", "SSH does not know this server yet, and did not connect")
    hint = Text(
        "在终端里运行一次 ssh -T git@github.com，核对指纹（GitHub 文档里有）以后输入 yes，再发布。",
        "Run ssh -T git@github.com once, compare the fingerprint with GitHub's documentation, and type yes.",
    )
    return Problem(HERE, "error", "no-permission", what, hint)


def _private_mail(said: str) -> Problem:
    what = Text(
        "GitHub 不让公开您的邮箱，所以没有收", "GitHub keeps your e-mail address private, and so refused the commit"
    )
    hint = Text(
        "运行 git config user.email 您的GitHub用户名@users.noreply.github.com，再发布。",
        "Run git config user.email YOUR-NAME@users.noreply.github.com, and publish again.",
    )
    return Problem(HERE, "error", "no-permission", what, hint)


def _no_such_repository(said: str) -> Problem:
    what = Text(
        "找不到远程仓库：地址写错了，仓库不在了，或者您没有看它的权限",
        "the remote repository is not found: the address is wrong, it is gone, or you may not see it",
    )
    hint = Text(
        "用 git remote -v 核对地址；私有仓库要先登录。", "Check the address by git remote -v; sign in if it is private."
    )
    return Problem(HERE, "error", "no-remote", what, hint)


def _no_network(said: str) -> Problem:
    what = Text(
        "连不上远程仓库：网络不通，或者太慢", "the remote repository cannot be reached: no network, or too slow a one"
    )
    hint = Text(
        "看看能不能上网、能不能打开 https://github.com ，等一会儿再发布。什么都没有弄坏：再运行一次就行。",
        "See whether https://github.com opens, wait a while, and publish again. Nothing is broken.",
    )
    return Problem(HERE, "error", "no-network", what, hint)


def _protected(said: str) -> Problem:
    what = Text(
        "远程仓库不收：这个分支受保护，或者仓库有规则拦着",
        "the remote refuses: the branch is protected, or a rule forbids it",
    )
    hint = Text(
        "请仓库的主人到 Settings → Branches 和 Settings → Rules 里，让您能推送这个分支。仓库说的是："
        + _of_remote(said),
        "Ask the owner to let you push this branch, in Settings → Branches and Settings → Rules. It says: "
        + _of_remote(said),
    )
    return Problem(HERE, "error", "protected-branch", what, hint)


def _too_large(said: str) -> Problem:
    what = Text("远程仓库不收：太大了", "the remote refuses: it is too large")
    hint = Text(
        "把大文件移出去，例如视频放到视频网站。仓库说的是：" + _of_remote(said),
        "Move large files away, for example films to a film site. It says: " + _of_remote(said),
    )
    return Problem(HERE, "error", "large-file", what, hint)


def _no_space(said: str) -> Problem:
    what = Text("磁盘满了，或者不让写", "the disk is full, or may not be written")
    hint = Text(
        "腾出地方，或者检查 .git 文件夹的权限，再发布。",
        "Make room, or check who may write the folder .git, and run again.",
    )
    return Problem(HERE, "error", "git", what, hint)


def _too_old(said: str) -> Problem:
    what = Text("这台电脑上的 git 太旧", "the git of this computer is too old")
    hint = Text(f"从 {INSTALL} 装新的（2.29 以上）。", f"Install a newer one (2.29 or later) from {INSTALL}.")
    return Problem(HERE, "error", "no-git", what, hint)


def _unknown(said: str) -> Problem:
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if re.match(r"(fatal|error|remote): ", line)]
    words = "；".join((fatal or lines)[:3])
    what = Text(f"git 做不成：{words}", f"git could not do it: {words}")
    hint = Text("把这句话给懂 git 的人看；什么都没有弄坏。", "Show this to someone who knows git. Nothing is broken.")
    return Problem(HERE, "error", "git", what, hint)


CAUSES: tuple[tuple[str, Callable[[str], Problem]], ...] = (
    (r"xcrun: error|xcode-select: ", _no_tools),
    (r"dubious ownership|unsafe repository", _others_folder),
    (r"does not appear to be a git repository", _no_such_repository),
    (r"not a git repository|must be run in a work tree", _no_repository),
    (r"GH007|private email", _private_mail),
    (r"GH001|file size limit|Large files detected|HTTP 413|pack exceeds maximum|object is too large", _too_large),
    (
        r"GH006|GH013|rule violations|protected branch|hook declined|deny updating|branch is currently checked out",
        _protected,
    ),
    (r"Host key verification failed|authenticity of host", _unknown_host),
    (
        r"Permission denied \(|Authentication failed|could not read (Username|Password)|Invalid username|"
        r"returned error: 40[13]|Permission to \S+ denied|Write access|access denied|denied to deploy key|"
        r"remote unpack failed|unpacker error|"
        r"terminal prompts disabled|Password authentication|not authorized|Too many authentication",
        _no_permission,
    ),
    (
        r"Repository not found|repository '.*' not found|returned error: 404|project you were looking for",
        _no_such_repository,
    ),
    (
        r"Could not resolve|Couldn't resolve|unable to look up|Name or service not known|Failed to connect|"
        r"Couldn't connect|Connection (refused|reset|timed out|closed|was reset)|timed out|Network is unreachable|"
        r"No route to host|Operation too slow|early EOF|RPC failed|hung up unexpectedly|SSL|TLS|gnutls|schannel|"
        r"unable to access|Empty reply|returned error: 5\d\d|proxy|port 22|Could not read from remote",
        _no_network,
    ),
    (
        r"No space left|disk quota|Permission denied|insufficient permission|Read-only file system|unable to write",
        _no_space,
    ),
    (r"unknown (option|switch)|is not a git command", _too_old),
)
"""Expressions over git's messages (with LC_ALL=C) and those of GitHub, and what they mean; the order decides."""


def problem(failed: git.Failed, place: Place = HERE) -> Problem:
    """The problem that a failure of git tells of."""
    cause = next((make for words, make in CAUSES if re.search(words, failed.said, re.IGNORECASE)), _unknown)
    return cause(failed.said)._replace(place=place)


RACES = (
    r"stale info|fetch first|non-fast-forward|cannot lock ref|failed to lock|failed to update ref|"
    r"incorrect old value|reference already exists|unable to create '[^']*\.lock'|remote ref updated since checkout"
)


def is_lost_race(failed: git.Failed) -> bool:
    """Whether a push failed since another one was faster."""
    return failed.command == "push" and re.search(RACES, failed.said, re.IGNORECASE) is not None


def _of_remote(said: str) -> str:
    """What the remote itself said, in one line."""
    lines = [line.removeprefix("remote:").strip(" -*") for line in said.splitlines() if line.startswith("remote:")]
    refused = re.search(r"\[remote rejected\] \((.*)\)", said)
    return "；".join([line for line in lines if line][:4]) or (refused[1] if refused else said.splitlines()[-1])
