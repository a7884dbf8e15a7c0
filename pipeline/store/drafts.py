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
from models.page import Residual
from models.problem import Problem
from models.reading import DecidedField, Decision
from models.record import PageResult, ReadPage, RecordStatus
from models.scan import Matrix
from models.template import Template
from pipeline.store.vault import Vault


@dataclass(frozen=True, slots=True)
class SavedScan:
    """The rows of one digitised scan, in page order; a refused page has no record."""

    page_ids: tuple[int, ...]
    record_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KeptSheet:
    """What is stored of a page that was read; ``image_key`` is its aligned image in the vault."""

    template: Template
    to_template: Matrix
    residual: Residual
    image_key: str
    fields: tuple[DecidedField, ...]

    @property
    def needs_person(self) -> bool:
        """Whether any field must be shown to a person."""
        return any(field.decision is Decision.REVIEW for field in self.fields)


@dataclass(frozen=True, slots=True, eq=False)
class KeptPage:
    """A page whose pixels are on disk and no longer in memory; ``sheet`` is None where it was refused."""

    number: int
    problems: tuple[Problem, ...]
    seconds: float
    sheet: KeptSheet | None


def keep_page(result: PageResult, vault: Vault) -> KeptPage:
    """Write the page's image and let its pixels go: 24 MB and more, and a scan may have hundreds of pages."""
    sheet = None
    if isinstance(result, ReadPage):
        aligned = result.aligned
        key = vault.put_page_image(aligned.pixels)
        sheet = KeptSheet(aligned.blank.template, aligned.to_template, aligned.residual, key, result.fields)
    return KeptPage(result.number, result.problems, result.seconds, sheet)


def save_pages(session: Session, scan_id: int, pages: Sequence[KeptPage], now: datetime) -> SavedScan:
    """Store all pages of a scan with their problems, readings and records, and mark the scan digitised.

    A record is a draft when it needs a person, else reviewed. On a scan that is digitised already (a replay, or
    another process was faster) nothing changes and the existing ids come back.
    """
    scan = session.scalar(select(ScanRow).where(ScanRow.id == scan_id).with_for_update())
    if scan is None:
        raise NotFound(f"no scan {scan_id}", what="scans", id=str(scan_id))
    if scan.digitised_at is None:
        for page in pages:
            _save_page(session, scan, page, now)
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


def _save_page(session: Session, scan: ScanRow, kept: KeptPage, now: datetime) -> None:
    page = _page_row(scan, kept, now)
    session.add(page)
    session.flush()
    save_problems(session, page, kept.problems, now)
    if kept.sheet is not None:
        lay(page, kept.sheet)
        save_record(session, scan, page, kept.sheet, now)


def save_problems(session: Session, page: PageRow, problems: Sequence[Problem], now: datetime) -> None:
    """Store what went wrong with a page."""
    session.add_all(
        ProblemRow(
            municipality_id=page.municipality_id,
            page_id=page.id,
            code=problem.code,
            field=problem.field,
            details=dict(problem.details),
            at=now,
        )
        for problem in problems
    )


def _page_row(scan: ScanRow, kept: KeptPage, now: datetime) -> PageRow:
    return PageRow(
        municipality_id=scan.municipality_id,
        scan_id=scan.id,
        number=kept.number,
        status=PageStatus.REFUSED if kept.sheet is None else PageStatus.READ,
        seconds=kept.seconds,
        stored_at=now,
    )


def lay(row: PageRow, sheet: KeptSheet) -> None:
    """Note on the row of a page how it was laid on its form."""
    row.form = sheet.template.form
    row.template_version = sheet.template.version
    row.to_template = sheet.to_template.ravel().tolist()
    row.residual_median_mm = sheet.residual.median_mm
    row.residual_worst_mm = sheet.residual.worst_mm
    row.image_key = sheet.image_key


def save_record(session: Session, scan: ScanRow, page: PageRow, sheet: KeptSheet, now: datetime) -> int:
    """Store what was read of a page; the record's id."""
    readings = [_reading_row(page, sheet.template.version, decided, now) for decided in sheet.fields]
    record = RecordRow(
        municipality_id=scan.municipality_id,
        page_id=page.id,
        form=sheet.template.form,
        template_version=sheet.template.version,
        status=RecordStatus.DRAFT if sheet.needs_person else RecordStatus.REVIEWED,
        version=1,
        received_at=scan.received_at,
    )
    session.add_all([record, *readings])
    session.flush()
    session.add_all(
        _field_row(record, reading, position, decided)
        for position, (reading, decided) in enumerate(zip(readings, sheet.fields, strict=True))
    )
    return record.id


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
