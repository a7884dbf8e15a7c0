"""What the database holds of a record, seen past the desk."""

from __future__ import annotations

from sqlalchemy import select

from models.db.tables import CorrectionRow, ReadingRow, RecordFieldRow, RecordRow
from models.record import RecordStatus
from tests.api.conftest import House


def corrections(house: House, key: str, record_id: int = 1) -> list[tuple[str, str, str]]:
    """Every word of a person on a field, first to last: kind, text before, text after."""
    query = (
        select(CorrectionRow.kind, CorrectionRow.before_text, CorrectionRow.after_text)
        .join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
        .where(RecordFieldRow.key == key, RecordFieldRow.record_id == record_id)
        .order_by(CorrectionRow.version)
    )
    with house.database.read() as session:
        return [(str(kind), before, after) for kind, before, after in session.execute(query)]


def readings(house: House) -> dict[str, str]:
    """What the machine read in each field."""
    with house.database.read() as session:
        rows = session.execute(select(ReadingRow.field_key, ReadingRow.text))
        return {row.field_key: row.text for row in rows}


def rejected(house: House) -> list[tuple[int, str | None]]:
    """The records that were set aside, each with its reason."""
    with house.database.read() as session:
        rows = session.execute(select(RecordRow.id, RecordRow.reject_reason).filter_by(status=RecordStatus.REJECTED))
        return [(row.id, row.reject_reason) for row in rows]
