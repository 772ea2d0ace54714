"""The site in headless Chromium: what a reader on a phone, at a desk and on paper gets."""

from __future__ import annotations

import io
import os
import re
import shutil
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import CHROMIUM, ROOT, SHARED, Files, run, write
from PIL import Image

from fanzha.preview.live import Live, Shown
from fanzha.preview.server import listen
from fanzha.render import web_address

pytestmark = pytest.mark.browser

BASEURL = "/my-repo"
URL = "https://fanzha.example"
POST = "/2026/09/12/kuaidi-lipei/"
LONG_POST = "/2026/07/09/jiangu-qun/"
STEMS = [path.stem for path in (ROOT / "posts").glob("*.md")]
OWN = {stem[11:]: f"/{stem[:10].replace('-', '/')}/{stem[11:]}/" for stem in STEMS}
PAGES = ("/", *OWN.values(), "/help/", "/about/", "/tags/", "/tags/冒充客服/", "/archive/", "/404.html")
MODES = ("light", "dark", "large", "large dark")

if CHROMIUM is None and os.environ.get("FANZHA_BROWSER") != "required":
    pytest.skip("browser tests need chromium", allow_module_level=True)


Serve = Callable[[Path], str]


def built_site(source: Path, folder: Path) -> Path:
    """The source folder, built for BASEURL into a folder that is returned."""
    options = ("--output", str(folder), "--baseurl", BASEURL, "--url", URL, "--future")
    status, _, err = run("build", "--source", str(source), *options)
    assert status == 0, err
    return folder


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Build a source folder and serve it under a baseurl; its address."""
    servers = []

    def start(source: Path) -> str:
        folder = built_site(source, tmp_path_factory.mktemp("site") / "site")
        live = Live(folder)
        live.show(Shown(baseurl=BASEURL))
        server = listen("127.0.0.1", 0, live, injecting=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}{BASEURL}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def address(serve: Serve) -> str:
    """Where our own site is served."""
    return serve(ROOT)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of our own site."""
    return built_site(ROOT, tmp_path_factory.mktemp("own") / "site")


def listen_to(page: Any, address: str) -> list[str]:
    """What goes wrong on the page from now on: console errors, failed requests, requests to third parties."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def failed(request: Any) -> None:
        # What the next page cut off is no failure of this one.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure} {request.url}")

    def asked(request: Any) -> None:
        if not request.url.startswith((address, "data:")):
            complaints.append(f"third party: {request.url}")

    page.on("requestfailed", failed)
    page.on("request", asked)
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
    return complaints


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(entry.value)))
  .observe({type: "layout-shift", buffered: true});
"""


def go_and_see_what_moves(page: Any, url: str) -> list[float]:
    """Layout shifts while the page comes in, which SHIFTS notes.

    A browser with much else to do may show a page whose last line it has read to the half, and the rest of a line
    moves its beginning. That is chance; what moves for a reason moves each time.
    """
    for _ in range(3):
        page.goto(url)
        page.evaluate("new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))")
        shifts: list[float] = page.evaluate("window.shifts")
        if not shifts:
            break
    return shifts


# --- every page


@pytest.mark.parametrize("width", [320, 390, 600, 768, 992, 1200, 1440, 1920])
def test_every_page_loads_whole_and_fits(page: Any, address: str, width: int) -> None:
    complaints = listen_to(page, address)
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        assert go_and_see_what_moves(page, address + path) == [], path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert complaints == []


class Trickle(SimpleHTTPRequestHandler):
    """Sends pages as a slow network does: the head, then a few lines at a time, each shown before the next."""

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path.removeprefix(BASEURL)))
        if file.is_dir():
            file /= "index.html"
        if file.suffix != ".html":
            self.path = self.path.removeprefix(BASEURL)
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        head, body = file.read_bytes().split(b"</head>")
        pieces = body.splitlines(keepends=True)
        self.wfile.write(head + b"</head>")
        for start in range(0, len(pieces), 3):
            self.wfile.flush()
            time.sleep(0.02)
            self.wfile.write(b"".join(pieces[start : start + 3]))

    def log_message(self, format: str, *args: Any) -> None:
        """Not into the tests' output."""


@pytest.mark.parametrize("width", [390, 992, 1440])
def test_nothing_moves_while_a_page_comes_in(page: Any, built: Path, width: int) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Trickle, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": width, "height": 844})
    try:
        for path in ("/", POST, LONG_POST, "/tags/", "/404.html"):
            assert go_and_see_what_moves(page, f"http://127.0.0.1:{server.server_port}{BASEURL}{path}") == [], path
            assert page.locator(".bar-end").is_visible()
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("width", [320, 390, 768, 992, 1200, 1440])
def test_large_text_fits_too(page: Any, address: str, width: int) -> None:
    page.add_init_script("localStorage.fanzhaText = 'large'")
    page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no reference material beside this checkout")
