"""A night as a run: kept in the database from its beginning to its report, whoever reads meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

from models.clock import JAPAN
from models.errors import StoreFault
from models.run import RunOutcome
from pipeline.export.deliver import Courier
from pipeline.inbox.once import take_in_settled
from pipeline.inbox.opening import Watched, watcher_at
from pipeline.inbox.telling import Teller
from pipeline.life_signs import LifeSigns
from pipeline.logs import LogEvent, log
from pipeline.night_progress import night_progress
from pipeline.patience import patiently
from pipeline.report.write import write_report
from pipeline.settings import settings
from pipeline.shares import stopping
from pipeline.site import site
from pipeline.store.inbox import municipalities
from pipeline.store.runs import RunTurn, beat_run, begin_run, end_run
from pipeline.words import words

BEAT_SECONDS = 30.0


@contextmanager
def kept_run(flow_run_id: str | None) -> Iterator[RunTurn]:
    """A run, begun or gone on with where it was killed, shown on the terminal and reported once it has ended."""
    stopping.clear()
    turn, life = patiently(lambda: _begun(flow_run_id), stopping)
    with life:
        log(LogEvent.RUN_BEGUN, run=turn.run_id, workers=settings().workers)
        try:
            with _beating(turn), night_progress(site().database, turn.run_id):
                yield turn
        except BaseException as error:
            with suppress(StoreFault):  # what ended the run is to be heard
                _end(turn, RunOutcome.FAILED if isinstance(error, Exception) else RunOutcome.CANCELLED)
            raise
        _end(turn, RunOutcome.DONE)


def _begun(flow_run_id: str | None) -> tuple[RunTurn, ExitStack]:
    """The run, and what shows that it is alive: before anybody else sees its row."""
    now, signs = datetime.now(UTC), LifeSigns(settings().data_dir / "runs")
    key = f"night-{now.astimezone(JAPAN).date().isoformat()}"
    with ExitStack() as life:
        with site().database.write() as session:
            turn = begin_run(session, key, now, settings().workers, flow_run_id, is_alive=signs.is_alive)
            life.enter_context(signs.shown(turn.run_id))
        return turn, life.pop_all()


@contextmanager
def _beating(turn: RunTurn) -> Iterator[None]:
    """Signs of life in the database, for other machines and whoever watches."""
    is_over = Event()
    beating = Thread(target=_beat, args=(turn, is_over), daemon=True, name="night-beat")
    beating.start()
    try:
        yield
    finally:
        is_over.set()
        beating.join()


def _beat(turn: RunTurn, is_over: Event) -> None:
    while not is_over.wait(BEAT_SECONDS):
        with suppress(StoreFault), site().database.write() as session:
            beat_run(session, turn, datetime.now(UTC))


def _end(turn: RunTurn, outcome: RunOutcome) -> None:
    now = datetime.now(UTC)

    def note() -> None:
        with site().database.write() as session:
            end_run(session, turn, outcome, now)

    patiently(note, stopping)
    log(LogEvent.RUN_ENDED, run=turn.run_id, outcome=outcome)
    patiently(lambda: write_report(site(), turn.run_id), stopping)


def deliver_exports() -> None:
    """Write the files of exports that could not be written when they were ordered."""
    patiently(_deliver_all, stopping)


def _deliver_all() -> None:
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
