"""What the flow's tasks do: a share of what waits is read, wherever the task runs; the database says what waits."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from threading import Event, Thread
from time import monotonic, sleep

from models.clock import JAPAN
from models.errors import MadoguchiError, StoreFault
from models.run import RunOutcome
from pipeline.export.deliver import Courier
from pipeline.inbox.once import take_in_settled
from pipeline.inbox.opening import Watched, watcher_at
from pipeline.inbox.telling import Teller
from pipeline.logs import LogEvent, log
from pipeline.night_progress import night_progress
from pipeline.reading import ready_to_read_piles
from pipeline.report.write import write_report
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.inbox import municipalities
from pipeline.store.runs import beat_run, begin_run, end_run
from pipeline.store.unread import Sought, failures, is_any_waiting, try_again, unread
from pipeline.turns import TurnTaker
from pipeline.words import words
from pipeline.workbench import PAGES_AT_A_TIME
from pipeline.workers import Workers

PAGES_A_SHARE = 80
"""A task of so many pages takes most of a minute: what the orchestrator costs is nothing beside it."""

STORE_PATIENCE_SECONDS = 900.0
"""A database that restarts, a disk that somebody clears: longer than this the night does not wait for it."""

BEAT_SECONDS = 30.0
_LONGEST_PAUSE = 30.0
_LOOK_SECONDS = 0.5

stopping = Event()
"""Set when the run is to end: no share of this process begins anything more."""


@cache
def readers() -> Workers:
    """The reading processes of this process, started by the first work for them; they end with it."""
    chosen = settings()
    return Workers(chosen.workers, partial(ready_to_read_piles, chosen))


@contextmanager
def kept_run(flow_run_id: str | None) -> Iterator[int]:
    """A run of the night of this day, begun or gone on with, shown on the terminal and reported once it has ended."""
    stopping.clear()
    key, place = f"night-{datetime.now(JAPAN).date().isoformat()}", site()
    with place.database.write() as session:
        run_id = begin_run(session, key, datetime.now(UTC), settings().workers, flow_run_id)
    log(LogEvent.RUN_BEGUN, run=run_id, workers=settings().workers)
    is_over = Event()
    beating = Thread(target=_beat, args=(run_id, is_over), daemon=True, name="night-beat")
    beating.start()
    outcome = RunOutcome.FAILED
    try:
        with night_progress(place.database, run_id):
            yield run_id
        outcome = RunOutcome.DONE
    except BaseException as error:
        stopping.set()
        outcome = RunOutcome.FAILED if isinstance(error, Exception) else RunOutcome.CANCELLED
        raise
    finally:
        is_over.set()
        beating.join()
        _end(run_id, outcome)


def _beat(run_id: int, is_over: Event) -> None:
    while not is_over.wait(BEAT_SECONDS):
        with suppress(StoreFault), site().database.write() as session:
            beat_run(session, run_id, datetime.now(UTC))


def _end(run_id: int, outcome: RunOutcome) -> None:
    with site().database.write() as session:
        end_run(session, run_id, outcome, datetime.now(UTC))
    log(LogEvent.RUN_ENDED, run=run_id, outcome=outcome)
    write_report(site(), run_id)


def deliver_exports() -> None:
    """Write the files of exports that could not be written when they were ordered."""
    with site().database.read() as session:
        towns = tuple(municipalities(session).values())
    for municipality_id in towns:
        Courier(site().database).bring_all(municipality_id)


def take_in_inbox() -> None:
    """Take in what has settled in the inbox, where one is set; what another process watches is its business."""
    root = settings().inbox_dir
    if root is None:
        return
    try:
        with watcher_at(root.absolute(), site(), lambda *_: None, Teller(_say), stopping) as watcher:
            take_in_settled(watcher, settings().inbox_seconds)
    except Watched:
        _say(words()("night.watched"))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


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
            for_all = min(settings().workers, math.ceil(left.pages / PAGES_AT_A_TIME))
            return max(for_all, math.ceil(left.pages / PAGES_A_SHARE))
        sleep(_LOOK_SECONDS)
    return 0


def read_share(batch_id: int | None) -> int:
    """Read the next of what waits, of a batch or of all; how many pages. StoreFault once patience is over."""
    lasts = timedelta(seconds=settings().turn_seconds)
    taker = TurnTaker(site().database, readers(), Sought(batch_id=batch_id), lasts, PAGES_AT_A_TIME)
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
