"""The store: results by key and contents by digest, in one file that may vanish, break or be read-only at any time.

Whatever goes wrong with the file costs a slower build and nothing else: then everything is kept in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WAITING = 500
"""Results that are written to the file at a time."""
ASKED = 500
"""Keys that are asked for at a time; SQLite takes 999 at least."""
UNUSED_FACTOR = 4
RECENT = 32_000_000
"""Bytes of what was stored that stay at hand."""
FORMAT = 3
"""Raised where what the file holds changes its form: then an older file is replaced."""
SEAL = 4
"""Bytes before each value, its CRC-32 (RFC 1952, section 8), which tell whether the rest is what was stored."""


class Lost(Exception):
    """A content that the store had promised is not there any more, or is no longer what it was."""


def digest(data: bytes) -> str:
    """SHA-256 (FIPS 180-4), in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class Store:
    """Results by key, contents by digest. Without a file: in memory."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.memory: dict[str, bytes] = {}
        """What the file could not take."""
        self.waiting: dict[str, bytes] = {}
        self.recent: dict[str, bytes] = {}
        """What this build stored first, for what is soon asked for again."""
        self.room = RECENT
        self.used: set[str] = set()
        self.at_hand: dict[str, dict[str, Any]] = {}
        """The values that the build before used, of those that lie together, by their key: unpacking takes a while."""
        self.next_at_hand: dict[str, dict[str, Any]] = {}
        """Those that this build uses."""
        self.database = _opened(file) if file else None

    def begin(self) -> None:
        """A build begins: nothing is used yet. What the build before had at hand stays there."""
        self.recent, self.room = {}, RECENT
        self.used = set()
        if self.next_at_hand:
            self.at_hand, self.next_at_hand = self.next_at_hand, {}

    def get(self, key: str) -> bytes | None:
        return self.get_many([key]).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The values of those keys that there are."""
        found: dict[str, bytes] = {}
        asked = []
        for key in keys:
            place = next((place for place in (self.memory, self.waiting, self.recent) if key in place), None)
            if place is None:
                asked.append(key)
            else:
                found[key] = place[key]
        for start in range(0, len(asked), ASKED):
            part = asked[start : start + ASKED]
            marks = ",".join("?" * len(part))
            for key, sealed in self._ask(f"SELECT key, value FROM kept WHERE key IN ({marks})", *part):
                value = _unsealed(sealed)
                if value is not None:
                    found[key] = value
        self.used.update(found)
        return found

    def put(self, key: str, value: bytes) -> None:
        self.used.add(key)
        self.waiting[key] = value
        if self.room > len(value):
            self.recent[key] = value
            self.room -= len(value)
        if len(self.waiting) >= WAITING:
            self.save()

    def keep(self, content: bytes) -> str:
        """Keep the content under its own digest, which is returned."""
        name = digest(content)
        self.put(f"content:{name}", content)
        return name

    def mark(self, name: str) -> None:
        """Say that the content with this digest is still wanted."""
        self.used.add(f"content:{name}")

    def content(self, name: str) -> bytes:
        """The content with this digest. Raises Lost where it is not there."""
        content = self.get(f"content:{name}")
        if content is None:
            raise Lost(name)
        return content

    def save(self) -> None:
        """Write what waits; what the file does not take stays in memory."""
        if self.database and self.waiting:
            try:
                with self.database:
                    rows = ((key, _sealed(value)) for key, value in self.waiting.items())
                    self.database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
                self.waiting = {}
            except sqlite3.Error as error:
                self._failed(error)
        self.memory.update(self.waiting)
        self.waiting = {}

    def forget_unused(self) -> None:
        """Drop what was neither asked for nor marked since the build began, once that is most of what is kept."""
        self.save()
        row = next(iter(self._ask("SELECT count(*) FROM kept")), (0,))
        if self.database and row[0] > UNUSED_FACTOR * len(self.used) + WAITING:
            with contextlib.suppress(sqlite3.Error), self.database:
                self.database.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")
                self.database.executemany("INSERT INTO used VALUES (?)", ((key,) for key in self.used))
                self.database.execute("DELETE FROM kept WHERE key NOT IN (SELECT key FROM used)")
                self.database.execute("DROP TABLE used")

    def empty(self) -> None:
        """Drop everything: what is kept has turned out to be damaged."""
        self.memory, self.waiting, self.recent, self.room = {}, {}, {}, RECENT
        self.at_hand, self.next_at_hand = {}, {}
        if self.database and self.file:
            self.database.close()
            _remove(self.file)
            self.database = _opened(self.file)

    def close(self) -> None:
        self.save()
        if self.database:
            self.database.close()
            self.database = None

    def _ask(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        if self.database:
            try:
                return self.database.execute(query, values).fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                self._failed(error)
        return []

    def _failed(self, error: Exception) -> None:
        """Go on without the file where it turns out to be broken; one that is merely busy or read-only stays."""
        if not isinstance(error, sqlite3.OperationalError) and self.database and self.file:
            self.database.close()
            self.database = None
            _remove(self.file)


def _sealed(value: bytes) -> bytes:
    return _seal(value) + value


def _seal(value: bytes) -> bytes:
    return zlib.crc32(value).to_bytes(SEAL, "big")


def _unsealed(sealed: Any) -> bytes | None:
    if not isinstance(sealed, bytes):
        return None
    value = sealed[SEAL:]
    return value if sealed[:SEAL] == _seal(value) else None


def _opened(file: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        database = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # The preview builds in threads of its own, one at a time.
            database = sqlite3.connect(file, timeout=5, check_same_thread=False)
            database.execute("PRAGMA synchronous = OFF")  # after a power cut the store may be lost: it is only a cache
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found not in (0, FORMAT):
                raise sqlite3.DatabaseError("another version's store")
            if found == 0:
                with database:
                    database.execute("DROP TABLE IF EXISTS kept")
                    # With rows of its own: long values in the tree of the keys would make it three times as slow.
                    database.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value BLOB)")
                    database.execute(f"PRAGMA user_version = {FORMAT}")
            database.execute("SELECT key FROM kept LIMIT 1").fetchone()
            return database
        except (OSError, sqlite3.OperationalError) as error:
            # Read-only, locked, or no folder can be made: do without. A table that is missing means another's file.
            if database:
                database.close()
            if "no such" not in str(error):
                return None
            _remove(file)
        except (sqlite3.DatabaseError, TypeError):
            if database:
                database.close()
            _remove(file)
    return None


def _remove(file: Path) -> None:
    """Remove a broken store, our own cache; what can't be removed stays."""
    for part in (file, Path(f"{file}-journal"), Path(f"{file}-wal"), Path(f"{file}-shm")):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
