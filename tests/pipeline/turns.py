"""What is left to read, and turns at it, for tests that read without a taker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import ScanRow, SubmissionRow
from pipeline.digitise import digitise
from pipeline.site import Site
from pipeline.store.turns import Turn, take_turns
from pipeline.store.unread import Sought


def unread_scans(session: Session, batch_id: int | None = None) -> tuple[int, ...]:
    """The scans of a batch, or all, whose pages are not stored yet."""
    handed_in = select(SubmissionRow.scan_id).where(SubmissionRow.batch_id == batch_id)
    query = select(ScanRow.id).where(ScanRow.digitised_at.is_(None)).order_by(ScanRow.lane, ScanRow.id)
    return tuple(session.scalars(query if batch_id is None else query.where(ScanRow.id.in_(handed_in))))


def waiting_scans(batch_id: int, site: Site) -> tuple[int, ...]:
    """``unread_scans`` of a batch, where no session is at hand."""
    with site.database.read() as session:
        return unread_scans(session, batch_id)


def turns_at(batch_id: int | None, site: Site) -> tuple[Turn, ...]:
    """Turns at the next scans of a batch, or of all, that nobody reads."""
    with site.database.write() as session:
        return take_turns(session, Sought(batch_id=batch_id), datetime.now(UTC), timedelta(minutes=5), pages=100)


def read_waiting(site: Site) -> None:
    """Read all that waits at a site, in this process."""
    while turns := turns_at(None, site):
        digitise(turns, site)