@pytest.mark.parametrize("width", [320, 390, 1440, 1920])
def test_the_seed_loads_whole_and_fits(page: Any, serve: Serve, tmp_path: Path, width: int) -> None:
    """A real post, with pictures put where its own would be."""
    source = tmp_path / "seed"
    shutil.copytree(SHARED / "seed", source)
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), "teal").save(drawn, "PNG")
    for text in source.rglob("*.md"):
        for name in re.findall(r"(?:postimg|img)/[\w.-]+\.\w+", text.read_text("utf-8")):
            write(source, {name: drawn.getvalue()})
    address = serve(source)
    complaints = listen_to(page, address)
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/", "/2020/06/19/wanggou-tuikuan/"):
        assert go_and_see_what_moves(page, address + path) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        for mode in MODES:
            page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
            assert violations(page) == [], (path, mode)
    assert complaints == []


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with the page as it is now."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("mode", MODES)
def test_nothing_keeps_people_with_disabilities_out(page: Any, address: str, mode: str, width: int) -> None:
    theme = "dark" if "dark" in mode else "light"
    page.add_init_script(f"localStorage.fanzhaTheme = '{theme}'")
    page.add_init_script(f"localStorage.fanzhaText = '{'large' if 'large' in mode else ''}'")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    found = []
    for path in PAGES:
        page.goto(address + path)
        found += [f"{path} {line}" for line in violations(page)]
    assert found == []


def test_large_text_has_high_contrast_in_the_dark_of_the_system_too(page: Any, address: str) -> None:
    page.add_init_script("localStorage.fanzhaText = 'large'")
    page.emulate_media(color_scheme="dark")
    page.goto(address + POST)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(255, 255, 255)"


def test_what_scrolls_on_its_own_is_in_the_keyboards_reach(page: Any, serve: Serve, tmp_path: Path) -> None:
    row = "|" + "很长的一格|" * 12 + "\n"
    table = row + "|" + "---|" * 12 + "\n" + row
    write(tmp_path, {"config.yaml": "title: 反诈\n", "posts/2020-01-01-x.md": f"---\ntitle: 表\n---\n{table}"})
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(serve(tmp_path) + "/2020/01/01/x/")
    assert page.locator("table").get_attribute("tabindex") == "0"
    assert violations(page) == []


KINDS = """---
title: 各式各样
catalog: true
---
**典型案例**

有人说<ins>新的</ins>和<del>旧的</del>，~~划掉~~，==验证码==不能给别人，按 <kbd>Ctrl</kbd>，见注[^1]，`pip install x`。

一、冒充客服

他说要退款，公式 $a_1 + b_2 = c$。

二、冒充公检法

他说要抓人。

$$
\\sum_{i=1}^{n} x_i = ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
$$

- [x] 挂断电话
- [ ] 拨打 [96110](tel:96110)

| 手法 | 很长的一格很长的一格 | 很长的一格很长的一格 | 很长的一格很长的一格 | verylongwordverylongwordverylongword |
|---|---|---|---|---|
| 一 | 二 | 三 | 四 | [110](tel:110) |

```python
# 注释
import re
class A(Base):
    \"\"\"文档\"\"\"
    @property
    def f(self, x: int = 3) -> str:
        return f"号码 {x!r} 很长很长很长很长很长很长很长很长很长很长很长很长很长很长" if x > 1.5 else None
```

```diff
- 旧的
+ 新的
```

```html
<!-- 注 --><a href="x" class='y'>甲 &amp; 乙</a>
```

<div class="toc"><ul><li><a href="#典型案例">典型案例</a><ul><li><a href="#一-冒充客服">一</a></li></ul></li></ul></div>

术语
:   解释

> **客服**：您好
> **王某**：你好
> **客服**：请转账
> **王某**：不转

[^1]: 脚注里写一点话。

来源：某某网
"""


