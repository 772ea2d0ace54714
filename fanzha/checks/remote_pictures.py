"""Pictures on others' servers that readers do not see, or by which somebody counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from fanzha.checks import places, references
from fanzha.checks.subject import Subject
from fanzha.dialect.addresses import is_remote, mended
from fanzha.dialect.figures import IMAGE, SPACER
from fanzha.problems import Place, Problem, Text
from fanzha.reading import Reading

WECHAT = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.)*(?:qpic\.cn|qlogo\.cn|res\d*\.wx\.qq\.com)(?![\w.-])[^\s\"'<>()\u2e80-\uffff]*",
    re.IGNORECASE,
)
"""An address on WeChat's picture servers, which send a placeholder to the readers of any other site."""

WECHATS_NAMES = ("qpic.cn", "qlogo.cn", "wx.qq.com")

FRAME = re.compile(r"<(?:img|iframe|embed)\b[^<>]*>", re.IGNORECASE)
REMOTE = re.compile(r"(?:src\s*=\s*[\"']?|\]\([ \t]*<?)(?:https?:)?[/\\]{2}", re.IGNORECASE)
"""What the address of a picture or frame on another host begins with."""
TINY = re.compile(r"\s*0*[01](?:\.\d*)?\s*(?:px)?\s*")
HIDDEN = re.compile(
    r"(?:^|;)\s*(?:(?:width|height)\s*:\s*[01](?:px)?\s*(?:!important\s*)?(?:;|$)"
    r"|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0\s*(?:;|$))",
    re.IGNORECASE,
)
COUNTERS = re.compile(
    r"(?:^|\.)(?:hm\.baidu\.com|google-analytics\.com|googletagmanager\.com|doubleclick\.net|cnzz\.com|51\.la|umeng\.com"
    r"|statcounter\.com|flagcounter\.com|clustrmaps\.com|revolvermaps\.com|scorecardresearch\.com|busuanzi\.ibruce\.info"
    r"|hits\.seeyoufarm\.com|hits\.dwyl\.com|visitor-badge\.(?:glitch\.me|laobi\.icu)|komarev\.com|moe-counter\.glitch\.me)$"
)
"""Hosts of services that count readers."""


def from_wechat(subject: Subject) -> Iterator[Problem]:
    """An error for each picture that lies on WeChat's servers still: no reader of ours sees it."""
    for path, reading in subject.readings.items():
        if not any(name in reading.source.text for name in WECHATS_NAMES):
            continue
        for number, line in _lines(reading):
            for match in WECHAT.finditer(line):
                if not SPACER.search(match[0]):
                    yield Problem(Place(path, number, match.start() + 1), "error", "wechat-picture", _WECHAT, _SAVE)


def that_count(subject: Subject) -> Iterator[Problem]:
    """A warning for each remote picture or frame that nobody can see, or that a counting service serves."""
    for path, reading in subject.readings.items():
        if not REMOTE.search(reading.source.text):
            continue
        for number, line in _lines(reading):
            for start, address, unseen in _shown(line):
                host = host_of(address)
                if host and not SPACER.search(address) and (unseen or COUNTERS.search(host)):
                    what = Text(
                        f"这张图是用来统计读者的（{host}），读者的地址会被记下",
                        f"this picture counts readers: {host} learns who reads the page",
                    )
                    yield Problem(Place(path, number, start + 1), "warning", "tracking-pixel", what, _DELETE)


def _lines(reading: Reading) -> Iterator[tuple[int, str]]:
    """The lines of front matter and of the text outside code, by number from 1."""
    body = reading.body()
    yield from enumerate(reading.source.text.split("\n")[: body.first_line - 1], 1)
    yield from ((body.first_line + number, line) for number, line in places.lines_of(body))


def _shown(line: str) -> Iterator[tuple[int, str, bool]]:
    """Pictures and frames on other hosts: where, the address, and whether they are too small or hidden."""
    for match in IMAGE.finditer(line):
        yield match.start("address"), mended(match["address"].strip("<> ")), False
    for tag in FRAME.finditer(line):
        attributes = references.attributes_of(tag[0][1:-1])
        sizes = [attributes[name] for name in ("width", "height") if name in attributes]
        unseen = any(map(TINY.fullmatch, sizes)) or bool(HIDDEN.search(attributes.get("style", "")))
        yield tag.start(), mended(attributes.get("src", "")), unseen or "hidden" in attributes


def host_of(address: str) -> str:
    """The host of a remote address; empty where it has none."""
    if not is_remote(address):
        return ""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""


_WECHAT = Text(
    "这张图片还在微信的服务器上，读者只会看到“此图片来自微信公众平台 未经允许不可引用”",
    "this picture lies on WeChat's servers still: readers see WeChat's placeholder instead of it",
)
_SAVE = Text(
    "在微信里打开文章，把图片存到 postimg/，这里写 ![说明](/postimg/文件名)。",
    "Open the article in WeChat, save the picture into postimg/, and write ![words](/postimg/NAME).",
)
_DELETE = Text("删掉它，读者不应该被跟踪。", "Delete it: nobody is tracked here.")
