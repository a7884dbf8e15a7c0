"""``madoguchi sanity``: is all there, and as it was kept."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from pipeline.commands.bars import step_bars
from pipeline.safekeeping.findings import Report
from pipeline.safekeeping.sanity import Look, look_over
from pipeline.settings import settings
from pipeline.site import images_of, site
from pipeline.words import words

MOST_SHOWN = 20
"""Examples of each kind on a terminal; ``--json`` has more."""


def sanity(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="whether files are there and of their size; no bytes")] = False,
    remove_orphans: Annotated[
        bool,
        typer.Option(
            "--remove-orphans",
            help="remove what no row names and is older than a day; never where another installation uses the store",
        ),
    ] = False,
) -> None:
    """Hold files against rows, and check the database, of all municipalities; also while the program runs."""
    place = site()
    now = dt.datetime.now(dt.UTC)
    with step_bars() as tell:
        report = look_over(place.database, images_of(settings()), Look(now, quick, remove_orphans), tell)
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        show_report(report)
    raise typer.Exit(report.exit_code)


def _as_json(report: Report) -> dict[str, object]:
    found = {str(kind): {"count": n, "examples": report.examples[kind]} for kind, n in report.counts.items()}
    return {
        "files": report.files,
        "in_progress": report.in_progress,
        "removed": report.removed,
        "found": found,
        "exit_code": report.exit_code,
    }


def show_report(report: Report) -> None:
    """On a terminal: what was found, then the verdict."""
    say = words()
    for kind, count in report.counts.items():
        typer.echo(f"{'✗' if kind.is_loss else '!'} {say(f'sanity.{kind}', count=str(count))}")
        for example in report.examples[kind][:MOST_SHOWN]:
            typer.echo(f"    {example}")
    if report.removed:
        typer.echo(say("sanity.removed", count=str(report.removed)))
    verdict = {0: "well", 1: "orderly", 3: "broken"}[report.exit_code]
    typer.echo(say(f"sanity.{verdict}", files=str(report.files)))
