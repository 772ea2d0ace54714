"""The preview as a person uses it: started as a process, asked over HTTP, while files change underneath."""

from __future__ import annotations

import errno
import html
import http.client
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest
from conftest import ROOT, Files, write
from running import PATIENCE, SAVES, Listener, Preview, wait_for
from soak import soak

from fanzha.preview import addresses, file_systems, injection, watching
from fanzha.preview.file_systems import Mount
from fanzha.preview.live import Live, Shown
from fanzha.preview.server import listen
from fanzha.preview.watching import Watcher

POST = "---\ntitle: 第一篇\ndate: 2026-01-02\ntags: [冒充客服]\n---\n正文。\n"


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Callable[..., Preview]]:
    running: list[Preview] = []

    def start(files: dict[str, str | bytes], *options: str, humble: bool = False) -> Preview:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        write(source, files)
        running.append(Preview(source, *options, humble=humble))
        return running[-1]

    yield start
    for server in running:
        server.kill()


def test_pages_are_served_under_the_baseurl_and_nothing_else(preview: Callable[..., Preview]) -> None:
    server = preview({"config.yaml": "baseurl: /blog\n", "posts/2026-01-02-x.md": POST})
    assert server.address.endswith("/blog/")
    expected = {
        "/blog/": 200,
        "/blog/2026/01/02/x/": 200,
        "/blog/tags/冒充客服/": 200,
        "/blog/feed.xml": 200,
        "/blog/no-such-page/": 404,
        "/": 301,
        "/blog": 301,
        "/blog/tags": 301,
        "/tags/": 404,
        "/blog/.fanzha.json": 404,
        "/blog/../config.yaml": 404,
        "/blog/%2e%2e/source/config.yaml": 404,
        "/blog/..\\config.yaml": 404,
    }
    assert {path: server.get(path)[0] for path in expected} == expected
    status, headers, text = server.get("/blog/no-such-page/")
    assert "找不到这一页" in text
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    style = server.get("/blog/")[2].partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in server.get(style)[1]["Cache-Control"], "its name bears its digest"
    status, headers, text = server.get("/blog/", "HEAD")
    assert (status, text) == (200, "") and int(headers["Content-Length"]) > 0
    assert server.get("//example.org/..")[1].get("Location", "") == ""


def test_a_change_is_seen_and_a_mistake_keeps_the_last_good_page(preview: Callable[..., Preview]) -> None:
    server = preview({"posts/2026-01-02-x.md": POST})
    post = server.source / "posts/2026-01-02-x.md"
    assert "正文。" in server.get("/2026/01/02/x/")[2]

    post.write_text(POST.replace("正文", "改过的正文"), "utf-8")
    wait_for(lambda: "改过的正文" if "改过的正文" in server.get("/2026/01/02/x/")[2] else "")

    post.write_text(POST.replace("title: 第一篇", "title：第一篇"), "utf-8")
    wait_for(
        lambda: "said" if "posts/2026-01-02-x.md:2:6: error[front-matter]" in server.log.read_text("utf-8") else ""
    )
    assert "改过的正文" in server.get("/2026/01/02/x/")[2]

    # As many editors save: a new file moved over the old one.
    beside = server.source / "posts/.saving"
    beside.write_text(POST.replace("正文", "改好了"), "utf-8")
    beside.replace(post)
    wait_for(lambda: "改好了" if "改好了" in server.get("/2026/01/02/x/")[2] else "")

    write(server.source, {"drafts/later.md": POST, "posts/2026-01-03-y.md": POST.replace("第一篇", "第二篇")})
    wait_for(lambda: "there" if "第二篇" in server.get("/")[2] else "")
    (server.source / "posts/2026-01-03-y.md").unlink()
    wait_for(lambda: "gone" if "第二篇" not in server.get("/")[2] else "")

    write(server.source, {"config.yaml": "title: 新名字\n"})
    wait_for(lambda: "there" if "新名字" in server.get("/")[2] else "")
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text("utf-8")


