"""How posts are grouped: tags, each with its address and its posts."""

from collections.abc import Sequence
from typing import NamedTuple

from fanzha import slugs
from fanzha.posts import Post


class Tag(NamedTuple):
    """A tag as typed, its page's address, and its posts, newest first."""

    name: str
    address: str
    posts: tuple[Post, ...]


def tags(posts: Sequence[Post]) -> tuple[Tag, ...]:
    """The tags of the posts, most used first, then by name. `posts` come newest first."""
    by_name: dict[str, list[Post]] = {}
    for post in posts:
        for name in post.meta.tags:
            by_name.setdefault(name, []).append(post)
    folders = slugs.folder_names(by_name)
    found = [Tag(name, f"/tags/{folders[name]}/", tuple(posts)) for name, posts in by_name.items()]
    return tuple(sorted(found, key=lambda tag: (-len(tag.posts), tag.name)))
