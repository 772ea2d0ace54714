"""The preview as a person uses it: started as a process, asked over HTTP, while files change underneath."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT, write

POST = "---\ntitle: 第一篇\ndate: 2026-01-02\ntags: [冒充客服]\n---\n正文。\n"
PATIENCE = 20.0
"""Seconds to wait for what a quick machine does in one."""


class Preview:
    """A running `build.py serve`."""

    def __init__(self, source: Path, *options: str) -> None:
        self.source = source
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--source", str(source), "--lang", "en", *options]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.log = source.parent / "preview.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=source.parent, env=environment)
        self.address = wait_for(self.announced)

    def announced(self) -> str:
        assert self.process.poll() is None, self.log.read_text("utf-8")
        lines = [line for line in self.log.read_text("utf-8").splitlines() if line.startswith("Preview: http://")]
        return lines[0].split()[1] if lines else ""

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    def get(self, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, quote(path, safe="/%?.\\"))
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def wait_for(answer: Callable[[], str]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came in time")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Callable[..., Preview]]:
    running: list[Preview] = []

    def start(files: dict[str, str | bytes], *options: str) -> Preview:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        write(source, files)
        running.append(Preview(source, *options))
        return running[-1]

    yield start
    for server in running:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


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


def test_a_taken_port_is_passed_over_unless_it_was_asked_for(preview: Callable[..., Preview]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--source", str(ROOT), "--port", str(port)]
        command += ["--lang", "en", "--output", str(Path(os.devnull).parent / "shm" / f"fanzha-{port}")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert f"{port}" in done.stderr
    assert "another program" in done.stderr
    first = preview({"posts/2026-01-02-x.md": POST})
    second = Preview(first.source, "--output", str(first.source.parent / "other"))
    try:
        assert second.port != first.port
    finally:
        second.stop()
