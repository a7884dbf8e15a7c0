"""How a supervisor sees the work: what waits, what was done and by whom, what people had to put right. Counts alone."""

from __future__ import annotations

from datetime import date, datetime

from api.schemas import Out
from models.db.states import CorrectionKind
from models.record import Lane
from pipeline.store.corrected import Change
from pipeline.store.waiting import Age


class WaitingOut(Out):
    """Records of one form, lane and age that wait for a person in a municipality; ``oldest``: since when the first."""

    municipality: str
    form: str
    title: str
    lane: Lane
    age: Age
    records: int
    oldest: datetime


class OldestOut(Out):
    """The record that has waited longest."""

    record_id: int
    title: str
    lane: Lane
    received_at: datetime


class PaceOut(Out):
    """What the last measured records of a form took, and how long its waiting records will take at that."""

    form: str
    title: str
    records: int
    seconds_a_record: float | None
    keystrokes_a_record: float | None
    seconds_left: float | None


class DayOut(Out):
    """One day at the counter; ``by_machine`` came in that day and needed nobody. ``seconds`` are of its answers."""

    day: date
    by_people: int
    by_machine: int
    set_aside: int
    answers: int
    seconds: float


class HoldOut(Out):
    """A record that somebody holds now; ``since`` is null where nobody noted it."""

    record_id: int
    title: str
    since: datetime | None


class PersonOut(Out):
    """Somebody at work now or today; numbers are today's, ``median_seconds`` of one measured answer."""

    name: str
    holds: list[HoldOut]
    records: int
    fields: int
    median_seconds: float | None
    keystrokes: int
    last_answer: datetime | None


class RescanOut(Out):
    """A page (a whole file: without ``page_id``) of which a new scan was asked for.

    ``title`` is the form that its print named; ``came`` is the newest record of that form since, which may be it.
    """

    page_id: int | None
    file_id: int
    batch: str
    file_name: str
    page_number: int | None
    code: str
    title: str | None
    asked_by: str
    asked_at: datetime
    came: int | None


class SupervisionOut(Out):
    """The state of the work at a moment."""

    at: datetime
    waiting: list[WaitingOut]
    oldest: OldestOut | None
    paces: list[PaceOut]
    days: list[DayOut]
    people: list[PersonOut]
    refused: int
    rescans: list[RescanOut]


class TroubleReasonOut(Out):
    """Why people were asked about so many of the corrected fields."""

    code: str
    fields: int


class FieldTroubleOut(Out):
    """A field of a form: how often people were asked, how often they put it right, and how. No value."""

    municipality: str
    form: str
    title: str
    field: str
    label: str
    shown: int
    corrected: int
    share: float
    seconds: float | None
    changes: dict[Change, int]
    kinds: dict[CorrectionKind, int]
    reasons: list[TroubleReasonOut]


class FieldTroublesOut(Out):
    """Fields that people were asked about from ``since`` until ``until``."""

    since: datetime
    until: datetime
    fields: list[FieldTroubleOut]
