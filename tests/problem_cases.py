"""Reads and runs the table of mistakes in `tests/problems/`; run as a program, it writes down what is said now.

A case says what a site's folder holds and what the program says of it, in both languages, to the letter:

    %% a name                     begins a case
    %file posts/x.md              a file; its text follows. Options may stand behind ` | `, see FILE_OPTIONS
    %when the disk is full        a circumstance, see CIRCUMSTANCES
    %run new                      a command instead of `build`, with its arguments
    %exit 1                       the exit status
    %en, %zh                      all of stderr with `--lang en` and `--lang zh`

Every case begins with the good site of `problems/site/`. In a text, `⟪[ × 30000⟫` stands for that many brackets.
In what is said, SOURCE and OUTPUT stand for the source and the site folder, and FOLDER for the one that holds both;
SOURCE does in a command, too.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest.mock import patch

from conftest import run
from PIL import Image

TABLE = Path(__file__).parent / "problems"
GOOD = TABLE / "site"
REPEATED = re.compile(r"⟪(.+?) × (\d+)⟫")
LANGUAGES = ("en", "zh")
CAPSET = 0x20080522
"""The version of Linux's `capset` whose three sets have 64 capabilities each (man 2 capset)."""


@dataclass
class File:
    path: str
    options: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass
class Case:
    name: str
    files: list[File] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    run: str = "build"
    exit: int = 0
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """The worst that is said."""
        found = re.findall(r": (error|warning|info)\[", "\n".join(self.said.get("en", ())))
        return next((severity for severity in ("error", "warning", "info") if severity in found), "")


def read(path: Path) -> list[Case]:
    """The cases of a table."""
    cases: list[Case] = []
    lines: list[str] = []
    for line in path.read_text("utf-8").split("\n"):
        mark, _, rest = line.partition(" ")
        if mark == "%%":
            cases.append(Case(rest))
        elif not cases:
            continue
        elif mark == "%file":
            name, *options = rest.split(" | ")
            cases[-1].files.append(File(name, options))
            lines = cases[-1].files[-1].lines
        elif mark == "%when":
            cases[-1].when.append(rest)
        elif mark == "%run":
            cases[-1].run = rest
        elif mark == "%exit":
            cases[-1].exit = int(rest)
        elif mark in ("%en", "%zh"):
            lines = cases[-1].said.setdefault(mark[1:], [])
        else:
            lines.append(line)
    for case in cases:
        # An empty line stands before the next case.
        told = case.said.get("zh", [])
        while told and not told[-1]:
            told.pop()
    return cases


def written(head: str, cases: list[Case]) -> str:
    """The cases as a table, below the lines that stand before the first one."""
    parts = [head.strip("\n")]
    for case in cases:
        lines = [f"%% {case.name}"]
        for file in case.files:
            lines += [" | ".join([f"%file {file.path}", *file.options]), *file.lines]
        lines += [f"%when {when}" for when in case.when]
        lines += [f"%run {case.run}"] if case.run != "build" else []
        lines.append(f"%exit {case.exit}")
        for language in LANGUAGES:
            lines += [f"%{language}", *case.said.get(language, [])]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (3, 2)).save(data, "PNG")
    return data.getvalue()


def content(file: File) -> bytes:
    """The bytes of a file, by its text and options."""
    text = "".join(f"{line}\n" for line in file.lines)
    data = REPEATED.sub(lambda found: found[1] * int(found[2]), text).encode()
    for option in file.options:
        name, _, value = option.partition(" ")
        if name == "encoding":
            data = data.decode().encode(value)
        elif name == "picture":
            data = picture()
        elif name == "bytes":
            data = data.decode().strip().encode().decode("unicode_escape").encode("latin-1")
        elif name == "replace":
            old, new = value.split(" by ")
            data = data.replace(old.encode(), bytes.fromhex(new))
        elif name == "cut":
            data = data[: -int(value)]
    return data


def lay_out(file: File, root: Path) -> None:
    """Put a file, folder, link or pipe in its place."""
    # A name's bytes that are no UTF-8 are written \\xff.
    name = re.sub(r"\\x(..)", lambda found: os.fsdecode(bytes.fromhex(found[1])), file.path)
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    options = dict(option.partition(" ")[::2] for option in file.options)
    if "link" in options:
        target.symlink_to(options["link"])
    elif "gone" in options:
        target.unlink()
    elif "pipe" in options:
        os.mkfifo(target)
    elif "folder" in options:
        target.mkdir(exist_ok=True)
    else:
        target.write_bytes(content(file))
    if "size" in options:
        os.truncate(target, int(options["size"]))
    if "mode" in options:
        target.chmod(int(options["mode"], 8))


