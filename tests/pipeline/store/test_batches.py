from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.db.session import Database
from models.db.tables import BatchRow, PageRow, ProblemRow, ReadingRow, ScanRow, SubmissionRow
from models.errors import NotFound
from models.problem import Problem, ProblemCode
from pipeline.store.batches import (
    RegisteredScan,
    forget_refused_pages,
    open_batch,
    register_refused_file,
    register_scan,
)
from pipeline.store.refused import refused_sheets
from pipeline.store.summary import batch_summary
from tests.pipeline.store.paper import NOW, Town, read_page, refused_page, scan_of, store, town
from tests.pipeline.turns import unread_scans


@pytest.fixture
def here(database: Database) -> Town:
    with database.write() as session:
        return town(session)


def batch(database: Database, here: Town, key: str = "night") -> int:
    with database.write() as session:
        return open_batch(session, here.id, key=key, name="夜", now=NOW)


def register(database: Database, here: Town, batch_id: int, folder: Path, name: str = "a.jpg") -> RegisteredScan:
    with database.write() as session:
        return register_scan(session, here.id, batch_id, scan_of(folder, name=name), NOW)


def rows(database: Database, *tables: type[object]) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(session.scalars(select(func.count()).select_from(table)).one() for table in tables)


def test_a_batch_key_names_one_batch(database: Database, here: Town) -> None:
    assert batch(database, here) == batch(database, here)
    assert batch(database, here, "other") != batch(database, here)
    assert rows(database, BatchRow) == (2,)


def test_the_same_bytes_twice_are_one_scan_with_two_submissions(database: Database, here: Town, tmp_path: Path) -> None:
    night = batch(database, here)
    first = register(database, here, night, tmp_path)
    again = register(database, here, night, tmp_path)
    renamed = register(database, here, night, tmp_path, "b.jpg")
    assert first == RegisteredScan(first.scan_id, is_new=True, is_done=False)
    assert again == renamed == RegisteredScan(first.scan_id, is_new=False, is_done=False)
    assert rows(database, ScanRow, SubmissionRow) == (1, 2)


def test_a_scan_is_done_once_its_pages_are_stored(database: Database, here: Town, tmp_path: Path) -> None:
    store(database, tmp_path, here, read_page(scan_of(tmp_path)))
    night = batch(database, here)
    assert register(database, here, night, tmp_path).is_done
    with database.read() as session:
        assert unread_scans(session, night) == ()


def test_two_municipalities_share_no_scan(database: Database, here: Town, tmp_path: Path) -> None:
    with database.write() as session:
        there = town(session, "131024")
    ours = register(database, here, batch(database, here), tmp_path)
    theirs = register(database, there, batch(database, there), tmp_path)
    assert theirs.is_new
    assert ours.scan_id != theirs.scan_id
    with pytest.raises(NotFound):
        register(database, there, batch(database, here), tmp_path)


@pytest.mark.parametrize("sha256", ["a" * 64, None])
def test_a_file_that_is_no_scan_is_listed_once(database: Database, here: Town, sha256: str | None) -> None:
    night = batch(database, here)
    problem = Problem(ProblemCode.FILE_TOO_LARGE, details={"bytes": "99"})

    def register_it() -> int:
        with database.write() as session:
            return register_refused_file(
                session, here.id, night, file_name="大.pdf", sha256=sha256, problem=problem, now=NOW
            )

    assert register_it() == register_it()
    assert rows(database, SubmissionRow, ProblemRow, ScanRow) == (1, 1, 0)
    with database.read() as session:
        (sheet,) = refused_sheets(session, here.reviewer)
        assert unread_scans(session, night) == ()
    assert (sheet.batch, sheet.file_name, sheet.page_number) == ("夜", "大.pdf", None)
    assert (sheet.code, sheet.details, sheet.at) == (ProblemCode.FILE_TOO_LARGE, {"bytes": "99"}, NOW)


def test_two_broken_files_of_one_name_are_two(database: Database, here: Town) -> None:
    night = batch(database, here)
    for sha256 in ("a" * 64, "b" * 64):
        with database.write() as session:
            register_refused_file(
                session,
                here.id,
                night,
                file_name="x.pdf",
                sha256=sha256,
                problem=Problem(ProblemCode.BROKEN_FILE),
                now=NOW,
            )
    assert rows(database, SubmissionRow, ProblemRow) == (2, 2)


def test_a_file_refused_by_a_limit_that_was_raised_since_is_a_scan(
    database: Database, here: Town, tmp_path: Path
) -> None:
    night, scan = batch(database, here), scan_of(tmp_path)
    with database.write() as session:
        register_refused_file(
            session,
            here.id,
            night,
            file_name=scan.file_name,
            sha256=scan.sha256,
            problem=Problem(ProblemCode.FILE_TOO_LARGE, details={"size_mb": "9", "limit_mb": "1"}),
            now=NOW,
        )
    scan_id = register(database, here, night, tmp_path).scan_id
    with database.read() as session:
        assert unread_scans(session, night) == (scan_id,)
        assert batch_summary(session, night).refused == ()
    assert rows(database, SubmissionRow, ProblemRow) == (1, 0)


def test_refused_scans_are_read_again_on_request_and_read_ones_are_not(
    database: Database, here: Town, tmp_path: Path
) -> None:
    store(database, tmp_path, here, refused_page(1), refused_page(2), content=b"unknown")
    store(database, tmp_path, here, read_page(scan_of(tmp_path, b"half"), 1), refused_page(2), content=b"half")
    night = batch(database, here)
    with database.write() as session:
        assert forget_refused_pages(session, night) == 1
    with database.read() as session:
        (waiting,) = unread_scans(session, night)
    assert rows(database, PageRow, ProblemRow, ReadingRow) == (2, 3, 4)
    store(database, tmp_path, here, read_page(scan_of(tmp_path, b"unknown"), 1), content=b"unknown")
    with database.write() as session:
        assert unread_scans(session, night) == () and waiting
        assert forget_refused_pages(session, night) == 0
