"""``madoguchi sanity``, ``backup`` and ``restore``: is all there, and does it come back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.safekeeping.backup import back_up
from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.findings import Report
from pipeline.safekeeping.manifest import Manifest
from pipeline.safekeeping.own_files import forms_folder
from pipeline.safekeeping.pruning import drop_old
from pipeline.safekeeping.restore import Restored, Wishes, chosen_snapshot, damaged_files
from pipeline.safekeeping.restore import restore as bring_back
from pipeline.safekeeping.sanity import Look, Tell, look_over
from pipeline.settings import settings
from pipeline.site import images_of, open_site, site
from pipeline.words import words

MOST_SHOWN = 20
"""Examples of each kind on a terminal; ``--json`` has more."""

Folder = Annotated[Path, typer.Argument(help="the backup folder; another disk, best another machine's")]


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
    with _progress() as tell:
        report = look_over(place.database, images_of(settings()), Look(now, quick, remove_orphans), tell)
    if as_json:
        typer.echo(json.dumps(_as_json(report), ensure_ascii=False))
    else:
        _show(report)
    raise typer.Exit(report.exit_code)


def backup(
    folder: Folder,
    keep: Annotated[int | None, typer.Option(min=1, help="so many snapshots stay; older ones are removed")] = None,
) -> None:
    """Copy the database of this moment, and every file that it names, into a folder; also while the program runs.

    What the folder has already is not copied again.
    """
    place, into, say = site(), BackupFolder(folder).apart_from(settings().data_dir), words()
    with into.alone():
        with _progress() as tell:
            done = back_up(place.database, images_of(settings()), settings(), into, dt.datetime.now(dt.UTC), tell)
        typer.echo(
            say(
                "backup.done",
                snapshot=done.manifest.snapshot,
                files=str(done.manifest.files),
                new=str(done.new_files),
                mb=f"{done.new_bytes / 1e6:.1f}",
            )
        )
        if keep is not None and not done.manifest.lacking:  # else the last snapshot that has a file could go
            typer.echo(say("backup.dropped", count=str(drop_old(into, keep)), kept=str(len(into.finished()))))
    if done.manifest.lacking:
        typer.echo(say("backup.lacking", count=str(done.manifest.lacking)), err=True)
        raise typer.Exit(1)


def restore(
    folder: Folder,
    snapshot: Annotated[str | None, typer.Option(help="its name; the newest where absent")] = None,
    list_: Annotated[bool, typer.Option("--list", help="list the snapshots; change nothing")] = False,
    check: Annotated[bool, typer.Option("--check", help="read all of the snapshot and say whether it is good")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="also where data is here; its database is kept")] = False,
    even_damaged: Annotated[
        bool, typer.Option("--even-damaged", help="without the files that are damaged in the backup")
    ] = False,
) -> None:
    """Bring a backup back, into SQLite or PostgreSQL and the image store of the settings. Stop the program first."""
    source = BackupFolder(folder)
    with source.reading():
        if list_:
            _list(source)
            return
        manifest = chosen_snapshot(source, snapshot)
        with _progress() as tell:
            if check:
                damaged = damaged_files(source, manifest, tell, whole=True)
            else:
                settings().data_dir.mkdir(parents=True, exist_ok=True)
                wishes = Wishes(replace, even_damaged)
                now = dt.datetime.now(dt.UTC)
                done = bring_back(source, manifest, images_of(settings()), settings(), wishes, now, tell)
    if check:
        _tell_damaged(tuple(damaged))
        typer.echo(words()("backup.good" if not damaged else "backup.no_good", **_facts(manifest)))
        raise typer.Exit(3 if damaged else 0)
    _tell_restored(done)
    _look_at_it(done)


def _look_at_it(done: Restored) -> None:
    """The bytes were held against their hashes on their way; now that all that rows name is there."""
    place = open_site(settings())
    with _progress() as tell:
        report = look_over(place.database, images_of(settings()), Look(dt.datetime.now(dt.UTC), quick=True), tell)
    _show(report)
    raise typer.Exit(max(report.exit_code, 3 if done.damaged else 0))


def _tell_restored(done: Restored) -> None:
    say = words()
    _tell_damaged(done.damaged)
    typer.echo(say("backup.restored", **_facts(done.manifest)))
    if done.aside is not None:
        typer.echo(say("backup.aside", file=str(done.aside)))
    if done.left:
        typer.echo(say("backup.left", count=str(len(done.left)), file=str(done.left[0])))
    if forms_folder(settings()).is_dir() and forms_folder(settings()) != settings().templates_dir:
        typer.echo(say("backup.forms", folder=str(forms_folder(settings()))))


def _tell_damaged(damaged: tuple[str, ...]) -> None:
    for sha256 in damaged[:MOST_SHOWN]:
        typer.echo(f"  ✗ {sha256}", err=True)
    if damaged:
        typer.echo(words()("backup.damaged", count=str(len(damaged))), err=True)


def _list(source: BackupFolder) -> None:
    names = [words()(f"backup.{name}") for name in ("snapshot", "scans", "records", "files", "from")]
    table = Table(*names, box=None)
    for name in reversed(source.finished()):
        found = source.manifest(name)
        counts = (str(found.tables.get(table, 0)) for table in ("scans", "records"))
        table.add_row(name, *counts, str(found.files), f"{found.origin} {found.revision}")
    Console(highlight=False, markup=False).print(table)


def _facts(manifest: Manifest) -> dict[str, str]:
    counts = {name: str(manifest.tables.get(name, 0)) for name in ("scans", "records")}
    return {"snapshot": manifest.snapshot, "files": str(manifest.files), **counts}


def _as_json(report: Report) -> dict[str, object]:
    found = {str(kind): {"count": n, "examples": report.examples[kind]} for kind, n in report.counts.items()}
    return {
        "files": report.files,
        "in_progress": report.in_progress,
        "removed": report.removed,
        "found": found,
        "exit_code": report.exit_code,
    }


def _show(report: Report) -> None:
    say = words()
    for kind, count in report.counts.items():
        typer.echo(f"{'✗' if kind.is_loss else '!'} {say(f'sanity.{kind}', count=str(count))}")
        for example in report.examples[kind][:MOST_SHOWN]:
            typer.echo(f"    {example}")
    if report.removed:
        typer.echo(say("sanity.removed", count=str(report.removed)))
    verdict = {0: "well", 1: "orderly", 3: "broken"}[report.exit_code]
    typer.echo(say(f"sanity.{verdict}", files=str(report.files)))


@contextmanager
def _progress() -> Iterator[Tell]:
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
