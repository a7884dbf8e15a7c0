"""Putting a prepared SQLite file in the place of an installation's database: all of it at once, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, make_url, text
from sqlalchemy.exc import DBAPIError

from models.db import migrate as migrating
from models.db.copying import Tell, copy_rows, empty_all, row_counts
from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.snapshot import opened_file, settle_file, take_snapshot
from models.db.tables import LoginSessionRow
from models.errors import Refusal, StoreFault

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class StillRunning(Refusal):
    """The program runs while its database is to be replaced."""

    code = "still_running"

    def __init__(self) -> None:
        """Nothing more is known of it."""
        super().__init__("another process uses the database")


def file_of(url: str) -> Path | None:
    """The file of an embedded database; None for PostgreSQL."""
    where = make_url(url)
    return Path(where.database or "") if where.get_backend_name() == "sqlite" else None


def rows_here(url: str) -> Mapping[str, int]:
    """How many rows each table has, brought up to date; nothing where there is no database yet.

    StoreFault where it is out of reach or damaged.
    """
    file = file_of(url)
    if file is not None and not file.exists():
        return {}
    with closing(Database(make_engine(url))) as database:
        migrate(database.engine)
        with database.read() as session:
            return row_counts(session.connection())


def is_known(revision: str) -> bool:
    """Whether this release knows the tables of that revision."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    return revision in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def prepare(file: Path) -> None:
    """Bring a backup's database up to date and end its logins: they were of another day. StoreFault if damaged."""
    settle_file(file)
    with opened_file(file) as database:
        migrate(database.engine)
        with database.write() as session:
            session.execute(delete(LoginSessionRow))
    settle_file(file)


def must_be_idle(url: str) -> None:
    """StillRunning where another process uses the database. A damaged file is used by nobody."""
    file = file_of(url)
    if file is None:
        with closing(Database(make_engine(url))) as database:
            _must_be_alone(database.engine)
    elif file.exists():
        _release(file)


def put_in_place(prepared: Path, url: str, aside: Path | None, tell: Tell) -> None:
    """Let ``prepared`` be the database from now on; what was there before is kept as ``aside``, where that is given.

    StillRunning, StoreFault: then the database is as it was.
    """
    file = file_of(url)
    if file is not None:
        _switch(prepared, file, aside)
        return
    with closing(Database(make_engine(url))) as database, opened_file(prepared) as source:
        migrate(database.engine)
        if aside is not None:
            part = aside.with_name(f".{aside.name}.part")
            part.unlink(missing_ok=True)
            take_snapshot(database, part, tell)
            part.rename(aside)
        _must_be_alone(database.engine)
        with source.read() as reading, database.write() as writing:
            empty_all(writing.connection())
            copy_rows(reading.connection(), writing.connection(), tell)


def _switch(prepared: Path, file: Path, aside: Path | None) -> None:
    if file.exists():
        _release(file)
        for tail in ("", "-wal", "-shm"):  # the last two are left where it is damaged, and belong to it
            beside = file.with_name(file.name + tail)
            if beside.exists() and aside is not None:
                _keep_aside(beside, aside.with_name(aside.name + tail), leave=not tail)
    prepared.replace(file)


def _keep_aside(file: Path, aside: Path, *, leave: bool) -> None:
    """Under a second name, so that there is a database at every moment; moved where a file system cannot do that."""
    try:
        aside.hardlink_to(file)
    except OSError:
        file.rename(aside)
        return
    if not leave:
        file.unlink()


def _release(file: Path) -> None:
    """Have all of the database in its one file, which works only while nobody else has it open."""
    try:
        with closing(sqlite3.connect(file, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StillRunning() from None
    except sqlite3.DatabaseError:
        pass  # damaged: that is why it is replaced


def _must_be_alone(engine: Engine) -> None:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_stat_clear_snapshot()"))
            if connection.scalar(text(_OTHERS)):
                raise StillRunning()
    except DBAPIError as error:
        raise StoreFault("the database failed", reason=type(error.orig).__name__) from None
