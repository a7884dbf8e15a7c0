"""What answers cost: seconds and keys by form, field and person, without anything that was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind
from models.db.tables import AccountRow, CorrectionRow, RecordFieldRow, RecordRow
from models.record import Look, Role
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class EffortSum:
    """One person's measured answers to one field of one form.

    ``answers`` counts every measured answer, ``records`` the sheets on which they were given, ``changed`` the answers
    other than the machine's own confirmed. Seconds a record are the sum of ``seconds`` over its fields.
    """

    form: str
    field: str
    person: str
    answers: int
    records: int
    changed: int
    seconds: float
    keystrokes: int


def effort_sums(session: Session, actor: Actor, since: datetime, until: datetime) -> Sequence[EffortSum]:
    """What was measured from ``since`` until before ``until`` in the municipality; for supervisors."""
    actor.need(Role.SUPERVISOR)
    # What a second person keys unseen changes nothing, however they say it.
    changed = func.count().filter(CorrectionRow.kind != CorrectionKind.CONFIRMED, CorrectionRow.look != Look.SECOND)
    query = (
        select(
            RecordRow.form,
            RecordFieldRow.key,
            AccountRow.display_name,
            func.count(),
            func.count(RecordRow.id.distinct()),
            changed,
            func.sum(CorrectionRow.seconds),
            func.sum(CorrectionRow.keystrokes),
        )
        .join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .join(AccountRow, AccountRow.id == CorrectionRow.account_id)
        .where(CorrectionRow.municipality_id == actor.municipality_id, CorrectionRow.seconds.is_not(None))
        .where(CorrectionRow.at >= since, CorrectionRow.at < until)
        .group_by(RecordRow.form, RecordFieldRow.key, AccountRow.id, AccountRow.display_name)
        .order_by(RecordRow.form, RecordFieldRow.key, AccountRow.display_name, AccountRow.id)
    )
    return [EffortSum(*row[:6], float(row[6] or 0), int(row[7] or 0)) for row in session.execute(query)]
