"""What a new post begins with: front matter, and comments that say what belongs where; and a draft's new date.

In: what the command line gives. Out: a text, or the bytes of a file. Nothing here reads or writes a disk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import yaml

from fanzha.problems import Language

PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<][^?:,\[\]{}#&*!|>'\"%@`\\]*")
"""Texts that need no quotation marks, not even in a list (yaml.org/spec/1.1, section 5.3: indicators)."""

UNPRINTABLE = re.compile("[^ -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML refuses, and what nobody types on purpose (yaml.org/spec/1.1, section 5.1: c-printable)."""

SKELETON: dict[Language, str] = {
    "zh": """
<!-- 开头：谁会接到，骗子图的是什么，一两句话。写在这一行下面；这样的记号里的话，页面上看不到，写完可以删掉。 -->


<!-- 案例：谁，什么时候，怎么被找上的。可以用小标题，例如：

## 何姐遇到了什么

一个下午，何姐接到自称快递客服的电话……
-->


<!-- 对话：骗子怎么说，受害人怎么回。每句一段，行首写 >，名字加粗，例如：

> **客服**：您的快递丢了，双倍赔您。
>
> **何姐**：真的吗？
>
> **客服**：您打开备用金，我教您。
-->


<!-- 步骤：骗局怎么一步步走，或者遇到了怎么办。每行一个数字，例如：

**1.**马上停手，不再转一分钱。
**2.**打110报警，说清对方的账号、金额和时间。
**3.**留好聊天记录和转账截图。
-->


<!-- 提示：单独一行加粗，下面写要记住的话，例如：

**警方提示**
不透露验证码，不开屏幕共享。拿不准，打96110问一问。
-->
""",
    "en": """
<!-- Opening: whom the swindlers call and what they are after, in a sentence or two. Write below this line. Words
between these signs do not show on the page; delete them when you are done. -->


<!-- The case: who, when, and how it began. Headings may help, such as:

## What happened to Mrs Hill

One afternoon a man called who said that he was from the parcel service…
-->


<!-- The dialogue: what the swindler says, and what the victim answers. A paragraph each, with > in front and the name
in bold, such as:

> **Caller**: Your parcel is lost. We pay you twice its worth.
>
> **Mrs Hill**: Really?
>
> **Caller**: Just open your bank's app, and I will guide you.
-->


<!-- The steps: how the swindle goes on, or what to do about it. A number each, such as:

1. Stop at once. Send no more money.
2. Call the police, and tell them account, sum and time.
3. Keep messages and receipts.
-->


<!-- Tips: a line in bold, and below it what to remember, such as:

**Tips**

Never tell anybody a code, and never share your screen.
-->
""",
}
"""A warning as readers know it: case, dialogue, steps, tips. Comments: nothing of it shows by mistake."""


def new_post(title: str, date: str, author: str, tags: Sequence[str], language: Language) -> str:
    """A post with every key that most posts have, ready to be filled in; it builds without a warning as it is.

    `date` may be empty, for a draft. Values that YAML would not read as typed are put into quotation marks.
    """
    values = {
        "layout": "post",
        "title": quoted(title),
        "subtitle": "",
        "date": date,
        "author": quoted(author),
        "header-img": "",
        "catalog": "true",
        "tags": f"[{', '.join(map(quoted, tags))}]",
    }
    front = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in values.items())
    return f"---\n{front}---\n{SKELETON[language]}"


def one_line(text: str) -> str:
    """The text as a value of front matter can hold it: one line, no blanks around it, nothing that cannot be seen."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def quoted(text: str) -> str:
    """The text as YAML reads it back as this very text: as it is where that works, else in double quotation marks."""
    if not text:
        return ""
    # YAML 1.1 makes numbers, dates and truth values of some plain words, and cannot print all characters.
    if PLAIN.fullmatch(text) and text.isprintable() and text == text.strip():
        try:
            if yaml.safe_load(text) == text:
                return text
        except (yaml.YAMLError, ValueError):
            pass
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


FRONT_MATTER = re.compile(
    r"(?:\xef\xbb\xbf|\ufeff)?---[ \t]*(\r\n|\n|\r)((?:[^\r\n]*(?:\r\n|\n|\r))*?)(?=(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z))"
)
DATE = re.compile(
    r"((?:\A|(?<=[\r\n]))date[ \t]*:)([ \t]*)"
    r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[^#\r\n]*?)"""
    r"([ \t]*(?:[ \t]#[^\r\n]*)?)(?=[\r\n])"
)


def with_date(data: bytes, date: str) -> bytes:
    """A post's file with that date in its front matter: as the value of `date`, or in a new last line.

    No other byte changes; without front matter, none at all. UTF-16 is told by its mark; in UTF-8 and GB18030 line ends
    and ASCII letters behind them are bytes of their own, so that lines can be found without decoding anything.
    """
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "latin-1")
    text = data.decode(encoding, "surrogatepass")
    found = FRONT_MATTER.match(text)
    if not found:
        return data
    start, end = found.span(2)
    front = text[start:end]
    given = list(DATE.finditer(front))
    if given:
        last = given[-1]
        front = f"{front[: last.end(1)]}{last[2] or ' '}{date}{last[3]}{front[last.end() :]}"
    else:
        front += f"date: {date}{found[1]}"
    return (text[:start] + front + text[end:]).encode(encoding, "surrogatepass")


def typed(date: datetime) -> str:
    """A date as front matter has it: the day, and the time where there is one."""
    return f"{date:%Y-%m-%d}" if date.hour == date.minute == date.second == 0 else f"{date:%Y-%m-%d %H:%M:%S}"
