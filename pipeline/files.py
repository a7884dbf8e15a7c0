"""Files, each read through all steps, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from models.problem import Problem
from models.record import PageResult, RefusedPage
from pipeline.intake.open_scan import open_scan
from pipeline.workbench import Workbench, read_scan

T = TypeVar("T")


def read_file(path: Path, bench: Workbench) -> Iterator[PageResult]:
    """Every page of a file; one refused page with number 0 where it is no scan."""
    scan = open_scan(path, bench.caps)
    if isinstance(scan, Problem):
        yield RefusedPage(0, (scan,), 0.0)
    else:
        yield from read_scan(scan, bench)


FileReader = Callable[[Path, Workbench], Iterator[PageResult]]
"""What becomes of each page of a file."""


def read_files(
    paths: Sequence[Path],
    bench: Workbench,
    workers: int,
    take: Callable[[Path, PageResult], T],
    read: FileReader = read_file,
) -> Iterator[T]:
    """Read files with ``workers`` threads and give what ``take`` makes of every page, in the order of ``paths``.

    A page's pixels live no longer than ``take``.
    """
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for taken in pool.map(lambda path: [take(path, result) for result in read(path, bench)], paths):
            yield from taken
