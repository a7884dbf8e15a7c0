"""What changes at the counter, for all who listen: the database is asked once for all of them.

Another process may have changed it (a watched folder, a second server), so it is asked, not told.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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


@dataclass(frozen=True, slots=True)
class News:
    """All sheets of the day as they stand; ``mark`` is the same for the same, on every server."""

    mark: str
    states: tuple[SheetState, ...]

    def since(self, before: News | None) -> Iterator[SheetState]:
        """The sheets that stand otherwise than before; all where nothing was told before."""
        known = {state.sheet_id: state for state in before.states} if before is not None else {}
        return (state for state in self.states if known.get(state.sheet_id) != state)


def states_of(sheets: Sequence[CounterSheet]) -> tuple[SheetState, ...]:
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


class CounterNews:
    """May be shared by the threads of the doors."""

    def __init__(self, database: Database) -> None:
        """Ask nothing yet."""
        self._database = database
        self._lock = threading.Lock()
        self._known: dict[int, tuple[float, News]] = {}
        self.has_ended = False

    def end(self) -> None:
        """The server stops: whoever listens is let go, and comes back to the next one."""
        self.has_ended = True

    def now(self, municipality_id: int) -> News:
        """How today's sheets of a municipality stand."""
        with self._lock:
            asked, news = self._known.get(municipality_id, (0.0, None))
            if news is None or time.monotonic() - asked > FRESH_SECONDS:
                news = self._ask(municipality_id)
                self._known[municipality_id] = time.monotonic(), news
            return news

    def _ask(self, municipality_id: int) -> News:
        now = datetime.now(UTC)
        with self._database.read() as session:
            sheets = sheets_since(session, municipality_id, day_begins(now), now)
        states = states_of(sheets)
        return News(_mark(states), states)


def _mark(states: Sequence[SheetState]) -> str:
    plain = json.dumps([state.model_dump(mode="json") for state in states], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
