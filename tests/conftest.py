"""What the tests share: a site from a dict of files, and golden cases from text files."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

from fanzha import render
from fanzha.cli import main

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
"""Reference material that some checkouts have beside them; tests that need it are marked `shared`."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Files = dict[str, str | bytes]


@dataclass(frozen=True)
class Built:
    """What a command left behind: exit status, problem lines and figures, and the site folder."""

    status: int
    out: str
    err: str
    source: Path
    output: Path

    def text(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def files(self) -> set[str]:
        every = (path.relative_to(self.output).as_posix() for path in self.output.rglob("*") if path.is_file())
        return {path for path in every if path != ".fanzha.json"}

    def problem_lines(self) -> list[str]:
        """The first line of each problem, without source lines and hints."""
        return [line for line in self.err.splitlines() if line and not line.startswith(" ")]


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each layout is compiled once for all builds in this process: it takes longer than the rest of a small site."""
    compiled = cache(render.compiler(None))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "compiler", wraps(render.compiler)(lambda _: compiled))
        yield


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line in this process: exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(list(arguments))
        except SystemExit as leave:
            status = int(str(leave.code or 0))
    return status, out.getvalue(), err.getvalue()


Site = Callable[..., Built]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Write the files into a source folder and build it; called again, it changes the files and builds anew.

    A file whose content is None is deleted. Messages are English unless `lang` says otherwise.
    """

    def build(files: dict[str, str | bytes | None] | None = None, *options: str, lang: str = "en") -> Built:
        source, output = tmp_path / "source", tmp_path / "out" / "site"
        source.mkdir(exist_ok=True)
        for name, content in (files or {}).items():
            if content is None:
                (source / name).unlink()
            else:
                write(source, {name: content})
        arguments = ("build", "--source", str(source), "--output", str(output), "--lang", lang, *options)
        status, out, err = run(*arguments)
        return Built(status, out, err, source, output)

    return build


@pytest.fixture
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git as it is on a computer where nobody has set anything, not even a name."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "gitconfig"
    settings.write_text("[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    assert CHROMIUM, "chromium is not installed"
    # As root, in containers, Chromium's sandbox can't start.
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@dataclass(frozen=True)
class Case:
    """A golden case: its name, options as `key=value`, what goes in, and what comes out."""

    name: str
    options: dict[str, str]
    given: str
    expected: str


def cases(path: Path) -> Iterator[Case]:
    """The cases of a golden file.

    A case is a line `%% name` (options may follow, each `| key=value`), the input, a line `%%`, and the output. With
    `zh=`, its name in Chinese, it stands in the documents. So do the lines before the first case.
    """
    name = ""
    options: dict[str, str] = {}
    given: list[str] = []
    expected: list[str] = []
    part: list[str] | None = None
    for line in [*path.read_text("utf-8").split("\n"), "%% "]:
        if line.startswith("%% "):
            if name:
                yield Case(name, options, "\n".join(given).strip("\n"), "\n".join(expected).strip("\n"))
            title, *more = line[3:].split(" | ")
            name, given, expected = title.strip(), [], []
            options = dict(pair.strip().split("=", 1) for pair in more)
            part = given
        elif line == "%%":
            part = expected
        elif part is not None:
            part.append(line)


def figures(out: str) -> dict[str, object]:
    """The JSON object that `--report json` prints."""
    parsed: dict[str, object] = json.loads(out)
    return parsed
