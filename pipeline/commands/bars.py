"""Bars on a terminal for what goes on in steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.safekeeping.sanity import Tell
from pipeline.words import words


@contextmanager
def step_bars() -> Iterator[Tell]:
    """A bar for each step, on stderr where somebody looks."""
    say = words()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(say(f"progress.{step}"), total=total)
            bars.update(tasks[step], completed=done)

        yield tell
