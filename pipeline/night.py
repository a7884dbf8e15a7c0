"""A night as a run: kept in the database from its beginning to its report, whoever reads meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

from models.clock import JAPAN
from models.errors import StoreFault
from models.run import RunOutcome
from pipeline.export.deliver import Courier
from pipeline.inbox.once import take_in_settled
from pipeline.inbox.opening import Watched, watcher_at
from pipeline.inbox.telling import Teller
from pipeline.logs import LogEvent, log
from pipeline.night_progress import night_progress
from pipeline.report.write import write_report
from pipeline.settings import settings
from pipeline.shares import stopping
from pipeline.site import site
from pipeline.store.inbox import municipalities
from pipeline.store.runs import beat_run, begin_run, end_run
from pipeline.words import words

BEAT_SECONDS = 30.0


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
    try:
        with night_progress(place.database, run_id):
            yield run_id
        outcome = RunOutcome.DONE
    except BaseException as error:
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
