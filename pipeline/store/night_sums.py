"""Counts of some pages and their records, and how long things took."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.db.states import PageStatus
from pipeline.store.night_pages import PageFact, RefusedFact
from pipeline.store.night_records import RecordFact


@dataclass(frozen=True, slots=True)
class Spread:
    """Some lengths of time in seconds: how many, in all, the middle one, and the one that 95 % do not exceed."""

    count: int
    total: float
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything that is counted of some pages and their records."""

    pages: int
    read: int
    refused_pages: int
    refused_files: int
    attached: int
    blank_backs: int
    records: int
    quiet: int
    accepted: int
    asked: int
    verified: int
    seconds: Spread

    @property
    def refused(self) -> int:
        """Pages and whole files."""
        return self.refused_pages + self.refused_files

    @property
    def fields(self) -> int:
        """All fields that were read."""
        return self.accepted + self.asked


def spread(seconds: Iterable[float]) -> Spread:
    """The middle and the 95th hundredth, each one of the lengths measured."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, 0.0, None, None)

    def at(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Spread(len(ordered), math.fsum(ordered), at(0.5), at(0.95))


def sums_of(pages: Sequence[PageFact], records: Sequence[RecordFact], refused: Sequence[RefusedFact]) -> Sums:
    """Everything that is counted of them."""

    def with_status(status: PageStatus) -> int:
        return sum(page.refused is None and page.status is status for page in pages)

    def add(count: Callable[[RecordFact], int]) -> int:
        return sum(map(count, records))

    return Sums(
        pages=len(pages),
        read=sum(page.is_read for page in pages),
        refused_pages=sum(one.page is not None for one in refused),
        refused_files=sum(one.page is None for one in refused),
        attached=with_status(PageStatus.ATTACHED),
        blank_backs=with_status(PageStatus.BLANK_BACK),
        records=add(lambda one: one.records),
        quiet=add(lambda one: one.quiet),
        accepted=add(lambda one: one.accepted),
        asked=add(lambda one: one.asked),
        verified=add(lambda one: one.verified),
        seconds=spread(page.seconds for page in pages),
    )
