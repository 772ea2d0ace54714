"""The site in headless Chromium: what a reader on a phone and at a desk gets."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run

from fanzha.server import listen

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BASEURL = "/my-repo"
PAGES = (
    "/",
    "/2026/09/12/kuaidi-lipei/",
    "/2026/10/20/chongzhi-fanli/",
    "/help/",
    "/about/",
    "/tags/",
    "/tags/冒充客服/",
    "/archive/",
    "/404.html",
)

if CHROMIUM is None and os.environ.get("FANZHA_BROWSER") != "required":
    pytest.skip("browser tests need chromium", allow_module_level=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    assert CHROMIUM, "chromium is not installed"
    # As root, in containers, Chromium's sandbox can't start.
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where our own site is served, under a baseurl."""
    folder: Path = tmp_path_factory.mktemp("site") / "site"
    status, _, err = run("build", "--source", str(ROOT), "--output", str(folder), "--baseurl", BASEURL)
    assert status == 0, err
    server = listen("127.0.0.1", 0, folder)
    server.baseurl = BASEURL
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BASEURL}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [320, 390, 1440, 1920])
def test_every_page_loads_whole_and_fits(page: Any, address: str, width: int) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def failed(request: Any) -> None:
        # What the next page cut off is no failure of this one.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure} {request.url}")

    def asked(request: Any) -> None:
        if not request.url.startswith(address):
            complaints.append(f"third party: {request.url}")

    page.on("requestfailed", failed)
    page.on("request", asked)
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        page.goto(address + path)
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert complaints == []


def test_every_picture_is_drawn_in_its_place(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + "/2026/09/12/kuaidi-lipei/")
    sizes = "images => images.map(i => [i.width / i.height, i.getAttribute('width') / i.getAttribute('height')])"
    for shown, told in page.locator(".post-body img").evaluate_all(sizes):
        assert shown == pytest.approx(told, rel=0.02)
    for picture in page.locator(".post-body img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_the_dialogue_is_a_chat_with_two_sides(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + "/2026/09/12/kuaidi-lipei/")
    left = page.locator('.turn[data-side="left"]').first.bounding_box()
    right = page.locator('.turn[data-side="right"]').first.bounding_box()
    assert left["x"] < right["x"]
    assert left["x"] + left["width"] < right["x"] + right["width"]


def test_the_keyboard_reaches_the_content_first(page: Any, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#Content"
