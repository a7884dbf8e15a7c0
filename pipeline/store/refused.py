"""What was refused and still waits for a person's word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.db.states import PageStatus, RulingKind
from models.db.tables import BatchRow, PageRow, ProblemRow, RecordPageRow, RecordRow, RulingRow, SubmissionRow
from models.form import FormKey
from models.record import RecordStatus
from pipeline.store.rows import own_row
from pipeline.store.views import Actor, RecordBefore, RefusedSheet


def refused_sheets(session: Session, actor: Actor, limit: int = 100) -> tuple[RefusedSheet, ...]:
    """Files and pages that were not read and that nobody has ruled on, each with the first problem found.

    The newest batch comes first; within a batch they stand as they were handed in.
    """
    mine = ProblemRow.municipality_id == actor.municipality_id
    first_problems = select(func.min(ProblemRow.id)).where(mine).group_by(ProblemRow.submission_id, ProblemRow.page_id)
    handed_in = select(func.min(SubmissionRow.id)).where(SubmissionRow.scan_id == PageRow.scan_id)
    first_handed_in = handed_in.correlate(PageRow).scalar_subquery()
    query = (
        select(
            PageRow.id,
            SubmissionRow.id,
            BatchRow.name,
            SubmissionRow.file_name,
            PageRow.number,
            ProblemRow.code,
            ProblemRow.details,
            ProblemRow.at,
            _record_before(),
        )
        .select_from(ProblemRow)
        .outerjoin(PageRow, PageRow.id == ProblemRow.page_id)
        .join(SubmissionRow, SubmissionRow.id == func.coalesce(ProblemRow.submission_id, first_handed_in))
        .join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        .where(mine, ProblemRow.id.in_(first_problems), still_refused())
        .order_by(BatchRow.opened_at.desc(), BatchRow.id.desc(), SubmissionRow.id, PageRow.number)
        .limit(limit)
    )
    rows = session.execute(query).all()
    before = _records(session, {row[-1] for row in rows if row[-1] is not None})
    return tuple(RefusedSheet(*row[:-1], before=before.get(row[-1])) for row in rows)


def refused_since(session: Session, since: datetime) -> int:
    """How many pages, and files that are no scans, of all municipalities were refused from then on."""
    pages = select(func.count()).where(PageRow.stored_at >= since, PageRow.status == PageStatus.REFUSED)
    files = select(func.count(ProblemRow.submission_id.distinct())).where(ProblemRow.at >= since)
    return (session.scalar(pages) or 0) + (session.scalar(files) or 0)


def form_of(session: Session, actor: Actor, record_id: int) -> FormKey:
    """The form and version of a record; NotFound in another municipality."""
    record = own_row(session, RecordRow, record_id, actor.municipality_id)
    return record.form, record.template_version


def still_refused() -> ColumnElement[bool]:
    """Whether a problem's page, or the file that it refused whole, still waits for a ruling."""
    last = (
        select(RulingRow.kind)
        .where(RulingRow.submission_id == ProblemRow.submission_id)
        .order_by(RulingRow.id.desc())
        .limit(1)
        .correlate(ProblemRow)
        .scalar_subquery()
    )
    whole_file = and_(ProblemRow.page_id.is_(None), or_(last.is_(None), last == RulingKind.RESTORE))
    return or_(whole_file, PageRow.status == PageStatus.REFUSED)


def _record_before() -> ScalarSelect[int]:
    """The record of the nearest page before this one in its scan."""
    earlier = aliased(PageRow)
    return (
        select(RecordRow.id)
        .join(RecordPageRow, RecordPageRow.record_id == RecordRow.id)
        .join(earlier, earlier.id == RecordPageRow.page_id)
        .where(
            earlier.scan_id == PageRow.scan_id,
            earlier.number < PageRow.number,
            RecordRow.status != RecordStatus.REJECTED,
        )
        .order_by(earlier.number.desc())
        .limit(1)
        .correlate(PageRow)
        .scalar_subquery()
    )


def _records(session: Session, ids: Collection[int]) -> Mapping[int, RecordBefore]:
    front = aliased(PageRow)
    query = (
        select(RecordRow, front.number, PageRow.form_page)
        .join(front, front.id == RecordRow.page_id)
        .join(RecordPageRow, RecordPageRow.record_id == RecordRow.id)
        .join(PageRow, PageRow.id == RecordPageRow.page_id)
        .where(RecordRow.id.in_(ids), PageRow.form_page.is_not(None))
        .order_by(RecordRow.id, PageRow.form_page)
    )
    found: dict[int, RecordBefore] = {}
    for record, number, form_page in session.execute(query):
        has = (*(found[record.id].has if record.id in found else ()), form_page or 0)
        waits = record.status in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
        found[record.id] = RecordBefore(record.id, record.form, record.template_version, number, has, waits)
    return found
