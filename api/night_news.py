"""How far a run is, for those who listen: the one that goes on, else the last that ended lately."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.event_stream import News, NewsRoom, mark_of
from api.night_schemas import ProgressOut
from models.db.session import Database
from pipeline.store.run_progress import RunProgress, run_progress
from pipeline.store.runs import run_now, runs

FRESH_SECONDS = 1.5
"""Counting a run costs some hundredths of a second; nobody sees more often how far it is."""

Going = ProgressOut | None


def night_news(database: Database) -> NewsRoom[Going]:
    """How far the run is in each municipality; of one that ended, how it ended, so that a page learns it."""

    def ask(municipality_id: int) -> News[Going]:
        with database.read() as session:
            state = last_progress(session, municipality_id, datetime.now(UTC))
        return News(mark_of(state.model_dump(mode="json") if state else None), state)

    return NewsRoom(ask, FRESH_SECONDS)


def last_progress(session: Session, municipality_id: int, now: datetime) -> Going:
    """Of the run that goes on, or of the newest; None where there was none."""
    run = run_now(session, now) or next(iter(runs(session, now, 1)), None)
    return None if run is None else progress_out(run_progress(session, run, now, (municipality_id,)))


def progress_out(seen: RunProgress) -> ProgressOut:
    """What is told; the pace in whole pages and the end in whole minutes, so that it does not tremble."""
    end = seen.expected_end
    return ProgressOut(
        run_id=seen.run.id,
        started_at=seen.run.started_at,
        outcome=seen.run.outcome,
        pages_done=seen.pages_done,
        pages_left=seen.pages_left,
        pages_a_minute=round(seen.pages_a_minute),
        expected_end=end.replace(second=0, microsecond=0) if end else None,
        records_waiting=seen.records_waiting,
    )
