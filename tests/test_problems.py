"""What editors get wrong, and what they are told: every case of the table in `tests/problems/`, to the letter.

Errors leave the site folder as it was, warnings build all the same; nothing ever touches the source folder.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from conftest import ROOT, Files, Site, figures, run, write
from problem_cases import LANGUAGES, TABLE, Case, Trial, good_site, picture, read, written

from fanzha import problems, terminal

TABLES = sorted(TABLE.glob("*.txt"))
CASES = [(path.stem, case) for path in TABLES for case in read(path)]

CONFIG = "title: T\nurl: https://a.example\n"
GOOD: Files = {"config.yaml": CONFIG, "posts/2019-01-01-good.md": "---\ntitle: 好\n---\n正文\n"}
"""A site without mistakes."""

T = "title: 好\n"
D = "date: 2020-06-19\n"
PNG = picture()


def post(front: str, body: str = "正文\n") -> Files:
    """`posts/x.md`, whose front matter begins in line 2."""
    return {"posts/x.md": f"---\n{front}---\n{body}"}


GB18030 = "---\ntitle: 冒充客服\n---\n您的快递丢了，请您打开备用金。\n".encode("gb18030")
UTF16 = "---\ntitle: 冒充客服\n---\n您的快递丢了。\n".encode("utf-16")


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size < 1_000_000)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if os.access(path, os.R_OK)}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good_site(tmp_path_factory.mktemp("good"))


@pytest.fixture
def trial(case: Case, good: Path, tmp_path: Path) -> Iterator[Trial]:
    laid_out = Trial(case, good, tmp_path / "site")
    with laid_out.stack:
        yield laid_out


every_case = pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{name}: {case.name}" for name, case in CASES]
)


@pytest.mark.skipif(sys.platform == "win32", reason="some cases need links, pipes and permissions")
@every_case
def test_every_mistake_is_told_to_the_letter(trial: Trial, case: Case) -> None:
    source, output = snapshot(trial.source), snapshot(trial.output)
    for language in LANGUAGES:
        status, out, err = trial.run(language)
        assert "Traceback" not in err + out
        assert (status, err.splitlines()) == (case.exit, case.said[language])
        assert snapshot(trial.source) == source, "nothing may be written into the source folder"
        if case.when and case.when[0] in REFUSED_IN_THE_MIDDLE:
            check_pages_are_whole(trial.output)
        elif status:
            assert snapshot(trial.output) == output, "nothing may be written while an error is known"
    if not case.exit and case.run == "build":
        assert "2019/01/01/good/index.html" in snapshot(trial.output)
        if case.severity == "info" and "left out" in case.said["en"][0]:
            assert snapshot(trial.output) == output, "what is left out changes no page"
        strictly, out, _ = trial.run("en", "--strict")
        assert strictly == (1 if case.severity == "warning" else 0)
        assert ("nothing was written" in out) == (case.severity == "warning")


REFUSED_IN_THE_MIDDLE = ("permissions hold for the site folder", "the disk is full")
"""The system refuses what nobody could know before."""


def check_pages_are_whole(output: Path) -> None:
    """Every page is the old one or the new one, and nothing is left beside them; the next build writes the rest."""
    pages = [content for path, content in snapshot(output).items() if path.endswith(".html")]
    assert len(pages) > 5
    assert all(content.endswith(b"</html>\n") for content in pages)
    assert list(output.rglob("*.tmp")) == []


def first_lines(said: list[str]) -> list[str]:
    """Place, severity and code of each problem."""
    return [found[0] for line in said if (found := re.match(r"\S.*?: (error|warning|info)\[[a-z-]+\]: ", line))]


@every_case
def test_both_languages_say_the_same(case: Case) -> None:
    english, chinese = (case.said[language] for language in LANGUAGES)
    assert first_lines(english) == first_lines(chinese)
    assert [line for line in english if line.startswith("    ")] == [
        line for line in chinese if line.startswith("    ")
    ]
    assert len(english) == len(chinese)
    chinese_words = [line for line in chinese if line and not line.startswith("    ")]
    assert all(re.search("[\u4e00-\u9fff]", line) for line in chinese_words)


@every_case
def test_every_mistake_has_a_place_and_a_way_to_mend_it(case: Case) -> None:
    said = case.said["en"]
    hints = [line for line in said if line.startswith("  hint: ")]
    worth_a_hint = [line for line in first_lines(said) if "[dead-service]" not in line]
    assert len(hints) == len(worth_a_hint)
    assert said, "a mistake must be told"


def test_the_table_is_large_and_in_order() -> None:
    assert len(CASES) >= 40
    names = [f"{name}: {case.name}" for name, case in CASES]
    assert sorted(set(names)) == sorted(names)
    for path in TABLES:
        text = path.read_text("utf-8")
        assert written(text.partition("%% ")[0], read(path)) == text, f"{path.name} is not laid out as it is written"


class TestConsoles:
    """Every letter of ours gets through a console of code page 936 (GBK), and what it lacks is replaced visibly."""

    def test_no_letter_of_ours_is_missing_from_gbk(self) -> None:
        texts = [
            (path.name, constant.value)
            for path in (ROOT / "fanzha").rglob("*.py")
            for call in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Text", "ArgumentTypeError")
            for constant in ast.walk(call)
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
        ]
        assert len(texts) > 300
        usage = ROOT / "fanzha/usage.py"
        texts += [(usage.name, usage.read_text("utf-8"))]
        assert [(name, text) for name, text in texts if text.encode("gbk", "ignore").decode("gbk") != text] == []

    def test_what_is_said_comes_through(self, tmp_path: Path) -> None:
        write(tmp_path, {**GOOD, **post(T + D, "“您好”é 😀👍 {{ site.nope }}\n")})
        told = {}
        for encoding in ("utf-8", "gbk", "ascii"):
            done = subprocess.run(
                [sys.executable, ROOT / "build.py", "--source", tmp_path, "--lang", "zh"],
                capture_output=True,
                env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            )
            assert done.returncode == 0
            told[encoding] = (done.stdout + done.stderr).decode(encoding)
        said = [line for line in told["gbk"].splitlines() if not line.startswith("    ")]
        assert all(line in told["utf-8"] for line in said if "秒" not in line)
        assert "?" not in "".join(said)
        # A quotation mark takes two columns there; an emoji is replaced by as many signs as it takes.
        assert "    “您好”é ???? {{ site.nope }}\n                    ^\n" in told["gbk"]
        assert "    “您好”é 😀👍 {{ site.nope }}\n                 ^\n" in told["utf-8"]
        assert "warning[liquid]: ??????" in told["ascii"]

    def test_file_names_are_told_on_one_line(self) -> None:
        place = problems.Place("posts/a\nb\x1b[31m.md", 1, 1)
        said = problems.one_line(problems.Problem(place, "error", "date", problems.Text("甲\n乙", "a\nb")), "en")
        assert said == "posts/a b [31m.md:1:1: error[date]: a b"

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_what_nobody_can_read_is_no_success(self, tmp_path: Path) -> None:
        write(tmp_path, GOOD)
        command = [sys.executable, str(ROOT / "build.py"), "--source", str(tmp_path), "--report", "json"]
        # Only what waits in a buffer can be lost on the way out.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        with open("/dev/full", "wb") as full:
            assert subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL, env=env).returncode > 1
        assert json.loads(subprocess.run(command, capture_output=True, env=env).stdout)["posts"] == 1

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
    @pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["colours", "NO_COLOR", "dumb"])
    def test_colours_on_a_terminal_only(self, tmp_path: Path, env: dict[str, str]) -> None:
        import pty

        write(tmp_path, {**GOOD, **post(T + "date: 昨天\n", "[red]" + "长" * 200 + "\n")})
        command = [sys.executable, str(ROOT / "build.py"), "--source", str(tmp_path), "--lang", "en"]
        piped = subprocess.run(command, capture_output=True).stderr.decode()
        assert "\x1b" not in piped
        ours, theirs = pty.openpty()
        clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=theirs, env={**clean, "TERM": "xterm-256color", **env}
        )
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError):  # how a terminal says that nobody will write any more
            while part := os.read(ours, 100_000):
                printed += part
        os.close(ours)
        shown = printed.decode().replace("\r\n", "\n")
        assert done.returncode == 1
        assert ("\x1b[" in shown) == (not env)
        assert re.sub(r"\x1b\[[\d;]*m", "", shown) == piped

    def test_a_mark_takes_no_column(self) -> None:
        assert problems.display_width("e\u0301甲“”") == 5
        assert problems.display_width("“”", ambiguous=2) == 4
        assert terminal.ambiguous_width(io.TextIOWrapper(io.BytesIO(), "gbk")) == 2
        assert terminal.ambiguous_width(io.StringIO()) == 1


class TestLanguage:
    """Messages are in the site's language, the codes the same; `--lang` has the last word."""

    @pytest.mark.parametrize(
        ("lang", "options", "said"),
        [
            ("", (), "不是一个日期"),
            ("lang: zh-Hans\n", (), "不是一个日期"),
            ("lang: en\n", (), "is no date"),
            ("lang: 'en-GB'\n", (), "is no date"),
            ("lang: en\n", ("--lang", "zh"), "不是一个日期"),
            ("", ("--lang", "en"), "is no date"),
            ("lang: en\npaginate: x\n", (), "is no date"),
            ("lang: en\ntitle: [\n", (), "is no date"),
        ],
    )
    def test_of_a_build(self, tmp_path: Path, lang: str, options: tuple[str, ...], said: str) -> None:
        write(tmp_path, {"config.yaml": "url: https://a.example\n" + lang, **post(T + "date: 昨天\n")})
        _, _, err = run("--source", str(tmp_path), *options)
        assert "error[date]: “昨天”" in err
        assert said in err

    @pytest.mark.parametrize("words", ["--stritc", "biuld", "--output=SOURCE/posts", "new"])
    def test_of_wrong_usage(self, tmp_path: Path, words: str) -> None:
        write(tmp_path, {**GOOD, "config.yaml": CONFIG + "lang: en\n"})
        asked = [word.replace("SOURCE", str(tmp_path)) for word in words.split()]
        for options, is_english in (((), True), (("--lang=zh",), False)):
            status, _, err = run(*asked, "--source", str(tmp_path), *options)
            assert status == 2
            assert bool(re.search("[\u4e00-\u9fff]", err)) != is_english, err


