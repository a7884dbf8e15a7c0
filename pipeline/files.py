"""Files, each read through all steps, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from models.problem import Problem
from models.record import PageResult, RefusedPage
from models.scan import HintedScan, Scan
from pipeline.debug import NO_DEBUG, DebugWriter
from pipeline.intake.open_scan import open_scan
from pipeline.pages import read_scans
from pipeline.workbench import Workbench
from pipeline.workers import Workers

T = TypeVar("T")

OpenBench = Callable[[], Workbench]
"""Opens a workbench; picklable where several processes are to read."""

FileReader = Callable[[Path, Workbench], Iterator[PageResult]]
"""What becomes of each page of a file."""

Take = Callable[[Path, PageResult, Workbench], T]
"""What is wanted of a page: picklable and small, for it may come from another process."""


def read_scan(scan: Scan, bench: Workbench, debug: DebugWriter = NO_DEBUG) -> Iterator[PageResult]:
    """Every page of ``scan``, read or refused, in order; ``debug`` gets each stage's picture."""
    return (page for _, page in read_scans([HintedScan(scan)], bench, debug))


def read_file(path: Path, bench: Workbench) -> Iterator[PageResult]:
    """Every page of a file; one refused page with number 0 where it is no scan."""
    scan = open_scan(path, bench.caps)
    if isinstance(scan, Problem):
        yield RefusedPage(0, (scan,), 0.0)
    else:
        yield from read_scan(scan, bench)


class Readers:
    """Reads files with ``workers`` processes, each with a workbench of its own; with one worker, in this process.

    A ``with`` block begins when they are ready, with templates, lists and engine loaded, and ends them.
    """

    def __init__(self, open_bench: OpenBench, workers: int) -> None:
        """Start nothing yet."""
        self._open, self._workers = partial(_open_here, open_bench), workers
        self._processes = Workers(workers, self._open) if workers > 1 else None

    def __enter__(self) -> Readers:
        """Open the workbenches; whatever that raises comes back."""
        if self._processes is None:
            self._open()
        else:
            try:
                list(self._processes.each(_is_open, range(self._workers)))
            except BaseException:
                self._processes.end()  # else they would speak up while the program ends
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes."""
        if self._processes is not None:
            self._processes.end()

    def each(self, paths: Sequence[Path], take: Take[T], read: FileReader = read_file) -> Iterator[T]:
        """What ``take`` makes of every page of the files, in the order of ``paths``."""
        work = partial(_taken, take, read)
        for taken in map(work, paths) if self._processes is None else self._processes.each(work, paths):
            yield from taken


def _taken(take: Take[T], read: FileReader, path: Path) -> list[T]:
    """One file read by this process. A page's pixels live no longer than ``take``."""
    bench = _bench[0]
    return [take(path, result, bench) for result in read(path, bench)]


def _open_here(open_bench: OpenBench) -> None:
    """Give this process its workbench, with all that is loaded when first needed: importing PaddleOCR takes 2 s."""
    bench = open_bench()
    bench.engine()
    _ = bench.lexicon
    _bench[:] = [bench]


def _is_open(_: int) -> bool:
    return bool(_bench)


_bench: list[Workbench] = []
"""This process's own, once it has one."""
