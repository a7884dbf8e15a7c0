"""Millions of names in a nameless file of this machine: which are here and not there, in flat memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from pipeline.store.image_store import Entry
from pipeline.store.named_files import NamedFile

_TABLES = """
    PRAGMA journal_mode=OFF;
    PRAGMA synchronous=OFF;
    CREATE TABLE named (name TEXT PRIMARY KEY, size INTEGER) WITHOUT ROWID;
    CREATE TABLE there (name TEXT PRIMARY KEY, size INTEGER, modified REAL) WITHOUT ROWID;
"""


class Tally:
    """What rows name beside what is there; the ``with`` block ends it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file, gone with it
        self._file.executescript(_TABLES)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Forget everything."""
        self._file.close()

    def name(self, files: Iterable[NamedFile]) -> None:
        """These are named; twice is once."""
        rows = ((file.name, file.size) for file in files)
        self._file.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", rows)

    def find(self, entries: Iterable[Entry]) -> None:
        """These are there."""
        rows = ((entry.name, entry.size, entry.modified.timestamp()) for entry in entries)
        self._file.executemany("INSERT OR REPLACE INTO there VALUES (?, ?, ?)", rows)

    def missing(self) -> Iterator[str]:
        """Named, and not there."""
        query = "SELECT name FROM named WHERE NOT EXISTS (SELECT 1 FROM there WHERE there.name = named.name)"
        yield from (name for (name,) in self._file.execute(query))

    def matched(self) -> Iterator[tuple[str, bool]]:
        """Named, and there; whether it can be whole, judged by its size."""
        query = (
            "SELECT name, there.size > 0 AND there.size = coalesce(named.size, there.size)"
            " FROM named JOIN there USING (name)"
        )
        yield from ((name, bool(whole)) for name, whole in self._file.execute(query))

    def unnamed(self) -> Iterator[Entry]:
        """There, and not named."""
        query = "SELECT * FROM there WHERE NOT EXISTS (SELECT 1 FROM named WHERE there.name = named.name)"
        for name, size, modified in self._file.execute(query):
            yield Entry(name, size, datetime.fromtimestamp(modified, UTC))

    def count(self) -> int:
        """How many are named and there."""
        (found,) = self._file.execute("SELECT count(*) FROM named JOIN there USING (name)").fetchone()
        return int(found)
