"""Which words on a field stand: the first, a second beside it, a third between them; and when two say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind, Proof
from models.db.tables import AccountRow, CorrectionRow, RecordFieldRow
from models.reading import FieldValue
from models.record import Look
from models.template import Verification
from pipeline.check.values import folded
from pipeline.store.look_views import Said, Words

_WITHOUT_TEXT = frozenset({CorrectionKind.ILLEGIBLE, CorrectionKind.NOT_APPLICABLE, CorrectionKind.STRUCK_OUT})


def standing(rows: Iterable[CorrectionRow]) -> list[CorrectionRow]:
    """The words of people that stand, first to last: without those that were taken back."""
    stand: list[CorrectionRow] = []
    for row in sorted(rows, key=lambda row: row.version):
        if row.kind is CorrectionKind.UNDONE:
            stand.pop()
        else:
            stand.append(row)
    return stand


def words_of(field: RecordFieldRow, stand: Sequence[CorrectionRow], names: Mapping[int, str]) -> Words:
    """The words on a field whose words by people are ``stand``. A new first word makes nothing of those before it."""
    places = [place for place, row in enumerate(stand) if row.look is Look.FIRST]
    since = stand[places[-1] + 1 :] if places else stand
    second = next((row for row in reversed(since) if row.look is Look.SECOND), None)
    ruling = next((row for row in reversed(since) if row.look is Look.THIRD), None)
    return Words(
        first=_first(field, stand, places, names),
        second=_said(second, names) if second is not None else None,
        ruling=_said(ruling, names) if ruling is not None else None,
    )


def words_on(session: Session, fields: Sequence[RecordFieldRow]) -> Mapping[str, Words]:
    """The words on these fields, by key."""
    if not fields:
        return {}
    query = (
        select(CorrectionRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == CorrectionRow.account_id)
        .where(CorrectionRow.record_field_id.in_([field.id for field in fields]))
    )
    rows: defaultdict[int, list[CorrectionRow]] = defaultdict(list)
    names: dict[int, str] = {}
    for row, name in session.execute(query):
        rows[row.record_field_id].append(row)
        names[row.account_id] = name
    return {field.key: words_of(field, standing(rows[field.id]), names) for field in fields}


def is_due(field: RecordFieldRow, words: Words) -> bool:
    """Whether a second word is still wanted once the first look is over.

    Where the machine found nothing and nobody said otherwise, there is nothing to verify.
    """
    return (
        field.verification is not Verification.NONE
        and field.proof in (Proof.UNASKED, Proof.AWAITED)
        and proof_of(words) is not Proof.UNASKED
    )


def proof_of(words: Words) -> Proof:
    """What a second word beside the first proves; where there is none, whether it is wanted."""
    first, second = words.first, words.second
    if second is None:
        is_nothing = first.account_id is None and meaning(first.kind, first.value, first.text) is None
        return Proof.UNASKED if is_nothing else Proof.AWAITED
    if second.kind is CorrectionKind.CONFIRMED:
        return Proof.AGREED
    agreed = meaning(first.kind, first.value, first.text) == meaning(second.kind, second.value, second.text)
    return Proof.AGREED if agreed else Proof.DIFFERS


def meaning(kind: CorrectionKind, value: FieldValue, text: str) -> FieldValue:
    """What a word says, so that two can be compared: its normal form without spaces, its kind where it has no text."""
    return str(kind) if kind in _WITHOUT_TEXT else folded(value) or folded(text)


def _first(
    field: RecordFieldRow, stand: Sequence[CorrectionRow], places: Sequence[int], names: Mapping[int, str]
) -> Said:
    """The last first word; who confirms one says what it says. The machine's where nobody has said any."""
    if not places:
        before = stand[0] if stand else None  # a third's word has taken the machine's place
        value, text = (before.before_value, before.before_text) if before is not None else (field.value, field.text)
        return Said(None, None, None, CorrectionKind.CONFIRMED if text else CorrectionKind.BLANK, value, text)
    last = stand[places[-1]]
    said = [stand[place].kind for place in places if stand[place].kind is not CorrectionKind.CONFIRMED]
    kind = said[-1] if last.kind is CorrectionKind.CONFIRMED and said and not last.after_text else last.kind
    return Said(last.account_id, names.get(last.account_id), last.at, kind, last.after_value, last.after_text)


def _said(row: CorrectionRow, names: Mapping[int, str]) -> Said:
    return Said(row.account_id, names.get(row.account_id), row.at, row.kind, row.after_value, row.after_text)
