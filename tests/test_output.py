"""The site folder: only what changed is written, what is gone goes, what is foreign stays, whatever becomes of the
store and wherever a build is cut off.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from conftest import Built, Files, Site, write
from test_addresses import broken_links

from fanzha import sources, swapping

CONFIG = "title: 反诈\nurl: https://a.example\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def post(title: str, day: int, more: str = "", body: str = "正文\n") -> str:
    return f"---\ntitle: {title}\ndate: 2020-06-{day:02}\n{more}---\n{body}"


LONG = "这一段比列表里显示的长。" * 40 + "\n\n"

SITE: Files = {
    "config.yaml": CONFIG,
    "posts/a.md": post("甲", 1, "tags: [刷单]\n"),
    "posts/b.md": post("乙", 2, "tags: [客服]\n"),
    "posts/c.md": post("丙", 3, "tags: [客服]\n", f"{LONG}![图](/postimg/a.svg)\n"),
    "pages/about.md": "---\ntitle: 关于\n---\n正文\n",
    "postimg/a.svg": SVG,
    "static/CNAME": "a.example\n",
}
A, B, C = (f"2020/06/{day}/{name}/index.html" for day, name in (("01", "a"), ("02", "b"), ("03", "c")))
LISTS = {"index.html", "archive/index.html", "feed.xml"}
"""What shows every post."""


def state(built: Built) -> dict[str, tuple[int, int]]:
    """When each file of the site was last written, and which file it is."""
    stats = {path: (built.output / path).stat() for path in built.files()}
    return {path: (stat.st_mtime_ns, stat.st_ino) for path, stat in stats.items()}


def content(built: Built) -> dict[str, bytes]:
    return {path: (built.output / path).read_bytes() for path in built.files()}


def changed(site: Site, before: dict[str, tuple[int, int]], files: dict[str, str | bytes | None]) -> set[str]:
    """What a build after this change wrote or removed."""
    built = site(files)
    assert built.status == 0
    after = state(built)
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


# --- incremental builds


def test_a_second_build_touches_nothing(site: Site) -> None:
    first = state(site(SITE))
    assert first
    again = site()
    assert state(again) == first
    assert "0 files written, 0 removed" in again.out


def test_saving_without_a_change_touches_nothing(site: Site) -> None:
    before = state(site(SITE))
    assert changed(site, before, dict(SITE)) == set()


# What is changed, and which files of the site change with it.
# fmt: off
EDITS: list[tuple[str, dict[str, str | bytes | None], set[str]]] = [
    ("a paragraph that no list shows", {"posts/c.md": post("丙", 3, "tags: [客服]\n", f"{LONG}改了\n")},
        {C, "feed.xml"}),
    ("the first words", {"posts/a.md": post("甲", 1, "tags: [刷单]\n", "新的正文\n")},
        {A, "index.html", "feed.xml", "tags/刷单/index.html"}),
    ("a title", {"posts/a.md": post("新", 1, "tags: [刷单]\n")},
        {A, B, "tags/刷单/index.html", "tags/index.html"} | LISTS),  # B leads to A as its neighbour
    ("a tag", {"posts/a.md": post("甲", 1, "tags: [返利]\n")},
        {A, "tags/刷单/index.html", "tags/返利/index.html", "tags/index.html", "archive/index.html", "sitemap.xml",
         "feed.xml"}),
    ("a page's text", {"pages/about.md": "---\ntitle: 关于\n---\n改了\n"}, {"about/index.html"}),
    ("a picture of the same size", {"postimg/a.svg": SVG.replace("/>", "></svg>")}, {"postimg/a.svg"}),
    ("a picture of another size", {"postimg/a.svg": SVG.replace('"1"', '"2"')}, {"postimg/a.svg", C, "feed.xml"}),
    ("a file that is copied", {"static/CNAME": "b.example\n"}, {"CNAME"}),
    ("a file that is copied, as long as before", {"static/CNAME": "A.EXAMPLE\n"}, {"CNAME"}),
    ("a new draft", {"drafts/d.md": "---\ntitle: 稿\n---\n正文\n"}, set()),
]
# fmt: on


@pytest.mark.parametrize(("files", "written"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS])
def test_an_edit_rewrites_what_shows_it(site: Site, files: dict[str, str | bytes | None], written: set[str]) -> None:
    assert changed(site, state(site(SITE)), files) == written


def test_a_new_post_leaves_far_posts_alone(site: Site) -> None:
    before = state(site(SITE))
    new = changed(site, before, {"posts/d.md": post("丁", 4)})
    assert {"2020/06/04/d/index.html", C, "index.html"} <= new
    assert not {A, B, "about/index.html", "404.html"} & new


def test_an_edit_that_is_undone_gives_the_same_bytes(site: Site) -> None:
    before = content(site(SITE))
    site({"posts/a.md": post("新", 1)})
    assert content(site({"posts/a.md": SITE["posts/a.md"]})) == before


# --- what is gone, and what is foreign


def test_a_deleted_post_goes_with_its_folders(site: Site) -> None:
    site(SITE)
    built = site({"posts/a.md": None})
    assert A not in built.files()
    assert not (built.output / "2020/06/01").exists()
    assert not (built.output / "tags/刷单").exists()
    assert (built.output / "2020/06/02").is_dir()
    assert "removed" in built.out
    assert content(built) == content(fresh(site, built))


def fresh(site: Site, built: Built) -> Built:
    """The same sources built into an empty folder without a store; `built` stays as it is."""
    aside = built.output.rename(built.output.with_name("aside"))
    again = site(None, "--full")
    target = built.output.with_name("fresh")
    shutil.rmtree(target, ignore_errors=True)
    again.output.rename(target)
    aside.rename(built.output)
    return replaced(again, output=target)


FOREIGN: Files = {"notes.txt": "mine", ".nojekyll": "", "2020/06/01/mine.txt": "mine", ".git/HEAD": "ref", "x/y/z": ""}


def test_a_static_file_stands_in_the_place_of_the_themes(site: Site) -> None:
    built = site({"posts/2024-01-01-a.md": "---\ntitle: 甲\n---\n正文\n", "static/assets/favicon.svg": "<svg></svg>"})
    assert built.status == 0, built.err
    assert built.text("assets/favicon.svg") == "<svg></svg>"


def test_foreign_files_stay(site: Site) -> None:
    built = site(SITE)
    write(built.output, FOREIGN)
    built = site({"posts/a.md": None})
    assert A not in built.files()
    assert set(FOREIGN) <= built.files()
    assert all((built.output / path).read_text() == text for path, text in FOREIGN.items())


def test_a_foreign_file_with_the_same_bytes_is_taken_over(site: Site, tmp_path: Path) -> None:
    """The way to go on with a site folder that lost its manifest."""
    built = site(SITE)
    before = content(built)
    (built.output / sources.MANIFEST).unlink()
    built = site()
    assert built.status == 0
    assert content(built) == before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"files": 3}', '{"files": {"../../source/config.yaml": ["0", 1]}, "pending": {}}']
)
def test_a_broken_manifest_removes_nothing(site: Site, text: str) -> None:
    built = site(SITE)
    before = content(built)
    (built.output / sources.MANIFEST).write_text(text)
    built = site()
    assert (built.status, content(built)) == (0, before)
    assert (built.source / "config.yaml").read_text() == CONFIG


def test_a_file_that_was_deleted_comes_back(site: Site) -> None:
    built = site(SITE)
    before = content(built)
    (built.output / A).unlink()
    assert content(site()) == before


# --- the store: `.cache/` beside the site folder


def noise(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 40)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scratched(file: Path) -> None:
    """Noise in the middle: SQLite notices only when it reads there."""
    data = bytearray(file.read_bytes())
    for start in range(4096, len(data) - 64, 1500):
        data[start : start + 64] = os.urandom(64)
    file.write_bytes(data)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def removed(file: Path) -> None:
    for part in file.parent.iterdir():
        part.unlink()
    file.parent.rmdir()


def folder_is_a_file(file: Path) -> None:
    removed(file)
    file.parent.write_text("in the way")


def file_is_a_folder(file: Path) -> None:
    removed(file)
    file.mkdir(parents=True)


def other_values(file: Path) -> None:
    """A store whose every value is nonsense."""
    database = sqlite3.connect(file)
    with database:
        database.execute("UPDATE kept SET value = ?", (b"nonsense",))
    database.close()


def other_tables(file: Path) -> None:
    database = sqlite3.connect(file)
    with database:
        database.execute("DROP TABLE kept")
        database.execute("CREATE TABLE kept (name TEXT)")
    database.close()


DAMAGES = [
    noise, cut_off, scratched, emptied, removed, folder_is_a_file, file_is_a_folder, other_values, other_tables,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_store_costs_time_and_nothing_else(site: Site, damage: Callable[[Path], None]) -> None:
    built = site(SITE)
    before = content(built)
    stores = list((built.output.parent / ".cache").glob("*.sqlite3"))
    assert len(stores) == 1
    damage(stores[0])
    again = site()
    assert (again.status, again.err) == (0, "")
    assert content(again) == before
    edited = site({"posts/a.md": post("新", 1)})
    assert (edited.status, edited.err) == (0, "")
    assert content(edited) == content(fresh(site, edited))


def test_with_and_without_the_store_the_bytes_are_the_same(site: Site) -> None:
    site({"config.yaml": CONFIG, "posts/b.md": post("旧", 9)})
    built = site(SITE)
    kept = content(built)
    assert content(site(None, "--full")) == kept
    assert content(fresh(site, built)) == kept


# --- builds that are cut off


def cut_after(monkeypatch: pytest.MonkeyPatch, count: int, error: BaseException) -> None:
    """The next build ends when it has moved `count` files into place."""
    moved = 0
    move = swapping.move

    def cut(beside: str, target: str) -> None:
        nonlocal moved
        if moved == count:
            raise error
        moved += 1
        move(beside, target)

    monkeypatch.setattr(swapping, "move", cut)


AFTER: Files = {
    **{path: text for path, text in SITE.items() if path != "posts/b.md"},
    "posts/a.md": post("新的甲", 1, "tags: [返利]\n"),
    "posts/d.md": post("丁", 4),
}
"""The site after an edit, a deletion and a new post."""


FEED = {"index.html: /feed.xml"}


def replace(source: Path, files: Files) -> None:
    """Make the source folder hold these files and no others."""
    shutil.rmtree(source)
    write(source, files)


def moves(site: Site, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many files a build moves into place."""
    count = 0
    move = swapping.move

    def counting(beside: str, target: str) -> None:
        nonlocal count
        count += 1
        move(beside, target)

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "move", counting)
        site()
    return count


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=["Ctrl-C", "full"])
@pytest.mark.parametrize("start", [{}, SITE], ids=["first build", "later build"])
def test_a_build_that_is_cut_off(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: BaseException, start: Files
) -> None:
    """Wherever it ends, every file is whole, old or new, the index leads to pages, and the next build completes it."""
    built = site(dict(start)) if start else site()
    old = content(built) if start else {}

    def back() -> None:
        if start:
            replace(built.source, start)
            assert content(site()) == old
        else:
            shutil.rmtree(built.output)
        replace(built.source, AFTER)

    back()
    total = moves(site, monkeypatch)
    new = content(built)
    assert total > 5
    for count in range(total):
        back()
        with monkeypatch.context() as patch:
            cut_after(patch, count, error)
            cut = site()
        assert cut.status == (130 if isinstance(error, KeyboardInterrupt) else 2)
        assert "Traceback" not in cut.err
        for path, data in content(cut).items():
            assert path.endswith(".tmp") or data in (old.get(path), new.get(path)), f"{path} after {count} files"
        if "index.html" in cut.files():
            # The feed is written last of all.
            assert {link for link in broken_links(cut.output) if link.startswith("index.html")} <= FEED
        completed = site()
        assert completed.status == 0, completed.err
        assert content(completed) == new, f"after {count} files"


