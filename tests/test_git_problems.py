"""Failures of git are told in words, and never with a password."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from desks import SITE, Desk, git, made

from fanzha.git import Failed
from fanzha.git_problems import is_lost_race, problem
from fanzha.github_pages import without_secrets
from fanzha.repository import Remote

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def desk(tmp_path: Path, own_git: None) -> Desk:
    return made(tmp_path, SITE)


# --- failures of git, in words


# What git and GitHub say, and the code of the problem that an editor is told.
SAID = """\
no-repository     fatal: not a git repository (or any of the parent directories): .git
no-repository     fatal: detected dubious ownership in repository at '/x' git config --global --add safe.directory /x
no-git            xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools), missing xcrun
no-git            xcode-select: note: No developer tools were found, requesting install.
no-remote         fatal: '/x/remote.git' does not appear to be a git repository. fatal: Could not read
no-remote         remote: Repository not found. fatal: repository 'https://github.com/a/b.git/' not found
no-remote         ERROR: Repository not found. fatal: Could not read from remote repository.
no-permission     git@github.com: Permission denied (publickey). fatal: Could not read from remote repository.
no-permission     Host key verification failed. fatal: Could not read from remote repository.
no-permission     ERROR: Permission to a/b.git denied to c. fatal: Could not read from remote repository.
no-permission     ERROR: Permission to a/b.git denied to deploy key
no-permission     fatal: unable to access 'https://github.com/a/b.git/': The requested URL returned error: 403
no-permission     remote: Write access to repository not granted.
no-permission     remote: Support for password authentication was removed. fatal: Authentication failed for 'https://github.com'
no-permission     fatal: could not read Username for 'https://github.com': terminal prompts disabled
no-permission     remote: error: GH007: Your push would publish a private email address.
no-permission     error: remote unpack failed: unable to create temporary object directory
no-network        fatal: unable to access 'https://github.com/a/b.git/': Could not resolve host: github.com
no-network        ssh: Could not resolve hostname github.com: Name or service not known
no-network        fatal: unable to access 'https://github.com/a/': Failed to connect to github.com port 443
no-network        fatal: unable to access 'https://github.com/a/': OpenSSL SSL_read: Connection was reset
no-network        fatal: unable to access 'https://github.com/a/': gnutls_handshake() failed
no-network        kex_exchange_identification: Connection closed by remote host
no-network        error: RPC failed; curl 28 Operation too slow. fatal: the remote end hung up unexpectedly
protected-branch  remote: error: GH006: Protected branch update failed for refs/heads/gh-pages. 
protected-branch  remote: error: GH013: Repository rule violations found for refs/heads/gh-pages.
protected-branch  ! x:y [remote rejected] (pre-receive hook declined)
large-file        remote: error: GH001: Large files detected. ! x:y [remote rejected] (pre-receive hook declined)
large-file        error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413
no-git            error: unknown option `no-write-fetch-head'
git               fatal: write error: No space left on device
git               fatal: something that nobody has seen before
"""
ROWS = [line.split(maxsplit=1) for line in SAID.splitlines()]


@pytest.mark.parametrize(("code", "said"), ROWS, ids=[f"{code}-{number}" for number, (code, _) in enumerate(ROWS)])
def test_gits_failures_are_told_in_words(code: str, said: str) -> None:
    for command in ("ls-remote", "push"):
        failed = Failed(command, said)
        told = problem(failed)
        assert told.code == code and told.severity == "error" and told.hint
        assert not is_lost_race(failed)
        assert told.what.zh != told.what.en


LOST = (
    "! x:refs/heads/gh-pages [rejected] (stale info)",
    "! x:refs/heads/gh-pages [rejected] (fetch first)",
    "! x:refs/heads/gh-pages [rejected] (non-fast-forward)",
    "remote: error: cannot lock ref 'refs/heads/gh-pages': is at 1 but expected 2",
    "! x:y [remote rejected] (failed to update ref)",
    "! x:y [remote rejected] (incorrect old value provided)",
    "! x:y [remote rejected] (reference already exists)",
)


@pytest.mark.parametrize("said", LOST)
def test_lost_races_are_known(said: str) -> None:
    assert is_lost_race(Failed("push", said))


def test_a_remote_that_is_gone(desk: Desk) -> None:
    shutil.move(desk.bare, desk.bare.parent / "moved.git")
    status, _, err = desk.publish()
    assert status == 2 and "origin: error[no-remote]: the remote repository is not found" in err


def test_a_remote_that_declines(desk: Desk) -> None:
    hook = desk.bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'ask 王工 first' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    before = desk.state()
    status, _, err = desk.publish()
    assert status == 2 and "error[protected-branch]" in err and "It says: ask 王工 first" in err
    assert desk.state() == before and desk.commits() == []


class Refusing(BaseHTTPRequestHandler):
    status = 401

    def do_GET(self) -> None:
        self.send_response(self.status)
        if self.status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def refusing() -> Iterator[tuple[type[Refusing], int]]:
    class Handler(Refusing):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Handler, server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "code"), [(401, "no-permission"), (403, "no-permission"), (404, "no-remote"), (502, "no-network")]
)
def test_a_host_that_refuses_and_a_password_that_is_never_shown(
    desk: Desk, refusing: tuple[type[Refusing], int], status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, port = refusing
    handler.status = status
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    git(desk.clone, "remote", "set-url", "origin", f"http://editor:s3cr3t@127.0.0.1:{port}/r.git")
    for options in ((), ("--report", "json"), ("--verbose",)):
        result, out, err = desk.publish("--allow-dirty", *options)
        assert result == 2 and code in out + err
        assert "s3cr3t" not in out + err


def test_no_network(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    git(desk.clone, "remote", "set-url", "origin", "https://s3cr3t@127.0.0.1:1/r.git")
    status, out, err = desk.publish("--allow-dirty")
    assert status == 2 and "origin: error[no-network]" in err and "s3cr3t" not in out + err


def test_secrets_in_addresses() -> None:
    for given, shown in (
        ("https://ghp_1:x@github.com/a/b", "https://github.com/a/b"),
        ("ssh://git:pw@h:22/r", "ssh://h:22/r"),
        ("unable to access 'https://a:p@ss@h/r/': no", "unable to access 'https://h/r/': no"),
        ("git@github.com:a/b", "git@github.com:a/b"),
    ):
        assert without_secrets(given) == shown
    assert Remote("origin", "origin", "", "https://t@h/r").shown == "https://h/r"
