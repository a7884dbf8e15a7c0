"""``madoguchi backup`` and ``restore``: all is kept once more elsewhere, and comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.commands.bars import step_bars
from pipeline.commands.sanity import MOST_SHOWN, show_report
from pipeline.safekeeping.backup import back_up, refuse_shrunk
from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.manifest import Manifest
from pipeline.safekeeping.own_files import forms_folder
from pipeline.safekeeping.pruning import drop_old
from pipeline.safekeeping.restore import Restored, Wishes, chosen_snapshot, damaged_files
from pipeline.safekeeping.restore import restore as bring_back
from pipeline.safekeeping.sanity import Look, look_over
from pipeline.safekeeping.trouble import BackupDamaged
from pipeline.settings import settings
from pipeline.site import images_of, open_site, site
from pipeline.words import words

Folder = Annotated[Path, typer.Argument(help="the backup folder; another disk, best another machine's")]


def backup(
    folder: Folder,
    keep: Annotated[int | None, typer.Option(min=1, help="so many snapshots stay; older ones are removed")] = None,
    even_smaller: Annotated[
        bool, typer.Option("--even-smaller", help="also where the newest snapshot holds more scans than are here")
    ] = False,
) -> None:
    """Copy the database of this moment, and every file that it names, into a folder; also while the program runs.

    What the folder has already is not copied again.
    """
    place, into, say = site(), BackupFolder(folder).apart_from(settings().data_dir), words()
    with into.alone():
        if not even_smaller:
            refuse_shrunk(place.database, into)
        with step_bars() as tell:
            done = back_up(place.database, images_of(settings()), settings(), into, dt.datetime.now(dt.UTC), tell)
        counts = {"files": str(done.manifest.files), "new": str(done.new_files), "mb": f"{done.new_bytes / 1e6:.1f}"}
        typer.echo(say("backup.done", snapshot=done.manifest.snapshot, **counts))
        is_whole = not done.manifest.lacking
        if not is_whole:  # the last snapshot that has a file could go
            typer.echo(say("backup.lacking", count=str(done.manifest.lacking)), err=True)
        elif keep is not None:
            is_whole = _drop_old(into, keep)
    raise typer.Exit(0 if is_whole else 1)


def _drop_old(folder: BackupFolder, keep: int) -> bool:
    """Whether that could be done; told either way."""
    try:
        dropped = drop_old(folder, keep)
    except BackupDamaged as error:
        typer.echo(words()("backup.not_dropped", part=error.details["part"]), err=True)
        return False
    typer.echo(words()("backup.dropped", count=str(dropped), kept=str(len(folder.finished()))))
    return True


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
        with step_bars() as tell:
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
    with step_bars() as tell:
        report = look_over(place.database, images_of(settings()), Look(dt.datetime.now(dt.UTC), quick=True), tell)
    show_report(report)
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
        found = source.readable(name)
        if found is None:
            table.add_row(name, "", "", "", words()("backup.snapshot_damaged"))
            continue
        counts = (str(found.tables.get(table, 0)) for table in ("scans", "records"))
        table.add_row(name, *counts, str(found.files), f"{found.origin} {found.revision}")
    Console(highlight=False, markup=False).print(table)


def _facts(manifest: Manifest) -> dict[str, str]:
    counts = {name: str(manifest.tables.get(name, 0)) for name in ("scans", "records")}
    return {"snapshot": manifest.snapshot, "files": str(manifest.files), **counts}
