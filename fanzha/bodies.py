"""A post's text with everything that rendering it depends on: the values and the pictures that it uses.

What is found missing here is reported here, with its place: later nobody knows the lines any more.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape

from fanzha import dialect, jekyll, slugs
from fanzha.config import Config
from fanzha.dialect import addresses, excerpt, liquid
from fanzha.dialect.code import code_lines, without_spans
from fanzha.dialect.figures import SPACER
from fanzha.front_matter import Meta
from fanzha.images import Images, Picture, put_into
from fanzha.jekyll import DRAFTS, HTML_SUFFIXES, POSTS
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text
from fanzha.sources import DRAFT_FOLDERS, POST_FOLDERS
from fanzha.texts import Source
from fanzha.yaml_tree import Scalar, Table

PICTURE = pattern(r"!\[[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*\]\(|<img\b[^<>]*?src\s*=\s*[\"']?", re.IGNORECASE)
CUT_ADDRESS = pattern(r"(!\[[^\[\]\n]*\]\([^()\s]*)\n>?[ ]?(?=[^\s()]*\))")
"""A picture's address that a line end cuts."""

LONGEST_ADDRESS = 2000
"""Characters: browsers take no longer ones everywhere."""

OF_THE_WEB = ("http://", "https://", "#")
"""How addresses begin that mean no file of the site, however they are read."""

ON_OWN_DISK = pattern(r"[a-z]:[\\/]|file:", re.IGNORECASE)
"""Addresses that lead to the editor's own computer."""

SITE_VALUES = ("baseurl", "url", "title", "description", "author", "email")
"""Settings that a text may use by name, as they are read; any other stands as it was typed."""


def prepare(
    source: Source, text: str, first_line: int, meta: Meta, table: Table, config: Config, images: Images
) -> tuple[dialect.Body, list[Problem]]:
    """The body with the values and pictures that its text uses, and warnings for pictures that are not there."""
    values = value_table(text, meta, table, config)
    folder = posixpath.dirname(source.path)
    pictures: dict[str, Picture] = {}
    all_found = True
    # Each once: many a divider stands between all parts of a text.
    for typed in dict.fromkeys(typed for _, typed in addresses.typed_addresses(addresses_rejoined(text))):
        address = addresses.normal(liquid.fill(typed, values), config.baseurl)
        picture = None if addresses.is_remote(address) else images.find(address, folder)
        if picture:
            pictures[address] = picture
        elif not address.startswith(OF_THE_WEB):
            all_found = False
    body = dialect.Body(
        path=source.path,
        first_line=first_line,
        text=text,
        title=meta.title,
        pictures=tuple(sorted(pictures.items())),
        values=tuple(sorted(values.items())),
        roles=meta.roles,
        hard_wrap=meta.hard_wrap or config.hard_wrap,
        lazy_quotes=config.lazy_quotes if meta.lazy_quotes is None else meta.lazy_quotes,
        typography=config.typography if meta.typography is None else meta.typography,
    )
    problems = [] if all_found else list(missing_pictures(body, config, images, folder))
    if is_html(source.path) and jekyll.has_liquid(text):
        problems.append(_liquid_left_out(Place(source.path, first_line)))
    header = meta.header_img
    if header and (not addresses.is_remote(header) or ON_OWN_DISK.match(header)) and not images.find(header, ""):
        entry = table.get("header-img")
        place = entry.value.place if entry else Place(source.path)
        problems.append(_missing_picture(place, header, images.suggest(header, "")))
    return body, problems


def addresses_rejoined(text: str) -> str:
    """The text with addresses that a line end cuts in one piece, as the dialect will read them."""
    return CUT_ADDRESS.sub(r"\1", text) if "![" in text else text


def is_html(path: str) -> bool:
    """Whether a source is HTML, which no rule of the dialect touches."""
    return path.lower().endswith(HTML_SUFFIXES)


def as_it_is(body: dialect.Body, baseurl: str) -> dialect.Rendered:
    """An HTML source as it stands, with its values and links filled in."""
    values = {
        name: escape(value if name.startswith(("site.", "page.")) else slugs.encoded(baseurl + value))
        for name, value in body.values
    }
    html = liquid.LINK.sub(lambda match: values.get(f"{match[1]} {match[2]}", match[0]), body.text)
    html = jekyll.without_liquid(liquid.fill(html, values))
    return dialect.Rendered(html, excerpt=excerpt.of_html(html))


def value_table(text: str, meta: Meta, table: Table, config: Config) -> dict[str, str]:
    """The values of `site` and `page` that the text uses, by name."""
    used = liquid.names(text)
    if not used:
        return {}
    known: dict[str, str] = {}
    if any(name.startswith("page.") for name in used):
        known = {f"page.{entry.name}": entry.value.text for entry in table.entries if isinstance(entry.value, Scalar)}
        known["page.title"] = meta.title
    if meta.date and "page.date" in used:
        known["page.date"] = f"{meta.date:%Y-%m-%d %H:%M:%S %z}"
    # Asked one by one: a post depends on the settings that its text uses, and on no others.
    known |= {f"site.{name}": getattr(config, name) for name in SITE_VALUES if f"site.{name}" in used}
    if not used <= known.keys():
        known = {f"site.{name}": value for name, value in config.values} | known
    return {name: known[name] for name in used if name in known}


