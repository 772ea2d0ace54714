"""What holds for any post, however its lines are mixed: it becomes well-formed HTML, and nothing of it is lost."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from fanzha.dialect import Body, Settings, converter
from fanzha.dialect.model import Rendered
from fanzha.images import Picture, Size
from fanzha.problems import Outcome

LINES = """
# 标题
#【标题】退款是陷阱
##小节
###### 六级
#话题#
标题
===
---
***
* * *
****
**
________
>甲
>
>>乙
> > 丙
>**甲**：你好
>**乙：**好
>甲：一
>乙：二
>（挂断）
>转载：武汉反诈骗
>原文链接：https://mp.weixin.qq.com/s/a_b
>——江城民警
>## 小节
>- 项
>![](/postimg/a.png)
>```
>1、甲
>| a | b |
<blockquote><p>转载：甲<br>来源：乙</p></blockquote>
**典型案例**
**警方提示**：
**他是怎么上当的**
**不要转账。**
**没有结束
又开始**了
***
***甲***乙
****甲**
**1.**拨打
**2.**加微信
**第一步**：甲
**第二步**：乙
1、甲
2、乙
3、“丙”
（1）甲
（2）乙
①甲
②乙
1.5万元
![](/postimg/a.png)
![](/postimg/a.png)后面
![甲](/postimg/x.png)![乙](postimg\\b.png)
![甲](/postimg/
a.png)
![](https://www.example/spacer.gif)
[![甲](/postimg/a.png)](/b/)
<img src="/postimg/a.png">
<IMG SRC=/postimg/a.png width=1
（现场图片）
图1：甲
▲甲
[武汉反诈骗]
**武汉反诈骗**
微信号gh_9450e8cf3caa
功能介绍宣传
功能介绍
```
```python
~~~
  ```
