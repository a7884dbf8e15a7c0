"""Times as figures: how many, median, p95, longest; a goal; and how busy the machine was meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one thing that was done many times; ``goal_ms`` is what 95 of 100 may take at most."""

    name: str
    ms: tuple[float, ...]
    goal_ms: float | None = None

    def at(self, percent: float) -> float:
        """The time within which ``percent`` of all were done, as it occurred: no mean of two."""
        return float(np.percentile(self.ms, percent, method="inverted_cdf"))

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached; nothing to reach is reached, nothing measured is not."""
        return self.goal_ms is None or (len(self.ms) > 0 and self.at(95) <= self.goal_ms)


HEAD = f"{'':<44}{'n':>6}{'median':>10}{'p95':>10}{'max':>10}{'goal p95':>11}"


def as_line(times: Times) -> str:
    """One line of the table under ``HEAD``, in milliseconds."""
    if not times.ms:
        return f"{times.name:<44}{0:>6}"
    goal = "" if times.goal_ms is None else f"{times.goal_ms:.0f}{'' if times.is_reached else ' !'}"
    numbers = "".join(f"{number:>10.1f}" for number in (times.at(50), times.at(95), max(times.ms)))
    return f"{times.name:<44}{len(times.ms):>6}{numbers}{goal:>11}"


def as_json(times: Times) -> dict[str, Any]:
    """The same for machines."""
    numbers = {"median_ms": times.at(50), "p95_ms": times.at(95), "max_ms": max(times.ms)} if times.ms else {}
    rounded = {name: round(number, 2) for name, number in numbers.items()}
    return {"name": times.name, "n": len(times.ms), **rounded, "goal_ms": times.goal_ms, "reached": times.is_reached}


def gathered(pairs: Iterable[tuple[str, float]], goals: Mapping[str, float]) -> tuple[Times, ...]:
    """Times by name, in the order in which the names first came."""
    found: dict[str, list[float]] = {}
    for name, ms in pairs:
        found.setdefault(name, []).append(ms)
    return tuple(Times(name, tuple(ms), goals.get(name)) for name, ms in found.items())


def load_of_the_machine() -> str:
    """How many processes want a processor now and over the last minutes: times taken beside others are no times."""
    one, five, _ = os.getloadavg()
    return f"{os.cpu_count()} processors, load {one:.2f} (1 min), {five:.2f} (5 min)"


def table(title: str, rows: Sequence[Times]) -> str:
    """A titled table."""
    return "\n".join([f"\n{title}  [{load_of_the_machine()}]", HEAD, *map(as_line, rows)])
