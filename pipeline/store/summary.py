"""What became of a batch, counted from the database: the same numbers however often it was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models.db.states import PageStatus, Proof
from models.db.tables import PageRow, ProblemRow, RecordFieldRow, RecordRow, SubmissionRow
from models.problem import NOTICES, ProblemCode
from models.reading import Decision
from pipeline.store.refused import still_refused


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """A file or page of the batch that was not read, and why; ``page_number`` is None for a whole file."""

    file_name: str
    page_number: int | None
    code: ProblemCode
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """Counts of one batch; ``seconds`` is the reading time of its pages together, on all workers.

    ``attachments`` are papers kept with a record unread, ``blank_backs`` empty sides that were dropped, and
    ``missing_pages`` pages that a record should have and that were not scanned.
    """

    files: int
    pages_read: int
    records: int
    records_for_people: int
    fields: int
    fields_for_people: int
    attachments: int
    blank_backs: int
    missing_pages: int
    seconds: float
    refused: tuple[RefusedEntry, ...]


def batch_summary(session: Session, batch_id: int) -> BatchSummary:
    """Count files, pages, records and fields of a batch, and list what was refused and still waits."""
    in_batch = PageRow.scan_id.in_(select(SubmissionRow.scan_id).where(SubmissionRow.batch_id == batch_id))
    of_batch = RecordRow.page_id.in_(select(PageRow.id).where(in_batch))
    for_people = RecordFieldRow.decision == Decision.REVIEW
    fields = select(func.count()).select_from(RecordFieldRow).join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
    lacks = (ProblemRow.code == ProblemCode.MISSING_PAGE, ProblemRow.page_id == RecordRow.page_id)
    to_verify = RecordFieldRow.proof != Proof.UNASKED
    asked = or_(
        select(RecordFieldRow.id).where(RecordFieldRow.record_id == RecordRow.id, for_people | to_verify).exists(),
        select(ProblemRow.id).where(*lacks).exists(),
    )
    read = (in_batch, PageRow.status == PageStatus.READ)
    return BatchSummary(
        files=_count(session, SubmissionRow.batch_id == batch_id),
        pages_read=_count(session, *read),
        records=_count(session, of_batch),
        records_for_people=_count(session, of_batch, asked),
        fields=session.scalars(fields.where(of_batch)).one(),
        fields_for_people=session.scalars(fields.where(of_batch, for_people)).one(),
        attachments=_count(session, in_batch, PageRow.status == PageStatus.ATTACHED),
        blank_backs=_count(session, in_batch, PageRow.status == PageStatus.BLANK_BACK),
        missing_pages=_count(session, of_batch, *lacks),
        seconds=session.scalars(select(func.coalesce(func.sum(PageRow.seconds), 0.0)).where(*read)).one(),
        refused=_refused(session, batch_id),
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).where(*conditions)).one()


def _refused(session: Session, batch_id: int) -> tuple[RefusedEntry, ...]:
    files = (
        select(SubmissionRow.file_name, PageRow.number, ProblemRow.code, ProblemRow.details)
        .join(PageRow, PageRow.id == ProblemRow.page_id, isouter=True)
        .join(
            SubmissionRow,
            (SubmissionRow.id == ProblemRow.submission_id) | (SubmissionRow.scan_id == PageRow.scan_id),
        )
        .where(SubmissionRow.batch_id == batch_id, ProblemRow.code.not_in(NOTICES), still_refused())
        .order_by(SubmissionRow.file_name, PageRow.number)
    )
    return tuple(RefusedEntry(name, number, code, details) for name, number, code, details in session.execute(files))
