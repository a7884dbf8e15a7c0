"""Many answers at once, as they were shown in a grid; and taking them back. The rows and their history are the desk's.

A record is locked while its fields are answered, never claimed: a grid keeps nobody from a sheet, and a sheet on which
a colleague works is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind, FieldState
from models.db.tables import ClaimRow, CorrectionRow, RecordFieldRow, RecordRow
from models.errors import NotFound, Refusal
from models.reading import FieldValue
from models.record import WAITING, Role
from pipeline.store.corrections import settle
from pipeline.store.views import Actor
from pipeline.store.word import Effort, Word, word_of


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """What a person said of a field whose machine's answer they were shown as ``text`` at ``expected_version``.

    The machine is right, unless there is another answer ``instead`` (its text and value), or the field is ``odd``: then
    it stays open and leaves the grids for the desk.
    """

    field_id: int
    expected_version: int
    text: str
    instead: tuple[str, FieldValue] | None = None
    odd: bool = False


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What became of the fields: ``settled`` with their versions now, ``aside`` for the desk, and those left alone.

    ``held`` stand in records on which others work, ``changed`` stand otherwise than they were shown.
    """

    settled: Mapping[int, int]
    aside: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


def answer_group(
    session: Session, actor: Actor, answers: Sequence[GroupAnswer], now: datetime, effort: Effort
) -> GroupResult:
    """Settle what still stands as it was shown; what does not is left alone and told. The same again changes nothing.

    ``effort`` is what all answers took together. NotFound where one of the fields is not in this municipality.
    """
    fields = _locked(session, actor, [answer.field_id for answer in answers])
    words = {answer.field_id: _word(fields[answer.field_id].row, answer) for answer in answers if not answer.odd}
    versions = {answer.field_id: answer.expected_version for answer in answers}
    told = _told(session, actor, fields, versions, now)
    settled = {field_id: row.version for field_id, row in told.mine.items() if _says(row) == words.get(field_id)}
    shown = {answer.field_id: answer.text for answer in answers}
    fresh = [key for key in words if key in told.ready and _may_be_glanced(fields[key].row, shown[key])]
    for field_id, share in zip(fresh, shares(effort, len(fresh)), strict=True):
        row = fields[field_id].row
        settle(session, actor, row, words[field_id], share, now)
        settled[field_id] = row.version
    aside = tuple(_set_aside(fields[answer.field_id].row, answer) for answer in answers if answer.odd)
    held = tuple(key for key in words if key in told.held and key not in settled)
    session.flush()
    return GroupResult(settled, aside, held, tuple(key for key in words if key not in settled and key not in held))


def undo_group(
    session: Session, actor: Actor, versions: Mapping[int, int], odd: Sequence[int], now: datetime, effort: Effort
) -> GroupResult:
    """Take one's own answers back (field → the version that they made), and fields put aside into the grids again.

    A field that is not as one left it stays as it is (``changed``), as do those of records that others hold (``held``).
    The same again changes nothing.
    """
    fields = _locked(session, actor, [*versions, *odd])
    told = _told(session, actor, fields, versions, now)
    settled = {field_id: row.version for field_id, row in told.mine.items() if row.kind is CorrectionKind.UNDONE}
    words = {key: word for key in told.ready if (word := _word_back(session, actor, fields[key].row)) is not None}
    for (field_id, word), share in zip(words.items(), shares(effort, len(words)), strict=True):
        row = fields[field_id].row
        settle(session, actor, row, word, share, now)
        settled[field_id] = row.version
    for field_id in odd:
        fields[field_id].row.stood_out = False
    held = tuple(key for key in versions if key in told.held and key not in settled)
    session.flush()
    return GroupResult(settled, (), held, tuple(key for key in versions if key not in settled and key not in held))