@pytest.fixture(scope="module")
def kinds(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a post that holds every kind of element."""
    source = tmp_path_factory.mktemp("kinds")
    write(source, {"config.yaml": "title: 反诈\n", "posts/2020-01-01-x.md": KINDS})
    return serve(source) + "/2020/01/01/x/"


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_element_can_be_read(page: Any, kinds: str, mode: str) -> None:
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(kinds)
        page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


def test_what_is_wide_scrolls_in_its_own_box(page: Any, kinds: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto(kinds)
    for selector in ("table", "pre >> nth=0"):
        inside, outside = page.locator(selector).evaluate("box => [box.scrollWidth, box.clientWidth]")
        assert inside > outside, selector
    # Chinese may break anywhere; a column of single characters is no column.
    assert all(box["width"] > 60 for box in (cell.bounding_box() for cell in page.locator("td").all()))
    assert page.locator(".task").first.evaluate("item => getComputedStyle(item).listStyleType") == "none"


def test_code_has_colours_that_differ_in_each_mode(page: Any, kinds: str) -> None:
    page.goto(kinds)
    for mode in MODES:
        page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
        colours = [
            page.locator(f"pre .{token}").first.evaluate("span => getComputedStyle(span).color")
            for token in ("c1", "kn", "nc", "s2")
        ]
        assert len(set(colours)) == len(colours), mode


NEWER = (
    r"(?:-webkit-)?text-wrap|text-autospace|text-spacing-trim|line-break|text-emphasis(?:-position)?|color-scheme|"
    r"(?<![-\w])(?:row-|column-)?gap|width: fit-content|clip-path|text-underline-offset|text-decoration-\w+"
)
"""What browsers of five years ago, and those inside apps, may not know. `gap` they know in grids alone."""

TOO_NEW = r":has\(|:is\(|:where\(|light-dark\(|color-mix\(|oklch\(|@layer|@container|@scope|&|\ddvh|inset:|aspect-ratio"
"""What they read over together with all that stands in its rule: nothing of ours may depend on it."""


def test_the_style_needs_nothing_that_is_new() -> None:
    style = re.sub(r"/\*.*?\*/", "", (ROOT / "assets/style.css").read_text("utf-8"), flags=re.S)
    assert re.findall(TOO_NEW, style) == []


@pytest.mark.parametrize("width", [320, 390, 992, 1440])
def test_an_old_browser_gets_a_whole_page(page: Any, address: str, kinds: str, width: int) -> None:
    def without_what_is_new(route: Any) -> None:
        style = route.fetch().text()
        kept = re.sub(rf"({NEWER})[^;{{}}]*;", "", style)
        kept = re.sub(r"[^{}]*:focus-visible[^{}]*\{[^{}]*\}", "", kept)
        assert len(kept) < len(style)
        route.fulfill(body=kept, content_type="text/css")

    page.route(re.compile(r"/assets/style\..*css"), without_what_is_new)
    complaints = listen_to(page, address.removesuffix(BASEURL).rsplit(":", 1)[0])
    page.set_viewport_size({"width": width, "height": 844})
    for url in (kinds, *(address + path for path in ("/", POST, LONG_POST, "/tags/", "/archive/", "/404.html"))):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.locator("h1").is_visible()
        bar, title = page.locator(".site-nav").bounding_box(), page.locator("h1").bounding_box()
        assert bar["y"] + bar["height"] <= title["y"], url
    page.goto(address + POST)
    numbers = [link.bounding_box() for link in page.locator(".help a").all()]
    assert all(box["height"] >= 44 for box in numbers)
    if width < 768:
        assert all(one["x"] + one["width"] <= next_one["x"] for one, next_one in pairwise(numbers))
    assert complaints == []


def test_every_picture_is_drawn_in_its_place(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + POST)
    sizes = "images => images.map(i => [i.width / i.height, i.getAttribute('width') / i.getAttribute('height')])"
    for shown, told in page.locator(".post-body img").evaluate_all(sizes):
        assert shown == pytest.approx(told, rel=0.02)
    for picture in page.locator(".post-body img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_lines_are_no_longer_than_a_reader_follows(page: Any, address: str) -> None:
    """Chinese is read in lines of 35 to 40 characters at most; on phones the letters have 18 px."""
    for width in (390, 768, 1200, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 844})
        for path in (LONG_POST, "/about/"):
            page.goto(address + path)
            paragraph = page.locator(".post-body > p").first
            size = paragraph.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
            assert size == 18
            assert paragraph.bounding_box()["width"] / size <= 40


def test_the_picture_in_the_sidebar_has_its_place_before_it_is_there(page: Any, serve: Serve, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(drawn, "PNG")
    settings = "title: 反诈\nsidebar: true\nsidebar-avatar: /img/we.png\nsidebar-about-description: 我们\n"
    write(tmp_path, {"config.yaml": settings, "img/we.png": drawn.getvalue()})
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(serve(tmp_path) + "/")
    picture = page.locator(".about img")
    assert (picture.get_attribute("width"), picture.get_attribute("height")) == ("300", "200")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    box = picture.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1.5, rel=0.02)


# --- the dialogue


def test_the_dialogue_is_a_chat_with_two_sides(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + POST)
    left = page.locator('.turn[data-side="left"]').first.bounding_box()
    right = page.locator('.turn[data-side="right"]').first.bounding_box()
    assert left["x"] < right["x"]
    assert left["x"] + left["width"] < right["x"] + right["width"]


def test_a_role_is_told_by_its_word(page: Any, address: str) -> None:
    page.goto(address + OWN["chongzhi-fanli"])
    word = "element => getComputedStyle(element, '::after').content"
    assert "骗子" in page.locator('.turn[data-role="scammer"] .speaker').first.evaluate(word)
    assert "受害人" in page.locator('.turn[data-role="victim"] .speaker').first.evaluate(word)


# --- the keyboard and the menu


def test_the_keyboard_reaches_the_content_first(page: Any, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#Content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "Content"


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("mode", MODES)
def test_what_has_the_focus_is_framed_in_a_colour_that_shows(page: Any, address: str, mode: str, width: int) -> None:
    """3 to 1 (WCAG 2.2, 1.4.11): the frame over header pictures is white, as their words are."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address + POST)
    page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
    paper = luminance(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    for selector, over_picture in ((".switch", True), (".intro .tags a", True), (".neighbours a", False)):
        link = page.locator(selector).first
        page.keyboard.press("Tab")  # the keyboard is in use from here on
        link.focus()
        style, colour = link.evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineColor]")
        assert style == "solid"
        if over_picture:
            assert colour == "rgb(255, 255, 255)", selector
        else:
            lighter, darker = sorted((luminance(colour), paper), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 3, selector


def luminance(colour: str) -> float:
    """Relative luminance of an `rgb()` colour, as WCAG 2.2 defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_phone_menu_works_by_keyboard(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + "/")
    button = page.locator(".menu-button")
    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator(".menu").is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.locator(".menu").is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "首页"
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator(".menu").is_visible()
    assert focused(page) == "菜单"
    # Closed, it holds no stops that nobody sees.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.menu')") is None


def test_every_stop_of_the_keyboard_can_be_seen(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 664})
    page.goto(address + LONG_POST)
    stops = page.locator("a[href], button").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        # What has the focus is on the screen, and nothing lies over its middle.
        assert page.evaluate(
            """() => {
              const here = document.activeElement, box = here.getBoundingClientRect();
              const shown = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return shown !== null && (here.contains(shown) || shown.contains(here));
            }"""
        ), page.evaluate("document.activeElement.outerHTML")


def test_without_script_menu_and_contents_are_there(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address + LONG_POST)
    assert page.locator(".menu a").first.is_visible()
    assert page.locator(".brand").bounding_box()["width"] > 60
    menu, title = page.locator(".menu").bounding_box(), page.locator("h1").bounding_box()
    assert menu["y"] + menu["height"] <= title["y"], "the menu lies over the title"
    assert page.locator(".catalog li a").first.is_visible()
    assert not page.locator(".menu-button").is_visible()
    assert not page.locator(".switch").first.is_visible()
    context.close()


# --- scrolling


def scroll_to(page: Any, top: float) -> None:
    page.evaluate("top => window.scrollTo({top: top, behavior: 'instant'})", top)
    page.wait_for_timeout(150)


def test_the_navigation_goes_away_and_returns(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address + LONG_POST)
    bar = page.locator(".site-nav")
    assert bar.bounding_box()["y"] == 0
    scroll_to(page, 1200)
    assert bar.bounding_box()["y"] < -40
    scroll_to(page, 1000)
    assert bar.bounding_box()["y"] == 0
    scroll_to(page, 1400)
    page.locator(".brand").focus()
    assert bar.bounding_box()["y"] == 0, "what has the keyboard's focus must be seen"


def test_the_navigation_can_be_read_after_a_reload_in_mid_page(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + LONG_POST)
    scroll_to(page, 2000)
    page.reload()
    page.wait_for_function("window.pageYOffset > 1000")
    page.wait_for_timeout(200)
    bar = page.locator(".site-nav")
    ground, words = (bar.evaluate(f"bar => getComputedStyle(bar).{name}") for name in ("backgroundColor", "color"))
    assert (ground, words) == ("rgb(255, 255, 255)", "rgb(64, 64, 64)")


@pytest.mark.parametrize("width", [320, 390, 800, 992, 1440])
def test_a_crowded_navigation_hides_no_title(page: Any, serve: Serve, tmp_path: Path, width: int) -> None:
    pages = {f"pages/p{number}.md": f"---\ntitle: 很长的一页之{number}\n---\n正文\n" for number in range(9)}
    friends = f"friends: [{{title: {'long' * 17}, href: 'https://a.example'}}]\n"
    write(tmp_path, {"config.yaml": f"title: {'反诈提醒' * 10}\n{friends}", **pages})
    address = serve(tmp_path)
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/", "/p1/", "/tags/", "/archive/"):
        page.goto(address + path)
        bar, title = page.locator(".site-nav").bounding_box(), page.locator("h1").bounding_box()
        assert bar["y"] + bar["height"] <= title["y"], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize(
    ("title", "lang"), [("某某市公安局反诈中心反诈提醒专栏头条", "zh"), ("Scam Watch of the City Police", "en")]
)
def test_the_buttons_of_the_bar_stay_on_the_screen(
    page: Any, serve: Serve, tmp_path: Path, title: str, lang: str
) -> None:
    """The bar is fixed: what leaves the screen at its end, nobody can scroll to. It is the title that gives way."""
    pages = {f"pages/p{number}.md": f"---\ntitle: 第 {number} 页\n---\n正文\n" for number in range(9)}
    write(tmp_path, {"config.yaml": f"title: {title}\nlang: {lang}\n", **pages})
    page.goto(serve(tmp_path) + "/")
    for mode in ("", "large"):
        page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
        for width in (320, 360, 390, 768, 992):
            page.set_viewport_size({"width": width, "height": 844})
            edges = [0.0]
            for item in page.locator(".brand, .switch, .menu-button").all():
                if item.is_visible():
                    box = item.bounding_box()
                    assert box["x"] >= edges[-1], (mode, width)
                    edges.append(box["x"] + box["width"])
            assert len(edges) == (5 if width < 992 else 4)
            assert edges[-1] <= width, (mode, width)
            assert page.locator(".brand").bounding_box()["width"] > 60, (mode, width)


def test_what_is_long_light_or_held_sideways(page: Any, serve: Serve, tmp_path: Path) -> None:
    """A tag of one long word, a credit on the picture, a light picture, slides, and a phone held sideways."""
    hotlines = "hotlines: [{number: '110', name: 报警, purpose: 报警}]\n"
    tag = "AVeryLongTagWithoutASingleBlankInItAsSomePeopleLikeThem"
    front = f"title: 甲\nheader-img: img/a.png\nheader-img-credit: 乙\ntags: [{tag}]\n"
    light = "title: 甲\nheader-img: img/a.png\nheader-mask: 0\nnav-style: invert\n"
    slides = "title: 甲\nlayout: keynote\niframe: /help/\n"
    write(
        tmp_path,
        {
            "config.yaml": f"title: 反诈\n{hotlines}",
            "posts/2020-01-01-x.md": f"---\n{front}---\n正文\n",
            "posts/2020-01-02-y.md": f"---\n{light}---\n正文\n",
            "posts/2020-01-03-z.md": f"---\n{slides}---\n正文\n",
            "img/a.png": (ROOT / "img" / "header-default.png").read_bytes(),
        },
    )
    site = serve(tmp_path)
    page.set_viewport_size({"width": 320, "height": 700})
    for path in ("/tags/", "/archive/", "/2020/01/01/x/"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    colour = "element => getComputedStyle(element).color"
    assert page.locator(".intro .tags a").evaluate("a => a.getBoundingClientRect().right") <= 320
    assert page.locator(".intro .credit").evaluate(colour) == "rgb(255, 255, 255)"
    page.goto(site + "/2020/01/02/y/")
    assert page.locator(".intro h1").evaluate(colour) == "rgb(34, 34, 34)"
    page.goto(site + "/2020/01/03/z/")
    bar, frame = page.locator(".site-nav").bounding_box(), page.locator(".keynote").bounding_box()
    assert frame["y"] >= bar["y"] + bar["height"] - 1
    page.set_viewport_size({"width": 844, "height": 390})
    page.goto(site + "/2020/01/01/x/")
    help_box, title = page.locator(".help a").first.bounding_box(), page.locator("h1").bounding_box()
    assert help_box["y"] + help_box["height"] <= 390
    assert title["y"] + title["height"] <= help_box["y"]


def test_the_catalogue_follows(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address + LONG_POST)
    links = page.locator(".catalog li a")
    headings = page.locator(".post-body :is(h2, h3)[id]")
    assert links.count() == headings.count() >= 3
    for number in (1, links.count() - 2):
        top = headings.nth(number).evaluate("heading => heading.getBoundingClientRect().top + window.pageYOffset")
        scroll_to(page, top - 60)
        assert page.locator(".catalog [aria-current]").all_text_contents() == [links.nth(number).text_content()]
        box = page.locator(".catalog [aria-current]").bounding_box()
        assert 0 <= box["y"] < 900, "the mark stays in view"


def test_a_long_catalogue_keeps_its_mark_in_view(page: Any, serve: Serve, tmp_path: Path) -> None:
    body = "".join(f"## 第 {number} 节\n\n{'字' * 400}\n\n" for number in range(1, 61))
    write(tmp_path, {"config.yaml": "title: 反诈\n", "posts/2020-01-01-x.md": f"---\ntitle: 长\n---\n{body}"})
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(serve(tmp_path) + "/2020/01/01/x/")
    for number in (50, 5):
        page.locator(".post-body h2").nth(number).evaluate("heading => heading.scrollIntoView()")
        page.wait_for_timeout(150)
        mark = page.locator(".catalog [aria-current]")
        assert mark.text_content() == f"第 {number + 1} 节"
        box, frame = mark.bounding_box(), page.locator(".catalog").bounding_box()
        assert frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_on_phones_the_catalogue_folds_out(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + LONG_POST)
    button, first = page.locator(".catalog button"), page.locator(".catalog li a").first
    assert (button.get_attribute("aria-expanded"), first.is_visible()) == ("false", False)
    button.click()
    assert (button.get_attribute("aria-expanded"), first.is_visible()) == ("true", True)
    first.click()
    assert not first.is_visible()


def test_back_to_the_top(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + LONG_POST)
    button = page.locator(".to-top")
    assert not button.is_visible()
    scroll_to(page, 3000)
    button.click()
    page.wait_for_function("window.pageYOffset === 0")


@pytest.mark.parametrize("mode", ["", "large"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_neighbours_stand_side_by_side(page: Any, address: str, width: int, mode: str) -> None:
    page.add_init_script(f"localStorage.fanzhaText = '{mode}'")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address + POST)
    older, newer = (page.locator(f".neighbours a[rel={rel}]").bounding_box() for rel in ("prev", "next"))
    assert (older["y"], older["height"]) == (newer["y"], newer["height"])
    assert older["x"] + older["width"] < newer["x"]


@pytest.mark.parametrize(("path", "heights"), [("/", (418, 250)), (POST, (518, 300)), ("/archive/", (228, 180))])
def test_headers_are_as_high_as_the_themes(page: Any, address: str, path: str, heights: tuple[int, int]) -> None:
    for width, height in zip((1440, 390), heights, strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        assert page.locator(".intro").bounding_box()["height"] == pytest.approx(height, abs=12), width


def test_columns_are_as_wide_as_the_themes(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address + "/")
    entries, sidebar = page.locator(".entries").bounding_box(), page.locator(".sidebar section").first.bounding_box()
    assert (entries["x"], entries["width"]) == (pytest.approx(247.5, abs=2), pytest.approx(750, abs=2))
    assert (sidebar["x"], sidebar["width"]) == (pytest.approx(1027.5, abs=2), pytest.approx(219, abs=15))
    page.goto(address + LONG_POST)
    text, title = page.locator(".post-body").bounding_box(), page.locator(".intro h1").bounding_box()
    assert (text["x"], text["width"]) == (pytest.approx(345, abs=2), pytest.approx(706, abs=5))
    assert title["x"] == pytest.approx(text["x"], abs=1)
    assert page.locator(".catalog").bounding_box()["width"] == pytest.approx(195, abs=2)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_picture_of_the_404_page_fills_the_screen(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + "/404.html")
    picture, footer = page.locator(".intro-picture").bounding_box(), page.locator(".site-footer").bounding_box()
    assert (picture["x"], picture["y"], picture["width"]) == (0, 0, width)
    assert picture["height"] >= max(900, footer["y"] + footer["height"] - 1)


# --- modes


def test_dark_follows_the_system_until_a_reader_chooses(page: Any, address: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    page.goto(address + "/")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light
    switch = page.locator('[data-mode="dark"]')
    page.reload()
    assert switch.get_attribute("aria-pressed") == "true"
    switch.click()
    assert (page.evaluate(ground), switch.get_attribute("aria-pressed")) == (light, "false")
    page.goto(address + POST)
    assert page.evaluate(ground) == light, "the choice is remembered on the next page"
    page.emulate_media(color_scheme="light")
    page.locator('[data-mode="dark"]').click()
    page.reload()
    assert page.evaluate(ground) == dark


def test_large_text_is_one_tap_away_and_remembered(page: Any, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + POST)
    size = "parseFloat(getComputedStyle(document.querySelector('.post-body > p')).fontSize)"
    before = page.evaluate(size)
    page.locator('[data-mode="large"]').click()
    assert page.evaluate(size) == pytest.approx(1.25 * before)
    page.goto(address + "/about/")
    assert page.evaluate(size) == pytest.approx(1.25 * before)
    assert page.locator('[data-mode="large"]').get_attribute("aria-pressed") == "true"
    page.locator('[data-mode="large"]').click()
    page.reload()
    assert page.evaluate(size) == before


def test_large_text_underlines_the_title_of_a_preview_not_its_words(page: Any, address: str) -> None:
    page.add_init_script("localStorage.fanzhaText = 'large'")
    page.goto(address + "/")
    line = "element => getComputedStyle(element).textDecorationLine"
    assert page.locator(".preview").first.evaluate(line) == "none"
    assert page.locator(".preview h2").first.evaluate(line) == "underline"
    assert page.locator(".excerpt").first.evaluate(line) == "none"


def test_modes_work_where_nothing_can_be_remembered(page: Any, address: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    complaints = listen_to(page, address)
    page.goto(address + "/")
    page.locator('[data-mode="large"]').click()
    assert page.locator("html.large").count() == 1
    assert complaints == []


# --- help at once


def test_help_is_in_reach_and_hides_no_title(page: Any, address: str) -> None:
    for height in (568, 844):
        page.set_viewport_size({"width": 320 if height == 568 else 390, "height": height})
        for path in OWN.values():
            page.goto(address + path)
            bar, title = page.locator(".help").bounding_box(), page.locator("h1").bounding_box()
            assert bar["y"] + bar["height"] == pytest.approx(height, abs=1)
            assert title["y"] + title["height"] <= bar["y"], path
    call = page.locator(".help a").first
    assert call.get_attribute("href") == "tel:110"
    assert call.bounding_box()["height"] >= 44
    assert page.locator(".help").get_by_text("12381").is_visible() is False, "it takes no calls"
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.locator(".help").get_by_text("12381").is_visible()


@pytest.mark.parametrize("mode", ["", "large"])
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_a_finger_finds_the_numbers(page: Any, address: str, width: int, mode: str) -> None:
    """44 by 44 px, as WCAG 2.2 (2.5.5) has it, for what a reader under pressure looks for."""
    page.add_init_script(f"localStorage.fanzhaText = '{mode}'")
    page.set_viewport_size({"width": width, "height": 844})
    for path in (POST, "/", "/help/", "/404.html"):
        page.goto(address + path)
        numbers, others = (
            ".help a, .hotlines a, td a[href^='tel:']",
            ".site-nav button, .menu a, .catalog button, .sns a",
        )
        for link in page.locator(f"{numbers}, {others}, .intro .button").all():
            if link.is_visible():
                box = link.bounding_box()
                assert box["height"] >= 44 and box["width"] >= 40, (path, link.text_content(), box)


def test_many_hotlines_leave_room_for_the_page(page: Any, serve: Serve, tmp_path: Path) -> None:
    lines = "".join(f"  - {{number: '{number}', name: 热线, purpose: 求助}}\n" for number in range(10086, 10094))
    post = "---\ntitle: 标题\n---\n正文\n"
    write(tmp_path, {"config.yaml": f"title: 反诈\nhotlines:\n{lines}", "posts/2020-01-01-x.md": post})
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(serve(tmp_path) + "/2020/01/01/x/")
    for large in (False, True):
        page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)
        bar = page.locator(".help").bounding_box()
        room = page.evaluate("parseFloat(getComputedStyle(document.body).paddingBottom)")
        assert bar["height"] <= room
        assert sum(link.is_visible() for link in page.locator(".help a").all()) == 3


def test_hotlines_that_nobody_can_call_are_no_bar(page: Any, serve: Serve, tmp_path: Path) -> None:
    settings = "title: 反诈\nhotlines: [{number: '12381', purpose: 只发短信, call: false}]\n"
    write(tmp_path, {"config.yaml": settings, "posts/2020-01-01-x.md": "---\ntitle: 标题\n---\n正文\n"})
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(serve(tmp_path) + "/2020/01/01/x/")
    assert page.locator(".help").evaluate("help => getComputedStyle(help).position") == "static"
    assert page.locator(".help").get_by_text("只发短信").is_visible()


# --- the archive


def test_the_archive_filters_in_place(page: Any, address: str) -> None:
    page.goto(address + "/archive/")
    every = page.locator(".archive .group li")
    assert every.count() == len(OWN)
    page.locator(".filter a", has_text="冒充客服").click()
    assert page.url == f"{address}/archive/?tag={quote('冒充客服')}"
    shown = [item.text_content() for item in every.all() if item.is_visible()]
    assert len(shown) == 1
    assert "快递理赔" in shown[0]
    assert "冒充客服" in page.locator(".filter [aria-current]").text_content()
    page.locator(".filter a").first.click()
    assert page.url == f"{address}/archive/"
    assert all(item.is_visible() for item in every.all())


def test_the_themes_archive_addresses_still_filter(page: Any, address: str) -> None:
    page.goto(f"{address}/archive/?tag={quote('刷单返利')}")
    assert sum(item.is_visible() for item in page.locator(".archive .group li").all()) == 1
    page.goto(f"{address}/archive/?tag=nobody")
    assert all(item.is_visible() for item in page.locator(".archive .group li").all())


def test_the_archive_filters_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/archive/")
    page.locator(".filter a", has_text="冒充客服").click()
    assert page.locator("h1").text_content() == "标签：冒充客服"
    assert page.locator(".entries li").count() == 1
    context.close()


# --- old addresses


def test_old_addresses_lead_to_the_right_place(page: Any, serve: Serve, tmp_path: Path) -> None:
    write(tmp_path, {
        "config.yaml": "title: 反诈\n",
        "posts/2020-01-01-x.md": "---\ntitle: 一\ntags: [买 卖, 冒充]\nredirect_from: [/old.html, /a/b]\n---\n正文\n",
        "pages/about.md": "---\ntitle: 关于\nredirect_from: /3-about/\n---\n正文\n",
    })  # fmt: skip
    address = serve(tmp_path)
    for old, new in (
        ("/old.html", "/2020/01/01/x/"),
        ("/a/b/", "/2020/01/01/x/"),
        ("/3-about/#x", "/about/#x"),
        (f"/2-tags/#{quote('冒充')}", f"/tags/#{quote('冒充')}"),
    ):
        page.goto(address + old)
        page.wait_for_url(address + new)
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto(f"{address}/2-tags/#{quote('买 卖')}")
    page.wait_for_url(f"{address}/tags/#{quote('买 卖')}")
    page.wait_for_timeout(300)
    assert page.locator('.group[data-tag="买 卖"]').bounding_box()["y"] < 300


def test_old_addresses_lead_on_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/2-tags/")
    page.wait_for_url(address + "/tags/")
    context.close()


# --- paper


def test_a_post_prints_as_a_leaflet(page: Any, address: str) -> None:
    from pypdf import PdfReader

    page.goto(address + POST)
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    words = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    # A font may share one glyph between a character and the radical that looks like it.
    words = re.sub("[\u2f00-\u2fdf]", lambda radical: unicodedata.normalize("NFKC", radical[0]), words)
    for wanted in ("典型案例", "理赔客服骗子：", "诈骗流程", "警方提示"):
        assert wanted in words, wanted
    for wanted in ("包裹丢失双倍赔", "正在接到这样的电话", "110", "96110", "12321", "12381", URL + BASEURL + POST):
        assert wanted in words, wanted
    for unwanted in ("菜单", "大字", "目录", "前一篇", "后一篇", "回到顶部", "©"):
        assert unwanted not in words, unwanted
    width, height = pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height
    assert (round(float(width)), round(float(height))) == (595, 842)  # A4 in points
    page.emulate_media(media="print")
    assert page.locator(".leaflet svg").is_visible()
    assert len(pdf.pages) <= 4
    assert not page.locator(".site-nav").is_visible()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("system", ["light", "dark"])
def test_paper_is_black_on_white_in_every_mode(page: Any, address: str, mode: str, system: str) -> None:
    page.goto(address + POST)
    page.evaluate("mode => document.documentElement.className = 'js ' + mode", mode)
    page.emulate_media(media="print", color_scheme=system)
    for selector in (".post-body > p", ".help li", "h1"):
        assert page.locator(selector).first.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)", selector
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# --- nothing that an editor types runs

EVIL = "\"'><script>window.evil=1</script></script><img src=x onerror=window.evil=2>\\"
QUOTED = EVIL.replace("'", "''")
"""As a YAML string in single quotes holds it."""

HOSTILE: Files = {
    "config.yaml": "".join(
        f"{key}: '{QUOTED}'\n"
        for key in "title SEOTitle description author email icp police-filing sidebar-about-description keyword "
        "chrome-tab-theme-color github_username weibo_username".split()
    )
    + "friends:\n  - {title: 甲, href: 'javascript:window.evil=3'}\n"
    + "  - {title: 乙, href: ' java\tscript:window.evil=4'}\n"
    + f"  - {{title: '{QUOTED}', href: '{QUOTED}'}}\n"
    + f"hotlines:\n  - number: '{QUOTED}'\n    purpose: '<script>window.evil=5</script>'\n    name: '{QUOTED}'\n",
    "posts/2020-01-01-x.md": "---\n"
    + "".join(
        f"{key}: '{QUOTED}'\n"
        for key in "title subtitle author description header-img-credit header-bg-css lang".split()
    )
    + "layout: keynote\niframe: 'javascript:window.evil=6'\nheader-img-credit-href: 'javascript:window.evil=7'\n"
    + f"tags:\n  - '{QUOTED}'\n"
    + "---\n## <script>window.evil=8</script> 一\n\n## \"><img src=x onerror=window.evil=9> 二\n\n## 三\n\n"
    + "![\"onerror=window.evil=10 x](a.png)\n（\"><script>window.evil=11</script>）\n\n"
    + "[点](javascript:window.evil=12)\n\n<script>window.evil=13</script>\n\n<b onclick=window.evil=14>按</b>\n",
    "posts/2020-01-02-y.md": "---\ntitle: 邻\n---\n正文\n",
    "pages/p.md": f"---\ntitle: '{QUOTED}'\nredirect_from: /old/\n---\n正文\n",
}  # fmt: skip


def test_nothing_hostile_runs(page: Any, serve: Serve, tmp_path: Path) -> None:
    import xml.etree.ElementTree as etree

    import html5lib

    write(tmp_path, HOSTILE)
    address = serve(tmp_path)
    paths = ["/", "/2020/01/01/x/", "/2020/01/02/y/", "/tags/", "/archive/", "/404.html", "/p/"]
    page.goto(address + "/tags/")
    paths.append(page.locator(".group h2 a").first.get_attribute("href").removeprefix(BASEURL))
    for path in paths:
        page.goto(address + path)
        for link in page.locator("a[href^='javascript'], [onclick], .friends a[href='#'], .credit a").all():
            link.evaluate("link => link.click()")
        page.wait_for_timeout(50)
        assert page.evaluate("window.evil") is None, path
        hrefs = page.locator("a, iframe").evaluate_all("all => all.map(e => e.getAttribute('href') || e.src || '')")
        running = [href for href in hrefs if re.match(r"[\s\x00-\x1f]*javascript:", href)]
        # A link in a body is its author's own; it is the policy that keeps it from running.
        assert running in ([], ["javascript:window.evil=12"]), path
        assert page.locator("h1").count() == 1, path
    for path in (*paths, "/old/", "/2-tags/"):
        # The post's own raw HTML is as its author typed it, stray end tags and all.
        html5lib.HTMLParser(strict=path != "/2020/01/01/x/").parse(page.request.get(address + path).body())
    for path in ("/feed.xml", "/sitemap.xml"):
        etree.fromstring(page.request.get(address + path).body())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("/about/", "/about/"),
        ("#x", "#x"),
        ("javascript:x", "#"),
        ("JavaScript:x", "#"),
        ("\x01javascript:x", "#"),
        (" java\tscript:x", "#"),
        ("data:text/html,x", "#"),
    ],
)
def test_links_from_config_only_lead_somewhere(typed: str, shown: str) -> None:
    assert web_address(typed) == shown


def test_remote_pictures_and_frames_of_a_post_are_allowed_and_nothing_else(
    page: Any, serve: Serve, tmp_path: Path
) -> None:
    body = (
        '<img src="https://pictures.example/a.png">\n\n<iframe src="//film.example/x"></iframe>\n\n'
        '<p style="color: red">红</p>\n\n<script src="https://evil.example/x.js"></script>\n'
    )
    front = "---\ntitle: 一\nheader-img: https://top.example:8443/a.png\n---\n"
    write(tmp_path, {"config.yaml": "title: 反诈\n", "posts/2020-01-01-x.md": front + body})
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(re.compile(r"\.example"), answer)
    page.goto(serve(tmp_path) + "/2020/01/01/x/")
    page.wait_for_timeout(200)
    hosts = sorted({re.split("[/:]", url)[3] for url in asked})
    assert hosts == ["film.example", "pictures.example", "top.example"]
    assert page.locator("p[style]").evaluate("p => getComputedStyle(p).color") == "rgb(255, 0, 0)"
