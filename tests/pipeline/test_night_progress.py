"""A run on the terminal, from the database's counts: a bar where somebody looks, lines where nobody does."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

from models.db.session import Database
from models.errors import StoreFault
from pipeline import pages_shown
from pipeline.night_progress import batch_progress, night_progress
from pipeline.settings import settings
from pipeline.store.runs import begin_run
from tests.pipeline.store.nights import Nights

MINUTE = timedelta(minutes=1)


@pytest.fixture
def run_id(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Two pages in the last minutes, three left."""
    monkeypatch.setenv("MADOGUCHI_LANGUAGE", "en")
    settings.cache_clear()
    now, nights = datetime.now(UTC), Nights(sqlite_database, tmp_path)
    for ago in (2, 1):
        nights.reads(now - ago * MINUTE, came_at=now - 9 * MINUTE)
    nights.comes(pages=3)
    with sqlite_database.write() as session:
        return begin_run(session, "night-1", now - 4 * MINUTE, 2, None).run_id


def test_where_nobody_looks_a_last_line_is_written(sqlite_database: Database, run_id: int) -> None:
    written = io.StringIO()
    with night_progress(sqlite_database, run_id, Console(file=written, width=80)):
        pass
    (line,) = written.getvalue().splitlines()
    assert "2 pages done, 3 left" in line and "expected end" in line and "\x1b" not in line


def test_lines_come_at_their_times(sqlite_database: Database, run_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_shown, "LINE_SECONDS", 0.01)
    seen = Event()

    class Waits(io.StringIO):
        def write(self, text: str) -> int:
            if self.getvalue().count("\n") >= 2:
                seen.set()
            return super().write(text)

    with night_progress(sqlite_database, run_id, Console(file=Waits(), width=80)):
        assert seen.wait(30)


def test_where_somebody_looks_there_is_a_bar(sqlite_database: Database, run_id: int) -> None:
    drawn = io.StringIO()
    with night_progress(sqlite_database, run_id, Console(file=drawn, force_terminal=True, width=120)):
        pass
    assert "Reading" in drawn.getvalue() or "reading" in drawn.getvalue()
    assert "2 pages done, 3 left" in drawn.getvalue()


def test_a_database_that_is_gone_for_a_while_ends_nothing(sqlite_database: Database, run_id: int) -> None:
    class Gone(Database):
        def read(self):  # type: ignore[no-untyped-def]
            raise StoreFault("gone")

    written = io.StringIO()
    with night_progress(Gone(sqlite_database.engine), run_id, Console(file=written)) as progress:
        assert progress.now() is None
    assert written.getvalue() == ""


def test_what_fails_inside_comes_out(sqlite_database: Database, run_id: int) -> None:
    with pytest.raises(ZeroDivisionError), night_progress(sqlite_database, run_id, Console(file=io.StringIO())):
        raise ZeroDivisionError


def test_a_batch_is_shown_by_what_was_left_at_first(sqlite_database: Database, run_id: int) -> None:
    drawn = io.StringIO()
    with batch_progress(sqlite_database, None, Console(file=drawn, force_terminal=True, width=120)) as progress:
        seen = progress.now()
    assert seen is not None and (seen.done, seen.left) == (0, 3)
    assert "0 of 3 pages" in drawn.getvalue()
