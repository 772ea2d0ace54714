"""Where GitHub Pages puts a site, and the domain and base path that follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site, run
from desks import GITHUB, POST, SITE, Desk, made

from fanzha.github_pages import Address, address, completed, contradicts, domain_of

pytestmark = pytest.mark.usefixtures("own_git")


@pytest.fixture
def desk(tmp_path: Path, own_git: None) -> Desk:
    return made(tmp_path, SITE)


# --- the domain, and the address


def test_the_domain_becomes_cname(desk: Desk) -> None:
    desk.commit({"config.yaml": "title: 反诈\ndomain: WWW.反诈.Example\n"})
    said = desk.published()
    assert desk.content("CNAME") == b"www.xn--kors61k.example\n"
    assert "https://www.xn--kors61k.example/" in said
    assert b'<link rel="canonical" href="https://www.xn--kors61k.example/' in desk.content("index.html")


# What is typed as `domain`, and the line of CNAME that comes of it; None where it is an error.
DOMAINS = {
    "a.example": "a.example",
    "https://A.Example/": "a.example",
    "反诈.中国": "xn--kors61k.xn--fiqs8s",
    "a.example/path": None,
    "a.example:8080": None,
    "localhost": None,
    "-a.example": None,
    "a..example": None,
    "[a.example]": None,
}


@pytest.mark.parametrize("typed", DOMAINS)
def test_a_domain_is_a_host_name(site: Site, typed: str) -> None:
    built = site({"config.yaml": f"title: 反诈\ndomain: {typed}\n", "posts/2020-06-01-a.md": POST})
    if DOMAINS[typed] is None:
        assert built.status == 1 and "config.yaml:2:9: error[config]" in built.err and "hint: " in built.err
    else:
        assert built.text("CNAME") == f"{DOMAINS[typed]}\n"
        assert f"https://{DOMAINS[typed]}/feed.xml" in built.text("feed.xml")
        assert "no-url" not in built.err


def test_a_domain_that_stands_there_is_kept(desk: Desk) -> None:
    desk.published()
    desk.stranger({"CNAME": "fanzha.example"}, message="Create CNAME")
    desk.commit({"posts/2020-06-01-a.md": POST + "改\n"})
    desk.published()
    assert desk.content("CNAME") == b"fanzha.example"
    assert len(desk.commits()) == 3
    assert "nothing has changed" in desk.published()


def test_a_domain_in_the_config_replaces_what_stands_there(desk: Desk) -> None:
    desk.published()
    desk.stranger({"CNAME": "old.example"}, message="Create CNAME")
    desk.commit({"config.yaml": "title: 反诈\ndomain: new.example\n"})
    assert "from old.example to new.example" in desk.published()
    assert desk.content("CNAME") == b"new.example\n"


def test_a_file_cname_of_the_sites_own_counts(desk: Desk) -> None:
    desk.commit({"static/CNAME": "own.example\n", "config.yaml": "title: 反诈\ndomain: config.example\n"})
    assert "warning[domain]" in desk.published()
    assert desk.content("CNAME") == b"own.example\n"


def test_the_cname_of_a_jekyll_blog(desk: Desk) -> None:
    desk.commit({"_config.yml": "title: 反诈\n", "_posts/2020-06-01-a.md": POST, "CNAME": "blog.example\n"})
    for path in ("config.yaml", "posts/2020-06-01-a.md"):
        (desk.clone / path).unlink()
    said = desk.published("--allow-dirty")
    assert desk.content("CNAME") == b"blog.example\n"
    assert "the site's address is https://blog.example/ (by its domain)" in said


# The config, the options, and the base path of the pages that are published from GITHUB.
# fmt: off
BASES = [
    ("nothing is set", "title: 反诈\n", (), "/my-repo"),
    ("empty settings", 'title: 反诈\nurl: ""\nbaseurl: ""\n', (), "/my-repo"),
    ("url without baseurl", "title: 反诈\nurl: https://fan-zha.github.io\n", (), "/my-repo"),
    ("url by an option", "title: 反诈\n", ("--url", "fan-zha.github.io"), "/my-repo"),
    ("a custom domain", "title: 反诈\ndomain: a.example\n", (), ""),
    ("baseurl by an option", "title: 反诈\n", ("--baseurl", "/x"), "/x"),
    ("an empty one", "title: 反诈\n", ("--baseurl", ""), ""),
    ("both by options", "title: 反诈\n", ("--url", "a.example", "--baseurl", ""), ""),
]
# fmt: on


@pytest.mark.parametrize(("config", "options", "base"), [row[1:] for row in BASES], ids=[row[0] for row in BASES])
def test_the_base_path_follows_the_remotes_address(
    tmp_path: Path, config: str, options: tuple[str, ...], base: str
) -> None:
    desk = made(tmp_path, {**SITE, "config.yaml": config}, GITHUB)
    said = desk.published(*options)
    assert f'<a class="skip" href="{base}/'.encode() not in desk.content(
        "index.html"
    )  # it leads to a place on the page
    assert f'href="{base}/assets/style.'.encode() in desk.content("index.html")
    if base == "/my-repo":
        assert "https://fan-zha.github.io/my-repo/" in said
        assert b"https://fan-zha.github.io/my-repo/2020/06/01/a/" in desk.content("sitemap.xml")


def test_a_preview_is_not_disturbed_by_an_address_that_was_worked_out(tmp_path: Path) -> None:
    desk = made(tmp_path, {**SITE, "config.yaml": "title: 反诈\n"}, GITHUB)
    run("build", "--source", str(desk.clone))
    before = {path: path.read_bytes() for path in (desk.clone / "_site").rglob("*") if path.is_file()}
    desk.published()
    assert before == {path: path.read_bytes() for path in (desk.clone / "_site").rglob("*") if path.is_file()}
    assert b"/my-repo/" in desk.content("index.html")


def test_a_config_that_contradicts_the_address_is_warned_about(tmp_path: Path) -> None:
    config = "title: 反诈\nurl: https://fan-zha.github.io\nbaseurl: /other\n"
    desk = made(tmp_path, {**SITE, "config.yaml": config}, GITHUB)
    assert "warning[site-address]: the site is built for https://fan-zha.github.io/other/" in desk.published()


# fmt: off
ADDRESSES = [
    ("https://github.com/Fan-Zha/my-repo.git",                    "https://fan-zha.github.io/my-repo/"),
    ("https://github.com/fan-zha/my-repo",                        "https://fan-zha.github.io/my-repo/"),
    ("https://github.com/fan-zha/my.repo.git/",                   "https://fan-zha.github.io/my.repo/"),
    ("https://www.github.com/fan-zha/My-Repo",                    "https://fan-zha.github.io/My-Repo/"),
    ("https://x-access-token:ghp_1@github.com/fan-zha/r.git",     "https://fan-zha.github.io/r/"),
    ("http://github.com/fan-zha/r",                               "https://fan-zha.github.io/r/"),
    ("git://github.com/fan-zha/r.git",                            "https://fan-zha.github.io/r/"),
    ("git@github.com:fan-zha/r.git",                              "https://fan-zha.github.io/r/"),
    ("git@github.com:/fan-zha/r.git",                             "https://fan-zha.github.io/r/"),
    ("github.com:fan-zha/r",                                      "https://fan-zha.github.io/r/"),
    ("git@github.com-work:fan-zha/r.git",                         "https://fan-zha.github.io/r/"),
    ("ssh://git@github.com/fan-zha/r.git",                        "https://fan-zha.github.io/r/"),
    ("ssh://git@ssh.github.com:443/fan-zha/r.git",                "https://fan-zha.github.io/r/"),
    ("https://mirror.example/https://github.com/fan-zha/r.git",   "https://fan-zha.github.io/r/"),
    ("git@github.com:Fan-Zha/fan-zha.github.io.git",              "https://fan-zha.github.io/"),
    ("https://github.com/fan-zha/Fan-Zha.GitHub.io",              "https://fan-zha.github.io/"),
    ("https://github.com/fan-zha/other.github.io",                "https://fan-zha.github.io/other.github.io/"),
    ("https://gitee.com/fan-zha/r.git",                           "None"),
    ("https://notgithub.com/fan-zha/r.git",                       "None"),
    ("https://github.com.evil.example/fan-zha/r.git",             "None"),
    ("https://github.example.com/fan-zha/r.git",                  "None"),
    ("/srv/github.com.git",                                       "None"),
    ("../remote.git",                                             "None"),
    ("C:\\repos\\r.git",                                          "None"),
]
# fmt: on


@pytest.mark.parametrize(("remote", "served"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_where_github_serves_a_remote(remote: str, served: str) -> None:
    assert str(address(remote)) == served
    assert str(address(remote, "a.example")) == "https://a.example/"


def test_what_is_added_to_a_config_and_what_contradicts_it() -> None:
    project = Address("https://a.github.io", "/r")
    assert completed("", "", project) == project
    assert completed("", "/x", project) == Address("https://a.github.io", "/x")
    assert completed("https://A.github.io", "", project) == Address("https://A.github.io", "/r")
    assert completed("https://b.example", "", project) is None
    assert completed("https://a.github.io", "/r", project) is None
    assert completed("", "", None) is None
    assert contradicts("https://a.github.io", "/x", project)
    assert contradicts("https://b.github.io", "/r", project)
    assert contradicts("https://b.example", "", project)
    assert not contradicts("https://b.example", "/r", project)  # where the owner's own site has a domain
    assert not contradicts("https://b.example", "", None)
    assert domain_of("\ufeff# x\n\n A.example \nb.example") == "a.example"
    assert domain_of("\n") == ""
