"""What came in: batches, scans, and files that are not even a scan. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from models.arrival import UNTOLD, Arrival
from models.db.states import PageStatus
from models.db.tables import (
    BatchRow,
    MunicipalityRow,
    PageRow,
    ProblemRow,
    RecordRow,
    RulingRow,
    ScanRow,
    SubmissionRow,
)
from models.problem import Problem
from models.record import Lane
from models.scan import Scan
from pipeline.store.rows import insert_once, own_row


@dataclass(frozen=True, slots=True)
class RegisteredScan:
    """``is_new``: these bytes were never seen in the municipality. ``is_done``: its pages are stored already."""

    scan_id: int
    is_new: bool
    is_done: bool


def ensure_municipality(session: Session, code: str, name: str) -> int:
    """The id of the municipality with this 6-digit code, made with ``name`` when it is not there."""
    insert_once(session, MunicipalityRow, code=code, name=name)
    return session.scalars(select(MunicipalityRow.id).where(MunicipalityRow.code == code)).one()


def open_batch(
    session: Session, municipality_id: int, *, key: str, name: str, now: datetime, lane: Lane = Lane.BATCH
) -> int:
    """The id of the batch called ``key`` by the caller, made when it is not there; ``name`` is for people.

    ``lane`` says how urgent its records are; a batch that is there already keeps its own.
    """
    insert_once(session, BatchRow, municipality_id=municipality_id, key=key, name=name, lane=lane, opened_at=now)
    query = select(BatchRow.id).where(BatchRow.municipality_id == municipality_id, BatchRow.key == key)
    return session.scalars(query).one()


def register_scan(
    session: Session, municipality_id: int, batch_id: int, scan: Scan, now: datetime, arrival: Arrival = UNTOLD
) -> RegisteredScan:
    """Note that ``scan`` was handed in with this batch. The same bytes twice are one scan with two submissions.

    Its records are as urgent as the most urgent of them. Keep the file in the vault first. NotFound for a batch of
    another municipality.
    """
    batch = own_row(session, BatchRow, batch_id, municipality_id)
    is_new = insert_once(
        session,
        ScanRow,
        municipality_id=municipality_id,
        sha256=scan.sha256,
        media_type=scan.media_type,
        size_bytes=scan.size_bytes,
        page_count=scan.page_count,
        lane=batch.lane,
        received_at=arrival.received_at or now,
    )
    query = select(ScanRow).where(ScanRow.municipality_id == municipality_id, ScanRow.sha256 == scan.sha256)
    row = session.scalars(query).one()
    what = {"batch_id": batch_id, "sha256": scan.sha256, "file_name": scan.file_name}
    told = _told(arrival)
    if not insert_once(session, SubmissionRow, municipality_id=municipality_id, scan_id=row.id, at=now, **what, **told):
        _lies_there_again(session, what, arrival)
        _no_longer_refused(session, session.scalars(select(SubmissionRow).filter_by(**what)).one(), row.id)
    _hurry(session, row, batch.lane)
    return RegisteredScan(row.id, is_new, row.digitised_at is not None)


def _told(arrival: Arrival) -> dict[str, str | None]:
    return {"form_hint": arrival.form_hint, "remark": arrival.remark, "lies_in": arrival.lies_in}


def _lies_there_again(session: Session, what: Mapping[str, object], arrival: Arrival) -> None:
    """A file that was moved away and is handed in once more."""
    if arrival.lies_in is not None:
        session.execute(update(SubmissionRow).filter_by(**what).values(lies_in=arrival.lies_in))


def _hurry(session: Session, scan: ScanRow, lane: Lane) -> None:
    """A scan that came earlier, and its records, move up where it came again with something more urgent."""
    if list(Lane).index(lane) >= list(Lane).index(scan.lane):
        return
    scan.lane = lane
    pages = select(PageRow.id).where(PageRow.scan_id == scan.id)
    records = update(RecordRow).where(RecordRow.page_id.in_(pages), RecordRow.lane > lane)
    session.execute(records.values(lane=lane), execution_options={"synchronize_session": False})


def _no_longer_refused(session: Session, submission: SubmissionRow, scan_id: int) -> None:
    """A file that was refused when it first came, by a limit that was raised since, is a scan now."""
    if submission.scan_id is None:
        submission.scan_id = scan_id
        session.execute(delete(ProblemRow).where(ProblemRow.submission_id == submission.id))


def forget_refused_pages(session: Session, batch_id: int) -> int:
    """Let the batch's scans of which no page was read be read again; how many there are.

    For a form that was registered since. Scans with any page read, or ruled by a person, stay as they are: neither a
    reading nor a person's word is ever overwritten.
    """
    read = select(PageRow.id).where(
        PageRow.scan_id == ScanRow.id,
        or_(PageRow.status == PageStatus.READ, PageRow.id.in_(select(RulingRow.page_id))),
    )
    handed_in = select(SubmissionRow.scan_id).where(SubmissionRow.batch_id == batch_id)
    refused = select(ScanRow.id).where(ScanRow.id.in_(handed_in), ScanRow.digitised_at.is_not(None), ~read.exists())
    scan_ids = session.scalars(refused).all()
    pages = select(PageRow.id).where(PageRow.scan_id.in_(scan_ids))
    session.execute(delete(ProblemRow).where(ProblemRow.page_id.in_(pages)))
    session.execute(delete(PageRow).where(PageRow.scan_id.in_(scan_ids)))
    session.execute(update(ScanRow).where(ScanRow.id.in_(scan_ids)).values(digitised_at=None))
    return len(scan_ids)


def register_refused_file(
    session: Session,
    municipality_id: int,
    batch_id: int,
    *,
    file_name: str,
    sha256: str | None,
    problem: Problem,
    now: datetime,
    arrival: Arrival = UNTOLD,
) -> int:
    """List a file that is no scan (zero bytes, broken, encrypted …), so that nobody misses it; the submission's id.

    ``sha256`` is None where the bytes could not be read at all. NotFound for a batch of another municipality.
    """
    own_row(session, BatchRow, batch_id, municipality_id)
    what = {"batch_id": batch_id, "sha256": sha256 or "", "file_name": file_name}
    is_new = insert_once(session, SubmissionRow, municipality_id=municipality_id, at=now, **what, **_told(arrival))
    if not is_new:
        _lies_there_again(session, what, arrival)
    submission_id = session.scalars(select(SubmissionRow.id).filter_by(**what)).one()
    if is_new:
        session.add(
            ProblemRow(
                municipality_id=municipality_id,
                submission_id=submission_id,
                code=problem.code,
                field=problem.field,
                details=dict(problem.details),
                at=now,
            )
        )
    return submission_id
