"""Times `publish` of a generated site to a bare repository on this disk: first, unchanged, one post edited.

    python bench/publish.py [--posts N]

The build is done before and timed apart, so that what is left is publishing: reading, hashing, storing, pushing.
Beside it stands the same by hand: `git add`, `git commit` and `git push` of the site folder as a repository.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import generate

PROJECT = Path(__file__).resolve().parent.parent
NAMED = ("-c", "user.name=bench", "-c", "user.email=bench@localhost.invalid")


def timed(folder: Path, *words: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - start


def by_hand(folder: Path) -> float:
    """Seconds for what an editor would type in a site folder that is a repository."""
    seconds = timed(folder, "git", "add", "--all")
    seconds += timed(folder, "git", *NAMED, "commit", "--quiet", "--allow-empty", "--message", "site")
    return seconds + timed(folder, "git", "push", "--quiet", "origin", "HEAD:refs/heads/site")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", type=int, default=950, help="posts of the site (950 make about a thousand files)")
    posts = options.parse_args().posts
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    fanzha = (sys.executable, str(PROJECT / "build.py"))
    with tempfile.TemporaryDirectory(prefix="fanzha-bench-") as name:
        home = Path(name)
        source, hand = home / "source", home / "hand"
        generate(source, posts)
        for bare in ("remote.git", "hand.git"):
            timed(home, "git", "init", "--quiet", "--bare", bare)
        timed(home, "git", "init", "--quiet", "source")
        timed(source, "git", "remote", "add", "origin", str(home / "remote.git"))
        (source / ".gitignore").write_text("_site/\n.cache/\n", "utf-8")
        timed(source, "git", "add", "--all")
        timed(source, "git", *NAMED, "commit", "--quiet", "--message", "sources")
        print(f"{'':16}{'files':>7}{'build s':>9}{'publish s':>11}{'by hand s':>11}")
        for step in ("first", "unchanged", "one post edited"):
            if step == "one post edited":
                post = next((source / "posts").iterdir())
                post.write_text(post.read_text("utf-8") + "\n又想起一句。\n", "utf-8")
            build = timed(source, *fanzha, "build")
            again = timed(source, *fanzha, "build")
            whole = timed(source, *fanzha, "publish", "--allow-dirty")
            files = sum(path.is_file() for path in (source / "_site").rglob("*"))
            shutil.copytree(source / "_site", hand, dirs_exist_ok=True)
            if step == "first":
                timed(hand, "git", "init", "--quiet")
                timed(hand, "git", "remote", "add", "origin", str(home / "hand.git"))
            print(f"{step:16}{files:7}{build:9.2f}{whole - again:11.2f}{by_hand(hand):11.2f}", flush=True)


if __name__ == "__main__":
    main()
