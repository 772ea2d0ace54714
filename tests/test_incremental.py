"""Builds after edits: they do what they must and no more, and leave what a full build leaves, whatever happened."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import ROOT, Files, Site, run, write
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha import cli, decoding, lock, sources, texts, work, workers
from fanzha.commands import COMMANDS
from fanzha.commands import build as build_command
from fanzha.problems import Outcome
from fanzha.store import Lost, Store
from fanzha.texts import Changed

PICTURES = tuple(
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="9"></svg>'.encode() for size in (16, 32, 64)
)


def post(title: str, tags: str = "电话", text: str = "接到电话，先挂断。", more: str = "") -> str:
    return f"---\ntitle: {title}\ntags: [{tags}]\n{more}---\n\n{text}\n"


SITE: Files = {
    "config.yaml": "title: 反诈\nurl: https://example.org\npaginate: 2\n",
    "posts/2024-01-01-a.md": post("甲"),
    "posts/2024-01-02-b.md": post(
        "乙", "短信", "![](/postimg/a.svg)\n看 {{ site.baseurl }}/x", "header-img: img/h.svg\n"
    ),
    "posts/2024-01-03-c.md": post("丙", "电话, 短信", "{% post_url 2024-01-01-a %} ![](/postimg/none.svg)"),
    "pages/about.md": "---\ntitle: 关于\n---\n我们\n",
    "postimg/a.svg": PICTURES[0],
    "img/h.svg": PICTURES[0],
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a site folder but the manifest."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path: data for path, data in found.items() if path != ".fanzha.json"}


def made_in_full(source: Path, *options: str) -> dict[str, bytes]:
    """What a full build makes of the sources, in a folder of its own."""
    with TemporaryDirectory() as folder:
        status, _, err = run(
            "--full", "--source", str(source), "--output", f"{folder}/site", "--jobs", "1", "--quiet", *options
        )
        assert status == 0, err
        return contents(Path(folder, "site"))


# What must be done, and no more


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many jobs of each kind were computed, not recalled."""
    counts: Counter[str] = Counter()
    compute = work._computed

    def counted(step: work.Step[Any, Any, Any], jobs: Sequence[work.Job[Any]], *more: Any) -> Iterator[Any]:
        counts[step.prepare.__name__] += len(jobs)
        return compute(step, jobs, *more)

    monkeypatch.setattr(work, "_computed", counted)
    return counts


def layout(name: str) -> str:
    return (ROOT / "layouts" / name).read_text("utf-8") + "<!-- x -->\n"


CONFIGS = (
    "title: 反诈\nurl: https://example.org\n",
    "title: 新\nurl: https://example.org\npaginate: 1\n",
    "title: 反诈\nbaseurl: /b\nhotlines:\n  - number: '110'\n",
    "title: 反诈\nurl: https://example.org\npermalink: /:title.html\nroles:\n  骗子: scammer\n",
    "title: 反诈\nheader-img: img/h.svg\nheader-imgs:\n  tags: postimg/a.svg\nsidebar-avatar: postimg/b.svg\n",
    "title: 反诈\nurl: https://example.org\nfeatured-condition-size: 0\ndefaults:\n"
    "  - scope: {path: posts}\n    values: {author: 民警, header-img: postimg/b.svg}\n",
)
OPTIONS = ((), (), ("--drafts",), ("--baseurl", "/x"), ("--url", "https://a.example"))

COUNTS: list[tuple[str, dict[str, str | bytes | None], int, int, int]] = [
    # what changes, bodies, views, pages
    ("nothing", {}, 0, 0, 0),
    ("a post below its excerpt", {"posts/2024-01-01-a.md": post("甲", text="接到电话，先挂断。\n\n# 再说\n")}, 1, 8, 2),
    ("a picture that no post shows", {"postimg/new.svg": PICTURES[0]}, 0, 0, 0),
    ("a picture that one post misses", {"postimg/none.svg": PICTURES[0]}, 1, 9, 2),
    ("a picture's size", {"postimg/a.svg": PICTURES[1]}, 1, 9, 2),
    ("the size of a picture that one header shows", {"img/h.svg": PICTURES[1]}, 0, 15, 1),
    ("the layout of posts", {"layouts/post.html": layout("post.html")}, 0, 0, 3),
    ("a layout of no page here", {"layouts/keynote.html": layout("keynote.html")}, 0, 0, 0),
    ("the layout of the feed", {"layouts/feed.xml": layout("feed.xml")}, 0, 0, 1),
    ("the site's title", {"config.yaml": "title: 新\nurl: https://example.org\npaginate: 2\n"}, 0, 15, 15),
]


