"""How far a night is, and how far a batch: on the terminal, from the database's counts."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from models.db.session import Database
from pipeline.pages_shown import PagesShown, Shown, clock
from pipeline.store.run_progress import RunProgress, run_progress
from pipeline.store.runs import run_of
from pipeline.store.unread import Sought, unread
from pipeline.words import words


def night_progress(database: Database, run_id: int, console: Console | None = None) -> PagesShown:
    """Shows a run: pages done and left, the pace, and when it ends."""

    def look() -> Shown:
        at = datetime.now(UTC)
        with database.read() as session:
            seen = run_progress(session, run_of(session, run_id, at), at)
        return Shown(seen.pages_done, seen.pages_left, told_of(seen))

    return PagesShown(look, console)


def batch_progress(database: Database, batch_id: int | None, console: Console | None = None) -> PagesShown:
    """Shows a batch, or all that waits: how many of the pages that are left now are done."""
    sought = Sought(batch_id=batch_id)

    def left() -> int:
        with database.read() as session:
            return unread(session, sought, datetime.now(UTC)).pages

    first = left()

    def look() -> Shown:
        now = left()
        done = max(0, first - now)
        return Shown(done, now, words()("summary.pages_of", done=f"{done:,}", all=f"{done + now:,}"))

    return PagesShown(look, console)


def told_of(seen: RunProgress) -> str:
    """How far a run is, in one line."""
    return words()(
        "night.line",
        done=f"{seen.pages_done:,}",
        left=f"{seen.pages_left:,}",
        pace=f"{seen.pages_a_minute:.0f}",
        end=clock(seen.expected_end) if seen.expected_end is not None else words()("night.unknown"),
    )
