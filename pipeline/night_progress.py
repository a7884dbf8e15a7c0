"""A run on the terminal: pages done and left, the pace, and when it ends, as the database has it.

A thread asks once a second, so that whoever does the work, on whatever machine, is seen. Where nobody looks (a service,
a file) one line a minute is written instead of a bar.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from models.clock import JAPAN
from models.db.session import Database
from models.errors import StoreFault
from pipeline.store.run_progress import RunProgress, run_progress
from pipeline.store.runs import run_of
from pipeline.words import words

LOOK_SECONDS = 1.0
LINE_SECONDS = 60.0


class NightProgress:
    """Shows a run while a ``with`` block lasts. Trouble with the database ends nothing: the next look may succeed."""

    def __init__(self, database: Database, run_id: int, console: Console | None = None) -> None:
        """Show nothing yet; on standard error, so that what a command prints stays its own."""
        self._database, self._run_id = database, run_id
        self._console = console or Console(stderr=True, highlight=False)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="night-progress", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Look a last time and end."""
        self._over.set()
        self._thread.join()

    def now(self) -> RunProgress | None:
        """How far the run is; None where the database does not answer."""
        at = datetime.now(UTC)
        try:
            with self._database.read() as session:
                return run_progress(session, run_of(session, self._run_id, at), at)
        except StoreFault:
            return None

    def _look_on(self) -> None:
        if self._console.is_terminal:
            self._draw()
        else:
            self._write()

    def _draw(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[told]}"))
        with Progress(*columns, console=self._console) as bar:
            task = bar.add_task(words()("summary.reading"), total=None, told="")
            while True:
                is_over = self._over.is_set()
                self._show(bar, task)
                if is_over:
                    return
                self._over.wait(LOOK_SECONDS)

    def _show(self, bar: Progress, task: TaskID) -> None:
        seen = self.now()
        if seen is not None:
            told = told_of(seen)
            bar.update(task, completed=seen.pages_done, total=seen.pages_done + seen.pages_left or None, told=told)

    def _write(self) -> None:
        while not self._over.wait(LINE_SECONDS):
            self._line()
        self._line()

    def _line(self) -> None:
        seen = self.now()
        if seen is not None:
            self._console.print(f"{_clock(seen.at)} {told_of(seen)}", markup=False, soft_wrap=True)


def told_of(seen: RunProgress) -> str:
    """How far a run is, in one line."""
    return words()(
        "night.line",
        done=f"{seen.pages_done:,}",
        left=f"{seen.pages_left:,}",
        pace=f"{seen.pages_a_minute:.0f}",
        end=_clock(seen.expected_end) if seen.expected_end is not None else words()("night.unknown"),
    )


def _clock(moment: datetime) -> str:
    return moment.astimezone(JAPAN).strftime("%H:%M")
