"""What must not be published, or not there: each rule as a problem in words.

In: what is checked out here, what stands on the remote. Out: problems. First the rules that need no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fanzha import github_pages
from fanzha.problems import Place, Problem, Text, did_you_mean
from fanzha.publishing import File, Standing, source_of
from fanzha.repository import Commit, Repository

HERE = Place(".")
MOST_NAMED = 5
STANDARD = "gh-pages"
"""The branch that is published to where none is named."""


def no_remote(name: str, remotes: Sequence[str]) -> Problem:
    """The remote is not there."""
    if not remotes:
        what = Text(
            "这个仓库还没有远程地址，不知道发布到哪里", "this repository has no remote: there is nowhere to publish to"
        )
        hint = Text(
            "在 GitHub 上建一个仓库，然后运行：git remote add origin https://github.com/用户名/仓库名.git",
            "Make a repository on GitHub, then run: git remote add origin https://github.com/OWNER/NAME.git",
        )
        return Problem(HERE, "error", "no-remote", what, hint)
    what = Text(f"没有叫 {name} 的远程仓库", f"there is no remote {name}")
    guess = did_you_mean(name, remotes)
    names = Text(
        f"有的是：{'、'.join(remotes)}。用 --remote 写其中一个。",
        f"There are: {', '.join(remotes)}. Name one by --remote.",
    )
    hint = Text(f"{guess.zh}{names.zh}", f"{guess.en} {names.en}") if guess else names
    return Problem(HERE, "error", "no-remote", what, hint)


def of_branch(repository: Repository, name: str) -> Iterator[Problem]:
    """The branch cannot be called so, or is where someone works."""
    place = Place(name)
    hint = Text("用 --branch gh-pages，或者不写 --branch。", "Say --branch gh-pages, or leave it out.")
    if not repository.is_branch_name(name):
        what = Text(f"分支不能叫“{name}”", f"no branch can be called “{name}”")
        yield Problem(place, "error", "publish-branch", what, hint)
    elif f"refs/heads/{name}" in repository.checked_out:
        what = Text(
            f"分支 {name} 正打开着，里面是您在写的东西，不能发布到它上面",
            f"the branch {name} is checked out: you work there, and nothing can be published to it",
        )
        if name == STANDARD:
            hint = Text(
                "先换回写文章的分支（git switch main）；在另一个工作文件夹里打开着，就用 git worktree remove 关掉它。",
                "Go back to the branch of your posts (git switch main); another work tree goes by git worktree remove.",
            )
        yield Problem(place, "error", "publish-branch", what, hint)


def of_source_branch(repository: Repository, standing: Standing) -> Iterator[Problem]:
    """The branch holds the sources: the current one follows it or came of it, or it has the current commit."""
    head, tip, branch = repository.head, standing.tip, standing.branch
    followed = branch == repository.upstream(standing.remote)
    before = bool(head and tip and not standing.published) and repository.is_ancestor(tip, head)
    if not (followed or before or (head and tip and repository.is_ancestor(head, tip))):
        return
    name = branch.removeprefix("refs/heads/")
    what = Text(
        f"远程的分支 {name} 里是原稿，不能发布到它上面",
        f"the remote's branch {name} holds the sources, and nothing can be published to it",
    )
    hint = Text("用 --branch gh-pages，或者不写 --branch。", "Say --branch gh-pages, or leave it out.")
    if name == STANDARD:
        hint = Text("用 --branch 写别的名字。", "Name another --branch.")
        others = [commit for other, commit in standing.heads.items() if other != branch]
        if before and not followed and any(repository.is_ancestor(tip, commit) for commit in others):
            hint = Text(
                "它里面只有原稿，别的分支里都有：在 GitHub 的 Branches 页上删掉它，再发布。"
                "要留着，就用 --branch 写别的名字。",
                "It has nothing but sources that other branches have, too: delete it on GitHub's page Branches, and "
                "publish again. To keep it, name another --branch.",
            )
    yield Problem(place_of(standing), "error", "publish-branch", what, hint)


def of_changes(paths: Sequence[str]) -> Iterator[Problem]:
    """Something is not committed."""
    if paths:
        named = "、".join(paths[:MOST_NAMED]), ", ".join(paths[:MOST_NAMED])
        more = len(paths) - MOST_NAMED
        what = Text(
            f"有 {len(paths)} 处改动还没有提交：{named[0]}{' 等' if more > 0 else ''}",
            f"{len(paths)} changes are not committed: {named[1]}{' and others' if more > 0 else ''}",
        )
        hint = Text(
            "先提交（git add -A，再 git commit），这样才说得清发布的是哪一稿。确实要这样发布，加 --allow-dirty。",
            "Commit them (git add -A, git commit): so one can tell what was published. --allow-dirty publishes anyway.",
        )
        yield Problem(HERE, "error", "uncommitted", what, hint)


def of_ignored(paths: Sequence[str]) -> Iterator[Problem]:
    """A post or page is in no commit, since git ignores it: whoever hid it there hardly wants it published."""
    for path in paths:
        what = Text(
            "git 不管这个文件（见 .gitignore），它不在任何提交里，却会发布到网上",
            "git ignores this file (see .gitignore): it is in no commit, but would be published",
        )
        hint = Text(
            "不想发布，就移到别的文件夹，或者写 published: false；想发布，就运行 git add -f 加进来，再提交。"
            "确实要这样发布，加 --allow-dirty。",
            "To keep it back, move it elsewhere or write published: false; to publish it, git add -f and commit. "
            "--allow-dirty publishes it as it is.",
        )
        yield Problem(Place(path), "error", "uncommitted", what, hint)


def of_unpushed(repository: Repository, standing: Standing) -> Iterator[Problem]:
    """The current commit is on no remote, so that others could not build this site."""
    head = repository.head
    elsewhere = {name: commit for name, commit in standing.heads.items() if name != standing.branch}
    if head and (head in elsewhere.values() or repository.followed(head)):
        return
    followed = elsewhere.get(repository.upstream(standing.remote) or repository.branch, "")
    if head and followed and repository.is_ancestor(head, followed):
        return
    what = Text("原稿的最新提交还没有推送到远程仓库", "the newest commit of the sources is not pushed yet")
    hint = Text(
        "先推送（git push），别人才有同样的原稿。确实要这样发布，加 --allow-dirty。",
        "Push it first (git push), so that others have the same sources. --allow-dirty publishes all the same.",
    )
    yield Problem(HERE, "error", "unpushed", what, hint)


def of_history(repository: Repository, standing: Standing) -> Iterator[Problem]:
    """The branch holds what others put there."""
    foreign = next((commit for commit in standing.above if not _is_githubs(repository, commit)), None)
    if foreign is None and (standing.published or not standing.tip):
        return
    foreign = foreign or standing.above[0]
    title = foreign.message.strip().partition("\n")[0][:60]
    what = Text(
        f"这个分支上有不是本程序发布的内容（{foreign.author}：{title}）",
        f"this branch holds what was not published by this program ({foreign.author}: {title})",
    )
    hint = Text(
        "换一个分支（--branch）。确认那些内容不要了，加 --force：新网站放在它上面，旧的提交还在历史里，找得回来。",
        "Choose another --branch. If nothing there is needed: --force puts the site on top; the history keeps the old.",
    )
    yield Problem(place_of(standing), "error", "foreign-branch", what, hint)


def of_older_source(repository: Repository, standing: Standing) -> Iterator[Problem]:
    """What stands there was made of newer sources than these."""
    source = source_of(standing.published) if standing.published else ""
    if not source or source == repository.head:
        return
    unknown = not repository.is_known(source)
    if (unknown and not repository.shallow) or (repository.head and repository.is_ancestor(repository.head, source)):
        what = Text(
            f"网上的网站是用更新的原稿（提交 {source[:10]}）发布的，您这里还没有；照这样发布，新文章会不见",
            f"the published site was made of newer sources (commit {source[:10]}) than yours: new posts would vanish",
        )
        hint = Text(
            "先取下最新的原稿（git pull），再发布。确实要退回去，加 --allow-dirty。",
            "Get the newest sources first (git pull). --allow-dirty goes back all the same.",
        )
        yield Problem(place_of(standing), "error", "newer-site", what, hint)


def of_nothing(posts: int, standing: Standing) -> Iterator[Problem]:
    """The site has no posts, and would stand in place of one: as where the command is run in a wrong folder."""
    if not posts and standing.tip:
        what = Text(
            "生成的网站里一篇文章也没有，这样发布，网上的文章会全部不见",
            "the site that was built has no posts: all those that are published would vanish",
        )
        hint = Text(
            "要在有 config.yaml 和 posts 的文件夹里运行，或者用 --source 写明是哪个文件夹。确实要清空，加 --force。",
            "Run it in the folder that has config.yaml and posts, or name that by --source. --force publishes it so.",
        )
        yield Problem(HERE, "error", "no-sources", what, hint)


def of_size(files: Sequence[File], force: bool) -> Iterator[Problem]:
    """GitHub would not take it."""
    for file in files:
        if file.size > github_pages.LARGEST_FILE:
            megabytes = file.size / 1_000_000
            what = Text(
                f"这个文件有 {megabytes:.0f} MB，GitHub 不收 100 MB 以上的文件",
                f"this file has {megabytes:.0f} MB, and GitHub takes no file above 100 MB",
            )
            hint = Text(
                "视频放到视频网站，文章里放链接；图片先缩小。",
                "Put films on a film site and link there; make pictures smaller.",
            )
            yield Problem(Place(file.path), "error", "large-file", what, hint)
    size = sum(file.size for file in files)
    if size > github_pages.LARGEST_SITE and not force:
        what = Text(
            f"整个网站有 {size / 1e9:.2f} GB，GitHub Pages 最多 1 GB",
            f"the whole site has {size / 1e9:.2f} GB, and GitHub Pages takes 1 GB",
        )
        largest = [file.path for file in sorted(files, key=lambda file: -file.size)[:MOST_NAMED]]
        hint = Text(
            f"最大的是：{'、'.join(largest)}。移走一些；确实要试一试，加 --force。",
            f"The largest are: {', '.join(largest)}. Move some away; --force tries all the same.",
        )
        yield Problem(HERE, "error", "site-size", what, hint)


def of_lost_races(standing: Standing) -> Problem:
    """Others published, again and again, while this one tried."""
    what = Text(
        "总有别人同时在发布，试了几次都没有轮到",
        "others kept publishing at the same time, and this one never had its turn",
    )
    hint = Text("等一会儿再发布。", "Wait a while, and publish again.")
    return Problem(place_of(standing), "error", "lost-race", what, hint)


def changed_meanwhile() -> Problem:
    what = Text(
        "原稿或者网站文件夹在发布时被改动了", "the sources or the site folder changed while they were being published"
    )
    hint = Text("等别的窗口里的事做完，再发布。", "Let other windows end what they do, and publish again.")
    return Problem(HERE, "error", "changed-meanwhile", what, hint)


def place_of(standing: Standing) -> Place:
    return Place(f"{standing.remote.name}/{standing.branch.removeprefix('refs/heads/')}")


def _is_githubs(repository: Repository, commit: Commit) -> bool:
    """Whether the commit is what GitHub makes when a custom domain is set or taken away in a repository's settings."""
    return set(repository.touched(commit.name)) == {github_pages.CNAME}
