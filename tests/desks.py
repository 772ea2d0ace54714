"""An editor's clone of a bare repository on disk, to publish from and to look at what became of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT, Files, run, write

GITHUB = "https://github.com/Fan-Zha/my-repo.git"
POST = "---\ntitle: 甲\ndate: 2020-06-01\ntags: [冒充客服]\n---\n正文\n"
SITE: Files = {
    "config.yaml": "title: 反诈\nurl: https://a.example\n",
    "posts/2020-06-01-a.md": POST,
    "static/看 看.txt": "一\r\n二\n",
}
STRANGER = ("-c", "user.name=Stranger", "-c", "user.email=s@a.example")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip("\n")


@dataclass(frozen=True)
class Desk:
    """An editor's clone with a site in it, and the bare repository that it came from."""

    clone: Path
    bare: Path

    def publish(self, *options: str, lang: str = "en") -> tuple[int, str, str]:
        return run("publish", "--source", str(self.clone), "--lang", lang, *options)

    def published(self, *options: str) -> str:
        """Publish, which must succeed; what it said."""
        status, out, err = self.publish(*options)
        assert status == 0, out + err
        return out + err

    def commit(self, files: Files | None = None, push: bool = True) -> str:
        write(self.clone, files or {})
        git(self.clone, "add", "-A", "posts", "static", "config.yaml")
        git(self.clone, *STRANGER, "commit", "--quiet", "--allow-empty", "-m", "A post")
        if push:
            git(self.clone, "push", "--quiet", "origin", "HEAD")
        return git(self.clone, "rev-parse", "HEAD")

    def commits(self, branch: str = "gh-pages") -> list[str]:
        """The branch's commits on the remote, newest first."""
        try:
            return git(self.bare, "log", "--first-parent", "--format=%H", f"refs/heads/{branch}").splitlines()
        except subprocess.CalledProcessError:
            return []

    def message(self, branch: str = "gh-pages") -> str:
        return git(self.bare, "log", "-1", "--format=%B", f"refs/heads/{branch}")

    def tree(self, branch: str = "gh-pages") -> dict[str, bytes]:
        """What stands on the remote's branch, byte by byte."""
        listed = git(self.bare, "ls-tree", "-r", "-z", "--name-only", f"refs/heads/{branch}").split("\0")
        return {path: self.content(path, branch) for path in listed if path}

    def content(self, path: str, branch: str = "gh-pages") -> bytes:
        command = ["git", "cat-file", "blob", f"refs/heads/{branch}:{path}"]
        return subprocess.run(command, cwd=self.bare, capture_output=True, check=True).stdout

    def stranger(self, files: Files, branch: str = "gh-pages", message: str = "By hand") -> str:
        """Someone else commits to the remote's branch; the commit."""
        other = self.clone.parent / f"stranger-{time.monotonic_ns()}"
        git(self.clone.parent, "clone", "--quiet", "--no-checkout", str(self.bare), str(other))
        if self.commits(branch):
            git(other, "checkout", "--quiet", "-B", branch, f"origin/{branch}")
        else:
            git(other, "checkout", "--quiet", "--orphan", branch)
            git(other, "rm", "-rfq", "--cached", "--ignore-unmatch", ".")
        write(other, files)
        git(other, "add", "-A")
        git(other, *STRANGER, "commit", "--quiet", "-m", message)
        git(other, "push", "--quiet", "origin", branch)
        return git(other, "rev-parse", "HEAD")

    def state(self) -> dict[str, object]:
        """All that publishing must leave alone here."""
        made = {".git", "_site", ".cache"}
        files = [path for path in self.clone.rglob("*") if path.is_file()]
        inside = {path.relative_to(self.clone): path.read_bytes() for path in files}
        own = (self.clone / ".git").iterdir()
        return {
            "work tree": {path: data for path, data in inside.items() if made.isdisjoint(path.parts)},
            "index": (self.clone / ".git" / "index").read_bytes(),
            "HEAD": (self.clone / ".git" / "HEAD").read_bytes(),
            "branches": git(self.clone, "for-each-ref", "refs/heads", "refs/tags", "refs/stash"),
            "settings": (self.clone / ".git" / "config").read_bytes(),
            "git's own files": sorted(path.name for path in own),
            "locks": sorted(path.name for path in (self.clone / ".git").rglob("*.lock")),
        }


def made(folder: Path, files: Files, remote: str = "") -> Desk:
    bare, clone = folder / "remote.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", str(bare))
    git(folder, "init", "--quiet", str(clone))
    git(clone, "remote", "add", "origin", remote or str(bare))
    if remote:
        # The address says github.com, and git is led to the disk.
        with (folder / "gitconfig").open("a", encoding="utf-8") as settings:
            settings.write(f'[url "{bare.as_posix()}"]\n\tinsteadOf = {remote}\n')
    desk = Desk(clone, bare)
    desk.commit(files)
    return desk


def second(desk: Desk) -> Desk:
    """Another editor's clone of the same repository."""
    clone = desk.clone.parent / "second"
    git(desk.clone.parent, "clone", "--quiet", str(desk.bare), str(clone))
    return Desk(clone, desk.bare)


def start(desk: Desk, *options: str, path: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "build.py"), "publish", "--source", str(desk.clone), "--lang", "en", *options]
    environment = {**os.environ, "PATH": path + os.environ["PATH"]}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