class TestSummary:
    """After each build: how many posts were built, reused and skipped, and why."""

    FILES: ClassVar[Files] = {
        **GOOD,
        "drafts/a.md": "---\ntitle: 甲\n---\n正文\n",
        "posts/b.md": "---\ntitle: 乙\ndate: 2020-06-19\ndraft: true\n---\n正文\n",
        "posts/2999-01-01-c.md": "---\ntitle: 丙\n---\n正文\n",
        "posts/d.md": "---\ntitle: 丁\ndate: 2020-06-19\npublished: false\n---\n正文\n",
        "posts/e.md": "---\ntitle: 戊\n---\n正文\n",
        "posts/f/2019-01-01-good.md": "---\ntitle: 己\n---\n正文\n",
        "posts/2020-01-01-g.md": "---\ntitle: 庚\n---\n正文\n",
    }

    def test_of_the_first_build(self, site: Site) -> None:
        built = site(self.FILES)
        skipped, last = built.out.splitlines()
        assert skipped == (
            "6 skipped: 1 address taken (posts/f/2019-01-01-good.md); 2 draft (drafts/a.md, posts/b.md); "
            "1 date still to come (posts/2999-01-01-c.md); 1 no date (posts/e.md); 1 published: false (posts/d.md)"
        )
        assert re.fullmatch(
            r"2 posts \(2 built, 0 reused\), \d+ pages: \d+ files written, 0 removed, 0 unchanged; 2 warnings. "
            r"\d+\.\d\d s\.",
            last,
        )

    def test_in_chinese(self, site: Site) -> None:
        skipped, last = site(self.FILES, lang="zh").out.splitlines()
        assert skipped == (
            "没有生成 6 篇：网址已被占用 1 篇（posts/f/2019-01-01-good.md）；草稿 2 篇（drafts/a.md、posts/b.md）；"
            "日期还没到 1 篇（posts/2999-01-01-c.md）；没有日期 1 篇（posts/e.md）；"
            "写着 published: false 1 篇（posts/d.md）"
        )
        assert last.startswith("2 篇文章（新生成 2，沿用 0），")

    def test_of_the_next_ones(self, site: Site) -> None:
        site({**GOOD, "posts/2020-01-01-g.md": "---\ntitle: 庚\n---\n正文\n", **post(T + "date: 2018-01-01\n")})
        assert "3 posts (0 built, 3 reused)" in site({}).out
        # The post beside it shows its title; the third does not.
        edited = site({"posts/2020-01-01-g.md": "---\ntitle: 辛\n---\n别的\n"})
        assert "3 posts (2 built, 1 reused)" in edited.out
        assert "3 posts (3 built, 0 reused)" in site({}, "--full").out

    def test_many_are_counted_and_not_named(self, site: Site) -> None:
        drafts: Files = {f"drafts/{number}.md": "---\ntitle: 甲\n---\n正文\n" for number in range(6)}
        assert site({**GOOD, **drafts}).out.splitlines()[0] == "6 skipped: 6 draft"

    def test_for_programs(self, site: Site) -> None:
        told = figures(site(self.FILES, "--report", "json").out)
        assert (told["posts"], told["built"], told["reused"]) == (2, 2, 0)
        assert told["skipped"] == {
            "address-taken": ["posts/f/2019-01-01-good.md"],
            "draft": ["drafts/a.md", "posts/b.md"],
            "future": ["posts/2999-01-01-c.md"],
            "undated": ["posts/e.md"],
            "unpublished": ["posts/d.md"],
        }
        assert told["left_out"] == {"address-taken": 1, "draft": 2, "future": 1, "undated": 1, "unpublished": 1}

    def test_quietly_nothing_is_said(self, site: Site) -> None:
        assert site(self.FILES, "--quiet").out == ""


