"""What the machine could do at best: the recogniser alone, on the very lines that the program gives it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from models.problem import Problem
from models.scan import HintedScan, Pixels
from pipeline.intake.open_scan import open_scan
from pipeline.pages import read_scans
from pipeline.read.engine import Posteriors, TextEngine
from pipeline.settings import settings
from pipeline.workbench import open_workbench


class _Overheard:
    """The engine, with a memory of every call."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine, self.calls = engine, list[list[Pixels]]()

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def charset(self) -> tuple[str, ...]:
        return self._engine.charset

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        self.calls.append([line.copy() for line in lines])
        return self._engine.posteriors(lines)


def _seconds(paths: Sequence[Path]) -> float:
    """How long the recogniser takes for all lines of these pages, in this process."""
    bench = open_workbench(settings())
    engine = bench.engine()
    overheard = _Overheard(engine)
    bench._engines.engine = overheard
    scans = [scan for path in paths if not isinstance(scan := open_scan(path, bench.caps), Problem)]
    for _ in read_scans([HintedScan(scan) for scan in scans], bench):
        pass
    start = time.perf_counter()
    for lines in overheard.calls:
        for _ in engine.posteriors(lines):
            pass
    return time.perf_counter() - start


def recogniser_seconds_a_page(paths: Sequence[Path], workers: int) -> float:
    """Seconds a page of the recogniser alone, ``workers`` processes at once on as many shares of the pages."""
    shares = [paths[number::workers] for number in range(workers)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        longest = max(pool.map(_seconds, shares))
    return longest / len(paths)


def machine() -> str:
    """Processors, and how many processes want one now."""
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}"
