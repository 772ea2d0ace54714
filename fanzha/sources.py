"""Reads a site's source folder. The only module that reads the site's text files.

In: a folder. Out: :class:`Sources`, texts decoded and with LF line ends, other files as names and marks.
Nothing here writes. What cannot be read is a problem, and the rest is read all the same.
"""

import errno
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from fanzha import jekyll, misplaced
from fanzha.folders import File, cannot_open, files, marked, walk
from fanzha.jekyll import HTML_SUFFIXES, MARKDOWN_SUFFIXES
from fanzha.problems import Language, Outcome, Place, Problem, Text
from fanzha.texts import Memory, Source, read_text

Item = TypeVar("Item")

CONFIG_NAMES = ("config.yaml", "config.yml", "_config.yml", "_config.yaml")
POST_FOLDERS = ("posts", "_posts")
DRAFT_FOLDERS = ("drafts", "_drafts")
PICTURE_FOLDERS = ("postimg", "img")
READ = frozenset((*POST_FOLDERS, *DRAFT_FOLDERS, *PICTURE_FOLDERS, "pages", "layouts", "assets", "static", "data"))
"""The folders of a source folder of our own."""

LAYOUT_SUFFIXES = (".html", ".js", ".xml", ".txt")
MANIFEST = ".fanzha.json"
"""Stands in every site folder: what lies there is made, not written."""


MOST_NAMED = 5
"""Files of a folder that are no posts, and that have a line each; of more, one line tells."""


LANG = re.compile(r"^lang[ \t]*:[ \t]*[\"']?([A-Za-z]+)", re.MULTILINE)
"""The config's line that says in which language the site is."""


class Sources(NamedTuple):
    """The source folder, with all that a build takes from it."""

    root: Path
    config: Source | None
    posts: tuple[Source, ...]
    drafts: tuple[Source, ...]
    pages: tuple[Source, ...]
    layouts: tuple[Source, ...]
    assets: tuple[File, ...]
    """Styles and scripts: the theme's, where the site has none of the same name."""
    site_assets: frozenset[str]
    """Paths of those assets that are the site's own."""
    pictures: tuple[File, ...]
    static: tuple[File, ...]
    """Copied as they are: of `static/` to the site's root, of a Jekyll blog to where they lie."""

    def find(self, path: str) -> Source | None:
        """The text source at `path`, for showing one of its lines in a message."""
        every = (*self.posts, *self.drafts, *self.pages, *self.layouts, *((self.config,) if self.config else ()))
        return next((source for source in every if source.path == path), None)


@dataclass
class Found:
    """What a walk has found so far."""

    posts: list[Source] = field(default_factory=list)
    drafts: list[Source] = field(default_factory=list)
    pages: list[Source] = field(default_factory=list)
    pictures: list[File] = field(default_factory=list)
    static: list[File] = field(default_factory=list)


def theme_folder() -> Path:
    """The folder with the generator's own `layouts/` and `assets/`: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    return package / "theme" if (package / "theme").is_dir() else package.parent


def is_jekyll_blog(root: Path) -> bool:
    """Whether the whole folder is laid out as Jekyll wants it, so that what lies beside the posts counts, too."""
    config = next((name for name in CONFIG_NAMES if (root / name).is_file()), "")
    by_name = config.startswith("_") if config else (root / jekyll.POSTS).is_dir()
    return by_name and ((root / jekyll.POSTS).is_dir() or not (root / "posts").is_dir())


def read(root: Path, memory: Memory | None = None) -> Outcome[Sources]:
    """Read the source folder `root`. Never raises for what the folder holds."""
    memory = memory or Memory()
    memory.begin()
    problems: list[Problem] = []
    if not root.is_dir():
        return Outcome(None, (cannot_open(str(root), FileNotFoundError(errno.ENOENT, "")),))
    config = read_config(root, problems, memory)
    theme = theme_folder()
    own_layouts = {source.path: source for source in _texts(root, ("layouts",), LAYOUT_SUFFIXES, problems, memory)}
    theme_layouts: dict[str, Source] = {}
    if theme.resolve() != root.resolve():
        theme_layouts = {source.path: source for source in _texts(theme, ("layouts",), ("",), problems, Memory())}
    theme_assets = {file.path: file for file in files(theme, "assets", problems)}
    if is_jekyll_blog(root):
        # The styles of a blog's own theme are not for our pages, even under the same name.
        found, own_assets = _read_jekyll(root, config, frozenset(theme_assets), problems, memory), {}
    else:
        problems += misplaced.problems(root, READ, config is not None)
        found, own_assets = (
            _read_folders(root, problems, memory),
            {file.path: file for file in files(root, "assets", problems)},
        )
    sources = Sources(
        root=root,
        config=config,
        posts=tuple(found.posts),
        drafts=tuple(found.drafts),
        pages=tuple(found.pages),
        layouts=_by_path({**theme_layouts, **own_layouts}),
        assets=_by_path({**theme_assets, **own_assets}),
        site_assets=frozenset(own_assets) - frozenset(theme_assets),
        pictures=tuple(found.pictures),
        static=tuple(found.static),
    )
    return Outcome(sources, tuple(problems))


def read_config(root: Path, problems: list[Problem], memory: Memory | None = None) -> Source | None:
    """The site's config; an empty one where it cannot be read. None where there is none."""
    config = None
    for name in (name for name in CONFIG_NAMES if (root / name).is_file()):
        if config is None:
            outcome = read_text(root / name, name, memory)
            config = outcome.value or Source(name, "")
            problems.extend(outcome.problems)
        else:
            problems.append(_second_config(name, config.path))
    return config