def test_a_secret_is_not_shown_again(site: Site) -> None:
    built = site({**GOOD, "config.yaml": CONFIG + "gitalk: {clientSecret: 0123456789abcdef0123}\n"})
    assert "warning[secret]" in built.err
    assert "0123456789abcdef" not in built.err + built.out


def test_mistyped_key_is_named_beside_its_consequence(site: Site) -> None:
    built = site({**GOOD, **post("titel: 好\n" + D)})
    assert built.problem_lines() == [
        "posts/x.md:2: warning[no-title]: there is no title; “x” stands in",
        "posts/x.md:2:1: warning[unknown-key]: there is no key “titel”",
    ]
    assert "Did you mean title?" in built.err


def test_a_caret_stands_under_the_place(site: Site) -> None:
    """A Chinese character takes two columns of a terminal."""
    built = site({**GOOD, **post(T + D, "请看 {{ site.nope }} 了\n")})
    assert built.err.splitlines()[1:3] == ["    请看 {{ site.nope }} 了", "         ^"]


def test_the_last_of_a_doubled_key_counts(site: Site) -> None:
    assert "<h1>乙</h1>" in site({**GOOD, **post("title: 甲\ntitle: 乙\n" + D)}).text("2020/06/19/x/index.html")


@pytest.mark.parametrize("content", [GB18030, UTF16], ids=["GB18030", "UTF-16"])
def test_other_encodings_are_read(site: Site, content: bytes) -> None:
    page = site({**GOOD, "posts/2020-06-19-x.md": content}).text("2020/06/19/x/index.html")
    assert "<h1>冒充客服</h1>" in page
    assert "您的快递丢了" in page


