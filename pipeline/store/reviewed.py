"""What people found of the machine's values: examples with their truth, from records that are done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from models.db.states import CorrectionKind, FieldState, Proof
from models.db.tables import CorrectionRow, RecordFieldRow, RecordRow
from models.reasons import ReasonCode
from models.record import Look, RecordStatus
from models.signs import Signs
from pipeline.calibrate.examples import Example, is_clear
from pipeline.check.values import same_value
from pipeline.decide.calibration import BLANK

_NAMES = {field.name for field in fields(Signs)}


def reviewed_examples(session: Session, municipality_id: int) -> Iterator[Example]:
    """Every value on which a person has ruled, in records that are reviewed or exported.

    A value that the machine was sure of and a second person verified is one of them: it was right.
    What stood without a person is no example: nobody knows whether it was right, unless it was picked for a spot check.
    Nor is what nobody could read, what was taken back, or what an older program read by other signs.
    """
    first, last = aliased(CorrectionRow), aliased(CorrectionRow)
    own = CorrectionRow.record_field_id == RecordFieldRow.id
    earliest = select(func.min(CorrectionRow.version)).where(own).scalar_subquery()
    gave_the_value = select(func.max(CorrectionRow.version)).where(own, CorrectionRow.look != Look.SECOND)
    agreed = (RecordFieldRow.state == FieldState.ACCEPTED) & (RecordFieldRow.proof == Proof.AGREED)
    query = (
        select(RecordFieldRow, first.before_value, first.before_text)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .join(first, (first.record_field_id == RecordFieldRow.id) & (first.version == earliest))
        .outerjoin(
            last,
            (last.record_field_id == RecordFieldRow.id) & (last.version == gave_the_value.scalar_subquery()),
        )
        .where(RecordRow.municipality_id == municipality_id)
        .where(RecordRow.status.in_((RecordStatus.REVIEWED, RecordStatus.EXPORTED)))
        .where(
            or_(
                agreed,
                (RecordFieldRow.state == FieldState.DECIDED)
                & last.kind.not_in((CorrectionKind.ILLEGIBLE, CorrectionKind.UNDONE)),
            )
        )
        .order_by(RecordFieldRow.id)
    )
    for field, read, text in session.execute(query):
        if field.signs is not None and field.signs.keys() == _NAMES:
            yield Example(
                sheet=str(field.record_id),
                kind=field.type if text else BLANK,
                signs=Signs(**field.signs),
                right=same_value(read, field.value),
                clear=is_clear(ReasonCode(code) for code, _ in field.reasons),
            )
