"""Counts that go through many rows, kept for some seconds: everybody who asks meanwhile is told the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

Told = TypeVar("Told")


class Recent(Generic[Told]):
    """The last answers to a question, by what it was asked about; of several who ask at once one has it counted."""

    def __init__(self, seconds: float) -> None:
        """Keep each answer for ``seconds``."""
        self._lasts = timedelta(seconds=seconds)
        self._lock = Lock()
        self._told: dict[Hashable, tuple[datetime, Told]] = {}

    def told(self, about: Hashable, now: datetime, count: Callable[[], Told]) -> tuple[datetime, Told]:
        """When the answer was counted, and the answer."""
        with self._lock:
            at, answer = self._told.get(about, (None, None))
            if at is None or answer is None or not timedelta() <= now - at < self._lasts:
                self._told = {key: kept for key, kept in self._told.items() if now - kept[0] < self._lasts}
                at, answer = self._told[about] = now, count()
            return at, answer