def with_links(body: dialect.Body, addresses_by_name: Mapping[str, str]) -> dialect.Body:
    """The body with the addresses that its `{% post_url %}` and `{% link %}` mean, where they are known."""
    found = {name: addresses_by_name[name] for name in liquid.link_names(body.text) if name in addresses_by_name}
    return body._replace(values=tuple(sorted((*body.values, *found.items())))) if found else body


def link_targets(path: str, address: str) -> Iterator[tuple[str, str]]:
    """By what tags may name a source (jekyllrb.com/docs/liquid/tags), and its address without the baseurl."""
    yield f"link {path}", address
    above, rest = split_at_posts(path)
    if rest:
        folder = DRAFTS if path.split("/")[len(above)].endswith("drafts") else POSTS
        stem = "/".join((*above, posixpath.splitext(rest)[0]))
        yield f"link {'/'.join((*above, folder, rest))}", address
        yield f"post_url {stem}", address
        yield f"post_url {posixpath.basename(stem)}", address
    elif path.startswith("pages/"):
        yield f"link {path.removeprefix('pages/')}", address


def split_at_posts(path: str) -> tuple[tuple[str, ...], str]:
    """The folders above the posts' own, which Jekyll takes for categories, and the path below it; empty for a page."""
    parts = path.split("/")
    for number, part in enumerate(parts[:-1]):
        if part in (POSTS, DRAFTS) or (number == 0 and part in (*POST_FOLDERS, *DRAFT_FOLDERS)):
            return tuple(parts[:number]), "/".join(parts[number + 1 :])
    return (), ""


def missing_pictures(body: dialect.Body, config: Config, images: Images, folder: str) -> Iterator[Problem]:
    """P3: a warning for each local picture of the body that is not there, at its address."""
    if "![" not in body.text and "<img" not in body.text.lower():
        return
    values, found = dict(body.values), dict(body.pictures)
    lines = body.text.split("\n")
    code = code_lines(lines)
    may_hold_some = [number for number, line in enumerate(lines) if ("![" in line or "<" in line) and not code[number]]
    for number in may_hold_some:
        line = without_spans(lines[number])
        for match in PICTURE.finditer(line):
            closing = line.find(">" if match[0][0] == "<" else ")", match.end())
            image = line[match.start() : closing + 1 if match[0][0] == "<" else match.end() + LONGEST_ADDRESS]
            if closing < 0 and number + 1 < len(lines):
                # Where the address goes on in the next line, it is read together with it.
                image = line[match.start() :] + lines[number + 1].lstrip("> ")
            typed = next((address for _, address in addresses.typed_addresses(image)), "")
            address = addresses.normal(liquid.fill(typed, values), config.baseurl)
            elsewhere = addresses.is_remote(addresses.mended(address)) and not ON_OWN_DISK.match(address)
            if address and not elsewhere and address not in found and not SPACER.search(address):
                place = Place(body.path, body.first_line + number, match.end() + 1)
                yield _missing_picture(place, address, images.suggest(address, folder))


NOT_FOR_BROWSERS = frozenset(".heic .heif .tif .tiff .psd .raw .dng .pdf .doc .docx".split())
"""Endings of pictures, as telephones and offices save them, that browsers cannot show."""


def _liquid_left_out(place: Place) -> Problem:
    what = Text("这一页里的 Liquid 代码没有执行，已略去", "the Liquid of this page is not run, and is left out")
    hint = Text("看看这一页还缺什么，用文字或 HTML 补上。", "See what the page lacks, and write it as words or HTML.")
    return Problem(place, "warning", "liquid", what, hint)


def _missing_picture(place: Place, address: str, suggestion: Text | None) -> Problem:
    what = Text(f"找不到图片 {address}", f"there is no picture {address}")
    folder = posixpath.dirname(address).lstrip("./") or "postimg"
    if ON_OWN_DISK.match(address):
        name = posixpath.basename(address.replace("\\", "/"))
        what = Text(
            f"图片 {address} 在您自己的电脑上，读者看不到",
            f"the picture {address} lies on your own computer, where no reader sees it",
        )
        suggestion = Text(
            f"把图片放进 postimg/，这里写 /postimg/{name}", f"Put the picture into postimg/ and write /postimg/{name}"
        )
    ending = posixpath.splitext(address)[1].lower()
    if ending in NOT_FOR_BROWSERS and not suggestion:
        what = Text(f"浏览器显示不了 {ending} 的图片 {address}", f"no browser shows a {ending} such as {address}")
        suggestion = Text(
            "另存为（导出）JPG 或 PNG，再放进 postimg/。",
            "Save or export it as JPEG or PNG, and put that into postimg/.",
        )
    hint = suggestion or put_into(folder)
    return Problem(place, "warning", "missing-picture", what, hint)
