"""How far a run is: asked again and again while it goes on, so nothing but counts by indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.db.tables import MunicipalityRow, PageRow, RecordRow, ScanRow, TurnRow
from models.record import WAITING, Lane
from pipeline.store.night_pages import Towns
from pipeline.store.runs import Run

PACE = timedelta(minutes=5)
"""A minute's pages are the mean of so long."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run at a moment, in some municipalities. ``expected_end`` is of the whole run, None until there is a pace.

    ``pages_left`` are pages of piles that nobody has read; ``records_waiting`` records that wait for people.
    """

    run: Run
    at: datetime
    pages_done: int
    pages_left: int
    pages_a_minute: float
    expected_end: datetime | None
    records_waiting: int

    @property
    def seconds_left(self) -> float | None:
        """Until the expected end."""
        return None if self.expected_end is None else (self.expected_end - self.at).total_seconds()


def run_progress(session: Session, run: Run, now: datetime, towns: Towns | None = None) -> RunProgress:
    """How far a run is; ``towns`` None: in all municipalities."""
    everywhere = tuple(session.scalars(select(MunicipalityRow.id)))
    here, until = everywhere if towns is None else towns, run.until(now)
    left, pace = pages_left(session, here), _pace(session, here, run, until)
    waiting = select(func.count()).where(RecordRow.municipality_id.in_(here), RecordRow.status.in_(WAITING))
    return RunProgress(
        run=run,
        at=now,
        pages_done=session.scalars(done_query(here, run.started_at, until)).one(),
        pages_left=left,
        pages_a_minute=pace,
        expected_end=_expected_end(session, run, now, everywhere) if run.outcome is None else None,
        records_waiting=session.scalars(waiting).one(),
    )


def _expected_end(session: Session, run: Run, now: datetime, everywhere: Towns) -> datetime | None:
    """Of the whole run: in which order it takes the municipalities is its own affair."""
    pace = _pace(session, everywhere, run, now)
    return now + timedelta(minutes=pages_left(session, everywhere) / pace) if pace else None


def done_query(towns: Towns, since: datetime, until: datetime) -> Select[int]:
    """Pages of piles that were stored in a stretch of time."""
    return select(func.count()).where(
        PageRow.municipality_id.in_(towns),
        PageRow.stored_at >= since,
        PageRow.stored_at < until,
        ~came_at_the_counter(PageRow.scan_id),
    )


def left_query(towns: Towns, came_before: datetime | None = None) -> Select[Any]:
    """Pages of scans in piles that are not read; those that were given up are left to people."""
    early = () if came_before is None else (ScanRow.received_at < came_before,)
    tried = select(TurnRow.id).where(TurnRow.scan_id == ScanRow.id, TurnRow.failure.is_not(None))
    return select(func.coalesce(func.sum(ScanRow.page_count), 0)).where(
        ScanRow.municipality_id.in_(towns),
        ScanRow.digitised_at.is_(None),
        ScanRow.lane != Lane.COUNTER,
        ~tried.exists(),
        *early,
    )


def came_at_the_counter(scan_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a scan was handed in at the counter, by whatever other way it came, too."""
    return exists().where(ScanRow.id == scan_id, ScanRow.lane == Lane.COUNTER)


def pages_left(session: Session, towns: Towns, came_before: datetime | None = None) -> int:
    """Pages of piles that nobody has read; with ``came_before``, without those that came later."""
    return int(session.scalars(left_query(towns, came_before)).one())


def _pace(session: Session, towns: Towns, run: Run, until: datetime) -> float:
    """Pages a minute lately, or since the start where that was later."""
    since = max(run.started_at, until - PACE)
    minutes = (until - since).total_seconds() / 60
    if minutes <= 0:
        return 0.0
    return session.scalars(done_query(towns, since, until)).one() / minutes