@pytest.mark.parametrize(
    ("more", "option", "address"),
    [
        ("date: 2999-01-01\n", "--future", "2999/01/01/x/index.html"),
        (D + "draft: true\n", "--drafts", "2020/06/19/x/index.html"),
    ],
)
def test_what_is_left_out_is_built_on_demand(site: Site, more: str, option: str, address: str) -> None:
    files = {**GOOD, **post(T + more)}
    assert address not in site(files).files()
    built = site({}, option)
    assert address in built.files()
    assert built.err == ""


def test_a_mistake_in_the_only_post_is_no_bug_of_ours(site: Site) -> None:
    built = site({"config.yaml": CONFIG, **post(T + "date: 2020-02-30\n")})
    assert built.problem_lines() == ["posts/x.md:3:7: error[date]: “2020-02-30” is no date"]
    assert built.status == 1
    assert not built.output.exists()


MANY: Files = {
    **GOOD,
    "config.yaml": CONFIG + "pagniate: 3\npaginate: many\n",
    "layouts/footer.html": "\n{{ nothing }}\n",
    "posts/2020-02-30-b.md": "---\ntitle: 甲\n---\n正文\n",
    "posts/a.md": "---\ntitle: 甲\ntitel: 乙\ndate: 2020-13-01\ntags: {甲: 乙}\n---\n正文\n",
    "posts/c.md": "---\ntitle：甲\ndate：2020-06-19\n---\n正文\n",
    "posts/d.md": "---\ntitle: 甲\ndate: 2020-06-19\n---\n![图](zzz.png)\n\n{{ site.nope }} ![图](yyy.png)\n",
    "posts/e.md": PNG,
}
EVERY_LINE = [
    "config.yaml:3:1: warning[unknown-key]: there is no key “pagniate”",
    "config.yaml:4:11: error[config]: wrong value for “paginate”: expected a whole number from 1 on",
    "layouts/footer.html:2:4: error[layout]: a mistake in the layout: 'nothing' is undefined",
    "posts/2020-02-30-b.md: error[date]: the date in the file name “2020-02-30-b.md” does not exist",
    "posts/a.md:3:1: warning[unknown-key]: there is no key “titel”",
    "posts/a.md:4:7: error[date]: “2020-13-01” is no date",
    "posts/a.md:5:7: error[front-matter]: wrong value for “tags”: expected a list of tags",
    "posts/c.md:2:6: error[front-matter]: the colon after “title” is a full-width one (：)",
    "posts/c.md:3:5: error[front-matter]: the colon after “date” is a full-width one (：)",
    "posts/d.md:5:6: warning[missing-picture]: there is no picture zzz.png",
    "posts/d.md:7:1: warning[liquid]: {{ site.nope }} is unknown, and stays as typed",
    "posts/d.md:7:22: warning[missing-picture]: there is no picture yyy.png",
    "posts/e.md:1:1: error[binary]: this file is no text",
]


