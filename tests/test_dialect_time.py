"""Rendering takes time in proportion to the post's length, whatever it holds."""

from __future__ import annotations

import math
import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.pool import Pool

import pytest

from fanzha.dialect import Body, Settings, converter

FEW, MANY = 1000, 10_000
TIMES = 12
"""Ten times the lines may cost this many times as much."""

NOTICEABLE = 0.05
"""Seconds: shorter times say nothing."""

LONGEST = 20.0
"""Seconds that a hostile post may take: it takes minutes where the cost is not linear."""

CONVERT = converter(Settings())

BLOCKS = {
    "headings": "##【小节】\n甲",
    "lines": "甲\n，乙（\n丙）",
    "joined": "，甲",
    "rules": "甲\n***",
    "empty bolds": "****",
    "quotes": ">甲\n>\n>乙\n丙",
    "one quote": ">甲",
    "empty quoted lines": ">",
    "dialogue": ">**甲**：一\n>**乙**：二",
    "dialogue of names that are not bold": ">甲：一\n>乙：二",
    "quotes that are nearly one dialogue": ">**甲**：一\n",
    "narrations": ">（甲）\n>",
    "attribution": ">转载：甲\n>来源：乙\n",
    "signature": ">甲\n>——乙\n",
    "account": "[甲]\n**甲**\n微信号gh_9450\n功能介绍甲\n",
    "half an account": "[甲]\n**甲**",
    "steps": "**1.**甲\n**2.**乙",
    "first steps alone": "1、甲\n",
    "first steps and quotes": "1、甲\n>乙",
    "labels": "**典型案例**\n甲",
    "labels in a row": "**甲**",
    "figures": "![](/postimg/a.png)\n（甲）\n![乙](/postimg/b.png)丙",
    "raw images": '<img src="/postimg/a.png">',
    "paragraphs": "甲",
    "blank lines": "",
    "code": "```\nx\n```\n`甲`",
    "fences that are not closed": "甲\n>```",
    "indented code": "    x\n",
    "lists": "- 甲\n    - 乙",
    "tables": "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n",
    "one paragraph": "| 甲 | 乙 |",
    "liquid": "{{ page.title }}和{{ x }}\n",
    "addresses": "[甲](/b/)和<a href='/c/'>乙</a>\n",
    "typography": "甲......乙--丙amp;丁\n",
    "emphasis": "甲**乙**丙*丁*戊_己_\n",
    "bolds that are not closed": "甲**乙\n",
    "raw HTML": "<div>\n甲\n</div>\n",
    "tags that are not closed": "<div>",
    "brackets": "[甲\n",
    "bold over lines": "**甲\n乙**",
    "masks": "138****5206",
    "ordinals that are titles": "一、甲\n乙\n二、丙\n丁",
    "ordinals that are steps": "一、甲\n二、乙\n\n三",
    "ordinals alone": "一、甲\n",
    "tasks": "- [ ] 甲",
    "marks": "==甲==和~~乙~~",
    "formulas": "设 $x_1$ 和 $$y$$\n",
    "displays": "$$\nx\n$$",
    "displays that are not closed": "$$\nx",
    "contents": "* 目录\n{:toc}\n## 甲",
    "attribute lists": "甲\n{: .x}\n\n- 乙\n{: .y}\n",
    "bare addresses": "见https://www.gov.cn/a和http://x.example/\n",
    "residue": "阅读原文",
    "credits": "来源：甲\n",
    "false tags": "甲<key,value>乙",
    "stray end tags": "</b>甲",
    "nearly dialogues": ">甲：一\n>乙：二\n",
    "headings that jump": "## 甲\n#### 乙",
    "uneven tables": "| 甲 | 乙 |\n|---|\n| 丙 | 丁 | 戊 |\n",
    "rows of one table": "| 甲 | 乙 |\n|---|---|" + "\n| 丙 | 丁 |" * 8,
    "definitions": "甲\n: 乙\n",
    "footnotes": "甲[^1]\n",
    "nested lists": "- 甲\n  - 乙\n    - 丙",
    "lists of paragraphs": "- 甲\n\n  乙\n",
    "one list": "1. 甲",
    "references": "[甲]: /b/\n[乙][甲]",
    "abbreviations": "*[甲乙]: 丙 丁",
    "unfinished tags": "余额<br",
    "empty pairs": ">转载：\n\n",
    "contents again and again": "* 目录\n{:toc}\n\n甲",
    "quoted masks": ">甲138****5206乙",
    "masks in one bold": "**甲138****5206乙\n丙**",
    "different headings": "## 小节№",
    "different footnotes": "甲[^№]\n\n[^№]: 乙\n",
    "mentions of one footnote": "甲[^1]\n\n[^1]: 乙\n",
    "different references": "[a№]: /b/\n[乙][a№]\n",
    "different abbreviations": "*[A№]: 丙",
    "abbreviations in one paragraph": "*[B№]: 丙\n\n甲B乙 B 丙\n丁",
    "different speakers": ">**名№**：一",
    "different pictures": "![](/postimg/№.png)",
    "a dialogue in one quote": ">**甲**：一",
}


