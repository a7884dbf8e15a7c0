"""Asking a colleague: notes on a record or a field of it, and answers to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from models.db.tables import AccountRow, NoteRow, RecordFieldRow, RecordRow
from models.errors import NotFound, Refusal
from models.record import RecordStatus, Role
from pipeline.store.aside_views import Note
from pipeline.store.rows import insert_once, own_row
from pipeline.store.seen import notes_for
from pipeline.store.views import Actor


def write_note(
    session: Session,
    actor: Actor,
    record_id: int,
    text: str,
    *,
    key: str,
    now: datetime,
    field: str | None = None,
    answers: int | None = None,
) -> tuple[Note, ...]:
    """Add a question, or the answer to the question ``answers``; the notes that the actor may read come back.

    No claim is needed: whoever answers is not who corrects. The same ``key`` again changes nothing. NotFound for a
    field or question that the record does not have; Refusal (details: status) when the record is past review.
    """
    actor.need(Role.REVIEWER)
    record = own_row(session, RecordRow, record_id, actor.municipality_id)
    if record.status not in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW):
        raise Refusal(f"the record is {record.status}", status=record.status)
    if answers is not None:
        field = _question(session, record_id, answers).field_key
    elif field is not None and not session.scalar(select(RecordFieldRow.id).filter_by(record_id=record_id, key=field)):
        raise NotFound("no such field", what="record_fields", id=field)
    said = {"field_key": field, "answers_id": answers, "text": text}
    who = {"municipality_id": record.municipality_id, "record_id": record_id, "account_id": actor.account_id}
    insert_once(session, NoteRow, **who, **said, key=key, at=now)
    return notes_of(session, actor, record)


def notes_of(session: Session, actor: Actor, record: RecordRow) -> tuple[Note, ...]:
    """The notes of a record that the actor may read now, in the order in which they were written."""
    query = (
        select(NoteRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == NoteRow.account_id)
        .where(NoteRow.record_id == record.id, notes_for(session, actor, record))
        .order_by(NoteRow.id)
    )
    return tuple(
        Note(row.id, by, row.at, row.text, row.field_key, row.answers_id) for row, by in session.execute(query)
    )


def open_questions() -> ScalarSelect[int]:
    """How many questions on the record of the outer query nobody has answered."""
    answer = aliased(NoteRow)
    answered = select(answer.id).where(answer.answers_id == NoteRow.id).exists()
    asked = (NoteRow.record_id == RecordRow.id, NoteRow.answers_id.is_(None), ~answered)
    return select(func.count(NoteRow.id)).where(*asked).correlate(RecordRow).scalar_subquery()


def _question(session: Session, record_id: int, note_id: int) -> NoteRow:
    row = session.scalar(select(NoteRow).filter_by(record_id=record_id, id=note_id, answers_id=None))
    if row is None:
        raise NotFound("no such question", what="notes", id=str(note_id))
    return row
