"""A document becomes a record: its pages, and every field with what was read there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.db.states import FieldState, Proof
from models.db.tables import PageRow, ReadingRow, RecordFieldRow, RecordPageRow, RecordRow, ScanRow
from models.document import Document, KeptSheet
from models.reading import DecidedField, Decision
from models.record import Look, RecordStatus
from pipeline.decide.glance import kind_among
from pipeline.gather.missing import missing_fields
from pipeline.store.looks import begin_next, unbar


def save_document(
    session: Session,
    scan: ScanRow,
    document: Document,
    pages: Sequence[PageRow],
    attached: Sequence[PageRow],
    now: datetime,
) -> RecordRow:
    """Store the record of a document whose pages and attachments are stored already, in the document's order."""
    front = document.front.sheet.template
    record = RecordRow(
        municipality_id=scan.municipality_id,
        page_id=pages[0].id,
        form=front.form,
        template_version=front.version,
        status=RecordStatus.DRAFT if document.needs_person else RecordStatus.REVIEWED,
        look=Look.FIRST,
        version=1,
        lane=scan.lane,
        received_at=scan.received_at,
    )
    session.add(record)
    session.flush()
    session.add_all(
        RecordPageRow(municipality_id=scan.municipality_id, record_id=record.id, page_id=page.id, position=position)
        for position, page in enumerate([*pages, *attached])
    )
    fields = list(_fields(document, pages))
    readings = [_reading_row(page, front.version, decided, now) for page, _, decided in fields]
    session.add_all(readings)
    session.flush()
    beside = {page: [decided for _, other, decided in fields if other == page] for _, page, _ in fields}
    session.add_all(
        _field_row(record, reading, position, form_page, decided, beside[form_page])
        for position, (reading, (_, form_page, decided)) in enumerate(zip(readings, fields, strict=True))
    )
    session.flush()
    if not document.needs_person and begin_next(session, record) is not None:
        record.status = RecordStatus.DRAFT  # nothing is in doubt, but somebody has to verify it
    return record


def join_page(session: Session, record: RecordRow, page: PageRow, sheet: KeptSheet, now: datetime) -> None:
    """Give a record a page of its form that it lacked. What a person has answered already stays as it is.

    Nobody has looked at that page: the record is back at its first look.
    """
    if record.look is not Look.FIRST:
        record.look = Look.FIRST
        record.version += 1
        unbar(session, record)
    put_readings(session, record, page, sheet, now)


def put_readings(session: Session, record: RecordRow, page: PageRow, sheet: KeptSheet, now: datetime) -> int:
    """Store what was read of a record's page; how many fields have a new reading.

    A field that no person has answered takes its value from it. What the same reader said of the page before stands.
    """
    rows = {row.key: row for row in session.scalars(select(RecordFieldRow).filter_by(record_id=record.id))}
    said = select(ReadingRow).filter_by(page_id=page.id, template_version=record.template_version)
    known = {(row.field_key, row.engine): row for row in session.scalars(said)}
    fresh = [_reading_row(page, record.template_version, decided, now) for decided in sheet.fields]
    readings = [known.get((row.field_key, row.engine), row) for row in fresh]
    session.add_all(readings)
    session.flush()
    changed = 0
    for reading, decided in zip(readings, sheet.fields, strict=True):
        row = _field_row(record, reading, len(rows), sheet.template.page, decided, sheet.fields)
        stands = rows.setdefault(row.key, row)
        if stands is row:  # of a page that not every filing has
            session.add(row)
        elif stands.reading_id != reading.id:
            _take_over(stands, row)
            changed += 1
    return changed


def _take_over(stands: RecordFieldRow, row: RecordFieldRow) -> None:
    """Let a field have a new reading, and its value too unless a person has answered."""
    stands.reading_id = row.reading_id
    if stands.state is not FieldState.DECIDED:
        stands.value, stands.text = row.value, row.text
        stands.confidence, stands.decision, stands.reasons = row.confidence, row.decision, row.reasons
        stands.signs, stands.glance, stands.stood_out = row.signs, row.glance, False
        stands.state, stands.version = row.state, stands.version + 1


def place_page(session: Session, record: RecordRow, page: PageRow) -> None:
    """Put a page among those of the record: read pages in the form's order, then attachments as they came."""
    query = select(PageRow).join(RecordPageRow, RecordPageRow.page_id == PageRow.id)
    stand = session.scalars(query.where(RecordPageRow.record_id == record.id).order_by(RecordPageRow.position)).all()
    session.execute(delete(RecordPageRow).where(RecordPageRow.record_id == record.id))
    ordered = sorted([*stand, page], key=lambda one: (one.form_page is None, one.form_page or 0))
    session.add_all(
        RecordPageRow(municipality_id=record.municipality_id, record_id=record.id, page_id=one.id, position=position)
        for position, one in enumerate(ordered)
    )


def _fields(document: Document, pages: Sequence[PageRow]) -> Iterator[tuple[PageRow, int, DecidedField]]:
    """Every field in the form's order, with the stored page that its reading hangs on and its page of the form.

    What nobody read, because its page is missing, hangs on the record's first page.
    """
    read = [(page.sheet.template.page, row, page.sheet.fields) for page, row in zip(document.pages, pages, strict=True)]
    missing = [(template.page, pages[0], missing_fields(template)) for template in document.missing]
    for form_page, row, fields in sorted(itertools.chain(read, missing), key=lambda page: page[0]):
        yield from ((row, form_page, decided) for decided in fields)


def _reading_row(page: PageRow, template_version: str, decided: DecidedField, now: datetime) -> ReadingRow:
    reading = decided.checked.reading
    return ReadingRow(
        municipality_id=page.municipality_id,
        page_id=page.id,
        field_key=reading.field,
        engine=reading.engine,
        template_version=template_version,
        text=reading.text,
        score=reading.score,
        candidates=[[candidate.text, candidate.score] for candidate in reading.candidates],
        ink=reading.ink,
        doubts=[str(doubt) for doubt in reading.doubts],
        quad=[list(corner) for corner in reading.quad],
        at=now,
    )


def _field_row(
    record: RecordRow,
    reading: ReadingRow,
    position: int,
    form_page: int,
    decided: DecidedField,
    beside: Sequence[DecidedField],
) -> RecordFieldRow:
    field = decided.checked.field
    box = field.box_mm
    return RecordFieldRow(
        municipality_id=record.municipality_id,
        record_id=record.id,
        reading_id=reading.id,
        key=field.key,
        position=position,
        form_page=form_page,
        type=field.type,
        sensitivity=field.sensitivity,
        verification=field.verification,
        proof=Proof.UNASKED,
        box_mm=[box.x, box.y, box.w, box.h],
        value=decided.checked.value,
        text=decided.checked.text,
        confidence=decided.confidence,
        decision=decided.decision,
        reasons=[[str(reason.code), dict(reason.details)] for reason in decided.reasons],
        signs=asdict(decided.signs) if decided.signs is not None else None,
        glance=kind_among(decided, beside),
        state=FieldState.ACCEPTED if decided.decision is Decision.ACCEPT else FieldState.OPEN,
        version=1,
    )