FILE_OPTIONS = (
    "encoding NAME, picture, bytes, replace TEXT by HEX, cut N, link TO, pipe, gone, folder, size N, mode OCTAL"
)


Run = Callable[..., tuple[int, str, str]]


def in_another_process(restrict: Callable[[], None], *arguments: str) -> tuple[int, str, str]:
    """Run the program in a copy of this process that has been restricted."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            restrict()
            os.write(writer, json.dumps(run(*arguments)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        data = answer.read()
    os.waitpid(child, 0)
    status, out, err = json.loads(data)
    return status, out, err


def without_roots_powers() -> None:
    """From now on the modes of files hold for this process, too, whoever it belongs to."""
    if os.geteuid() == 0:
        none = (ctypes.c_uint32 * 6)()
        refused = ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(CAPSET, 0), none)
        assert not refused


@contextmanager
def where_permissions_hold(root: Path) -> Iterator[Run]:
    yield partial(in_another_process, without_roots_powers)
    for path in (path for path in root.parent.rglob("*") if not path.is_symlink()):
        path.chmod(0o755)  # so that it can be removed


@contextmanager
def with_a_full_disk(root: Path) -> Iterator[Run]:
    """No file may grow beyond 4,000 bytes: the first larger one that is written fails, as on a full disk."""
    import resource  # which Windows does not have

    yield partial(in_another_process, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)))


@contextmanager
def with_the_port_taken(root: Path) -> Iterator[Run]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        def answer(*arguments: str) -> tuple[int, str, str]:
            status, out, err = run(*(port if argument == "PORT" else argument for argument in arguments))
            return status, out, err.replace(port, "PORT")

        yield answer


@contextmanager
def with_a_file_that_vanishes(root: Path) -> Iterator[Run]:
    """`posts/x.md` is there when the folder is listed, and gone when it is read."""
    from fanzha import folders, sources

    file = root / "posts/x.md"
    whole = file.read_bytes()

    def walk(*arguments: object) -> Iterator[tuple[str, str]]:
        for location, path in folders.walk(*arguments):  # type: ignore[arg-type]  # passed on as they come
            if path == "posts/x.md":
                file.unlink()
            yield location, path

    def answer(*arguments: str) -> tuple[int, str, str]:
        with patch.object(sources, "walk", walk):
            told = run(*arguments)
        file.write_bytes(whole)
        return told

    yield answer


@contextmanager
def nothing_special(root: Path) -> Iterator[Run]:
    yield run


CIRCUMSTANCES = {
    "permissions hold": where_permissions_hold,
    "permissions hold for the site folder": where_permissions_hold,
    "the disk is full": with_a_full_disk,
    "the port is taken": with_the_port_taken,
    "posts/x.md vanishes between listing and reading": with_a_file_that_vanishes,
}


class Trial:
    """A case laid out in a folder, ready to be run in each language."""

    def __init__(self, case: Case, good: Path, folder: Path) -> None:
        self.case = case
        self.source, self.output = folder / "source", folder / "out" / "site"
        shutil.copytree(good, folder, symlinks=True, dirs_exist_ok=True)
        for file in case.files:
            lay_out(file, self.source)
        self.stack = ExitStack()
        circumstance = CIRCUMSTANCES[case.when[0]] if case.when else nothing_special
        self.answer = self.stack.enter_context(circumstance(self.source))

    def run(self, language: str, *options: str) -> tuple[int, str, str]:
        """Exit status, stdout and stderr; folders bear names of their own in them."""
        command, *more = self.case.run.replace("SOURCE", str(self.source)).split()
        common = ("--source", str(self.source), "--output", str(self.output), "--lang", language)
        status, out, err = self.answer(command, *common, *more, *options)
        for path, name in ((self.output, "OUTPUT"), (self.source, "SOURCE"), (self.source.parent, "FOLDER")):
            out, err = out.replace(str(path), name), err.replace(str(path), name)
        return status, out, err


def good_site(folder: Path) -> Path:
    """The good site, built once in `folder`, for cases to copy."""
    shutil.copytree(GOOD, folder / "source")
    status, _, err = run("build", "--source", str(folder / "source"), "--output", str(folder / "out/site"))
    assert (status, err) == (0, "")
    return folder


def main() -> None:
    """Write down what is said now: then `git diff` shows what has changed."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        good = good_site(Path(folder) / "good")
        for path in sorted(TABLE.glob("*.txt")):
            head = path.read_text("utf-8").partition("%% ")[0]
            cases = read(path)
            for number, case in enumerate(cases):
                trial = Trial(case, good, Path(folder) / f"{path.stem}-{number}")
                with trial.stack:
                    for language in LANGUAGES:
                        case.exit, _, err = trial.run(language)
                        case.said[language] = err.splitlines()
            path.write_text(written(head, cases), "utf-8")


if __name__ == "__main__":
    main()
