"""What lies where in a Jekyll blog (jekyllrb.com/docs/structure): posts, pages, files to copy, and what is its theme's.

A blog's theme is not run here: its layouts, styles and the pages that are made by Liquid alone have no counterpart.
"""

import posixpath
import re
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")
"""Jekyll's `markdown_ext` (jekyllrb.com/docs/configuration/default)."""

HTML_SUFFIXES = (".html", ".htm")
POSTS, DRAFTS = "_posts", "_drafts"
SPECIAL = ("_", ".", "#", "~")
"""What names begin with that Jekyll leaves out (jekyllrb.com/docs/structure), unless `include` names them."""

THEME_FOLDERS = frozenset("css js less sass scss fonts pwa".split())
"""Folders of the root that hold styles and scripts of the Hux and BY themes and their like."""

OTHER_FOLDERS = frozenset("node_modules bower_components vendor gemfiles fanzha layouts".split())
"""Folders of the root with programs, or which are read for themselves."""

PROJECT_FILES = pattern(
    r"(readme|licen[cs]e|changelog|contributing|code_of_conduct|security|gemfile|gruntfile|gulpfile|rakefile|makefile|"
    r"dockerfile|docker-compose|package|package-lock|bower|composer|tsconfig|webpack|requirements)\b.*",
    re.IGNORECASE,
)
"""What a repository's root holds for those who work on it, and no site's reader looks for."""

ROOT_SUFFIXES = frozenset(
    ".html .htm .xml .txt .json .webmanifest .ico .png .jpg .jpeg .gif .webp .avif .svg .bmp .pdf .mp3 .mp4 .webm .ogg "
    ".zip .doc .docx .xls .xlsx .ppt .pptx .csv .woff .woff2".split()
)
"""Kinds of file that are copied from the root; with them, files whose names have no suffix, such as CNAME."""

NEVER_COPIED = frozenset(".pem .key .p12 .pfx .env .kdbx .sqlite .sqlite3 .db .log .bak .gemspec .lock".split())
"""What may hold secrets, or is no content."""

