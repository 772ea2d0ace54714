"""What the last build made of the very same sources: then nothing is computed, and most of the generator not loaded.

The whole computation is a function of the sources and the options, as every step of it is. So its result is kept in the
store as theirs are, under the digest of all that goes in.
"""

from datetime import datetime
from typing import NamedTuple

from fanzha import work
from fanzha.output import Item
from fanzha.problems import Language, Problem
from fanzha.severities import Given
from fanzha.sources import Sources
from fanzha.store import Store
from fanzha.texts import Memory


class Options(NamedTuple):
    """What the command line and the moment decide. Nothing below asks the clock."""

    now: datetime
    url: str | None = None
    baseurl: str | None = None
    drafts: bool = False
    future: bool | None = None


class Files(NamedTuple):
    """The whole site, ready to be written, and what became of the posts."""

    items: tuple[Item, ...]
    posts: int
    pages: int
    skipped: tuple[tuple[str, tuple[str, ...]], ...]
    """Why posts and pages were not built, and the sources' paths for each reason."""
    built: int = 0
    """Posts whose pages were made anew; the others' were known."""
    unpublished: tuple[tuple[str, str], ...] = ()
    """Addresses of posts that are here by request alone, since they are drafts or of the future, and which of both."""
    until: datetime | None = None
    """The moment from which on the same sources make another site: when the next post's date comes."""


class Record(NamedTuple):
    """What a build made, and when."""

    files: Files
    problems: tuple[Problem, ...]
    language: Language
    baseurl: str
    made: datetime
    severities: Given = ()


def key(sources: Sources, options: Options) -> str:
    """The digest of everything that goes into a build, but for the moment."""
    texts = (*sources.posts, *sources.drafts, *sources.pages, *sources.layouts, *filter(None, [sources.config]))
    files = (*sources.assets, *sources.pictures, *sources.static)
    written = [(source.path, source.digest) for source in texts]
    marks = [(*file.marks, file.path, file.published, str(file.location)) for file in files]
    counts = [len(many) for many in (sources.posts, sources.drafts, sources.pages)]
    given = (options.url, options.baseurl, options.drafts, options.future)
    return work.digest_of("build", work.engine(), written, marks, counts, sorted(sources.site_assets), given)


def recalled(name: str, now: datetime, store: Store) -> Record | None:
    """The record under this key, if it still holds at the moment `now`."""
    record = work.unpacked(Record, store.get(name))
    if record is None:
        return None
    until = record.files.until
    return record if record.made <= now and (until is None or now < until) else None


def remember(name: str, record: Record, store: Store) -> None:
    store.put(name, work.packed(record))


def memory(store: Store) -> Memory:
    """What the build before has read of texts whose files had settled: they need not be read again."""
    return Memory(work.unpacked(dict, store.get(_texts())) or {})


def remember_texts(memory: Memory, store: Store) -> None:
    """Keep for the next build what this one knows of its texts, if that is anything new."""
    digests = memory.digests()
    if digests != memory.elsewhere:
        store.put(_texts(), work.packed(digests))


def _texts() -> str:
    return f"texts:{work.engine()}"
