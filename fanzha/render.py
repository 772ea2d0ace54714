"""Layouts: a sheet becomes a page's text.

Jinja escapes everything that the layouts print unless it is known to be HTML. A mistake in a layout is a problem with
its file and line. Layouts are the maintainers' own and trusted, as any program is; bodies never come here as templates.
"""

import base64
import marshal
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    nodes,
    pass_context,
)
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from markupsafe import Markup, escape

from fanzha import interface, layout_problems, policy, qr_code
from fanzha.layout_problems import FOLDER, Reference
from fanzha.pages import PAGE_KINDS
from fanzha.patterns import pattern
from fanzha.problems import Outcome
from fanzha.texts import Source
from fanzha.views import Frame, Sheet

TEMPLATES = (".html", ".xml", ".txt")
FRAME_PARTS = ("navigation", "help", "footer")
"""Layouts of what many pages show alike: rendered once for all pages that share a frame."""

PARTS = ("base", *FRAME_PARTS, "header", "entries", "pager", "catalog", "sidebar", "icons")
INLINE_SCRIPT = "modes.js"
"""The one script that stands in every page, since it must run before anything is drawn."""
GENERATED = tuple(kind.layout.removesuffix(".html") for kind in PAGE_KINDS if kind.layout)


REFERENCE = pattern(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\b
    (?:\s*["']([^"'{}]+)["']\s*(?:(?:as|import|ignore|with|without)\b[^"'{}]*)?[-+]?%\})?""",
    re.VERBOSE,
)
"""A layout that another names; without a name where it is worked out."""

SCHEME = pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
LINKED_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True)
class Layouts:
    """The layouts' sources, and the code that `compiler` made of them, by name."""

    sources: tuple[Source, ...]
    compiled: tuple[tuple[str, str], ...] = ()

    @property
    def for_posts(self) -> tuple[str, ...]:
        """The names that a post's `layout` may bear."""
        names = (
            source.path.removeprefix(FOLDER).removesuffix(".html")
            for source in self.sources
            if source.path.endswith(".html")
        )
        return tuple(name for name in names if name not in (*PARTS, *GENERATED))

    @cached_property
    def texts(self) -> dict[str, str]:
        return {source.path.removeprefix(FOLDER): source.text for source in self.sources}

    def used_by(self, layout: str) -> tuple[tuple[str, str], ...]:
        """The layouts that pages of `layout` are made with, by name: those that it names, directly or not.

        Where a layout works out a name, that may be any.
        """
        found: set[str] = set()
        ahead = [layout]
        while ahead:
            name = ahead.pop()
            if name in found or name not in self.texts:
                continue
            found.add(name)
            text = self.texts[name]
            for reference in REFERENCE.finditer(text):
                if reference[1] is None:
                    return tuple(self.texts.items())
                ahead.append(reference[1])
            if "parts" in text:
                ahead += [f"{part}.html" for part in FRAME_PARTS]
            if "inline_script" in text or "policy" in text:
                ahead.append(INLINE_SCRIPT)
        return tuple((name, self.texts[name]) for name in sorted(found))

    def mentions(self, layout: str, word: str) -> bool:
        """Whether the word stands in any layout that pages of `layout` are made with."""
        return any(word in text for _, text in self.used_by(layout))


class Compiled(NamedTuple):
    """A layout as Python's code, written as text, and the layouts that it names."""

    code: str
    references: tuple[Reference, ...]


def compiler(_: None) -> Callable[[Source], Outcome[Compiled]]:
    """A function that compiles a layout. No value where the layout has a mistake.

    Compiling takes longer than rendering most pages: so it is work that the store remembers.
    """
    environment = _environment(_Loader(Layouts(())))

    def compiled(source: Source) -> Outcome[Compiled]:
        name = source.path.removeprefix(FOLDER)
        try:
            tree = environment.parse(source.text, name, source.path)
            named = tuple(layout_problems.references(tree))
            code = environment.compile(tree, name, source.path)
        except Exception as error:  # values in a layout are worked out here if they can be
            return Outcome(None, (layout_problems.mistake(error, name, {name: source.text}),))
        return Outcome(Compiled(base64.b64encode(marshal.dumps(code)).decode("ascii"), named))

    return compiled


def renderer(layouts: Layouts) -> Callable[[Sheet], Outcome[str]]:
    """A function that renders sheets with these layouts, which are compiled once."""
    environment = _environment(_Loader(layouts))
    inline_script = layouts.texts.get(INLINE_SCRIPT, "").strip()
    inline = Markup(inline_script)

    @lru_cache(maxsize=2)
    def words(language: interface.Language) -> dict[str, str]:
        return interface.words(language)

    @lru_cache(maxsize=16)
    def parts(frame: Frame) -> dict[str, Markup]:
        return {
            name: Markup(environment.get_template(f"{name}.html").render(frame=frame, words=words(frame.language)))
            for name in FRAME_PARTS
        }

    def content_security_policy(body: str) -> str:
        return policy.content_security_policy(body, inline_script)

    def render(sheet: Sheet) -> Outcome[str]:
        try:
            template = environment.get_template(sheet.layout)
            html = Markup(getattr(sheet.page, "html", ""))  # what the dialect made, escaped there
            text = template.render(
                page=sheet.page,
                frame=sheet.frame,
                parts=parts(sheet.frame),
                words=words(sheet.frame.language),
                html=html,
                inline_script=inline,
                policy=content_security_policy,
                qr_codes=dict(sheet.qr_codes),
            )
            return Outcome(text)
        except Exception as error:  # a layout may do anything that Python can
            return Outcome(None, (layout_problems.mistake(error, sheet.layout, layouts.texts),))

    return render


class _CodeGenerator(CodeGenerator):
    """Jinja's own, but for what the code calls to escape a value that it prints."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.printed(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Environment(Environment):
    code_generator_class = _CodeGenerator

    def printed(self, value: Any) -> str:
        """The value as HTML.

        What is printed is joined with what stands around it, and the whole is marked as HTML: so a text that has
        nothing to escape, as most, is not marked by itself, which would take several times as long.
        """
        if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
            return value
        return escape(value)


def _environment(loader: BaseLoader) -> Environment:
    environment = _Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters["web_address"] = web_address
    environment.filters["qr_code"] = _qr_code
    return environment


@pass_context
def _qr_code(context: Context, address: str) -> Markup:
    known = context.get("qr_codes", {}).get(address)
    return Markup(qr_code.svg(address) if known is None else known)


def web_address(address: str) -> str:
    """An address from config or front matter as a link may hold it: nothing that runs instead of leading somewhere."""
    # Browsers read over white space and control characters.
    scheme = SCHEME.match("".join(character for character in address if character.isprintable() and character != " "))
    return address if scheme is None or scheme[1].lower() in LINKED_SCHEMES else "#"


def to_text(sheet: Sheet, layouts: Layouts) -> Outcome[str]:
    """Render one sheet. For many, keep what :func:`renderer` returns."""
    return renderer(layouts)(sheet)


class _Loader(BaseLoader):
    def __init__(self, layouts: Layouts) -> None:
        self.texts = layouts.texts
        self.compiled = dict(layouts.compiled)

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        if name not in self.compiled:
            return super().load(environment, name, globals)
        code = marshal.loads(base64.b64decode(self.compiled[name]))
        # A plain dictionary: each import in a page compares its names with them, and Jinja's own mapping is slow at it.
        return environment.template_class.from_code(environment, code, dict(globals or {}), lambda: True)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        # The file name is what tracebacks show, and what `layout_problems` looks for in them.
        return self.texts[template], FOLDER + template, lambda: True
