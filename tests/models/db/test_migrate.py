"""Migrating from nothing, by several processes at once, from any working directory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from models.db.migrate import migrate
from models.db.session import make_engine
from models.db.tables import Base
from models.errors import StoreFault
from tests.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[3]
MIGRATE = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from models.db.migrate import migrate; "
    "from models.db.session import make_engine; migrate(make_engine(sys.argv[1]))"
)


def migrated_by_three_at_once(url: str, cwd: Path) -> None:
    command = [sys.executable, "-c", MIGRATE, url]
    processes = [subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    complaints = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], complaints
    engine = make_engine(url)
    assert set(inspect(engine).get_table_names()) == set(Base.metadata.tables) | {"alembic_version"}
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT count(*) FROM alembic_version")).one() == 1
    engine.dispose()


def test_three_processes_at_once_on_sqlite(tmp_path: Path) -> None:
    migrated_by_three_at_once(f"sqlite:///{tmp_path / 'new' / 'madoguchi.sqlite3'}", tmp_path)


@pytest.mark.postgres
def test_three_processes_at_once_on_postgresql(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.run("CREATE DATABASE empty")
    migrated_by_three_at_once(postgres.url("empty"), tmp_path)
    postgres.run("DROP DATABASE empty WITH (FORCE)")


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'half.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE exports (id INTEGER)"))  # in the way of a late revision
    with pytest.raises(StoreFault, match="exports"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["exports"]
    engine.dispose()
