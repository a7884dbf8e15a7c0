"""Processes that read, each with what it needs loaded once.

Two read twice as fast as one; two threads of one process, each with a page, of which Python lets one work at a time,
1.3 times as fast.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from threading import Lock, Thread
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from models.errors import EnvironmentFault, MadoguchiError

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

PAGES_TO_START = 10
"""A process takes as long to start as so many pages to read."""


def worth_starting(files: int, most: int) -> int:
    """How many processes pay for so many files: at least one, never more than ``most``."""
    return max(1, min(most, files // PAGES_TO_START))


class Workers:
    """``count`` processes, started when there is work for them; ``prepare`` is the first thing that each does.

    What they are given and give back must be picklable; what ``prepare`` raises is raised by the first work. One that
    dies (out of memory, a fault in a library) takes the work of the others along; all of it is told as
    EnvironmentFault, and new processes do what is asked next.
    """

    def __init__(self, count: int, prepare: Callable[[], object]) -> None:
        """Start nothing yet."""
        self._count, self._prepare = count, prepare
        self._lock = Lock()
        self._pool = self._fresh()

    def __enter__(self) -> Self:
        """Use them in a ``with`` block: they end with it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """End them; what has not begun is dropped where the block ends by an error."""
        self.end(drop=error is not None)

    def end(self, *, drop: bool) -> None:
        """Wait until all are gone; with ``drop``, without what has not begun."""
        self._pool.shutdown(wait=True, cancel_futures=drop)

    def kill(self) -> None:
        """End them in the middle of their work, which must stand that; whoever waits for it hears EnvironmentFault."""
        for process in [*(self._pool._processes or {}).values()]:  # Python 3.14 has kill_workers() for this
            process.kill()

    def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``work`` done in one of them; its own errors come back."""
        with self._standing() as pool:
            return pool.submit(partial(_done, work, *args, **kwargs)).result()

    def run_watched(self, work: Callable[[Item], T], item: Item, watch: Callable[[], object], every: float) -> T:
        """``work`` done on an item in one of them, with ``watch`` called every so many seconds meanwhile.

        What ``watch`` raises ends the processes, too.
        """
        with self._standing() as pool:
            future = pool.submit(partial(_done, work, item))
            while True:
                try:
                    return future.result(timeout=every)
                except TimeoutError:
                    if future.done():  # the work's own
                        raise
                try:
                    watch()
                except BaseException:
                    self.kill()
                    raise

    def each(self, work: Callable[[Item], T], items: Sequence[Item]) -> Iterator[T]:
        """``work`` done on every item, results in the items' order."""
        with self._standing() as pool:
            yield from pool.map(partial(_done, work), items)

    @contextmanager
    def _standing(self) -> Iterator[ProcessPoolExecutor]:
        """The processes as they are now; where one dies meanwhile, others take their place."""
        pool = self._pool
        try:
            yield pool
        except BrokenProcessPool as error:
            self._replace(pool)
            raise EnvironmentFault("a reading process ended by itself") from error

    def _fresh(self) -> ProcessPoolExecutor:
        # Not forked: a fork copies the locks of other threads as they are, and their threads not at all.
        start = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._count, start, initializer=_prepared, initargs=(self._prepare,))

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        """New processes for ``broken`` ones, once, whoever notices first."""
        with self._lock:
            if self._pool is broken:
                broken.shutdown(wait=False)
                self._pool = self._fresh()


def _prepared(prepare: Callable[[], object]) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        prepare()
    except MadoguchiError as error:
        _unprepared.append(error)


def _done(work: Callable[..., T], *args: object, **kwargs: object) -> T:
    """The work; what kept this process from being prepared comes out here, where it is heard."""
    if _unprepared:
        raise _unprepared[0]
    return work(*args, **kwargs)


_unprepared: list[MadoguchiError] = []


def _end_with_parent() -> None:
    """Leave when the process that gives the work is gone, even killed: nobody else would ever end this one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
