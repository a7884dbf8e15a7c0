"""A share of what waits is read, wherever the task that reads it runs; the database says what waits."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from threading import Event
from time import monotonic, sleep

from models.errors import MadoguchiError, StoreFault
from pipeline.reading import ready_to_read_piles
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.unread import Sought, failures, is_any_waiting, try_again, unread
from pipeline.turns import PAGES_A_TURN, TurnTaker
from pipeline.workers import Workers

PAGES_A_SHARE = 80
"""A task of so many pages takes most of a minute: what the orchestrator costs is nothing beside it."""

STORE_PATIENCE_SECONDS = 900.0
"""A database that restarts, a disk that somebody clears: longer than this nobody waits for it."""

_LONGEST_PAUSE = 30.0
_LOOK_SECONDS = 0.5

stopping = Event()
"""Set when the run is to end: no share of this process begins anything more."""


@cache
def readers() -> Workers:
    """The reading processes of this process, started by the first work for them."""
    chosen = settings()
    return Workers(chosen.workers, partial(ready_to_read_piles, chosen))


def end_readers() -> None:
    """End the reading processes, where there are any: the memory is wanted by what comes now."""
    if readers.cache_info().currsize:
        readers().end(drop=True)
        readers.cache_clear()


def shares_waiting(batch_id: int | None) -> int:
    """How many shares are left of a batch, or of all; waits while others read the rest."""
    sought = Sought(batch_id=batch_id)
    while not stopping.is_set():
        now = datetime.now(UTC)
        with site().database.read() as session:
            left, is_any = unread(session, sought, now), is_any_waiting(session, sought, now)
        if not left.scans:
            return 0
        if is_any:
            for_all = min(settings().workers, math.ceil(left.pages / PAGES_A_TURN))
            return max(for_all, math.ceil(left.pages / PAGES_A_SHARE))
        sleep(_LOOK_SECONDS)
    return 0


def read_share(batch_id: int | None) -> int:
    """Read the next of what waits, of a batch or of all; how many pages. StoreFault once patience is over."""
    lasts = timedelta(seconds=settings().turn_seconds)
    taker = TurnTaker(site().database, readers(), Sought(batch_id=batch_id), lasts, PAGES_A_TURN)
    pages, patience = 0, _Patience()
    while pages < PAGES_A_SHARE and not stopping.is_set():
        try:
            turns = taker.take()
            if not turns:
                break
            error: MadoguchiError | None = taker.read(turns)
        except StoreFault as fault:
            error = fault
        if isinstance(error, StoreFault):
            patience.wait(error)
        else:
            patience = _Patience()
            pages += 0 if error is not None else sum(turn.pages for turn in turns)
    return pages


class _Patience:
    """Waits longer each time, and for so long in all."""

    def __init__(self) -> None:
        self._pause, self._until = 0.5, monotonic() + STORE_PATIENCE_SECONDS

    def wait(self, fault: StoreFault) -> None:
        """Wait before the next try; raises ``fault`` when there is to be none."""
        if monotonic() + self._pause > self._until or stopping.wait(self._pause):
            raise fault
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)


def give_another_chance(batch_id: int | None) -> None:
    """What was given up in an earlier run is tried again in this one."""
    with site().database.write() as session:
        try_again(session, Sought(batch_id=batch_id), datetime.now(UTC))


def given_up(batch_id: int | None) -> tuple[tuple[int, str], ...]:
    """The scans that nobody could read for the machine's sake, each with the code of the error."""
    with site().database.read() as session:
        return failures(session, Sought(batch_id=batch_id))
