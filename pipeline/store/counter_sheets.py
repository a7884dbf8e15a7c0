"""The sheets of the counter, and what became of each: one sheet is one file, whichever way it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.counter import CounterStage
from models.db.tables import BatchRow, ScanRow, SubmissionRow, TurnRow
from models.errors import NotFound
from models.record import Lane
from pipeline.store.counter_found import (
    SheetRecord,
    SheetRefusal,
    dropped_in,
    records_in,
    refused_files,
    refused_pages_in,
)

MOST_SHEETS = 500
"""More than a counter takes in on a day; what is older stands in the queue all the same."""


@dataclass(frozen=True, slots=True)
class CounterSheet:
    """One file at the counter. ``sheet_id`` is the submission that first brought it; ``scan_id`` None: it is no scan.

    ``failure`` is the code of the error after which nobody tries again unasked.
    """

    sheet_id: int
    scan_id: int | None
    file_name: str
    at: datetime
    stage: CounterStage
    pages_done: int
    page_count: int
    failure: str | None
    is_handed_over: bool
    records: tuple[SheetRecord, ...]
    refusals: tuple[SheetRefusal, ...]


def sheets_since(session: Session, municipality_id: int, since: datetime, now: datetime) -> tuple[CounterSheet, ...]:
    """What came in at the counter since then, the last first; the same bytes twice are one sheet."""
    ids = session.scalars(_first_of_each(municipality_id, since).order_by(_FIRST.desc()).limit(MOST_SHEETS)).all()
    return _sheets(session, ids, now)


def sheet_of(session: Session, municipality_id: int, sheet_id: int, now: datetime) -> CounterSheet:
    """One sheet; NotFound in another municipality, and for what came in with a pile."""
    ids = session.scalars(_handed_in(municipality_id, SubmissionRow.id).where(SubmissionRow.id == sheet_id)).all()
    if not ids:
        raise NotFound(f"no sheet {sheet_id} at the counter", what="submissions", id=str(sheet_id))
    return _sheets(session, ids, now)[0]


def sheet_of_bytes(session: Session, municipality_id: int, sha256: str, since: datetime) -> tuple[int, datetime]:
    """The sheet as which these bytes stand in the list since then, and when they were first handed in at all."""
    listed = _first_of_each(municipality_id, since).where(SubmissionRow.sha256 == sha256)
    ever = select(func.min(SubmissionRow.at)).where(
        SubmissionRow.municipality_id == municipality_id, SubmissionRow.sha256 == sha256
    )
    return session.scalars(listed).one(), session.scalars(ever).one()


_FIRST = func.min(SubmissionRow.id)


def _handed_in(municipality_id: int, what: ColumnElement[int] | InstrumentedAttribute[int]) -> Select[int]:
    query = select(what).join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
    return query.where(SubmissionRow.municipality_id == municipality_id, BatchRow.lane == Lane.COUNTER)


def _first_of_each(municipality_id: int, since: datetime) -> Select[int]:
    """The submission that first brought each file; files whose bytes nobody could read are told by their names."""
    name = case((SubmissionRow.sha256 == "", SubmissionRow.file_name), else_="")
    return _handed_in(municipality_id, _FIRST).where(SubmissionRow.at >= since).group_by(SubmissionRow.sha256, name)


def _sheets(session: Session, ids: Sequence[int], now: datetime) -> tuple[CounterSheet, ...]:
    """The sheets of these submissions, the last first."""
    query = (
        select(SubmissionRow, ScanRow, TurnRow)
        .outerjoin(ScanRow, ScanRow.id == SubmissionRow.scan_id)
        .outerjoin(TurnRow, TurnRow.scan_id == SubmissionRow.scan_id)
        .where(SubmissionRow.id.in_(ids))
        .order_by(SubmissionRow.id.desc())
    )
    rows = session.execute(query).all()
    scan_ids = [scan.id for _, scan, _ in rows if scan is not None]
    records, dropped = records_in(session, scan_ids, now), dropped_in(session, scan_ids)
    pages, files = refused_pages_in(session, scan_ids), refused_files(session, ids)
    found = []
    for submission, scan, turn in rows:
        scan_id = scan.id if scan is not None else None
        refusals = files[submission.id] if scan_id is None else pages[scan_id]
        read = () if scan_id is None else tuple(records[scan_id])
        found.append(
            CounterSheet(
                sheet_id=submission.id,
                scan_id=scan_id,
                file_name=submission.file_name,
                at=submission.at,
                stage=_stage(scan, turn, bool(read), bool(refusals), scan_id is None or scan_id in dropped, now),
                pages_done=turn.pages_done if turn is not None else 0,
                page_count=scan.page_count if scan is not None else 0,
                failure=turn.failure if turn is not None else None,
                is_handed_over=turn is not None and turn.handed_over_at is not None,
                records=read,
                refusals=tuple(refusals),
            )
        )
    return tuple(found)


def _stage(
    scan: ScanRow | None, turn: TurnRow | None, is_read: bool, is_refused: bool, is_dropped: bool, now: datetime
) -> CounterStage:
    if scan is None or scan.digitised_at is not None:
        if is_refused and not is_read:
            return CounterStage.REFUSED
        return CounterStage.DROPPED if is_dropped and not is_read else CounterStage.DONE
    if turn is None or (turn.failure is None and turn.expires_at <= now):
        return CounterStage.RECEIVED
    return CounterStage.FAILED if turn.failure is not None else turn.stage
