"""Pages and files stored in a stretch of time, as they were then: what people ruled since changes nothing.

Everything goes by the time at which a row was stored. What another process stored meanwhile is counted with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, null, select
from sqlalchemy.orm import Session

from models.db.states import PageStatus
from models.db.tables import BatchRow, PageRow, ProblemRow, ScanRow, SubmissionRow
from models.problem import NOTICES, ProblemCode
from models.record import Lane

Towns = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``since`` until before ``until``."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class PageFact:
    """One page and the times of its scan; ``refused`` is why it was not read."""

    town: int
    scan_id: int
    status: PageStatus
    form: str | None
    seconds: float
    stored_at: datetime
    lane: Lane
    refused: ProblemCode | None
    digitised_at: datetime
    received_at: datetime

    @property
    def wait(self) -> float:
        """From its scan's coming to its first reading, in seconds."""
        return (self.digitised_at - self.received_at).total_seconds()

    @property
    def is_read(self) -> bool:
        """Whether the machine read it by itself."""
        return self.refused is None and self.status is PageStatus.READ


@dataclass(frozen=True, slots=True)
class RefusedFact:
    """A page that was not read, or a whole file (without ``page``), by numbers alone: names may name residents."""

    town: int
    batch_id: int
    opened_at: datetime
    file_id: int
    page: int | None
    lane: Lane
    code: ProblemCode


def pages_stored(session: Session, towns: Towns, when: Stretch) -> tuple[PageFact, ...]:
    """Every page stored in the stretch."""
    return tuple(PageFact(*row) for row in session.execute(pages_query(towns, when)))


def pages_query(towns: Towns, when: Stretch) -> Select[*tuple[Any, ...]]:
    """The pages by the time they were stored, each with its lane and the first reason for which it was refused."""
    return (
        select(
            PageRow.municipality_id,
            PageRow.scan_id,
            PageRow.status,
            PageRow.form,
            PageRow.seconds,
            PageRow.stored_at,
            lane_of_page().label("lane"),
            first_refusal().label("refused"),
            func.coalesce(ScanRow.digitised_at, PageRow.stored_at).label("digitised_at"),
            ScanRow.received_at,
        )
        .join(ScanRow, ScanRow.id == PageRow.scan_id)
        .where(PageRow.municipality_id.in_(towns), PageRow.stored_at >= when.since, PageRow.stored_at < when.until)
    )


def refused_stored(session: Session, towns: Towns, when: Stretch) -> tuple[RefusedFact, ...]:
    """What was refused in the stretch, in the order in which it was handed in."""
    found = [RefusedFact(*row) for query in refused_queries(towns, when) for row in session.execute(query)]
    return tuple(sorted(found, key=lambda one: (one.batch_id, one.file_id, one.page or 0)))


def refused_queries(towns: Towns, when: Stretch) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    """Pages with the file as which they first came, and files that are no scan."""
    handed_in = select(func.min(SubmissionRow.id)).where(SubmissionRow.scan_id == PageRow.scan_id)
    file = handed_in.correlate(PageRow).scalar_subquery()
    code = first_refusal()
    batch = (SubmissionRow.batch_id, BatchRow.opened_at, SubmissionRow.id)
    pages = (
        select(PageRow.municipality_id, *batch, PageRow.number, lane_of_page(), code)
        .join(SubmissionRow, SubmissionRow.id == file)
        .join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        .where(PageRow.municipality_id.in_(towns), PageRow.stored_at >= when.since, PageRow.stored_at < when.until)
        .where(code.is_not(None))
    )
    first = select(func.min(ProblemRow.id)).where(ProblemRow.submission_id == SubmissionRow.id)
    files = (
        select(SubmissionRow.municipality_id, *batch, null(), BatchRow.lane, ProblemRow.code)
        .join(ProblemRow, ProblemRow.id == first.correlate(SubmissionRow).scalar_subquery())
        .join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        .where(SubmissionRow.municipality_id.in_(towns), SubmissionRow.scan_id.is_(None))
        .where(SubmissionRow.at >= when.since, SubmissionRow.at < when.until)
    )
    return pages, files


def lane_of_page() -> ScalarSelect[Lane]:
    """The most urgent lane in which a page's scan was handed in."""
    query = select(func.min(BatchRow.lane)).join(SubmissionRow, SubmissionRow.batch_id == BatchRow.id)
    return query.where(SubmissionRow.scan_id == PageRow.scan_id).correlate(PageRow).scalar_subquery()


def first_refusal() -> ScalarSelect[ProblemCode]:
    """Why a page was refused when it was read; it stays where a person has ruled on the page since."""
    query = select(ProblemRow.code).where(ProblemRow.page_id == PageRow.id, ProblemRow.code.not_in(NOTICES))
    return query.order_by(ProblemRow.id).limit(1).correlate(PageRow).scalar_subquery()
