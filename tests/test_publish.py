"""Publishing to real bare repositories on disk: what is pushed, where it stands, what a dry run says."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Files, figures, run, write
from desks import POST, SITE, STRANGER, Desk, git, made

from fanzha import github_pages

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def desk(tmp_path: Path, own_git: None) -> Desk:
    return made(tmp_path, SITE)


# --- what is pushed


def test_the_site_folder_is_what_stands_on_the_branch(desk: Desk) -> None:
    before = desk.state()
    desk.published()
    site = desk.clone / "_site"
    built = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    del built[".fanzha.json"]
    assert desk.tree() == {**built, ".nojekyll": b""}
    assert built["看 看.txt"] == "一\r\n二\n".encode()
    assert len(desk.commits()) == 1
    assert desk.state() == before
    assert git(desk.clone, "status", "--porcelain", "--", "posts", "static", "config.yaml") == ""


def test_nothing_is_committed_where_nothing_has_changed(desk: Desk) -> None:
    desk.published()
    before = desk.commits()
    assert "nothing has changed" in desk.published()
    # Neither does a new source commit, where the site is the same.
    desk.commit()
    assert "nothing has changed" in desk.published()
    assert desk.commits() == before


def test_a_change_is_one_commit_that_names_its_source(desk: Desk) -> None:
    desk.published()
    first = desk.commits()
    source = desk.commit({"posts/2020-06-02-b.md": POST.replace("甲", "乙"), "static/看 看.txt": b"\x00\xff"})
    said = desk.published()
    assert desk.commits()[1:] == first
    assert f"\nSource-Commit: {source}" in desk.message()
    assert "Source-State" not in desk.message()
    assert "published:" in said and "1 files added" not in said
    assert desk.content("看 看.txt") == b"\x00\xff"
    (desk.clone / "static/看 看.txt").unlink()
    desk.commit()
    desk.published()
    assert "看 看.txt" not in desk.tree()


def test_a_users_settings_do_not_change_the_bytes(desk: Desk) -> None:
    names = ["a.txt", "b.log", "-dash", "ignored/file.bin"]
    if os.name == "posix":
        names += ['"quoted".txt', "x\ny.txt", "back\\slash.txt"]
    files: Files = {f"static/{name}": f"一\r\n二\n$Id$ {name}\r\n" for name in names}
    write(
        desk.clone,
        {"ignore": "*\n", "attributes": "* text=auto eol=crlf filter=evil ident working-tree-encoding=UTF-16\n"},
    )
    for name, value in {
        "core.autocrlf": "true",
        "core.excludesFile": str(desk.clone / "ignore"),
        "core.attributesFile": str(desk.clone / "attributes"),
        "core.ignoreCase": "true",
        "core.splitIndex": "true",
        "filter.evil.clean": "tr a-z A-Z",
        "filter.evil.required": "true",
        "commit.gpgSign": "true",
        "push.followTags": "true",
        "push.gpgSign": "true",
        "log.showSignature": "true",
        "i18n.commitEncoding": "GBK",
    }.items():
        git(desk.clone, "config", name, value)
    write(desk.clone, files)
    git(desk.clone, *STRANGER, "tag", "-a", "-m", "x", "v1")
    desk.published("--allow-dirty")
    tree = desk.tree()
    assert {name: tree.get(name) for name in names} == {
        name.removeprefix("static/"): data.encode() for name, data in files.items() if isinstance(data, str)
    }
    assert git(desk.bare, "tag") == ""
    assert not list((desk.clone / ".git").glob("sharedindex*"))


def test_no_hook_runs(desk: Desk) -> None:
    witness = desk.clone.parent / "witness"
    for name in ("pre-push", "reference-transaction", "post-index-change", "pre-auto-gc", "commit-msg", "pre-commit"):
        hook = desk.clone / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {name} >> '{witness}'\nexit 1\n", "utf-8")
        hook.chmod(hook.stat().st_mode | stat.S_IEXEC)
    desk.published()
    assert desk.commits()
    assert not witness.exists()


def test_variables_of_another_repository_do_not_count(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a hook, where git names its own repository by variables."""
    other = made_in(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.clone / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.clone))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.clone / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.clone / ".git" / "objects"))
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    desk.published()
    for name in [name for name in os.environ if name.startswith("GIT_") and not name.startswith("GIT_CONFIG")]:
        monkeypatch.delenv(name)
    assert len(desk.commits()) == 1
    assert other.commits() == []


def made_in(folder: Path) -> Desk:
    folder.mkdir()
    return made(folder, SITE)


def test_a_commit_needs_no_name_and_takes_one_that_is_set(desk: Desk) -> None:
    desk.published()
    assert (
        git(desk.bare, "log", "-1", "--format=%an <%ae> %cn", "gh-pages") == "fanzha <fanzha@localhost.invalid> fanzha"
    )
    git(desk.clone, "config", "user.name", "何姐")
    git(desk.clone, "config", "user.email", "h@a.example")
    desk.commit({"static/b.txt": "b"})
    desk.published()
    assert git(desk.bare, "log", "-1", "--format=%an <%ae>", "gh-pages") == "何姐 <h@a.example>"


def test_the_source_may_lie_below_the_repositorys_root(tmp_path: Path) -> None:
    desk = made(tmp_path, SITE)
    inner = desk.clone / "sites" / "反 诈"
    write(inner, SITE)
    git(desk.clone, "add", "-A", "sites")
    git(desk.clone, *STRANGER, "commit", "--quiet", "-m", "moved")
    git(desk.clone, "push", "--quiet", "origin", "HEAD")
    write(desk.clone, {"unrelated.txt": "not of the site, and not committed"})
    Desk(inner, desk.bare).published()
    assert "index.html" in desk.tree()


