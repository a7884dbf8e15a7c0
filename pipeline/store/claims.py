"""Who works on a record now. A claim lapses by itself; its token then loses to the next one.

Whoever touches a claim has locked the record's row before, so two reviewers cannot both win.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from models.db.tables import ClaimRow, RecordRow, SkipRow
from models.errors import Conflict, Held, OwnWork, Refusal
from models.record import Lane, RecordStatus, Role
from pipeline.store.looks import is_barred, refuse_own_work
from pipeline.store.rows import display_name, own_row
from pipeline.store.views import Actor, Claim


def claim(session: Session, actor: Actor, record_id: int, now: datetime, minutes: int) -> Claim:
    """Hold a record for ``minutes`` from now; holding it already only moves the end. A draft becomes in review.

    Needs a reviewer. Conflict (details: holder) while another account holds it; Refusal (details: status) when the
    record is past review; OwnWork where its look is for somebody else.
    """
    actor.need(Role.REVIEWER)
    record = own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    if record.status not in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW):
        raise Refusal(f"the record is {record.status}", status=record.status)
    refuse_own_work(session, actor, record)
    held = refuse_if_held(session, actor, record_id, now)
    if held is None:
        held = ClaimRow(municipality_id=record.municipality_id, record_id=record_id, token=0, account_id=None)
        session.add(held)
    if held.account_id != actor.account_id or held.expires_at <= now:
        held.taken_at = now
    if held.account_id != actor.account_id:
        held.account_id = actor.account_id
        held.token += 1
    held.minutes = minutes
    held.expires_at = now + timedelta(minutes=minutes)
    found = record.version
    if record.status is RecordStatus.DRAFT:
        record.status = RecordStatus.IN_REVIEW
        record.version += 1
    session.flush()
    return Claim(record_id, held.token, held.expires_at, found, record.version)


def release(session: Session, actor: Actor, record_id: int, now: datetime) -> None:
    """Give a record back; nothing happens where the actor does not hold it."""
    own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    held = _claim_row(session, record_id)
    if held is not None and held.account_id == actor.account_id and held.expires_at > now:
        held.expires_at = now


def take_next(
    session: Session, actor: Actor, now: datetime, minutes: int, forms: Collection[tuple[str, str]] | None = None
) -> Claim | None:
    """Claim what to work on next: what the actor holds already, else fresh drafts, else what was put back.

    Counter comes before batch; among fresh drafts the oldest comes first, among those put back the one left longest
    ago. Of the counter's, one that was only left, without a reason, counts as fresh: somebody waits for it. None when
    nothing waits. Two reviewers at the same time get two records. A second or third look is served as fresh, to
    anybody but those whose words it weighs. ``forms`` (pairs of form and version) are those that are wanted; any where
    None.
    """
    actor.need(Role.REVIEWER)
    while (record_id := _next_free(session, actor, now, forms)) is not None:
        try:
            return claim(session, actor, record_id, now, minutes)
        except (Conflict, OwnWork):  # claimed, or handed on, between the look and the lock
            continue
    return None


def look_ahead(
    session: Session, actor: Actor, after: int, now: datetime, forms: Collection[tuple[str, str]] | None = None
) -> int | None:
    """Which record ``take_next`` would give as things stand once ``after`` is done; None when nothing waits.

    Nothing is claimed by looking: a record that nobody looks at must not be hidden from colleagues.
    """
    actor.need(Role.REVIEWER)
    own_row(session, RecordRow, after, actor.municipality_id)
    queries = (query.where(RecordRow.id != after) for query in next_queries(actor, now, forms))
    return next((found for query in queries if (found := session.scalar(query)) is not None), None)


def refuse_if_held(session: Session, actor: Actor, record_id: int, now: datetime) -> ClaimRow | None:
    """The claim on a (locked) record, if there ever was one; Conflict (details: holder) while another holds it."""
    held = _claim_row(session, record_id)
    if held is not None and held.account_id != actor.account_id and held.expires_at > now:
        raise Held(display_name(session, held.account_id))
    return held


def record_in_review(session: Session, actor: Actor, record_id: int) -> RecordRow:
    """The record, locked; Refusal (details: status) unless it is in review."""
    actor.need(Role.REVIEWER)
    record = own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    if record.status is not RecordStatus.IN_REVIEW:
        raise Refusal(f"the record is {record.status}", status=record.status)
    return record


def need_claim(session: Session, actor: Actor, record_id: int, token: int | None = None) -> ClaimRow:
    """The actor's own claim on a (locked) record; Conflict (details: holder, maybe empty) where it is not theirs.

    A claim that lapsed but that nobody took since still counts: no work is lost because of a telephone call.
    """
    held = _claim_row(session, record_id)
    if held is None:
        raise Conflict("the record is not claimed", holder="")
    if held.account_id != actor.account_id or (token is not None and held.token != token):
        raise Held(display_name(session, held.account_id))
    return held


def _claim_row(session: Session, record_id: int) -> ClaimRow | None:
    query = select(ClaimRow).where(ClaimRow.record_id == record_id)
    return session.scalar(query.execution_options(populate_existing=True))


def prolong(session: Session, actor: Actor, record_id: int, token: int, now: datetime, minutes: int) -> Claim:
    """Hold a record for ``minutes`` from now that one holds already; a claim that nobody took since still counts.

    Conflict (details: holder) where it is not the actor's any more; Refusal (details: status) when it is past review.
    """
    record = record_in_review(session, actor, record_id)
    held = need_claim(session, actor, record_id, token)
    held.expires_at = max(held.expires_at, now + timedelta(minutes=minutes))
    return Claim(record_id, held.token, held.expires_at, record.version, record.version)


def _next_free(session: Session, actor: Actor, now: datetime, forms: Collection[tuple[str, str]] | None) -> int | None:
    for query in next_queries(actor, now, forms):
        record_id = session.scalar(query.with_for_update(of=RecordRow, skip_locked=True))
        if record_id is not None:
            return record_id
    return None


def next_queries(actor: Actor, now: datetime, forms: Collection[tuple[str, str]] | None) -> Iterator[Select[int]]:
    """Where to look for the next record, one place after the other; nothing is locked by looking."""
    live = ClaimRow.expires_at > now
    waiting = select(RecordRow.id).where(RecordRow.municipality_id == actor.municipality_id).limit(1)
    if forms is not None:
        waiting = waiting.where(tuple_(RecordRow.form, RecordRow.template_version).in_(list(forms)))
    others = ~is_barred(actor)
    fresh = waiting.where(RecordRow.status == RecordStatus.DRAFT, others).order_by(RecordRow.received_at, RecordRow.id)
    begun = waiting.join(ClaimRow, ClaimRow.record_id == RecordRow.id).where(RecordRow.status == RecordStatus.IN_REVIEW)
    left = begun.where(~live, others)
    put_aside = select(SkipRow.id).where(SkipRow.record_id == RecordRow.id, SkipRow.look == RecordRow.look).exists()
    yield begun.where(ClaimRow.account_id == actor.account_id, live).order_by(ClaimRow.expires_at)
    yield fresh.where(RecordRow.lane == Lane.COUNTER)
    yield left.where(RecordRow.lane == Lane.COUNTER, ~put_aside).order_by(ClaimRow.expires_at, RecordRow.id)
    yield fresh.where(RecordRow.lane == Lane.BATCH)
    yield left.order_by(RecordRow.lane, ClaimRow.expires_at, RecordRow.id)
