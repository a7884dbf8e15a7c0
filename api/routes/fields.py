"""A person's word on one field."""

from __future__ import annotations

from fastapi import APIRouter

from api.bodies import FieldIn
from api.deps import FieldKey, Now, RecordId, Reviewer, ServiceDep, Words
from api.errors import InvalidValue
from api.faces import field_out
from api.record_schemas import FieldOut
from models.catalogue import names_in
from models.db.states import CorrectionKind
from models.errors import NotFound
from models.form import Form
from models.reading import FieldValue
from models.record import Look
from models.template import ChoiceField, FormField
from pipeline.check.values import value_of
from pipeline.store.corrections import correct
from pipeline.store.records import open_record
from pipeline.store.views import RecordView
from pipeline.store.word import Effort

router = APIRouter(prefix="/records/{record_id}/fields", tags=["fields"])

_WRITTEN = frozenset({CorrectionKind.TYPED, CorrectionKind.CANDIDATE})


@router.put("/{key}")
def settle_field(
    record_id: RecordId, key: FieldKey, body: FieldIn, service: ServiceDep, actor: Reviewer, words: Words, now: Now
) -> FieldOut:
    """Settle one field. Sending the same again changes nothing; a text against its format needs ``override``."""
    with service.database.read() as session:
        record = open_record(session, actor, record_id, now)
    form = service.form(record.form, record.template_version)
    field = field_of(form, key)
    body = _said(record, field, body)
    value = _value(field, body) if body.kind in _WRITTEN else None
    with service.database.write() as session:
        view = correct(
            session,
            actor,
            record_id,
            key,
            kind=body.kind,
            text=body.text,
            value=value,
            expected_version=body.expected_version,
            claim_token=body.claim_token,
            now=now,
            effort=Effort(body.seconds, body.keystrokes),
        )
    return field_out(view, field, words, names_in(form.all_fields(), words.language), form.postal_fields().get(key))


def _said(record: RecordView, field: FormField, body: FieldIn) -> FieldIn:
    """A text without a normal form cannot just be confirmed, or nothing would be exported: it counts as typed.

    Told from the text alone, so that the same request sent again says the same. A second person changes no value: to
    confirm what stands is enough.
    """
    if record.look is Look.SECOND:
        return body
    text = next((view.text for view in record.fields if view.key == field.key), "")
    if body.kind is CorrectionKind.CONFIRMED and text and value_of(field, text).value is None:
        return body.model_copy(update={"kind": CorrectionKind.TYPED, "text": text})
    return body


def field_of(form: Form, key: str) -> FormField:
    """The form's field, or NotFound."""
    try:
        return form.field(key)
    except KeyError:
        raise NotFound(f"no field {key}", field=key) from None


def _value(field: FormField, body: FieldIn) -> FieldValue:
    """The normal form, or with ``override`` at least the text itself: what a person insists on is not lost."""
    normal = value_of(field, body.text)
    unknown_option = normal.value is None and isinstance(field, ChoiceField)
    if normal.reasons and (unknown_option or not body.override):
        raise InvalidValue(field.key, normal.reasons)
    return body.text if normal.reasons and normal.value is None else normal.value
