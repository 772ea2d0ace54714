"""What the checks look at: the sources, the site that was made of them, and what its pages refer to."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from fanzha import slugs
from fanzha.checks import references
from fanzha.checks.references import Picture, References
from fanzha.config import Config
from fanzha.pipeline import Whole
from fanzha.posts import Post
from fanzha.reading import Reading
from fanzha.sources import Sources
from fanzha.store import Store
from fanzha.texts import Source


@dataclass(frozen=True)
class Subject:
    sources: Sources
    whole: Whole
    now: datetime
    made: Mapping[str, References]
    """Of every text file of the site, by path below the site folder; empty where the site has errors."""
    pictures: Mapping[str, tuple[Picture, ...]]
    """What every post's and page's own text shows, by the path of its source."""

    @property
    def config(self) -> Config:
        return self.whole.config

    @cached_property
    def pages(self) -> dict[str, References]:
        """The HTML pages among what was made."""
        return {path: seen for path, seen in self.made.items() if path.endswith((".html", ".htm"))}

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What was built, by the path of its source."""
        return {reading.draft.path: reading for reading in self.whole.readings}

    @cached_property
    def source_of(self) -> dict[str, str]:
        """The source of each page that an editor wrote, by path below the site folder."""
        return {slugs.file_path(page.address): page.path for page in self.whole.pages if page.path}

    @property
    def articles(self) -> tuple[Post, ...]:
        """Posts, newest first, then free pages."""
        return (*self.whole.site.posts, *self.whole.site.pages)

    def texts(self) -> Iterator[Source]:
        """Every text that an editor wrote, whether it is built or not."""
        yield from (*self.sources.posts, *self.sources.drafts, *self.sources.pages)


def subject(sources: Sources, whole: Whole, now: datetime, store: Store, executor: Executor) -> Subject:
    """Read what the pages refer to."""
    articles = (*whole.site.posts, *whole.site.pages)
    bodies = {post.path: post.rendered.html for post in articles}
    pictures = references.read(references.picture_reader, bodies, store, executor)
    items = whole.files.items if whole.files else ()
    made = {item.path: item.digest for item in items if item.location is None}
    return Subject(sources, whole, now, references.read(references.reader, made, store, executor), pictures)