def body(text: str) -> Body:
    return Body(path="posts/x.md", first_line=1, text=text, values=(("page.title", "标题"),))


def seconds(text: str) -> float:
    """The time that rendering takes, of this process alone: the machine may do other things too."""
    start = time.process_time()
    CONVERT(body(text))
    return time.process_time() - start


def lines(block: str, count: int) -> str:
    """About `count` lines of the block over and over, each with a number of its own for `№`."""
    return "\n".join(block.replace("№", str(number)) for number in range(count // (block.count("\n") + 1)))


def shortest(block: str) -> tuple[float, float]:
    """Seconds for FEW lines and for MANY: the shortest of some, as other work only makes them longer.

    Where they are too far apart, FEW lines are timed again and again until they are MANY, too: else they alone would
    meet a processor's quick moments.
    """
    few, many = seconds(lines(block, FEW)), seconds(lines(block, MANY))
    if many <= TIMES * max(few, NOTICEABLE):
        return few, many
    few = math.inf
    times = MANY // FEW
    for _ in range(8):
        few = min(few, sum(seconds(lines(block, FEW)) for _ in range(times)) / times)
        many = min(many, seconds(lines(block, MANY)))
        if many <= TIMES * max(few, NOTICEABLE):
            break
    return few, many


@pytest.fixture(scope="module")
def fresh() -> Iterator[Pool]:
    """A process that holds nothing else: the collector's walks over a test run's objects are no cost of ours."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.mark.timing
@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_time_is_linear_in_lines(block: str, fresh: Pool) -> None:
    few, many = fresh.apply(shortest, (block,))
    assert many <= TIMES * max(few, NOTICEABLE)


HOSTILE = {
    "500 quotes in each other": ">" * 500 + "甲",
    "100,000 asterisks": "*" * 100_000,
    "100,000 asterisks in words": "甲*" * 50_000 + "**乙" * 25_000,
    "40,000 values that are not closed": "{{ site." * 40_000,
    "20,000 backticks": "`甲``" * 10_000,
    "100,000 underscores": "_甲" * 50_000,
    "100,000 spaces": "甲" + " " * 100_000 + "乙",
    "100,000 dots": "." * 100_000,
    "20,000 brackets": "[" * 20_000,
    "20,000 brackets and more": "[甲](" * 20_000,
    "20,000 images that are not closed": "![甲](" * 20_000,
    "100,000 dollars": "$" * 100_000,
    "50,000 dollars in words": "甲$x" * 50_000,
    "50,000 equals signs": "==甲" * 50_000,
    "50,000 tildes": "~~甲" * 50_000,
    "50,000 angle brackets": "<" * 50_000,
    "20,000 tags in a line": "<b>" * 20_000,
    "20,000 headings that are not closed": "<h2><b>甲</b>" * 20_000,
    "20,000 addresses": "https://www.gov.cn/" * 20_000,
    "50,000 pipes": "甲|" * 50_000 + "\n" + "-|" * 50_000,
    "a list in a list in a list": "\n".join("  " * depth + "- 甲" for depth in range(500)),
    "a marker in a marker in a marker": "- " * 20_000 + "甲",
    "a paragraph of 4,000 lines": "甲**乙**[丙](/b/)`丁`{{ page.title }}\n" * 4000,
}


def shows_something(text: str) -> bool:
    return converter(Settings())(body(text)).value is not None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_rendered_in_time(text: str) -> None:
    # In a process of its own: one that takes minutes can be ended there.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply_async(shows_something, (text,)).get(timeout=LONGEST)


def test_quotes_deeper_than_50_are_text() -> None:
    outcome = CONVERT(body(">" * 60 + "甲"))
    assert outcome.value
    assert outcome.value.html.count("<blockquote>") == 50
    assert outcome.value.html.count("&gt;") == 10
