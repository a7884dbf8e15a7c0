"""Waiting for a store that is out of reach: a database that restarts, a disk that somebody clears."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

from models.errors import StoreFault

T = TypeVar("T")

STORE_PATIENCE_SECONDS = 900.0
"""Longer than this nobody waits."""

_LONGEST_PAUSE = 30.0


class Patience:
    """Waits longer each time, and for so long in all; no more once ``stopping`` is set."""

    def __init__(self, stopping: Event) -> None:
        """Begin to count."""
        self._stopping, self._pause, self._until = stopping, 0.5, monotonic() + STORE_PATIENCE_SECONDS

    def wait(self, fault: StoreFault) -> None:
        """Wait before the next try; raises ``fault`` when there is to be none."""
        if monotonic() + self._pause > self._until or self._stopping.wait(self._pause):
            raise fault
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)


def patiently(ask: Callable[[], T], stopping: Event) -> T:
    """What ``ask`` comes to, which is asked again while the store is out of reach; StoreFault once patience is over."""
    patience = Patience(stopping)
    while True:
        try:
            return ask()
        except StoreFault as fault:
            patience.wait(fault)
