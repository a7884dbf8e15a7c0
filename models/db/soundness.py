"""What a database says of itself: damaged pages, broken references, rows that belong to two municipalities.

What it finds names tables and numbers of rows, never what stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.snapshot import revision_of
from models.db.tables import Base

_MOST_TOLD = 100

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace",
}

_NOT_VALID = (
    "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace",
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace",
)


def database_troubles(database: Database, *, quick: bool) -> Iterator[str]:
    """Everything that is wrong, in words for the machine's keeper; ``quick`` does not read all of a large database."""
    engine = database.engine
    yield from (_of_sqlite if engine.dialect.name == "sqlite" else _of_postgresql)(database, quick)
    yield from _not_as_new(engine)
    with database.read() as session:
        yield from _of_two_towns(session.connection())


def _of_sqlite(database: Database, quick: bool) -> Iterator[str]:
    check = "quick_check" if quick else "integrity_check"
    with database.read() as session:
        try:
            for (said,) in session.execute(text(f"PRAGMA {check}({_MOST_TOLD})")):
                if said != "ok":
                    yield str(said)
            for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
                yield f"{table} row {row} names a row of {parent} that is not there"
        except DBAPIError as error:
            yield f"the check broke off: {error.orig}"


def _of_postgresql(database: Database, quick: bool) -> Iterator[str]:
    with database.read() as session:
        for query in _NOT_VALID:
            yield from (f"{name} is not valid" for name in session.scalars(text(query)))
    for table in () if quick else Base.metadata.sorted_tables:
        with database.engine.connect() as connection:
            try:  # each row is put together from all of its parts
                connection.execute(text(f'SELECT sum(length(one::text)) FROM "{table.name}" AS one'))
            except DBAPIError as error:
                yield f"{table.name} cannot be read: {type(error.orig).__name__}"


def _not_as_new(engine: Engine) -> Iterator[str]:
    """What a new database has and this one lacks: tables, and the triggers that refuse changes."""
    wanted, revision = _of_a_new_one()
    yield from (f"{part} is not there" for part in sorted(wanted - _parts(engine)))
    if (own := revision_of(engine)) != revision:
        yield f"the tables are those of {own}, the program's of {revision}"


@cache
def _of_a_new_one() -> tuple[set[str], str]:
    with TemporaryDirectory() as folder:
        fresh = make_engine(f"sqlite:///{Path(folder) / 'new.sqlite3'}")
        migrate(fresh)
        parts = _parts(fresh), revision_of(fresh)
        fresh.dispose()
    return parts


def _parts(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        triggers = connection.scalars(text(_TRIGGERS[engine.dialect.name]))
        return {f"trigger {name}" for name in triggers} | {
            f"table {name}" for name in inspect(connection).get_table_names()
        }


def _of_two_towns(connection: Connection) -> Iterator[str]:
    """Rows that name a row of another municipality."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns if "municipality_id" in table.c else ():
            for key in column.foreign_keys:
                parent = key.column.table.alias()
                if "municipality_id" not in parent.c:
                    continue
                query = select(func.count()).select_from(table).join(parent, column == parent.c[key.column.name])
                found = connection.scalar(query.where(table.c.municipality_id != parent.c.municipality_id))
                if found:
                    yield f"{found} rows of {table.name} name a row of another municipality by {column.name}"