`甲
    缩进
\t缩进
<div>
</div>
<div markdown="1">
<p>甲 <b>乙</b></p>
</b></p>
<!-- more -->
<!--
-->
<script>
</script>
&amp; &copy; &#x4e00; &
{{ site.title }}
{{ page.title }}和{{ x }}
{% raw %}
{% endraw %}
{{
| a | b |
|---|---|
| 甲 | `x|y` |
甲|乙
- 甲
* 乙
+ 丙
- [ ] 丁
    - 戊
    >己
1. 甲
2. 乙
10. 丙
: 定义
[^1]: 脚注
脚注[^1]
*[HTML]: 超文本
HTML
[a]: /b/
[甲][a]
[甲](/b/){: .x #y }
甲 {#x}
，甲
甲（
Wi-
甲......乙--丙。。。
甲amp;乙
一、甲
二、乙
三三、丙
一二、甲
第二二步：甲
**第三三步：**甲
##\u2003
138****5206 和 7*24
gh_9450_abc
现在各式各样推销的、诈骗的、贷款的骚扰电话越来越多，无论对方的目的是什么，都要谨记守好自己的钱袋。
甲
Never tell anyone your code.
[[[
]]](((
\\
\\*甲\\*
$x_1$
\u3000\u3000甲
""".strip("\n").split("\n")
"""Lines of every construct, whole and broken."""

TEXTS = st.lists(st.one_of(st.just(""), st.sampled_from(LINES)), max_size=30).map("\n".join)
CONVERT = converter(Settings(baseurl="/blog"))
"""One for all examples, as a build has one for all posts."""


def rendered(text: str) -> Outcome[Rendered]:
    values = (("page.title", "标题"), ("site.title", "反诈"))
    return CONVERT(Body(path="posts/x.md", first_line=1, text=text, title="标题", values=values))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS)
def test_every_text_is_rendered(text: str) -> None:
    outcome = rendered(text)
    assert outcome.value is not None
    # Placeholders stand between control characters that no post holds.
    assert not {"\x02", "\x03"} & set(outcome.value.html)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(TEXTS, TEXTS)
def test_one_text_leaves_nothing_to_the_next(one: str, other: str) -> None:
    before = rendered(one)
    rendered(other)
    assert rendered(one) == before


def test_a_text_nested_too_deeply_leaves_nothing_to_the_next() -> None:
    text = "甲\n\n- 乙\n\n    丙"
    convert = converter(Settings())
    before = convert(Body(path="posts/x.md", first_line=1, text=text))
    convert(Body(path="posts/y.md", first_line=1, text="\n".join("    " * depth + "- 甲" for depth in range(500))))
    assert convert(Body(path="posts/x.md", first_line=1, text=text)) == before


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_characters_are_rendered(text: str) -> None:
    assert rendered(text).value is not None


WORDS = """
# {}
#【{}】
##{}
###### {}
#{}#
{}
===
---
***
* * *
****
**
________
>{}
>
>>{}
> > {}
>**甲**：{}
>**乙：**{}
>甲：{}
>乙：{}
>（{}）
>转载：{}
>原文链接：https://mp.weixin.qq.com/s/a_b
>——{}
>## {}
>- {}
>![](/postimg/a.png)
>```
>1、{}
>| {} | b |
>|---|---|
**典型案例**
**警方提示**：
**{}**
**{}。**
**{}
{}**{}
***
***{}***{}
****{}**
**1.**{}
**2.**{}
**3.** {}
**第一步**：{}
**第二步**：{}
1、{}
2、{}
3、“{}”
（1）{}
（2）{}
①{}
②{}
一、{}
二、{}
三、{}。
**一、{}**
手法一：{}
手法二：{}
1.5{}
![](/postimg/a.png)
![](/postimg/a.png){}
![甲](/postimg/x.png)![乙](postimg\\b.png)
![甲](/postimg/
a.png)
![](https://www.example/spacer.gif)
[![甲](/postimg/a.png)](/b/)
（{}）
图1：{}
▲{}
[{}]
**武汉反诈骗**
[武汉反诈骗]
微信号gh_9450e8cf3caa
功能介绍{}
功能介绍
```
```python
~~~
  ```
`{}
    {}
\t{}
&amp; &copy; &#x4e00; & {}
{{ site.title }}{}
{{ page.title }}和{{ x }}{}
{% raw %}{}
{% endraw %}{}
{{{}
| {} | b |
|---|---|
|:-|
| {} | `x|y` |
| {} | {} | {} |
{}|{}
- {}
* {}
+ {}
- [ ] {}
    - {}
  - {}
    >{}
1. {}
2. {}
10. {}
: {}
HTML {}
[{}][a]
[{}](/b/){: .x #y }
{: .x}
{} {#x}
，{}
{}（
Wi-
{}-
{}......{}--{}。。。
{}amp;{}
138****5206 和 7*24{}
gh_9450_abc{}
{}各式各样推销的、诈骗的、贷款的骚扰电话越来越多，无论对方的目的是什么，都要谨记守好自己的钱袋{}。
Never tell anyone your code.
[[[{}
]]](((
\\
\\*{}\\*
$x_1${}
$${}
=={}==
~~{}~~
{}https://www.gov.cn/{}
来源：{}
摘自{}
（{} 摄）
阅读原文
\u3000\u3000{}
<{}
a<b{}
x > {}
""".strip("\n").split("\n")
"""Lines of every construct but raw HTML; `{}` stands for words that must not be lost."""

BLOCKS = """
[{}]
**武汉反诈骗**
微信号gh_9450e8cf3caa
功能介绍
{}
{}
||
>转载：{}
>来源：
>作者：{}
||
>**甲**：{}
>
>**乙**：{}
>（{}）
>**甲**：{}
||
**1.**{}
>{}
{}
**2.**{}
![](/postimg/a.png)
**3.**{}
{}
||
一、{}
{}
二、{}
{}
||
| {} | {} |
|---|---|
| {} | {} | {} |
{}
||
- {}
  {}
  > {}
- {}
{}
||
{}
    {}
    {}
||
1. {}
   ```
   {}
   ```
2. {}
||
```
{}
```
{}
||
**{}
{}**
{}**{}**
||
$$
{}
$$
||
![](/postimg/a.png)
（{}）
![](/postimg/a.png)
（{}）
||
> {}
{}
> {}
>> {}
> — {}
||
* {}
## {}
{: #x}
||
**{}**

**{}**
{}
||
- - {}
  1. {}
     - {}
||
{}  
{}\\
{}
||
[^2]: {}
    {}
{}[^2]
||
{}
: {}
: {}
""".strip("\n").split("\n||\n")
"""Lines that make something together, or nearly do."""

RARE = [chr(number) for number in range(0x3400, 0x4DB6)]
"""CJK Extension A: letters that no rule knows, so that each word can be told from every other."""


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Lines and blocks in any order, some quoted, indented or with a line missing, each `{}` a word of its own."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 12))):
        block = draw(st.one_of(st.just(""), st.sampled_from(WORDS), st.sampled_from(BLOCKS))).split("\n")
        if len(block) > 1 and draw(st.booleans()):
            del block[draw(st.integers(0, len(block) - 1))]
        # Of two footnotes with one name the second counts.
        block = [line.replace("[^2]", f"[^note-{number}]") for line in block]
        before = draw(st.sampled_from(("", "", "", ">", "> ", "  ", "    ")))
        lines += [before + line for line in block]
    letters = iter(RARE)
    return re.sub(r"\{\}", lambda _: next(letters) + next(letters), "\n".join(lines))


def lost(text: str, outcome: Rendered) -> list[str]:
    """The words of the text that a reader of the page does not find: in its text, its title or its attributes."""
    attributes = re.findall(r'(?:data-speaker|data-marker|alt|href|src)="([^"]*)"', outcome.html)
    shown = unescape(re.sub(r"<[^>]*>", "", outcome.html)) + unquote("".join(attributes)) + outcome.title
    return [word for word in re.findall("[\u3400-\u4db5]+", text) if any(letter not in shown for letter in word)]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(mixtures())
def test_no_word_is_lost_and_the_html_is_well_formed(text: str) -> None:
    pictures = (("/postimg/a.png", Picture("/postimg/a.png", Size(640, 480))),)
    values = (("page.title", "标题"), ("site.title", "反诈"))
    outcome = CONVERT(Body("posts/x.md", 1, text, title="标题", pictures=pictures, values=values)).value
    assert outcome
    assert lost(text, outcome) == []
    parser = html5lib.HTMLParser()
    parser.parseFragment(outcome.html, container="div")
    assert [error[1] for error in parser.errors] == []
