"""The numbers of a chart, with their words. Wrong ones are refused when they are made."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MOST_KINDS = 3
"""Patterns that a person tells apart at a glance."""


class ChartError(ValueError):
    """Numbers that cannot be drawn: the caller's mistake."""


@dataclass(frozen=True, slots=True)
class Column:
    """One place on the axis with a part of each kind, none of them below zero; ``told`` is the sum in words."""

    label: str
    parts: tuple[float, ...]
    told: str

    def __post_init__(self) -> None:
        """ChartError for a part that is no number or below zero."""
        _check(self.parts)

    @property
    def total(self) -> float:
        """All parts together."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class Columns:
    """Stacked columns. ``name`` is unique in its page (ASCII, for ids); ``kinds`` are what the parts are called.

    ``description`` says in words what a sighted person sees.
    """

    name: str
    title: str
    description: str
    kinds: tuple[str, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        """ChartError where columns do not fit the kinds, or there are more kinds than patterns."""
        _check_name(self.name)
        if not 1 <= len(self.kinds) <= MOST_KINDS:
            raise ChartError(f"1 to {MOST_KINDS} kinds, got {len(self.kinds)}")
        if any(len(column.parts) != len(self.kinds) for column in self.columns):
            raise ChartError("every column has one part of each kind")

    @property
    def highest(self) -> float:
        """The largest column's total; 1 where all are empty, so that there is something to divide by."""
        return max((column.total for column in self.columns), default=0) or 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in a table: ``part`` of ``whole``, drawn on a track as long as ``scale``. ``title`` says it in words."""

    title: str
    part: float
    whole: float
    scale: float

    def __post_init__(self) -> None:
        """ChartError unless 0 ≤ part ≤ whole ≤ scale and scale is above zero."""
        _check((self.part, self.whole, self.scale))
        if not 0 <= self.part <= self.whole <= self.scale or not self.scale:
            raise ChartError("a bar needs 0 <= part <= whole <= scale, and a scale above 0")


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without axes; None where nothing was measured. ``title`` and ``description`` say it in words."""

    name: str
    title: str
    description: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        """ChartError for a value that is no number or below zero."""
        _check_name(self.name)
        _check(value for value in self.values if value is not None)


def _check(numbers: Iterable[float]) -> None:
    for number in numbers:
        if not math.isfinite(number) or number < 0:
            raise ChartError(f"a chart needs finite numbers that are not below zero, got {number}")


def _check_name(name: str) -> None:
    if not (name.isascii() and name.replace("-", "").isalnum()):
        raise ChartError("a chart's name is made of letters, digits and hyphens")
