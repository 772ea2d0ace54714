"""Two publishers at once, and publishers that are killed at each step: nothing is ever left between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import publishers
import pytest
from conftest import ROOT, write
from desks import SITE, Desk, git, made, second, start

from fanzha.git import Failed
from fanzha.repository import Remote, Repository

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def desk(tmp_path: Path, own_git: None) -> Desk:
    return made(tmp_path, SITE)


# --- two publishers


def test_the_loser_of_a_race_tries_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = second(desk)
    write(other.clone, {"static/other.txt": "other"})
    write(desk.clone, {"static/mine.txt": "mine"})
    push = Repository.push
    pushes: list[str] = []

    def faster(self: Repository, remote: Remote, commit: str, branch: str, expected: str) -> None:
        pushes.append(commit)
        if len(pushes) == 1:
            monkeypatch.setattr(Repository, "push", push)
            other.published("--allow-dirty")
            monkeypatch.setattr(Repository, "push", faster)
        push(self, remote, commit, branch, expected)

    monkeypatch.setattr(Repository, "push", faster)
    desk.published("--allow-dirty")
    assert len(pushes) == 2
    assert len(desk.commits()) == 2
    assert "mine.txt" in desk.tree() and "other.txt" not in desk.tree()


def test_a_race_that_a_stranger_wins_is_not_won_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    push = Repository.push
    theirs: list[str] = []

    def faster(self: Repository, *words: str) -> None:
        if not theirs:
            theirs.append(desk.stranger({"index.html": "theirs"}))
        push(self, *words)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(Repository, "push", faster)
    status, _, err = desk.publish()
    assert status == 2 and "error[foreign-branch]" in err
    assert desk.commits() == theirs


def test_a_race_that_is_always_lost_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: Repository, *words: object) -> None:
        raise Failed("push", "! x:refs/heads/gh-pages [rejected] (stale info)")

    monkeypatch.setattr(Repository, "push", never)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    status, _, err = desk.publish()
    assert status == 2 and "error[lost-race]" in err


def test_publishers_at_the_same_time(desk: Desk) -> None:
    desks = [desk, second(desk)]
    for number, each in enumerate(desks):
        write(each.clone, {"static/who.txt": str(number)})
    for _ in range(2):
        running = [start(each, "--allow-dirty") for each in desks]
        said = [process.communicate(timeout=60)[0].decode() for process in running]
        assert [process.returncode for process in running] == [0, 0], said
    # One history, in which each commit stands on the one before it.
    assert 2 <= len(desk.commits()) <= 4
    assert git(desk.bare, "rev-list", "--count", "--merges", "gh-pages") == "0"
    assert git(desk.bare, "fsck", "--full", "--strict", "--no-dangling") == ""


# --- killed

WRAPPER = """#!/bin/sh
# Counts the calls of git; at the call that the file `fatal` names, kills whoever called, before or after the call.
read count < '{folder}/count'
count=$((count + 1))
echo $count > '{folder}/count'
read fatal when < '{folder}/fatal'
if [ $count = $fatal ] && [ $when = before ]; then kill -9 $PPID; exit 1; fi
'{git}' "$@"
status=$?
if [ $count = $fatal ] && [ $when = after ]; then kill -9 $PPID; fi
exit $status
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_a_kill_at_each_step_leaves_nothing_between(desk: Desk, first: bool, tmp_path: Path) -> None:
    """Before the first call of git, then before the second …, and at last behind the push."""
    if not first:
        desk.published()
        desk.commit({"static/b.txt": "b"})
    folder = tmp_path / "wrapper"
    folder.mkdir()
    wrapper = folder / "git"
    wrapper.write_text(WRAPPER.format(folder=folder, git=shutil.which("git")), "utf-8")
    wrapper.chmod(0o755)
    before, old = desk.state(), desk.commits()

    def killed(number: int, when: str) -> bool:
        (folder / "count").write_text("0\n", "utf-8")
        (folder / "fatal").write_text(f"{number} {when}\n", "utf-8")
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        status = publishers.status(str(desk.clone), {**os.environ, "PATH": path})
        assert status in (0, -signal.SIGKILL)
        assert desk.state() == before
        return status != 0

    calls = 0
    while killed(calls + 1, "before"):
        calls += 1
        assert desk.commits() == old
        assert calls < 60
    # Nobody was killed this time, and the site is there. Take it back, and kill behind the push.
    assert calls > 10
    new = desk.commits()
    assert len(new) == len(old) + 1 and new[1:] == old
    restore = ("update-ref", "refs/heads/gh-pages", old[0]) if old else ("update-ref", "-d", "refs/heads/gh-pages")
    git(desk.bare, *restore)
    assert killed(calls, "after")
    assert len(desk.commits()) == len(new)
    assert "nothing has changed" in desk.published()
    for repository in (desk.bare, desk.clone):
        assert git(repository, "fsck", "--full", "--strict", "--no-dangling") == ""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize(("hook", "arrives"), [("pre-receive", False), ("post-receive", True)])
def test_a_kill_of_everything_while_the_remote_is_at_work(desk: Desk, hook: str, arrives: bool, tmp_path: Path) -> None:
    """The publisher, the `git push` that it runs, and what that runs, all at once."""
    script = desk.bare / "hooks" / hook
    group = tmp_path / "group"
    script.write_text(f"#!/bin/sh\nkill -9 -$(cat '{group}')\nsleep 5\n", "utf-8")
    script.chmod(0o755)
    before = desk.state()
    starter = f'echo $$ > \'{group}\'; exec "$0" "$@"'
    words = [sys.executable, str(ROOT / "build.py"), "publish", "--source", str(desk.clone)]
    process = subprocess.Popen(["sh", "-c", starter, *words], start_new_session=True)
    assert process.wait(60) == -signal.SIGKILL
    assert desk.state() == before
    assert len(desk.commits()) == (1 if arrives else 0)
    script.unlink()
    said = desk.published()
    assert ("nothing has changed" in said) == arrives
    assert len(desk.commits()) == 1
    assert git(desk.bare, "fsck", "--full", "--strict", "--no-dangling") == ""
