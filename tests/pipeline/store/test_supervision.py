"""What supervisors count, on both databases, with sums made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from models.db.session import Database
from models.db.states import RulingKind
from models.db.tables import RecordRow
from models.errors import NotAllowed
from models.record import Lane, RecordStatus
from pipeline.store.claims import claim, release
from pipeline.store.done import DayDone, done_by_day
from pipeline.store.pace import DayPace, Pace, pace_by_day, pace_by_form, seconds_left
from pipeline.store.people import Hold, Person, Tally, people
from pipeline.store.rescans import rescans
from pipeline.store.troubles import field_troubles
from pipeline.store.views import Actor
from pipeline.store.waiting import Age, OldestRecord, Waiting, oldest_waiting, refused_count, waiting
from pipeline.store.word import Effort
from tests.pipeline.store.office import DAY, MIDNIGHT, SECOND, TYPED, UNDONE, Office
from tests.pipeline.store.paper import NOW


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


QUESTIONS: dict[str, Callable[[Session, Actor], object]] = {
    "waiting": lambda session, actor: waiting(session, actor, NOW),
    "oldest": oldest_waiting,
    "refused": refused_count,
    "done": lambda session, actor: done_by_day(session, actor, NOW, 1),
    "pace": pace_by_form,
    "pace by day": lambda session, actor: pace_by_day(session, actor, NOW, 1),
    "people": lambda session, actor: people(session, actor, NOW),
    "rescans": rescans,
    "fields": lambda session, actor: field_troubles(session, actor, MIDNIGHT, NOW + DAY),
}
NOTHING = {
    "waiting": (),
    "oldest": None,
    "refused": 0,
    "done": (DayDone(date(2025, 4, 1), 0, 0, 0),),
    "pace": (),
    "pace by day": (DayPace(date(2025, 4, 1), 0, 0.0),),
    "people": (),
    "rescans": (),
    "fields": (),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_supervisors_ask_and_a_neighbours_work_is_not_counted(office: Office, question: str) -> None:
    record_id = office.comes(NOW, where=office.there)
    office.comes(NOW, ask=(), where=office.there)
    through = office.comes(NOW, ask=("name",), where=office.there)
    office.answers(through, actor=office.there.reviewer, effort=Effort(1.0, 2))
    office.finishes(through, actor=office.there.reviewer)
    office.answers(record_id, actor=office.there.reviewer, kind=TYPED, text="斉藤", value="斉藤", effort=Effort(1.0, 2))
    office.refuses(where=office.there)
    office.rules(office.refuses(where=office.there), RulingKind.RESCAN, actor=office.there.reviewer)
    assert office.ask(QUESTIONS[question]) == NOTHING[question]
    with office.database.read() as session:
        assert QUESTIONS[question](session, office.there.supervisor) != NOTHING[question]
        with pytest.raises(NotAllowed):
            QUESTIONS[question](session, office.town.reviewer)


def test_what_waits_is_told_by_form_lane_and_age_of_the_calendar_at_the_counter(office: Office) -> None:
    for at in (NOW, MIDNIGHT):  # this morning's first second is today
        office.comes(at)
    for at in (MIDNIGHT - SECOND, MIDNIGHT - 2 * DAY):
        office.comes(at)
    office.comes(MIDNIGHT - 2 * DAY - SECOND)
    office.comes(MIDNIGHT - 6 * DAY)
    office.comes(MIDNIGHT - 6 * DAY - SECOND)
    urgent = office.comes(MIDNIGHT - SECOND, Lane.COUNTER)
    office.comes(NOW, ask=())  # needs nobody
    office.answers(urgent)  # in review, and still waiting

    def row(lane: Lane, age: Age, records: int, oldest: datetime) -> Waiting:
        return Waiting("見本市", "greeting", lane, age, records, oldest)

    assert office.ask(waiting, NOW) == (
        row(Lane.COUNTER, Age.DAYS_1_2, 1, MIDNIGHT - SECOND),
        row(Lane.BATCH, Age.DAYS_7, 1, MIDNIGHT - 6 * DAY - SECOND),
        row(Lane.BATCH, Age.DAYS_3_6, 2, MIDNIGHT - 6 * DAY),
        row(Lane.BATCH, Age.DAYS_1_2, 2, MIDNIGHT - 2 * DAY),
        row(Lane.BATCH, Age.TODAY, 2, MIDNIGHT),
    )


def test_the_oldest_waits_in_any_lane_and_in_anybodys_hands(office: Office) -> None:
    office.comes(NOW)
    oldest = office.comes(NOW - DAY, Lane.COUNTER)
    done = office.comes(NOW - 2 * DAY)
    office.answers(oldest)
    office.answers(done)
    office.finishes(done)
    assert office.ask(oldest_waiting) == OldestRecord(oldest, "greeting", Lane.COUNTER, NOW - DAY)


def test_days_tell_who_did_it_and_those_without_work_are_there(office: Office) -> None:
    for at in (NOW, MIDNIGHT, MIDNIGHT - SECOND):  # two today, one yesterday
        record_id = office.comes(NOW - 5 * DAY)
        office.answers(record_id)
        office.finishes(record_id, at)
    office.sets_aside(office.comes(NOW - 5 * DAY), MIDNIGHT - DAY)
    for at in (NOW, MIDNIGHT - 2 * DAY, MIDNIGHT - 4 * DAY):  # the last is too long ago
        office.comes(at, ask=())
    office.comes(NOW)  # only waits
    assert office.ask(done_by_day, NOW, 4) == (
        DayDone(date(2025, 3, 29), by_people=0, by_machine=0, set_aside=0),
        DayDone(date(2025, 3, 30), by_people=0, by_machine=1, set_aside=0),
        DayDone(date(2025, 3, 31), by_people=1, by_machine=0, set_aside=1),
        DayDone(date(2025, 4, 1), by_people=2, by_machine=1, set_aside=0),
    )


def test_an_exported_record_stays_done_by_whom_it_was_done(office: Office) -> None:
    by_person, by_machine = office.comes(NOW), office.comes(NOW, ask=())
    office.answers(by_person)
    office.finishes(by_person)
    with office.database.write() as session:
        for record_id in (by_person, by_machine):
            session.get_one(RecordRow, record_id).status = RecordStatus.EXPORTED
    assert office.ask(done_by_day, NOW, 1) == (DayDone(date(2025, 4, 1), 1, 1, 0),)


def test_pace_is_the_sum_over_a_records_answers_and_tells_how_long_the_rest_takes(office: Office) -> None:
    first, second, begun = (office.comes(NOW, ask=("name", "day")) for _ in range(3))
    office.answers(begun, "name", effort=Effort(0.5, 1))
    assert office.ask(pace_by_form) == ()  # a record that is half done tells of none
    office.answers(first, "name", effort=Effort(1.5, 4))
    office.answers(first, "day", effort=Effort(2.5, 1))
    office.answers(second, "name", effort=Effort(8.0, 3))
    office.answers(second, "day")  # not measured
    office.finishes(first)
    office.finishes(second)
    (pace,) = office.ask(pace_by_form)
    assert pace == Pace("greeting", records=2, answers=3, seconds=12.0, keystrokes=8)
    assert pace.seconds_a_record == 6.0
    waits = [
        Waiting("見本市", form, Lane.BATCH, Age.TODAY, records, NOW)
        for form, records in (("greeting", 3), ("other", 2))
    ]
    assert seconds_left(waits, [pace]) == {"greeting": 18.0, "other": 12.0}
    slow = Pace("other", records=1, answers=1, seconds=20.0, keystrokes=1)
    assert seconds_left(waits, [pace, slow]) == {"greeting": 18.0, "other": 40.0}
    assert seconds_left(waits, []) == {}


def test_pace_by_day_counts_measured_answers_where_they_were_given(office: Office) -> None:
    record_id = office.comes(NOW - 3 * DAY)
    office.answers(record_id, at=MIDNIGHT - SECOND, effort=Effort(2.0, 1))
    office.answers(record_id, at=MIDNIGHT, effort=Effort(3.0, 1))
    office.answers(record_id, at=NOW, effort=Effort(5.0, 1))
    office.answers(record_id, at=NOW)
    yesterday, today = office.ask(pace_by_day, NOW, 2)
    assert (yesterday, today) == (DayPace(date(2025, 3, 31), 1, 2.0), DayPace(date(2025, 4, 1), 2, 8.0))
    assert today.seconds_an_answer == 4.0 and DayPace(NOW.date(), 0, 0.0).seconds_an_answer is None


def test_people_are_told_with_what_they_hold_and_what_they_did_today(office: Office) -> None:
    colleague = office.town.colleague
    done, held, yesterday = (office.comes(NOW - DAY, ask=("name", "day")) for _ in range(3))
    office.answers(yesterday, at=MIDNIGHT - SECOND, actor=colleague, effort=Effort(9.0, 9))
    for key, seconds in (("name", 1.0), ("name", 2.0), ("day", 4.0)):
        office.answers(
            done, key, at=NOW - timedelta(minutes=30), effort=Effort(seconds, 2), kind=TYPED, text="x", value="x"
        )
    office.answers(done, "day", at=NOW - timedelta(minutes=29), kind=UNDONE, effort=Effort(50.0, 1))
    office.answers(done, "day", at=NOW - timedelta(minutes=28), effort=Effort(6.0, 1))
    office.finishes(done, NOW - timedelta(minutes=27))
    since = NOW - timedelta(minutes=10)
    office.answers(held, at=since, actor=colleague)
    working, resting = office.ask(people, NOW)
    assert working == Person("Suzuki", (Hold(held, "greeting", since),), Tally(0, 1, None, 0, since))
    last = NOW - timedelta(minutes=28)
    assert resting == Person(
        "Yamada", (), Tally(records=1, fields=2, median_seconds=3.0, keystrokes=8, last_answer=last)
    )
    assert office.ask(people, NOW + timedelta(minutes=6))[0].name == "Yamada"  # the claim has lapsed


def test_a_claim_begins_when_a_record_is_taken_up_again(office: Office) -> None:
    record_id = office.comes(NOW)
    office.answers(record_id)
    office.answers(record_id, at=NOW + timedelta(minutes=3))  # goes on
    later = NOW + timedelta(minutes=4)
    assert office.ask(people, later)[0].holds == (Hold(record_id, "greeting", NOW),)
    with office.database.write() as session:
        release(session, office.town.reviewer, record_id, later)
        claim(session, office.town.reviewer, record_id, later + SECOND, 15)
    assert office.ask(people, later + 2 * SECOND)[0].holds == (Hold(record_id, "greeting", later + SECOND),)
