"""Lists for the desk: what waits, and how much."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from models.db.tables import AccountRow, ClaimRow, PageRow, RecordFieldRow, RecordRow
from models.db.types import Urgency, UtcDateTime
from models.errors import Refusal
from models.record import WAITING, Lane, RecordStatus
from pipeline.store.aside_views import QueueEntry, QueuePage
from pipeline.store.looks import barred_count, is_barred, waits
from pipeline.store.notes import open_questions
from pipeline.store.rows import first_file_name
from pipeline.store.skips import last_skips
from pipeline.store.views import Actor


def queue(
    session: Session,
    actor: Actor,
    *,
    statuses: Collection[RecordStatus],
    now: datetime,
    form: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> QueuePage:
    """Records in any of ``statuses``, counter before batch, then oldest first.

    ``after`` is an earlier page's ``next_after``; Refusal when it is not of that kind.
    """
    query = _entries(actor, now).where(RecordRow.status.in_(statuses)).limit(limit + 1)
    if form is not None:
        query = query.where(RecordRow.form == form)
    if after is not None:
        lane, at, record_id = _parse_place(after)
        here = (literal(lane, Urgency()), literal(at, UtcDateTime()), literal(record_id))
        query = query.where(tuple_(RecordRow.lane, RecordRow.received_at, RecordRow.id) > tuple_(*here))
    rows = session.execute(query).all()
    skips = last_skips(session, [row[0] for row in rows])
    entries = tuple(QueueEntry(*(*row, skips.get(row[0]))) for row in rows[:limit])
    return QueuePage(entries, _place(entries[-1]) if len(rows) > limit else None)


def counts(session: Session, actor: Actor) -> Mapping[RecordStatus, int]:
    """How many records stand where; every status is present."""
    query = (
        select(RecordRow.status, func.count())
        .where(RecordRow.municipality_id == actor.municipality_id)
        .group_by(RecordRow.status)
    )
    found = {row[0]: row[1] for row in session.execute(query)}
    return {status: found.get(status, 0) for status in RecordStatus}


def count_waiting(session: Session, actor: Actor) -> int:
    """How many records wait for a person or are with one, but not those whose look is for others than the actor.

    Those that are done, many more in time, are not counted.
    """
    query = select(func.count()).where(
        RecordRow.municipality_id == actor.municipality_id, RecordRow.status.in_(WAITING)
    )
    return session.scalars(query).one() - barred_count(session, actor)


def _entries(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    """The columns of ``QueueEntry`` but the last, in its order, for the actor's municipality, most urgent first."""
    fields = select(func.count(RecordFieldRow.id)).where(RecordFieldRow.record_id == RecordRow.id).correlate(RecordRow)
    return (
        select(
            RecordRow.id,
            RecordRow.form,
            RecordRow.template_version,
            RecordRow.status,
            RecordRow.lane,
            RecordRow.received_at,
            fields.where(waits()).scalar_subquery(),
            fields.scalar_subquery(),
            first_file_name(PageRow.scan_id),
            PageRow.number,
            AccountRow.display_name,
            open_questions(),
            RecordRow.look,
            is_barred(actor),
        )
        .join(PageRow, PageRow.id == RecordRow.page_id)
        .outerjoin(ClaimRow, and_(ClaimRow.record_id == RecordRow.id, ClaimRow.expires_at > now))
        .outerjoin(AccountRow, AccountRow.id == ClaimRow.account_id)
        .where(RecordRow.municipality_id == actor.municipality_id)
        .order_by(RecordRow.lane, RecordRow.received_at, RecordRow.id)
    )


def _place(entry: QueueEntry) -> str:
    return f"{entry.lane}~{entry.received_at.isoformat()}~{entry.record_id}"


def _parse_place(after: str) -> tuple[Lane, datetime, int]:
    try:
        lane, at, record_id = after.split("~")
        moment, number = datetime.fromisoformat(at), int(record_id)
        if moment.tzinfo is None or not 0 <= number < 2**63:
            raise ValueError(after)
        return Lane(lane), moment.astimezone(UTC), number
    except (ValueError, OverflowError):
        raise Refusal("not a place in the queue", reason="after") from None
