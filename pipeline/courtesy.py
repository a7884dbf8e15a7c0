"""Piles let the counter go first: what reads a pile stands still while a sheet of the counter is being read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from time import monotonic, sleep

from models.db.session import Database
from models.record import Lane
from models.scan import Pixels
from pipeline.read.engine import Posteriors, TextEngine
from pipeline.store.unread import Sought, unread

PATIENCE_SECONDS = 10.0
"""Over the pages of one turn a pile waits no longer than this for sheets of the counter."""

_ASK_SECONDS, _LOOK_SECONDS = 0.1, 0.05
"""The database is asked no more often than this; where somebody is being served, whether they still are."""


class Courtesy:
    """How long a process that reads a pile still waits for others in its turn. It belongs to one thread."""

    def __init__(self, database: Database) -> None:
        """Wait for nobody before the first turn has begun."""
        self._database = database
        self._left, self._asked = 0.0, 0.0

    def begin(self, patience: float) -> None:
        """Begin a turn in which to wait so many seconds at most."""
        self._left = patience

    def give_way(self) -> None:
        """Come back when nobody at the counter is being served, or patience is at its end."""
        start = monotonic()
        if self._left <= 0 or start - self._asked < _ASK_SECONDS:
            return
        while self._is_anybody_served() and monotonic() - start < self._left:
            sleep(_LOOK_SECONDS)
        self._asked = monotonic()
        self._left -= self._asked - start

    def _is_anybody_served(self) -> bool:
        with self._database.read() as session:
            return unread(session, Sought(lane=Lane.COUNTER), datetime.now(UTC)).held > 0


class PoliteEngine:
    """An engine that gives way before each line: a page takes most of a second, and somebody stands there."""

    def __init__(self, engine: TextEngine, courtesy: Courtesy) -> None:
        """``engine``, read by the thread that ``courtesy`` belongs to."""
        self._engine, self._courtesy = engine, courtesy
        self.name, self.charset = engine.name, engine.charset

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        """See ``TextEngine``."""
        for read in self._engine.posteriors(lines):
            yield read
            self._courtesy.give_way()
