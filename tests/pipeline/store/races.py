"""Several threads at the same moment, each with its own database session."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def race(run: Callable[[int], T], runners: int) -> list[T]:
    """What ``run(0)``, ``run(1)`` … return, started together."""
    start = Barrier(runners, timeout=10)

    def one(number: int) -> T:
        start.wait()
        return run(number)

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(one, range(runners)))
