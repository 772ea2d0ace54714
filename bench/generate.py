"""Generates a site of N posts in the shape and size of a real police warning, the same for the same N.

python bench/generate.py FOLDER [N]
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

WORDS = (
    "接到陌生电话 对方自称客服 准确报出订单 表示商品有质量问题 承诺双倍赔偿 要求添加好友 发来一个链接 "
    "请您填写银行卡号 输入短信验证码 开启屏幕共享 账户被冻结 需要缴纳保证金 完成任务返还佣金 转账到安全账户 "
    "切勿透露个人信息 及时拨打报警电话 保留聊天记录 核实对方身份 不点击不明链接 不下载来历不明的软件"
).split()
TAGS = ("冒充客服", "刷单返利", "虚假贷款", "冒充熟人", "网络购物", "其他")
PEOPLE = (("小张", "客服"), ("老李", "店小二"), ("王阿姨", "理财顾问"), ("周师傅", "贷款专员"))


def sentence(chance: random.Random, words: int) -> str:
    return "，".join(chance.choice(WORDS) for _ in range(words)) + "。"


def post(number: int) -> tuple[str, str]:
    """File name and text of post `number`; about 4.5 kB, as the posts that it is modelled on."""
    chance = random.Random(number)
    day = date(2015, 1, 1) + timedelta(days=number % 3650)
    victim, swindler = chance.choice(PEOPLE)
    title = f"【警惕】{chance.choice(WORDS)}（{number}）"
    picture = f"![]({{{{site.baseurl}}}}/postimg/p{number % 20}.png)"
    turns = "\n>\n>\n>\n".join(
        f">**{(swindler, victim)[turn % 2]}**：{sentence(chance, 3 + turn % 3)}" for turn in range(14)
    )
    steps = "\n".join(f"**{step}.**{sentence(chance, 4)}" for step in range(1, 7))
    tips = "\n".join(f"**{tip}.**接到**{chance.choice(WORDS)}**的电话，{sentence(chance, 4)}" for tip in range(1, 4))
    text = f"""---
layout:     post
title:      {title}
date:       {day:%Y-%m-%d}
author:     转载
header-img: img/header.png
catalog:    false
tags:
    - {chance.choice(TAGS)}
    - {chance.choice(TAGS)}
---

<blockquote><p>转载：反诈宣传站<br>
来源：微信公众号</p></blockquote>

#{title}
[反诈宣传站]
**反诈宣传站**
微信号gh_{number:012d}
功能介绍{sentence(chance, 3)}

{picture}
{sentence(chance, 12)}
{sentence(chance, 8)}
***
![]({{{{site.baseurl}}}}/postimg/divider.png)
**典型案例**
{victim}{sentence(chance, 9)}
{turns}
>
>
>（{chance.choice(WORDS)}）
**{sentence(chance, 2)}**
***
![]({{{{site.baseurl}}}}/postimg/divider.png)
**诈骗流程**：
{steps}
{picture}
（{chance.choice(WORDS)}）
![]({{{{site.baseurl}}}}/postimg/divider.png)
**警方提示**
{tips}
{sentence(chance, 6)}
"""
    return f"{day:%Y-%m-%d}-post-{number}.md", text


def generate(folder: Path, count: int) -> None:
    """Write a site of `count` posts, its config and small pictures into `folder`."""
    from PIL import Image

    for name in ("posts", "postimg", "img"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    config = "title: 反诈\nurl: https://example.org\npaginate: 10\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    for name in (*(f"postimg/p{number}.png" for number in range(20)), "postimg/divider.png", "img/header.png"):
        Image.new("RGB", (64, 36), "#0085a1").save(folder / name)
    for number in range(count):
        name, text = post(number)
        (folder / "posts" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    generate(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
