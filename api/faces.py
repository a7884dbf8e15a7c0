"""From the store's views to what the doors show: labels from the template, words from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from api.look_faces import check_out
from api.record_schemas import (
    AheadOut,
    CandidateOut,
    CorrectionOut,
    FieldOut,
    InputKind,
    OptionOut,
    PageOut,
    ReasonOut,
    RecordOut,
)
from api.schemas import NoteOut, QueueEntryOut, SkipOut
from api.service import Service
from models.catalogue import Catalogue, names_in
from models.form import Form
from models.reading import Candidate, FieldValue
from models.template import ChoiceField, FormField, ImageField
from pipeline.check.values import folded, value_of
from pipeline.store.aside_views import Note, QueueEntry, Skip
from pipeline.store.views import CorrectionView, FieldView, PageView, RecordView

NUMERIC = frozenset(
    {"digits", "code", "integer", "postal_code", "phone", "my_number", "account_number", "money", "date"}
)
"""Types in which a digit key is part of the answer, so that it cannot pick a candidate."""


def record_out(record: RecordView, form: Form, words: Catalogue) -> RecordOut:
    """A record for the desk."""
    names = names_in(form.all_fields(), words.language)
    fields = {field.key: field for field in form.all_fields()}
    postal = form.postal_fields()
    return RecordOut(
        record_id=record.record_id,
        form=record.form,
        title=form.title.in_language(words.language),
        template_version=record.template_version,
        status=record.status,
        look=record.look,
        version=record.version,
        lane=record.lane,
        received_at=record.received_at,
        claimed_by=record.claimed_by,
        skip=_skip_out(record.skip),
        notes=notes_out(record.notes),
        file_name=record.scan.file_name,
        page_number=record.pages[0].number,
        pages=[page_out(page, form) for page in record.pages],
        notices=_notices(record, words),
        fields=[
            field_out(view, fields[view.key], words, names, postal.get(view.key))
            for view in record.fields
            if view.key in fields
        ],
    )


def ahead_out(record: RecordView, form: Form, words: Catalogue, as_of: str) -> AheadOut:
    """A record that is not on the desk yet, and what the desk will show first of it."""
    keys = {field.key for field in form.all_fields() if not isinstance(field, ImageField)}
    first = next((field for field in record.open_fields if field.key in keys), None)
    form_page = first.form_page if first else 1
    page = next((page.number for page in record.pages if page.form_page == form_page), None)
    told = record_out(record, form, words)
    return AheadOut(record=told, as_of=as_of, field=first.key if first and page else None, page=page)


def page_out(page: PageView, form: Form) -> PageOut:
    """A page of the record, with its size where it is one of the form's."""
    known = {template.page: template.page_mm for template in form.pages}
    return PageOut(number=page.number, form_page=page.form_page, page_mm=known.get(page.form_page or 0))


def _notices(record: RecordView, words: Catalogue) -> list[str]:
    """What is worth knowing of the record's pages, each said once; why a page was refused at first is settled."""
    notices = (problem for page in record.pages for problem in page.problems if not problem.refuses)
    said = [words.problem(problem) for problem in notices]
    return list(dict.fromkeys(said))


def field_out(
    view: FieldView, field: FormField, words: Catalogue, names: Mapping[str, str], postal_field: str | None
) -> FieldOut:
    """A field with its label, options and reasons in words; ``names`` are the labels of the form's fields.

    ``postal_field`` is the key of the field with an address's postal code.
    """
    box = view.box_mm
    options = field.options if isinstance(field, ChoiceField) else ()
    return FieldOut(
        key=view.key,
        label=field.label.in_language(words.language),
        type=field.type,
        input=input_kind(field),
        required=field.required,
        sensitivity=view.sensitivity,
        form_page=view.form_page,
        box_mm=(box.x, box.y, box.w, box.h),
        options=[OptionOut(value=option.value, label=option.label.in_language(words.language)) for option in options],
        state=view.state,
        text=view.text,
        value=_plain(view.value),
        confidence=view.confidence,
        reasons=[ReasonOut(code=reason.code, words=words.reason(reason, names)) for reason in view.reasons],
        candidates=[CandidateOut(text=each.text, score=each.score) for each in _worth_offering(field, view.candidates)],
        version=view.version,
        correction=_correction_out(view.last_correction),
        check=check_out(view.check),
        postal_field=postal_field,
    )


def _worth_offering(field: FormField, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The machine's reading, and what else to pick: no 令和8年月7日, nothing twice that differs in its spaces alone."""
    offered = set[FieldValue]()
    for place, candidate in enumerate(candidates):
        value = folded(value_of(field, candidate.text).value)
        if place == 0 or (value is not None and value not in offered):
            yield candidate
        offered.add(value)


def input_kind(field: FormField) -> InputKind:
    """How a person answers a field."""
    match field:
        case ChoiceField(type=kind):
            return kind
        case ImageField():
            return "image"
        case _:
            return "numeric" if field.type in NUMERIC else "text"


def entry_out(entry: QueueEntry, service: Service, words: Catalogue) -> QueueEntryOut:
    """A line of the queue."""
    return QueueEntryOut(
        record_id=entry.record_id,
        form=entry.form,
        title=form_title(service, entry.form, entry.version, words),
        version=entry.version,
        status=entry.status,
        look=entry.look,
        is_barred=entry.is_barred,
        lane=entry.lane,
        received_at=entry.received_at,
        open_fields=entry.open_fields,
        total_fields=entry.total_fields,
        file_name=entry.file_name,
        page_number=entry.page_number,
        claimed_by=entry.claimed_by,
        questions=entry.questions,
        skip=_skip_out(entry.skip),
    )


def notes_out(notes: Sequence[Note]) -> list[NoteOut]:
    """What people said to each other about a record."""
    return [NoteOut(**asdict(note)) for note in notes]


def _skip_out(skip: Skip | None) -> SkipOut | None:
    return SkipOut(**asdict(skip)) if skip else None


def form_title(service: Service, form: str, version: str, words: Catalogue) -> str:
    """The form's title, or its key where the template was taken away (its records still belong in the list)."""
    return service.titles[words.language].get((form, version), form)


def _correction_out(view: CorrectionView | None) -> CorrectionOut | None:
    if view is None:
        return None
    return CorrectionOut(
        by=view.by, at=view.at, kind=view.kind, before_text=view.before_text, after_text=view.after_text
    )


def _plain(value: FieldValue) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value
