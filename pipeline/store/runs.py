"""Runs: begun, kept alive, ended. A run that gives no sign of life for some minutes is lost, whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.db.tables import RunRow
from models.errors import NotFound
from models.run import RunKind, RunOutcome
from pipeline.store.rows import insert_once

LOST_AFTER = timedelta(minutes=5)
"""Without a sign of life. A beat every 30 seconds is enough; a database that is gone for a while is no loss."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands at the moment of asking; ``outcome`` is None while it goes on."""

    id: int
    key: str
    kind: RunKind
    started_at: datetime
    heartbeat_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome | None
    workers: int
    flow_run_id: str | None
    stood_seconds: float
    bound_seconds: float | None

    def until(self, now: datetime) -> datetime:
        """When it ended, or ``now``."""
        return self.ended_at or now

    def worked_seconds(self, now: datetime) -> float:
        """From its start to its end, without the time in which it lay still."""
        return max(0.0, (self.until(now) - self.started_at).total_seconds() - self.stood_seconds)


def begin_run(
    session: Session, key: str, now: datetime, workers: int, flow_run_id: str | None, kind: RunKind = RunKind.NIGHT
) -> int:
    """The id of the run with this key: made, or gone on with where it is there already, ended or lost though it be."""
    fresh = {"kind": kind, "started_at": now, "heartbeat_at": now, "stood_seconds": 0.0}
    is_new = insert_once(session, RunRow, key=key, workers=workers, flow_run_id=flow_run_id, **fresh)
    row = session.scalars(select(RunRow).where(RunRow.key == key).with_for_update()).one()
    if not is_new:
        stopped = row.ended_at or (row.heartbeat_at if _is_lost(row, now) else None)
        if stopped is not None:
            row.stood_seconds += max(0.0, (now - stopped).total_seconds())
        row.ended_at = row.outcome = None
        row.heartbeat_at, row.workers, row.flow_run_id = now, workers, flow_run_id
    others = update(RunRow).where(RunRow.id != row.id, RunRow.ended_at.is_(None))
    lost = others.where(RunRow.heartbeat_at < now - LOST_AFTER)
    given_up = lost.values(ended_at=RunRow.heartbeat_at, outcome=RunOutcome.LOST)
    session.execute(given_up, execution_options={"synchronize_session": False})
    return row.id


def beat_run(session: Session, run_id: int, now: datetime) -> None:
    """A sign of life; none is taken from a run that has ended or was given up as lost."""
    session.execute(update(RunRow).where(RunRow.id == run_id, RunRow.ended_at.is_(None)).values(heartbeat_at=now))


def end_run(
    session: Session, run_id: int, outcome: RunOutcome, now: datetime, bound_seconds: float | None = None
) -> None:
    """Say how it ended; the first word stands, unless the run was only thought lost. NotFound for an unknown id.

    ``bound_seconds`` is what the recogniser alone would have taken for the same pages, with as many workers.
    """
    row = session.scalar(select(RunRow).where(RunRow.id == run_id).with_for_update())
    if row is None:
        raise NotFound(f"no run {run_id}", what="runs", id=str(run_id))
    if row.outcome in (None, RunOutcome.LOST):
        row.ended_at = row.heartbeat_at = now
        row.outcome = outcome
        row.bound_seconds = bound_seconds if bound_seconds is not None else row.bound_seconds


def run_now(session: Session, now: datetime) -> Run | None:
    """The run that goes on, the newest where there are several; None where none does."""
    query = select(RunRow).where(RunRow.ended_at.is_(None), RunRow.heartbeat_at >= now - LOST_AFTER)
    row = session.scalar(query.order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(1))
    return None if row is None else _run(row, now)


def runs(session: Session, now: datetime, limit: int, before: datetime | None = None) -> tuple[Run, ...]:
    """The newest runs, the last started first; with ``before``, of those that started earlier."""
    query = select(RunRow).order_by(RunRow.started_at.desc(), RunRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(RunRow.started_at < before)
    return tuple(_run(row, now) for row in session.scalars(query))


def run_of(session: Session, run_id: int, now: datetime) -> Run:
    """A run by its id; NotFound where there is none."""
    row = session.get(RunRow, run_id)
    if row is None:
        raise NotFound(f"no run {run_id}", what="runs", id=str(run_id))
    return _run(row, now)


def run_by_key(session: Session, key: str, now: datetime) -> Run:
    """A run by its key; NotFound where there is none."""
    row = session.scalar(select(RunRow).where(RunRow.key == key))
    if row is None:
        raise NotFound("no run of that name", what="runs", id=key)
    return _run(row, now)


def _is_lost(row: RunRow, now: datetime) -> bool:
    return row.ended_at is None and row.heartbeat_at < now - LOST_AFTER


def _run(row: RunRow, now: datetime) -> Run:
    lost = _is_lost(row, now)
    return Run(
        id=row.id,
        key=row.key,
        kind=row.kind,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        ended_at=row.heartbeat_at if lost else row.ended_at,
        outcome=RunOutcome.LOST if lost else row.outcome,
        workers=row.workers,
        flow_run_id=row.flow_run_id,
        stood_seconds=row.stood_seconds,
        bound_seconds=row.bound_seconds,
    )