def test_pages_and_files_of_a_jekyll_blog_are_watched(preview: Callable[..., Preview]) -> None:
    page = "---\ntitle: 关于\n---\n正文。\n"
    files: dict[str, str | bytes] = {"_config.yml": "permalink: pretty\n", "about.md": page, "download/a.txt": "old\n"}
    server = preview({**files, "work/_posts/2026-01-02-x.md": POST})
    (server.source / "about.md").write_text(page.replace("正文", "改过的正文"), "utf-8")
    wait_for(lambda: "changed" if "改过的正文" in server.get("/about/")[2] else "")
    (server.source / "work/_posts/2026-01-02-x.md").write_text(POST.replace("正文", "改过的正文"), "utf-8")
    wait_for(lambda: "changed" if "改过的正文" in server.get("/work/2026/01/02/x/")[2] else "")
    (server.source / "download/a.txt").write_text("newer\n", "utf-8")
    wait_for(lambda: "newer" if "newer" in server.get("/download/a.txt")[2] else "")
    builds = server.log.read_text("utf-8").count("files written")
    time.sleep(1)
    assert server.log.read_text("utf-8").count("files written") == builds, "what a build writes is no change"


def test_polling_sees_changes_too(preview: Callable[..., Preview]) -> None:
    server = preview({"posts/2026-01-02-x.md": POST}, "--poll")
    (server.source / "posts/2026-01-02-x.md").write_text(POST.replace("正文", "改过的正文"), "utf-8")
    wait_for(lambda: "改过的正文" if "改过的正文" in server.get("/2026/01/02/x/")[2] else "")


