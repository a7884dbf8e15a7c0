"""Reaching the database: one door to read, one to write.

SQLite is opened in write-ahead mode with every commit on disk before it returns (``synchronous=FULL``); a writing
session takes the write lock at its start (``BEGIN IMMEDIATE``), so that it cannot fail half-way for the lock.
PostgreSQL reads see one moment (``REPEATABLE READ``), writes run at ``READ COMMITTED`` with row locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///<file>`` or ``postgresql+psycopg://…``; the SQLite file's folder is made."""
    raise NotImplementedError


class Database:
    """The two doors. Every database trouble inside comes out as ``StoreFault``."""

    def __init__(self, engine: Engine) -> None:
        """Use ``engine`` (see ``make_engine``); ``migrate(engine)`` brings its tables up to date."""
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment and refuses to write."""
        raise NotImplementedError

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone when anything is raised. Locks from the first statement on."""
        raise NotImplementedError

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
