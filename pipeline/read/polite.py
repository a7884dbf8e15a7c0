"""An engine that lets others go first: a page takes most of a second, and somebody may stand at the counter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from models.scan import Pixels
from pipeline.read.engine import Posteriors, TextEngine


class Courtesy(Protocol):
    """Who waits while others are served. It belongs to one thread."""

    @property
    def waited(self) -> float:
        """Seconds in which it stood still, since it began."""
        ...

    def give_way(self) -> None:
        """Come back when nobody else is being served, or patience is at its end."""
        ...


class PoliteEngine:
    """An engine that gives way between lines."""

    def __init__(self, engine: TextEngine, courtesy: Courtesy) -> None:
        """``engine``, read by the thread that ``courtesy`` belongs to."""
        self._engine, self._courtesy = engine, courtesy
        self.name, self.charset = engine.name, engine.charset

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        """See ``TextEngine``."""
        for read in self._engine.posteriors(lines):
            yield read
            self._courtesy.give_way()
