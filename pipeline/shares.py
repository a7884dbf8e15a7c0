"""A share of what waits is read, wherever the task that reads it runs; the database says what waits."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Lock
from time import sleep

from models.errors import MadoguchiError, StoreFault
from pipeline.patience import Patience, patiently
from pipeline.reading import ready_to_read_piles
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.runs import is_called_off
from pipeline.store.unread import Sought, Unread, failures, is_any_waiting, try_again, unread
from pipeline.turns import PAGES_A_TURN, TurnTaker
from pipeline.workers import Workers

PAGES_A_SHARE = 80
"""A task of so many pages takes most of a minute: what the orchestrator costs is nothing beside it."""

_LOOK_SECONDS = 0.5

stopping = Event()
"""Set when the run is to end: no share of this process begins anything more."""

_readers: list[Workers] = []
_choosing = Lock()


def readers() -> Workers:
    """The reading processes of this process, the same for all its threads, started by the first work for them."""
    with _choosing:
        if not _readers:
            chosen = settings()
            _readers.append(Workers(chosen.workers, partial(ready_to_read_piles, chosen)))
        return _readers[0]


def end_readers() -> None:
    """End the reading processes, where there are any: the memory is wanted by what comes now."""
    with _choosing:
        ended, _readers[:] = [*_readers], []
    for one in ended:
        one.end()


def shares_waiting(batch_id: int | None) -> int:
    """How many shares are left of a batch, or of all; waits while others read the rest, and while the store is gone."""
    sought = Sought(batch_id=batch_id)
    while not stopping.is_set():
        left, is_any = patiently(partial(_left, sought), stopping)
        if not left.scans:
            return 0
        if is_any:
            for_all = min(settings().workers, math.ceil(left.pages / PAGES_A_TURN))
            return max(for_all, math.ceil(left.pages / PAGES_A_SHARE))
        sleep(_LOOK_SECONDS)
    return 0


def _left(sought: Sought) -> tuple[Unread, bool]:
    now = datetime.now(UTC)
    with site().database.read() as session:
        return unread(session, sought, now), is_any_waiting(session, sought, now)


def read_share(batch_id: int | None, run_id: int | None = None) -> int:
    """Read the next of what waits, of a batch or of all; how many pages. StoreFault once patience is over.

    It ends where its run is called off: ``stopping`` is not heard on another machine.
    """
    lasts = timedelta(seconds=settings().turn_seconds)
    taker = TurnTaker(site().database, readers(), Sought(batch_id=batch_id), lasts, PAGES_A_TURN)
    pages, patience = 0, Patience(stopping)
    while pages < PAGES_A_SHARE and not stopping.is_set():
        try:
            turns = () if _is_called_off(run_id) else taker.take()
            if not turns:
                break
            error: MadoguchiError | None = taker.read(turns)
        except StoreFault as fault:
            error = fault
        if isinstance(error, StoreFault):
            patience.wait(error)
        else:
            patience = Patience(stopping)
            pages += 0 if error is not None else sum(turn.pages for turn in turns)
    return pages


def _is_called_off(run_id: int | None) -> bool:
    if run_id is None:
        return False
    with site().database.read() as session:
        return is_called_off(session, run_id)


def give_another_chance(batch_id: int | None) -> None:
    """What was given up in an earlier run is tried again in this one."""

    def give() -> None:
        with site().database.write() as session:
            try_again(session, Sought(batch_id=batch_id), datetime.now(UTC))

    patiently(give, stopping)


def given_up(batch_id: int | None) -> tuple[tuple[int, str], ...]:
    """The scans that nobody could read for the machine's sake, each with the code of the error."""
    with site().database.read() as session:
        return failures(session, Sought(batch_id=batch_id))