def test_a_taken_port_is_passed_over_unless_it_was_asked_for(preview: Callable[..., Preview], tmp_path: Path) -> None:
    output = tmp_path / "never/site"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--source", str(ROOT), "--port", str(port)]
        command += ["--lang", "en", "--output", str(output)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert f"{port}" in done.stderr
    assert "another program" in done.stderr
    assert not output.parent.exists()  # it was told before anything was built
    first = preview({"posts/2026-01-02-x.md": POST})
    second = Preview(first.source, "--output", str(first.source.parent / "other"))
    try:
        assert second.port != first.port
    finally:
        second.stop()


# --- Mistakes: the preview goes on, shows the last good page and what is wrong, and recovers


class Trouble(NamedTuple):
    """Something that goes wrong under a running preview: what makes it, where and what it is, and what mends it."""

    name: str
    make: Callable[[Path], object]
    place: str
    words: str
    mend: Callable[[Path], object]


def put(path: str, text: str) -> Callable[[Path], object]:
    return lambda source: write(source, {path: text})


X = "posts/2026-01-02-x.md"
Y = "layouts/post.html"
LAYOUT = (ROOT / Y).read_text("utf-8")
TROUBLES = (
    Trouble("post", put(X, POST.replace("title: ", "title：")), f"{X}:2:6", "(：)", put(X, POST)),
    Trouble("config", put("config.yaml", "title: [\n"), "config.yaml:", "", put("config.yaml", "title: a\n")),
    Trouble("layout", put(Y, LAYOUT + "{% if %}"), Y, "", put(Y, LAYOUT)),
    Trouble(
        "a file that is gone when it is read",
        lambda source: (source / "posts/2026-01-09-gone.md").symlink_to(source / "nowhere.md"),
        "posts/2026-01-09-gone.md",
        "cannot be opened",
        lambda source: (source / "posts/2026-01-09-gone.md").unlink(),
    ),
    Trouble(
        "no permission",
        lambda source: (source / X).chmod(0),
        X,
        "cannot be opened",
        lambda source: (source / X).chmod(0o644),
    ),
    Trouble(
        "no permission for the folder",
        lambda source: (source / "posts").chmod(0),
        "posts",
        "cannot be opened",
        lambda source: (source / "posts").chmod(0o755),
    ),
    Trouble(
        "no permission for the source folder",
        lambda source: source.chmod(0),
        "",
        "no permission",
        lambda source: source.chmod(0o755),
    ),
    Trouble(
        "the source folder is away",
        lambda source: source.rename(source.with_name("elsewhere")),
        "",
        "there is no folder",
        lambda source: source.with_name("elsewhere").rename(source),
    ),
)


def shows(server: Preview, page: str, words: str) -> bool:
    return words in server.get(page)[2]


def test_the_preview_survives_each_mistake_and_recovers(preview: Callable[..., Preview]) -> None:
    server = preview({X: POST, "config.yaml": "title: a\n"}, humble=True)
    page = "/2026/01/02/x/"
    with Listener(server.port, page) as told:
        for count, trouble in enumerate(TROUBLES):
            trouble.make(server.source)
            wait_for(lambda: told.told and told.told[-1]["failed"])
            note = told.told[-1]["notes"][0]
            assert (note["place"].startswith(trouble.place), trouble.words in note["what"]) == (True, True), note
            if "source folder" not in trouble.name:  # in which the site folder lies, too
                status, _, text = server.get(page)
                assert (status, "正文" in text) == (200, True), trouble.name
            trouble.mend(server.source)
            wait_for(lambda: not told.told[-1]["failed"])
            (server.source / X).write_text(POST.replace("正文", f"改了{count}次的正文"), "utf-8")
            wait_for(partial(shows, server, page, f"改了{count}次的正文"))
            (server.source / X).write_text(POST, "utf-8")
            wait_for(lambda: "改了" not in server.get(page)[2])
    assert server.stop() == 0
    assert "Traceback" not in server.said()


def test_folders_that_go_and_come_again_are_watched(preview: Callable[..., Preview]) -> None:
    server = preview({X: POST, "config.yaml": "title: a\n"})
    for _ in range(3):
        # The new folder may bear the old one's number.
        shutil.rmtree(server.source / "posts")
        wait_for(lambda: server.get("/2026/01/02/x/")[0] == 404)
        write(server.source, {X: POST})
        wait_for(lambda: server.get("/2026/01/02/x/")[0] == 200)
        (server.source / X).write_text(POST.replace("正文", "改过"), "utf-8")
        wait_for(lambda: "改过" in server.get("/2026/01/02/x/")[2])
    write(server.source, {"pages/new/about.md": "---\ntitle: 关于\n---\n正文\n"})
    wait_for(lambda: server.get("/new/about/")[0] == 200)
    (server.source / "pages").rename(server.source / "pages-away")
    wait_for(lambda: server.get("/new/about/")[0] == 404)
    # What is kept may go as well, at any time.
    shutil.rmtree(server.source / ".cache")
    (server.source / X).write_text(POST.replace("正文", "又改过"), "utf-8")
    wait_for(lambda: "又改过" in server.get("/2026/01/02/x/")[2])


def test_a_site_that_cannot_be_built_yet_says_so_and_comes(preview: Callable[..., Preview]) -> None:
    server = preview({X: POST.replace("title: ", "title：")})
    status, headers, text = server.get("/")
    assert (status, headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "not built yet" in text and "/.fanzha/page.js" in text
    assert server.told("/")["notes"][0]["line"] == ["title", "：", "第一篇"]
    (server.source / X).write_text(POST, "utf-8")
    wait_for(lambda: server.get("/")[0] == 200)


@pytest.mark.parametrize("save", SAVES)
def test_every_way_of_saving_is_one_change(preview: Callable[..., Preview], save: Callable[[Path, str], None]) -> None:
    server = preview({X: POST, "config.yaml": "title: a\n"})
    with Listener(server.port, "/2026/01/02/x/") as told:
        wait_for(lambda: told.told)
        server.get("/")
        before = server.said()
        save(server.source / X, POST.replace("正文", "改过的正文"))
        wait_for(lambda: "改过的正文" in server.get("/2026/01/02/x/")[2])
        time.sleep(0.5)
        assert server.said().removeprefix(before).count("written") == 1
        assert not any(state["failed"] for state in told.told)
    # To read is no change.
    (server.source / X).read_text("utf-8")
    time.sleep(0.3)
    assert server.said().removeprefix(before).count("written") == 1


def test_drafts_and_the_future_are_told_from_the_rest_and_keep_to_the_preview(preview: Callable[..., Preview]) -> None:
    files: Files = {
        "config.yaml": "baseurl: /blog\n",
        X: POST,
        "drafts/later.md": POST.replace("第一篇", "草稿"),
        "posts/2026-01-04-own.md": POST.replace("---\n正", "draft: true\n---\n正"),
        "posts/2100-01-02-future.md": POST.replace("2026-", "2100-"),
        "posts/2026-01-05-never.md": POST.replace("---\n正", "published: false\n---\n正"),
    }
    server = preview(files)
    badges = {address: badge[0] for address, badge in server.told("/blog/")["badges"].items()}
    assert badges == {
        "/blog/2026/01/02/later/": "Draft",
        "/blog/2026/01/02/own/": "Draft",
        "/blog/2100/01/02/future/": "Future",
    }
    assert server.get("/blog/2100/01/02/future/")[0] == 200
    assert not (server.source / "_site").exists()
    assert all(b"/.fanzha/" not in path.read_bytes() for path in server.folder.rglob("*.html"))
    without = Preview(server.source, "--no-future", "--output", str(server.source.parent / "other"))
    try:
        assert without.get("/blog/2100/01/02/future/")[0] == 404
    finally:
        without.kill()


def test_only_who_names_this_computer_is_answered(preview: Callable[..., Preview]) -> None:
    server = preview({X: POST})
    expected = {
        "127.0.0.1": 200,
        "localhost:4000": 200,
        "blog.localhost": 200,
        "[::1]:4000": 200,
        "192.168.1.5": 200,
        "elsewhere.example": 421,
        "127.0.0.1.elsewhere.example": 421,
        "[": 421,
    }
    assert {host: server.get("/", headers={"Host": host})[0] for host in expected} == expected
    assert server.get("/.fanzha/events?page=/", headers={"Host": "elsewhere.example"})[0] == 421


def test_all_addresses_must_be_asked_for_and_are_said(preview: Callable[..., Preview]) -> None:
    server = preview({X: POST}, "--host", "0.0.0.0")
    found = addresses.of_this_computer()
    wait_for(lambda: all(f"http://{each}:{server.port}/" in server.said() for each in found))
    assert found, "this computer is in no network"
    wait_for(lambda: "█" in server.said())
    for each in found:
        connection = http.client.HTTPConnection(each, server.port, timeout=PATIENCE)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
    other = Preview(server.source, "--output", str(server.source.parent / "other"))
    try:
        assert "█" not in other.said()
        for each in found:
            with pytest.raises(OSError):
                socket.create_connection((each, other.port), timeout=5)
    finally:
        other.kill()


def test_ctrl_c_ends_it_at_once_even_in_the_middle_of_a_build(preview: Callable[..., Preview]) -> None:
    posts: Files = {f"posts/2026-01-{day:02}-{n}.md": POST for day in range(1, 29) for n in range(8)}
    server = preview(posts)
    with Listener(server.port, "/"):
        write(server.source, {"config.yaml": "labels: {案情: case}\n"})
        time.sleep(0.15)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 2
    assert "Traceback" not in server.said()


# --- Requests wait for builds


def test_a_request_waits_for_what_was_noticed_before_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>old", "utf-8")
    live = Live(tmp_path)
    live.show(Shown())
    server = listen("127.0.0.1", 0, live)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answers: list[str] = []

    def ask() -> None:
        with urlopen(f"http://127.0.0.1:{server.server_port}/", timeout=PATIENCE) as answer:
            answers.append(answer.read().decode())

    ask()
    assert "<p>old" in answers.pop()
    live.notice()
    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(0.3)
    assert answers == [], "the change is not built yet"
    with live.building():
        asking.join(0.3)
        assert answers == [], "the change is being built"
        live.notice()  # whoever asked before need not wait for this one
        (tmp_path / "index.html").write_text("<p>new", "utf-8")
    asking.join(PATIENCE)
    assert "<p>new" in answers.pop()
    server.shutdown()
    server.server_close()


# --- Where no events arrive


class Deaf:
    """An observer that never hears of anything, as on a network drive."""

    def schedule(self, *_: object, **__: object) -> object:
        return object()

    def unschedule(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Refused(Deaf):
    """An observer of a system that allows no more watches."""

    def schedule(self, *_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")


@pytest.mark.parametrize(("observer", "polls"), [(Deaf, True), (Refused, True), (None, False)])
def test_polling_is_chosen_where_no_events_arrive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, observer: type[Deaf] | None, polls: bool
) -> None:
    if observer:
        monkeypatch.setattr(watching, "native_observer", observer)
    source = tmp_path / "source"
    write(source, {X: POST})
    changed = threading.Event()
    watcher = Watcher(source, source / "_site", lambda: None, changed.set, lambda: None, poll=False)
    watcher.start(source / ".cache")
    try:
        assert watcher.polling is polls
        found = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
        assert found == {X}, "nothing of ours lies among the sources"
        changed.clear()
        (source / X).write_text(POST.replace("正文", "改过的正文"), "utf-8")
        assert changed.wait(PATIENCE)
    finally:
        watcher.stop()


def test_file_systems_of_other_computers_are_known() -> None:
    linux = file_systems.of_proc_mounts(
        "/dev/sda1 / ext4 rw 0 0\nC:\\ /mnt/c 9p rw 0 0\n//nas/share /home/anna/our\\040blog cifs rw 0 0\n"
        "anna@host:/ /home/anna/far fuse.sshfs rw 0 0\n/dev/sdb1 /mnt/c/inner ext4 rw 0 0\n"
    )
    expected = {
        "/home/anna/site": "ext4",
        "/mnt/c/Users/anna": "9p",
        "/mnt/cd": "ext4",
        "/mnt/c/inner/site": "ext4",
        "/home/anna/our blog/site": "cifs",
        "/home/anna/far": "fuse.sshfs",
    }
    assert {folder: file_systems.kind_at(folder, linux) for folder in expected} == expected
    mac = "/dev/disk3s1s1 on / (apfs, sealed, local)\n//anna@nas/our%20share on /Volumes/our share (smbfs, nodev)\n"
    assert file_systems.of_mount_command(mac) == [Mount("/", "apfs"), Mount("/Volumes/our share", "smbfs")]
    silent = {"9p", "cifs", "smbfs", "nfs4"}
    assert silent <= file_systems.SILENT and not {"ext4", "apfs", "tmpfs", "overlay"} & file_systems.SILENT
    assert file_systems.SILENT_IN_USER_SPACE.fullmatch("fuse.sshfs")


# --- What is put into pages


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default-src 'self'", "default-src 'self'; connect-src 'self'; style-src 'self'"),
        ("default-src 'none'", "default-src 'none'; connect-src 'self'; style-src 'self'"),
        ("script-src 'none'", "script-src 'none'"),
        ("connect-src 'none'; style-src 'unsafe-inline'", "connect-src 'self'; style-src 'self' 'unsafe-inline'"),
        ("Connect-Src https://a.example;;", "connect-src 'self' https://a.example"),
        ("style-src a.example; style-src-elem 'none'", "style-src 'self' a.example; style-src-elem 'self'"),
        ("", ""),
    ],
)
def test_a_policy_is_widened_by_what_the_preview_needs(policy: str, expected: str) -> None:
    assert injection.widened(policy) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (
            "<!doctype html>\n<html a=b>\n<HEAD a=b><meta>",
            "<!doctype html>\n<html a=b>\n<HEAD a=b>|<meta>",
        ),
        ("<!doctype html><p>header", "<!doctype html>|<p>header"),
        ("<header>a</header>", "|<header>a</header>"),
        ("words", "|words"),
    ],
)
def test_the_script_stands_before_all_that_could_forbid_it(page: str, expected: str) -> None:
    state = injection.State('a"b', (("/x.css", "d"),))
    text = injection.injected(page, state)
    script = text[text.index("<script") : text.index("</script>") + len("</script>")]
    assert text.replace(script, "|") == expected
    value = html.unescape(script.partition('data-state="')[2].partition('"')[0])
    assert json.loads(value) == ['a"b', [["/x.css", "d"]]]


