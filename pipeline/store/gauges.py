"""What a monitor asks each minute: how much waits now, and what was done since midnight at the counter.

Every query costs what waits or what was done today, never what was done in all the years.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from models.db.states import PageStatus
from models.db.tables import BatchRow, PageRow, RecordRow, ScanRow, SubmissionRow
from models.problem import ProblemCode
from models.record import Lane, RecordStatus
from pipeline.store.failed_scans import failed_scans
from pipeline.store.inbox import municipalities
from pipeline.store.night_pages import Stretch, Towns, refused_stored
from pipeline.store.night_records import records_stored
from pipeline.store.run_progress import RunProgress, run_progress
from pipeline.store.runs import Run, run_now, runs
from pipeline.store.sight import midnight

BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 5.0, 10.0)
"""Upper bounds in seconds by which pages are counted."""

OPEN = (RecordStatus.DRAFT, RecordStatus.IN_REVIEW, RecordStatus.REVIEWED)
"""States that a record leaves again; the others grow for ever."""


@dataclass(frozen=True, slots=True)
class ScansWaiting:
    """Scans of a lane that nobody has read; ``oldest`` is when the first of them came."""

    town: int
    lane: Lane
    scans: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Today's pages by how long each took: ``upto`` counts those within each of ``BUCKETS``."""

    town: int
    pages: int
    seconds: float
    upto: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gauges:
    """All of it at a moment; ``codes`` are the municipalities' by their ids."""

    at: datetime
    codes: Mapping[int, str]
    waiting: tuple[ScansWaiting, ...]
    failed: tuple[tuple[int, str, int], ...]
    records_open: tuple[tuple[int, RecordStatus, int], ...]
    pages: tuple[tuple[int, PageStatus, int], ...]
    times: tuple[PageTimes, ...]
    refused: tuple[tuple[int, ProblemCode, int], ...]
    fields: tuple[tuple[int, int, int], ...]
    """Municipality, accepted, asked."""
    progress: RunProgress | None
    last_run: Run | None


def gauges(session: Session, now: datetime) -> Gauges:
    """Ask everything once."""
    codes = {number: code for code, number in municipalities(session).items()}
    towns, today = tuple(codes), Stretch(midnight(now), now)
    going = run_now(session, now)
    return Gauges(
        at=now,
        codes=codes,
        waiting=tuple(ScansWaiting(*row) for row in session.execute(waiting_query(towns))),
        failed=tuple((one.town, one.code, one.scans) for one in failed_scans(session, towns)),
        records_open=tuple((town, status, count) for town, status, count in session.execute(open_query(towns))),
        pages=tuple((town, status, count) for town, status, count in session.execute(pages_query(towns, today))),
        times=tuple(
            PageTimes(town, pages, float(seconds), tuple(int(count) for count in upto))
            for town, pages, seconds, *upto in session.execute(times_query(towns, today))
        ),
        refused=_refused(session, towns, today),
        fields=_fields(session, towns, today),
        progress=run_progress(session, going, now) if going is not None else None,
        last_run=next((run for run in runs(session, now, 10) if run.outcome is not None), None),
    )


def waiting_query(towns: Towns) -> Select[*tuple[Any, ...]]:
    """Municipality, lane, scans, and when the oldest came."""
    lane = (
        select(func.min(BatchRow.lane))
        .join(SubmissionRow, SubmissionRow.batch_id == BatchRow.id)
        .where(SubmissionRow.scan_id == ScanRow.id)
        .correlate(ScanRow)
        .scalar_subquery()
    )
    unread = (
        select(ScanRow.municipality_id.label("town"), lane.label("lane"), ScanRow.received_at.label("came"))
        .where(ScanRow.municipality_id.in_(towns), ScanRow.digitised_at.is_(None))
        .subquery()
    )
    return select(unread.c.town, unread.c.lane, func.count(), func.min(unread.c.came)).group_by(
        unread.c.town, unread.c.lane
    )


def open_query(towns: Towns) -> Select[*tuple[Any, ...]]:
    """Records that are not done with, by state."""
    where = (RecordRow.municipality_id.in_(towns), RecordRow.status.in_(OPEN))
    return (
        select(RecordRow.municipality_id, RecordRow.status, func.count())
        .where(*where)
        .group_by(RecordRow.municipality_id, RecordRow.status)
    )


def pages_query(towns: Towns, when: Stretch) -> Select[*tuple[Any, ...]]:
    """Pages stored in the stretch by what became of them."""
    return (
        select(PageRow.municipality_id, PageRow.status, func.count())
        .where(PageRow.municipality_id.in_(towns), PageRow.stored_at >= when.since, PageRow.stored_at < when.until)
        .group_by(PageRow.municipality_id, PageRow.status)
    )


def times_query(towns: Towns, when: Stretch) -> Select[*tuple[Any, ...]]:
    """Pages, their seconds together, and how many took no longer than each bound."""
    upto = [func.sum(case((PageRow.seconds <= bound, 1), else_=0)) for bound in BUCKETS]
    return (
        select(PageRow.municipality_id, func.count(), func.sum(PageRow.seconds), *upto)
        .where(PageRow.municipality_id.in_(towns), PageRow.stored_at >= when.since, PageRow.stored_at < when.until)
        .group_by(PageRow.municipality_id)
    )


def _refused(session: Session, towns: Towns, when: Stretch) -> tuple[tuple[int, ProblemCode, int], ...]:
    counts = Counter((one.town, one.code) for one in refused_stored(session, towns, when))
    return tuple((town, code, count) for (town, code), count in sorted(counts.items()))


def _fields(session: Session, towns: Towns, when: Stretch) -> tuple[tuple[int, int, int], ...]:
    accepted: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for one in records_stored(session, towns, when):
        accepted[one.town] += one.accepted
        asked[one.town] += one.asked
    return tuple((town, accepted[town], asked[town]) for town in sorted(accepted))
