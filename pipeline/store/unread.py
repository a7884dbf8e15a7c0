"""What is left to read: of all, or of a municipality, a lane, a batch; and what nobody tries again unasked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from models.db.tables import ScanRow, SubmissionRow, TurnRow
from models.record import Lane

LONGEST = timedelta(hours=1)
"""No turn lasts longer without a sign of life."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which scans are to be read: all, or only those of a municipality, of a lane, of a batch."""

    municipality_id: int | None = None
    lane: Lane | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """What is left to read: ``scans`` with ``pages``; of them ``held`` scans are being read by somebody."""

    scans: int
    pages: int
    held: int


def is_any_waiting(session: Session, sought: Sought, now: datetime) -> bool:
    """Whether there is a turn to take."""
    return session.execute(candidates(sought, now).limit(1)).first() is not None


def unread(session: Session, sought: Sought, now: datetime) -> Unread:
    """What is left, without those at which nobody tries again unasked."""
    held = func.sum(case((and_(TurnRow.is_held, TurnRow.expires_at > now), 1), else_=0))
    query = select(func.count(), func.coalesce(func.sum(ScanRow.page_count), 0), func.coalesce(held, 0))
    row = session.execute(_of(query, sought).where(_unfailed())).one()
    return Unread(*map(int, row))


def failures(session: Session, sought: Sought) -> tuple[tuple[int, str], ...]:
    """Scans at which nobody tries again unasked, each with the code of the error, in the order they came in."""
    query = _of(select(ScanRow.id, TurnRow.failure), sought).where(TurnRow.failure.is_not(None))
    return tuple((scan_id, failure or "") for scan_id, failure in session.execute(query.order_by(ScanRow.id)))


def try_again(session: Session, sought: Sought, now: datetime) -> None:
    """Let those be read again at which nobody tried again: a new night, a new engine, a disk with room."""
    ids = _of(select(ScanRow.id), sought).where(TurnRow.failure.is_not(None))
    fresh = update(TurnRow).where(TurnRow.scan_id.in_(ids))
    fresh = fresh.values(failure=None, tries=0, lapses=0, is_held=False, expires_at=now)
    session.execute(fresh, execution_options={"synchronize_session": False})


def is_free(now: datetime) -> ColumnElement[bool]:
    """Of a turn: nobody has it. One whose end lies farther ahead than any lease was set by a clock that was wrong."""
    is_over = or_(TurnRow.expires_at <= now, TurnRow.expires_at > now + LONGEST)
    return and_(TurnRow.failure.is_(None), is_over)


def _unfailed() -> ColumnElement[bool]:
    return or_(TurnRow.id.is_(None), TurnRow.failure.is_(None))


def _of(query: Select[*tuple[Any, ...]], sought: Sought) -> Select[*tuple[Any, ...]]:
    """``query`` over the unread scans that are sought, each with its turn where somebody had one."""
    query = query.select_from(ScanRow).outerjoin(TurnRow, TurnRow.scan_id == ScanRow.id)
    query = query.where(ScanRow.digitised_at.is_(None))
    if sought.municipality_id is not None:
        query = query.where(ScanRow.municipality_id == sought.municipality_id)
    if sought.lane is not None:
        query = query.where(ScanRow.lane == sought.lane)
    if sought.batch_id is not None:
        handed_in = select(SubmissionRow.scan_id).where(SubmissionRow.batch_id == sought.batch_id)
        query = query.where(ScanRow.id.in_(handed_in))
    return query


def candidates(sought: Sought, now: datetime) -> Select[*tuple[Any, ...]]:
    """Scans that nobody reads, the most urgent that wait longest first; ``stumbles`` at each before."""
    stumbles = func.coalesce(TurnRow.tries + TurnRow.lapses + case((TurnRow.is_held, 1), else_=0), 0)
    query = select(ScanRow.id, ScanRow.municipality_id, ScanRow.page_count, ScanRow.lane, stumbles.label("stumbles"))
    free = or_(TurnRow.id.is_(None), is_free(now))
    return _of(query, sought).where(free).order_by(ScanRow.lane, ScanRow.id)
