"""Runs git, and nothing of what a user has set for other purposes changes what it does.

Hooks, line ends, filters, ignored files, signatures and other repositories that variables name do not count. Messages
come in English, since they are understood by their words, and without passwords.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fanzha.github_pages import without_secrets

SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "core.splitIndex": "false",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "300",
    "i18n.commitEncoding": "utf-8",
    "i18n.logOutputEncoding": "utf-8",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "push.gpgSign": "false",
}

OTHERS = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_ATTR_SOURCE GIT_COMMON_DIR GIT_DIR GIT_EXTERNAL_DIFF GIT_GLOB_PATHSPECS "
    "GIT_GRAFT_FILE GIT_ICASE_PATHSPECS GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_INDEX_VERSION "
    "GIT_LITERAL_PATHSPECS GIT_NAMESPACE GIT_NOGLOB_PATHSPECS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_QUARANTINE_PATH "
    "GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE"
).split()
"""Variables that tell git of another repository, as they do in a hook or an alias of one."""


class Missing(Exception):
    """There is no git on this computer."""


class Failed(Exception):
    """git could not do it: `command` is what was asked, `said` what it answered, without secrets."""

    def __init__(self, command: str, said: str) -> None:
        super().__init__(f"git {command}: {said}")
        self.command = command
        self.said = said


def run(folder: Path, words: Sequence[str], given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
    """What git prints, run in the folder with the words, `given` as its input and `more` variables.

    Raises Failed where it cannot, Missing where there is none.
    """
    environment = {name: value for name, value in os.environ.items() if name not in OTHERS}
    # Messages are understood by their English words, and reading must not refresh the index.
    environment |= {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
    if not sys.stdin or not sys.stdin.isatty():
        environment["GIT_TERMINAL_PROMPT"] = "0"
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    try:
        done = subprocess.run(
            ["git", *settings, *words], cwd=folder, env=environment | dict(more or {}), input=given, capture_output=True
        )
    except FileNotFoundError:
        raise Missing from None
    if done.returncode:
        said = (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace").strip()
        command = next(word for word in words if not word.startswith("-") and "=" not in word)
        raise Failed(command, without_secrets(said))
    return done.stdout


def text(answer: bytes) -> str:
    return answer.decode("utf-8", "surrogateescape")
