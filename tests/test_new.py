"""`new`: what the new file holds and is called, that it builds as it is, and that nothing is ever overwritten."""

from __future__ import annotations

import os
import stat
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from conftest import Files, figures, run, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanzha import new_files, scaffold, slugs

CONFIG = "title: T\nurl: https://a.example\nauthor: 反诈宣传员\n"
SITE: Files = {
    "config.yaml": CONFIG,
    "posts/2019-01-01-a.md": "---\ntitle: 甲\ntags: [刷单返利, 冒充客服]\n---\n正文\n",
    "posts/2019-01-02-b.md": "---\ntitle: 乙\ntags: 刷单返利 APP\n---\n正文\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write(tmp_path / "s", SITE)
    return tmp_path / "s"


def new(source: Path, *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    return run("new", "--source", str(source), "--lang", lang, *arguments)


def made(source: Path, *arguments: str) -> Path:
    """The file that `new` makes."""
    status, out, err = new(source, *arguments)
    assert status == 0, err
    path = Path(out.rstrip("\n"))
    assert path.is_file()
    return path


def front_matter(file: Path) -> dict[str, object]:
    read: dict[str, object] = yaml.safe_load(file.read_text("utf-8").split("---\n")[1])
    return read


def build(source: Path, *options: str) -> tuple[int, str, str]:
    return run("build", "--source", str(source), "--lang", "en", *options)


def today(zone: str = "Asia/Shanghai") -> str:
    return f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d}"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestTheNewPost:
    def test_front_matter_is_complete(self, source: Path) -> None:
        file = made(source, "“双倍理赔”是圈套", "--tag", "冒充客服", "--tag", "刷单返利")
        assert file == source / f"posts/{today()}-双倍理赔-是圈套.md"
        read = front_matter(file)
        assert str(read.pop("date")) == today()
        assert read == {
            "layout": "post",
            "title": "“双倍理赔”是圈套",
            "subtitle": None,
            "author": "反诈宣传员",
            "header-img": None,
            "catalog": True,
            "tags": ["冒充客服", "刷单返利"],
        }

    @pytest.mark.parametrize("lang", ["zh-Hans", "en"])
    def test_it_builds_without_a_word(self, source: Path, lang: str) -> None:
        write(source, {"config.yaml": f"{CONFIG}lang: {lang}\n"})
        file = made(source, "甲: “乙” #丙", "--author", "某某: 派出所", "--tag", "刷单返利", "--tag", "C#: 编程")
        status, out, err = build(source, "--strict")
        assert (status, err) == (0, ""), out
        slug = file.stem.removeprefix(f"{today()}-")
        page = source / f"_site/{today().replace('-', '/')}/{slug}/index.html"
        assert "<h1>甲: “乙” #丙</h1>" in page.read_text("utf-8")
        skeleton = file.read_text("utf-8")
        assert (("案例" in skeleton) if lang != "en" else ("The case" in skeleton)) and skeleton.count("<!--") == 5

    def test_what_the_skeleton_shows_is_what_the_dialect_knows(self, source: Path) -> None:
        """With the signs of the comments taken away, the examples are a dialogue, steps and a label."""
        file = made(source, "甲")
        text = file.read_text("utf-8")
        head, _, body = text.partition("---\n\n")
        examples = body.replace("<!-- ", "").replace("-->", "")
        file.write_text(f"{head}---\n\n{examples}", "utf-8")
        assert build(source, "--strict")[2] == ""
        page = (source / f"_site/{today().replace('-', '/')}/甲/index.html").read_text("utf-8")
        assert 'class="dialogue' in page
        assert "<ol" in page
        assert "警方提示" in page and "<h2" in page

    def test_date_slug_author(self, source: Path) -> None:
        options = ("--date", "2026年3月5日 08:30", "--slug", "ke-fu", "--author", "王警官")
        file = made(source, "冒充", "客服", *options)
        assert file == source / "posts/2026-03-05-ke-fu.md"
        text = file.read_text("utf-8")
        assert "title: 冒充 客服\n" in text
        assert "date: 2026-03-05 08:30:00\n" in text
        assert "author: 王警官\n" in text
        assert build(source, "--strict")[2] == ""

    def test_today_is_the_sites_today(self, source: Path) -> None:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # never the same day
            write(source, {"config.yaml": f"{CONFIG}timezone: {zone}\n"})
            assert made(source, zone).name.startswith(today(zone))

    def test_a_draft(self, source: Path) -> None:
        file = made(source, "写到一半", "--draft")
        assert file == source / "drafts/写到一半.md"
        assert front_matter(file)["date"] is None
        assert build(source)[2].splitlines()[0] == "drafts/写到一半.md: info[draft]: left out: it is a draft"
        assert build(source, "--drafts", "--strict")[2] == ""

    def test_a_jekyll_blog_has_its_own_folders(self, tmp_path: Path) -> None:
        blog = tmp_path / "blog"
        write(blog, {"_config.yml": CONFIG, "_posts/2019-01-01-a.md": "---\ntitle: 甲\n---\n正文\n"})
        assert made(blog, "乙").parent == blog / "_posts"
        draft = made(blog, "丙", "--draft")
        assert draft.parent == blog / "_drafts"
        assert made(blog, "--from", str(draft)) == blog / f"_posts/{today('UTC')}-丙.md"
        assert not draft.exists()

    def test_a_date_still_to_come_is_said(self, source: Path) -> None:
        status, out, err = new(source, "元旦", "--date", "2999-01-01")
        assert status == 0 and out.endswith("2999-01-01-元旦.md\n")
        assert err.splitlines()[0].endswith("2999-01-01-元旦.md:5:7: info[future]: left out: its date is still to come")

    def test_report_json(self, source: Path) -> None:
        status, out, err = new(source, "甲", "--tag", "刷单反利", "--report", "json")
        told = figures(out)
        assert (status, err, told["path"]) == (0, "", f"posts/{today()}-甲.md")
        assert [problem["code"] for problem in told["problems"]] == ["unknown-tag"]  # type: ignore[attr-defined]  # JSON


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("冒充客服", "冒充客服"),
        ("【快递理赔】“包裹丢失双倍赔”是圈套！", "快递理赔-包裹丢失双倍赔-是圈套"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("ＡＰＰ１２３　全角", "app123-全角"),
        ("CON", "con-post"),
        ("lpt1", "lpt1-post"),
        ("... ", slugs.digest("... ")[:8]),
        ("😀", slugs.digest("😀")[:8]),
        ("Ärger é", "ärger-é"),
        ("骗" * 100, "骗" * 40),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slugs_of_titles(title: str, slug: str) -> None:
    assert slugs.of_title(title) == slug
    assert slugs.of_title(slug) == slug


@settings(max_examples=300)
@given(st.text(min_size=1).map(scaffold.one_line).filter(bool))
def test_a_quoted_text_is_read_back_as_it_was(text: str) -> None:
    quoted = scaffold.quoted(text)
    read = yaml.safe_load(f"title: {quoted}\ntags: [{quoted}, {quoted}]\n")
    assert read == {"title": text, "tags": [text, text]}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1))