def test_no_temporary_file_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        cut_after(patch, 4, OSError(28, "No space left on device"))
        cut = site(SITE)
    assert "the disk is full" in cut.err
    built = site()
    assert [path for path in built.files() if path.endswith(".tmp")] == []


# --- a file where a folder was, and the other way round

# The permalink before and after, and the file that must be there.
# fmt: off
MOVES = [
    ("/x/",        "/x.html",      "x.html"),
    ("/x.html",    "/x.html/y/",   "x.html/y/index.html"),
    ("/x.html/y/", "/x.html",      "x.html"),
    ("/x/",        "/x/y/z/",      "x/y/z/index.html"),
    ("/x/y/z/",    "/x/",          "x/index.html"),
    ("/x/y.html",  "/x/y.html/z/", "x/y.html/z/index.html"),
    ("/Case/",     "/case/",       "case/index.html"),
]
# fmt: on


@pytest.mark.parametrize(("before", "after", "file"), MOVES, ids=[" to ".join(row[:2]) for row in MOVES])
def test_a_post_moves(site: Site, before: str, after: str, file: str) -> None:
    site({**SITE, "posts/x.md": post("移", 9, f"permalink: {before}\n")})
    built = site({"posts/x.md": post("移", 9, f"permalink: {after}\n")})
    assert (built.status, built.err) == (0, "")
    assert file in built.files()
    assert content(built) == content(fresh(site, built))
    empty = [path for path in built.output.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []


def test_two_posts_swap_addresses(site: Site) -> None:
    one, two = "permalink: /one/\n", "permalink: /two/\n"
    site({**SITE, "posts/x.md": post("x", 8, one), "posts/y.md": post("y", 9, two)})
    built = site({"posts/x.md": post("x", 8, two), "posts/y.md": post("y", 9, one)})
    assert "<h1>y</h1>" in built.text("one/index.html")
    assert "<h1>x</h1>" in built.text("two/index.html")


def test_a_foreign_file_in_a_folder_that_must_be_a_file(site: Site) -> None:
    """What is not ours is not removed: the build says so and writes nothing."""
    built = site({**SITE, "posts/x.md": post("移", 9, "permalink: /x.html/y/\n")})
    write(built.output, {"x.html/mine.txt": "mine"})
    before = content(built)
    built = site({"posts/x.md": post("移", 9, "permalink: /x.html\n")})
    assert built.status == 2
    assert "x.html/mine.txt" in built.err
    assert "not generated here" in built.err
    assert content(built) == before


def test_a_foreign_file_where_a_folder_must_be(site: Site) -> None:
    built = site(SITE)
    write(built.output, {"x": "mine"})
    before = content(built)
    built = site({"posts/x.md": post("移", 9, "permalink: /x/\n")})
    assert built.status == 2
    assert "not generated here" in built.err
    assert content(built) == before


# --- files of the site that are not pages


def test_a_static_file_stands_instead_of_a_generated_one(site: Site) -> None:
    built = site({**SITE, "static/robots.txt": "User-agent: *\nDisallow: /\n"})
    assert built.status == 0
    assert built.text("robots.txt") == "User-agent: *\nDisallow: /\n"


def test_styles_bear_a_digest_that_changes_with_them(site: Site) -> None:
    names = []
    for text in ("p {color: red}", "p {color: blue}"):
        built = site({**SITE, "assets/style.css": text})
        named = [path for path in built.files() if path.startswith("assets/style.") and path != "assets/style.css"]
        assert len(named) == 1
        assert f'href="/{named[0]}"' in built.text("index.html")
        assert built.text(named[0]) == text
        names += named
    assert names[0] != names[1]


@pytest.mark.parametrize("permalink", ["/一;二/", "/a b/", "/50%/", "/.hidden/", "/x~/", "/~$x.html"])
def test_a_post_at_a_strange_address_can_change(site: Site, permalink: str) -> None:
    site({**SITE, "posts/x.md": post("前", 9, f"permalink: '{permalink}'\n")})
    built = site({"posts/x.md": post("后", 9, f"permalink: '{permalink}'\n")})
    assert (built.status, built.err) == (0, "")
    assert content(built) == content(fresh(site, built))
    built = site({"posts/x.md": None})
    assert built.status == 0
    assert content(built) == content(fresh(site, built))
