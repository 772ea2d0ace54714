"""The site's size, and that of its largest files, against what GitHub takes.

docs.github.com/pages/getting-started-with-github-pages/github-pages-limits: a site has 1 GB at most.
docs.github.com/repositories/working-with-files/managing-large-files: a file of more than 100 MiB is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from fanzha import github_pages
from fanzha.checks.subject import Subject
from fanzha.problems import Place, Problem, Text

LARGEST_SITE = 1_000_000_000
LARGEST_FILE = 100 * 1024 * 1024


def check(subject: Subject) -> Iterator[Problem]:
    """A warning for a site of more than 1 GB; an error for each file of more than 100 MB."""
    for file in subject.whole.copied.values():
        if file.size > github_pages.LARGEST_FILE:
            what = Text(
                f"这个文件有 {file.size / 1024**2:.0f} MB，GitHub 不收超过 100 MB 的文件",
                f"a file of {file.size / 1024**2:.0f} MB: GitHub refuses more than 100 MB",
            )
            yield Problem(Place(file.path), "error", "large-file", what, _ELSEWHERE)
    size = of_site(subject)
    if size > github_pages.LARGEST_SITE:
        what = Text(
            f"整个网站有 {size / 1e9:.2f} GB，GitHub Pages 最多 1 GB",
            f"the site has {size / 1e9:.2f} GB: GitHub Pages takes 1 GB at most",
        )
        yield Problem(Place("."), "warning", "site-size", what, _SMALLER)


def of_site(subject: Subject) -> int:
    """Bytes of all files of the site."""
    files = subject.whole.files
    copied = {file.location: file.size for file in (*subject.whole.copied.values(), *subject.sources.assets)}
    if files is None:
        return 0
    return sum(copied.get(item.location, 0) if item.location else subject.made[item.path].size for item in files.items)


_ELSEWHERE = Text(
    "视频放到视频网站，文章里写链接；图片先缩小。", "Put films on a film site and link to them; make pictures smaller."
)
_SMALLER = Text(
    "先缩小图片（看 large-picture），删掉没有用到的（看 unused-picture）。",
    "Make pictures smaller (see large-picture), and delete those that are shown nowhere (see unused-picture).",
)
