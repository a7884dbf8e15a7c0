"""The thresholds of ``decide``, from ``thresholds.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Threshold:
    """For one field type: the score to reach, and the lead over the best candidate with another value (both 0..1)."""

    accept_at: float
    margin: float

    def __post_init__(self) -> None:
        """Refuse figures outside 0..1."""
        if not (0 <= self.accept_at <= 1 and 0 <= self.margin <= 1):
            raise ValueError(f"thresholds lie between 0 and 1, got {self}")


def _load() -> dict[str, Threshold]:
    with Path(__file__).with_name("thresholds.toml").open("rb") as file:
        return {field_type: Threshold(**figures) for field_type, figures in tomllib.load(file).items()}


THRESHOLDS = _load()
"""By field type; pictures have none."""
