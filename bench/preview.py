"""Times the preview in headless Chromium: from the moment a post is saved to the page that has loaded anew.

    python bench/preview.py [--posts 200,2000] [--edits 20]

Each save is of another kind in turn: plain, by renaming, and as vim does. Needs `chromium` and Playwright.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from generate import generate
from running import SAVES, Preview

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SPENT = "performance.getEntriesByType('navigation')[0].loadEventEnd"
LOADED = f"{SPENT} + performance.timeOrigin"
PATIENCE = 30_000


def launch(playwright: Any) -> Any:
    """Chromium; as root, in containers, its sandbox can't start."""
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)


def seconds_of_edits(page: Any, post: Path, edits: int) -> list[float]:
    """Edit a post that the open page shows so many times; the seconds from each save to the page that has loaded."""
    text = post.read_text("utf-8")
    found = []
    for edit in range(edits):
        mark = f"第{edit}次改动{time.time_ns()}"
        began = time.time()
        SAVES[edit % len(SAVES)](post, f"{text}\n{mark}\n")
        page.wait_for_function(
            f"mark => document.querySelector('.post-body')?.textContent.includes(mark) && {SPENT} > 0",
            arg=mark,
            timeout=PATIENCE,
        )
        found.append(page.evaluate(LOADED) / 1000 - began)
    return found


def measured(browser: Any, posts: int, edits: int) -> list[float]:
    """The seconds of edits on a generated site of so many posts."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary, "source")
        generate(source, posts)
        preview = Preview(source, patience=600)
        try:
            post = sorted((source / "posts").iterdir())[posts // 2]
            date, name = post.stem[:10], post.stem[11:]
            page = browser.new_page()
            page.goto(f"{preview.address}{date.replace('-', '/')}/{name}/", timeout=PATIENCE)
            seconds_of_edits(page, post, 1)
            found = seconds_of_edits(page, post, edits)
            page.close()
            return found
        finally:
            preview.stop()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--posts", default="200,2000")
    options.add_argument("--edits", type=int, default=20)
    given = options.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        for posts in map(int, given.posts.split(",")):
            found = measured(browser, posts, given.edits)
            print(
                f"{posts} posts: median {median(found) * 1000:.0f} ms from save to reloaded page "
                f"({len(found)} edits, {min(found) * 1000:.0f} to {max(found) * 1000:.0f} ms)",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
