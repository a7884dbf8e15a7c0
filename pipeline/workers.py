"""Processes that read, each with what it needs loaded once.

Two read twice as fast as one; two threads of one process, each with a page, of which Python lets one work at a time,
1.3 times as fast.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from queue import Empty, LifoQueue
from threading import Lock, Thread
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from models.errors import EnvironmentFault, MadoguchiError
from pipeline.interrupt import deaf_children

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

PAGES_TO_START = 10
"""A process takes as long to start as so many pages to read."""


def worth_starting(files: int, most: int) -> int:
    """How many processes pay for so many files: at least one, never more than ``most``."""
    return max(1, min(most, files // PAGES_TO_START))


class Workers:
    """``count`` processes, each started when there is work for it; ``prepare`` is the first thing that each does.

    What they are given and give back must be picklable; what ``prepare`` raises is raised by the work that waits for
    it, and the next work has it tried again. One that dies (out of memory, a fault in a library) takes along what it
    has in hand, told as EnvironmentFault, and nothing of the others; another takes its place. Threads may share them:
    who comes while all are busy waits.
    """

    def __init__(self, count: int, prepare: Callable[[], object]) -> None:
        """Start nothing yet."""
        self._all = tuple(_Process(prepare) for _ in range(count))
        self._free: LifoQueue[_Process] = LifoQueue()
        for process in self._all:
            self._free.put(process)

    def __enter__(self) -> Self:
        """Use them in a ``with`` block: they end with it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """End them; what has not begun is dropped."""
        self.end()

    def end(self) -> None:
        """Wait until all are gone with what they have in hand; whoever wants more of them hears EnvironmentFault."""
        for process in self._all:
            process.close()
        for process in self._all:
            process.wait()

    def kill(self) -> None:
        """End them in the middle of their work, which must stand that; whoever waits for it hears EnvironmentFault.

        What is asked for after that is done by new ones.
        """
        for process in self._all:
            process.replace()

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``work`` done in one of them; its own errors come back."""
        with self._one() as process:
            return process.begin(partial(_done, work, *args, **kwargs)).result()

    def run_watched(self, work: Callable[[Item], T], item: Item, watch: Callable[[], object], every: float) -> T:
        """``work`` done on an item in one of them, with ``watch`` called every so many seconds meanwhile.

        What ``watch`` raises ends the process that has the item in hand, and no other.
        """
        with self._one(watch, every) as process:
            future = process.begin(partial(_done, work, item))
            while True:
                try:
                    return future.result(timeout=every)
                except TimeoutError:
                    if future.done():  # the work's own
                        raise
                try:
                    watch()
                except BaseException:
                    process.replace()
                    raise

    def each(self, work: Callable[[Item], T], items: Sequence[Item]) -> Iterator[T]:
        """``work`` done on every item, results in the items' order."""
        with ThreadPoolExecutor(len(self._all)) as waiters:
            yield from waiters.map(lambda item: self.run(work, item), items)

    @contextmanager
    def _one(self, watch: Callable[[], object] | None = None, every: float | None = None) -> Iterator[_Process]:
        """One that has nothing in hand; where it dies meanwhile, another takes its place."""
        process = self._wait_for_one(watch, every)
        try:
            yield process
        except BrokenProcessPool as error:
            process.replace()
            raise EnvironmentFault("a reading process ended by itself") from error
        finally:
            self._free.put(process)

    def _wait_for_one(self, watch: Callable[[], object] | None, every: float | None) -> _Process:
        while True:
            try:
                return self._free.get(timeout=every)
            except Empty:
                if watch is not None:
                    watch()


class _Process:
    """One process, started by its first work, and the next in its place. One thread at a time gives it work."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        self._prepare, self._lock, self._is_closed = prepare, Lock(), False
        self._pool = self._fresh()

    def begin(self, work: Callable[[], T]) -> Future[T]:
        """Give it work; EnvironmentFault where it is to do no more."""
        with self._lock:
            if self._is_closed:
                raise EnvironmentFault("the reading processes have ended")
            try:
                return self._submit(work)
            except BrokenProcessPool:  # it died with nothing in hand, which is nobody's fault
                self._pool = self._fresh()
                return self._submit(work)

    def replace(self) -> None:
        """End it in the middle of its work, where it has not ended by itself; another does what comes next."""
        with self._lock:
            for process in [*(self._pool._processes or {}).values()]:  # Python 3.14 has kill_workers() for this
                process.kill()
            self._pool.shutdown(wait=False)
            self._pool = self._fresh()

    def close(self) -> None:
        """Take no more work."""
        with self._lock:
            self._is_closed = True

    def wait(self) -> None:
        """Wait until it is gone."""
        self._pool.shutdown(wait=True)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        with deaf_children():  # the first work starts it; what it has in hand at a Ctrl-C is to be finished
            return self._pool.submit(work)

    def _fresh(self) -> ProcessPoolExecutor:
        # Not forked: a fork copies the locks of other threads as they are, and their threads not at all.
        start = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(1, start, initializer=_begun, initargs=(self._prepare,))


def _begun(prepare: Callable[[], object]) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _unprepared.append(prepare)


def _done(work: Callable[..., T], *args: object, **kwargs: object) -> T:
    """The work, once this process is prepared; what keeps it from that comes out here, where it is heard."""
    if _unprepared:
        try:
            _unprepared[0]()
        except MadoguchiError:
            raise
        except Exception as error:
            raise EnvironmentFault(f"a reading process cannot begin: {type(error).__name__}") from None
        _unprepared.clear()
    return work(*args, **kwargs)


_unprepared: list[Callable[[], object]] = []
"""What this process has to do before its first work."""


def _end_with_parent() -> None:
    """Leave when the process that gives the work is gone, even killed: nobody else would ever end this one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
