"""B10: raw HTML is kept, and ends with the post: a tag that is never closed, or was never opened, breaks no page.

Only posts that hold raw HTML pay for this. Elements whose end tag is optional (HTML Standard, 13.1.2.4), such as `<p>`
and `<li>`, may stay open: browsers close them where their parent ends.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.postprocessors import Postprocessor

from fanzha.dialect.model import Conversion

TOKEN = re.compile(
    r"""<!--.*?-->
    |<(?P<raw>script|style|textarea|title)\b[^>]*>.*?</(?P=raw)\s*>
    |<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^"'<>])*)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
OPTIONAL_END = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp".split())


class RawHtmlPostprocessor(Postprocessor):
    def run(self, text: str) -> str:
        stash = self.md.htmlStash.rawHtmlBlocks
        if all(
            not isinstance(html, str) or html.startswith(("<pre>", "&", "<!--")) or _is_whole(html) for html in stash
        ):
            return text
        return balanced(text)


def _is_whole(html: object) -> bool:
    """Whether a piece that was put aside closes what it opens, and nothing else."""
    return not isinstance(html, str) or html.startswith(("<pre>", "&", "<!--")) or balanced(html) == html


def balanced(html: str) -> str:
    """The fragment with every element closed that it opens, and without end tags of elements that it does not open."""
    opened: list[str] = []
    dropped = False

    def closed_down_to(depth: int) -> str:
        tags = reversed(opened[depth:])
        del opened[depth:]
        return "".join(f"</{tag}>" for tag in tags if tag not in OPTIONAL_END)

    def token(match: re.Match[str]) -> str:
        nonlocal dropped
        name = (match["name"] or "").lower()
        if not name or name in VOID or match["rest"].endswith("/"):
            return match[0]
        if not match["end"]:
            opened.append(name)
            return match[0]
        if name not in opened:
            dropped = True
            return ""
        position = len(opened) - 1 - opened[::-1].index(name)
        missing = closed_down_to(position + 1)
        opened.pop()
        return missing + match[0]

    html = TOKEN.sub(token, html)
    # A paragraph that held nothing but such an end tag goes with it.
    html = html.replace("<p></p>\n", "") if dropped else html
    return html + closed_down_to(0)


def register(md: Markdown, conversion: Conversion) -> None:
    md.postprocessors.register(RawHtmlPostprocessor(md), "balance", 3)
