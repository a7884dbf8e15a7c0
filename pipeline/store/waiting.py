"""What waits for a person, by municipality, form, lane and age; counted in an index that is made for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from models.db.states import PageStatus, RulingKind
from models.db.tables import PageRow, RecordRow, RulingRow, SubmissionRow
from models.record import WAITING, Lane, RecordStatus
from pipeline.store.sight import midnight, passed, town_names, towns_in_sight
from pipeline.store.views import Actor


class Age(StrEnum):
    """How many days ago something came in, by the calendar at the counter."""

    TODAY = "today"
    DAYS_1_2 = "days_1_2"
    DAYS_3_6 = "days_3_6"
    DAYS_7 = "days_7"
    """Seven days and more."""


_OLDEST_FIRST = (Age.DAYS_7, Age.DAYS_3_6, Age.DAYS_1_2, Age.TODAY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many records of one form, lane and age wait in a municipality, and since when the oldest of them does."""

    municipality: str
    form: str
    lane: Lane
    age: Age
    records: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class OldestRecord:
    """The record that has waited longest."""

    record_id: int
    form: str
    lane: Lane
    received_at: datetime


def waiting(session: Session, actor: Actor, now: datetime) -> tuple[Waiting, ...]:
    """Every combination of which a record waits, by municipality, form, lane, and the oldest first."""
    towns = towns_in_sight(actor)
    names = town_names(session, towns)
    found = [
        Waiting(names[town], form, lane, _OLDEST_FIRST[age], records, oldest)
        for town, form, lane, age, records, oldest in session.execute(waiting_query(towns, now))
    ]
    return tuple(sorted(found, key=lambda one: (one.municipality, one.form, list(Lane).index(one.lane), one.oldest)))


def waiting_query(towns: tuple[int, ...], now: datetime) -> Select[*tuple[Any, ...]]:
    """Municipality, form, lane, number of the age from the oldest, records, oldest."""
    age = passed(RecordRow.received_at, [midnight(now, days) for days in (6, 2, 0)], "age")
    what = (RecordRow.municipality_id, RecordRow.form, RecordRow.lane, age)
    return (
        select(*what, func.count(), func.min(RecordRow.received_at))
        .where(RecordRow.municipality_id.in_(towns), RecordRow.status.in_(WAITING))
        .group_by(RecordRow.municipality_id, RecordRow.form, RecordRow.lane, "age")
    )


def oldest_waiting(session: Session, actor: Actor) -> OldestRecord | None:
    """The record that has waited longest, whoever holds it; None where nothing waits."""
    heads = (
        session.execute(oldest_query(town, status, lane)).one_or_none()
        for town in towns_in_sight(actor)
        for status in WAITING
        for lane in Lane
    )
    found = [OldestRecord(*row) for row in heads if row is not None]
    return min(found, key=lambda one: (one.received_at, one.record_id), default=None)


def oldest_query(town: int, status: RecordStatus, lane: Lane) -> Select[*tuple[Any, ...]]:
    """The head of one stretch of the queue's index."""
    return (
        select(RecordRow.id, RecordRow.form, RecordRow.lane, RecordRow.received_at)
        .where(RecordRow.municipality_id == town, RecordRow.status == status, RecordRow.lane == lane)
        .order_by(RecordRow.received_at, RecordRow.id)
        .limit(1)
    )


def refused_count(session: Session, actor: Actor) -> int:
    """How many pages and files that are no scan wait for a ruling."""
    return sum(session.scalars(query).one() for query in refused_queries(towns_in_sight(actor)))


def refused_queries(towns: tuple[int, ...]) -> tuple[Select[int], Select[int]]:
    """Pages by their status, and files by the last ruling on each."""
    pages = select(func.count()).where(PageRow.municipality_id.in_(towns), PageRow.status == PageStatus.REFUSED)
    last = (
        select(RulingRow.kind)
        .where(RulingRow.submission_id == SubmissionRow.id)
        .order_by(RulingRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    files = select(func.count()).where(SubmissionRow.municipality_id.in_(towns), SubmissionRow.scan_id.is_(None))
    return pages, files.where(or_(last.is_(None), last == RulingKind.RESTORE))
