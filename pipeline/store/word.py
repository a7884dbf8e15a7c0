"""What shall stand in a field after a person's word, and how long that word took them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind, FieldState
from models.db.tables import CorrectionRow, RecordFieldRow
from models.errors import Refusal
from models.reading import Decision, FieldValue
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class Effort:
    """What a word cost a person: active seconds since the field was shown, and keys pressed. Never which keys."""

    seconds: float | None = None
    keystrokes: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word on a field."""

    kind: CorrectionKind
    value: FieldValue
    text: str
    state: FieldState = FieldState.DECIDED


def word_of(
    session: Session, actor: Actor, kind: CorrectionKind, field: RecordFieldRow, value: FieldValue, text: str
) -> Word:
    """What a correction of this kind makes of the field; Refusal where there is nothing of one's own to take back."""
    match kind:
        case CorrectionKind.CONFIRMED:
            return Word(kind, field.value, field.text)
        case CorrectionKind.TYPED | CorrectionKind.CANDIDATE:
            return Word(kind, value, text)
        case CorrectionKind.UNDONE:
            return _before_own_last(session, actor, field)
        case _:
            return Word(kind, None, "")


def _before_own_last(session: Session, actor: Actor, field: RecordFieldRow) -> Word:
    """What stood before the actor's own answer, which must be the one that stands. Undoing again goes further back."""
    stand: list[CorrectionRow] = []
    query = select(CorrectionRow).where(CorrectionRow.record_field_id == field.id).order_by(CorrectionRow.version)
    for row in session.scalars(query):
        if row.kind is CorrectionKind.UNDONE:
            stand.pop()
        else:
            stand.append(row)
    if not stand or stand[-1].account_id != actor.account_id:
        raise Refusal("no answer of one's own stands in the field", field=field.key)
    last = stand.pop()
    machine = FieldState.ACCEPTED if field.decision is Decision.ACCEPT else FieldState.OPEN
    return Word(CorrectionKind.UNDONE, last.before_value, last.before_text, FieldState.DECIDED if stand else machine)
