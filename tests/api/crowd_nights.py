"""Nights of the made-up town: what came in on a day is read in the night after it, and one run goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from models.db.session import Database
from models.db.states import PageStatus
from models.db.tables import BatchRow, PageRow, ProblemRow, ScanRow, SubmissionRow
from models.problem import ProblemCode
from models.record import Lane
from models.run import RunOutcome
from models.scan import MediaType
from pipeline.store.runs import beat_run, begin_run, end_run
from tests.api.crowd import Crowd

LAST_NIGHT = 7
"""The number of the newest run that has ended."""

REFUSED = (ProblemCode.POOR_ALIGNMENT, ProblemCode.UNKNOWN_FORM, ProblemCode.BLANK_PAGE)


def run_at(
    database: Database,
    start: datetime,
    end: datetime | None,
    outcome: RunOutcome = RunOutcome.DONE,
    key: str = "night-1",
) -> int:
    """A run that is over, or goes on."""
    with database.write() as session:
        turn = begin_run(session, key, start, 2, None)
        if end is not None:
            end_run(session, turn, outcome, end)
        return turn.run_id


def settle_nights(crowd: Crowd) -> None:
    """Eight runs, of which the newest goes on; one of the others failed."""
    session, now = crowd.session, crowd.now
    batches = session.scalars(select(BatchRow).where(BatchRow.lane == Lane.BATCH).order_by(BatchRow.id.desc())).all()
    nights = list(reversed(batches[:LAST_NIGHT]))
    for number, batch in enumerate(nights, 1):
        start = now - timedelta(days=len(nights) - number, hours=11)
        pages = select(PageRow.id).join(SubmissionRow, SubmissionRow.scan_id == PageRow.scan_id)
        ids = session.scalars(pages.where(SubmissionRow.batch_id == batch.id).order_by(PageRow.id)).all()
        for place, page_id in enumerate(ids):
            at = start + timedelta(seconds=0.5 * place)
            seconds = round(crowd.dice.gammavariate(9, 0.045), 2)
            session.execute(update(PageRow).where(PageRow.id == page_id).values(stored_at=at, seconds=seconds))
        for code in crowd.dice.sample(REFUSED, crowd.dice.randrange(1, 3)):
            _refused(crowd, batch, code, start + timedelta(seconds=5))
        turn = begin_run(session, f"night-{start:%Y-%m-%d}", start, 2, None)
        outcome = RunOutcome.FAILED if number == 3 else RunOutcome.DONE
        end_run(session, turn, outcome, start + timedelta(seconds=0.5 * len(ids) + 3))
    _going(crowd, nights[-1])


def _refused(crowd: Crowd, batch: BatchRow, code: ProblemCode, at: datetime) -> None:
    page = crowd.page(batch, at, PageStatus.REFUSED)
    details = {"matches": "9", "reason": "", "residual_mm": "1.8", "limit_mm": "1.0"}
    crowd.row(ProblemRow, page_id=page.id, code=code, details=details, at=at)


def _going(crowd: Crowd, batch: BatchRow) -> None:
    """Some pages are read already, more wait."""
    start = crowd.now - timedelta(minutes=4)
    beat_run(crowd.session, begin_run(crowd.session, "night-now", start, 2, None), crowd.now)
    for place in range(180):
        at = start + timedelta(seconds=1.3 * place)
        laid = {"form": "resident_transfer", "template_version": "2026-04", "form_page": 1}
        crowd.page(batch, at, PageStatus.READ, **laid)
    for place in range(420):
        sha = f"f{place:063x}"
        scan = crowd.row(ScanRow, sha256=sha, media_type=MediaType.JPEG, size_bytes=1, page_count=1, received_at=start)
        crowd.row(SubmissionRow, batch_id=batch.id, scan_id=scan.id, file_name=f"{place}.jpg", sha256=sha, at=start)
