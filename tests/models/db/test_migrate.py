"""Migrating from nothing, by several processes at once, from any working directory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect, text

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
    migration = [sys.executable, "-c", MIGRATE, url]
    processes = [subprocess.Popen(migration, cwd=cwd, stderr=subprocess.PIPE, text=True) for _ in range(3)]
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


def upgraded(engine: Engine, revision: str) -> None:
    """Bring a database as far as ``revision``, as an older release left it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "models" / "db" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


BEFORE_DOCUMENTS = (
    "INSERT INTO municipalities (id, code, name) VALUES (1, '131016', 'town')",
    "INSERT INTO scans (id, municipality_id, sha256, media_type, size_bytes, page_count, received_at)"
    " VALUES (1, 1, 'a', 'image/jpeg', 1, 2, '2026-04-01 00:00:00')",
    "INSERT INTO pages (id, municipality_id, scan_id, number, status, seconds, stored_at) VALUES"
    " (1, 1, 1, 1, 'refused', 0, '2026-04-01 00:00:00'), (2, 1, 1, 2, 'read', 0, '2026-04-01 00:00:00')",
    "INSERT INTO readings (id, municipality_id, page_id, field_key, engine, template_version, text, score, candidates,"
    " ink, doubts, quad, at) VALUES (1, 1, 2, 'name', 'e', '1', 'x', 1, '[]', 0, '[]', '[]', '2026-04-01 00:00:00')",
    "INSERT INTO records (id, municipality_id, page_id, form, template_version, status, version, received_at)"
    " VALUES (7, 1, 2, 'a', '1', 'draft', 1, '2026-04-01 00:00:00')",
    "INSERT INTO record_fields (id, municipality_id, record_id, reading_id, key, position, type, sensitivity, box_mm,"
    " text, confidence, decision, reasons, state, version) VALUES"
    " (1, 1, 7, 1, 'name', 0, 'name', 'ordinary', '[]', 'x', 1, 'accept', '[]', 'accepted', 1),"
    " (2, 1, 7, 1, 'account', 1, 'account_number', 'ordinary', '[]', '1', 1, 'accept', '[]', 'accepted', 1)",
)


def keeps_its_records(url: str) -> None:
    """A record of one page that an older release stored has that page; its fields stand there, numbers verified."""
    engine = make_engine(url)
    upgraded(engine, "0005")
    with engine.begin() as connection:
        for statement in BEFORE_DOCUMENTS:
            connection.execute(text(statement))
    migrate(engine)
    with engine.connect() as connection:
        pages = connection.execute(text("SELECT record_id, page_id, position FROM record_pages")).all()
        numbers = connection.execute(text("SELECT id, form_page FROM pages ORDER BY id")).all()
        fields = connection.execute(text("SELECT key, form_page, verification FROM record_fields ORDER BY id")).all()
    engine.dispose()
    assert ([*map(tuple, pages)], [*map(tuple, numbers)]) == ([(7, 2, 0)], [(1, None), (2, 1)])
    assert [*map(tuple, fields)] == [("name", 1, "none"), ("account", 1, "blind")]


def test_records_of_an_older_release_are_kept_on_sqlite(tmp_path: Path) -> None:
    keeps_its_records(f"sqlite:///{tmp_path / 'old.sqlite3'}")


@pytest.mark.postgres
def test_records_of_an_older_release_are_kept_on_postgresql(postgres: PostgresServer) -> None:
    postgres.run("CREATE DATABASE older")
    keeps_its_records(postgres.url("older"))
    postgres.run("DROP DATABASE older WITH (FORCE)")


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'half.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE exports (id INTEGER)"))  # in the way of a late revision
    with pytest.raises(StoreFault, match="exports"):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["exports"]
    engine.dispose()
