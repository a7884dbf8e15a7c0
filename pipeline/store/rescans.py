"""Sheets that somebody was asked to scan again, until a person strikes them off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.db.states import RulingKind
from models.db.tables import AccountRow, BatchRow, PageRow, ProblemRow, RecordRow, RulingRow, SubmissionRow
from models.problem import ProblemCode
from models.record import Lane, RecordStatus
from pipeline.store.sight import towns_in_sight
from pipeline.store.views import Actor

MOST = 100
"""Rows listed at once, the oldest request first."""


@dataclass(frozen=True, slots=True)
class Rescan:
    """A page, or a whole file (``page_id``, ``page_number`` None), of which a new scan was asked for.

    ``code`` is why it was refused, ``form`` which form its print named, if any; ``came`` is the newest record of that
    form that came in since: it may be this very sheet, and only a person can tell.
    """

    page_id: int | None
    file_id: int
    batch: str
    file_name: str
    page_number: int | None
    code: ProblemCode
    form: str | None
    asked_by: str
    asked_at: datetime
    came: int | None


def rescans(session: Session, actor: Actor) -> tuple[Rescan, ...]:
    """What is still waited for, the oldest request first."""
    return tuple(Rescan(*row) for row in session.execute(rescans_query(towns_in_sight(actor))))


def rescans_query(towns: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    """The columns of ``Rescan``."""
    of_page = select(func.min(ProblemRow.id)).where(ProblemRow.page_id == RulingRow.page_id)
    of_file = select(func.min(ProblemRow.id)).where(ProblemRow.submission_id == RulingRow.submission_id)
    refusal = func.coalesce(*(one.correlate(RulingRow).scalar_subquery() for one in (of_page, of_file)))
    handed_in = select(func.min(SubmissionRow.id)).where(SubmissionRow.scan_id == PageRow.scan_id).correlate(PageRow)
    file_id = func.coalesce(RulingRow.submission_id, handed_in.scalar_subquery())
    return (
        select(
            PageRow.id,
            SubmissionRow.id,
            BatchRow.name,
            SubmissionRow.file_name,
            PageRow.number,
            ProblemRow.code,
            _form(),
            AccountRow.display_name,
            RulingRow.at,
            _came(),
        )
        .select_from(RulingRow)
        .outerjoin(PageRow, PageRow.id == RulingRow.page_id)
        .join(SubmissionRow, SubmissionRow.id == file_id)
        .join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        .join(ProblemRow, ProblemRow.id == refusal)
        .join(AccountRow, AccountRow.id == RulingRow.account_id)
        .where(RulingRow.municipality_id.in_(towns), RulingRow.kind == RulingKind.RESCAN)
        .where(~_later(RulingRow.page_id).exists(), ~_later(RulingRow.submission_id).exists())
        .order_by(RulingRow.id)
        .limit(MOST)
    )


def _form() -> Any:
    return ProblemRow.details["form"].as_string()


def _came() -> ScalarSelect[int]:
    """The newest record of the form in question that came in since."""
    anything = (RecordRow.status.in_(list(RecordStatus)), RecordRow.lane.in_(list(Lane)))  # by the index of what waits
    return (
        select(RecordRow.id)
        .where(RecordRow.municipality_id == RulingRow.municipality_id, RecordRow.form == _form(), *anything)
        .where(RecordRow.received_at > RulingRow.at)
        .order_by(RecordRow.received_at.desc(), RecordRow.id.desc())
        .limit(1)
        .correlate(RulingRow, ProblemRow)
        .scalar_subquery()
    )


def _later(place: InstrumentedAttribute[int | None]) -> Select[int]:
    """Rulings after this one on the same page, or on the same file: each by its index."""
    later = aliased(RulingRow)
    same = getattr(later, place.key) == place
    return select(later.id).where(same, later.id > RulingRow.id).correlate(RulingRow)
