"""What else befalls a night: a full disk, a store that errs, a database gone, wrong clocks, pauses, two at once."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.drill.crew import PATIENCE_S, Crew
from tests.drill.night import BROKEN, FULL
from tests.postgres import postgres_server

SHEETS = 12


@pytest.fixture
def crew(database_url: str, tmp_path: Path) -> Crew:
    return Crew.at(tmp_path, database_url, SHEETS)


def sound(crew: Crew) -> bool:
    return crew.wrong() == [] and crew.told() == crew.undisturbed


TROUBLES = pytest.mark.parametrize("trouble", [FULL, BROKEN], ids=["disk full", "I/O error"])


@TROUBLES
def test_a_store_that_takes_no_images_for_a_while_is_waited_for(trouble: int, crew: Crew) -> None:
    crew.end(trouble=trouble, troubles=9, while_reading=True)
    assert sound(crew)
    assert crew.outcomes() == ["done"]


@TROUBLES
def test_a_store_that_takes_no_files_ends_the_night_and_the_next_takes_them(trouble: int, crew: Crew) -> None:
    ended = crew.begin(trouble=trouble, troubles=1)
    ended.join(PATIENCE_S)
    assert (ended.exitcode, crew.wrong()) == (1, [])
    crew.end()
    assert sound(crew)
    assert crew.outcomes() == ["failed", "done"]


def test_a_reader_that_sleeps_past_its_lease_stores_nothing_when_it_wakes(crew: Crew) -> None:
    asleep = crew.begin(boundary="an image is written", sign=signal.SIGSTOP)
    assert asleep.pid is not None
    _until_stopped(asleep.pid)
    crew.end()
    os.kill(asleep.pid, signal.SIGCONT)
    asleep.join(PATIENCE_S)
    assert asleep.exitcode == 0
    assert sound(crew)
    assert crew.outcomes() == ["done", "done"]  # it was never dead


def test_the_same_folder_given_to_two_runs(crew: Crew) -> None:
    nights = [crew.begin(), crew.begin()]
    for one in nights:
        one.join(PATIENCE_S)
    assert [one.exitcode for one in nights] == [0, 0]
    assert sound(crew)
    assert crew.outcomes() == ["done", "done"]


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_jumps_beside_one_that_is_right(hours: int, crew: Crew) -> None:
    nights = [crew.begin(shift=timedelta(hours=hours)), crew.begin()]
    for one in nights:
        one.join(PATIENCE_S)
    assert [one.exitcode for one in nights] == [0, 0]
    assert sound(crew)
    assert crew.outcomes() == ["done", "done"]


@pytest.mark.postgres
@pytest.mark.parametrize("boundary", ["an image is written", "a share is read"])
def test_a_database_that_is_gone_for_a_while_is_waited_for(boundary: str, tmp_path: Path) -> None:
    with postgres_server() as server:
        server.run("CREATE DATABASE night")
        server.run("ALTER DATABASE night SET synchronous_commit = on")  # as in a town hall: what is committed is kept
        crew = Crew.at(tmp_path, server.url("night"), SHEETS)
        night = crew.begin(boundary=boundary, sign=signal.SIGSTOP)
        assert night.pid is not None
        _until_stopped(night.pid)
        server.crash()
        os.kill(night.pid, signal.SIGCONT)
        time.sleep(GONE_S)
        server.start()
        night.join(PATIENCE_S)
        assert night.exitcode == 0
        assert sound(crew)
        assert crew.outcomes() == ["done"]


GONE_S = 2.0


def _until_stopped(pid: int) -> None:
    give_up = time.monotonic() + PATIENCE_S
    while _state(pid) != "T":
        assert time.monotonic() < give_up
        time.sleep(0.02)


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
