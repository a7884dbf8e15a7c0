"""``madoguchi report``: what a night came to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from models.errors import NotFound, UsageError
from pipeline.report.as_html import as_html
from pipeline.report.as_json import as_json
from pipeline.report.write import report_at, titles_at, write_report
from pipeline.settings import settings
from pipeline.site import Site, site
from pipeline.store.runs import Run, run_by_key, runs
from pipeline.store.whole import write_whole
from pipeline.words import words


class NoRunYet(NotFound):
    """The last run was asked for, and nobody has begun one here."""

    code = "no_run_yet"


def report(
    run: Annotated[str | None, typer.Option(help="key of the run, such as night-2026-11-26")] = None,
    last: Annotated[bool, typer.Option("--last", help="the run that began last; so where no run is named")] = False,
    html: Annotated[Path | None, typer.Option(help="file to write; in the data folder where absent")] = None,
    json: Annotated[bool, typer.Option("--json", help="print the figures as JSON instead")] = False,
) -> None:
    """Write the report of a run: one HTML file to read and to print, and the same figures as JSON."""
    if run is not None and last:
        raise UsageError("--run and --last name different runs")
    place, now = site(), datetime.now(UTC)
    chosen = _chosen(place, run, now)
    if not json and html is None:
        typer.echo(words()("report.written", path=str(write_report(place, chosen.id))))
        return
    made = report_at(place, chosen, now)
    if html is not None:
        text = as_html(made, titles_at(place), settings().language)
        write_whole(html, lambda file: file.write(text.encode()))
    if json:
        typer.echo(as_json(made))
    elif html is not None:
        typer.echo(words()("report.written", path=str(html)))


def _chosen(place: Site, key: str | None, now: datetime) -> Run:
    with place.database.read() as session:
        if key is not None:
            return run_by_key(session, key, now)
        found = runs(session, now, 1)
    if not found:
        raise NoRunYet("there was no run yet")
    return found[0]
