"""What is not published, or not there: each rule against real repositories, and the options that lift it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Files, figures, run, write
from desks import POST, SITE, STRANGER, Desk, git, made, second

from fanzha.commands import Arguments, build
from fanzha.report import Progress

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def desk(tmp_path: Path, own_git: None) -> Desk:
    return made(tmp_path, SITE)


# --- what is refused


def checked_out(desk: Desk) -> tuple[str, ...]:
    git(desk.clone, "branch", "gh-pages")
    git(desk.clone, "worktree", "add", "--quiet", "../beside", "gh-pages")
    return ()


def source_under_another_name(desk: Desk) -> tuple[str, ...]:
    git(desk.clone, "branch", "--quiet", "-u", "origin/main")
    git(desk.clone, "branch", "--quiet", "-m", "work")
    return ("--branch", "main")


def source_detached(desk: Desk) -> tuple[str, ...]:
    git(desk.clone, "checkout", "--quiet", "--detach")
    return ("--branch", "main")


def source_behind(desk: Desk) -> tuple[str, ...]:
    """The branch is where this one began: its commits are not there yet."""
    git(desk.clone, "checkout", "--quiet", "-b", "work")
    desk.commit({"posts/2020-06-02-b.md": POST.replace("甲", "乙")})
    return ("--branch", git(desk.bare, "for-each-ref", "--format=%(refname:short)").split()[0])


def made_of_the_sources(desk: Desk) -> tuple[str, ...]:
    """As GitHub's page does it, for whoever makes the branch there beforehand."""
    git(desk.clone, "push", "--quiet", "origin", "HEAD:gh-pages")
    return ()


def hidden_post(desk: Desk) -> tuple[str, ...]:
    write(desk.clone, {"posts/2020-06-02-b.md": POST.replace("甲", "内部")})
    (desk.clone / ".git" / "info" / "exclude").write_text("posts/2020-06-02-b.md\n", "utf-8")
    return ()


def nameless(desk: Desk) -> tuple[str, ...]:
    """A stranger's commit without a word, as some publishers make them."""
    tree = git(desk.clone, "rev-parse", "HEAD^{tree}")
    commit = git(desk.clone, *STRANGER, "commit-tree", tree, "-m", "")
    git(desk.clone, "push", "--quiet", "origin", f"{commit}:refs/heads/gh-pages")
    return ()


def edited(desk: Desk) -> tuple[str, ...]:
    write(desk.clone, {"posts/2020-06-01-a.md": POST + "没有提交\n"})
    return ()


def untracked(desk: Desk) -> tuple[str, ...]:
    write(desk.clone, {"posts/2020-06-02-b.md": POST})
    return ()


def ignored(desk: Desk) -> tuple[str, ...]:
    """The site lies in a folder that the repository around it ignores."""
    inner = desk.clone / "inner"
    write(inner, {"config.yaml": "title: 反诈\n"})
    (desk.clone / ".git" / "info" / "exclude").write_text("inner/\n", "utf-8")
    return ("--source", str(inner))


def wrong_folder(desk: Desk) -> tuple[str, ...]:
    desk.published()
    return ("--source", str(desk.clone / "posts"))


def unpushed(desk: Desk) -> tuple[str, ...]:
    desk.commit({"posts/2020-06-02-b.md": POST}, push=False)
    return ()


def by_hand(desk: Desk) -> tuple[str, ...]:
    desk.stranger({"index.html": "mine"})
    return ()


def by_hand_on_top(desk: Desk) -> tuple[str, ...]:
    desk.published()
    desk.stranger({"index.html": "mine"})
    return ()


def behind(desk: Desk) -> tuple[str, ...]:
    other = second(desk)
    other.commit({"posts/2020-06-02-b.md": POST.replace("甲", "乙")})
    other.published()
    return ()


def behind_but_fetched(desk: Desk) -> tuple[str, ...]:
    behind(desk)
    git(desk.clone, "fetch", "--quiet", "origin")
    return ()


Trouble = Callable[[Desk], tuple[str, ...]]
# What is the matter, the problem's code, and the option by which it is published all the same.
# fmt: off
REFUSED: list[tuple[Trouble, str, str]] = [
    (lambda desk: ("--branch", "main"),      "publish-branch",  ""),
    (checked_out,                            "publish-branch",  ""),
    (source_under_another_name,              "publish-branch",  ""),
    (source_detached,                        "publish-branch",  ""),
    (source_behind,                          "publish-branch",  ""),
    (made_of_the_sources,                    "publish-branch",  ""),
    (lambda desk: ("--branch", "a..b"),      "publish-branch",  ""),
    (lambda desk: ("--branch=--all",),       "publish-branch",  ""),
    (lambda desk: ("--remote", "orign"),     "no-remote",       ""),
    (edited,                                 "uncommitted",     "--allow-dirty"),
    (untracked,                              "uncommitted",     "--allow-dirty"),
    (ignored,                                "uncommitted",     "--allow-dirty"),
    (wrong_folder,                           "no-sources",      "--force"),
    (hidden_post,                            "uncommitted",     "--allow-dirty"),
    (unpushed,                               "unpushed",        "--allow-dirty"),
    (by_hand,                                "foreign-branch",  "--force"),
    (nameless,                               "foreign-branch",  "--force"),
    (by_hand_on_top,                         "foreign-branch",  "--force"),
    (behind,                                 "newer-site",      "--allow-dirty"),
    (behind_but_fetched,                     "newer-site",      "--allow-dirty"),
]
NAMES = (
    "checked out here|checked out beside|followed by the current branch|current commit|sources behind|"
    "made of the sources|no name|an option|no remote|edited|untracked|ignored|wrong folder|hidden post|unpushed|"
    "a stranger's branch|no message|a stranger's commit|older sources|older, fetched"
).split("|")
# fmt: on


