"""What goes into the dialect and what comes out: frozen values that other processes and the store can hold."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element

from fanzha.images import Picture

Named = tuple[tuple[str, tuple[str, ...]], ...]


class Settings(NamedTuple):
    """What the site's config says about every post's text."""

    baseurl: str = ""
    labels: Named = ()
    """Words of labels by kind, besides the usual ones."""
    roles: tuple[tuple[str, str], ...] = ()
    """Role of a speaker by name, besides the usual ones."""
    attribution_keys: tuple[str, ...] = ()
    residue: tuple[str, ...] = ()
    """Lines that are left out, besides the usual ones."""
    trusted_hosts: tuple[str, ...] = ()
    """Hosts whose bare addresses are links, besides the usual ones."""


class Body(NamedTuple):
    """One post's text below its front matter, with everything that rendering it depends on."""

    path: str
    first_line: int
    """Number of the file's line with which `text` begins."""
    text: str
    title: str = ""
    pictures: tuple[tuple[str, Picture], ...] = ()
    """The pictures that exist, by address as `addresses.normal` writes it."""
    values: tuple[tuple[str, str], ...] = ()
    """What `{{ name }}` stands for, for the names that the text uses."""
    roles: tuple[tuple[str, str], ...] = ()
    hard_wrap: Literal["auto", "true", "false"] = "auto"
    lazy_quotes: bool = False
    typography: bool = True


class Heading(NamedTuple):
    """A line of the catalogue: level 1 to 6, the heading's id and its text."""

    level: int
    id: str
    text: str


class Account(NamedTuple):
    """The WeChat account that a post was copied from."""

    name: str
    wechat_id: str
    description: str


class Rendered(NamedTuple):
    """A post's text as HTML, and what the rest of the site wants to know of it."""

    html: str
    title: str = ""
    """The full title where the body's heading goes on after the front matter's; else empty."""
    excerpt: str = ""
    headings: tuple[Heading, ...] = ()
    pictures: tuple[str, ...] = ()
    """Addresses of the pictures that are no decoration, with the baseurl, in order."""
    attribution: tuple[tuple[str, str], ...] = ()
    account: Account | None = None


@dataclass
class Conversion:
    """The notes of one conversion under way: set anew for every body, shared by the constructs."""

    settings: Settings
    body: Body = field(default_factory=lambda: Body("", 1, ""))
    keep_lines: bool = True
    """B6: whether the lines of a paragraph are kept apart."""
    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    attribution: list[tuple[str, str]] = field(default_factory=list)
    attribution_quotes: list[tuple[Element, Element]] = field(default_factory=list)
    """Parent and element of every attribution."""
    account: Account | None = None
    odd_bold: bool = False
    """I2: whether a `**` was met that has no other half."""
    markdown_in_html: bool = False
    """Whether raw HTML may hold Markdown, which no pass over lines has seen."""
    too_deep: bool = False
    """Whether quotes or lists were met that are nested too deeply, and stay as typed."""
    plain_quotes: bool = False
    """Whether a quote was met that is neither dialogue nor attribution."""
    unbalanced: bool = False
    """Whether raw HTML was met that leaves tags open, or closes some that are not."""

    def start(self, body: Body) -> None:
        self.body, self.title, self.account, self.keep_lines = body, "", None, True
        self.markdown_in_html = "markdown=" in body.text
        self.odd_bold = self.too_deep = self.plain_quotes = self.unbalanced = False
        self.headings, self.pictures, self.attribution, self.attribution_quotes = [], [], [], []