def test_no_title_makes_a_warning_or_a_bug(source: Path, title: str) -> None:
    status, out, err = new(source, "--slug", "x", f"--author={title}", "--", title)
    assert status in (0, 2), err
    assert "a bug of ours" not in err
    if status == 0:
        file = Path(out.rstrip("\n"))
        try:
            assert build(source, "--strict")[2] == ""
        finally:
            file.unlink()


class TestTags:
    """A new tag is used as typed, and said where it looks like a slip: at its place in the new file."""

    @pytest.mark.parametrize(
        ("tag", "severity", "hint"),
        [
            ("刷丹返利", "warning", "Did you mean 刷单返利?"),
            ("ＡＰＰ", "warning", "Did you mean APP?"),
            ("app", "warning", "Did you mean APP?"),
            ("刷单 返利", "warning", "Did you mean 刷单返利?"),
            ("杀猪盘", "info", "Tags in use: 刷单返利, "),
        ],
    )
    def test_unknown(self, source: Path, tag: str, severity: str, hint: str) -> None:
        _, out, err = new(source, "甲", "--tag", "冒充客服", "--tag", tag)
        lines = err.splitlines()
        path = Path(out.strip()).relative_to(source).as_posix()
        assert lines[0].startswith(f"{path}:9:14: {severity}[unknown-tag]: ")
        assert lines[1:3] == [f"    tags: [冒充客服, {tag}]", "    " + " " * 17 + "^"]
        assert hint in lines[3]

    def test_known(self, source: Path) -> None:
        assert new(source, "甲", "--tag", "APP", "--tag", "刷单返利")[2] == ""

    def test_several_in_one(self, source: Path) -> None:
        assert front_matter(made(source, "甲", "--tag", "APP、刷单返利，冒充客服"))["tags"] == [
            "APP",
            "刷单返利",
            "冒充客服",
        ]


