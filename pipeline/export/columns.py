"""The exported view of records: what each holds, and the columns that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.db.tables import RecordRow
from models.fields import IMAGE_TYPES
from pipeline.store.records import field_views
from pipeline.store.views import FieldView


@dataclass(frozen=True, slots=True)
class ExportedRecord:
    """A record on its way out; ``fields`` in template order, pictures left out."""

    record_id: int
    form: str
    template_version: str
    received_at: datetime
    fields: tuple[FieldView, ...]


def exported(session: Session, record: RecordRow) -> ExportedRecord:
    """The record as it leaves."""
    return ExportedRecord(
        record_id=record.id,
        form=record.form,
        template_version=record.template_version,
        received_at=record.received_at,
        fields=tuple(field for field in field_views(session, record.id) if field.type not in IMAGE_TYPES),
    )


def columns(records: Sequence[ExportedRecord]) -> tuple[str, ...]:
    """Every field key of the records: the newest form's, page after page, then what only older versions had.

    A record without an optional page has no fields of it: those of others take their place among the pages.
    """
    keys: dict[str, None] = {}
    for version in sorted({record.template_version for record in records}, reverse=True):
        own = sorted((r for r in records if r.template_version == version), key=lambda r: r.record_id, reverse=True)
        fields = sorted((field for record in own for field in record.fields), key=lambda field: field.form_page)
        keys |= dict.fromkeys(field.key for field in fields)
    return tuple(keys)
