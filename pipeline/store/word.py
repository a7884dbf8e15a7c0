"""What a person's word makes of a field, and how long that word took them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind, FieldState, Proof
from models.db.tables import CorrectionRow, RecordFieldRow
from models.errors import Refusal
from models.reading import Decision, FieldValue
from models.record import Look
from models.template import Verification
from pipeline.store.look_views import Said
from pipeline.store.said import proof_of, standing, words_of
from pipeline.store.views import Actor

_OF_WHAT_STANDS = frozenset({CorrectionKind.CONFIRMED, CorrectionKind.CANDIDATE})


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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a field stands after a word."""

    value: FieldValue
    text: str
    state: FieldState
    proof: Proof


def word_of(
    session: Session,
    actor: Actor,
    kind: CorrectionKind,
    field: RecordFieldRow,
    value: FieldValue,
    text: str,
    part: Look = Look.FIRST,
) -> Word:
    """What is said by a word of this kind; ``part`` is which word on the field it is.

    Refusal (details: field) where nothing of one's own is there to take back, or where what was not shown is confirmed.
    """
    if part is Look.SECOND and field.verification is Verification.BLIND and kind in _OF_WHAT_STANDS:
        raise Refusal("a field that is keyed unseen cannot be confirmed", field=field.key)
    match kind:
        case CorrectionKind.CONFIRMED:
            return Word(kind, field.value, field.text)
        case CorrectionKind.TYPED | CorrectionKind.CANDIDATE:
            return Word(kind, value, text)
        case CorrectionKind.UNDONE:
            last = _stand(session, field)[-1:]
            if not last or (last[0].account_id, last[0].look) != (actor.account_id, part):
                raise Refusal("no answer of one's own stands in the field", field=field.key)
            return Word(kind, last[0].before_value, last[0].before_text)
        case _:
            return Word(kind, None, "")


def stands_after(session: Session, actor: Actor, field: RecordFieldRow, word: Word, part: Look) -> Standing:
    """How the field stands with this word. A second word lies beside the value; undoing again goes further back."""
    stand = _stand(session, field)
    undone = word.kind is CorrectionKind.UNDONE
    left = stand[:-1] if undone else stand
    if part is Look.SECOND:
        words = words_of(field, left, {})
        if not undone:
            said = Said(actor.account_id, None, None, word.kind, word.value, word.text)
            words = replace(words, second=said)
        return Standing(field.value, field.text, field.state, proof_of(words))
    proof = Proof.UNASKED if part is Look.FIRST else Proof.RULED
    if not undone:
        return Standing(word.value, word.text, FieldState.DECIDED, proof)
    if part is Look.THIRD and left[-1].look is not Look.THIRD:
        proof = Proof.DIFFERS
    machine = FieldState.ACCEPTED if field.decision is Decision.ACCEPT else FieldState.OPEN
    by_people = any(row.look is not Look.SECOND for row in left)
    return Standing(word.value, word.text, FieldState.DECIDED if by_people else machine, proof)


def _stand(session: Session, field: RecordFieldRow) -> list[CorrectionRow]:
    """The words of people on the field that stand, first to last."""
    return standing(session.scalars(select(CorrectionRow).where(CorrectionRow.record_field_id == field.id)))
