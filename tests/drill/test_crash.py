"""kill -9 at every stage's boundary and at random moments: afterwards all is there once, as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drill.crew import Crew, random_moments
from tests.drill.night import BOUNDARIES

SHEETS = 12


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Crew:
    return Crew.at(tmp_path, database_url, SHEETS)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_night_killed_at_a_boundary_comes_to_the_same(boundary: str, crew: Crew) -> None:
    assert crew.struck(boundary=boundary)
    assert crew.wrong() == []
    is_second_done = not crew.struck(boundary=boundary, count=2)
    assert crew.wrong() == []
    crew.end()
    assert crew.wrong() == []
    assert crew.told() == crew.undisturbed
    assert crew.outcomes() == ["done"] * (1 + is_second_done)  # what was killed went on as the same run


def test_a_night_killed_again_and_again_comes_to_the_same(sqlite_url: str, tmp_path: Path) -> None:
    crew, moment = Crew.at(tmp_path, sqlite_url, SHEETS), random_moments(7, 2.0)
    for _ in range(8):
        crew.killed_after(moment())
        assert crew.wrong() == []
    crew.end()
    assert crew.wrong() == []
    assert crew.told() == crew.undisturbed
    assert {*crew.outcomes()} == {"done"}
