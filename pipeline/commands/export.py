"""``madoguchi export`` and ``madoguchi deliver``: reviewed records leave."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from models.clock import JAPAN
from models.errors import UsageError
from models.export_errors import NotDelivered, NothingToExport
from pipeline.commands.forms_known import need_known
from pipeline.export.deliver import Courier
from pipeline.export.export import export_records
from pipeline.export.order import ExportEncoding, ExportFormat, ExportOrder
from pipeline.site import site
from pipeline.store.outbox import ExportedFile, pending_files
from pipeline.words import words

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}")


def export(
    form: Annotated[str, typer.Option(help="key of the form, such as resident_transfer")],
    out: Annotated[Path, typer.Option(help="file to write; another file of this name is never overwritten")],
    format_: Annotated[ExportFormat, typer.Option("--format")] = ExportFormat.CSV,
    encoding: Annotated[ExportEncoding, typer.Option(help="of a CSV file; JSON Lines are UTF-8")] = (
        ExportEncoding.UTF8_BOM
    ),
    key: Annotated[
        str | None, typer.Option(help="names this export: the same again writes nothing a second time (for scripts)")
    ] = None,
) -> None:
    """Write every reviewed record of a form to a file and mark them exported."""
    if key is not None and not KEY.fullmatch(key):
        raise UsageError("a key is 1 to 128 letters, digits and . _ : + -")
    place = site()
    now = dt.datetime.now(dt.UTC)
    order = ExportOrder(place.municipality_id, key or f"cli-{now.isoformat()}", form, format_, encoding)
    try:
        receipt = export_records(place.database, order, out, now)
    except NothingToExport:
        need_known(form)
        typer.echo(words()("summary.nothing_to_export"))
        return
    told = "summary.exported" if receipt.is_new else "summary.exported_before"
    typer.echo(words()(told, count=str(len(receipt.record_ids)), file=str(receipt.path)))


def deliver() -> None:
    """Write the files of exports that could not be written when they were ordered, whatever their next time."""
    place, say = site(), words()
    done = Courier(place.database).bring_all(place.municipality_id, whatever_the_time=True)
    with place.database.read() as session:
        waiting = pending_files(session, place.municipality_id)
    typer.echo(say("deliver.done", count=str(done), waiting=str(len(waiting))))
    if waiting:
        _show(waiting)
        raise NotDelivered(f"{len(waiting)} files could not be written")


def _show(waiting: tuple[ExportedFile, ...]) -> None:
    say = words()
    table = Table(
        *(say(f"deliver.{head}") for head in ("at", "form", "records", "file", "why", "next", "key")), box=None
    )
    for file in waiting:
        why = say(f"delivery.{file.trouble}") if file.trouble else say("delivery.held")
        moments = [moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M") for moment in (file.at, file.next_try_at)]
        table.add_row(moments[0], file.form, str(file.records), str(file.target), why, moments[1], file.key)
    Console(highlight=False, markup=False).print(table)
