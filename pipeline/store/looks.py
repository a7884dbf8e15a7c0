"""What is still to be done on a record, and by whom not.

One rule for what comes next (``claims.py``), for the stops on the desk (``seen.py``) and for a look's end
(``corrections.py``). First every field that waits is answered; then a second person verifies those fields whose
template says so; then a third decides where the two differ. Nobody verifies, or decides on, a word of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from models.db.states import FieldState, Proof
from models.db.tables import BarredRow, LookRow, RecordFieldRow, RecordRow
from models.errors import OwnWork, Refusal
from models.record import Look, RecordStatus, Role
from models.template import Verification
from pipeline.store.look_views import Words
from pipeline.store.said import is_due, words_on
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class Todo:
    """The next look at a record: the keys of the fields that it asks for, and the accounts that it is not for."""

    look: Look
    keys: frozenset[str]
    not_by: frozenset[int] = frozenset()


def still_to_do(
    fields: Sequence[RecordFieldRow], words: Mapping[str, Words], witnesses: Collection[int] = ()
) -> Todo | None:
    """What is left of a record; None where it is done.

    ``words`` are those on its fields under verification. ``witnesses`` have finished a first look at it: they have let
    the machine's values stand, so they are no second person for them.
    """
    if waiting := frozenset(field.key for field in fields if field.state is FieldState.OPEN):
        return Todo(Look.FIRST, waiting)
    if due := [field.key for field in fields if field.key in words and is_due(field, words[field.key])]:
        firsts = {words[key].first.account_id for key in due}
        return Todo(Look.SECOND, frozenset(due), frozenset(one for one in firsts if one is not None).union(witnesses))
    if apart := [field.key for field in fields if field.proof is Proof.DIFFERS]:
        both = [(words[key].first, words[key].second) for key in apart]
        people = {said.account_id for pair in both for said in pair if said is not None}
        return Todo(Look.THIRD, frozenset(apart), frozenset(one for one in people if one is not None))
    return None


def waits() -> ColumnElement[bool]:
    """Whether a field waits for a person in the look that its record is in; both rows are in the query."""
    return or_(
        and_(RecordRow.look == Look.FIRST, RecordFieldRow.state == FieldState.OPEN),
        and_(RecordRow.look == Look.SECOND, RecordFieldRow.proof == Proof.AWAITED),
        and_(RecordRow.look == Look.THIRD, RecordFieldRow.proof == Proof.DIFFERS),
    )


def part_of(look: Look, field: RecordFieldRow) -> Look:
    """Which word an answer to this field is in this look; Refusal (details: field) where two people have settled it."""
    if look is Look.FIRST or field.verification is Verification.NONE:
        return Look.FIRST
    if look is Look.THIRD and field.proof not in (Proof.DIFFERS, Proof.RULED):
        raise Refusal("two people have settled this field", field=field.key)
    return look


def is_barred(actor: Actor) -> ColumnElement[bool]:
    """Whether the look that the record of the query waits for is not for this account."""
    mine = (BarredRow.record_id == RecordRow.id, BarredRow.account_id == actor.account_id)
    return select(BarredRow.id).where(*mine).correlate(RecordRow).exists()


def barred_count(session: Session, actor: Actor) -> int:
    """How many records wait for others than this account."""
    mine = select(func.count(BarredRow.id)).where(BarredRow.account_id == actor.account_id)
    return session.scalars(mine).one()


def refuse_own_work(session: Session, actor: Actor, record: RecordRow) -> None:
    """OwnWork where a word of the actor's is weighed in the look that a (locked) record waits for.

    A supervisor may decide between two words although one is theirs: where two people are all there are, nobody else
    could. They have to open the record for it; it is not handed to them as the next.
    """
    if record.look is Look.THIRD and actor.role.may(Role.SUPERVISOR):
        return
    if session.scalar(select(BarredRow.id).filter_by(record_id=record.id, account_id=actor.account_id)) is not None:
        raise OwnWork("one's own word is verified by somebody else")


def hand_on(session: Session, record: RecordRow, actor: Actor, now: datetime) -> Todo | None:
    """Note that the actor has finished the look at a (locked) record, and prepare the next; None where it was the last.

    The record's version grows. What its last look leaves is for the caller.
    """
    session.add(
        LookRow(
            municipality_id=record.municipality_id,
            record_id=record.id,
            version=record.version + 1,
            look=record.look,
            account_id=actor.account_id,
            at=now,
        )
    )
    session.flush()
    todo = begin_next(session, record)
    if todo is not None:
        record.status = RecordStatus.DRAFT
        record.version += 1
    return todo


def begin_next(session: Session, record: RecordRow) -> Todo | None:
    """Let a record wait for what is still to be done on it; None where that is nothing."""
    matters = or_(RecordFieldRow.state == FieldState.OPEN, RecordFieldRow.verification != Verification.NONE)
    fields = session.scalars(select(RecordFieldRow).filter_by(record_id=record.id).where(matters)).all()
    checked = [field for field in fields if field.verification is not Verification.NONE]
    witnesses = session.scalars(select(LookRow.account_id).filter_by(record_id=record.id, look=Look.FIRST)).all()
    todo = still_to_do(fields, words_on(session, checked), witnesses)
    unbar(session, record)
    if todo is None:
        return None
    record.look = todo.look
    for field in fields:
        if todo.look is Look.SECOND and field.key in todo.keys:
            field.proof = Proof.AWAITED
    session.add_all(
        BarredRow(municipality_id=record.municipality_id, record_id=record.id, account_id=account_id)
        for account_id in sorted(todo.not_by)
    )
    return todo


def unbar(session: Session, record: RecordRow) -> None:
    """Nobody is kept from a record any more: its look is over."""
    session.execute(delete(BarredRow).where(BarredRow.record_id == record.id))


def has_finished(session: Session, actor: Actor, record_id: int, version: int) -> bool:
    """Whether it was the actor who finished the look after which the record had this version."""
    mine = select(LookRow.id).filter_by(record_id=record_id, version=version, account_id=actor.account_id)
    return session.scalar(mine) is not None
