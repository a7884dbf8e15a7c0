"""Whose turn it is to read a scan. A turn lapses by itself: a reader that died keeps nothing back.

A reader holds its turns alive while it reads, and shows their tokens in the transaction that stores what it read: one
that was paused until its turn lapsed, and somebody else took it, stores nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Update, case, select, update
from sqlalchemy.orm import Session

from models.counter import CounterStage
from models.db.tables import ScanRow, TurnRow
from models.errors import Conflict
from models.record import Lane
from pipeline.store.rows import insert_once
from pipeline.store.unread import Sought, candidates, is_free

MOST_TRIES = 3
MOST_LAPSES = 10
"""A sheet that takes the machine along each time is left to people after so many."""

PAUSE = timedelta(seconds=2)
"""Before another try: what ended the last one may pass."""

LAPSED = "lapsed"
"""The failure of a scan at which every turn lapsed."""


class TurnLost(Conflict):
    """The turn lapsed or was given back: somebody else reads the scan, or nobody does."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A scan to read; ``token`` shows that the turn is still one's own, ``tries`` counts those that came to nothing."""

    scan_id: int
    token: int
    tries: int
    pages: int
    lane: Lane


def take_turns(session: Session, sought: Sought, now: datetime, lasts: timedelta, pages: int = 1) -> tuple[Turn, ...]:
    """Take the most urgent scans that wait longest and that nobody reads: as many as make up ``pages``, at least one.

    One of the counter comes alone, and so does one at which somebody stumbled before: it takes no others along.
    """
    found = session.execute(candidates(sought, now).limit(pages).with_for_update(of=ScanRow, skip_locked=True))
    chosen = _together(found.all(), pages)
    for row in chosen:
        fresh = {"token": 0, "tries": 0, "stage": CounterStage.RECEIVED, "pages_done": 0, "expires_at": now}
        insert_once(session, TurnRow, municipality_id=row.municipality_id, scan_id=row.id, **fresh)
    ids = [row.id for row in chosen]
    _give_up_on_lapsed(session, ids, now)
    taken = session.execute(_take(ids, now, lasts)).all()  # the statement looks again: somebody may have been faster
    tokens = {scan_id: (token, tries) for scan_id, token, tries in taken}
    return tuple(Turn(row.id, *tokens[row.id], row.page_count, row.lane) for row in chosen if row.id in tokens)


def _together(found: Sequence[Row[Any]], pages: int) -> list[Row[Any]]:
    """Those from the first on that are read together."""
    chosen: list[Row[Any]] = []
    for row in found:
        is_alone = row.lane is Lane.COUNTER or row.stumbles > 0
        if chosen and (is_alone or sum(one.page_count for one in chosen) + row.page_count > pages):
            break
        chosen.append(row)
        if is_alone:
            break
    return chosen


def _give_up_on_lapsed(session: Session, ids: Sequence[int], now: datetime) -> None:
    lapsed = update(TurnRow).where(
        TurnRow.scan_id.in_(ids), TurnRow.is_held, is_free(now), TurnRow.lapses >= MOST_LAPSES - 1
    )
    session.execute(lapsed.values(failure=LAPSED, is_held=False), execution_options=_UNLOADED)


def _take(ids: Sequence[int], now: datetime, lasts: timedelta) -> Update:
    unread = select(ScanRow.id).where(ScanRow.id == TurnRow.scan_id, ScanRow.digitised_at.is_(None))
    return (
        update(TurnRow)
        .where(TurnRow.scan_id.in_(ids), is_free(now), unread.exists())
        .values(
            token=TurnRow.token + 1,
            lapses=TurnRow.lapses + case((TurnRow.is_held, 1), else_=0),
            is_held=True,
            stage=CounterStage.LOOKING,
            pages_done=0,
            expires_at=now + lasts,
        )
        .returning(TurnRow.scan_id, TurnRow.token, TurnRow.tries)
        .execution_options(**_UNLOADED)
    )


def hold_turns(session: Session, turns: Collection[Turn], now: datetime, lasts: timedelta) -> None:
    """Say that these are still being read; TurnLost where one of them is somebody else's by now."""
    for turn in turns:
        _own(session, turn, expires_at=now + lasts)


def show_turns(session: Session, turns: Collection[Turn]) -> None:
    """Show that the turns are still one's own, at the end of the transaction that stores what was read, and end them.

    TurnLost where one is somebody else's by now: then nothing of the transaction may stand. Nobody takes them until it
    is over.
    """
    for turn in turns:
        _own(session, turn, is_held=False)


def tell_progress(session: Session, turn: Turn, stage: CounterStage, pages_done: int) -> None:
    """Say how far the reading is; TurnLost where it is somebody else's by now."""
    _own(session, turn, stage=stage, pages_done=pages_done)


def _own(session: Session, turn: Turn, **values: object) -> None:
    held = session.execute(_mine(turn).values(**values).returning(TurnRow.id))
    if held.first() is None:
        raise TurnLost(f"the turn at scan {turn.scan_id} is lost")


def give_back(session: Session, turns: Collection[Turn], now: datetime) -> None:
    """Leave scans as they are: they may be read by anybody at once. Their reader learns that it has lost its turns."""
    for turn in turns:
        session.execute(_mine(turn).values(token=turn.token + 1, is_held=False, expires_at=now))


def fail_turn(session: Session, turn: Turn, code: str, now: datetime, *, is_last: bool) -> None:
    """Note a try that came to nothing, by the code of its error; ``is_last``: nobody tries again unasked."""
    failure = code if is_last else None
    noted = {"tries": turn.tries + 1, "failure": failure, "is_held": False, "expires_at": now + PAUSE}
    session.execute(_mine(turn).values(**noted))


_UNLOADED = {"synchronize_session": False}


def _mine(turn: Turn) -> Update:
    mine = update(TurnRow).where(TurnRow.scan_id == turn.scan_id, TurnRow.token == turn.token)
    return mine.execution_options(**_UNLOADED)