def test_a_shallow_clone_publishes(desk: Desk) -> None:
    desk.published()
    desk.commit({"static/b.txt": "b"})
    shallow = desk.clone.parent / "shallow"
    git(desk.clone.parent, "clone", "--quiet", "--depth=1", f"file://{desk.bare}", str(shallow))
    Desk(shallow, desk.bare).published()
    assert len(desk.commits()) == 2 and "b.txt" in desk.tree()


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    """GitHub has none yet; other hosts do."""
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", "remote.git")
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "clone")
    git(tmp_path / "clone", "remote", "add", "origin", str(tmp_path / "remote.git"))
    desk = Desk(tmp_path / "clone", tmp_path / "remote.git")
    desk.commit(SITE)
    desk.published()
    assert len(desk.commits()[0]) == 64
    assert "nothing has changed" in desk.published()


# --- builds that fail, and dry runs


def test_errors_stop_it_and_warnings_are_listed(desk: Desk) -> None:
    desk.commit({"posts/2020-06-02-b.md": "---\ntitle: 乙\ndate: 2020-06-02\n---\n![图](/postimg/none.png)\n"})
    assert "warning[missing-picture]" in desk.published()
    before = desk.commits()
    desk.commit({"posts/2020-06-03-c.md": "---\ntitle：丙\n---\n"})
    status, out, err = desk.publish()
    assert status == 1 and "error[front-matter]" in err and "nothing was published" in out
    assert desk.commits() == before


def test_a_dry_run_changes_nothing_anywhere(desk: Desk) -> None:
    desk.published()
    desk.commit({"static/b.txt": "12345", "static/看 看.txt": "1"})
    (desk.clone / "posts/2020-06-01-a.md").rename(desk.clone / "posts/2020-06-01-z.md")
    desk.commit()
    objects = sorted((desk.clone / ".git" / "objects").rglob("*"))
    before, refs = desk.state(), git(desk.bare, "for-each-ref")
    said = desk.published("--dry-run")
    assert "added   b.txt (5 B)" in said and "changed 看 看.txt (1 B)" in said
    assert "added   2020/06/01/z/index.html (" in said and "removed 2020/06/01/a/index.html (" in said
    assert "a dry run, nothing was pushed to origin/gh-pages: 2 files added" in said
    answer = figures(desk.publish("--dry-run", "--report", "json")[1])
    assert answer["added"] == ["2020/06/01/z/index.html", "b.txt"]
    assert answer["removed"] == ["2020/06/01/a/index.html"]
    assert answer["published"] is False and answer["commit"] is None
    upload = sum(len((desk.clone / "_site" / path).read_bytes()) for path in [*answer["added"], *answer["changed"]])  # type: ignore[misc]  # JSON
    assert answer["upload_bytes"] == upload
    assert desk.state() == before and git(desk.bare, "for-each-ref") == refs
    assert sorted((desk.clone / ".git" / "objects").rglob("*")) == objects
    desk.published()
    assert figures(desk.publish("--dry-run", "--report", "json")[1])["added"] == []


def test_files_that_others_put_into_the_site_folder_are_not_published(desk: Desk) -> None:
    run("build", "--source", str(desk.clone))
    write(desk.clone / "_site", {"私人.txt": "x", ".env": "TOKEN=1"})
    desk.published()
    assert not {"私人.txt", ".env", ".fanzha.json"} & desk.tree().keys()


def test_a_site_folder_that_was_tampered_with_is_not_published(desk: Desk) -> None:
    run("build", "--source", str(desk.clone))
    page = desk.clone / "_site/index.html"
    page.write_bytes(page.read_bytes()[::-1])  # as long as before
    desk.published()
    assert desk.content("index.html").startswith(b"<!doctype html>")


# --- too large


def test_what_github_does_not_take(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    large = desk.clone / "static" / "视频.mp4"
    with large.open("wb") as file:
        file.truncate(github_pages.LARGEST_FILE + 1)
    status, _, err = desk.publish("--allow-dirty", "--force")
    assert status == 1 and "视频.mp4: error[large-file]: this file has 105 MB" in err
    assert desk.commits() == []
    large.unlink()
    monkeypatch.setattr(github_pages, "LARGEST_SITE", 1000)
    status, _, err = desk.publish("--allow-dirty")
    assert status == 1 and ".: error[site-size]: the whole site has" in err and "assets/style." in err
    desk.published("--allow-dirty", "--force")


# --- how long it takes


def test_a_thousand_files(desk: Desk, record_property: Callable[[str, object], None]) -> None:
    """First and unchanged; `bench/publish.py` measures the same beside a copy of the folder."""
    files: Files = {f"static/{number % 40}/{number}.txt": f"{number}\n" * 400 for number in range(1000)}
    write(desk.clone, files)
    run("build", "--source", str(desk.clone))
    seconds = []
    for _ in range(2):
        began = time.perf_counter()
        desk.published("--allow-dirty")
        seconds.append(time.perf_counter() - began)
    for name, value in zip(("first", "unchanged"), seconds, strict=True):
        record_property(f"seconds_{name}", round(value, 2))
    assert len(desk.commits()) == 1 and len(desk.tree()) > 1000
    assert seconds[0] < 20 and seconds[1] < min(5, seconds[0])
