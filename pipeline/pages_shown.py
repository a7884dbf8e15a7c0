"""Pages done and left on the terminal, as whoever asks the database finds them.

A thread asks once a second, so that whoever does the work, on whatever machine, is seen. Where nobody looks (a service,
a file) one line a minute is written instead of a bar.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from models.clock import JAPAN
from models.errors import StoreFault
from pipeline.words import words

LOOK_SECONDS = 1.0
LINE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Shown:
    """So many pages are done and left; ``told`` is all that is known, in one line."""

    done: int
    left: int
    told: str


class PagesShown:
    """Shows pages while a ``with`` block lasts. Trouble with the database ends nothing: the next look may succeed."""

    def __init__(self, look: Callable[[], Shown], console: Console | None = None) -> None:
        """Show nothing yet; on standard error, so that what a command prints stays its own."""
        self._look = look
        self._console = console or Console(stderr=True, highlight=False)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="pages-shown", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Look a last time and end."""
        self._over.set()
        self._thread.join()

    def now(self) -> Shown | None:
        """What there is to show; None where the database does not answer."""
        try:
            return self._look()
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
            bar.update(task, completed=seen.done, total=seen.done + seen.left or None, told=seen.told)

    def _write(self) -> None:
        while not self._over.wait(LINE_SECONDS):
            self._line()
        self._line()

    def _line(self) -> None:
        seen = self.now()
        if seen is not None:
            self._console.print(f"{clock(datetime.now(UTC))} {seen.told}", markup=False, soft_wrap=True)


def clock(moment: datetime) -> str:
    """The time of day, in Japan."""
    return moment.astimezone(JAPAN).strftime("%H:%M")
