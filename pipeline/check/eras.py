"""The eras of the Japanese calendar, from ``eras.toml``."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Era:
    """One era: every name it is written by (full, short, letter), its first day, its last day if it has ended."""

    key: str
    names: tuple[str, ...]
    start: datetime.date
    end: datetime.date | None = None

    def western_year(self, year: int) -> int:
        """The western year of this era's ``year``; year 1 (元年) is the year in which it began."""
        return self.start.year + year - 1

    def holds(self, day: datetime.date) -> bool:
        """Whether ``day`` lies in this era."""
        return self.start <= day and (self.end is None or day <= self.end)


def _load() -> tuple[Era, ...]:
    with Path(__file__).with_name("eras.toml").open("rb") as file:
        entries = tomllib.load(file)["era"]
    return tuple(Era(**{**entry, "names": tuple(entry["names"])}) for entry in entries)


ERAS = _load()
ERA_BY_NAME = {name: era for era in ERAS for name in era.names}
