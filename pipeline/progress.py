"""How far the reading of a scan is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

from models.counter import CounterStage

Tell = Callable[[CounterStage, int], None]
"""Hears how far a scan is: what is done now, and how many pages are read. What it raises ends the reading."""


def untold(_: CounterStage, __: int) -> None:
    """Nobody waits for it."""