def test_all_mistakes_are_told_in_one_run(site: Site) -> None:
    built = site(MANY)
    assert built.problem_lines() == EVERY_LINE
    assert built.status == 1
    assert built.out == "nothing was written: 8 errors, 5 warnings. Mend them and run again.\n"


def test_report_json(site: Site) -> None:
    built = site(MANY, "--report", "json")
    assert (built.status, built.err) == (1, "")
    told = figures(built.out)
    problems = told.pop("problems")
    assert isinstance(problems, list)
    lines = [
        ":".join(str(part) for part in (problem["path"], problem["line"], problem["column"]) if part)
        + f": {problem['severity']}[{problem['code']}]: {problem['message']}"
        for problem in problems
    ]
    assert lines == EVERY_LINE
    assert problems[0]["hint"] == "Did you mean paginate?"
    told.pop("seconds")
    unknown = ("posts", "built", "reused", "pages", "left_out", "skipped", "unchanged")
    nothing = {**dict.fromkeys(unknown), "written": 0, "removed": 0}
    assert told == {"errors": 8, "warnings": 5, **nothing}


def test_report_json_of_a_good_site(site: Site) -> None:
    told = figures(site(GOOD, "--report", "json").out)
    told.pop("seconds")
    written = told.pop("written")
    assert isinstance(written, int)
    assert written > 0
    pages = told.pop("pages")
    assert isinstance(pages, int)
    assert 0 < pages <= written
    rest = {"posts": 1, "built": 1, "reused": 0, "left_out": {}, "skipped": {}, "removed": 0, "unchanged": 0}
    assert told == {"problems": [], "errors": 0, "warnings": 0, **rest}


