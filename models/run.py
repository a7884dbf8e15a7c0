"""A run over everything that waits: what it is called, and how it ended."""

from __future__ import annotations

from enum import StrEnum


class RunKind(StrEnum):
    """What a run is for."""

    NIGHT = "night"
    """Piles are read while nobody watches."""


class RunOutcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """It gave no sign of life any more: power cut, killed process, machine gone."""
