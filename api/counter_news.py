"""How the counter's sheets stand, for those who listen.

Another process may have changed it (a watched folder, a second server), so the database is asked, not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.event_stream import News, NewsRoom, mark_of
from api.schemas import Out
from models.counter import CounterStage
from models.db.session import Database
from models.record import RecordStatus
from pipeline.counter import day_begins
from pipeline.store.counter_sheets import CounterSheet, sheets_since

FRESH_SECONDS = 0.3
"""Those who ask within so long are told the same."""


class SheetState(Out):
    """What is told of a sheet while it changes: numbers and stages, never a name or a value."""

    sheet_id: int
    stage: CounterStage
    pages_done: int
    page_count: int
    refusals: int
    is_handed_over: bool
    records: list[tuple[int, RecordStatus, int, bool]]
    """Of each record: its number, where it stands, how many fields wait, whether somebody works on it."""


States = tuple[SheetState, ...]
"""All sheets of the day."""


def states_of(sheets: Sequence[CounterSheet]) -> States:
    """What may be told of sheets to whoever listens."""
    return tuple(
        SheetState(
            sheet_id=sheet.sheet_id,
            stage=sheet.stage,
            pages_done=sheet.pages_done,
            page_count=sheet.page_count,
            refusals=len(sheet.refusals),
            is_handed_over=sheet.is_handed_over,
            records=[(one.record_id, one.status, one.open_fields, one.held_by is not None) for one in sheet.records],
        )
        for sheet in sheets
    )


def counter_news(database: Database) -> NewsRoom[States]:
    """Today's sheets of each municipality."""

    def ask(municipality_id: int) -> News[States]:
        now = datetime.now(UTC)
        with database.read() as session:
            sheets = sheets_since(session, municipality_id, day_begins(now), now)
        states = states_of(sheets)
        return News(mark_of([state.model_dump(mode="json") for state in states]), states)

    return NewsRoom(ask, FRESH_SECONDS)
