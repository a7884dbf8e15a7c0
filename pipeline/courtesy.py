"""Piles let the counter go first: what reads a pile stands still while a sheet of the counter is being read."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic, sleep

from models.db.session import Database
from models.errors import StoreFault
from models.record import Lane
from pipeline.store.unread import Sought, unread

PATIENCE_SECONDS = 10.0
"""Over the pages of one turn a pile waits no longer than this for sheets of the counter."""

_ASK_SECONDS, _LOOK_SECONDS = 0.2, 0.05
"""How often the database is asked at most, and how often while somebody is being served."""


class CounterFirst:
    """How long a process that reads a pile still waits for others in its turn. It belongs to one thread.

    ``waited`` counts the seconds in which it stood still, since it began.
    """

    def __init__(self, database: Database) -> None:
        """Wait for nobody before the first turn has begun."""
        self._database = database
        self._left, self._asked, self.waited = 0.0, 0.0, 0.0

    def begin(self, patience: float) -> None:
        """Begin a turn in which to wait so many seconds at most."""
        self._left = patience

    def give_way(self) -> None:
        """Come back when nobody at the counter is being served, or patience is at its end."""
        start = monotonic()
        if self._left <= 0 or start - self._asked < _ASK_SECONDS:
            return
        waited = 0.0
        while self._is_anybody_served() and waited < self._left:
            sleep(_LOOK_SECONDS)
            waited = monotonic() - start
        self._left -= waited
        self.waited += waited
        self._asked = monotonic()

    def _is_anybody_served(self) -> bool:
        try:
            with self._database.read() as session:
                return unread(session, Sought(lane=Lane.COUNTER), datetime.now(UTC)).held > 0
        except StoreFault:
            return False  # whoever stores the pages will tell: what is read is not thrown away for a courtesy
