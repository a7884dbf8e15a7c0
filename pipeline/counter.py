"""The counter's own intake and reading: a sheet is kept at once, and read as soon as a process is free.

The database says what waits: what came in by a watched folder is read like what came in at the page, and what was not
read when the server stopped is read when it starts again.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from models.clock import JAPAN
from models.db.session import Database
from models.errors import Defect, EnvironmentFault, MadoguchiError
from models.record import Lane
from pipeline.digitise import take_in_file
from pipeline.logs import LogEvent, warn
from pipeline.reading import is_ready, read_turn
from pipeline.site import Site
from pipeline.store.batches import open_batch
from pipeline.store.counter_sheets import sheet_of_bytes
from pipeline.store.counter_turns import (
    MOST_TRIES,
    Turn,
    TurnLost,
    fail_turn,
    give_back,
    hold_turns,
    is_any_waiting,
    take_turn,
)
from pipeline.workers import Workers

LOOK_SECONDS = 2.0
"""Between two looks for sheets that came in by another way; those of the page are looked for at once."""


@dataclass(frozen=True, slots=True)
class Received:
    """A sheet that is kept. ``earlier`` is when the same bytes came in before, None where they are new."""

    sheet_id: int
    earlier: datetime | None


def day_begins(now: datetime) -> datetime:
    """The midnight before ``now``, at the counter."""
    return datetime.combine(now.astimezone(JAPAN).date(), time.min, JAPAN)


def receive(path: Path, file_name: str, site: Site, now: datetime) -> Received:
    """Keep a file handed in at the counter, in the batch of its day. The same bytes again are the same sheet."""
    day = day_begins(now).date().isoformat()
    with site.database.write() as session:
        batch_id = open_batch(
            session, site.municipality_id, key=f"counter-{day}", name=f"窓口 {day}", now=now, lane=Lane.COUNTER
        )
    sha256 = take_in_file(path, batch_id, site, now, file_name)
    with site.database.read() as session:
        sheet_id, first = sheet_of_bytes(session, site.municipality_id, sha256, day_begins(now))
    return Received(sheet_id, first if first < now else None)


class CounterReading:
    """Reads what waits at the counter, as many scans at once as it has processes; a thread looks for them."""

    def __init__(self, database: Database, municipality_id: int, readers: Workers, at_once: int) -> None:
        """Start nothing yet; ``readers`` were prepared by ``ready_to_read``."""
        self._database, self._municipality_id, self._readers = database, municipality_id, readers
        self._at_once = at_once
        self._mine: set[Turn] = set()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._waiters = ThreadPoolExecutor(at_once + 1, thread_name_prefix="counter")
        self._look_out = threading.Thread(target=self._look_for_sheets, name="counter-look-out", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._look_out.start()

    def wake(self) -> None:
        """Something came in: look now."""
        self._wake.set()

    def warm(self) -> None:
        """Somebody opened the counter: have the processes ready when the first sheet comes."""
        if not self._closing.is_set():
            self._waiters.submit(self._readers.run, is_ready)

    def close(self) -> None:
        """Look no more. What is being read is given back: the next server begins with it."""
        self._closing.set()
        self._wake.set()
        self._look_out.join()
        if self._mine:
            with self._database.write() as session:
                for turn in self._mine.copy():
                    give_back(session, turn, datetime.now(UTC))
        self._readers.kill()
        self._waiters.shutdown(cancel_futures=True)

    def _look_for_sheets(self) -> None:
        while not self._closing.is_set():
            try:
                self._look()
            except MadoguchiError as error:  # the database may be back at the next look
                warn(LogEvent.COUNTER, code=error.code)
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def _look(self) -> None:
        now = datetime.now(UTC)
        if self._mine:
            with self._database.write() as session:
                hold_turns(session, self._mine.copy(), now)
        while len(self._mine) < self._at_once and not self._closing.is_set():
            turn = self._next_turn(now)
            if turn is None:
                return
            self._mine.add(turn)
            self._waiters.submit(self._read, turn)

    def _next_turn(self, now: datetime) -> Turn | None:
        """A turn, taken; the database is written to only where there is one."""
        with self._database.read() as session:
            if not is_any_waiting(session, self._municipality_id, now):
                return None
        with self._database.write() as session:
            return take_turn(session, self._municipality_id, now)

    def _read(self, turn: Turn) -> None:
        try:
            self._readers.run(read_turn, turn)
        except TurnLost:
            pass  # it lapsed: it is not ours to speak of
        except MadoguchiError as error:
            if not self._closing.is_set():  # then it was given back
                self._note(turn, error)
        except Exception as error:
            self._note(turn, Defect(error))
        finally:
            self._mine.discard(turn)
            self._wake.set()

    def _note(self, turn: Turn, error: MadoguchiError) -> None:
        """Trying again helps against a process that died or a full disk, not against a defect."""
        warn(LogEvent.COUNTER, code=error.code, scan=turn.scan_id, tries=turn.tries + 1)
        is_last = not isinstance(error, EnvironmentFault) or turn.tries + 1 >= MOST_TRIES
        try:
            with self._database.write() as session:
                fail_turn(session, turn, error.code, datetime.now(UTC), is_last=is_last)
        except MadoguchiError as trouble:  # the turn lapses by itself
            warn(LogEvent.COUNTER, code=trouble.code)
