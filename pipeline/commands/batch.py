"""``madoguchi ingest``: scans come in, are read and stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from models.catalogue import Titles, titles_of
from models.form import forms_of
from models.problem import Problem
from pipeline import shares
from pipeline.digitise import take_in
from pipeline.interrupt import end_in_order
from pipeline.night_progress import batch_progress
from pipeline.own_prefect import have_prefect
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.batches import forget_refused_pages
from pipeline.store.summary import BatchSummary, batch_summary
from pipeline.words import words


def ingest(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="scans or folders of them")],
    batch: Annotated[str | None, typer.Option(help="name of the batch; the first path's name where absent")] = None,
    again: Annotated[bool, typer.Option("--again", help="read refused scans again: their form is known now")] = False,
) -> None:
    """Take scans in, read them and store the drafts. The same command again changes nothing."""
    end_in_order()
    place = site()
    batch_id = take_in(paths, batch or paths[0].resolve().name, place)
    if again:
        with place.database.write() as session:
            forget_refused_pages(session, batch_id)
    shares.give_another_chance(batch_id)
    if shares.shares_waiting(batch_id):  # a batch that is done needs no orchestrator, which takes seconds to start
        have_prefect(settings())
        from pipeline.flow import run_batch  # noqa: PLC0415 - Prefect reads its environment on import

        with batch_progress(place.database, batch_id):
            run_batch(batch_id)
    failed = shares.given_up(batch_id)
    with place.database.read() as session:
        summary = batch_summary(session, batch_id)
    forms = forms_of(sheet.template for sheet in place.workbench.sheets)
    _show(summary, titles_of(forms.values(), words().language))
    for scan_id, reason in failed:
        typer.echo(words()("summary.failed", scan=str(scan_id), reason=reason), err=True)
    raise typer.Exit(3 if failed else 1 if summary.refused else 0)


def _show(summary: BatchSummary, titles: Titles) -> None:
    say = words()
    console = Console(highlight=False, markup=False)
    table = Table(show_header=False, box=None)
    for key, count in (
        ("files", summary.files),
        ("pages_read", summary.pages_read),
        ("records", summary.records),
        ("records_for_people", summary.records_for_people),
        ("fields", summary.fields),
        ("fields_for_people", summary.fields_for_people),
        ("attachments", summary.attachments),
        ("blank_backs", summary.blank_backs),
        ("missing_pages", summary.missing_pages),
        ("refused", len(summary.refused)),
    ):
        table.add_row(say(f"summary.{key}"), str(count))
    table.add_row(say("summary.seconds_a_page"), f"{summary.seconds / max(1, summary.pages_read):.2f}")
    console.print(table)
    for sheet in summary.refused:
        where = f"{sheet.file_name} p.{sheet.page_number}" if sheet.page_number else sheet.file_name
        console.print(f"  ✗ {where}")
        why = say.problem(Problem(sheet.code, page=sheet.page_number, details=sheet.details), titles)
        console.print(Padding(why, (0, 0, 0, 4)))
