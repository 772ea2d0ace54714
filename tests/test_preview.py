"""The preview in headless Chromium, as an editor has it open beside the text that is being written."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from conftest import CHROMIUM, ROOT, Files, write
from generate import generate
from preview import seconds_of_edits
from running import Preview, wait_for

from fanzha.preview.live import Live, Shown
from fanzha.preview.server import listen

pytestmark = pytest.mark.browser

if CHROMIUM is None and os.environ.get("FANZHA_BROWSER") != "required":
    pytest.skip("browser tests need chromium", allow_module_level=True)

X, LONG, DRAFT, CONFIG = "posts/2026-01-02-x.md", "posts/2026-01-02-long.md", "drafts/later.md", "config.yaml"
PAGE, LONG_PAGE, DRAFT_PAGE = "2026/01/02/x/", "2026/01/02/long/", "2026/01/04/later/"
POST = "---\ntitle: 第一篇\ndate: 2026-01-02\n---\n正文。\n"
HOTLINE = "hotlines:\n  - name: 反诈专线\n    number: '96110'\n"
STYLE = (ROOT / "assets/style.css").read_text("utf-8")
LAYOUT = (ROOT / "layouts/post.html").read_text("utf-8")
STRICT = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
FILES: Files = {
    CONFIG: f"title: 反诈\nurl: https://example.org\nbaseurl: /blog\n{HOTLINE}",
    X: POST,
    LONG: POST.replace("第一篇", "长的").replace("正文。", "".join(f"第{n}段。\n\n" for n in range(200))),
    DRAFT: POST.replace("第一篇", "一篇草稿").replace("-02\n", "-04\n"),
    "assets/style.css": STYLE,
    "layouts/post.html": LAYOUT,
    "layouts/strict.html": f"<!doctype html>\n<html><head>{STRICT}</head><body>{{{{ html }}}}</body></html>\n",
    "posts/2026-01-02-strict.md": POST.replace("正文", "很严").replace("title", "layout: strict\ntitle"),
}
NOTHING_WRONG = "() => !document.querySelector('fanzha-preview')?.shadowRoot.querySelector('.panel, .failed, .warned')"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    source = tmp_path_factory.mktemp("preview") / "source"
    write(source, FILES)
    preview = Preview(source)
    yield preview
    preview.kill()


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """The running preview; afterwards the files are as they were."""
    yield running
    for path in running.source.rglob("*.md"):
        if path.relative_to(running.source).as_posix() not in FILES:
            path.unlink()
    write(running.source, FILES)


Open = Callable[[str], Any]


@pytest.fixture
def opened(page: Any, preview: Preview) -> Open:
    """Opens a page of the preview, which then bears a mark that a reload takes away."""

    def open_page(path: str) -> Any:
        page.goto(preview.address + path)
        page.wait_for_load_state("load")
        page.evaluate("window.mine = true")
        return page

    return open_page


def edit(preview: Preview, path: str, text: str) -> None:
    (preview.source / path).write_text(text, "utf-8")


def test_twenty_edits_in_three_ways(page: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`python bench/preview.py` measures the same at leisure, and with 2,000 posts, too."""
    source = tmp_path / "source"
    generate(source, 200)
    server = Preview(source, patience=120)
    try:
        post = sorted((source / "posts").iterdir())[100]
        page.goto(f"{server.address}{post.stem[:10].replace('-', '/')}/{post.stem[11:]}/")
        seconds = seconds_of_edits(page, post, 20)
    finally:
        server.kill()
    with capsys.disabled():
        print(f"\n200 posts: median {median(seconds) * 1000:.0f} ms from save to reloaded page")
    assert "Traceback" not in server.said()


def test_a_mistake_is_shown_until_it_is_mended(opened: Open, preview: Preview) -> None:
    page = opened(PAGE)
    edit(preview, X, POST.replace("title: ", "title："))
    panel = page.locator("fanzha-preview .panel.failed")
    panel.wait_for()
    assert panel.locator("h2").inner_text() == "1 error"
    assert panel.locator(".place code").inner_text() == f"{X}:2:6"
    assert "full-width" in panel.locator(".what").inner_text()
    assert panel.locator("pre").inner_text() == "title：第一篇"
    assert panel.locator("mark").inner_text() == "："
    assert "How to mend it: Type an ASCII colon" in panel.locator(".hint").inner_text()
    assert page.locator(".post-body").inner_text() == "正文。"
    assert page.evaluate("window.mine"), "the last good page stays"

    # Put away, it stays away until something else is wrong; it comes back from the bar.
    page.keyboard.press("Escape")
    assert panel.count() == 0
    page.locator("fanzha-preview .pill.failed").click()
    panel.wait_for()

    edit(preview, X, POST)
    page.wait_for_function(NOTHING_WRONG)
    assert page.evaluate("window.mine"), "nothing has changed"

    # Mended with another text: the page is the new one, without a trace of the mistake.
    edit(preview, X, POST.replace("title: ", "title："))
    panel.wait_for()
    edit(preview, X, POST.replace("正文", "改过的正文"))
    page.wait_for_function("() => document.querySelector('.post-body')?.textContent.includes('改过的正文')")
    page.wait_for_function(NOTHING_WRONG)


