"""How far the reading of a scan is, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from models.counter import CounterStage

T = TypeVar("T")

Tell = Callable[[CounterStage, int], None]
"""Hears how far a scan is: what is done now, and how many pages are read. What it raises ends the reading."""


def untold(_: CounterStage, __: int) -> None:
    """Nobody waits for it."""


def each_told(pages: Iterable[T], tell: Tell, stage: CounterStage, done: int) -> Iterator[T]:
    """The pages, each told of before it comes; ``done`` are behind the first."""
    for number, page in enumerate(pages, done):
        tell(stage, number)
        yield page