MOVED = [
    ("plain", "---\ntitle: 甲\ndate: 2020-01-01\n---\n正文\n", "---\ntitle: 甲\ndate: TODAY\n---\n正文\n"),
    ("aligned, with a comment", "---\ndate:       2020-01-01 08:30   # 待定\ntitle: 甲\n---\n文\n",
     "---\ndate:       TODAY   # 待定\ntitle: 甲\n---\n文\n"),
    ("in quotation marks", '---\ndate: "2020-01-01"\ntitle: 甲\n---\n文\n', "---\ndate: TODAY\ntitle: 甲\n---\n文\n"),
    ("empty", "---\ndate:\ntitle: 甲\n---\n文\n", "---\ndate: TODAY\ntitle: 甲\n---\n文\n"),
    ("none", "---\ntitle: 甲\n---\ndate: 1\n", "---\ntitle: 甲\ndate: TODAY\n---\ndate: 1\n"),
    ("CRLF", "---\r\ntitle: 甲\r\ndate: 2020-01-01\r\n---\r\n文\r\n",
     "---\r\ntitle: 甲\r\ndate: TODAY\r\n---\r\n文\r\n"),
    ("CRLF, none", "---\r\ntitle: 甲\r\n---\r\n文", "---\r\ntitle: 甲\r\ndate: TODAY\r\n---\r\n文"),
    ("CR", "---\rtitle: 甲\rdate: 2020-01-01\r---\r文\r", "---\rtitle: 甲\rdate: TODAY\r---\r文\r"),
    ("BOM", "\ufeff---\r\ntitle: 甲\ndate: 2020-1-1\n...\n  尾 \n\n",
     "\ufeff---\r\ntitle: 甲\ndate: TODAY\n...\n  尾 \n\n"),
    ("no front matter", "只有正文\ndate: 2020-01-01\n", "只有正文\ndate: 2020-01-01\n"),
    ("last of two", "---\ntitle: 甲\ndate: 1999-01-01\ndate: 2020-01-01\n---\n文\n",
     "---\ntitle: 甲\ndate: 1999-01-01\ndate: TODAY\n---\n文\n"),
]  # fmt: skip


