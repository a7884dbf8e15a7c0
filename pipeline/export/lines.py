"""Records as JSON Lines: one object a record, with each field's text, value, and who decided it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from models.clock import as_told
from models.db.states import FieldState
from pipeline.export.columns import ExportedRecord
from pipeline.store.views import FieldView


def jsonl_text(records: Sequence[ExportedRecord]) -> str:
    """One line a record, in Unicode as written."""
    return "".join(json.dumps(_record(record), ensure_ascii=False) + "\n" for record in records)


def _record(record: ExportedRecord) -> dict[str, object]:
    return {
        "record_id": record.record_id,
        "form": record.form,
        "version": record.template_version,
        "received_at": as_told(record.received_at),
        "fields": {field.key: _field(field) for field in record.fields},
    }


def _field(field: FieldView) -> dict[str, object]:
    """``decided_by`` is a colleague's name, or null where the machine's value stands.

    ``verified_by`` is who said the same independently, or decided where two said otherwise; null where nobody had to.
    """
    verified = field.check.verified
    last = field.last_correction if field.state is FieldState.DECIDED else None
    return {
        "value": field.value,
        "text": field.text,
        "decided_by": last.by if last else None,
        "decided_at": as_told(last.at) if last else None,
        "kind": last.kind if last else None,
        "verification": field.check.verification,
        "verified_by": verified.by if verified else None,
        "verified_at": as_told(verified.at) if verified and verified.at else None,
    }
