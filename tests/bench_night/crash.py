"""kill -9 at random moments, again and again: after each the state is looked at, and in the end the export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.drill.crew import Crew, random_moments

SHEETS = 24
LONGEST_S = 2.0
"""A night of so many sheets takes some two seconds from its first file to its export."""


@dataclass
class Kills:
    """How many nights were killed how often, and what was found wrong."""

    kills: int = 0
    nights: int = 0
    wrong: int = 0
    otherwise: int = 0


def kill_nights(folder: Path, url_of: Callable[[int], str], kills: int, seed: int) -> Kills:
    """Kill nights until there were so many kills; each night goes on until it ends, and must come to the same."""
    told, moment = Kills(), random_moments(seed, LONGEST_S)
    while told.kills < kills:
        crew = Crew.at(folder / f"night-{told.nights}", url_of(told.nights), SHEETS)
        while crew.killed_after(moment()):
            told.kills += 1
            told.wrong += len(crew.wrong())
        told.nights += 1
        told.wrong += len(crew.wrong())
        told.otherwise += crew.told() != crew.undisturbed
    return told
