"""How fast people answer: what a record takes, and how a day's answers went. Without anything that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.clock import JAPAN
from models.db.tables import CorrectionRow, RecordFieldRow, RecordRow
from models.record import WAITING
from pipeline.store.sight import day_starts, passed, towns_in_sight
from pipeline.store.views import Actor
from pipeline.store.waiting import Waiting

LAST_ANSWERS = 5_000
"""How many of the last measured answers tell what a record takes: some hundred records of each form in use."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What the last measured records of a form took: ``seconds`` and ``keystrokes`` of all ``records`` together."""

    form: str
    records: int
    answers: int
    seconds: float
    keystrokes: int

    @property
    def seconds_a_record(self) -> float:
        """Active seconds that a person spent on one record."""
        return self.seconds / self.records


@dataclass(frozen=True, slots=True)
class DayPace:
    """The measured answers of one day."""

    day: date
    answers: int
    seconds: float

    @property
    def seconds_an_answer(self) -> float | None:
        """None on a day without any."""
        return self.seconds / self.answers if self.answers else None


def pace_by_form(session: Session, actor: Actor) -> tuple[Pace, ...]:
    """What records took lately, form by form."""
    rows = session.execute(pace_query(towns_in_sight(actor)))
    return tuple(Pace(row[0], row[1], row[2], float(row[3]), int(row[4] or 0)) for row in rows)


def pace_query(towns: tuple[int, ...], since: datetime | None = None) -> Select[*tuple[Any, ...]]:
    """The columns of ``Pace``, of records that are through, from the newest measured answers alone.

    With ``since``, without those before it.
    """
    recent = () if since is None else (CorrectionRow.at >= since,)
    newest = (
        select(CorrectionRow.record_field_id, CorrectionRow.seconds, CorrectionRow.keystrokes)
        .where(CorrectionRow.municipality_id.in_(towns), CorrectionRow.seconds.is_not(None), *recent)
        .order_by(CorrectionRow.at.desc())
        .limit(LAST_ANSWERS)
        .subquery()
    )
    records = func.count(RecordRow.id.distinct())
    return (
        select(RecordRow.form, records, func.count(), func.sum(newest.c.seconds), func.sum(newest.c.keystrokes))
        .select_from(newest)
        .join(RecordFieldRow, RecordFieldRow.id == newest.c.record_field_id)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .where(RecordRow.status.not_in(WAITING))  # of one that is half done nobody knows yet what it takes
        .group_by(RecordRow.form)
        .order_by(RecordRow.form)
    )


def seconds_left(waits: Iterable[Waiting], paces: Sequence[Pace]) -> Mapping[str, float]:
    """How long people will sit at what waits, by form; empty where nothing was measured.

    A form takes its own pace, or that of all until it has one. It is working time: two people halve it.
    """
    own = {pace.form: pace.seconds_a_record for pace in paces}
    records = sum(pace.records for pace in paces)
    if not records:
        return {}
    usual = sum(pace.seconds for pace in paces) / records
    left: dict[str, float] = {}
    for one in waits:
        left[one.form] = left.get(one.form, 0.0) + one.records * own.get(one.form, usual)
    return left


def pace_by_day(session: Session, actor: Actor, now: datetime, days: int) -> tuple[DayPace, ...]:
    """The last ``days`` days, today last; those without an answer, too."""
    starts = day_starts(now, days)
    query = day_pace_query(towns_in_sight(actor), starts)
    found = {number: (answers, float(seconds)) for number, answers, seconds in session.execute(query)}
    return tuple(
        DayPace(start.astimezone(JAPAN).date(), *found.get(number, (0, 0.0))) for number, start in enumerate(starts, 1)
    )


def day_pace_query(towns: tuple[int, ...], starts: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    """Number of the day, answers, seconds: from the index alone."""
    return (
        select(passed(CorrectionRow.at, starts, "day"), func.count(), func.sum(CorrectionRow.seconds))
        .where(CorrectionRow.municipality_id.in_(towns), CorrectionRow.at >= starts[0])
        .where(CorrectionRow.seconds.is_not(None))
        .group_by("day")
    )
