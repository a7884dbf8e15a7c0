"""Runs on both databases: begun once, kept alive, ended, lost, gone on with."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.db.session import Database
from models.errors import NotFound
from models.run import RunOutcome
from pipeline.store.runs import LOST_AFTER, Run, beat_run, begin_run, end_run, run_by_key, run_now, run_of, runs
from tests.pipeline.store.paper import NOW
from tests.pipeline.store.races import race

MINUTE = timedelta(minutes=1)
KEY = "night-2026-11-26"


def begin(database: Database, at: datetime, key: str = KEY) -> int:
    with database.write() as session:
        return begin_run(session, key, at, 2, "flow")


def end(database: Database, run_id: int, at: datetime, outcome: RunOutcome = RunOutcome.DONE) -> None:
    with database.write() as session:
        end_run(session, run_id, outcome, at)


def beat(database: Database, run_id: int, at: datetime) -> None:
    with database.write() as session:
        beat_run(session, run_id, at)


def look(database: Database, run_id: int, at: datetime) -> Run:
    with database.read() as session:
        return run_of(session, run_id, at)


def now(database: Database, at: datetime) -> Run | None:
    with database.read() as session:
        return run_now(session, at)


def test_a_run_begins_lives_and_ends(database: Database) -> None:
    assert now(database, NOW) is None
    run_id = begin(database, NOW)
    going = now(database, NOW + 4 * MINUTE)
    assert going is not None and (going.id, going.key, going.outcome, going.workers) == (run_id, KEY, None, 2)
    beat(database, run_id, NOW + 4 * MINUTE)
    assert now(database, NOW + 8 * MINUTE) is not None
    end(database, run_id, NOW + 10 * MINUTE)
    assert now(database, NOW + 10 * MINUTE) is None
    done = look(database, run_id, NOW + 99 * MINUTE)
    assert (done.outcome, done.ended_at) == (RunOutcome.DONE, NOW + 10 * MINUTE)
    assert done.worked_seconds(NOW + 99 * MINUTE) == 600


def test_the_same_key_again_is_the_same_run(database: Database) -> None:
    first = begin(database, NOW)
    assert begin(database, NOW + MINUTE) == first
    assert look(database, first, NOW + MINUTE).started_at == NOW
    assert look(database, first, NOW + MINUTE).stood_seconds == 0
    assert begin(database, NOW + MINUTE, "another") != first


def test_of_many_that_begin_at_once_there_is_one(database: Database) -> None:
    assert len(set(race(lambda _: begin(database, NOW), 6))) == 1
    with database.read() as session:
        assert len(runs(session, NOW, 9)) == 1


def test_a_run_without_a_sign_of_life_is_lost_since_its_last(database: Database) -> None:
    run_id = begin(database, NOW)
    beat(database, run_id, NOW + MINUTE)
    gone = NOW + MINUTE + LOST_AFTER + timedelta(seconds=1)
    assert now(database, gone) is None
    lost = look(database, run_id, gone)
    assert (lost.outcome, lost.ended_at) == (RunOutcome.LOST, NOW + MINUTE)
    assert lost.worked_seconds(gone) == 60


def test_a_lost_run_goes_on_and_its_rest_is_no_work(database: Database) -> None:
    run_id = begin(database, NOW)
    beat(database, run_id, NOW + 10 * MINUTE)
    assert begin(database, NOW + 40 * MINUTE) == run_id
    end(database, run_id, NOW + 60 * MINUTE)
    done = look(database, run_id, NOW + 99 * MINUTE)
    assert (done.outcome, done.stood_seconds, done.worked_seconds(NOW)) == (RunOutcome.DONE, 1800, 1800)


def test_an_ended_run_may_be_gone_on_with(database: Database) -> None:
    run_id = begin(database, NOW)
    end(database, run_id, NOW + 10 * MINUTE, RunOutcome.FAILED)
    begin(database, NOW + 20 * MINUTE)
    going = now(database, NOW + 21 * MINUTE)
    assert going is not None and going.id == run_id and going.stood_seconds == 600


def test_the_next_run_writes_down_that_the_last_was_lost_and_it_stays_so(database: Database) -> None:
    lost = begin(database, NOW)
    begin(database, NOW + 2 * LOST_AFTER, "next")
    beat(database, lost, NOW + 3 * LOST_AFTER)  # it was only asleep
    assert look(database, lost, NOW + 3 * LOST_AFTER).outcome is RunOutcome.LOST
    end(database, lost, NOW + 4 * LOST_AFTER)
    assert look(database, lost, NOW + 4 * LOST_AFTER).outcome is RunOutcome.DONE  # and ended well after all


def test_the_first_word_on_its_end_stands(database: Database) -> None:
    run_id = begin(database, NOW)
    end(database, run_id, NOW + MINUTE, RunOutcome.CANCELLED)
    end(database, run_id, NOW + 2 * MINUTE, RunOutcome.DONE)
    assert look(database, run_id, NOW + MINUTE).outcome is RunOutcome.CANCELLED


def test_a_clock_that_jumps_back_gives_no_time_below_zero(database: Database) -> None:
    run_id = begin(database, NOW)
    end(database, run_id, NOW - MINUTE)
    assert look(database, run_id, NOW).worked_seconds(NOW) == 0


def test_runs_are_listed_newest_first_and_found_by_key(database: Database) -> None:
    for number in range(4):
        end(database, begin(database, NOW + number * MINUTE, f"n{number}"), NOW + number * MINUTE)
    with database.read() as session:
        assert [run.key for run in runs(session, NOW, 2)] == ["n3", "n2"]
        assert [run.key for run in runs(session, NOW, 9, before=NOW + 2 * MINUTE)] == ["n1", "n0"]
        assert run_by_key(session, "n1", NOW).key == "n1"
        for ask in (lambda: run_by_key(session, "none", NOW), lambda: run_of(session, 99, NOW)):
            with pytest.raises(NotFound):
                ask()
    with pytest.raises(NotFound):
        end(database, 99, NOW)
