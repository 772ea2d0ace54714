"""Puts a site folder on a branch of a remote, as one commit on top of what stands there.

In: the files of a site, a repository, a remote's branch. Out: what changes, and the commit that was pushed.
"""

import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fanzha import __version__, git_problems
from fanzha.git import Failed
from fanzha.github_pages import CNAME, NO_JEKYLL
from fanzha.output import Item
from fanzha.repository import ORDINARY, Commit, Entry, Remote, Repository

BY, SOURCE, STATE = "Published-By", "Source-Commit", "Source-State"
"""Lines at the end of our commits' messages, by which they are known."""

TRIES = 6
"""Pushes that are tried when others publish at the same time."""


class File(NamedTuple):
    """A file of the site: its path there, where it lies, its name as a git blob, its bytes."""

    path: str
    location: Path
    blob: str
    size: int


class Standing(NamedTuple):
    """What stands on the remote. `tip` is empty where the branch is not there yet."""

    remote: Remote
    branch: str
    heads: Mapping[str, str]
    tip: str
    above: tuple[Commit, ...]
    """The commits, newest first, that came after our last one, or that stand there instead."""
    published: Commit | None
    """Our last commit."""
    domain: str
    """The text of the file `CNAME` there."""


class Changes(NamedTuple):
    """What a commit changes, as paths with bytes; a changed file's bytes are the new ones."""

    added: tuple[tuple[str, int], ...]
    changed: tuple[tuple[str, int], ...]
    removed: tuple[tuple[str, int], ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def upload(self) -> int:
        """The bytes of new and changed files."""
        return sum(size for _, size in (*self.added, *self.changed))


@dataclass(frozen=True)
class Plan:
    """A commit that could be made: the files of its tree by path, and how that differs from what stands there."""

    standing: Standing
    blobs: dict[str, str]
    new: tuple[File, ...]
    changes: Changes


class ChangedMeanwhile(Exception):
    """A file of the site is no longer what it was."""


def look(repository: Repository, remote: Remote, branch: str) -> Standing:
    """What stands on the remote now. Raises Failed where it cannot be reached."""
    heads = repository.heads(remote)
    tip = heads.get(branch, "")
    if not tip:
        return Standing(remote, branch, heads, "", (), None, "")
    if not repository.is_known(tip):
        repository.fetch(remote, branch)
    history = repository.history(tip)
    count = next((number for number, commit in enumerate(history) if is_ours(commit)), len(history))
    published = history[count] if count < len(history) else None
    return Standing(remote, branch, heads, tip, tuple(history[:count]), published, repository.content(tip, CNAME))


def measured(folder: Path, items: Sequence[Item], hash_name: str) -> list[File]:
    """The site's files with their names as blobs. Raises ChangedMeanwhile where one is not what was built."""
    files = []
    for item in items:
        location = folder / item.path
        try:
            size = location.stat().st_size
            blob, built = hashlib.new(hash_name, b"blob %d\0" % size), hashlib.sha256()
            with location.open("rb") as stream:
                while piece := stream.read(1 << 20):
                    blob.update(piece)
                    built.update(piece)
        except OSError as error:
            raise ChangedMeanwhile from error
        if built.hexdigest() != item.digest:
            raise ChangedMeanwhile
        files.append(File(item.path, location, blob.hexdigest(), size))
    return files


def plan(repository: Repository, standing: Standing, files: Sequence[File]) -> Plan:
    """What a commit of the files would be; with `.nojekyll`, and the `CNAME` that stands there if they have none."""
    old = repository.files(standing.tip) if standing.tip else {}
    by_path = {file.path: file for file in files}
    wanted = {file.path: Entry(ORDINARY, file.blob, file.size) for file in files}
    wanted.setdefault(NO_JEKYLL, Entry(ORDINARY, hashlib.new(repository.hash_name, b"blob 0\0").hexdigest(), 0))
    if CNAME in old:
        wanted.setdefault(CNAME, old[CNAME])
    here = {path for path, entry in wanted.items() if path in old and old[path][:2] == entry[:2]}
    stored = {entry.blob for entry in old.values()}
    changes = Changes(
        added=_sizes({path: entry for path, entry in wanted.items() if path not in old}),
        changed=_sizes({path: entry for path, entry in wanted.items() if path in old and path not in here}),
        removed=_sizes({path: entry for path, entry in old.items() if path not in wanted}),
        unchanged=len(here),
    )
    new = {file.blob: file for path, file in by_path.items() if path not in here and file.blob not in stored}
    return Plan(standing, {path: entry.blob for path, entry in wanted.items()}, tuple(new.values()), changes)


def commit(repository: Repository, made: Plan, message: str) -> str:
    """Store the plan as a commit on top of what stands there; its name. Raises ChangedMeanwhile, Failed."""
    with tempfile.TemporaryDirectory(prefix="fanzha-") as folder:
        empty = Path(folder, "empty")
        empty.touch()
        files = [empty, *(file.location for file in made.new)]
        if repository.write_blobs(files)[1:] != [file.blob for file in made.new]:
            raise ChangedMeanwhile
        tree = repository.write_tree(made.blobs, Path(folder, "index"))
    return repository.write_commit(tree, made.standing.tip, message)


def publish(
    repository: Repository, made: Plan, message: Callable[[Plan], str], again: Callable[[Standing], Plan]
) -> tuple[Plan, str]:
    """Commit and push; where another was faster, `again` plans on top of what stands there now, and it is tried again.

    The plan that was carried out, and its commit: empty if the other had published the very same. Raises Failed, also
    after TRIES lost races, and what `again` raises.
    """
    for number in range(1, TRIES + 1):
        name = commit(repository, made, message(made))
        standing = made.standing
        try:
            repository.push(standing.remote, name, standing.branch, standing.tip)
            return made, name
        except Failed as failed:
            if not git_problems.is_lost_race(failed) or number == TRIES:
                raise
        time.sleep(random.uniform(0, 0.2) * 2**number)
        made = again(look(repository, standing.remote, standing.branch))
        if not made.changes:
            return made, ""
    raise AssertionError("unreachable")


def message(made: Plan, source: str, dirty: bool) -> str:
    """The commit's message. Its last lines say who published, and of which source."""
    added, changed, removed = (len(paths) for paths in made.changes[:3])
    lines = ["Publish the site", "", f"Files added: {added}, changed: {changed}, removed: {removed}.", ""]
    lines += [f"{BY}: fanzha {__version__}"]
    lines += [f"{SOURCE}: {source}"] if source else []
    lines += [f"{STATE}: with uncommitted changes"] if dirty else []
    return "\n".join([*lines, ""])


def is_ours(commit: Commit) -> bool:
    return _trailers(commit).get(BY, "").startswith("fanzha ")


def source_of(commit: Commit) -> str:
    """The source commit that a commit of ours was made of, if it says so."""
    return _trailers(commit).get(SOURCE, "")


def _trailers(commit: Commit) -> dict[str, str]:
    last = commit.message.strip().split("\n\n")[-1]
    pairs = (line.partition(": ") for line in last.splitlines())
    return {name: value.strip() for name, _, value in pairs}


def _sizes(entries: Mapping[str, Entry]) -> tuple[tuple[str, int], ...]:
    return tuple((path, entries[path].size) for path in sorted(entries))
