"""From a gathered scan to stored drafts: one scan, one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import PageStatus
from models.db.tables import PageRow, ProblemRow, RecordRow, ScanRow
from models.document import Document, GatheredScan, KeptPage, KeptSheet
from models.errors import NotFound
from models.problem import Problem
from models.record import PageResult, ReadPage
from pipeline.gather.missing import missing_notices
from pipeline.store.documents import save_document
from pipeline.store.vault import Vault


@dataclass(frozen=True, slots=True)
class SavedScan:
    """The rows of one digitised scan: pages in their order, records in the order of their first pages."""

    page_ids: tuple[int, ...]
    record_ids: tuple[int, ...]


def keep_page(result: PageResult, vault: Vault) -> KeptPage:
    """Write the page's image and let its pixels go: 24 MB and more, and a scan may have hundreds of pages."""
    sheet = None
    if isinstance(result, ReadPage):
        aligned = result.aligned
        key = vault.put_page_image(aligned.pixels)
        sheet = KeptSheet(aligned.blank.template, aligned.placement.to_template, aligned.residual, key, result.fields)
    return KeptPage(result.number, result.problems, result.seconds, sheet)


def save_scan(session: Session, scan_id: int, gathered: GatheredScan, now: datetime) -> SavedScan:
    """Store all pages of a scan with their problems, readings and records, and mark the scan digitised.

    A record is a draft when it needs a person, else reviewed. On a scan that is digitised already (a replay, or
    another process was faster) nothing changes and the existing ids come back.
    """
    scan = session.scalar(select(ScanRow).where(ScanRow.id == scan_id).with_for_update())
    if scan is None:
        raise NotFound(f"no scan {scan_id}", what="scans", id=str(scan_id))
    if scan.digitised_at is None:
        for document in gathered.documents:
            _save_document(session, scan, document, now)
        for page in gathered.blank_backs:
            _save_page(session, scan, page, PageStatus.BLANK_BACK, notices_of(page), now)
        for page in gathered.refused:
            _save_page(session, scan, page, PageStatus.REFUSED, page.problems, now)
        scan.digitised_at = now
        session.flush()
    return _saved(session, scan_id)


def notices_of(page: KeptPage) -> tuple[Problem, ...]:
    """What people should know of a page that is not refused after all: its refusals fall away."""
    return tuple(problem for problem in page.problems if not problem.refuses)


def _saved(session: Session, scan_id: int) -> SavedScan:
    query = (
        select(PageRow.id, RecordRow.id)
        .outerjoin(RecordRow, RecordRow.page_id == PageRow.id)
        .where(PageRow.scan_id == scan_id)
        .order_by(PageRow.number)
    )
    rows = session.execute(query).all()
    return SavedScan(tuple(row[0] for row in rows), tuple(row[1] for row in rows if row[1] is not None))


def _save_document(session: Session, scan: ScanRow, document: Document, now: datetime) -> None:
    pages = []
    for page in document.pages:
        missing = missing_notices(document) if page is document.front else ()
        pages.append(_save_page(session, scan, page.kept, PageStatus.READ, (*page.kept.problems, *missing), now))
    attached = [
        _save_page(session, scan, page, PageStatus.ATTACHED, notices_of(page), now) for page in document.attachments
    ]
    save_document(session, scan, document, pages, attached, now)


def _save_page(
    session: Session, scan: ScanRow, kept: KeptPage, status: PageStatus, problems: Sequence[Problem], now: datetime
) -> PageRow:
    page = _page_row(scan, kept, status, now)
    session.add(page)
    session.flush()
    save_problems(session, page, problems, now)
    return page


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


def _page_row(scan: ScanRow, kept: KeptPage, status: PageStatus, now: datetime) -> PageRow:
    row = PageRow(
        municipality_id=scan.municipality_id,
        scan_id=scan.id,
        number=kept.number,
        status=status,
        seconds=kept.seconds,
        stored_at=now,
    )
    if kept.sheet is not None:
        lay(row, kept.sheet)
    return row


def lay(row: PageRow, sheet: KeptSheet) -> None:
    """Note on the row of a page how it was laid on its form."""
    row.form = sheet.template.form
    row.template_version = sheet.template.version
    row.form_page = sheet.template.page
    row.to_template = sheet.to_template.ravel().tolist()
    row.residual_median_mm = sheet.residual.median_mm
    row.residual_worst_mm = sheet.residual.worst_mm
    row.image_key = sheet.image_key
