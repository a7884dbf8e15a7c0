"""How a page is worked on: by one hand; by two, where somebody waits for it; politely, where others go first.

Where piles are read each process has a page, and one hand. Two threads share one Python, so two hands take 0.86 of the
time of one for a page: OpenCV and the network work at once, what is Python waits its turn.
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


class Courtesy(Protocol):
    """Who waits while others are served. It belongs to one thread."""

    @property
    def waited(self) -> float:
        """Seconds in which it stood still, since it began."""
        ...

    def give_way(self) -> None:
        """Come back when nobody else is being served, or patience is at its end."""
        ...


def _never() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Hands:
    """Ways to work through many things: ``each`` by itself, or ``ahead`` of whoever takes them in turn.

    ``waited`` tells the seconds in which the hands stood still for others, so far.
    """

    each: Each
    ahead: Ahead
    waited: Callable[[], float] = _never


ONE_HAND = Hands(map, iter)


def two_hands() -> Hands:
    """Two threads, which live as long as these hands."""
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


def polite_hands(courtesy: Courtesy) -> Hands:
    """One hand, of the thread that ``courtesy`` belongs to, which gives way after each thing that it does."""

    def ahead(items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            yield item
            courtesy.give_way()

    def each(work: Callable[[Item], Done], items: Iterable[Item]) -> Iterator[Done]:
        return ahead(map(work, items))

    return Hands(each, ahead, lambda: courtesy.waited)