def test_a_page_changes_with_what_it_loads_but_for_its_stylesheets() -> None:
    page = (
        "<link rel='stylesheet' href='/b/a.1.css'><link rel=alternate href=/b/feed.xml><p>{}<a href='/b/other.html'>"
        "<img src='x y.png' srcset='/b/%E5%9B%BE.png 2x, none.png'><div style=\"background: url('../z.png')\">"
    )
    files = {"a.1.css": "1", "a.2.css": "2", "feed.xml": "1", "p/x y.png": "1", "图.png": "1", "z.png": "1"}

    def state(text: str, **changed: str) -> injection.State:
        return injection.state(text, "/b/p/", "/b", {**files, "other.html": "1", **changed})

    first = state(page.format(""))
    assert first.styles == (("/b/a.1.css", "1"),)
    matter = {path for path in files if state(page.format(""), **{path: "other"}).page != first.page}
    assert matter == {"p/x y.png", "图.png", "z.png"}
    assert state(page.format("new")).page != first.page
    swapped = state(page.format("").replace("a.1", "a.2"))
    assert (swapped.page, swapped.styles) == (first.page, (("/b/a.2.css", "2"),))


@pytest.mark.parametrize("address", ["http://[::1/a.png", "//a．b／／？/a.png", "//["])
def test_an_address_that_is_none_keeps_no_page_away(address: str) -> None:
    assert injection.state(f'<img src="{address}"><link rel=stylesheet href="{address}">', "/p/", "", {}).styles == ()


# --- All at once


def test_a_soak(tmp_path: Path) -> None:
    """The long one is `python bench/soak.py`."""
    found = soak(tmp_path, changes=150, seconds=10, pages=4, posts=40, seed=7)
    assert found.wrong == []
    assert found.differing == []
    assert all(events > 10 for events in found.events)
    assert "Traceback" not in found.said
    if found.before is not None and found.after is not None:
        assert found.after - found.before < 20, "megabytes"
