"""Which paths below the site's root cannot both be there: no file can stand where another needs a folder."""

from collections.abc import Collection, Iterable, Iterator, Mapping


def parents(path: str) -> Iterator[str]:
    """The folders above the path, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def folders(paths: Iterable[str]) -> dict[str, str]:
    """Every folder that the paths lead through, with the first path that does."""
    found: dict[str, str] = {}
    for path in paths:
        for folder in parents(path):
            if folder in found:
                break
            found[folder] = path
    return found


def clash(path: str, standing: Collection[str], inside: Mapping[str, str]) -> str | None:
    """The standing path that this one cannot be beside: it is a file where this needs a folder, or the other way round.

    `inside`: what `folders` says of the standing ones.
    """
    return inside.get(path) or next((folder for folder in parents(path) if folder in standing), None)
