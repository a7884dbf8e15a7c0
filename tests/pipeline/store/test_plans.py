"""The supervisor's counts go by their indexes, on both databases: what is looked at does not grow with what is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Select, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.db.session import Database
from models.db.states import CorrectionKind, PageStatus
from models.db.tables import (
    BatchRow,
    ClaimRow,
    CorrectionRow,
    PageRow,
    RecordFieldRow,
    RecordRow,
    ScanRow,
    SubmissionRow,
)
from models.record import Lane, RecordStatus
from models.scan import MediaType
from pipeline.store import gauges, night_pages
from pipeline.store.corrected import changes_query, shown_query
from pipeline.store.done import alone_query, closed_query
from pipeline.store.night_pages import Stretch
from pipeline.store.night_records import records_query
from pipeline.store.pace import day_pace_query, pace_query
from pipeline.store.people import answered_query, finished_query, holds_query, tenths_query
from pipeline.store.run_progress import done_query, left_query
from pipeline.store.sight import day_starts
from pipeline.store.waiting import oldest_query, refused_queries, waiting_query
from tests.pipeline.store.paper import NOW, Draft
from tests.pipeline.store.test_urgency import MANY, many_drafts, plan

HOUR = timedelta(hours=1)


def years_of_work(database: Database, draft: Draft) -> None:
    """Thousands of records that were done long ago, each with an answer and a lapsed claim; few of today."""
    many_drafts(database, draft)
    with database.write() as session:
        old = RecordRow.received_at > NOW
        session.execute(update(PageRow).where(PageRow.number > 100).values(stored_at=NOW - timedelta(days=400)))
        done = {"status": RecordStatus.EXPORTED, "received_at": NOW - timedelta(days=400)}
        session.execute(update(RecordRow).where(old).values(**done, closed_at=NOW - timedelta(days=399)))
        ids = session.scalars(select(RecordRow.id)).all()
        mine, by = {"municipality_id": draft.town.id}, {"account_id": draft.town.reviewer.account_id}
        lapsed = {**mine, **by, "token": 1, "minutes": 15, "expires_at": NOW - timedelta(days=399)}
        session.execute(insert(ClaimRow), [{**lapsed, "record_id": record_id} for record_id in ids])
        _old_scans(session, draft)
        field_id = session.scalars(select(RecordFieldRow.id)).first()
        word = {
            "before_text": "a",
            "after_text": "a",
            "kind": CorrectionKind.CONFIRMED,
            "seconds": 1.0,
            "keystrokes": 1,
        }
        session.execute(
            insert(CorrectionRow),
            [
                {**mine, **by, **word, "record_field_id": field_id, "version": number, "at": NOW - timedelta(days=399)}
                for number in range(2, MANY)
            ],
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _old_scans(session: Session, draft: Draft) -> None:
    """Each handed in and read long ago."""
    mine, then = {"municipality_id": draft.town.id}, NOW - timedelta(days=400)
    read = {"media_type": MediaType.JPEG, "size_bytes": 1, "page_count": 1, "received_at": then, "digitised_at": then}
    shas = [f"{number:064x}" for number in range(MANY)]
    session.execute(insert(ScanRow), [{**mine, **read, "sha256": sha} for sha in shas])
    scans = session.execute(select(ScanRow.id, ScanRow.sha256).where(ScanRow.digitised_at == then)).all()
    batch_id = session.scalars(select(BatchRow.id)).first()
    came = {**mine, "batch_id": batch_id, "file_name": "a.jpg", "at": then}
    session.execute(insert(SubmissionRow), [{**came, "scan_id": scan_id, "sha256": sha} for scan_id, sha in scans])


def queries(town_id: int) -> Mapping[str, tuple[Select[*tuple[object, ...]], str]]:
    """Each query with the index that it must go by."""
    towns, starts = (town_id,), day_starts(NOW, 14)
    answers = "ix_corrections_municipality_id_at_seconds"
    closed = "ix_records_municipality_id_closed_at_received_at"
    stored, night = "ix_pages_municipality_id_stored_at", Stretch(NOW - HOUR, NOW + HOUR)
    return {
        "waiting": (waiting_query(towns, NOW), "ix_records_municipality_id_status_form_lane_received_at"),
        "oldest": (
            oldest_query(town_id, RecordStatus.DRAFT, Lane.BATCH),
            "ix_records_municipality_id_status_lane_received_at_id",
        ),
        "refused": (refused_queries(towns)[0], "ix_pages_municipality_id_status"),
        "closed": (closed_query(towns, starts), closed),
        "alone": (alone_query(towns, starts), closed),
        "finished": (finished_query(towns, starts[-1]), closed),
        "pace": (pace_query(towns), answers),
        "pace by day": (day_pace_query(towns, starts), answers),
        "answered": (answered_query(towns, starts[-1]), answers),
        "medians": (tenths_query(towns, starts[-1]), answers),
        "holds": (holds_query(towns, NOW), "ix_claims_municipality_id_expires_at"),
        "shown": (shown_query(towns, starts[0], NOW), answers),
        "changes": (changes_query(towns, starts[0], NOW), answers),
        "night's pages": (night_pages.pages_query(towns, night), stored),
        "night's records": (records_query(towns, night), stored),
        "night's refused pages": (night_pages.refused_queries(towns, night)[0], stored),
        "night's refused files": (  # by time, or among all files that are no scan
            night_pages.refused_queries(towns, night)[1],
            "ix_submissions_",
        ),
        "recent pace": (pace_query(towns, NOW - HOUR), answers),
        "pages done": (done_query(towns, NOW - HOUR, NOW), stored),
        "pages left": (left_query(towns), "ix_scans_unread"),
        "scans waiting": (gauges.waiting_query(towns), "ix_scans_unread"),
        "today's pages": (gauges.pages_query(towns, night), stored),
        "today's times": (gauges.times_query(towns, night), stored),
    }


@pytest.fixture
def connection(database: Database, draft: Draft) -> Connection:
    years_of_work(database, draft)
    with database.write() as session:  # and one refused page among thousands
        session.execute(update(PageRow).where(PageRow.number == 100).values(status=PageStatus.REFUSED))
    return database.engine.connect()


def test_every_count_goes_by_its_index(connection: Connection, draft: Draft) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    with connection:
        for name, (query, index) in queries(draft.town.id).items():
            statement = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            told = plan(connection, str(statement).replace("%", "%%"))
            if name == "night's records" and not is_sqlite:
                continue  # it begins with the few fields that are here; looked at by hand with many
            assert index in told, (name, told)
            whole = ("SCAN records", "SCAN corrections", "SCAN claims", "SCAN pages", "SCAN record_fields")
            assert not any(word in told for word in whole), (name, told)
            assert "Seq Scan on corrections" not in told and "Seq Scan on claims" not in told, (name, told)
