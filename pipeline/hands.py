"""How many hands a page has: one where piles are read, each process a page; two where somebody waits for this one.

Two threads share one Python, so two hands are 0.86 of the time of one, and twice the processor: OpenCV and the network
work at once, what is Python waits its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


class Each(Protocol):
    """``work`` done on every item; what comes of it in the items' order."""

    def __call__(self, work: Callable[[Item], Done], items: Iterable[Item], /) -> Iterator[Done]:
        """Like ``map``."""
        ...


class Ahead(Protocol):
    """The same items, none of them None; the next may be made while one is used."""

    def __call__(self, items: Iterator[Item], /) -> Iterator[Item]:
        """Like ``iter``."""
        ...


@dataclass(frozen=True, slots=True)
class Hands:
    """Ways to work through many things: ``each`` by itself, or ``ahead`` of whoever takes them in turn."""

    each: Each
    ahead: Ahead


ONE_HAND = Hands(map, iter)


def two_hands() -> Hands:
    """Two threads, which live as long as the process."""
    threads = ThreadPoolExecutor(2, thread_name_prefix="hand")

    def ahead(items: Iterator[Item]) -> Iterator[Item]:
        coming = threads.submit(next, items, None)
        try:
            while (item := coming.result()) is not None:
                coming = threads.submit(next, items, None)
                yield item
        finally:
            wait([coming])  # whoever stops in the middle may use what ``items`` are made with again at once

    return Hands(threads.map, ahead)
