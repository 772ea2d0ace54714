"""A running preview, as a process of its own, and the ways in which editors' programs save."""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20.0
"""Seconds to wait for what a quick machine does in one."""

Found = TypeVar("Found")


class Preview:
    """A running `build.py serve`, whose messages go to `log`.

    `humble`: with no more rights than any user has, though the superuser starts it.
    """

    def __init__(self, source: Path, *options: str, humble: bool = False, patience: float = PATIENCE) -> None:
        self.source = source
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--source", str(source), "--lang", "en", *options]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.log = source.parent / "preview.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=source.parent,
                env=environment,
                preexec_fn=give_up_rights if humble else None,
            )
        self.address = wait_for(self.announced, patience)

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def announced(self) -> str:
        assert self.process.poll() is None, self.said()
        lines = [line for line in self.said().splitlines() if line.startswith("Preview: http://")]
        return lines[0].split()[1] if lines else ""

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].split("/")[0])

    @property
    def folder(self) -> Path:
        """The site folder that it serves, unless it was given another."""
        return self.source / ".cache/preview"

    def get(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, quote(path, safe="/%?.\\=&"), headers=headers or {})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def told(self, page: str = "/") -> dict[str, Any]:
        """What an open page is told when it begins to listen."""
        with Listener(self.port, page) as listener:
            return wait_for(lambda: (listener.told and listener.told[-1]) or None)

    def megabytes(self) -> float | None:
        """The memory that the process has now; None where the system does not say."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        except OSError:
            return None
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def give_up_rights() -> None:
    """On Linux, give up the superuser's right to open what file modes forbid (prctl(2), capabilities(7))."""
    for overriding in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, overriding, 0, 0, 0)  # PR_CAPBSET_DROP


class Listener(threading.Thread):
    """Stands for an open page: listens to the preview's events, and keeps the last that it was told."""

    def __init__(self, port: int, page: str) -> None:
        super().__init__(daemon=True)
        self.told: list[dict[str, Any]] = []
        """The last events, what each said."""
        self.events = 0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.page = page
        self.broken = False

    def __enter__(self) -> Listener:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def run(self) -> None:
        try:
            self.connection.request("GET", f"/.fanzha/events?page={quote(self.page, safe='')}")
            answer = self.connection.getresponse()
            while line := answer.readline():
                if line.startswith(b"data: "):
                    self.told = [*self.told[-9:], json.loads(line.removeprefix(b"data: "))]
                    self.events += 1
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass  # the connection was closed at one end
        self.broken = True

    def leave(self) -> None:
        if self.connection.sock:
            self.connection.sock.close()


def wait_for(answer: Callable[[], Found | None], patience: float = PATIENCE) -> Found:
    """The first answer that is anything; an AssertionError if there is none in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("nothing came in time")


def save_plainly(file: Path, text: str) -> None:
    """As Notepad: the same file, cut and written anew."""
    file.write_text(text, "utf-8")


def save_by_renaming(file: Path, text: str) -> None:
    """As most editors' programs: a new file beside it, moved over it."""
    beside = file.with_name(f".{file.name}.saving")
    beside.write_text(text, "utf-8")
    beside.replace(file)


def save_as_vim(file: Path, text: str) -> None:
    """As vim: a trial file 4913, the old file kept as a backup, the new one written, the backup removed."""
    trial = file.with_name("4913")
    trial.write_bytes(b"")
    trial.unlink()
    backup = file.with_name(f"{file.name}~")
    file.rename(backup)
    file.write_text(text, "utf-8")
    backup.unlink()


SAVES = (save_plainly, save_by_renaming, save_as_vim)
