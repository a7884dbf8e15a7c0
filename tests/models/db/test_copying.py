"""Rows go from one database to another of either kind and are the same rows there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from models.db.copying import copy_rows, empty_all, row_counts
from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.snapshot import opened_file, settle_file, take_snapshot
from models.errors import StoreFault

ODD = (
    "INSERT INTO municipalities (id, code, name) VALUES (7, '131016', '𠮷野 \"x\"')",
    "INSERT INTO scans (id, municipality_id, sha256, media_type, size_bytes, page_count, received_at) VALUES"
    " (41, 7, 'a', 'image/of_tomorrow', 5000000000, 2, '2026-04-01 00:00:00.000001')",
    "INSERT INTO pages (id, municipality_id, scan_id, number, status, seconds, to_template, stored_at) VALUES"
    " (3, 7, 41, 1, 'read', 0.1, 'null', '2026-04-01 00:00:00'), (4, 7, 41, 2, 'read', 1e-9, NULL,"
    " '2026-04-01 00:00:00')",
)
"""What the program's own types would change or refuse: a word of tomorrow, JSON's null beside none, large numbers."""


def what_stands(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        pages = "SELECT id, seconds, CAST(to_template AS TEXT), to_template IS NULL FROM pages ORDER BY id"
        scans = "SELECT id, media_type, size_bytes FROM scans"
        names = "SELECT id, code, name FROM municipalities"
        return [tuple(row) for query in (pages, scans, names) for row in session.execute(text(query))]


def fill(database: Database) -> None:
    with database.write() as session:
        for statement in ODD:
            session.execute(text(statement))


@pytest.mark.postgres
def test_there_and_back_again(sqlite_database: Database, postgres_url: str, tmp_path: Path) -> None:
    fill(sqlite_database)
    truth = what_stands(sqlite_database)
    there = Database(make_engine(postgres_url))
    told: list[tuple[str, int]] = []
    with sqlite_database.read() as source, there.write() as target:
        copied = copy_rows(source.connection(), target.connection(), lambda *heard: told.append(heard))
    assert (copied["pages"], copied["scans"], copied["records"]) == (2, 1, 0) and ("pages", 2) in told
    assert what_stands(there) == [(*row[:3], bool(row[3])) if len(row) == 4 else row for row in truth]
    with there.write() as session:  # numbers go on behind those that came
        new = "INSERT INTO municipalities (code, name) VALUES ('131024', 'x') RETURNING id"
        assert session.scalar(text(new)) == 8
        batch = "INSERT INTO batches (municipality_id, key, name, opened_at) VALUES (7, 'k', 'n', now()) RETURNING id"
        assert session.scalar(text(batch)) == 1
        session.rollback()
    take_snapshot(there, tmp_path / "back.sqlite3", lambda *_: None)
    there.close()
    with opened_file(tmp_path / "back.sqlite3") as back:
        assert what_stands(back) == truth


def test_all_can_be_emptied(database: Database) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO municipalities (code, name) VALUES ('131016', 'x')"))
    with database.write() as session:
        empty_all(session.connection())
        assert set(row_counts(session.connection()).values()) == {0}


def test_a_snapshot_sees_one_moment_and_its_file_stands_alone(sqlite_database: Database, tmp_path: Path) -> None:
    fill(sqlite_database)
    truth = what_stands(sqlite_database)

    def writes_meanwhile(*_: object) -> None:
        with sqlite_database.write() as session:
            session.execute(text("UPDATE municipalities SET name = 'later'"))

    take_snapshot(sqlite_database, tmp_path / "copy.sqlite3", writes_meanwhile)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.sqlite3"]
    with opened_file(tmp_path / "copy.sqlite3") as copy:
        assert what_stands(copy) == truth


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database" * 500)
    with pytest.raises(StoreFault):
        settle_file(tmp_path / "x")


def test_the_embedded_database_is_on_disk_with_every_commit(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.scalar(text(f"PRAGMA {pragma}")) == value
    migrate(sqlite_database.engine)
