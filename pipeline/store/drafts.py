"""From read pages to stored drafts: one scan, one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import FieldState, PageStatus
from models.db.tables import PageRow, ProblemRow, ReadingRow, RecordFieldRow, RecordRow, ScanRow
from models.errors import NotFound
from models.reading import DecidedField, Decision
from models.record import PageResult, ReadPage, RecordStatus, RefusedPage
from pipeline.store.vault import Vault


@dataclass(frozen=True, slots=True)
class SavedScan:
    """The rows of one digitised scan, in page order; a refused page has no record."""

    page_ids: tuple[int, ...]
    record_ids: tuple[int, ...]


def save_pages(session: Session, scan_id: int, results: Sequence[PageResult], vault: Vault, now: datetime) -> SavedScan:
    """Store all pages of a scan with their problems, readings and records, and mark the scan digitised.

    A record is a draft when it needs a person, else reviewed. On a scan that is digitised already (a replay, or
    another process was faster) nothing changes and the existing ids come back. Page images are written before the
    first statement, so hand in a session that has done nothing yet: no lock is held while images are compressed.
    """
    images = [vault.put_page_image(r.aligned.pixels) if isinstance(r, ReadPage) else None for r in results]
    scan = session.scalar(select(ScanRow).where(ScanRow.id == scan_id).with_for_update())
    if scan is None:
        raise NotFound(f"no scan {scan_id}", what="scans", id=str(scan_id))
    if scan.digitised_at is None:
        for result, image in zip(results, images, strict=True):
            _save_page(session, scan, result, image, now)
        scan.digitised_at = now
        session.flush()
    return _saved(session, scan_id)


def _saved(session: Session, scan_id: int) -> SavedScan:
    query = (
        select(PageRow.id, RecordRow.id)
        .outerjoin(RecordRow, RecordRow.page_id == PageRow.id)
        .where(PageRow.scan_id == scan_id)
        .order_by(PageRow.number)
    )
    rows = session.execute(query).all()
    return SavedScan(tuple(row[0] for row in rows), tuple(row[1] for row in rows if row[1] is not None))


def _save_page(session: Session, scan: ScanRow, result: PageResult, image: str | None, now: datetime) -> None:
    page = _page_row(scan, result, image, now)
    session.add(page)
    session.flush()
    session.add_all(
        ProblemRow(
            municipality_id=scan.municipality_id,
            page_id=page.id,
            code=problem.code,
            field=problem.field,
            details=dict(problem.details),
            at=now,
        )
        for problem in result.problems
    )
    if isinstance(result, ReadPage):
        _save_record(session, scan, page, result, now)


def _page_row(scan: ScanRow, result: PageResult, image: str | None, now: datetime) -> PageRow:
    row = PageRow(
        municipality_id=scan.municipality_id,
        scan_id=scan.id,
        number=result.number,
        status=PageStatus.REFUSED if isinstance(result, RefusedPage) else PageStatus.READ,
        seconds=result.seconds,
        stored_at=now,
    )
    if isinstance(result, ReadPage):
        aligned = result.aligned
        row.form = aligned.blank.template.form
        row.template_version = aligned.blank.template.version
        row.to_template = aligned.to_template.ravel().tolist()
        row.residual_median_mm = aligned.residual.median_mm
        row.residual_worst_mm = aligned.residual.worst_mm
        row.image_key = image
    return row


def _save_record(session: Session, scan: ScanRow, page: PageRow, result: ReadPage, now: datetime) -> None:
    template = result.aligned.blank.template
    readings = [_reading_row(page, template.version, decided, now) for decided in result.fields]
    record = RecordRow(
        municipality_id=scan.municipality_id,
        page_id=page.id,
        form=template.form,
        template_version=template.version,
        status=RecordStatus.DRAFT if result.needs_person else RecordStatus.REVIEWED,
        version=1,
        received_at=scan.received_at,
    )
    session.add_all([record, *readings])
    session.flush()
    session.add_all(
        _field_row(record, reading, position, decided)
        for position, (reading, decided) in enumerate(zip(readings, result.fields, strict=True))
    )


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


def _field_row(record: RecordRow, reading: ReadingRow, position: int, decided: DecidedField) -> RecordFieldRow:
    field = decided.checked.field
    box = field.box_mm
    return RecordFieldRow(
        municipality_id=record.municipality_id,
        record_id=record.id,
        reading_id=reading.id,
        key=field.key,
        position=position,
        type=field.type,
        sensitivity=field.sensitivity,
        box_mm=[box.x, box.y, box.w, box.h],
        value=decided.checked.value,
        text=decided.checked.text,
        confidence=decided.confidence,
        decision=decided.decision,
        reasons=[[str(reason.code), dict(reason.details)] for reason in decided.reasons],
        state=FieldState.ACCEPTED if decided.decision is Decision.ACCEPT else FieldState.OPEN,
        version=1,
    )