def test_warnings_sit_in_a_bar_above_the_help(opened: Open, preview: Preview) -> None:
    page = opened(PAGE)
    page.set_viewport_size({"width": 390, "height": 844})
    edit(preview, X, POST.replace("正文。", "![图](postimg/none.png)"))
    pill = page.locator("fanzha-preview .pill.warned")
    pill.wait_for()
    assert pill.inner_text() == "1 warning"
    assert page.locator("fanzha-preview .panel").count() == 0
    page.wait_for_function("() => document.querySelector('fanzha-preview').style.getPropertyValue('--above') !== '0px'")
    below, above = page.locator(".help-bar").bounding_box(), pill.bounding_box()
    assert above["y"] + above["height"] <= below["y"]
    pill.click()
    assert page.locator("fanzha-preview .note").count() == 1
    assert "postimg/none.png" in page.locator("fanzha-preview .what").inner_text()
    box = page.locator("fanzha-preview .panel").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.locator("fanzha-preview .close").click()
    pill.wait_for()


def test_a_change_of_css_swaps_the_stylesheet_alone(opened: Open, preview: Preview) -> None:
    page = opened(PAGE)
    for colour in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        edit(preview, "assets/style.css", f"{STYLE}\nbody {{ color: {colour} }}\n")
        page.wait_for_function(f"() => getComputedStyle(document.body).color === '{colour}'")
        page.wait_for_function("() => document.querySelectorAll('link[rel=stylesheet]').length === 1")
        assert page.evaluate("window.mine")


def test_the_place_on_the_page_is_kept(opened: Open, preview: Preview) -> None:
    page = opened(LONG_PAGE)
    page.evaluate("scrollTo({top: 2500, behavior: 'instant'})")
    text = str(FILES[LONG])
    edit(preview, LONG, text.replace("第0段", "第一段").replace("第199段", "最后一段"))
    page.wait_for_function("() => document.querySelector('.post-body')?.textContent.includes('最后一段')")
    page.wait_for_function("() => document.readyState === 'complete' && scrollY > 0")
    assert page.evaluate("scrollY") == 2500
    assert page.evaluate("history.scrollRestoration") == "auto"


def test_pages_that_a_change_does_not_concern_stay(opened: Open, preview: Preview, context: Any) -> None:
    page = opened(PAGE)
    index = context.new_page()
    index.goto(preview.address)
    index.evaluate("window.mine = true")
    edit(preview, LONG, str(FILES[LONG]).replace("第150段", "改过"))
    edit(preview, X, POST.replace("正文", "改过的正文"))
    index.wait_for_function("() => !window.mine && document.body?.textContent.includes('改过的正文')")
    page.wait_for_function("() => !window.mine && document.body?.textContent.includes('改过的正文')")
    page.evaluate("window.mine = true")
    edit(preview, LONG, str(FILES[LONG]).replace("第151段", "又改过"))
    wait_for(lambda: "又改过" in preview.get(f"/blog/{LONG_PAGE}")[2])
    page.wait_for_timeout(300)
    assert page.evaluate("window.mine")


def test_config_layouts_and_pictures_are_seen_too(opened: Open, preview: Preview) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"></svg>'
    write(preview.source, {"postimg/a.svg": picture.format(16)})
    edit(preview, X, POST.replace("正文。", "正文。\n\n![图](/postimg/a.svg)"))
    page = opened(PAGE)
    page.wait_for_function("() => document.querySelector('.post-body img')?.naturalWidth === 16")
    write(preview.source, {"postimg/a.svg": picture.format(32)})
    page.wait_for_function("() => document.querySelector('.post-body img')?.naturalWidth === 32")
    edit(preview, CONFIG, str(FILES[CONFIG]).replace("title: 反诈", "title: 新名字"))
    page.wait_for_function("() => document.title.includes('新名字')")
    edit(preview, "layouts/post.html", LAYOUT.replace("{% block content %}", "{% block content %}<b id=n>新布局</b>"))
    page.wait_for_function("() => document.querySelector('#n')")
    # The open page goes along to another baseurl, and back.
    edit(preview, CONFIG, str(FILES[CONFIG]).replace("baseurl: /blog", "baseurl: /new"))
    page.wait_for_function(f"() => location.pathname === '/new/{PAGE}' && document.querySelector('.post-body')")
    edit(preview, CONFIG, str(FILES[CONFIG]).replace("baseurl: /blog", "baseurl: ''"))
    page.wait_for_function(f"() => location.pathname === '/{PAGE}' && document.querySelector('.post-body')")
    edit(preview, CONFIG, str(FILES[CONFIG]))
    page.wait_for_function(f"() => location.pathname === '/blog/{PAGE}' && document.querySelector('.post-body')")


