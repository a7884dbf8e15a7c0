"""Whose turn it is to read a scan of the counter. A turn lapses by itself: a reader that died keeps nothing back.

The server's reader holds its turns alive; a reader that shows an older token has lost its turn and stops.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, Update, and_, or_, select, update
from sqlalchemy.orm import Session

from models.counter import CounterStage
from models.db.tables import BatchRow, CounterScanRow, ScanRow, SubmissionRow
from models.errors import Conflict
from models.record import Lane
from pipeline.store.rows import insert_once

TURN = timedelta(seconds=20)
"""How long a turn lasts without a sign of life."""

MOST_TRIES = 3
PAUSE = timedelta(seconds=2)
"""Before another try: what ended the last one may pass."""


class TurnLost(Conflict):
    """The turn lapsed or was given back: somebody else reads the scan, or nobody does."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A scan to read; ``token`` shows that the turn is still one's own, ``tries`` counts those that came to nothing."""

    scan_id: int
    token: int
    tries: int


def take_turn(session: Session, municipality_id: int, now: datetime) -> Turn | None:
    """Take the scan of the counter that waits longest and that nobody reads; None where there is none."""
    scan_id = session.scalar(_waiting(municipality_id, now).with_for_update(of=ScanRow, skip_locked=True))
    if scan_id is None:
        return None
    fresh = {"token": 0, "tries": 0, "stage": CounterStage.RECEIVED, "pages_done": 0, "expires_at": now}
    insert_once(session, CounterScanRow, municipality_id=municipality_id, scan_id=scan_id, **fresh)
    row = session.scalars(select(CounterScanRow).filter_by(scan_id=scan_id).with_for_update()).one()
    if row.failure is not None or row.expires_at > now:  # taken between the look and the lock
        return None
    row.token += 1
    row.stage, row.pages_done, row.expires_at = CounterStage.LOOKING, 0, now + TURN
    return Turn(scan_id, row.token, row.tries)


def is_any_waiting(session: Session, municipality_id: int, now: datetime) -> bool:
    """Whether there is a turn to take."""
    return session.scalar(_waiting(municipality_id, now)) is not None


def hold_turns(session: Session, turns: Collection[Turn], now: datetime) -> None:
    """Say that these are still being read."""
    for turn in turns:
        session.execute(_of(turn).values(expires_at=now + TURN))


def tell_progress(session: Session, turn: Turn, stage: CounterStage, pages_done: int, now: datetime) -> None:
    """Say how far the reading is; TurnLost where it is somebody else's by now."""
    told = session.execute(
        _of(turn).values(stage=stage, pages_done=pages_done, expires_at=now + TURN).returning(CounterScanRow.id)
    )
    if told.first() is None:
        raise TurnLost(f"the turn at scan {turn.scan_id} is lost")


def give_back(session: Session, turn: Turn, now: datetime) -> None:
    """Leave a scan as it is: it may be read by anybody at once. Its reader learns that it has lost its turn."""
    session.execute(_of(turn).values(token=turn.token + 1, expires_at=now))


def fail_turn(session: Session, turn: Turn, code: str, now: datetime, *, is_last: bool) -> None:
    """Note a try that came to nothing, by the code of its error; ``is_last``: nobody tries again unasked."""
    failure = code if is_last else None
    session.execute(_of(turn).values(tries=turn.tries + 1, failure=failure, expires_at=now + PAUSE))


def _of(turn: Turn) -> Update:
    mine = update(CounterScanRow).where(CounterScanRow.scan_id == turn.scan_id, CounterScanRow.token == turn.token)
    return mine.execution_options(synchronize_session=False)


def _waiting(municipality_id: int, now: datetime) -> Select[int]:
    batches = select(SubmissionRow.id).join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
    at_the_counter = batches.where(SubmissionRow.scan_id == ScanRow.id, BatchRow.lane == Lane.COUNTER).exists()
    free = and_(CounterScanRow.failure.is_(None), CounterScanRow.expires_at <= now)
    return (
        select(ScanRow.id)
        .outerjoin(CounterScanRow, CounterScanRow.scan_id == ScanRow.id)
        .where(
            ScanRow.municipality_id == municipality_id,
            ScanRow.digitised_at.is_(None),
            or_(CounterScanRow.id.is_(None), free),
            at_the_counter,
        )
        .order_by(ScanRow.id)
        .limit(1)
    )