def test_report_github(site: Site) -> None:
    built = site({**MANY, "posts/f.md": "---\ntitle: 50%\ndate: 昨天, 8:30\n---\n正文\n"}, "--report", "github")
    assert built.status == 1
    commands = [line for line in built.out.splitlines() if line.startswith("::")]
    assert len(commands) == len(EVERY_LINE) + 1
    assert commands[0] == (
        "::warning file=config.yaml,line=3,col=1,title=unknown-key::there is no key “pagniate”%0ADid you mean paginate?"
    )
    assert commands[3].startswith("::error file=posts/2020-02-30-b.md,title=date::the date in the file name")
    assert commands[-1].startswith("::error file=posts/f.md,line=3,col=7,title=date::“昨天, 8:30” is no date%0A")


def test_quietly_information_is_not_said(site: Site) -> None:
    built = site({**GOOD, **post(T + "date: 2999-01-01\n")}, "--quiet")
    assert (built.status, built.out, built.err) == (0, "", "")


class TestUsage:
    """Exit status 2: the command line or a folder is wrong."""

    @pytest.mark.parametrize(
        ("called", "named"),
        [
            ("/a/build.py", "python build.py"),
            ("/a/fanzha/__main__.py", "python -m fanzha"),
            ("/a/bin/fanzha", "fanzha"),
        ],
    )
    @pytest.mark.skipif(os.name == "nt", reason="the program's name is py there")
    def test_the_program_is_named_as_it_was_called(
        self, monkeypatch: pytest.MonkeyPatch, called: str, named: str
    ) -> None:
        monkeypatch.setattr("sys.argv", [called])
        assert run("biuld", "--lang=en")[2].startswith(f"{named}: there is no command biuld. Did you mean build? ")
        assert run("zzzz", "--lang=en")[2].startswith(f"{named}: there is no command zzzz. Commands: build, ")
        assert f"{named} build --help" in run("--strickt")[2]

    @pytest.mark.parametrize("output", [".", "..", "posts", "posts/site", "layouts", "postimg/site"])
    def test_output_among_the_sources(self, tmp_path: Path, output: str) -> None:
        source = tmp_path / "deep" / "source"
        write(source, GOOD)
        before = snapshot(tmp_path)
        status, _, err = run("build", "--source", str(source), "--output", str(source / output), "--lang", "en")
        assert status == 2
        assert "sources lie there" in err
        assert snapshot(tmp_path) == before

    def test_output_is_a_file(self, site: Site) -> None:
        built = site(GOOD)
        target = built.source.parent / "file"
        target.write_text("mine")
        status, _, err = run("build", "--source", str(built.source), "--output", str(target), "--lang", "en")
        assert (status, err) == (2, f"fanzha: {target} is no folder\n")
        assert target.read_text() == "mine"

    def test_no_word_at_all_builds_here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, GOOD)
        monkeypatch.chdir(tmp_path)
        status, out, err = run()
        assert (status, err) == (0, "")
        assert out.startswith("1 篇文章（新生成 1，沿用 0），")
        assert (tmp_path / "_site/index.html").is_file()

    def test_foreign_file_is_not_overwritten(self, site: Site, tmp_path: Path) -> None:
        write(tmp_path / "out" / "site", {"index.html": "mine", "notes.txt": "mine, too"})
        built = site(GOOD)
        assert built.status == 2
        assert "index.html" in built.err
        assert "not generated here" in built.err
        assert snapshot(built.output) == {"index.html": b"mine", "notes.txt": b"mine, too"}

    def test_help_and_version(self) -> None:
        assert run("--version")[0] == 0
        status, out, _ = run("--help")
        assert status == 0
        assert "--strict" in out
