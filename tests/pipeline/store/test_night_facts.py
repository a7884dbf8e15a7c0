"""What a run came to, on both databases, beside counts made by hand."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from models.db.session import Database
from models.db.states import RulingKind
from models.problem import ProblemCode
from models.record import Lane
from models.run import RunOutcome
from pipeline.report.figures import morning_report
from pipeline.store.night_facts import NightFacts, night_facts
from pipeline.store.night_sums import Spread, spread
from pipeline.store.review_time import ASSUMED_SECONDS, ENOUGH_ANSWERS, Basis, review_times
from pipeline.store.rulings import Ruling, rule_page
from pipeline.store.run_progress import run_progress
from pipeline.store.runs import run_now, run_of
from tests.pipeline.store.nights import HOUR, MINUTE, START, Nights
from tests.pipeline.store.paper import NOW

END = START + 2 * HOUR
MORNING = START + 10 * HOUR


@pytest.fixture
def nights(database: Database, tmp_path: Path) -> Nights:
    return Nights(database, tmp_path)


@pytest.fixture
def run_id(nights: Nights) -> int:
    """A night of 3 good pages, 2 refused ones, a refused file, a failed scan; with the counter and a neighbour."""
    nights.reads(START - MINUTE)  # before it began
    nights.reads(END)  # and after it ended
    nights.reads(START, ask=("name", "day"), seconds=0.2)
    nights.reads(START + 5 * MINUTE, ask=(), seconds=0.3)
    nights.reads(START + 70 * MINUTE, ask=("name",), seconds=0.9)
    nights.refuses(START + 6 * MINUTE)
    nights.refuses(START + 7 * MINUTE)
    nights.refuses_file(START + 8 * MINUTE)
    nights.fails()
    nights.reads(START + MINUTE, lane=Lane.COUNTER, came_at=START + MINUTE - timedelta(seconds=1.5))
    nights.refuses(START + MINUTE, lane=Lane.COUNTER)
    nights.reads(START + 9 * MINUTE, where=nights.there, ask=("name", "day", "wishes"))
    return nights.run("night-1", START, END)


def facts(nights: Nights, run_id: int, *towns: int) -> NightFacts:
    with nights.database.read() as session:
        return night_facts(session, run_of(session, run_id, MORNING), towns or (nights.town.id,), MORNING)


def test_the_sums_are_those_made_by_hand(nights: Nights, run_id: int) -> None:
    told = facts(nights, run_id)
    total = told.total
    assert (total.pages, total.read, total.refused_pages, total.refused_files, total.refused) == (5, 3, 2, 1, 3)
    assert (total.records, total.quiet) == (3, 1)
    assert (total.accepted, total.asked, total.verified) == (3 * 4 - 3, 3, 0)
    assert total.seconds == Spread(5, pytest.approx(0.2 + 0.3 + 0.9 + 0.1 + 0.1), 0.2, 0.9)
    assert told.reasons == ((ProblemCode.UNKNOWN_FORM, 2), (ProblemCode.ENCRYPTED_PDF, 1))
    assert [(one.page, one.code) for one in told.refused] == [
        (1, ProblemCode.UNKNOWN_FORM),
        (1, ProblemCode.UNKNOWN_FORM),
        (None, ProblemCode.ENCRYPTED_PDF),
    ]
    assert told.failed == {"engine": 1}
    assert told.by_hour == (4, 1)
    (form,) = told.forms
    assert (form.form, form.sums.pages, form.sums.records, form.answers) == ("greeting", 3, 3, 3)


def test_the_counter_is_told_apart(nights: Nights, run_id: int) -> None:
    counter = facts(nights, run_id).counter
    assert (counter.sheets, counter.pages, counter.refused) == (2, 2, 1)
    assert counter.waits.median == 1.5


def test_municipalities_are_told_apart_and_together(nights: Nights, run_id: int) -> None:
    told = facts(nights, run_id, nights.town.id, nights.there.id)
    assert told.total.pages == 6 and told.total.asked == 6
    assert [(town.code, town.sums.pages, town.sums.asked, town.failed) for town in told.towns] == [
        ("131016", 5, 3, 1),
        ("131024", 1, 3, 0),
    ]
    own = facts(nights, run_id, nights.there.id)
    assert (own.total.pages, own.total.refused, own.failed, own.counter.sheets) == (1, 0, {}, 0)


def test_what_people_rule_afterwards_changes_no_report(nights: Nights, run_id: int) -> None:
    before = facts(nights, run_id)
    page_id = nights.page_of(before.refused[0].file_id)
    with nights.database.write() as session:
        rule_page(session, nights.town.reviewer, page_id, Ruling(RulingKind.DROP), MORNING)
    assert astuple(facts(nights, run_id)) == astuple(before)


def test_a_run_in_which_nothing_happened(nights: Nights) -> None:
    told = facts(nights, nights.run("empty", START, END))
    assert (told.total.pages, told.total.seconds, told.forms, told.by_hour) == (
        0,
        Spread(0, 0.0, None, None),
        (),
        (0, 0),
    )
    with nights.database.read() as session:
        report = morning_report(session, told.run, (nights.town.id,), MORNING)
    assert (report.expected.seconds, report.expected.people, report.night.seconds_a_page) == (0, 0, None)


def test_a_night_stands_beside_those_before_it(nights: Nights, run_id: int) -> None:
    nights.reads(START + 25 * HOUR)
    second = nights.run("night-2", START + 24 * HOUR, START + 26 * HOUR, RunOutcome.CANCELLED)
    with nights.database.read() as session:
        report = morning_report(session, run_of(session, second, MORNING), (nights.town.id,), MORNING + 24 * HOUR)
    assert [(night.run.key, night.total.pages, night.answers) for night in report.nights] == [("night-1", 5, 3)]
    assert (report.night.total.pages, report.night.seconds_a_page) == (1, 7200.0)
    assert report.expected.seconds == ASSUMED_SECONDS and report.expected.bases == {Basis.ASSUMED}


def test_progress_tells_what_is_done_left_and_when_it_ends(nights: Nights) -> None:
    for minute in (0, 6, 7, 8):
        nights.reads(START + minute * MINUTE)
    nights.reads(START + 8 * MINUTE, lane=Lane.COUNTER)
    nights.comes(pages=2)
    nights.comes(where=nights.there, pages=4)
    nights.comes(lane=Lane.COUNTER)
    nights.fails()
    nights.run("night-1", START, None)
    at = START + 10 * MINUTE
    with nights.database.write() as session:
        from pipeline.store.runs import RunTurn, beat_run

        beat_run(session, RunTurn(1, 1), at)
    with nights.database.read() as session:
        run = run_now(session, at)
        assert run is not None
        own, all_towns = (run_progress(session, run, at, towns) for towns in ((nights.town.id,), None))
    assert (own.pages_done, own.pages_left, own.pages_a_minute, own.records_waiting) == (4, 2, 0.6, 5)
    assert (all_towns.pages_done, all_towns.pages_left) == (4, 6)
    assert own.expected_end == all_towns.expected_end == at + 10 * MINUTE
    assert all_towns.seconds_left == 600


def test_progress_of_a_run_that_ended_expects_nothing(nights: Nights, run_id: int) -> None:
    with nights.database.read() as session:
        told = run_progress(session, run_of(session, run_id, MORNING), MORNING)
    assert (told.expected_end, told.pages_done) == (None, 6)


def test_the_middle_and_the_ninety_fifth_are_measured_lengths() -> None:
    assert spread([]) == Spread(0, 0.0, None, None)
    assert spread([3.0]) == Spread(1, 3.0, 3.0, 3.0)
    hundred = spread(float(number) for number in range(100, 0, -1))
    assert (hundred.median, hundred.p95) == (50.0, 95.0)


def test_expected_times_rest_on_what_was_measured_most_closely() -> None:
    wanted = [("often", 10), ("seldom", 10)]
    own = {"often": (ENOUGH_ANSWERS, ENOUGH_ANSWERS * 3.0), "seldom": (1, 100.0)}
    often, seldom = review_times(wanted, own)
    assert (often.seconds, often.basis) == (30.0, Basis.FORM)
    assert seldom.basis is Basis.ALL and seldom.seconds_an_answer == pytest.approx((90 + 100) / 31)
    few = {"often": (ENOUGH_ANSWERS - 1, 99.0)}
    assert {(one.seconds, one.basis) for one in review_times(wanted, few)} == {(10 * ASSUMED_SECONDS, Basis.ASSUMED)}


def test_moments_are_utc(nights: Nights, run_id: int) -> None:
    assert facts(nights, run_id).run.started_at.tzinfo is UTC and NOW < START
