"""Runs on both databases: begun, kept alive, ended, lost, gone on with where they were killed and only there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.db.session import Database
from models.errors import NotFound
from models.run import RunOutcome
from pipeline.store.runs import (
    LOST_AFTER,
    SAME_NIGHT,
    Run,
    RunTurn,
    beat_run,
    begin_run,
    end_run,
    run_by_key,
    run_now,
    run_of,
    runs,
)
from tests.pipeline.store.paper import NOW
from tests.pipeline.store.races import race

MINUTE = timedelta(minutes=1)
KEY = "night-2026-11-26"


def begin(
    database: Database, at: datetime, key: str = KEY, is_alive: bool | None = None, flow: str = "flow"
) -> RunTurn:
    with database.write() as session:
        return begin_run(session, key, at, 2, flow, is_alive=lambda _: is_alive)


def end(database: Database, turn: RunTurn, at: datetime, outcome: RunOutcome = RunOutcome.DONE) -> None:
    with database.write() as session:
        end_run(session, turn, outcome, at)


def beat(database: Database, turn: RunTurn, at: datetime) -> None:
    with database.write() as session:
        beat_run(session, turn, at)


def look(database: Database, turn: RunTurn, at: datetime) -> Run:
    with database.read() as session:
        return run_of(session, turn.run_id, at)


def now(database: Database, at: datetime) -> Run | None:
    with database.read() as session:
        return run_now(session, at)


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return [run.key for run in runs(session, NOW, 99)]


def test_a_run_begins_lives_and_ends(database: Database) -> None:
    assert now(database, NOW) is None
    turn = begin(database, NOW)
    going = now(database, NOW + 4 * MINUTE)
    assert going is not None and (going.id, going.key, going.outcome, going.workers) == (turn.run_id, KEY, None, 2)
    beat(database, turn, NOW + 4 * MINUTE)
    assert now(database, NOW + 8 * MINUTE) is not None
    end(database, turn, NOW + 10 * MINUTE)
    assert now(database, NOW + 10 * MINUTE) is None
    done = look(database, turn, NOW + 99 * MINUTE)
    assert (done.outcome, done.ended_at) == (RunOutcome.DONE, NOW + 10 * MINUTE)
    assert done.worked_seconds(NOW + 99 * MINUTE) == 600


@pytest.mark.parametrize("outcome", [RunOutcome.DONE, RunOutcome.FAILED, RunOutcome.CANCELLED])
def test_a_run_that_ended_is_not_begun_again_on_the_same_day(database: Database, outcome: RunOutcome) -> None:
    first = begin(database, NOW)
    end(database, first, NOW + 10 * MINUTE, outcome)
    second = begin(database, NOW + 20 * MINUTE)
    end(database, second, NOW + 30 * MINUTE)
    third = begin(database, NOW + 40 * MINUTE)
    assert keys(database) == [f"{KEY}-3", f"{KEY}-2", KEY]
    assert look(database, first, NOW).outcome is outcome
    assert (look(database, first, NOW).ended_at, look(database, third, NOW).started_at) == (
        NOW + 10 * MINUTE,
        NOW + 40 * MINUTE,
    )


def test_two_at_a_time_are_two_runs_and_each_has_its_own_end(database: Database) -> None:
    one, other = begin(database, NOW), begin(database, NOW + MINUTE, is_alive=True)
    end(database, other, NOW + 2 * MINUTE, RunOutcome.CANCELLED)
    end(database, one, NOW + 4 * MINUTE)
    assert keys(database) == [f"{KEY}-2", KEY]
    assert [(look(database, turn, NOW).ended_at, look(database, turn, NOW).outcome) for turn in (one, other)] == [
        (NOW + 4 * MINUTE, RunOutcome.DONE),
        (NOW + 2 * MINUTE, RunOutcome.CANCELLED),
    ]


def test_many_that_begin_at_once_are_as_many_runs(database: Database) -> None:
    begun = race(lambda _: begin(database, NOW), 6)
    assert len({turn.run_id for turn in begun}) == 6
    assert sorted(keys(database)) == sorted([KEY, *(f"{KEY}-{number}" for number in range(2, 7))])


def test_a_run_whose_process_is_gone_goes_on_at_once_and_across_midnight(database: Database) -> None:
    killed = begin(database, NOW)
    beat(database, killed, NOW + 10 * MINUTE)
    again = begin(database, NOW + 12 * MINUTE, "night-2026-11-27", is_alive=False)
    assert again == RunTurn(killed.run_id, killed.token + 1)
    end(database, again, NOW + 20 * MINUTE)
    done = look(database, again, NOW + 99 * MINUTE)
    assert (done.key, done.started_at, done.stood_seconds, done.worked_seconds(NOW)) == (KEY, NOW, 120, 1080)
    assert keys(database) == [KEY]


def test_whoever_begins_learns_which_runs_of_prefect_died_and_its_own_is_none_of_them(database: Database) -> None:
    begin(database, NOW, flow="one")
    begin(database, NOW, flow="other", is_alive=True)
    again = begin(database, NOW + 6 * MINUTE, flow="again")
    assert again.died == ("other", "one")
    assert begin(database, NOW + 7 * MINUTE, is_alive=False, flow="after").died == ("again",)
    assert begin(database, NOW + 8 * MINUTE, is_alive=False, flow="after").died == ()


def test_a_run_without_a_sign_of_life_is_lost_since_its_last(database: Database) -> None:
    turn = begin(database, NOW)
    beat(database, turn, NOW + MINUTE)
    gone = NOW + MINUTE + LOST_AFTER + timedelta(seconds=1)
    assert now(database, gone) is None
    lost = look(database, turn, gone)
    assert (lost.outcome, lost.ended_at) == (RunOutcome.LOST, NOW + MINUTE)
    assert lost.worked_seconds(gone) == 60


def test_a_lost_run_goes_on_and_its_rest_is_no_work(database: Database) -> None:
    lost = begin(database, NOW)
    beat(database, lost, NOW + 10 * MINUTE)
    again = begin(database, NOW + 40 * MINUTE)
    assert again.run_id == lost.run_id
    end(database, again, NOW + 60 * MINUTE)
    done = look(database, again, NOW + 99 * MINUTE)
    assert (done.outcome, done.stood_seconds, done.worked_seconds(NOW)) == (RunOutcome.DONE, 1800, 1800)


def test_of_many_that_would_go_on_with_a_lost_run_one_does(database: Database) -> None:
    lost = begin(database, NOW)
    begun = race(lambda _: begin(database, NOW + 2 * LOST_AFTER), 4)
    assert sum(turn.run_id == lost.run_id for turn in begun) == 1
    assert len(keys(database)) == 4


def test_whoever_was_thought_lost_tells_nothing_of_a_run_that_another_goes_on_with(database: Database) -> None:
    asleep = begin(database, NOW)
    awake = begin(database, NOW + 2 * LOST_AFTER)
    beat(database, asleep, NOW + 9 * LOST_AFTER)
    end(database, asleep, NOW + 9 * LOST_AFTER, RunOutcome.CANCELLED)
    going = look(database, awake, NOW + 2 * LOST_AFTER)
    assert (going.id, going.outcome, going.heartbeat_at) == (asleep.run_id, None, NOW + 2 * LOST_AFTER)


def test_a_run_that_was_killed_the_day_before_is_not_gone_on_with(database: Database) -> None:
    lost, at = begin(database, NOW), NOW + SAME_NIGHT + MINUTE
    tonight = begin(database, at, "night-2026-11-27", is_alive=False)
    assert tonight.run_id != lost.run_id
    assert look(database, lost, at).outcome is RunOutcome.LOST
    beat(database, lost, at + MINUTE)  # it was only asleep
    assert look(database, lost, at + MINUTE).outcome is RunOutcome.LOST
    end(database, lost, at + 2 * MINUTE)
    assert look(database, lost, at + 2 * MINUTE).outcome is RunOutcome.DONE  # and ended well after all


def test_the_first_word_on_its_end_stands(database: Database) -> None:
    turn = begin(database, NOW)
    end(database, turn, NOW + MINUTE, RunOutcome.CANCELLED)
    end(database, turn, NOW + 2 * MINUTE, RunOutcome.DONE)
    assert look(database, turn, NOW + MINUTE).outcome is RunOutcome.CANCELLED


def test_a_clock_that_jumps_back_gives_no_time_below_zero(database: Database) -> None:
    turn = begin(database, NOW)
    end(database, turn, NOW - MINUTE)
    assert look(database, turn, NOW).worked_seconds(NOW) == 0


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
        end(database, RunTurn(99, 1), NOW)