class TestMovingADraft:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    @pytest.mark.parametrize(("draft", "post"), [row[1:] for row in MOVED], ids=[row[0] for row in MOVED])
    def test_its_date_is_today_and_no_other_byte_changes(
        self, source: Path, draft: str, post: str, encoding: str
    ) -> None:
        if encoding == "utf-16":
            draft, post = draft.removeprefix("\ufeff"), post.removeprefix("\ufeff")
        if encoding == "gb18030":
            draft, post = (text.removeprefix("\ufeff").replace("甲", "冒充客服") for text in (draft, post))
        write(source, {"drafts/x.md": draft.encode(encoding)})
        file = made(source, "--from", str(source / "drafts/x.md"))
        assert file == source / f"posts/{today()}-x.md"
        assert file.read_bytes() == post.replace("TODAY", today()).encode(encoding)
        assert not (source / "drafts/x.md").exists()
        assert build(source)[0] == 0
        assert (source / f"_site/{today().replace('-', '/')}/x/index.html").is_file()

    def test_name_folder_and_date_as_asked(self, source: Path) -> None:
        write(source, {"drafts/冬/2020-01-01-旧.markdown": "---\ntitle: 甲\n---\n文\n"})
        file = made(source, "--from", "drafts/冬/2020-01-01-旧.markdown", "--date", "2021-02-03", "--slug", "Xin")
        assert file == source / "posts/冬/2021-02-03-Xin.markdown"

    def test_of_a_jekyll_blogs_subfolder(self, tmp_path: Path) -> None:
        write(tmp_path, {"_config.yml": CONFIG, "law/_drafts/x.md": "---\ntitle: 甲\n---\n文\n", "_posts/a": ""})
        assert made(tmp_path, "--from", "law/_drafts/x.md") == tmp_path / f"law/_posts/{today('UTC')}-x.md"

    def test_where_its_date_cannot_be_set_it_stays(self, source: Path) -> None:
        write(source, {"drafts/x.md": "---\n{title: 甲}\n---\n文\n"})
        before = snapshot(source)
        status, _, err = new(source, "--from", "drafts/x.md")
        assert status == 2
        assert "the date of drafts/x.md cannot be set, and it was not moved" in err
        assert snapshot(source) == before

    def test_without_a_slug_the_name_is_kept(self, source: Path) -> None:
        write(source, {"drafts/2020-01-01-A b.md": "---\ntitle: 甲\n---\n文\n"})
        assert made(source, "--from", "drafts/2020-01-01-A b.md").name == f"{today()}-A b.md"

    def test_that_it_still_says_draft_is_told(self, source: Path) -> None:
        write(source, {"drafts/x.md": "---\ntitle: 甲\ndraft: true\n---\n文\n"})
        _, _, err = new(source, "--from", "drafts/x.md")
        assert err.splitlines()[:3] == [
            f"posts/{today()}-x.md:3:8: info[draft]: left out: it is a draft",
            "    draft: true",
            "           ^",
        ]

    def test_with_an_error_it_stays(self, source: Path) -> None:
        write(source, {"drafts/x.md": '---\ntitle: "甲\n---\n文\n'})
        before = snapshot(source)
        status, out, err = new(source, "--from", "drafts/x.md")
        assert (status, out) == (1, "")
        assert err.splitlines()[0].startswith("drafts/x.md:2:8: error[front-matter]: ")
        assert err.splitlines()[1] == '    title: "甲'
        told = figures(new(source, "--from", "drafts/x.md", "--report", "json")[1])
        assert told["path"] is None
        assert told["problems"]
        assert snapshot(source) == before

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--from", "drafts/none.md"), "there is no draft drafts/none.md"),
            (("--from", "posts/2019-01-01-a.md"), "posts/2019-01-01-a.md does not lie in drafts"),
            (("--from", "drafts/x.txt"), "drafts/x.txt is no .md file"),
            (("--from", "drafts/x.md", "甲"), "--from only moves a draft, and does not go with TITLE"),
            (("--from", "drafts/x.md", "--tag", "甲"), "does not go with --tag"),
            (("--from", "drafts/x.md", "--slug", "there"), "there.md is there already, and was not touched"),
            (("--from", "drafts/x.md", "--date", "昨天"), "--date is no date: 昨天"),
        ],
    )
    def test_what_cannot_be_done_changes_nothing(self, source: Path, arguments: tuple[str, ...], said: str) -> None:
        write(
            source,
            {"drafts/x.md": "---\ntitle: 甲\n---\n文\n", "drafts/x.txt": "x", f"posts/{today()}-there.md": "在先\n"},
        )
        before = snapshot(source)
        status, out, err = new(source, *arguments)
        assert (status, out) == (2, "")
        assert said in err
        assert snapshot(source) == before

    def test_a_disk_that_refuses_keeps_the_draft(self, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(source, {"drafts/x.md": "---\ntitle: 甲\n---\n文\n"})
        before = snapshot(source)

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        status, _, err = new(source, "--from", "drafts/x.md")
        assert status == 2 and "the disk is full" in err
        assert snapshot(source) == before

    @pytest.mark.parametrize("event", ["saved", "deleted"])
    def test_what_happens_to_the_draft_meanwhile(
        self, source: Path, monkeypatch: pytest.MonkeyPatch, event: str
    ) -> None:
        """Whoever saves the draft at this very moment keeps both."""
        draft = source / "drafts/x.md"
        write(source, {"drafts/x.md": "---\ntitle: 甲\n---\n文\n"})
        create = new_files.create

        def and_then(root: Path, path: str, data: bytes) -> None:
            create(root, path, data)
            draft.write_text("新写的", "utf-8") if event == "saved" else draft.unlink()

        monkeypatch.setattr(new_files, "create", and_then)
        status, _, err = new(source, "--from", "drafts/x.md")
        assert status == 2
        assert (source / f"posts/{today()}-x.md").is_file()
        if event == "saved":
            assert "was saved while it was moved" in err
            assert draft.read_text("utf-8") == "新写的"
        else:
            assert "cannot be removed (it is gone)" in err


class TestNothingIsLost:
    def test_a_second_post_of_one_name(self, source: Path) -> None:
        file = made(source, "甲")
        file.write_text("我写的", "utf-8")
        status, out, err = new(source, "甲", lang="zh")
        assert (status, out) == (2, "")
        assert f"posts/{today()}-甲.md 已经有了，没有动它" in err
        assert file.read_text("utf-8") == "我写的"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "give a title"),
            ((" ",), "give a title"),
            (("甲", "--slug", "a/b"), "For example: --slug a-b"),
            (("甲", "--slug", "../x"), "For example: --slug x"),
            (("甲", "--slug", "con"), "For example: --slug con-post"),
            (("甲", "--slug", ""), "--slug takes letters"),
            (("甲", "--date", "2020-02-30"), "--date is no date: 2020-02-30"),
            (("甲", "--tag", "../x"), "a tag cannot hold .."),
        ],
    )
    def test_wrong_usage_makes_nothing(self, source: Path, arguments: tuple[str, ...], said: str) -> None:
        before = snapshot(source)
        status, out, err = new(source, *arguments)
        assert (status, out) == (2, "")
        assert said in err
        assert snapshot(source) == before

    def test_no_site_gets_no_post(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        status, _, err = new(tmp_path / "empty", "甲")
        assert status == 2 and "it is no site" in err
        assert list((tmp_path / "empty").iterdir()) == []
        assert new(tmp_path / "nowhere", "甲")[0] == 2

    def test_a_broken_config_does_not_keep_anybody_from_writing(self, source: Path) -> None:
        write(source, {"config.yaml": "title: [\nlang: en\n"})
        assert made(source, "甲").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the editor's program")
class TestEditing:
    def script(self, folder: Path, text: str) -> Path:
        file = folder / "my editor"
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def test_visual_comes_first(self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        script = self.script(tmp_path, 'echo "$1" >> "$2"')
        monkeypatch.setenv("VISUAL", f"'{script}' -w")
        monkeypatch.setenv("EDITOR", "false")
        file = made(source, "甲", "--edit")
        assert file.read_text("utf-8").endswith("-w\n")

    def test_without_one_the_file_is_made_all_the_same(self, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.delenv("EDITOR", raising=False)
        status, out, err = new(source, "甲", "--edit")
        assert status == 2 and Path(out.strip()).is_file() and "$EDITOR" in err
        monkeypatch.setenv("EDITOR", "/no/such/program")
        status, out, err = new(source, "乙", "--edit")
        assert status == 2 and Path(out.strip()).is_file() and "cannot start /no/such/program" in err


def test_a_thousand_posts_are_no_reason_to_wait(tmp_path: Path) -> None:
    post = "---\ntitle: 甲{0}\ndate: 2020-01-01\ntags: [标签{0}, 刷单返利]\n---\n正文\n"
    write(tmp_path, {"config.yaml": CONFIG, **{f"posts/{n}.md": post.format(n) for n in range(1000)}})
    began = time.perf_counter()
    made(tmp_path, "甲", "--tag", "刷单返利")
    print(f"\n`new` beside 1,000 posts: {time.perf_counter() - began:.2f} s", end=" ")
