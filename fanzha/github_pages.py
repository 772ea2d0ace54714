"""What GitHub Pages does with a repository: at which address it serves a site, and how much it takes.

In: the address of a git remote, the content of a `CNAME` file. Out: values. Nothing here asks the disk or the network.

Sources: docs.github.com/pages, "Types of GitHub Pages sites", "GitHub Pages limits", "Managing a custom domain", and
docs.github.com/repositories, "About large files on GitHub".
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from fanzha.patterns import pattern

CNAME = "CNAME"
"""The file in a published branch's root that holds the site's custom domain."""

NO_JEKYLL = ".nojekyll"
"""The file in a published branch's root that keeps GitHub from running Jekyll, which drops names with `_` in front."""

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes: GitHub refuses a push with a larger file."""

LARGEST_SITE = 1_000_000_000
"""Bytes: what a published site may have."""

REPOSITORY = pattern(
    r"(?:^|[/@.])(?:www\.)?github\.com(?:-[\w.-]+)?(?::\d+)?[/:]+(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/*$",
    re.IGNORECASE | re.ASCII,
)
"""The end of every form that an address has: https, ssh, `git@github.com:…`; an alias for a second key such as
`github.com-work`; a mirror that has the whole address behind its own."""

HIDDEN = pattern(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^/\s'\"]*@", re.IGNORECASE)
"""Name and password, or a token, in front of an address's host."""


class Repository(NamedTuple):
    owner: str
    name: str


class Address(NamedTuple):
    """Where a site stands: scheme and host, and the path below it, empty or with a slash in front and none behind."""

    url: str
    baseurl: str

    def __str__(self) -> str:
        return f"{self.url}{self.baseurl}/"


def repository(remote: str) -> Repository | None:
    """The repository on github.com that a remote's address means, in any of the forms that git takes."""
    found = REPOSITORY.search(remote.strip())
    return Repository(found["owner"], found["name"]) if found else None


def address(remote: str, domain: str = "") -> Address | None:
    """Where GitHub Pages serves the site of that remote; None if the remote is not on github.com.

    A custom domain's site and a user's (`owner/owner.github.io`) stand at the root, a project's under its name.
    """
    if domain:
        return Address(f"https://{domain}", "")
    found = repository(remote)
    if found is None:
        return None
    host = f"{found.owner.lower()}.github.io"
    return Address(f"https://{host}", "" if found.name.lower() == host else f"/{found.name}")


def domain_of(cname: str) -> str:
    """The domain that a `CNAME` file's text names, in lower case; empty where it names none."""
    lines = [line.strip() for line in cname.lstrip("\ufeff").splitlines()]
    return next((line.lower() for line in lines if line and not line.startswith("#")), "")


def without_secrets(text: str) -> str:
    """The text, with no name, password or token left in any address."""
    return HIDDEN.sub(lambda found: found["scheme"], text)


def completed(url: str, baseurl: str, served: Address | None) -> Address | None:
    """Where a site stands whose config says `url` and `baseurl` (each may be empty), and which is served at `served`.

    None where nothing has to be added to the config's word.
    """
    if served is None or (url and baseurl):
        return None
    if not url:
        return Address(served.url, baseurl or served.baseurl)
    if served.baseurl and urlsplit(url).hostname == urlsplit(served.url).hostname:
        return Address(url, served.baseurl)
    return None


def contradicts(url: str, baseurl: str, served: Address | None) -> bool:
    """Whether pages that are built for `url` and `baseurl` would not find each other where GitHub serves them."""
    if served is None:
        return False
    host = urlsplit(url).hostname or ""
    elsewhere = host.endswith(".github.io") and host != urlsplit(served.url).hostname
    return baseurl != served.baseurl or elsewhere
