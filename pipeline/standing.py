"""Reading whatever waits, as it comes in, until it is closed: beside the server at the counter, beside a watcher.

The database says what waits: by whichever way it came in, it is read once, and what was not read when the program
stopped is read when it starts again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic

from models.errors import Defect, MadoguchiError
from pipeline.logs import LogEvent, warn
from pipeline.reading import is_ready
from pipeline.store.turns import Turn
from pipeline.store.unread import is_any_waiting
from pipeline.turns import TurnTaker

LOOK_SECONDS = 2.0
"""Between two looks for scans that nobody told of."""

LEASE = timedelta(seconds=20)
"""How long a turn lasts without a sign of life, where somebody waits for the sheet."""

Heard = Callable[[MadoguchiError], None]


def _logged(error: MadoguchiError) -> None:
    warn(LogEvent.READING, code=error.code)


class StandingReading:
    """Reads with as many scans at once as there are processes; a thread looks for them."""

    def __init__(self, taker: TurnTaker, at_once: int, heard: Heard = _logged) -> None:
        """Start nothing yet; the taker's processes were prepared by ``ready_to_read``."""
        self._taker, self._at_once, self._heard = taker, at_once, heard
        self._mine: set[tuple[Turn, ...]] = set()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._waiters = ThreadPoolExecutor(at_once + 1, thread_name_prefix="reading")
        self._look_out = threading.Thread(target=self._look_for_scans, name="reading-look-out", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._look_out.start()

    def wake(self) -> None:
        """Something came in: look now."""
        self._wake.set()

    def warm(self) -> None:
        """Somebody is about to bring sheets: have the processes ready when the first comes."""
        if not self._closing.is_set():
            for _ in range(self._at_once):
                self._waiters.submit(self._taker.readers.run, is_ready)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read, and nothing waits that anybody would read unasked."""
        return not self._mine and not self._is_any_waiting()

    def close(self, patience: float = 0.0) -> None:
        """Look no more, and wait so many seconds for what is being read; the rest is given back for the next start."""
        self._closing.set()
        self._wake.set()
        self._look_out.join()
        give_up = monotonic() + patience
        while self._mine and monotonic() < give_up:
            self._wake.wait(0.2)
            self._wake.clear()
        for turns in self._mine.copy():
            try:
                self._taker.give_back(turns)
            except MadoguchiError as error:  # they lapse by themselves
                self._heard(error)
        self._waiters.shutdown(wait=False, cancel_futures=True)
        self._taker.readers.kill()
        self._waiters.shutdown()

    def _look_for_scans(self) -> None:
        while not self._closing.is_set():
            try:
                self._look()
            except MadoguchiError as error:  # the database may be back at the next look
                self._heard(error)
            except Exception as error:
                self._heard(Defect(error))
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def _look(self) -> None:
        """Take what waits; the database is written to only where something does."""
        while len(self._mine) < self._at_once and not self._closing.is_set() and self._is_any_waiting():
            turns = self._taker.take()
            if not turns:
                return
            self._mine.add(turns)
            self._waiters.submit(self._read, turns)

    def _is_any_waiting(self) -> bool:
        with self._taker.database.read() as session:
            return is_any_waiting(session, self._taker.sought, datetime.now(UTC))

    def _read(self, turns: tuple[Turn, ...]) -> None:
        try:
            error = self._taker.read(turns)
            if error is not None and not self._closing.is_set():
                self._heard(error)
        except MadoguchiError as error:  # the turns lapse by themselves
            self._heard(error)
        finally:
            self._mine.discard(turns)
            self._wake.set()
