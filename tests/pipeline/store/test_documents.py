"""Records of several pages, on both databases."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState, PageStatus
from models.db.tables import PageRow, ReadingRow, RecordPageRow
from models.errors import Refusal
from models.problem import ProblemCode
from models.reasons import ReasonCode
from models.record import RecordStatus
from pipeline.export.export import export_records
from pipeline.export.order import ExportOrder
from pipeline.store.batches import forget_refused_pages
from pipeline.store.refused import refused_sheets
from pipeline.store.summary import batch_summary
from tests.pipeline.store.letters import blank, letter, paper, post
from tests.pipeline.store.paper import NOW, Draft, Town, town


@pytest.fixture
def here(database: Database) -> Town:
    with database.write() as session:
        return town(session)


def statuses(database: Database) -> dict[int, PageStatus]:
    with database.read() as session:
        rows = session.execute(select(PageRow.number, PageRow.status))
        return {row.number: row.status for row in rows}


def test_pages_become_one_record_with_its_attachments(database: Database, here: Town, tmp_path: Path) -> None:
    saved = post(database, tmp_path, here, letter(1, 1), letter(2, 2, ask=True), paper(3), blank(4))
    assert len(saved.page_ids) == 4 and len(saved.record_ids) == 1
    record = Draft(database, here, saved.record_ids[0]).look()
    assert record.status is RecordStatus.DRAFT
    assert [(page.number, page.form_page) for page in record.read_pages] == [(1, 1), (2, 2)]
    assert [(page.number, page.image_key) for page in record.attachments] == [(3, None)]
    assert [(field.key, field.form_page, field.state) for field in record.fields] == [
        ("p1.f0", 1, FieldState.ACCEPTED),
        ("p1.f1", 1, FieldState.ACCEPTED),
        ("p2.f0", 2, FieldState.OPEN),
    ]
    assert [field.text for field in record.fields] == ["p1.f0 on 1", "p1.f1 on 1", "p2.f0 on 2"]
    assert [problem.code for page in record.pages for problem in page.problems] == [ProblemCode.LOW_RESOLUTION]
    read, attached = PageStatus.READ, PageStatus.ATTACHED
    assert statuses(database) == {1: read, 2: read, 3: attached, 4: PageStatus.BLANK_BACK}


def test_two_records_of_one_scan_keep_to_their_own_pages(database: Database, here: Town, tmp_path: Path) -> None:
    saved = post(database, tmp_path, here, letter(1, 1), letter(2, 2), letter(3, 1), letter(4, 3), letter(5, 2))
    first, second = (Draft(database, here, record_id).look() for record_id in saved.record_ids)
    assert [page.number for page in first.pages] == [1, 2] and first.status is RecordStatus.REVIEWED
    assert [page.number for page in second.pages] == [3, 5, 4]  # in the order of the form
    assert [field.text for field in second.fields] == ["p1.f0 on 3", "p1.f1 on 3", "p2.f0 on 5"]


def test_a_record_without_a_page_waits_for_somebody_who_looked(database: Database, here: Town, tmp_path: Path) -> None:
    (record_id,) = post(database, tmp_path, here, letter(1, 1)).record_ids
    draft = Draft(database, here, record_id)
    field = draft.field("p2.f0")
    assert (field.state, field.text, field.form_page) == (FieldState.OPEN, "", 2)
    assert [reason.code for reason in field.reasons] == [ReasonCode.PAGE_MISSING]
    assert [(each.code, each.details) for each in draft.look().pages[0].problems] == [
        (ProblemCode.MISSING_PAGE, {"form_page": "2"})
    ]
    with database.read() as session:
        engines = session.scalars(select(ReadingRow.engine).where(ReadingRow.field_key == "p2.f0")).all()
    assert engines == ["none"]
    draft.claim()
    with pytest.raises(Refusal, match="1 fields still wait"):
        draft.finish()
    draft.settle("p2.f0", "見ました")
    assert draft.finish() is RecordStatus.REVIEWED


def test_a_page_without_its_front_is_refused_and_read_again_on_request(
    database: Database, here: Town, tmp_path: Path
) -> None:
    assert post(database, tmp_path, here, letter(1, 2)).record_ids == ()
    with database.read() as session:
        (sheet,) = refused_sheets(session, here.reviewer)
    assert (sheet.code, sheet.details["form_page"]) == (ProblemCode.NO_FIRST_PAGE, "2")
    with database.write() as session:
        assert forget_refused_pages(session, 1) == 1
    assert len(post(database, tmp_path, here, letter(1, 1), letter(2, 2)).record_ids) == 1


def test_scans_with_attachments_and_blank_backs_stay_as_they_are(
    database: Database, here: Town, tmp_path: Path
) -> None:
    pages = (letter(1, 1), letter(2, 2), paper(3), blank(4))
    first = post(database, tmp_path, here, *pages)
    with database.write() as session:
        assert forget_refused_pages(session, 1) == 0
    assert post(database, tmp_path, here, *pages) == first
    with database.read() as session:
        assert session.scalars(select(func.count()).select_from(RecordPageRow)).one() == 3


def test_the_summary_counts_what_became_of_every_page(database: Database, here: Town, tmp_path: Path) -> None:
    post(database, tmp_path, here, letter(1, 1), letter(2, 2), paper(3), blank(4), letter(5, 1), blank(6), letter(7, 1))
    with database.read() as session:
        batch = batch_summary(session, 1)
        assert refused_sheets(session, here.reviewer) == ()
    assert (batch.pages_read, batch.records, batch.records_for_people) == (4, 3, 2)
    assert (batch.attachments, batch.blank_backs, batch.missing_pages) == (1, 2, 2)
    assert batch.refused == ()
    assert (batch.fields, batch.fields_for_people) == (9, 2)


def test_a_record_leaves_as_one_row_over_all_its_pages(database: Database, here: Town, tmp_path: Path) -> None:
    whole, half = post(database, tmp_path, here, letter(1, 1), letter(2, 2), letter(3, 1)).record_ids
    draft = Draft(database, here, half)
    draft.settle("p2.f0", "", kind=CorrectionKind.BLANK)
    draft.finish()
    out = tmp_path / "out.csv"
    export_records(database, ExportOrder(here.id, "monday", "letter", by=here.supervisor), out, NOW)
    header, *rows = csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline=""))
    assert header[2:] == ["p1.f0", "p1.f1", "p2.f0"]
    assert {row[0]: row[2:] for row in rows} == {
        str(whole): ["p1.f0 on 1", "p1.f1 on 1", "p2.f0 on 2"],
        str(half): ["p1.f0 on 3", "p1.f1 on 3", ""],
    }
