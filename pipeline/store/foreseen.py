"""Whether a record is still what somebody was shown of it before it was theirs."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db.tables import NoteRow, RecordFieldRow, SkipRow


def as_of(session: Session, record_id: int, version: int) -> str:
    """A mark that changes with everything that the desk shows of a record, whose version is ``version``.

    A field's version grows with each word of a person on it; notes and skips only come to those that are there.
    """
    fields = select(func.sum(RecordFieldRow.version)).where(RecordFieldRow.record_id == record_id)
    notes, skips = (select(func.max(table.id)).where(table.record_id == record_id) for table in (NoteRow, SkipRow))
    marks = session.execute(select(*(query.scalar_subquery() for query in (fields, notes, skips)))).one()
    return ".".join(str(mark or 0) for mark in (version, *marks))