@pytest.mark.parametrize(
    ("files", "bodies", "views", "pages"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS]
)
def test_an_edit_computes_what_it_must(
    site: Site, computed: Counter[str], files: dict[str, str | bytes | None], bodies: int, views: int, pages: int
) -> None:
    site(SITE)
    computed.clear()
    built = site(files)
    assert (computed["converter"], computed["namer"], computed["renderer"]) == (bodies, views, pages)
    assert contents(built.output) == made_in_full(built.source)


STAGES = ["reading files", "loading", "front matter", "posts", "planning pages", "pages", "writing"]


@pytest.mark.parametrize(
    ("edit", "stages"),
    [({"posts/2024-01-01-a.md": post("新")}, STAGES), ({}, ["reading files", "writing"])],
    ids=("edited", "unchanged"),
)
def test_verbose_says_where_the_time_went(site: Site, edit: Files, stages: list[str]) -> None:
    site(SITE)
    said = site(edit, "--verbose").out
    figures = r"^  ([a-z ]+): \d+\.\d\d s, of it \d+\.\d\d s of this process's CPU$"
    assert re.findall(figures, said, re.MULTILINE) == stages
    assert re.findall(figures, site({}).out, re.MULTILINE) == []


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once, so that no test need wait for it."""
    monkeypatch.setattr(texts, "SETTLED", 0)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("files", "loaded"),
    [
        ({}, ""),
        ({"posts/2024-01-01-a.md": post("甲", text="再核实。")}, "jinja2 markdown"),
        ({"layouts/post.html": layout("post.html")}, "jinja2 markdown"),
        ({"posts/2024-01-01-a.md": post("乙", text="再核实。")}, "jinja2 markdown yaml"),
        ({"config.yaml": CONFIGS[0]}, "jinja2 markdown yaml"),
    ],
    ids=("nothing", "a body", "a layout", "front matter", "config"),
)
def test_what_has_not_changed_is_not_even_loaded(tmp_path: Path, files: Files, loaded: str) -> None:
    write(tmp_path, SITE)
    run("--source", str(tmp_path), "--quiet")
    write(tmp_path, files)
    heavy = ("markdown", "jinja2", "PIL", "pygments", "segno", "yaml", "rich", "watchdog")
    program = (
        "import sys; from fanzha.cli import main; main(['--source', sys.argv[1], '--quiet']); "
        f"print(*sorted(set(sys.modules) & set({heavy!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout.strip()) == (0, loaded)


def test_a_tag_that_takes_the_address_of_another(site: Site) -> None:
    far = "2024/01/03/c/index.html"
    assert '"/tags/az/"' in site({**SITE, "posts/2024-01-03-c.md": post("丙", "az")}).text(far)
    built = site({"posts/2024-01-01-a.md": post("甲", "Az")})
    assert '"/tags/az/"' not in built.text(far)
    assert contents(built.output) == made_in_full(built.source)


def test_empty_lists_and_empty_tables_are_told_apart(site: Site) -> None:
    config = (
        "title: 反诈\nurl: https://example.org\ndefaults:\n  - scope: {path: posts}\n    values: {categories: []}\n"
    )
    assert site({**SITE, "config.yaml": config}).status == 0
    assert site({"config.yaml": config.replace("[]", "{}")}).status == 1


def test_a_picture_of_the_same_size_and_time_is_read_again(site: Site) -> None:
    built = site(SITE)
    path = built.source / "postimg/a.svg"
    before = path.stat()
    path.write_bytes(PICTURES[1])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert (site({}).output / "postimg/a.svg").read_bytes() == PICTURES[1]


@pytest.mark.usefixtures("settled")
def test_what_is_wrong_with_front_matter_is_said_after_an_edit_of_the_body(site: Site) -> None:
    name = "posts/2024-01-01-a.md"
    more = "titel: 错\nheader-img: img/none.png\ntag: [一， 二]\n"
    site({**SITE, name: post("甲", more=more)})
    edited = site({name: post("甲", text="再核实。", more=more)})
    full = site({}, "--full")
    assert "titel" in edited.err and "img/none.png" in edited.err and "一， 二" in edited.err
    assert edited.err == full.err


@pytest.mark.usefixtures("settled")
def test_what_posts_were_before_is_not_kept_with_what_they_are(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_STRAYS", 0)
    names = [f"posts/2024-01-0{day}-x.md" for day in (1, 2, 3)]
    for text in ("一", "二", "三"):
        built = site({name: post("甲", text=text) for name in names})
    store = Store(built.output.parent / ".cache/fanzha.sqlite3")
    together = work.unpacked(dict, store.get(f"last:fanzha.posts.post:{work.engine()}"))
    store.close()
    assert together and len(together) == len(names)


@pytest.mark.usefixtures("settled")
def test_a_text_was_another_only_once(tmp_path: Path) -> None:
    memory = texts.Memory()
    formers = []
    for text in ("一", "二", None, None):
        write(tmp_path, {"posts/2024-01-01-a.md": text} if text else {})
        read = sources.read(tmp_path, memory).value
        assert read
        formers.append(bool(read.posts[0].former))
    assert formers == [False, True, False, False]


@pytest.mark.usefixtures("settled")
def test_a_text_whose_file_has_not_changed_is_not_read_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: set[str] = set()
    decode = decoding.decode

    def noted(data: bytes, path: str) -> Any:
        decoded.add(Path(path).name)
        return decode(data, path)

    site(SITE)
    monkeypatch.setattr(texts, "decode", noted)
    site({})
    with_warning = {"2024-01-03-c.md"}  # whose line is shown
    assert {name for name in decoded if name.endswith((".md", ".yaml"))} == with_warning
    built = site({"posts/2024-01-01-a.md": post("新")})
    assert {name for name in decoded if name.endswith((".md", ".yaml"))} == {
        *with_warning,
        "2024-01-01-a.md",
        "config.yaml",
    }
    assert contents(built.output) == made_in_full(built.source)


@pytest.mark.usefixtures("settled")
def test_a_text_of_the_same_size_and_time_is_read_again(site: Site) -> None:
    built = site({**SITE, "posts/2024-01-01-a.md": post("甲", text="先挂断")})
    path = built.source / "posts/2024-01-01-a.md"
    before = path.stat()
    path.write_text(post("甲", text="再核实"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    built = site({})
    assert "再核实" in built.text("2024/01/01/a/index.html")


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("saved", (post("丁", text="又改了"), None), ids=("changed", "deleted"))
def test_a_known_text_that_is_saved_during_the_build(
    site: Site, monkeypatch: pytest.MonkeyPatch, saved: str | None
) -> None:
    built = site(SITE)
    read = sources.read

    def then_saved(*given: Any) -> Any:
        outcome = read(*given)
        monkeypatch.setattr(sources, "read", read)
        change(built.source, "posts/2024-01-02-b.md", saved)
        return outcome

    monkeypatch.setattr(sources, "read", then_saved)
    # The second post has the base path in its text, and is asked for it again.
    built = site({"config.yaml": CONFIGS[2]})
    assert built.status == 0, built.err
    assert contents(built.output) == made_in_full(built.source)


@pytest.mark.parametrize("most_strays", (2, 40))
def test_an_edit_that_is_taken_back_computes_little(
    site: Site, computed: Counter[str], monkeypatch: pytest.MonkeyPatch, most_strays: int
) -> None:
    monkeypatch.setattr(work, "MOST_STRAYS", most_strays)
    site(SITE)
    site({"config.yaml": CONFIGS[2]})
    computed.clear()
    # Something else has changed meanwhile, so that this is no build as it was.
    built = site({"config.yaml": SITE["config.yaml"], "posts/2024-01-01-a.md": post("新")})
    assert computed["converter"] == 1
    assert contents(built.output) == made_in_full(built.source)


def test_a_post_of_tomorrow_appears_tomorrow(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    later = post("明天", more=f"date: {tomorrow:%Y-%m-%d %H:%M:%S +0000}\n")
    built = site({**SITE, "posts/later.md": later})
    assert not any("later" in path for path in built.files())

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # a clock of its own
            return tomorrow + timedelta(seconds=1)

    monkeypatch.setattr(build_command, "datetime", Tomorrow)
    assert any("later" in path for path in site({}).files())


# The same bytes


WITH_PROCESSES = """
import sys
from fanzha import cli, work, workers

