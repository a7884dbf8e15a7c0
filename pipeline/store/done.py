"""What was done day by day: records that people finished or set aside, and those that needed nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.clock import JAPAN
from models.db.tables import RecordRow
from models.record import RecordStatus
from pipeline.store.sight import day_starts, passed, towns_in_sight
from pipeline.store.views import Actor

_STANDS = (RecordStatus.REVIEWED, RecordStatus.EXPORTED)


@dataclass(frozen=True, slots=True)
class DayDone:
    """One day at the counter.

    ``by_people`` were finished by somebody on that day, ``set_aside`` rejected; ``by_machine`` came in on that day and
    stood without a person.
    """

    day: date
    by_people: int
    by_machine: int
    set_aside: int


def done_by_day(session: Session, actor: Actor, now: datetime, days: int) -> tuple[DayDone, ...]:
    """The last ``days`` days, today last; days on which nothing was done are there, too."""
    towns, starts = towns_in_sight(actor), day_starts(now, days)
    closed, alone = closed_query(towns, starts), alone_query(towns, starts)
    people: dict[int, int] = {}
    aside: dict[int, int] = {}
    for number, status, records in session.execute(closed):
        kind = aside if status is RecordStatus.REJECTED else people
        kind[number] = kind.get(number, 0) + records
    machine: Mapping[int, int] = {row[0]: row[1] for row in session.execute(alone)}
    return tuple(
        DayDone(
            day=start.astimezone(JAPAN).date(),
            by_people=people.get(number, 0),
            by_machine=machine.get(number, 0),
            set_aside=aside.get(number, 0),
        )
        for number, start in enumerate(starts, 1)
    )


def closed_query(towns: tuple[int, ...], starts: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    """Number of the day, status, records: of those that a person closed."""
    return (
        select(passed(RecordRow.closed_at, starts, "day"), RecordRow.status, func.count())
        .where(RecordRow.municipality_id.in_(towns), RecordRow.closed_at >= starts[0])
        .group_by("day", RecordRow.status)
    )


def alone_query(towns: tuple[int, ...], starts: Sequence[datetime]) -> Select[*tuple[Any, ...]]:
    """Number of the day, records: of those that stood as the machine read them."""
    return (
        select(passed(RecordRow.received_at, starts, "day"), func.count())
        .where(RecordRow.municipality_id.in_(towns), RecordRow.closed_at.is_(None))
        .where(RecordRow.received_at >= starts[0], RecordRow.status.in_(_STANDS))
        .group_by("day")
    )
