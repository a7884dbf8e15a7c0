"""The records of a stretch of time and what is asked of people in them: counts by municipality, form and lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.db.tables import PageRow, ProblemRow, ReadingRow, RecordFieldRow, RecordRow, RulingRow
from models.problem import ProblemCode
from models.reading import Decision
from models.record import Lane
from models.template import Verification
from pipeline.store.night_pages import Stretch, Towns


@dataclass(frozen=True, slots=True)
class RecordFact:
    """Records of one municipality, form and lane. ``quiet`` ones ask nobody anything.

    Of the fields, ``accepted`` stand without a person, ``asked`` wait for one; ``verified`` of both are said a second
    time by another person. A person's word on one of them is an answer.
    """

    town: int
    form: str
    lane: Lane
    records: int
    quiet: int
    accepted: int
    asked: int
    verified: int

    @property
    def answers(self) -> int:
        """How many words are asked of people."""
        return self.asked + self.verified


def records_stored(session: Session, towns: Towns, when: Stretch) -> tuple[RecordFact, ...]:
    """What came of the pages of the stretch; not what people made of refused ones since."""
    found = session.execute(records_query(towns, when))
    return tuple(RecordFact(*row[:3], *(int(count) for count in row[3:])) for row in found)


def records_query(towns: Towns, when: Stretch) -> Select[*tuple[Any, ...]]:
    """Record by record from an index of the fields, then together."""
    asked = RecordFieldRow.decision == Decision.REVIEW
    seen = select(ReadingRow.text != "").where(ReadingRow.id == RecordFieldRow.reading_id).scalar_subquery()
    verified = and_(RecordFieldRow.verification != Verification.NONE, or_(asked, seen))  # nothing is not verified
    ruled = select(RulingRow.id).where(RulingRow.record_id == RecordRow.id, RulingRow.page_id == RecordRow.page_id)
    lacks = and_(ProblemRow.page_id == RecordRow.page_id, ProblemRow.code == ProblemCode.MISSING_PAGE)
    one = (
        select(
            RecordRow.municipality_id.label("town"),
            RecordRow.form.label("form"),
            RecordRow.lane.label("lane"),
            func.count(RecordFieldRow.id).label("fields"),
            func.sum(case((asked, 1), else_=0)).label("asked"),
            func.sum(case((verified, 1), else_=0)).label("verified"),
            select(ProblemRow.id).where(lacks).correlate(RecordRow).exists().label("lacks"),
        )
        .select_from(PageRow)
        .join(RecordRow, RecordRow.page_id == PageRow.id)
        .join(RecordFieldRow, RecordFieldRow.record_id == RecordRow.id)
        .where(PageRow.municipality_id.in_(towns), PageRow.stored_at >= when.since, PageRow.stored_at < when.until)
        .where(~ruled.exists())
        .group_by(RecordRow.id, RecordRow.municipality_id, RecordRow.form, RecordRow.lane, RecordRow.page_id)
        .subquery()
    )
    busy = or_(one.c.asked > 0, one.c.verified > 0, one.c.lacks)
    group = (one.c.town, one.c.form, one.c.lane)
    return (
        select(
            *group,
            func.count(),
            func.sum(case((busy, 0), else_=1)),
            func.sum(one.c.fields - one.c.asked),
            func.sum(one.c.asked),
            func.sum(one.c.verified),
        )
        .group_by(*group)
        .order_by(*group)
    )
