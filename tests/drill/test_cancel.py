"""A night that somebody cancels on Prefect's page, and the one after it."""

from __future__ import annotations

import os
import time

import psutil

from tests.drill.conftest import PAGES, Town
from tests.drill.standing import until, words_of


def _reading() -> list[psutil.Process]:
    """Reading processes of nights: children of children of this process that were spawned to read."""
    return [
        one for one in psutil.Process(os.getpid()).children(recursive=True) if "spawn_main" in " ".join(words_of(one))
    ]


def test_a_night_that_is_cancelled_ends_soon_and_the_next_one_reads_the_rest(town: Town) -> None:
    town.start_worker()
    run = town.prefect.begin()
    until(town.stored.pages, "the first pages are stored")
    town.prefect.cancel(run)
    assert town.prefect.end_of(run) == "CANCELLED"
    until(lambda: not _reading(), "its reading processes are gone")
    left = town.stored.pages()
    assert 0 < left < PAGES
    time.sleep(3)
    assert town.stored.pages() == left  # nobody reads on in secret
    assert town.prefect.end_of(town.prefect.begin()) == "COMPLETED"
    assert (town.stored.pages(), town.stored.records()) == (PAGES, PAGES)
