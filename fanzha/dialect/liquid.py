"""I5: `{{ site.baseurl }}` and the other values of `site` and `page`, `{% raw %}`, `{% link %}` and `{% post_url %}`.

No template engine runs on a body. The values are put in where they stand, as HTML-escaped text which Markdown never
reads: on the way through Markdown a placeholder holds their place. Everything else that looks like Liquid stays as
typed, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from fanzha.dialect.code import CODE_SPAN, code_lines, outside_code
from fanzha.dialect.model import Body, Conversion
from fanzha.patterns import pattern
from fanzha.problems import Place, Problem, Text

VALUE = pattern(r"\{\{-?\s*((?:site|page)\.[\w-]+(?:\.[\w-]+)*)\s*-?\}\}")
LINK = pattern(r"\{%-?\s*(link|post_url)\s+([^\s{}%]+(?:[ ][^\s{}%]+)*)\s*-?%\}")
LIQUID = pattern(r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}")
RAW = pattern(r"\{%-?\s*(raw|endraw)\s*-?%\}")
PLACEHOLDER = pattern("\x02liquid:(\\d+)\x03")
TAG = pattern(f"{RAW.pattern}|{VALUE.pattern}|{LINK.pattern}")
PIECE = pattern(f"{CODE_SPAN.pattern}|{TAG.pattern}")


def names(text: str) -> frozenset[str]:
    """The names such as `site.title` that the text may use."""
    return frozenset(VALUE.findall(text)) if "{{" in text else frozenset()


def link_names(text: str) -> frozenset[str]:
    """What `{% post_url x %}` and `{% link x %}` in the text name: `post_url x`, `link x`."""
    return frozenset(f"{tag} {target}" for tag, target in LINK.findall(text)) if "{%" in text else frozenset()


def fill(text: str, values: dict[str, str]) -> str:
    """The text with the values themselves in place: for addresses, which are compared as plain text."""
    return VALUE.sub(lambda match: values.get(match[1], match[0]), text) if "{{" in text else text


class LiquidPreprocessor(Preprocessor):
    """Puts placeholders for values, and takes `{% raw %}` and `{% endraw %}` away; code is left alone."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        text = self.conversion.body.text
        if "{" not in text or not any("{{" in line or "{%" in line for line in lines):
            return lines
        values = enumerate(self.conversion.body.values)
        placeholders = {name: f"\x02liquid:{number}\x03" for number, (name, _) in values}
        marks = code_lines(lines)
        if "%" not in text and "`" not in text:
            # Without tags and code spans, as most texts are, nothing tells one value from another.
            return [
                line if code or "{{" not in line else fill(line, placeholders)
                for line, code in zip(lines, marks, strict=True)
            ]
        raw = False

        def piece(match: re.Match[str]) -> str:
            nonlocal raw
            switch, value, tag, target = match.groups()[-4:]
            if switch:
                raw = switch == "raw"
                return ""
            name = value or (f"{tag} {target}" if tag else "")
            return match[0] if raw else placeholders.get(name, match[0])

        return [
            line if code or "{" not in line else (PIECE if "`" in line else TAG).sub(piece, line)
            for line, code in zip(lines, marks, strict=True)
        ]


class LiquidPostprocessor(Postprocessor):
    """Puts the escaped values where their placeholders are."""

    def __init__(self, md: Markdown, conversion: Conversion) -> None:
        super().__init__(md)
        self.conversion = conversion

    def run(self, text: str) -> str:
        return with_values(text, self.conversion.body, escaped=True)


def with_values(text: str, body: Body, escaped: bool = False) -> str:
    """`text` with the placeholders' values in place."""
    if "\x02liquid:" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        words = body.values[int(match[1])][1]
        return escape(words) if escaped else words

    return PLACEHOLDER.sub(value, text)


def lint(lines: list[str], conversion: Conversion) -> Iterator[Problem]:
    """A warning for each piece of Liquid outside code that is none of the known values."""
    body = conversion.body
    if "{{" not in body.text and "{%" not in body.text:
        return
    known = dict(body.values)
    if all((match := VALUE.fullmatch(piece)) and match[1] in known for piece in set(LIQUID.findall(body.text))):
        return
    raw = False
    for number, line in outside_code(lines):
        if "{" not in line:
            continue
        for match in LIQUID.finditer(line):
            is_tag = match[0][1] == "%"
            switch = RAW.fullmatch(match[0]) if is_tag else None
            link = LINK.fullmatch(match[0]) if is_tag else None
            value = None if is_tag else VALUE.fullmatch(match[0])
            if switch:
                raw = switch[1] == "raw"
            elif link and not raw and f"{link[1]} {link[2]}" not in known:
                place = Place(body.path, body.first_line + number, match.start() + 1)
                what = Text(
                    f"没有 {link[2]} 这篇文章或文件，照原样显示", f"there is no {link[2]}; the tag stays as typed"
                )
                hint = Text(
                    "写文件名，例如 {% post_url 2020-06-19-name %}。", "Name a file: {% post_url 2020-06-19-name %}"
                )
                yield Problem(place, "warning", "liquid", what, hint)
            elif not raw and not link and not (value and value[1] in known):
                place = Place(body.path, body.first_line + number, match.start() + 1)
                what = Text(f"不认识 {match[0]}，照原样显示", f"{match[0]} is unknown, and stays as typed")
                hint = Text(
                    "能用的有 {{ site.baseurl }}、{{ page.title }} 等；要原样显示，用 {% raw %}…{% endraw %} 包住。",
                    "Known are {{ site.baseurl }}, {{ page.title }} and the like; "
                    "what is meant as it is goes between {% raw %} and {% endraw %}.",
                )
                yield Problem(place, "warning", "liquid", what, hint)


def register(md: Markdown, conversion: Conversion) -> None:
    md.preprocessors.register(LiquidPreprocessor(md, conversion), "liquid", 24)
    md.postprocessors.register(LiquidPostprocessor(md, conversion), "liquid", 5)
