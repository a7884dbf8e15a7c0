"""From read pages to stored drafts: one scan, one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.problem import Problem
from models.record import PageResult
from pipeline.store.vault import Vault


@dataclass(frozen=True, slots=True)
class SavedScan:
    """The rows of one digitised scan, in page order; a refused page has no record."""

    page_ids: tuple[int, ...]
    record_ids: tuple[int, ...]


def save_pages(
    session: Session, scan_id: int, results: Sequence[PageResult | Problem], vault: Vault, now: datetime
) -> SavedScan:
    """Store all pages of a scan with their problems, readings and records, and mark the scan digitised.

    A ``Problem`` among ``results`` is a page that could not even be decoded (or the whole scan, where its ``page`` is
    None). A record is a draft when it needs a person, else reviewed. On a scan that is digitised already (a replay,
    or another process was faster) nothing changes and the existing ids come back. Page images are written before the
    first statement, so hand in a session that has done nothing yet: no lock is held while images are compressed.
    """
    raise NotImplementedError