FRONT_MATTER = pattern(r"\ufeff?---[ \t]*\r?\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
CONTROL_TAG = pattern(r"\{%-?\s*(?:for|if|unless|case|assign|capture|paginate|tablerow|cycle|increment|decrement)\b")
"""Liquid that computes: a Markdown page that holds it is a list made by the theme, not a text."""

TOKEN = pattern(r"\{%-?\s*(\w+).{0,500}?%\}|\{\{[^{}]*\}\}", re.DOTALL)
"""A tag or an output of Liquid."""

BLOCKS = frozenset("if unless case for capture comment tablerow paginate".split())
LOOPS = frozenset("for paginate tablerow".split())
KNOWN_TAGS = frozenset("link post_url".split())
VALUE = pattern(r"\{\{-?\s*(?:site|page)\.[\w.-]+\s*-?\}\}")
GENERATED = pattern(r"(index|404|tags?|archives?|categor(y|ies)|search|offline|feed|sitemap|atom|rss)\.\w+")
"""Names of pages that every theme has, and that Liquid fills."""

Role = Literal["page", "theme", "file", "nothing"]


class Selection(NamedTuple):
    """What the config's `exclude` and `include` name."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def wants(self, path: str) -> bool:
        """Whether Jekyll would read the file or folder at `path`: neither excluded nor special, or included."""
        name = posixpath.basename(path)
        if _named(path, self.include) or _named(name, self.include):
            return True
        return (name in (POSTS, DRAFTS) or not name.startswith(SPECIAL)) and not _named(path, self.exclude)


def selection(config: str, path: str) -> Selection:
    """What the text of a config says under `exclude` and `include`; nothing where it cannot be read."""
    # Imported here: only a Jekyll blog needs it before anything has changed.
    from fanzha import yaml_parser, yaml_tree

    tree = yaml_parser.parse(config, path, 1, "config", ()).value
    lists = []
    for name in ("exclude", "include"):
        entry = tree.get(name) if tree else None
        found = yaml_tree.flat_texts_of(entry.value) if entry else ()
        lists.append(tuple(pattern.removeprefix("./").lstrip("/") for pattern in found))
    return Selection(*lists)


def _named(path: str, patterns: tuple[str, ...]) -> bool:
    """Jekyll's way with patterns: a glob whose `*` crosses `/`, the beginning of the path, or a folder's name."""
    return any(
        pattern and (fnmatchcase(path, pattern) or path.startswith(pattern) or f"{path}/" == pattern)
        for pattern in patterns
    )


def is_folder_of_others(path: str) -> bool:
    """Whether the folder holds programs, is a part of the theme, or is read for itself."""
    return path in OTHER_FOLDERS or path in THEME_FOLDERS or posixpath.basename(path) == "node_modules"


def is_text(path: str) -> bool:
    """Whether Jekyll might run the file through Liquid: it would, where front matter stands at its head."""
    suffix = posixpath.splitext(path)[1].lower()
    return suffix in (*MARKDOWN_SUFFIXES, *HTML_SUFFIXES) or suffix in (
        ".xml .json .txt .css .scss .sass .less .js .coffee .webmanifest .svg .yml .yaml .csv".split()
    )


def role(path: str, text: str | None) -> Role:
    """What becomes of a file outside the folders of posts; `text` is its content where it may hold Liquid."""
    suffix = posixpath.splitext(path)[1].lower()
    name = posixpath.basename(path)
    in_root = "/" not in path
    head = FRONT_MATTER.match(text) if text is not None else None
    if text is not None and head:
        if suffix in MARKDOWN_SUFFIXES:
            return "theme" if not text[head.end() :].strip() or CONTROL_TAG.search(text, head.end()) else "page"
        return "page" if suffix in HTML_SUFFIXES and _is_page(path, text[head.end() :]) else "theme"
    if path.startswith("pages/") and suffix in MARKDOWN_SUFFIXES:
        return "page"
    if suffix in NEVER_COPIED:
        return "nothing"
    if not in_root:
        return "file"
    if suffix in MARKDOWN_SUFFIXES or PROJECT_FILES.fullmatch(name):
        return "nothing"
    if text is not None and "{%" in text:
        return "theme"
    return "file" if suffix in ROOT_SUFFIXES or not suffix else "nothing"


def _is_page(path: str, body: str) -> bool:
    """Whether HTML with front matter has words of its own, which Liquid does not make, and is no whole document."""
    if re.search(r"<html\b", body, re.IGNORECASE):
        return False
    tags = {token[1] for token in TOKEN.finditer(body)}
    if (GENERATED.fullmatch(path) and has_liquid(body)) or LOOPS & tags:
        return False
    words = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", "", without_liquid(body), flags=re.DOTALL | re.I)
    return VALUE.search(body) is not None or any(character.isalnum() for character in words)


def has_liquid(body: str) -> bool:
    """Whether HTML holds Liquid besides values and links."""
    raw = False
    for token in TOKEN.finditer(body):
        if token[1] in ("raw", "endraw"):
            raw = token[1] == "raw"
        elif not raw and token[1] not in KNOWN_TAGS and not VALUE.fullmatch(token[0]):
            return True
    return False


def without_liquid(body: str) -> str:
    """HTML without what Liquid would make: blocks with all that they hold, and tags; what is raw stays."""
    kept = []
    start = depth = 0
    raw = False
    for token in TOKEN.finditer(body):
        name = token[1] or ""
        if depth == 0:
            kept.append(body[start : token.start()])
        start = token.end()
        if raw and name != "endraw":
            kept += [token[0]] if depth == 0 else []
        elif name in ("raw", "endraw"):
            raw = name == "raw"
        elif name in BLOCKS:
            depth += 1
        elif name.removeprefix("end") in BLOCKS and depth:
            depth -= 1
    return "".join(kept) + (body[start:] if depth == 0 else "")


def theme_problem(config_path: str, paths: list[str]) -> Problem:
    """Said once: what is the theme's, and has our own pages in its place."""
    names = "、".join(paths), ", ".join(paths)
    what = Text(
        f"这些属于 Jekyll 主题，没有使用，由这里自带的网页和样式代替：{names[0]}",
        f"these belong to the Jekyll theme and are not used; pages and styles of our own stand instead: {names[1]}",
    )
    hint = Text(
        "其中若有您自己写的文字（如“关于”），请另写成 pages/about.md。",
        "Where one of them holds words of your own, such as an “about”, write them into pages/about.md.",
    )
    return Problem(Place(config_path), "info", "theme-files", what, hint)