@pytest.mark.parametrize(("trouble", "code", "override"), REFUSED, ids=NAMES)
def test_what_is_refused(desk: Desk, trouble: Trouble, code: str, override: str) -> None:
    options = trouble(desk)
    before, refs = desk.state(), git(desk.bare, "for-each-ref")
    for language, words in (("en", "nothing was published"), ("zh", "没有发布")):
        status, out, err = desk.publish(*options, lang=language)
        assert status == 2
        assert f"error[{code}]" in err and words in out
        assert "hint: " in err
        assert git(desk.bare, "for-each-ref") == refs
    assert desk.state() == before
    answer = figures(desk.publish(*options, "--report", "json")[1])
    assert answer["published"] is False and answer["errors"] == 1
    for option in ("--force", "--allow-dirty"):
        status = desk.publish(*options, option)[0]
        assert status == (0 if option == override else 2), option
        if option == override:
            break
    assert desk.state() == before


def test_what_force_covers_stays_in_the_history(desk: Desk) -> None:
    theirs = desk.stranger({"index.html": "mine", "old.html": "x"})
    desk.published("--force")
    assert desk.commits()[1:] == [theirs]
    assert "old.html" not in desk.tree()
    # From now on the branch is ours.
    desk.commit({"static/b.txt": "b"})
    desk.published()


def test_a_branch_made_of_the_sources_may_be_deleted(desk: Desk) -> None:
    made_of_the_sources(desk)
    assert "delete it on GitHub's page Branches" in desk.publish()[2]
    # But not where it has what no other branch has.
    desk.stranger({"index.html": "mine"})
    err = desk.publish()[2]
    assert "error[publish-branch]" in err and "delete it" not in err


def test_a_hidden_post_that_is_not_published_is_no_matter(desk: Desk) -> None:
    hidden_post(desk)
    write(desk.clone, {"posts/2020-06-02-b.md": POST.replace("---\n", "---\npublished: false\n", 1)})
    desk.published()
    hidden_post(desk)
    desk.published("--allow-dirty")
    assert "Source-State" in desk.message()


def test_the_same_name_on_another_remote_is_no_source(desk: Desk, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "other.git")
    git(desk.clone, "remote", "add", "other", str(tmp_path / "other.git"))
    branch = git(desk.clone, "symbolic-ref", "--short", "HEAD")
    git(desk.clone, "fetch", "--quiet", "origin")
    git(desk.clone, "branch", "--quiet", "-u", f"origin/{branch}")
    git(desk.clone, "branch", "--quiet", "-m", "work")
    desk.published("--remote", "other", "--branch", branch)
    assert Desk(desk.clone, tmp_path / "other.git").commits(branch)


def test_a_dirty_source_is_said_in_the_commit(desk: Desk) -> None:
    head = git(desk.clone, "rev-parse", "HEAD")
    edited(desk)
    desk.published("--allow-dirty")
    assert desk.message().endswith(f"Source-Commit: {head}\nSource-State: with uncommitted changes")


def test_what_the_build_makes_is_no_change_of_the_source(desk: Desk) -> None:
    """Also where neither `_site` nor `.cache` is ignored, and where the site is built elsewhere among the sources."""
    run("build", "--source", str(desk.clone))
    desk.published("--output", str(desk.clone / "made here"))
    desk.published("--output", str(desk.clone / "made here"))


@pytest.mark.parametrize("committed", [False, True], ids=["edited", "committed"])
def test_a_source_that_changes_while_it_is_built(desk: Desk, committed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    once = build.once

    def edited_meanwhile(arguments: Arguments, progress: Progress) -> build.Build:
        files: Files = {"posts/2020-06-02-b.md": POST}
        if committed:
            desk.commit(files)
        else:
            write(desk.clone, files)
        return once(arguments, progress)

    monkeypatch.setattr(build, "once", edited_meanwhile)
    code = "changed-meanwhile" if committed else "uncommitted"
    assert f"error[{code}]" in desk.publish()[2]
    assert desk.commits() == []


def test_what_was_allowed_beforehand_is_allowed_while_it_is_built(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    once = build.once

    def edited_meanwhile(arguments: Arguments, progress: Progress) -> build.Build:
        write(desk.clone, {"posts/2020-06-02-b.md": POST})
        return once(arguments, progress)

    monkeypatch.setattr(build, "once", edited_meanwhile)
    desk.published("--allow-dirty")
    assert "Source-State" in desk.message()


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "init", "--quiet", "clone")
    git(tmp_path / "clone", "remote", "add", "origin", str(tmp_path / "remote.git"))
    write(tmp_path / "clone", SITE)
    desk = Desk(tmp_path / "clone", tmp_path / "remote.git")
    assert "error[uncommitted]" in desk.publish()[2]
    desk.published("--allow-dirty")
    assert "Source-Commit" not in desk.message()
    assert "Source-State" in desk.message()


def test_no_git(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status, _, err = desk.publish()
    assert status == 2 and "error[no-git]: there is no git on this computer" in err


def test_no_repository_and_no_remote(tmp_path: Path) -> None:
    write(tmp_path / "plain", SITE)
    assert "error[no-repository]" in Desk(tmp_path / "plain", tmp_path).publish()[2]
    git(tmp_path / "plain", "init", "--quiet")
    assert "error[no-remote]: this repository has no remote" in Desk(tmp_path / "plain", tmp_path).publish()[2]
    assert run("publish", "--source", str(tmp_path / "nowhere"))[0] == 2
