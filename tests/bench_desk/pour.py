"""Pouring many rows into a migrated database, quickly and past its checks.

SQLite takes them by one prepared statement a table, PostgreSQL by COPY.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import psycopg
from sqlalchemy.engine import make_url

from tests.bench_desk.crowd import Crowd


def pour(crowd: Crowd, url: str) -> None:
    """Put the crowd into the database at ``url``."""
    if url.startswith("sqlite"):
        _pour_sqlite(crowd, make_url(url).database or "")
    else:
        _pour_postgres(crowd, url)


def _pour_sqlite(crowd: Crowd, path: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-400000")
    connection.execute("BEGIN")
    for table, columns, rows in crowd.tables():
        places = ",".join("?" * len(columns.split(",")))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"
        connection.executemany(statement, _naive(rows))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _naive(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    """Moments as SQLAlchemy writes them into SQLite."""
    for row in rows:
        yield [f"{one:%Y-%m-%d %H:%M:%S.%f}" if isinstance(one, datetime) else one for one in row]


def _pour_postgres(crowd: Crowd, url: str) -> None:
    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no check of each foreign key
        for table, columns, rows in crowd.tables():
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        connection.execute("VACUUM ANALYZE")  # as the server does by itself, a while after so many rows
