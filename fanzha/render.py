"""Layouts: a sheet becomes a page's text.

Jinja escapes everything that the layouts print unless it is known to be HTML. A mistake in a layout is a problem with
its file and line. Layouts are the maintainers' own and trusted, as any program is; bodies never come here as templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from fanzha import interface, policy, qr_code
from fanzha.pages import PAGE_KINDS
from fanzha.problems import Outcome, Place, Problem, Text, did_you_mean
from fanzha.sources import Source
from fanzha.views import Frame, Sheet

FOLDER = "layouts/"
FRAME_PARTS = ("navigation", "help", "footer")
"""Layouts of what many pages show alike: rendered once for all pages that share a frame."""

PARTS = ("base", *FRAME_PARTS, "header", "entries", "pager", "catalog", "sidebar", "icons")
INLINE_SCRIPT = "modes.js"
"""The one script that stands in every page, since it must run before anything is drawn."""
GENERATED = tuple(kind.layout.removesuffix(".html") for kind in PAGE_KINDS if kind.layout)


SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
LINKED_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True)
class Layouts:
    """The layouts' sources, by name."""

    sources: tuple[Source, ...]

    @property
    def for_posts(self) -> tuple[str, ...]:
        """The names that a post's `layout` may bear."""
        names = (
            source.path.removeprefix(FOLDER).removesuffix(".html")
            for source in self.sources
            if source.path.endswith(".html")
        )
        return tuple(name for name in names if name not in (*PARTS, *GENERATED))


def renderer(layouts: Layouts) -> Callable[[Sheet], Outcome[str]]:
    """A function that renders sheets with these layouts, which are compiled once."""
    environment = Environment(
        loader=_Loader(layouts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )

    environment.filters["web_address"] = web_address
    environment.filters["qr_code"] = lambda address: Markup(qr_code.svg(address))
    inline_script = next((s.text.strip() for s in layouts.sources if s.path == FOLDER + INLINE_SCRIPT), "")
    inline = Markup(inline_script)

    @lru_cache(maxsize=16)
    def parts(frame: Frame) -> dict[str, Markup]:
        words = interface.words(frame.language)
        return {
            name: Markup(environment.get_template(f"{name}.html").render(frame=frame, words=words))
            for name in FRAME_PARTS
        }

    def render(sheet: Sheet) -> Outcome[str]:
        try:
            template = environment.get_template(sheet.layout)
            words = interface.words(sheet.frame.language)
            html = Markup(getattr(sheet.page, "html", ""))  # what the dialect made, escaped there
            text = template.render(
                page=sheet.page,
                frame=sheet.frame,
                parts=parts(sheet.frame),
                words=words,
                html=html,
                inline_script=inline,
                policy=lambda body: policy.content_security_policy(body, inline_script),
            )
            return Outcome(text)
        except Exception as error:  # a layout may do anything that Python can
            return Outcome(None, (_mistake(error, sheet.layout, layouts),))

    return render


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
        self.texts = {source.path.removeprefix(FOLDER): source.text for source in layouts.sources}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.texts:
            raise TemplateNotFound(template)
        # The file name is what tracebacks show, and what `_mistake` looks for in them.
        return self.texts[template], FOLDER + template, lambda: True


def _mistake(error: Exception, layout: str, layouts: Layouts) -> Problem:
    place = Place(FOLDER + layout)
    hint = None
    if isinstance(error, TemplateSyntaxError):
        place = Place(FOLDER + (error.name or layout), error.lineno)
    else:
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename.startswith(FOLDER):
                place = Place(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
            trace = trace.tb_next
    if isinstance(error, TemplateNotFound):
        names = [source.path.removeprefix(FOLDER) for source in layouts.sources]
        hint = did_you_mean(str(error.name), names)
        message = f"{error.name}"
        return Problem(place, "error", "layout", Text(f"没有布局文件 {message}", f"there is no layout {message}"), hint)
    message = str(error) or type(error).__name__
    what = Text(f"布局里有错：{message}", f"a mistake in the layout: {message}")
    hint = Text(
        "改好这一行，或删掉您自己的这个布局文件，就会用回自带的。",
        "Mend that line, or delete your own layout: ours is used then.",
    )
    return Problem(place, "error", "layout", what, hint)
