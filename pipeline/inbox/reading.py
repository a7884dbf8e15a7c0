"""Scans that were taken in are read at once, those of the counter first, by the processes that read."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from itertools import count
from queue import PriorityQueue
from threading import Event, Lock, Thread
from time import monotonic

from models.errors import EnvironmentFault, MadoguchiError
from models.record import Lane
from pipeline.inbox.telling import Teller

STOP_SECONDS = 20.0
"""How long a stop waits for scans that are being read; what is not done then is read at the next start."""

TRIES, AGAIN_S = 3, 15.0


class Reading:
    """A few threads that wait for the processes that read."""

    def __init__(self, read: Callable[[int], object], threads: int, teller: Teller) -> None:
        """``read`` reads a scan by its id and stores its pages; EnvironmentFault where trying again may help."""
        self._read, self._teller = read, teller
        self._waiting: PriorityQueue[tuple[int, int, int]] = PriorityQueue()
        self._order, self._lock, self._stopped = count(), Lock(), Event()
        self._known: dict[int, int] = {}
        self._later: list[tuple[float, int, int]] = []
        self._threads = [Thread(target=self._work, daemon=True, name="reading") for _ in range(threads)]

    def add(self, lane: Lane, scan_id: int) -> None:
        """Read it when its turn comes; again is harmless."""
        with self._lock:
            if scan_id in self._known:
                return
            self._known[scan_id] = 0
        if not self._threads[0].is_alive():
            for thread in self._threads:
                thread.start()
        self._waiting.put((list(Lane).index(lane), next(self._order), scan_id))

    def again(self) -> None:
        """Give those another chance that failed for the machine's sake, after a while."""
        with self._lock:
            due = [late for late in self._later if late[0] <= monotonic()]
            self._later = [late for late in self._later if late not in due]
        for _, lane, scan_id in due:
            self._waiting.put((lane, next(self._order), scan_id))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to read."""
        with self._lock:
            return not self._known

    def stop(self) -> None:
        """Begin nothing more, wait a while, and abandon what is not done then: its rows are written whole or not."""
        self._stopped.set()
        for _ in self._threads:
            self._waiting.put((-1, next(self._order), 0))  # wakes a thread that waits
        give_up = monotonic() + STOP_SECONDS
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, give_up - monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            for child in multiprocessing.active_children():
                child.kill()

    def _work(self) -> None:
        # A process is born with the signals of the thread that starts it: Ctrl+C is for the one that stops them all.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while True:
            lane, _, scan_id = self._waiting.get()
            if self._stopped.is_set():
                return
            try:
                self._read(scan_id)
            except EnvironmentFault as error:
                self._failed(lane, scan_id, error)
            except MadoguchiError as error:
                self._forget(scan_id)
                self._teller.fault(error)
            except BaseException as error:
                self._forget(scan_id)
                if isinstance(error, Exception):
                    self._teller.defect(error)
            else:
                self._forget(scan_id)

    def _failed(self, lane: int, scan_id: int, error: EnvironmentFault) -> None:
        if self._stopped.is_set():
            return
        self._teller.fault(error)
        with self._lock:
            self._known[scan_id] = self._known.get(scan_id, 0) + 1
            if self._known[scan_id] < TRIES:
                self._later.append((monotonic() + AGAIN_S, lane, scan_id))
                return
        self._forget(scan_id)

    def _forget(self, scan_id: int) -> None:
        with self._lock:
            self._known.pop(scan_id, None)
