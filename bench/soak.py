"""Soaks the preview: many random edits, renames, deletions and mistakes while pages are open and asked for.

    python bench/soak.py [--changes 1000] [--seconds 60] [--pages 4] [--posts 60] [--seed 1]

Afterwards the preview must be alive, show what a full build makes, byte for byte, and have no more memory than before.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from generate import generate
from running import ROOT, SAVES, Listener, Preview, wait_for

BROKEN = "---\ntitle：没有英文冒号\n---\n正文。\n"
SETTLED = 1.5
"""Seconds after the last change, within which all events have arrived."""


class Soaked(NamedTuple):
    """What a soak found: answers that were wrong, files that differ from a full build's, and memory in MB."""

    wrong: list[str]
    differing: list[str]
    events: list[int]
    seconds: float
    before: float | None
    after: float | None
    said: str


class Hand:
    """Changes posts at random, the same for the same seed."""

    def __init__(self, source: Path, seed: int) -> None:
        self.posts = source / "posts"
        self.config = source / "config.yaml"
        self.chance = random.Random(seed)
        self.broken: set[Path] = set()
        self.count = 0

    def change(self) -> None:
        self.count += 1
        act = self.chance.choices(
            (self.edit, self.add, self.rename, self.delete, self.spoil, self.mend, self.set_up), (60, 8, 8, 8, 3, 10, 1)
        )[0]
        act()

    def one(self) -> Path:
        return self.chance.choice(sorted(self.posts.glob("*.md")))

    def edit(self) -> None:
        post = self.one()
        if post not in self.broken:
            text = post.read_text("utf-8").partition("\n改动")[0]
            self.chance.choice(SAVES)(post, f"{text}\n改动{self.count}。\n")

    def add(self) -> None:
        text = f"---\ntitle: 新的{self.count}\ntags: [标签{self.count % 5}]\n---\n正文{self.count}。\n"
        (self.posts / f"2026-01-{self.count % 28 + 1:02}-new-{self.count}.md").write_text(text, "utf-8")

    def rename(self) -> None:
        post = self.one()
        fresh = post.with_name(f"{post.stem[:10]}-renamed-{self.count}.md")
        post.rename(fresh)
        if post in self.broken:
            self.broken ^= {post, fresh}

    def delete(self) -> None:
        if len(list(self.posts.glob("*.md"))) > 10:
            post = self.one()
            post.unlink()
            self.broken.discard(post)

    def spoil(self) -> None:
        post = self.one()
        post.write_text(BROKEN, "utf-8")
        self.broken.add(post)

    def mend(self) -> None:
        for post in sorted(self.broken):
            post.write_text(f"---\ntitle: 改好了{self.count}\n---\n正文。\n", "utf-8")
        self.broken.clear()

    def set_up(self) -> None:
        self.config.write_text(f"title: 反诈{self.count}\nurl: https://example.org\npaginate: 10\n", "utf-8")


def soak(folder: Path, changes: int, seconds: float, pages: int, posts: int, seed: int = 1) -> Soaked:
    """Soak a preview of a generated site below `folder`."""
    source = folder / "source"
    generate(source, posts)
    preview = Preview(source, patience=120)
    try:
        hand = Hand(source, seed)
        for _ in range(10):
            hand.change()
            time.sleep(0.1)
        preview.get("/")
        before = preview.megabytes()
        addresses = ["/", "/archive/", "/tags/", "/2015/01/01/post-0/"]
        listeners = [Listener(preview.port, addresses[number % len(addresses)]) for number in range(pages)]
        for listener in listeners:
            listener.start()
        wrong: list[str] = []
        began = time.monotonic()
        for number in range(changes):
            hand.change()
            if number % 10 == 0:
                wrong += wrong_answers(preview, addresses[number // 10 % len(addresses)])
            time.sleep(max(0.0, began + seconds * (number + 1) / changes - time.monotonic()))
        took = time.monotonic() - began
        hand.mend()
        time.sleep(SETTLED)
        wrong += wrong_answers(preview, "/")
        wrong += [f"page {listener.page} is told nothing more" for listener in listeners if listener.broken]
        built = full_build(source, folder / "full")
        differing = wait_for_no_difference(preview.folder, built)
        after = preview.megabytes()
        for listener in listeners:
            listener.leave()
        status = preview.stop()
        wrong += [f"it ended with status {status}"] if status else []
        events = [listener.events for listener in listeners]
        return Soaked(wrong, differing, events, took, before, after, preview.said())
    finally:
        preview.kill()


def wrong_answers(preview: Preview, address: str) -> list[str]:
    """What is wrong with the page at an address that may be gone."""
    status, _, text = preview.get(address)
    whole = text.startswith("<!doctype html>") and text.rstrip().endswith("</html>")
    if status == 301:
        return []  # its post has another address now
    return [] if status in (200, 404) and whole else [f"{address}: {status}, {len(text)} characters"]


def full_build(source: Path, output: Path) -> Path:
    command = [sys.executable, str(ROOT / "build.py"), "build", "--full", "--drafts", "--future", "--quiet"]
    subprocess.run([*command, "--source", str(source), "--output", str(output)], check=True, capture_output=True)
    return output


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same in both site folders; the manifests are told apart by their own."""
    names = {
        path.relative_to(folder).as_posix() for folder in (one, other) for path in folder.rglob("*") if path.is_file()
    }
    return sorted(name for name in names - {".fanzha.json"} if content(one / name) != content(other / name))


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def wait_for_no_difference(one: Path, other: Path) -> list[str]:
    """What differs still after some seconds."""
    try:
        wait_for(lambda: not differences(one, other), 10)
    except AssertionError:
        return differences(one, other)
    return []


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--changes", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pages", type=int, default=4)
    options.add_argument("--posts", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        found = soak(folder, given.changes, given.seconds, given.pages, given.posts, given.seed)
    finally:
        shutil.rmtree(folder)
    print(f"{given.changes} changes in {found.seconds:.0f} s with {given.pages} open pages, told {found.events} times")
    print(f"wrong answers: {found.wrong or 'none'}; differing from a full build: {found.differing or 'nothing'}")
    if found.before is not None and found.after is not None:
        print(f"memory: {found.before:.0f} MB before, {found.after:.0f} MB after")
    sys.exit(1 if found.wrong or found.differing or "Traceback" in found.said else 0)


if __name__ == "__main__":
    main()
