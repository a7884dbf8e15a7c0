"""Runs: begun, kept alive, ended. A run that gives no sign of life for some minutes is lost, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.db.tables import RunRow
from models.errors import NotFound
from models.run import RunKind, RunOutcome
from pipeline.store.rows import insert_once

LOST_AFTER = timedelta(minutes=5)
"""Without a sign of life. A beat every 30 seconds is enough; a database that is gone for a while is no loss."""

SAME_NIGHT = timedelta(hours=12)
"""A run that was killed longer ago is not gone on with: what begins now is another night."""

IsAlive = Callable[[int], bool | None]
"""Whether the process of the run with this id is; None where that cannot be known here."""


@dataclass(frozen=True, slots=True)
class RunTurn:
    """What its process has of a run; ``token`` shows that nobody else has gone on with it.

    ``died`` are Prefect's ids of those that were found dead as it began: of this run before, or of others.
    """

    run_id: int
    token: int
    died: tuple[str, ...] = ()


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

    def until(self, now: datetime) -> datetime:
        """When it ended, or ``now``."""
        return self.ended_at or now

    def worked_seconds(self, now: datetime) -> float:
        """From its start to its end, without the time in which it lay still."""
        return max(0.0, (self.until(now) - self.started_at).total_seconds() - self.stood_seconds)


def _unknown(_: int) -> None:
    return None


def begin_run(
    session: Session,
    key: str,
    now: datetime,
    workers: int,
    flow_run_id: str | None,
    *,
    is_alive: IsAlive = _unknown,
) -> RunTurn:
    """Go on with the run that was killed lately, or begin one; what is lost besides is written down as such.

    ``key`` names a new one, with a number behind it where there is one of that name. A run that has ended, well or
    not, is never begun again, and one that goes on elsewhere is left alone.
    """
    row = _killed(session, now, is_alive)
    died = [] if row is None else [row.flow_run_id]
    if row is None:
        row = _new(session, key, kind=RunKind.NIGHT, started_at=now, heartbeat_at=now, workers=workers)
    else:
        row.stood_seconds += max(0.0, (now - row.heartbeat_at).total_seconds())
        row.heartbeat_at, row.workers, row.token = now, workers, row.token + 1
    row.flow_run_id = flow_run_id
    died += _give_up(session, now, row.id)
    return RunTurn(row.id, row.token, tuple(one for one in died if one not in (None, flow_run_id)))


def _give_up(session: Session, now: datetime, but: int) -> list[str | None]:
    """Write down all that are lost but one; Prefect's ids of them."""
    others = update(RunRow).where(RunRow.id != but, RunRow.ended_at.is_(None))
    lost = others.where(RunRow.heartbeat_at < now - LOST_AFTER)
    given_up = lost.values(ended_at=RunRow.heartbeat_at, outcome=RunOutcome.LOST).returning(RunRow.flow_run_id)
    return [*session.scalars(given_up, execution_options={"synchronize_session": False})]


def _killed(session: Session, now: datetime, is_alive: IsAlive) -> RunRow | None:
    """The newest run of the last hours that neither ended nor is alive. Of many that ask at once, one gets it."""
    query = select(RunRow).where(RunRow.ended_at.is_(None), RunRow.heartbeat_at >= now - SAME_NIGHT)
    for row in session.scalars(query.order_by(RunRow.id.desc()).with_for_update()):
        known = is_alive(row.id)
        if known is False or (known is None and _is_lost(row, now)):
            return row
    return None


def _new(session: Session, key: str, **values: Any) -> RunRow:
    names = chain([key], (f"{key}-{number}" for number in count(2)))
    name = next(name for name in names if insert_once(session, RunRow, key=name, stood_seconds=0.0, **values))
    return session.scalars(select(RunRow).where(RunRow.key == name)).one()


def beat_run(session: Session, turn: RunTurn, now: datetime) -> None:
    """A sign of life; none is taken of a run that has ended, was given up as lost, or is gone on with by another."""
    mine = update(RunRow).where(RunRow.id == turn.run_id, RunRow.token == turn.token)
    session.execute(mine.where(RunRow.ended_at.is_(None)).values(heartbeat_at=now))


def end_run(session: Session, turn: RunTurn, outcome: RunOutcome, now: datetime) -> None:
    """Say how it ended; the first word stands, unless the run was only thought lost. NotFound for an unknown id.

    Where another has gone on with it, its end is the other's to tell.
    """
    row = session.scalar(select(RunRow).where(RunRow.id == turn.run_id).with_for_update())
    if row is None:
        raise NotFound(f"no run {turn.run_id}", what="runs", id=str(turn.run_id))
    if row.token == turn.token and row.outcome in (None, RunOutcome.LOST):
        row.ended_at = row.heartbeat_at = now
        row.outcome = outcome


def is_called_off(session: Session, run_id: int) -> bool:
    """Whether it was cancelled, or failed: who still reads for it is to stop."""
    query = select(RunRow.outcome).where(RunRow.id == run_id)
    return session.scalar(query) in (RunOutcome.CANCELLED, RunOutcome.FAILED)


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
    )
