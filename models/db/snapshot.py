"""One moment of a database as one SQLite file; the program goes on writing meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from models.db.copying import Tell, copy_rows
from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.errors import StoreFault

_PAGES_AT_A_TIME = 4_096


def take_snapshot(database: Database, target: Path, tell: Tell) -> None:
    """Write all of ``database`` to the new file ``target``; it is not on disk for sure when this returns.

    StoreFault where the database is out of reach or damaged, or the disk full; ``target`` is rubbish then.
    """
    if database.engine.dialect.name == "sqlite":
        _copy_file(database.engine, target, tell)
    else:
        with opened_file(target) as copy:
            migrate(copy.engine)
            with database.read() as source, copy.write() as session:
                copy_rows(source.connection(), session.connection(), tell)
    settle_file(target)


def opened_file(path: Path) -> closing[Database]:
    """The database in a file, closed at the end of a ``with`` block."""
    return closing(Database(make_engine(f"sqlite:///{path}")))


def settle_file(path: Path) -> None:
    """Have all of a database that nobody else uses in its one file; StoreFault where it is damaged, or in use."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StoreFault(f"the database file cannot be used: {error}", reason=type(error).__name__) from None
    if (mode, found) != ("delete", "ok"):
        raise StoreFault("the database file is damaged", reason=found if mode == "delete" else mode)


def revision_of(engine: Engine) -> str:
    """The migration that the database is at."""
    try:
        with engine.connect() as connection:
            return str(connection.scalars(text("SELECT version_num FROM alembic_version")).one())
    except DBAPIError as error:
        raise StoreFault("the database has no tables of this program", reason=type(error.orig).__name__) from None


def _copy_file(engine: Engine, target: Path, tell: Tell) -> None:
    """By SQLite's own backup. The open transaction keeps it to one moment: else every write would start it anew."""
    try:
        with closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as source:
            source.execute("PRAGMA query_only=1")
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy, pages=_PAGES_AT_A_TIME, progress=lambda _, left, total: tell("", total - left))
    except sqlite3.Error as error:
        raise StoreFault(f"the database cannot be copied: {error}", reason=type(error).__name__) from None
