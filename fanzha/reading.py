"""Reads all posts and pages, and remembers: a source that has not changed is not read again.

What reading a post made is kept in the store with what it asked the config and the pictures, and what they answered.
While all would answer the same, reading it again would make the same. So a new picture or another title of the site
makes no post new that did not ask for it, and nobody has to write down what depends on what.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from fanzha import bodies, posts, slugs, work
from fanzha.asked import AskedConfig, AskedFrontMatter, AskedImages
from fanzha.config import Config
from fanzha.dialect import Body, Rendered, liquid
from fanzha.images import Images, Picture
from fanzha.posts import Choices, Draft, Kind, Post
from fanzha.problems import Outcome, Place, Problem, Text, is_guess
from fanzha.sources import Sources
from fanzha.store import Store, digest
from fanzha.texts import Source

GATHERED = ("unknown-key", "unknown-layout")
MANY = 5
"""Files from which on a key or layout that we do not know is a custom of the site, and no slip."""


class Reading(NamedTuple):
    """A draft whose body's text is still in the source, and the digest of the whole body."""

    draft: Draft
    digest: str
    source: Source
    key: str
    """Under which the store knows what reading the source made. The config may make another draft of it."""
    has_tags: bool = False
    """Whether the source has any Liquid tag, of those that may ask for another post's address."""

    def body(self) -> Body:
        body = self.draft.body
        return body if body.text else body._replace(text=text_from(self.source, body.first_line))

    def finished(self, rendered: Rendered) -> Post:
        """The post that the draft becomes with its body rendered."""
        draft = self.draft
        # The body's digest tells the pictures, too, and where links to other posts lead.
        return Post(draft.kind, draft.path, draft.address, draft.meta, rendered, f"{self.key}:{self.digest}")

    def job(self) -> work.Job[Body]:
        return work.Job(self.digest, self.body)


class Remembered(NamedTuple):
    """What the store holds of a source: what reading it made, what it asked, and the answers."""

    draft: Draft
    digest: str
    problems: tuple[Problem, ...]
    config: str
    """The digest of the whole config: if it is the same, nothing need be asked."""
    images: str
    settings: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str, Picture | None], ...]
    suggested: tuple[tuple[str, str, Text | None], ...]
    has_tags: bool
    front_matter_digest: str
    """Of its text."""
    tree: bytes | None
    """The front matter's tree, packed, if nothing is wrong with it: while its text stays, an edit needs no YAML."""


def setting(config: Config, name: str) -> str:
    """A setting's value as text: equal for equal values."""
    value = getattr(config, name, None)
    return str(value) if name == "zone" else work.as_text(value)