def shares(effort: Effort, count: int) -> Iterator[Effort]:
    """What one page took, parted evenly among its answers; together they are the whole again."""
    for place in range(count):
        seconds = None if effort.seconds is None else effort.seconds / count
        keys = None if effort.keystrokes is None else effort.keystrokes // count + (place < effort.keystrokes % count)
        yield Effort(seconds, keys)


@dataclass(frozen=True, slots=True)
class _Field:
    row: RecordFieldRow
    record: RecordRow


@dataclass(frozen=True, slots=True)
class _Told:
    """Fields ``ready`` at their expected version, one step further by one's own word (``mine``), and ``held`` ones."""

    ready: frozenset[int]
    mine: Mapping[int, CorrectionRow]
    held: frozenset[int]


def _locked(session: Session, actor: Actor, field_ids: Sequence[int]) -> Mapping[int, _Field]:
    """The fields with their records, fresh; the records are locked in one order, so that no two wait for each other."""
    actor.need(Role.REVIEWER)
    here = RecordFieldRow.municipality_id == actor.municipality_id
    wanted = select(RecordFieldRow.record_id).where(RecordFieldRow.id.in_(field_ids), here)
    locked = select(RecordRow).where(RecordRow.id.in_(wanted)).order_by(RecordRow.id).with_for_update()
    records = {row.id: row for row in session.scalars(locked.execution_options(populate_existing=True))}
    rows = select(RecordFieldRow).where(RecordFieldRow.id.in_(field_ids), here)
    found = session.scalars(rows.execution_options(populate_existing=True))
    fields = {row.id: _Field(row, records[row.record_id]) for row in found}
    for field_id in field_ids:
        if field_id not in fields:
            raise NotFound("no such field", what="record_fields", id=str(field_id))
    return fields


def _told(
    session: Session, actor: Actor, fields: Mapping[int, _Field], versions: Mapping[int, int], now: datetime
) -> _Told:
    records = {field.record.id for field in fields.values()}
    others = (ClaimRow.expires_at > now, ClaimRow.account_id != actor.account_id)
    busy = set(session.scalars(select(ClaimRow.record_id).where(ClaimRow.record_id.in_(records), *others)))
    held = frozenset(key for key in versions if fields[key].record.id in busy)
    last = select(CorrectionRow).join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
    last = last.where(RecordFieldRow.id.in_(versions), CorrectionRow.version == RecordFieldRow.version)
    mine = {
        row.record_field_id: row
        for row in session.scalars(last.where(CorrectionRow.account_id == actor.account_id))
        if row.version == versions[row.record_field_id] + 1
    }
    ready = (key for key in versions if key not in held and fields[key].record.status in WAITING)
    return _Told(frozenset(key for key in ready if fields[key].row.version == versions[key]), mine, held)


def _may_be_glanced(row: RecordFieldRow, shown: str) -> bool:
    """Whether the machine's answer still waits, is what the person saw, and nobody has seen that it is another kind."""
    return row.state is FieldState.OPEN and row.glance is not None and not row.stood_out and row.text == shown


def _word(row: RecordFieldRow, answer: GroupAnswer) -> Word:
    """The desk's own kinds: an empty answer that is right is a blank."""
    if answer.instead is not None:
        text, value = answer.instead
        return Word(CorrectionKind.TYPED if text else CorrectionKind.BLANK, value, text)
    if not answer.text:
        return Word(CorrectionKind.BLANK, None, "")
    return Word(CorrectionKind.CONFIRMED, row.value, row.text)


def _word_back(session: Session, actor: Actor, row: RecordFieldRow) -> Word | None:
    try:
        return word_of(session, actor, CorrectionKind.UNDONE, row, None, "")
    except Refusal:  # a colleague's word stands there, or nobody's
        return None


def _set_aside(row: RecordFieldRow, answer: GroupAnswer) -> int:
    if row.state is FieldState.OPEN and row.version == answer.expected_version:
        row.stood_out = True
    return row.id


def _says(row: CorrectionRow) -> Word:
    return Word(row.kind, row.after_value, row.after_text)
