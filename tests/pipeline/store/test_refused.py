"""The list of what was refused and waits for a person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.db.session import Database
from models.problem import Problem, ProblemCode
from models.record import RecordStatus
from pipeline.store.batches import open_batch, register_refused_file
from pipeline.store.corrections import reject
from pipeline.store.refused import refused_sheets
from pipeline.store.views import RecordBefore, RefusedSheet
from tests.pipeline.store.paper import NOW, Town, read_page, refused_page, scan_of, store, town

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def here(database: Database) -> Town:
    with database.write() as session:
        return town(session)


def listed(database: Database, here: Town, limit: int = 100) -> tuple[RefusedSheet, ...]:
    with database.read() as session:
        return refused_sheets(session, here.reviewer, limit)


def refuse_file(database: Database, here: Town, name: str, *, batch: str = "night") -> int:
    with database.write() as session:
        batch_id = open_batch(session, here.id, key=batch, name=batch, now=LATER)
        problem = Problem(ProblemCode.EMPTY_FILE)
        return register_refused_file(
            session, here.id, batch_id, file_name=name, sha256=None, problem=problem, now=LATER
        )


def test_pages_are_listed_as_they_were_handed_in_with_their_first_problem(
    database: Database, here: Town, tmp_path: Path
) -> None:
    store(database, tmp_path, here, refused_page(1), read_page(scan_of(tmp_path), 2), refused_page(3))
    store(database, tmp_path, here, refused_page(1), content=b"2", now=LATER)
    first, third, other = listed(database, here)
    assert [sheet.page_number for sheet in (first, third, other)] == [1, 3, 1]
    assert {sheet.code for sheet in (first, third, other)} == {ProblemCode.UNKNOWN_FORM}
    assert (first.batch, first.file_name, first.at, other.at) == ("夜", "a.jpg", NOW, LATER)
    assert first.file_id == third.file_id != other.file_id
    assert len({first.page_id, third.page_id, other.page_id}) == 3
    assert listed(database, here, limit=1) == (first,)


def test_the_newest_batch_comes_first_and_whole_files_have_no_page(
    database: Database, here: Town, tmp_path: Path
) -> None:
    store(database, tmp_path, here, refused_page(1))
    file_id = refuse_file(database, here, "x.pdf", batch="morning")
    file, page = listed(database, here)
    assert (file.page_id, file.page_number, file.file_id, file.code) == (None, None, file_id, ProblemCode.EMPTY_FILE)
    assert page.page_number == 1


def test_the_record_before_is_that_of_the_nearest_page_read(database: Database, here: Town, tmp_path: Path) -> None:
    pages = (refused_page(1), read_page(scan_of(tmp_path), 2), read_page(scan_of(tmp_path), 3), refused_page(4))
    _, third = store(database, tmp_path, here, *pages)
    store(database, tmp_path, here, refused_page(1), content=b"2")
    before = [sheet.before for sheet in listed(database, here)]
    assert before == [
        None,
        RecordBefore(third, "greeting", "2026-04", 3, (1,), True),
        None,
    ]  # another file is another matter


def test_a_rejected_record_has_no_attachments(database: Database, here: Town, tmp_path: Path) -> None:
    pages = (read_page(scan_of(tmp_path), 1), read_page(scan_of(tmp_path), 2), refused_page(3))
    kept, rejected = store(database, tmp_path, here, *pages)
    with database.write() as session:
        assert reject(session, here.reviewer, rejected, "試し書き", NOW) is RecordStatus.REJECTED
    (sheet,) = listed(database, here)
    assert sheet.before is not None and sheet.before.record_id == kept


def test_another_municipality_sees_none(database: Database, here: Town, tmp_path: Path) -> None:
    store(database, tmp_path, here, refused_page(1))
    refuse_file(database, here, "x.pdf")
    with database.write() as session:
        there = town(session, "131024")
    assert len(listed(database, here)) == 2
    assert listed(database, there) == ()
