"""The site as a whole: posts in order, with their neighbours, by year and by tag, and the free pages."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from fanzha import taxonomy
from fanzha.config import Config
from fanzha.posts import Post

T = TypeVar("T")


class Neighbours(NamedTuple):
    """The posts before and after one, in time."""

    older: Post | None
    newer: Post | None


class Site(NamedTuple):
    """The posts and pages that are built, in order and in groups."""

    config: Config
    posts: tuple[Post, ...]
    """Newest first; of one moment, by path."""
    pages: tuple[Post, ...]
    """By path: the order of the navigation."""
    tags: tuple[taxonomy.Tag, ...]

    @property
    def listed(self) -> tuple[Post, ...]:
        """The posts that the index shows."""
        return tuple(post for post in self.posts if not post.meta.hidden)

    def with_neighbours(self) -> tuple[tuple[Post, Neighbours], ...]:
        around = (None, *self.posts, None)
        return tuple(
            (post, Neighbours(older=around[number + 2], newer=around[number])) for number, post in enumerate(self.posts)
        )


def arrange(config: Config, posts: Sequence[Post]) -> Site:
    """Order the rendered posts and pages, whose addresses are all different."""
    dated = sorted((post for post in posts if post.kind == "post"), key=lambda post: post.path)
    dated.sort(key=lambda post: post.date, reverse=True)
    pages = sorted((post for post in posts if post.kind == "page"), key=lambda page: page.path)
    return Site(config, tuple(dated), tuple(pages), taxonomy.tags(dated))


def paginated(items: Sequence[T], size: int) -> tuple[tuple[T, ...], ...]:
    """The items in pages of `size`; one empty page where there are none."""
    return tuple(tuple(items[start : start + size]) for start in range(0, len(items), size)) or ((),)
