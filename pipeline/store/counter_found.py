"""What was found in the sheets of the counter: records, and pages or whole files that were refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models.db.states import FieldState, PageStatus
from models.db.tables import AccountRow, ClaimRow, PageRow, ProblemRow, RecordFieldRow, RecordRow
from models.fields import IMAGE_TYPES
from models.problem import ProblemCode
from models.record import Look, RecordStatus
from pipeline.store.refused import still_refused


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A record that was read in a sheet; ``held_by`` is who works on it now.

    ``total_fields`` leaves pictures out that nobody is asked about: nothing of them is read or listed.
    """

    record_id: int
    form: str
    version: str
    status: RecordStatus
    look: Look
    open_fields: int
    total_fields: int
    held_by: str | None


@dataclass(frozen=True, slots=True)
class SheetRefusal:
    """A page that was not read and that nobody has ruled on; the whole file where ``page_id`` is None."""

    page_id: int | None
    number: int | None
    code: ProblemCode
    details: Mapping[str, str]


def records_in(session: Session, scan_ids: Collection[int], now: datetime) -> Mapping[int, list[SheetRecord]]:
    """The records of each scan, in the order of their pages."""
    fields = select(func.count()).where(RecordFieldRow.record_id == RecordRow.id)
    is_open = RecordFieldRow.state == FieldState.OPEN
    query = (
        select(
            PageRow.scan_id,
            RecordRow.id,
            RecordRow.form,
            RecordRow.template_version,
            RecordRow.status,
            RecordRow.look,
            fields.where(is_open).scalar_subquery(),
            fields.where(or_(is_open, RecordFieldRow.type.not_in(IMAGE_TYPES))).scalar_subquery(),
            AccountRow.display_name,
        )
        .join(PageRow, PageRow.id == RecordRow.page_id)
        .outerjoin(ClaimRow, and_(ClaimRow.record_id == RecordRow.id, ClaimRow.expires_at > now))
        .outerjoin(AccountRow, AccountRow.id == ClaimRow.account_id)
        .where(PageRow.scan_id.in_(scan_ids))
        .order_by(PageRow.number)
    )
    found: dict[int, list[SheetRecord]] = defaultdict(list)
    for scan_id, *record in session.execute(query):
        found[scan_id].append(SheetRecord(*record))
    return found


def refused_pages_in(session: Session, scan_ids: Collection[int]) -> Mapping[int, list[SheetRefusal]]:
    """The pages of each scan that wait for a ruling, each with the first problem found."""
    pages = select(PageRow.id).where(PageRow.scan_id.in_(scan_ids))
    first = select(func.min(ProblemRow.id)).where(ProblemRow.page_id.in_(pages))
    query = (
        select(PageRow.scan_id, PageRow.id, PageRow.number, ProblemRow.code, ProblemRow.details)
        .join(PageRow, PageRow.id == ProblemRow.page_id)
        .where(ProblemRow.id.in_(first.group_by(ProblemRow.page_id)), still_refused())
        .order_by(PageRow.number)
    )
    found: dict[int, list[SheetRefusal]] = defaultdict(list)
    for scan_id, page_id, number, code, details in session.execute(query):
        found[scan_id].append(SheetRefusal(page_id, number, code, details))
    return found


def refused_files(session: Session, ids: Collection[int]) -> Mapping[int, list[SheetRefusal]]:
    """Why each of these submissions is no scan, as far as nobody has ruled on it."""
    query = (
        select(ProblemRow.submission_id, ProblemRow.code, ProblemRow.details)
        .outerjoin(PageRow, PageRow.id == ProblemRow.page_id)
        .where(ProblemRow.submission_id.in_(ids), still_refused())
        .order_by(ProblemRow.id)
    )
    found: dict[int, list[SheetRefusal]] = defaultdict(list)
    for submission_id, code, details in session.execute(query):
        found[submission_id or 0].append(SheetRefusal(None, None, code, details))
    return found


def dropped_in(session: Session, scan_ids: Collection[int]) -> set[int]:
    """The scans of which a person dropped a page."""
    query = select(PageRow.scan_id).where(PageRow.scan_id.in_(scan_ids), PageRow.status == PageStatus.DROPPED)
    return set(session.scalars(query))