def test_an_open_page_goes_along_with_its_post_to_another_address(opened: Open, preview: Preview) -> None:
    page = opened(PAGE)
    for date, name in (("2026-01-09", "x"), ("2026-01-08", "x"), ("2026-01-02", "x")):
        edit(preview, X, POST.replace("2026-01-02", date))
        there = f"/blog/{date.replace('-', '/')}/{name}/"
        page.wait_for_function(f"() => location.pathname === '{there}' && document.querySelector('.post-body')")
    (preview.source / X).rename(preview.source / "posts/2026-01-02-y.md")
    page.wait_for_function("() => location.pathname === '/blog/2026/01/02/y/'")
    # What is gone has not moved.
    (preview.source / "posts/2026-01-02-y.md").unlink()
    page.wait_for_function("() => !document.querySelector('.post-body')")
    assert page.evaluate("location.pathname") == "/blog/2026/01/02/y/"


def test_a_strict_policy_of_the_page_stops_nothing(opened: Open, preview: Preview) -> None:
    page = opened("2026/01/02/strict/")
    text = str(FILES["posts/2026-01-02-strict.md"])
    edit(preview, "posts/2026-01-02-strict.md", text.replace("很严", "更严"))
    page.wait_for_function("() => document.body?.textContent.includes('更严')")
    edit(preview, "posts/2026-01-02-strict.md", text.replace("title: ", "title："))
    page.locator("fanzha-preview .panel.failed").wait_for()
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('fanzha-preview').shadowRoot.querySelector('.over')).position"
        )
        == "fixed"
    )


def test_drafts_bear_a_badge(opened: Open, preview: Preview) -> None:
    page = opened(DRAFT_PAGE)
    page.locator("fanzha-preview .pill.badge").wait_for()
    assert "A draft" in page.locator("fanzha-preview .pill.badge").inner_text()
    page = opened("")
    page.locator("fanzha-badge").first.wait_for()
    assert page.locator("h2:has(fanzha-badge)").all_inner_texts() == ["一篇草稿Draft"]
    page = opened("archive/")
    page.locator("a:has(fanzha-badge)").first.wait_for()
    assert page.locator("fanzha-badge").count() == 1
    page = opened(PAGE)
    page.wait_for_timeout(300)
    assert page.locator("fanzha-preview .pill").count() == 0


def test_a_page_listens_only_while_it_is_seen(page: Any, tmp_path: Path) -> None:
    page.add_init_script(
        "window.seen = 'visible';"
        "Object.defineProperty(document, 'visibilityState', {get: () => window.seen});"
        "window.look = how => { window.seen = how; document.dispatchEvent(new Event('visibilitychange')); };"
    )
    (tmp_path / "index.html").write_text("<!doctype html><p>old", "utf-8")
    live = Live(tmp_path)
    live.show(Shown(said={"notes": [], "badges": {}, "words": {}, "title": "", "failed": False, "language": "zh"}))
    server = listen("127.0.0.1", 0, live)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        wait_for(lambda: live.listeners == 1)
        page.evaluate("look('hidden')")
        wait_for(lambda: live.listeners == 0)
        # What it has missed, it is told when it is seen again.
        with live.building():
            (tmp_path / "index.html").write_text("<!doctype html><p>new", "utf-8")
        live.show(live.shown)
        page.wait_for_timeout(300)
        assert page.inner_text("p") == "old"
        page.evaluate("look('visible')")
        page.wait_for_function("() => document.querySelector('p').textContent === 'new'")
        wait_for(lambda: live.listeners == 1)
    finally:
        live.end()
        server.shutdown()
        server.server_close()


def test_seven_open_pages_do_not_stop_each_other(page: Any, context: Any, preview: Preview) -> None:
    """A browser has six connections to a host; an open page that is not seen must take none."""
    context.add_init_script(
        "window.seen = 'visible';"
        "Object.defineProperty(document, 'visibilityState', {get: () => window.seen});"
        "window.look = how => { window.seen = how; document.dispatchEvent(new Event('visibilitychange')); };"
    )
    for _ in range(8):
        other = context.new_page()
        other.goto(preview.address + PAGE)
        other.evaluate("look('hidden')")
    page.goto(preview.address + PAGE)
    edit(preview, X, POST.replace("正文", "改过的正文"))
    page.wait_for_function("() => document.querySelector('.post-body')?.textContent.includes('改过的正文')")


def test_a_preview_that_ends_says_so_and_is_joined_again(page: Any, tmp_path: Path) -> None:
    source = tmp_path / "source"
    write(source, {X: POST, CONFIG: "title: a\n"})
    first = Preview(source)
    page.goto(first.address + PAGE)
    assert first.stop() == 0
    lost = page.locator("fanzha-preview .pill.lost")
    lost.wait_for()
    edit(first, X, POST.replace("正文", "改过的正文"))
    second = Preview(source, "--port", str(first.port))
    try:
        page.wait_for_function("() => document.querySelector('.post-body')?.textContent.includes('改过的正文')")
        lost.wait_for(state="detached")
    finally:
        second.kill()


def test_the_built_site_knows_nothing_of_the_preview(preview: Preview) -> None:
    texts = [path.read_text("utf-8") for path in preview.folder.rglob("*") if path.suffix in (".html", ".js", ".css")]
    assert texts and not any("fanzha-preview" in text or "/.fanzha/" in text for text in texts)
