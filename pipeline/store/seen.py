"""What an account may see of a record in the look that it is in, and which of its fields that look asks for.

Everything that leaves the store for a person goes through here: where a field is keyed unseen, neither what stands
there nor what the machine saw, nor what people said of it may reach them by any way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from models.db.states import FieldState, Proof
from models.db.tables import NoteRow, RecordFieldRow, RecordRow
from models.record import WAITING, Look
from models.template import Verification
from pipeline.store.look_views import Check, Said
from pipeline.store.views import Actor, CorrectionView, FieldView


def seen_by(actor: Actor, record: RecordRow, fields: Iterable[FieldView]) -> tuple[FieldView, ...]:
    """The fields of a record, or some of them, as the actor sees them now."""
    if record.status not in WAITING:
        return tuple(fields)
    look = {Look.FIRST: _first_look, Look.SECOND: _second_look, Look.THIRD: _third_look}[record.look]
    return tuple(look(actor, field) for field in fields)


def is_hidden(record: RecordRow) -> ColumnElement[bool]:
    """Whether a field of this record is keyed unseen now: as ``seen_by`` has it, for queries."""
    if record.status not in WAITING or record.look is not Look.SECOND:
        return RecordFieldRow.id.is_(None)
    return and_(RecordFieldRow.verification == Verification.BLIND, RecordFieldRow.proof != Proof.UNASKED)


def notes_for(session: Session, actor: Actor, record: RecordRow) -> ColumnElement[bool]:
    """Which notes on a record the actor may read: of a hidden field only their own questions, and the answers."""
    hidden = session.scalars(select(RecordFieldRow.key).where(RecordFieldRow.record_id == record.id, is_hidden(record)))
    question = aliased(NoteRow)
    mine = select(question.id).where(question.id == NoteRow.answers_id, question.account_id == actor.account_id)
    return or_(
        NoteRow.field_key.is_(None),
        NoteRow.field_key.not_in(hidden.all()),
        NoteRow.account_id == actor.account_id,
        mine.exists(),
    )


def _first_look(actor: Actor, field: FieldView) -> FieldView:
    return replace(field, check=Check(field.check.verification, asked=field.state is not FieldState.ACCEPTED))


def _second_look(actor: Actor, field: FieldView) -> FieldView:
    """What is asked for is open until somebody has said a second word; whether that agreed is not told."""
    if field.check.words is None:
        return replace(field, reasons=())
    second = field.check.words.second
    hides = field.check.verification is Verification.BLIND
    asked = replace(
        field,
        state=FieldState.OPEN if second is None else FieldState.DECIDED,
        reasons=(),
        check=Check(field.check.verification, asked=True, hidden=hides),
    )
    if hides:
        return _unseen(actor, asked, second)
    if second is None:
        return asked
    return replace(asked, value=second.value, text=second.text, last_correction=_own(second, field))


def _unseen(actor: Actor, field: FieldView, second: Said | None) -> FieldView:
    """Only what the actor has keyed themselves."""
    bare = replace(field, value=None, text="", confidence=0.0, candidates=(), last_correction=None)
    if second is None or second.account_id != actor.account_id:
        return bare
    return replace(bare, value=second.value, text=second.text, last_correction=_own(second, bare))


def _third_look(actor: Actor, field: FieldView) -> FieldView:
    """Both words lie side by side and nothing stands until one is chosen."""
    check = field.check
    if check.proof not in (Proof.DIFFERS, Proof.RULED):
        settled = Check(check.verification, locked=check.verification is not Verification.NONE)
        return replace(field, reasons=(), check=settled)
    asked = replace(field, reasons=(), candidates=(), check=replace(check, asked=True))
    if check.proof is Proof.RULED:
        return asked
    return replace(asked, value=None, text="", last_correction=None, state=FieldState.OPEN)


def _own(second: Said, before: FieldView) -> CorrectionView:
    assert second.by is not None and second.at is not None
    return CorrectionView(
        second.by, second.at, second.kind, before.value, before.text, after_value=second.value, after_text=second.text
    )
