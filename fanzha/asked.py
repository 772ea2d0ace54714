"""What stands for a post's surroundings while it is read, and notes what is asked of them, with the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fanzha import front_matter, work, yaml_tree
from fanzha.config import Config
from fanzha.images import Images, Picture
from fanzha.problems import Outcome, Text
from fanzha.store import digest
from fanzha.yaml_tree import Table


class AskedConfig:
    """Stands for the config, and notes what is asked of it."""

    def __init__(self, config: Config, as_text: Callable[[str], str]) -> None:
        self._config, self._as_text = config, as_text
        self.answers: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        """Called for what was not asked before: from then on it is an attribute as any."""
        self.answers[name] = self._as_text(name)
        value = self.__dict__[name] = getattr(self._config, name)
        return value


class AskedImages:
    """Stands for the pictures, and notes what is asked of them."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self.found: dict[tuple[str, str], Picture | None] = {}
        self.suggested: dict[tuple[str, str], Text | None] = {}

    def find(self, address: str, folder: str) -> Picture | None:
        if (address, folder) not in self.found:
            self.found[address, folder] = self._images.find(address, folder)
        return self.found[address, folder]

    def suggest(self, address: str, folder: str) -> Text | None:
        return self.suggested.setdefault((address, folder), self._images.suggest(address, folder))


class AskedFrontMatter:
    """Stands for `front_matter.tree_of`, and notes the tree. One that is known already needs no YAML."""

    def __init__(self, known_digest: str = "", known_tree: bytes | None = None) -> None:
        """`known_digest` and `known_tree`: what `digest` and `tree` were when the post was read before."""
        self.digest, self.tree = known_digest, known_tree

    def tree_of(self, text: str, path: str) -> Outcome[Table]:
        name = digest(text.encode("utf-8", "surrogatepass"))
        kept = work.unpacked(tuple, self.tree) if name == self.digest else None
        if kept:
            return Outcome(yaml_tree.table_of(kept, path))
        outcome = front_matter.tree_of(text, path)
        self.digest = name
        # What is wrong with it must be found and said again.
        self.tree = work.packed(yaml_tree.plain(outcome.value)) if outcome.value and not outcome.problems else None
        return outcome
