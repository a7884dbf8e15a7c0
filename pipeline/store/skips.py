"""Putting a record aside with a reason: others come first, and whoever takes it up again is told why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db.states import SkipReason
from models.db.tables import AccountRow, RecordRow, SkipRow
from models.errors import Refusal
from models.record import RecordStatus, Role
from pipeline.store.aside_views import Skip
from pipeline.store.claims import need_claim
from pipeline.store.rows import insert_once, own_row
from pipeline.store.views import Actor


def skip(
    session: Session, actor: Actor, record_id: int, reason: SkipReason, text: str, *, key: str, now: datetime
) -> None:
    """Give a record back and keep why. The same ``key`` again changes nothing.

    ``text`` is needed with the reason ``other`` and dropped beside the usual ones. Conflict (details: holder) where
    the record is not the actor's; Refusal (details: reason) for another reason without words, or (details: status)
    when the record is not in review.
    """
    actor.need(Role.REVIEWER)
    record = own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    if session.scalar(select(SkipRow.id).filter_by(record_id=record_id, key=key)) is not None:
        return
    if record.status is not RecordStatus.IN_REVIEW:
        raise Refusal(f"the record is {record.status}", status=record.status)
    said = text.strip() if reason is SkipReason.OTHER else ""
    if reason is SkipReason.OTHER and not said:
        raise Refusal("another reason needs words", reason=reason)
    held = need_claim(session, actor, record_id)
    who = {"municipality_id": record.municipality_id, "record_id": record_id, "account_id": actor.account_id}
    insert_once(session, SkipRow, **who, key=key, at=now, look=record.look, reason=reason, text=said)
    held.expires_at = min(held.expires_at, now)


def last_skips(session: Session, record_ids: Collection[int]) -> Mapping[int, Skip]:
    """Why each of the records was put aside last in the look that it is in, for those that were."""
    latest = (
        select(func.max(SkipRow.id))
        .join(RecordRow, (RecordRow.id == SkipRow.record_id) & (RecordRow.look == SkipRow.look))
        .where(SkipRow.record_id.in_(record_ids))
        .group_by(SkipRow.record_id)
    )
    query = (
        select(SkipRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == SkipRow.account_id)
        .where(SkipRow.id.in_(latest))
    )
    return {row.record_id: Skip(by, row.at, row.reason, row.text) for row, by in session.execute(query)}
