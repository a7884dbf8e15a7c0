"""A person's word on a field, and the end of a review. The machine's reading stays beside it untouched."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind
from models.db.tables import CorrectionRow, RecordFieldRow, RecordRow
from models.errors import Conflict, NotFound, Refusal
from models.reading import FieldValue
from models.record import Look, RecordStatus, Role
from pipeline.store.claims import need_claim, record_in_review, refuse_if_held
from pipeline.store.looks import hand_on, has_finished, part_of, unbar, waits
from pipeline.store.records import field_views
from pipeline.store.rows import display_name, own_row
from pipeline.store.seen import seen_by
from pipeline.store.views import Actor, FieldView
from pipeline.store.word import Effort, Word, stands_after, word_of

_UNMEASURED = Effort()


def correct(
    session: Session,
    actor: Actor,
    record_id: int,
    key: str,
    *,
    kind: CorrectionKind,
    text: str,
    value: FieldValue,
    expected_version: int,
    claim_token: int,
    now: datetime,
    effort: Effort = _UNMEASURED,
) -> FieldView:
    """Settle one field and return it as the actor now sees it; the claim is prolonged.

    ``value`` is the normal form of ``text`` (``pipeline.check.values.value_of``). With kind ``confirmed`` the standing
    value is kept and ``text``, ``value`` are not looked at; with those that find no answer they become "" and None;
    with ``undone`` what stood before one's own last answer stands again, and the field may wait for a person again.
    In a second look the word lies beside the value, in a third it takes its place (``looks.py``).
    Conflict (details: field, by, text, version) when another correction came first, or (details: holder) when the
    claim was lost; Refusal (details: status) when the record is not in review, or (details: field) when there is
    nothing of one's own to undo, or nothing to say in this look. The same call again (its answer was lost on the way)
    changes nothing.
    """
    record = record_in_review(session, actor, record_id)
    held = need_claim(session, actor, record.id, claim_token)
    field = session.scalar(select(RecordFieldRow).filter_by(record_id=record_id, key=key))
    if field is None:
        raise NotFound("no such field", what="record_fields", id=key)
    part = part_of(record.look, field)
    if field.version == expected_version:
        settle(session, actor, field, word_of(session, actor, kind, field, value, text, part), effort, now, part)
    elif not _is_said(session, actor, field, expected_version, kind, value, text):
        raise _changed(session, actor, record, field)
    held.expires_at = now + timedelta(minutes=held.minutes)
    session.flush()
    return seen_by(actor, record, field_views(session, record_id, key))[0]


def finish(session: Session, actor: Actor, record_id: int, expected_version: int, now: datetime) -> RecordStatus:
    """Finish one's look at a claimed record and give it back. ``expected_version`` is the record's.

    It is reviewed, or a draft again where a second person has to verify, or a third to decide. The same call again
    changes nothing. Refusal (details: open, the number of fields) while a field waits, or (details: status) when the
    record is not in review; Conflict (details: status) when the status has changed since, or (details: holder) when
    another holds it.
    """
    record = own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    if has_finished(session, actor, record_id, expected_version + 1):
        return record.status
    record = record_in_review(session, actor, record_id)
    if record.version != expected_version:
        raise Conflict("the record's status has changed", status=record.status)
    held = need_claim(session, actor, record_id)
    still_open = select(func.count(RecordFieldRow.id)).join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
    waiting = session.scalars(still_open.where(RecordRow.id == record_id, waits())).one()
    if waiting:
        raise Refusal(f"{waiting} fields still wait for a person", open=str(waiting))
    held.expires_at = now
    if hand_on(session, record, actor, now) is not None:
        return record.status
    return _close(record, actor, RecordStatus.REVIEWED, now)


def reject(session: Session, actor: Actor, record_id: int, reason: str, now: datetime) -> RecordStatus:
    """Take a record out of the way for good (not a resident's form, a test sheet …); the reason is kept.

    Conflict (details: holder) while another account holds it; Refusal (details: status) when it was exported or
    rejected already.
    """
    actor.need(Role.REVIEWER)
    record = own_row(session, RecordRow, record_id, actor.municipality_id, lock=True)
    if record.status in (RecordStatus.EXPORTED, RecordStatus.REJECTED):
        raise Refusal(f"the record is {record.status}", status=record.status)
    held = refuse_if_held(session, actor, record_id, now)
    if held is not None:
        held.expires_at = min(held.expires_at, now)
    record.reject_reason = reason
    unbar(session, record)
    return _close(record, actor, RecordStatus.REJECTED, now)


def _close(record: RecordRow, actor: Actor, status: RecordStatus, now: datetime) -> RecordStatus:
    record.status = status
    record.version += 1
    record.closed_at = now
    record.closed_by_id = actor.account_id
    return status


def settle(
    session: Session,
    actor: Actor,
    field: RecordFieldRow,
    word: Word,
    effort: Effort,
    now: datetime,
    part: Look = Look.FIRST,
) -> None:
    """Let a person's word stand in a field whose record is locked, and write it down."""
    after = stands_after(session, actor, field, word, part)
    session.add(
        CorrectionRow(
            municipality_id=field.municipality_id,
            record_field_id=field.id,
            version=field.version + 1,
            account_id=actor.account_id,
            at=now,
            kind=word.kind,
            look=part,
            before_value=field.value,
            before_text=field.text,
            after_value=word.value,
            after_text=word.text,
            seconds=effort.seconds,
            keystrokes=effort.keystrokes,
        )
    )
    field.value, field.text, field.state, field.proof = after.value, after.text, after.state, after.proof
    field.version += 1


def _is_said(
    session: Session,
    actor: Actor,
    field: RecordFieldRow,
    expected_version: int,
    kind: CorrectionKind,
    value: FieldValue,
    text: str,
) -> bool:
    """Whether this very correction stands there already."""
    last = session.scalar(select(CorrectionRow).filter_by(record_field_id=field.id, version=field.version))
    if last is None or last.version != expected_version + 1:
        return False
    if (last.account_id, last.kind) != (actor.account_id, kind):
        return False
    undone = kind is CorrectionKind.UNDONE
    return undone or _says(last) == word_of(session, actor, kind, field, value, text, last.look)


def _changed(session: Session, actor: Actor, record: RecordRow, field: RecordFieldRow) -> Conflict:
    """Who changed the field since, and how it stands for the actor's eyes."""
    last = session.scalar(select(CorrectionRow).filter_by(record_field_id=field.id, version=field.version))
    by = display_name(session, last.account_id) if last is not None else ""
    view = seen_by(actor, record, field_views(session, record.id, field.key))[0]
    return Conflict(
        "the field was changed meanwhile", field=field.key, by=by, text=view.text, version=str(field.version)
    )


def _says(row: CorrectionRow) -> Word:
    return Word(row.kind, row.after_value, row.after_text)
