"""What a reader's phone has to fetch: the weight of each kind of page, compressed as hosts send it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from conftest import ROOT, run

PAGES = {
    "index": "index.html",
    "post": "2026/09/12/kuaidi-lipei/index.html",
    "post without pictures": "2026/09/29/zhengxin-xiaoyuandai/index.html",
    "page": "help/index.html",
    "tags": "tags/index.html",
    "tag": "tags/冒充客服/index.html",
    "archive": "archive/index.html",
    "404": "404.html",
    "redirect": "2-tags/index.html",
}


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    status, _, err = run(
        "build", "--source", str(ROOT), "--output", str(folder), "--url", "https://a.example", "--future"
    )
    assert status == 0, err
    return folder


def test_weight_of_each_kind_of_page(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assets = sum(compressed(next(output.glob(f"assets/{name}"))) for name in ("style.*.css", "site.*.js"))
    totals = {}
    for kind, path in PAGES.items():
        html = compressed(output / path)
        pictures = re.findall(r'<img[^>]*? src="/([^"]+)"(?![^>]*loading="lazy")', (output / path).read_text("utf-8"))
        drawn = sum((output / name).stat().st_size for name in set(pictures))
        totals[kind] = (html, html + assets, html + assets + drawn)
    with capsys.disabled():
        print(f"\n{'bytes, compressed':24}{'HTML':>8}{'all':>8}{'and pictures at once':>22}")
        for kind, (html, everything, with_pictures) in totals.items():
            print(f"{kind:24}{html:8}{everything:8}{with_pictures:22}")
    assert totals["post without pictures"][2] <= 40_000
    assert max(everything for _, everything, _ in totals.values()) <= 40_000


def test_style_and_script_stay_small() -> None:
    assert (ROOT / "assets/style.css").stat().st_size <= 30_000
    assert (ROOT / "assets/site.js").stat().st_size <= 10_000
    assert len((ROOT / "layouts/modes.js").read_text("utf-8").strip()) <= 400


def test_pages_load_nothing_that_is_not_ours(output: Path) -> None:
    for path in output.rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|img|iframe|link rel="stylesheet")[^>]*?(?:src|href)="([^"]+)"', path.read_text("utf-8")
        )
        assert [address for address in loaded if not address.startswith("/") or address.startswith("//")] == [], path


def test_a_printed_post_has_a_code_only_where_its_address_is_known(output: Path, tmp_path: Path) -> None:
    post = "2026/09/12/kuaidi-lipei/index.html"
    assert "<svg viewBox" in (output / post).read_text("utf-8")
    status, _, err = run("build", "--source", str(ROOT), "--output", str(tmp_path / "site"))
    assert status == 0, err
    assert "leaflet" not in (tmp_path / "site" / post).read_text("utf-8")