if __name__ == "__main__":
    work.WORTH_SHARING = 0
    workers.may_copy = lambda: sys.argv[1] == "copies"
    submit, shared = workers.Processes.submit, []
    workers.Processes.submit = lambda pool, *call: shared.append(call) or submit(pool, *call)
    status = cli.main(["--source", sys.argv[2], "--jobs", "3", "--quiet"])
    sys.exit(status or len(shared) < 3)
"""


@pytest.mark.parametrize(
    "begin",
    (
        "spawned",
        pytest.param("copies", marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")),
    ),
)
def test_processes_make_the_same_bytes(tmp_path: Path, begin: str) -> None:
    source, program = tmp_path / "source", tmp_path / "program.py"
    many = {f"posts/2023-02-{day:02}-p.md": post(f"第{day}篇", text="一二三。" * day) for day in range(1, 28)}
    write(source, {**SITE, **many})
    program.write_text(WITH_PROCESSES, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), begin, str(source)]
    subprocess.run(command, check=True, timeout=120, env=environment)
    assert contents(source / "_site") == made_in_full(source)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="nothing tells when the first worker is there")
@pytest.mark.parametrize("later", (0, 0.001, 0.002, 0.003, 0.004))
def test_ctrl_c_while_workers_begin(tmp_path: Path, later: float) -> None:
    source, program = tmp_path / "source", tmp_path / "program.py"
    many = {f"posts/2023-02-{day:02}-p.md": post(f"第{day}篇", text="一二三。" * day) for day in range(1, 28)}
    write(source, {**SITE, **many})
    program.write_text(WITH_PROCESSES, "utf-8")
    build = subprocess.Popen(
        [sys.executable, str(program), "copies", str(source)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    workers_of_it = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    while build.poll() is None and not workers_of_it.read_text():
        time.sleep(0.0002)
    time.sleep(later)
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does
    assert build.wait(timeout=60) in (0, 130)
    assert run("--source", str(source), "--quiet")[0] == 0


def test_no_process_is_copied_that_has_other_threads() -> None:
    over = threading.Event()
    waiting = threading.Thread(target=over.wait)
    waiting.start()
    try:
        assert not workers.may_copy()
    finally:
        over.set()
        waiting.join()


def doubled(_: None) -> Callable[[int], Outcome[int]]:
    return lambda number: Outcome(2 * number)


def test_little_work_is_done_in_place() -> None:
    pool = workers.Processes(2)
    step = work.Step(prepare=doubled, common=None, seconds=0.01)
    jobs = [work.job(number) for number in range(3)]
    assert [outcome.value for outcome in work.transform(step, jobs, Store(None), pool)] == [0, 2, 4]
    assert pool.pool is None


NAMES = ("posts/2024-01-01-a.md", "posts/2024-01-02-b.md", "posts/2024-02-01-d.md", "drafts/e.md", "pages/about.md")
TITLES = st.sampled_from(("甲", "乙", "A & B", "长" * 30))
TEXTS = st.sampled_from(
    (
        "一句。",
        "![](/postimg/a.svg)\n\n## 二\n\n三",
        "![](b.svg) {{ site.title }}",
        "{% post_url 2024-01-01-a %}",
        ">**骗子**：你好\n>**我**：再见",
        "<img src='https://example.com/x.png' style='width:1px'>",
    )
)
POSTS = st.builds(
    lambda title, tags, text, more: post(title, tags, text, more),
    TITLES,
    st.sampled_from(("电话", "短信", "电话, 短信", "Az, az", "Az", "az")),
    TEXTS,
    st.sampled_from(
        (
            "",
            "hidden: true\n",
            "permalink: /p/\n",
            "redirect_from: /old/\n",
            "published: false\n",
            "header-img: img/h.svg\n",
            "header-img: img/g.svg\n",
            "author: 甲\n",
            "author: 乙\n",
        )
    ),
)
STATIC = ("static/p", "static/tags", "static/p/index.html", "static/about/x.txt", "static/img", "static/old/index.html")
"""Some of which pages, pictures and one another are in the way of."""
PICTURE_PATHS = ("postimg/a.svg", "postimg/b.svg", "img/h.svg", "img/g.svg")
LAYOUTS = {
    "layouts/post.html": layout("post.html"),
    "layouts/footer.html": "<footer>脚</footer>\n",
    "layouts/entries.html": layout("entries.html"),
    "layouts/base.html": layout("base.html"),
}
CHANGES = st.one_of(
    st.tuples(st.sampled_from(NAMES), POSTS),
    st.tuples(st.sampled_from(NAMES), st.none()),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(tuple(LAYOUTS)), st.booleans()),
    st.tuples(st.sampled_from(PICTURE_PATHS), st.sampled_from((*PICTURES, None))),
    st.tuples(st.sampled_from(STATIC), st.sampled_from((b"own", None))),
    st.tuples(st.just("config.yaml"), st.sampled_from(CONFIGS)),
)


def change(source: Path, name: str, what: str | bytes | bool | None) -> None:
    """Write, delete or rename one source."""
    path = source / name
    if what is None or what is False:
        if path.is_file():
            path.unlink()
    elif what is True:
        write(source, {name: LAYOUTS[name]})
    elif isinstance(what, str) and what in NAMES:
        if path.exists() and not (source / what).exists():
            (source / what).parent.mkdir(exist_ok=True)
            path.rename(source / what)
    elif not path.is_dir() and not path.parent.is_file():
        write(source, {name: what})


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.lists(CHANGES, min_size=1, max_size=3), st.sampled_from(OPTIONS)), min_size=1, max_size=3),
    st.sampled_from((0, 2, 40)),
    st.sampled_from((0, texts.SETTLED)),
)
def test_any_edits_leave_what_a_full_build_leaves(
    edits: list[tuple[list[tuple[str, Any]], tuple[str, ...]]], most_strays: int, settled: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "MOST_STRAYS", most_strays)
        patch.setattr(texts, "SETTLED", settled)
        source = Path(folder, "source")
        write(source, SITE)
        arguments = ("--source", str(source), "--jobs", "1", "--quiet")
        run(*arguments)
        options: tuple[str, ...] = ()
        for changes, options in edits:
            for name, what in changes:
                change(source, name, what)
            status, _, err = run(*arguments, *options)
            assert status == 0, err
        assert contents(source / "_site") == made_in_full(source, *options)


# The store may break


Damage = Callable[[Path], object]


def noise(seed: int) -> Damage:
    def damage(store: Path) -> None:
        chance = random.Random(seed)
        data = bytearray(store.read_bytes())
        for _ in range(60):
            start = chance.randrange(len(data))
            data[start : start + 40] = chance.randbytes(len(data[start : start + 40]))
        store.write_bytes(data)

    return damage


def in_sql(statement: str) -> Damage:
    def damage(store: Path) -> None:
        database = sqlite3.connect(store)
        with database:
            database.execute(statement)
        database.close()

    return damage


def blocked(store: Path) -> None:
    """Nothing can be opened or made there: as a folder that is read-only, for every user."""
    shutil.rmtree(store.parent)
    store.parent.write_text("no folder")


def a_folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


DAMAGES: dict[str, Damage] = {
    "missing": lambda store: store.unlink(),
    "empty": lambda store: store.write_bytes(b""),
    "cut off": lambda store: store.write_bytes(store.read_bytes()[:9000]),
    "all noise": lambda store: store.write_bytes(random.Random(1).randbytes(50_000)),
    **{f"some noise {seed}": noise(seed) for seed in range(6)},
    "another version's": in_sql("PRAGMA user_version = 99"),
    "another program's": in_sql("ALTER TABLE kept RENAME TO other"),
    "contents lost": in_sql("DELETE FROM kept WHERE key LIKE 'content:%'"),
    "results lost": in_sql("DELETE FROM kept WHERE key NOT LIKE 'content:%'"),
    "values of another kind": in_sql("UPDATE kept SET value = 'text'"),
    "values shortened": in_sql("UPDATE kept SET value = substr(value, 1, 20)"),
    "read-only": lambda store: store.chmod(0o444),
    "blocked": blocked,
    "a folder": a_folder,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("edit", ({}, {"posts/2024-01-01-a.md": post("新")}), ids=("unchanged", "edited"))
def test_a_damaged_store_costs_time_alone(site: Site, damage: Damage, edit: Files) -> None:
    built = site(SITE)
    damage(built.output.parent / build_command.STORE)
    shutil.rmtree(built.output)  # so that every page's text is asked for
    built = site(edit)
    assert built.status == 0, built.err
    assert contents(built.output) == made_in_full(built.source)
    assert site({}).status == 0


# Two builds, and builds that are cut off


def command(source: Path, *options: str) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), "--source", str(source), "--lang", "en", *options]


@pytest.mark.parametrize(
    "errors",
    ([Lost], [Changed], [Lost, Changed], [Changed, Lost]),
    ids=lambda errors: " ".join(e.__name__ for e in errors),
)
def test_a_build_begins_again(tmp_path: Path, errors: list[type[Exception]]) -> None:
    write(tmp_path, SITE)
    arguments = cli.parsed(COMMANDS["build"], ["--source", str(tmp_path)])
    to_come = list(errors)

    def compute(read: Outcome[sources.Sources], store: Store) -> int:
        if to_come:
            raise to_come.pop(0)
        assert read.value
        return len(read.value.posts)

    assert build_command.computed(arguments, lambda *_: None, compute) == 3


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    with lock.held(tmp_path / "_site", lambda *_: None):
        second = subprocess.Popen(command(tmp_path), stdout=subprocess.PIPE, text=True)
        assert second.stdout
        assert second.stdout.readline() == "waiting for another build\n"
        assert not (tmp_path / "_site").exists()
    out, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert "3 posts" in out


def test_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    urls = [f"https://example{number}.org" for number in range(3)]
    running = [subprocess.Popen(command(tmp_path, "--quiet", "--url", url)) for url in urls]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    pages = {path: data.decode() for path, data in contents(tmp_path / "_site").items() if path.endswith(".html")}
    used = {url for url in urls for text in pages.values() if url in text}
    assert len(used) == 1
    assert run("--source", str(tmp_path), "--quiet", "--url", used.pop())[0] == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill at once")
def test_a_killed_build_leaves_whole_pages(tmp_path: Path) -> None:
    source = tmp_path / "source"
    many = {f"posts/2023-{n % 12 + 1:02}-{n % 28 + 1:02}-p{n}.md": post(f"第{n}篇", text="一。" * n) for n in range(40)}
    write(source, {**SITE, **many})
    site_folder = source / "_site"
    allowed: dict[str, set[bytes]] = {}

    def note(files: dict[str, bytes]) -> None:
        for path, data in files.items():
            allowed.setdefault(path, set()).add(data)

    titles = [f"title: 反诈{number}\nurl: https://example.org\n" for number in (0, 1)]
    for title in titles:
        write(source, {"config.yaml": title})
        note(made_in_full(source))
    start = time.perf_counter()
    subprocess.run(command(source, "--quiet"), check=True)
    duration = time.perf_counter() - start
    chance = random.Random(6)
    cut_off = 0
    for turn in range(14):
        write(source, {"config.yaml": titles[turn % 2]})
        if turn % 4 == 3:
            shutil.rmtree(site_folder, ignore_errors=True)
        if turn % 3:
            # What the store remembers would be written before any signal comes.
            shutil.rmtree(source / ".cache", ignore_errors=True)
        process = subprocess.Popen(command(source, "--quiet"))
        time.sleep(chance.uniform(0.1, 1) * duration)
        process.send_signal(signal.SIGKILL)
        cut_off += process.wait() != 0
        for path, data in contents(site_folder).items() if site_folder.exists() else ():
            if not path.endswith(".tmp"):
                assert data in allowed[path], path
    assert cut_off
    subprocess.run(command(source, "--quiet"), check=True)
    assert contents(site_folder) == made_in_full(source)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no copies of processes")
def test_a_lock_ends_though_a_copy_of_its_holder_lives(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from fanzha import lock\n"
        "with lock.held(Path(sys.argv[1]), print):\n"
        "    copy = os.fork()\n"
        "    if not copy: time.sleep(600)\n"
        "with lock.held(Path(sys.argv[1]), print): print('held')\n"
        "os.kill(copy, 9)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "site")]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, text=True, timeout=60)
    assert done.stdout == "held\n"


def test_a_lock_ends_with_whoever_held_it(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from fanzha import lock\n"
        "with lock.held(Path(sys.argv[1]), print):\n    print('held', flush=True)\n    time.sleep(600)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "site")], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert holder.stdout and holder.stdout.readline() == "held\n"
    threading.Timer(0.3, holder.kill).start()
    said: list[str] = []
    with lock.held(tmp_path / "site", lambda stage, *_: said.append(stage)):
        assert said == ["wait"]
    holder.communicate()
