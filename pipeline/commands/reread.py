"""``madoguchi reread``: what is installed now reads again what other readers have read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from pipeline.commands.forms_known import need_known
from pipeline.reread import Outcome, reread_all, to_reread
from pipeline.shares import end_readers, readers
from pipeline.site import site
from pipeline.store.new_readings import Reread, Wanted
from pipeline.words import words


def reread(
    form: Annotated[str | None, typer.Option(help="only records of the form with this key")] = None,
    batch: Annotated[str | None, typer.Option(help="only records of the batch with this name")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say how much would be read again")] = False,
) -> None:
    """Read records again that no person has begun, with the engine, weights and program that are installed now."""
    if form is not None:
        need_known(form)
    place, say = site(), words()
    todo = to_reread(place, Wanted(place.municipality_id, form, batch))
    if not todo.scans:
        typer.echo(say("reread.nothing"))
    elif dry_run:
        records = sum(map(len, todo.scans.values()))
        typer.echo(say("reread.would", records=str(records), scans=str(len(todo.scans))))
    if dry_run or not todo.scans:
        _show(Outcome(todo.left))
        return
    try:
        outcome = reread_all(todo, place, readers(), _tracked)
    finally:
        end_readers()
    _show(outcome)
    for scan_id, reason in outcome.failed.items():
        typer.echo(say("summary.failed", scan=str(scan_id), reason=reason), err=True)
    raise typer.Exit(3 if outcome.failed else 0)


def _show(outcome: Outcome) -> None:
    table = Table(show_header=False, box=None)
    for kind in Reread:
        if count := outcome.records[kind]:
            table.add_row(words()(f"reread.{kind}"), str(count))
    Console(highlight=False, markup=False).print(table)


def _tracked(done: Iterator[object], total: int) -> Iterator[object]:
    yield from track(done, total=total, description=words()("summary.reading"))
