"""The fixture ``database``: an empty, migrated database, once on SQLite and once on PostgreSQL.

A test that asks for ``database`` runs on both; one that asks for ``sqlite_database`` only on the embedded one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from tests.postgres import PostgresServer, postgres_server

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of this process."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    postgres.run("CREATE DATABASE migrated")
    _migrate(postgres.url("migrated"))
    return "migrated"


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite file."""
    path = tmp_path / "madoguchi.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresServer, migrated_postgres: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    postgres.run(f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}")
    yield postgres.url(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An empty embedded database."""
    yield from _opened(sqlite_url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Where a fresh migrated database is, one of each kind in turn."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, one of each kind in turn."""
    yield from _opened(database_url)


def _opened(url: str) -> Iterator[Database]:
    database = Database(make_engine(url))
    yield database
    database.close()


def _migrate(url: str) -> None:
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
