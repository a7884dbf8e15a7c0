"""The power is cut while a night runs that the schedule began: what comes after it, and what nights tell of it."""

from __future__ import annotations

import pytest

from tests.drill.conftest import Town
from tests.drill.standing import until

PAGES = 16
"""Two groups."""

OF_A_RUN = ("run_begun", "run_ended", "report_written")


def told(town: Town) -> list[str]:
    return [line["event"] for line in town.machine.told() if line["event"] in OF_A_RUN]


@pytest.mark.parametrize("town", [PAGES], indirect=True)
def test_the_scheduled_night_after_a_power_cut_goes_on_and_another_waits_for_its_end(town: Town) -> None:
    assert town.machine.done("night", "schedule", MADOGUCHI_NIGHT_CRON="* * * * *") == 0
    town.start_worker()
    until(town.stored.pages, "the first pages are stored")
    cut = town.prefect.running()
    town.machine.strike()
    left = town.stored.pages()
    assert 0 < left < PAGES
    assert told(town) == ["run_begun"]
    town.start_server()
    town.start_worker()
    until(lambda: town.stored.pages() == PAGES, "the rest is read")
    until(lambda: "report_written" in told(town), "the report is written")
    assert town.stored.records() == PAGES
    assert told(town)[1:4] == list(OF_A_RUN)
    assert len(cut) == 2 and {town.prefect.state(run) for run in cut} == {"CRASHED"}  # the night, and its reading
    assert told(town)[4:7] == list(OF_A_RUN)[: len(told(town)[4:7])]