class Reader:
    """Reads sources under one config, with these pictures and choices; from the store where it remembers them."""

    def __init__(self, config: Config, images: Images, choices: Choices, store: Store) -> None:
        self.config, self.images, self.choices, self.store = config, images, choices, store
        self.config_digest = work.digest_of(config)
        self.images_digest = work.digest_of(sorted(images.pictures.items()))
        self.today = choices.now.astimezone(config.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        self.starts = {
            (kind, is_draft): work.digest_of(
                work.engine(), posts.parse.__module__, kind, self.today if is_draft else None, choices.layouts
            )
            for kind in ("post", "page")
            for is_draft in (False, True)
        }
        self.current: dict[str, str] = {}
        """Settings that were looked up already, as text."""

    def read(self, sources: Sequence[Source], kind: Kind) -> list[tuple[Outcome[Draft], Reading | None]]:
        """Every source's outcome, and what is needed to render it."""
        names = [self.key(source.path, source.digest, kind) for source in sources]
        formers = [self.key(source.path, source.former, kind) if source.former else "" for source in sources]
        topic = f"last:{posts.parse.__module__}.{kind}:{work.engine()}"
        known = work.recalled(topic, Remembered, [*names, *filter(None, formers)], self.store)
        fresh: dict[str, Remembered] = {}
        read: list[tuple[Outcome[Draft], Reading | None]] = []
        for source, name, former in zip(sources, names, formers, strict=True):
            remembered: Remembered | None = known.values.get(name)
            if remembered and self.holds(remembered):
                read.append(self.now(remembered, source, kind, name))
                continue
            outcome, remembered = self.parse(source, kind, remembered or known.values.get(former))
            if remembered:
                fresh[name] = remembered
            read.append((outcome, reading_of(remembered.draft, remembered, source, name) if remembered else None))
        # What the changed ones were is asked for once.
        work.remember(topic, fresh, known.only(names), self.store)
        return read

    def key(self, path: str, text_digest: str, kind: Kind) -> str:
        # A draft without a date has today's; nothing else in a post depends on the moment but whether it is left out.
        start = self.starts[kind, posts.is_draft(path)]
        return digest(f"{start}{text_digest}{path}".encode("utf-8", "surrogatepass"))

    def parse(self, source: Source, kind: Kind, before: Remembered | None) -> tuple[Outcome[Draft], Remembered | None]:
        """Read a source, and what is worth remembering if it could be read. `before`: what was, when it was another."""
        config, images = AskedConfig(self.config, self.setting), AskedImages(self.images)
        front = AskedFrontMatter(before.front_matter_digest, before.tree) if before else AskedFrontMatter()
        outcome = posts.parse(source, cast(Config, config), cast(Images, images), self.choices, kind, front.tree_of)
        draft = outcome.value
        if draft is None:
            return outcome, None
        name = digest_of_body(draft.body)
        draft = draft._replace(body=draft.body._replace(text=""))  # the source has it
        return Outcome(draft, outcome.problems), Remembered(
            draft,
            name,
            outcome.problems,
            self.config_digest,
            self.images_digest,
            tuple(config.answers.items()),
            tuple((*asked, picture) for asked, picture in images.found.items()),
            tuple((*asked, text) for asked, text in images.suggested.items()),
            "{%" in source.text,
            front.digest,
            front.tree,
        )

    def now(self, remembered: Remembered, source: Source, kind: Kind, name: str) -> tuple[Outcome[Draft], Reading]:
        """The draft as it is at the moment of this build."""
        draft = remembered.draft
        left_out = posts.why_left_out(draft.meta, source.path, kind, self.choices)
        if draft.left_out != left_out:
            draft = draft._replace(left_out=left_out)
        return Outcome(draft, remembered.problems), reading_of(draft, remembered, source, name)

    def holds(self, known: Remembered) -> bool:
        """Whether all that was asked would be answered alike."""
        if known.config != self.config_digest and any(self.setting(name) != value for name, value in known.settings):
            return False
        if known.images == self.images_digest:
            return True
        return all(self.images.find(address, folder) == picture for address, folder, picture in known.found) and all(
            self.images.suggest(address, folder) == text for address, folder, text in known.suggested
        )

    def setting(self, name: str) -> str:
        if name not in self.current:
            self.current[name] = setting(self.config, name)
        return self.current[name]


def reading_of(draft: Draft, remembered: Remembered, source: Source, key: str) -> Reading:
    return Reading(draft, remembered.digest, source, key, remembered.has_tags)


def digest_of_body(body: Body) -> str:
    """Equal for equal bodies. The text goes in as its own digest: JSON would look at every character, and copy it."""
    return work.digest_of(digest(body.text.encode("utf-8", "surrogatepass")), body._replace(text=""))


def text_from(source: Source, line: int) -> str:
    """The source's text from a line (from 1) on."""
    parts = source.text.split("\n", line - 1)
    return parts[-1] if len(parts) == line else ""


class Read(NamedTuple):
    """Posts and pages that are to be built, each at an address of its own; all problems; and how long that holds."""

    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    until: datetime | None
    """When the date of the next post comes, or the day ends that drafts without a date bear."""


def read_posts(sources: Sources, config: Config, images: Images, choices: Choices, store: Store) -> Read:
    """Read every post, draft and page."""
    reader = Reader(config, images, choices, store)
    readings: list[Reading] = []
    problems: list[Problem] = []
    taken: dict[str, Draft] = {}
    ends = [reader.today + timedelta(days=1)] if sources.drafts else []
    given: tuple[tuple[Sequence[Source], Kind], ...] = (
        (sources.posts, "post"),
        (sources.drafts, "post"),
        (sources.pages, "page"),
    )
    for many, kind in given:
        for outcome, reading in reader.read(many, kind):
            draft = outcome.value
            if draft and draft.left_out:
                # What else is wrong with it can wait until somebody means to publish it; errors can't.
                problems.append(posts.left_out_problem(draft))
                if draft.left_out == "future" and draft.meta.date:
                    ends.append(draft.meta.date)
                continue
            problems += outcome.problems
            if draft is None or reading is None:
                continue
            if draft.kind == "post" and draft.meta.date and draft.meta.date > choices.now:
                ends.append(draft.meta.date)  # until then it is one of the future
            first = taken.setdefault(slugs.file_path(draft.address), draft)
            if first is draft:
                readings.append(reading)
            else:
                problems.append(_second_at(draft, first))
    return Read(tuple(linked(readings)), tuple(gathered(problems)), min(ends, default=None))


def gathered(problems: list[Problem]) -> list[Problem]:
    """The problems, where many files have one unknown key or layout with a single one that tells how many."""
    same: dict[tuple[str, Text], list[Problem]] = {}
    for problem in problems:
        if problem.code in GATHERED:
            same.setdefault((problem.code, problem.what), []).append(problem)
    kept = [problem for problem in problems if problem.code not in GATHERED]
    for alike in same.values():
        if len(alike) < MANY:
            kept += alike
            continue
        first = min(alike, key=lambda problem: problem.place)
        what = Text(
            f"{first.what.zh}（共 {len(alike)} 个文件，这是第一个）",
            f"{first.what.en} ({len(alike)} files; this is the first)",
        )
        kept.append(first._replace(what=what, severity=first.severity if is_guess(first.hint) else "info"))
    return kept


def linked(readings: list[Reading]) -> list[Reading]:
    """The drafts with the addresses of each other that their texts ask for."""
    asking = {
        number for number, reading in enumerate(readings) if reading.has_tags and liquid.link_names(reading.body().text)
    }
    if not asking:
        return readings
    drafts = [reading.draft for reading in readings]
    targets = dict(target for draft in drafts for target in bodies.link_targets(draft.path, draft.address))
    return [
        _with_links(reading, bodies.with_links(reading.body(), targets)) if number in asking else reading
        for number, reading in enumerate(readings)
    ]


def _with_links(reading: Reading, body: Body) -> Reading:
    return reading._replace(draft=reading.draft._replace(body=body), digest=digest_of_body(body))


def _second_at(draft: Draft, first: Draft) -> Problem:
    what = Text(
        f"地址 {draft.address} 已经被 {first.path} 用了，这一篇没有生成",
        f"its address {draft.address} is taken by {first.path}; this one is left out",
    )
    hint = Text("换一个文件名，或写上 permalink 或 slug。", "Rename the file, or give it a permalink or slug.")
    return Problem(Place(draft.path), "warning", "address-taken", what, hint)