def language(source: Source | None) -> Language:
    """The language of messages: the site's own, even where the rest of its config cannot be read."""
    found = LANG.search(source.text) if source else None
    return "en" if found and found[1].lower() == "en" else "zh"


def _read_folders(root: Path, problems: list[Problem], memory: Memory) -> Found:
    """A source folder of our own: each kind of source in its folder."""
    return Found(
        posts=_texts(root, POST_FOLDERS, MARKDOWN_SUFFIXES, problems, memory),
        drafts=_texts(root, DRAFT_FOLDERS, MARKDOWN_SUFFIXES, problems, memory),
        pages=_texts(root, ("pages",), MARKDOWN_SUFFIXES, problems, memory),
        pictures=[file for folder in PICTURE_FOLDERS for file in files(root, folder, problems)],
        static=list(files(root, "static", problems, above="static/")),
    )


def _read_jekyll(
    root: Path, config: Source | None, taken: frozenset[str], problems: list[Problem], memory: Memory
) -> Found:
    """A Jekyll blog: posts in every folder's `_posts`, pages and files wherever they lie, but for `taken` paths."""
    found = Found()
    selection = jekyll.selection(config.text, config.path) if config else jekyll.Selection()
    theme: list[str] = []
    others: list[str] = []

    def wanted(path: str, is_folder: bool) -> bool:
        if is_folder and (jekyll.is_folder_of_others(path) or _is_made(root / path)):
            if path in jekyll.THEME_FOLDERS and selection.wants(path):
                theme.append(f"{path}/")
            return False
        return path not in CONFIG_NAMES and selection.wants(path)

    for location, path in walk(root, "", problems, wanted):
        above = path.split("/")[:-1]
        articles = found.drafts if jekyll.DRAFTS in above else found.posts if jekyll.POSTS in above else None
        if articles is not None and not path.lower().endswith((*MARKDOWN_SUFFIXES, *HTML_SUFFIXES)):
            others.append(path)
            continue
        text = None
        if articles is not None or (jekyll.is_text(path) and (not above or _begins_with_dashes(location))):
            outcome = read_text(location, path, memory)
            text = outcome.value
            if articles is not None or (text and jekyll.role(path, text.text) == "page"):
                problems.extend(outcome.problems)
        if articles is not None:
            articles.extend([text] if text else [])
            continue
        role = jekyll.role(path, text.text if text else None)
        if path in taken:
            theme.append(path)
        elif role == "page" and text:
            found.pages.append(text)
        elif role == "theme":
            theme.append(path)
        elif role == "file":
            file = marked(location, path, path, problems)
            found.static.extend([file] if file else [])
    problems.extend(_not_posts(others))
    if theme:
        problems.append(jekyll.theme_problem(config.path if config else CONFIG_NAMES[2], sorted(theme)))
    return found


def _begins_with_dashes(location: str) -> bool:
    """Whether front matter may stand at the file's head: only then need a large file be read."""
    try:
        with open(location, "rb") as file:
            return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False  # said where it is copied


def _is_made(folder: Path) -> bool:
    """Whether a site folder or a Python environment lies there."""
    return (folder / MANIFEST).exists() or (folder / "pyvenv.cfg").exists()


def _texts(
    root: Path, folders: Iterable[str], suffixes: tuple[str, ...], problems: list[Problem], memory: Memory
) -> list[Source]:
    found, others = [], []
    for folder in folders:
        for location, path in walk(root, folder, problems):
            if not path.lower().endswith(suffixes):
                others.append(path)
                continue
            outcome = read_text(location, path, memory)
            problems.extend(outcome.problems)
            if outcome.value:
                found.append(outcome.value)
    problems.extend(_not_posts([path for path in others if not path.startswith("layouts/")]))
    return found


def _by_path(items: dict[str, Item]) -> tuple[Item, ...]:
    return tuple(items[path] for path in sorted(items))


def _not_posts(paths: list[str]) -> Iterable[Problem]:
    """A warning for each file among the posts that is none; where a folder holds many, one for all of them."""
    hint = Text(
        "文章的文件名以 .md 结尾；图片请放进 postimg/。",
        "A post's file name ends in .md; pictures belong into postimg/.",
    )
    for folder in dict.fromkeys(map(posixpath.dirname, paths)):
        names = [posixpath.basename(path) for path in paths if posixpath.dirname(path) == folder]
        if len(names) <= MOST_NAMED:
            what = Text("这不是文章，没有读取", "this is no post, and was left out")
            yield from (Problem(Place(f"{folder}/{name}"), "warning", "not-a-post", what, hint) for name in names)
        else:
            some = names[:MOST_NAMED]
            what = Text(
                f"这里有 {len(names)} 个文件不是文章，没有读取：{'、'.join(some)} 等",
                f"{len(names)} files here are no posts, and were left out: {', '.join(some)} and others",
            )
            yield Problem(Place(f"{folder}/"), "warning", "not-a-post", what, hint)


def _second_config(path: str, used: str) -> Problem:
    return Problem(
        Place(path),
        "warning",
        "second-config",
        Text(f"有两个设置文件，只用了 {used}", f"there are two config files; only {used} is used"),
        Text("留一个就好。", "Keep one of them."),
    )
