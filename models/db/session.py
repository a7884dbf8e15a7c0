"""Reaching the database: one door to read, one to write.

SQLite is opened in write-ahead mode with every commit on disk before it returns (``synchronous=FULL``); a writing
session takes the write lock at its start (``BEGIN IMMEDIATE``), so that it cannot fail half-way for the lock.
PostgreSQL reads see one moment (``REPEATABLE READ``), writes run at ``READ COMMITTED`` with row locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.errors import StoreFault, UsageError

LOCK_WAIT_MS = 30_000
"""How long SQLite waits for another process to finish writing."""


def make_engine(url: str) -> Engine:
    """An engine for ``sqlite:///<file>`` or ``postgresql+psycopg://…``; the SQLite file's folder is made.

    UsageError where ``url`` is none; its text stays out of the error, for it may hold a password.
    """
    try:
        where = make_url(url)
        engine = create_engine(where, pool_pre_ping=where.get_backend_name() != "sqlite")
    except (ArgumentError, ImportError):  # ImportError: a driver that is not installed
        raise UsageError("MADOGUCHI_DATABASE_URL is not a database URL") from None
    if where.get_backend_name() != "sqlite":
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    if where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgres(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """No compiling of queries: it took 2.2 of the 2.7 seconds in which a night was counted."""
    cursor = connection.cursor()
    cursor.execute("SET jit = off")
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    """Leave BEGIN to ``_begin_sqlite``, and set what SQLite forgets between connections."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: SqliteConnection) -> None:
    """Switch a new file to write-ahead mode; SQLite does not wait by itself where two connections try at once."""
    give_up = monotonic() + LOCK_WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if "locked" not in str(error) or monotonic() > give_up:  # a read-only file will not change by waiting
                raise
            sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class Database:
    """The two doors. Database trouble inside comes out as ``StoreFault``."""

    def __init__(self, engine: Engine) -> None:
        """Use ``engine`` (see ``make_engine``); ``migrate(engine)`` brings its tables up to date."""
        self.engine = engine
        options: dict[str, object] = {"reads": True}
        if engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reader = engine.execution_options(**options)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment and refuses to write."""
        with _as_store_fault(), Session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone when anything is raised. Locks from the first statement on."""
        with _as_store_fault(), Session(self.engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@contextmanager
def _as_store_fault() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        # The driver's own words say what failed; the statement and its values stay out: they hold personal data.
        raise StoreFault(
            f"the database failed: {type(error.orig).__name__}", reason=type(error.orig).__name__
        ) from None
    except NoConnection:  # all are in use, and none came free in half a minute
        raise StoreFault("the database failed: no free connection", reason="NoConnection") from None
