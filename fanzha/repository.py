"""A git repository: what is in it, and making a commit and pushing it.

Nothing here touches the work tree, the index, HEAD or a branch of the repository. A commit is made of objects alone, by
way of an index in a temporary folder, and pushed by its name. So a process that is killed leaves behind at most objects
that nothing refers to, which git clears away in time.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fanzha import git
from fanzha.github_pages import without_secrets

IDENTITY = ("fanzha", "fanzha@localhost.invalid")
"""Who a commit is by where git knows nobody; `.invalid` is no one's (RFC 2606)."""

MOST_COMMITS = 50
"""How far back in a branch's history is looked."""

ORDINARY = "100644"
"""The mode of a file that is no program."""


class Entry(NamedTuple):
    """A file in a commit."""

    mode: str
    blob: str
    size: int


class Commit(NamedTuple):
    """A commit: its name, who made it, its message."""

    name: str
    author: str
    message: str


class Remote(NamedTuple):
    """A remote: its name, how git is told of it, its address as configured and as git rewrites it (`insteadOf`).

    Addresses may hold a password, and are never shown as they are.
    """

    name: str
    told: str
    typed: str
    address: str

    @property
    def shown(self) -> str:
        return without_secrets(self.address)


@dataclass(frozen=True)
class Repository:
    """A repository, and what is checked out in it. `head` is empty before the first commit, `branch` where none is."""

    folder: Path
    top: Path
    head: str
    branch: str
    checked_out: frozenset[str]
    """The branches of all its work trees, as full names."""
    shallow: bool
    hash_name: str

    # --- what is there

    def remotes(self) -> dict[str, Remote]:
        """The remotes by name, as pushes reach them."""
        addresses: dict[tuple[str, str], str] = {}
        for line in git.text(self.run("remote", "-v")).splitlines():
            name, _, rest = line.partition("\t")
            address, _, use = rest.removesuffix("]").rpartition(" (")
            addresses.setdefault((name, use[:4]), address)
        found = {}
        for name in dict.fromkeys(name for name, _ in addresses):
            push = addresses.get((name, "push"), "")
            same = push == addresses.get((name, "fetc"))
            typed = self.setting(f"remote.{name}.url") if same else push
            found[name] = Remote(name, name if same else push, typed, push)
        return found

    def setting(self, name: str) -> str:
        """The first value that git's own settings have for the name; empty where they have none."""
        return _answer(self.folder, "config", "--get-all", name).partition("\n")[0]

    def is_branch_name(self, name: str) -> bool:
        if name.startswith("-"):
            return False
        return self.asked("check-ref-format", f"refs/heads/{name}")

    def has_moved(self) -> bool:
        """Whether something else is checked out than when the repository was opened."""
        return _answer(self.folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") != self.head

    def changes(self, without: Iterable[Path]) -> list[str]:
        """The files below the folder that differ from what is committed, but for those in the folders `without`.

        The folder itself where git tracks nothing in it, be it since it is ignored.
        """
        if not self.run("ls-files", "-z", "--", "."):
            return ["./"]
        apart = [f":(exclude,top,literal){path}" for path in filter(None, map(self._inside, without))]
        answer = self.run(
            "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal", "--", ".", *apart
        )
        return [line[3:] for line in git.text(answer).split("\0") if line]

    def ignored(self, paths: Sequence[str]) -> list[str]:
        """Those of the paths below the folder that git ignores."""
        given = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
        try:
            answer = self.run("check-ignore", "-z", "--stdin", given=given)
        except git.Failed:
            return []
        return [path for path in git.text(answer).split("\0") if path]

    def upstream(self, remote: Remote) -> str:
        """The branch of the remote that the current one follows, as a full name there; empty where it follows none."""
        if not self.branch:
            return ""
        answer = self.run("for-each-ref", "--format=%(upstream:remotename)%00%(upstream:remoteref)", self.branch)
        name, _, followed = git.text(answer).strip().partition("\0")
        return followed if name == remote.name else ""

    def is_known(self, commit: str) -> bool:
        return self.asked("cat-file", "-e", f"{commit}^{{commit}}")

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `newer` is `older`, or came of it. False where the repository knows either not."""
        return older == newer or self.asked("merge-base", "--is-ancestor", older, newer)

    def followed(self, commit: str) -> bool:
        """Whether a remote was seen to have the commit."""
        return bool(
            self.run("for-each-ref", "--count=1", "--format=%(refname)", f"--contains={commit}", "refs/remotes/")
        )

    def history(self, commit: str) -> list[Commit]:
        """The commit and those before it, newest first, at most MOST_COMMITS."""
        # An author or a message may be empty: only counting tells one commit from the next.
        form = "--format=tformat:%H%x00%an%x00%B"
        answer = git.text(self.run("log", "-z", f"--max-count={MOST_COMMITS}", "--first-parent", form, commit, "--"))
        parts = answer.split("\0")
        return [Commit(*parts[start : start + 3]) for start in range(0, len(parts) - 2, 3)]

    def touched(self, commit: str) -> list[str]:
        """The files that the commit changed."""
        answer = self.run(
            "diff-tree", "--root", "-m", "--first-parent", "-r", "-z", "--no-commit-id", "--name-only", commit
        )
        return [path for path in git.text(answer).split("\0") if path]

    def files(self, commit: str) -> dict[str, Entry]:
        """What the commit holds, by path."""
        found = {}
        for line in git.text(self.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit)).split("\0"):
            if line:
                about, _, path = line.partition("\t")
                mode, _, blob, size = about.split()
                found[path] = Entry(mode, blob, int(size) if size.isdecimal() else 0)
        return found

    def content(self, commit: str, path: str) -> str:
        """The text of a file in the commit; empty where it has none."""
        try:
            return self.run("cat-file", "blob", f"{commit}:{path}").decode("utf-8", "replace")
        except git.Failed:
            return ""

    # --- what the remote has

    def heads(self, remote: Remote) -> dict[str, str]:
        """The branches of the remote as full names, with the commit of each."""
        lines = git.text(self.run("ls-remote", "--heads", remote.told)).splitlines()
        return {name: commit for commit, _, name in (line.partition("\t") for line in lines)}

    def fetch(self, remote: Remote, branch: str) -> None:
        """Bring the branch's objects here; no branch or other name here is changed."""
        self.run(
            "fetch", "--quiet", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-recurse-submodules",
            "--refmap=", remote.told, branch,
        )  # fmt: skip

    # --- making a commit, and pushing it

    def write_blobs(self, files: Sequence[Path]) -> list[str]:
        """Store the files as they are, byte by byte; their names."""
        paths = "".join(f"{_quoted(os.path.abspath(file))}\n" for file in files)
        answer = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=os.fsencode(paths))
        return git.text(answer).split()

    def write_tree(self, files: Mapping[str, str], index: Path) -> str:
        """Store a tree of stored blobs by path, by way of a new file `index`; its name."""
        lines = "".join(f"{ORDINARY} {blob}\t{path}\0" for path, blob in files.items())
        apart = {"GIT_INDEX_FILE": str(index)}
        self.run("update-index", "-z", "--index-info", given=lines.encode("utf-8", "surrogateescape"), more=apart)
        return git.text(self.run("write-tree", more=apart)).strip()

    def write_commit(self, tree: str, parent: str, message: str) -> str:
        """Store a commit; its name. Where git knows nobody to be its author, it is by IDENTITY."""
        someone: dict[str, str] = {}
        if not self.asked("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"):
            for role in ("AUTHOR", "COMMITTER"):
                someone[f"GIT_{role}_NAME"], someone[f"GIT_{role}_EMAIL"] = IDENTITY
        before = ["-p", parent] if parent else []
        answer = self.run(
            "commit-tree", "--no-gpg-sign", tree, *before, "-F", "-", given=message.encode(), more=someone
        )
        return git.text(answer).strip()

    def push(self, remote: Remote, commit: str, branch: str, expected: str) -> None:
        """Make the remote's branch be the commit, if it still is `expected` (empty: if there is none)."""
        self.run(
            "push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
            f"--force-with-lease={branch}:{expected}", remote.told, f"{commit}:{branch}",
        )  # fmt: skip

    # --- running it

    def run(self, *words: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """What git prints. Raises git.Failed where it cannot, git.Missing where there is none."""
        return git.run(self.folder, words, given, more)

    def asked(self, *words: str) -> bool:
        """Whether git says yes."""
        try:
            self.run(*words)
        except git.Failed:
            return False
        return True

    def _inside(self, path: Path) -> str:
        try:
            return path.resolve().relative_to(self.top.resolve()).as_posix()
        except ValueError:
            return ""


def opened(folder: Path) -> Repository:
    """The repository that the folder lies in. Raises git.Failed where it lies in none, git.Missing without git."""
    asked = ("--is-shallow-repository", "--show-object-format", "--show-toplevel")
    shallow, hash_name, top = git.text(git.run(folder, ("rev-parse", *asked))).rstrip("\n").split("\n", 2)
    branch = _answer(folder, "symbolic-ref", "--quiet", "HEAD")
    trees = git.text(git.run(folder, ("worktree", "list", "--porcelain"))).splitlines()
    return Repository(
        folder=folder,
        top=Path(top),
        head=_answer(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"),
        branch=branch,
        checked_out=frozenset({branch, *(line[7:] for line in trees if line.startswith("branch "))} - {""}),
        shallow=shallow == "true",
        hash_name=hash_name,
    )


def _answer(folder: Path, *words: str) -> str:
    try:
        return git.text(git.run(folder, words)).rstrip("\n")
    except git.Failed:
        return ""


def _quoted(path: str) -> str:
    """A path for a list of them, a line each: in C's quotes where git would misread it (git-hash-object)."""
    if "\n" not in path and not path.startswith('"'):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
