"""Kept scans, found again by their ids."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import ScanRow, SubmissionRow
from models.errors import NotFound
from models.scan import Scan
from pipeline.store.vault import Vault


def load_scan(session: Session, scan_id: int, vault: Vault) -> Scan:
    """The scan with its bytes in the vault, under the name it first came with; NotFound for an unknown id."""
    row = session.get(ScanRow, scan_id)
    if row is None:
        raise NotFound(f"no scan {scan_id}")
    first = select(SubmissionRow.file_name).where(SubmissionRow.scan_id == scan_id).order_by(SubmissionRow.id).limit(1)
    return Scan(
        sha256=row.sha256,
        file_name=session.scalars(first).one(),
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        page_count=row.page_count,
        path=vault.original(row.sha256),
    )
