"""B10: raw HTML is kept, and ends with the post: a tag that is never closed, or was never opened, breaks no page.

Only posts that hold raw HTML pay for this. Elements whose end tag is optional (HTML Standard, 13.1.2.4), such as `<p>`
and `<li>`, may stay open: browsers close them where their parent ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from fanzha.dialect.code import CODE_SPAN, code_lines, outside_code, without_spans
from fanzha.dialect.model import Body, Conversion
from fanzha.problems import Place, Problem, Text

TOKEN = re.compile(
    r"""<!--.*?-->
    |<(?P<raw>(?i:script|style|textarea|title))\b[^>]*>.*?</(?i:(?P=raw))\s*>
    |<(?P<end>/?)(?P<name>(?i:[a-z])[\w:-]*)(?P<rest>(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE | re.DOTALL,
)
COMMENT_SIGN = re.compile(r"<!--(?!\[if|<!\[endif)|-->")
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl
    dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr
    html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noembed
    noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby
    s samp script search section select slot small source span strike strong style sub summary sup table tbody td
    template textarea tfoot th thead time title tr track tt u ul var video wbr xmp svg g path rect circle ellipse
    line polyline polygon text tspan defs use symbol desc lineargradient radialgradient stop clippath mask pattern
    image marker foreignobject filter math mi mo mn ms mtext mrow msup msub msubsup mfrac msqrt mroot mover munder
    munderover mtable mtr mtd mstyle mspace""".split()
)
"""Names of the HTML Standard, of its obsolete features (section 16.2), and of SVG and MathML as found in posts."""

PLAIN_TAG = re.compile(r"</?(?:b|blockquote|br|div|em|i|p|strong)>")
"""Tags beyond doubt. Where a text holds no others, nothing needs to be escaped."""

ESCAPED = "<|~$:="
"""Characters after a backslash that other Markdowns take as they are, besides Python-Markdown's own."""

FOOTNOTE_CODE = re.compile(r"<p>(<pre>.*?</pre>)", re.DOTALL)
TAG_REST = re.compile(r"""(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""")
LONGEST_TAG = 2000
"""Characters in which a tag must end."""

OPENING_TAG = re.compile(
    rf"\\.|(?s:{CODE_SPAN.pattern})|(?<!\]\()</?(?P<name>[a-zA-Z][^\s<>/]*)(?=(?P<next>\s*[^\s]?))"
)
LONGEST_SPAN = 6
"""Lines in which a code span must end."""

BLOCK_START = re.compile(r"[ ]{0,3}(?:[-*+>#|]|\d+\.)")
OF_THE_PAGE = frozenset(("meta", "base"))
"""Elements that change the whole page, wherever they stand: they are left out."""
OPTIONAL_END = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp".split())


class TagPreprocessor(Preprocessor):
    """What only looks like a tag, as `<key,value>` does, is text; code is left alone."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        text = self.conversion.body.text
        if "<" not in text or text.count("<") == len(PLAIN_TAG.findall(text)) or not any("<" in line for line in lines):
            return lines
        code = code_lines(lines)
        kept = list(lines)
        last = 0
        for start, line in enumerate(lines):
            if code[start] or start < last or ("<" not in line and "`" not in line):
                continue
            last = end_of_span(lines, start) if "`" in line else start + 1
            text = "\n".join(lines[start:last])
            if "<" in text:
                kept[start:last] = without_false_tags(text, "\n".join(lines[last : last + 5])).split("\n")
        return kept


def end_of_span(lines: list[str], start: int) -> int:
    """The number of the line behind the one in which a code span ends that the line begins; or of the next line."""
    text = lines[start]
    for end in range(start + 1, min(start + LONGEST_SPAN, len(lines) + 1)):
        if "`" not in CODE_SPAN.sub("", text):
            return end
        if end == len(lines) or not lines[end].strip() or BLOCK_START.match(lines[end]):
            break
        text += " " + lines[end]
    return start + 1


def without_false_tags(line: str, below: str = "", sign: str = "&lt;") -> str:
    """The line with `<` escaped, or replaced by another sign, where no tag begins; `below` is what a tag may end in."""
    whole = f"{line}\n{below}"

    def piece(match: re.Match[str]) -> str:
        if match["name"] is None or (is_tag(match) and TAG_REST.match(whole, match.end(), match.end() + LONGEST_TAG)):
            return match[0]
        return sign + match[0][1:]

    return OPENING_TAG.sub(piece, line)


def is_tag(match: re.Match[str]) -> bool:
    """Whether what OPENING_TAG found is a tag, or an address between angle brackets."""
    name = match["name"].lower()
    if ":" in name or "@" in name:
        return True
    # Custom elements have a hyphen in their names (HTML Standard, section 4.13.3).
    known = name in ELEMENTS or re.fullmatch(r"[a-z][a-z0-9_.]*-[a-z0-9_.-]*", name)
    following = match["next"].strip()
    return bool(known) and (not following or following.isalnum() or following in "/>\"'_:@=")


class RawHtmlPostprocessor(Postprocessor):
    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, text: str) -> str:
        # I2: two bolds without anything between are one, whoever typed them.
        text = text.replace("</strong><strong>", "")
        if 'class="footnote"' in text:
            # A footnote's way back goes into its last paragraph, where code may stand by now.
            text = FOOTNOTE_CODE.sub(r"\1\n<p>", text)
        stash = self.md.htmlStash.rawHtmlBlocks
        if all(map(_is_whole, stash)):
            return text
        html = balanced(text)
        self.conversion.unbalanced = html != text
        return html


def _is_whole(html: object) -> bool:
    """Whether a piece that was put aside closes what it opens, and nothing else."""
    if not isinstance(html, str) or html.startswith(("<pre>", "&", "<!--")):
        return True
    return _is_nested(html) or balanced(html) == html


def _is_nested(html: str) -> bool:
    """Whether every end tag ends what was opened last, so that there is nothing to balance. In most pieces it does."""
    opened: list[str] = []
    for match in TOKEN.finditer(html):
        name = (match["name"] or "").lower()
        if name in OF_THE_PAGE:
            return False
        if not name or name in VOID or match["rest"].endswith("/"):
            continue
        if not match["end"]:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def balanced(html: str) -> str:
    """The fragment with every element closed that it opens, and without end tags of elements that it does not open."""
    opened: list[str] = []
    counts: Counter[str] = Counter()
    dropped = False

    def closed_down_to(depth: int) -> str:
        tags = reversed(opened[depth:])
        for tag in opened[depth:]:
            counts[tag] -= 1
        del opened[depth:]
        return "".join(f"</{tag}>" for tag in tags if tag not in OPTIONAL_END)

    def token(match: re.Match[str]) -> str:
        nonlocal dropped
        name = (match["name"] or "").lower()
        if name in OF_THE_PAGE:
            return ""
        if not name or name in VOID or match["rest"].endswith("/"):
            return match[0]
        if not match["end"]:
            opened.append(name)
            counts[name] += 1
            return match[0]
        if not counts[name]:
            dropped = True
            return ""
        depth = len(opened)
        while opened[depth - 1] != name:
            depth -= 1
        missing = closed_down_to(depth)
        closed_down_to(depth - 1)
        return missing + match[0]

    html = TOKEN.sub(token, html)
    # A paragraph that held nothing but such an end tag goes with it.
    html = html.replace("<p></p>\n", "") if dropped else html
    return html + closed_down_to(0)


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each tag that is never closed, and for each end tag of an element that is not open."""
    body = conversion.body
    if "<!--" in body.text:
        yield from open_comments(lines, body)
    if not conversion.unbalanced:
        return
    kept = [""] * len(lines)
    for number, line in outside_code(lines):
        below = "\n".join(lines[number + 1 : number + 6])
        kept[number] = without_false_tags(line, below, "\0").replace("\\<", "\0\0")
    text = "\n".join(kept)
    opened: list[tuple[str, int]] = []
    counts: Counter[str] = Counter()
    wrong: list[tuple[int, Text]] = []
    for match in TOKEN.finditer(text):
        name = (match["name"] or "").lower()
        if name in OF_THE_PAGE:
            what = Text(f"<{name}> 会改动整个网页，去掉了", f"<{name}> changes the whole page, and is left out")
            wrong.append((match.start(), what))
        if not name or name in VOID or match["rest"].endswith("/") or ":" in name or "@" in name:
            continue
        if not match["end"]:
            opened.append((name, match.start()))
            counts[name] += 1
        elif counts[name]:
            while (last := opened.pop())[0] != name:
                counts[last[0]] -= 1
                wrong += _unclosed(*last)
            counts[name] -= 1
        else:
            what = Text(f"</{name}> 没有对应的 <{name}>，去掉了", f"</{name}> ends nothing, and is left out")
            wrong.append((match.start(), what))
    for tag in opened:
        wrong += _unclosed(*tag)
    number = counted = 0
    for position, what in sorted(wrong):
        number += text.count("\n", counted, position)
        counted = position
        place = Place(body.path, body.first_line + number, position - text.rfind("\n", 0, position))
        hint = Text(
            "标签要成对：<b>…</b>；要显示尖括号，写成 &lt;。",
            "Tags come in pairs: <b>…</b>. For the sign itself write &lt;.",
        )
        yield Problem(place, "warning", "tag", what, hint)


def open_comments(lines: list[str], body: Body) -> Iterator[Problem]:
    """A warning for each comment that nothing ends, or only the end of the next one: that hides what is between."""
    code = code_lines(lines)
    start: tuple[int, int] | None = None
    for number, line in enumerate(lines):
        if code[number] and start is None:
            continue
        for match in COMMENT_SIGN.finditer(line if start else without_spans(line)):
            if match[0] == "-->":
                start = None
                continue
            if start is not None:
                yield _open_comment(start, body)
            start = number, match.start()
    if start is not None:
        yield _open_comment(start, body)


def _open_comment(start: tuple[int, int], body: Body) -> Problem:
    what = Text(
        "注释从这里开始，没有结束，后面的字可能看不到",
        "the comment that begins here is never closed, and may hide what follows",
    )
    hint = Text("在注释后面写上 -->，或者把 <!-- 也删掉。", "Write --> behind the comment, or delete the <!-- too.")
    return Problem(Place(body.path, body.first_line + start[0], start[1] + 1), "warning", "tag", what, hint)


def _unclosed(name: str, position: int) -> list[tuple[int, Text]]:
    if name in OPTIONAL_END:
        return []
    return [(position, Text(f"<{name}> 一直没有结束", f"<{name}> is never closed"))]


def register(md: Markdown, conversion: Conversion) -> None:
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, *ESCAPED]
    md.preprocessors.register(TagPreprocessor(md, conversion), "tags", 21)
    md.postprocessors.register(RawHtmlPostprocessor(md, conversion), "balance", 3)
