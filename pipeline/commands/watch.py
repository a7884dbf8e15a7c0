"""``madoguchi watch``: take in what a scanner, or a person, puts into a folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from models.errors import UsageError
from models.record import Lane
from pipeline.digitise import digitise_here
from pipeline.identify.sheets import load_forms
from pipeline.inbox.reading import Reading
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import Taking
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Looked, Watcher
from pipeline.settings import Settings, settings
from pipeline.site import Site, site
from pipeline.store.inbox import left_unread, municipalities
from pipeline.words import words


class Reads(StrEnum):
    """What of that which was taken in is read at once; the rest waits for ``madoguchi ingest`` or the night."""

    ALL = "all"
    COUNTER = "counter"
    NOTHING = "nothing"

    def includes(self, lane: Lane) -> bool:
        """Whether a scan of this lane is read at once."""
        return self is Reads.ALL or (self is Reads.COUNTER and lane is Lane.COUNTER)


def watch(
    folder: Annotated[Path | None, typer.Argument(help="the inbox; MADOGUCHI_INBOX_DIR where absent")] = None,
    reads: Annotated[Reads, typer.Option("--read", help="what is read at once")] = Reads.ALL,
    once: Annotated[bool, typer.Option("--once", help="end when nothing is left to take or to read")] = False,
) -> None:
    """Look into an inbox until stopped, take in what is whole, read it, and move the files away."""
    root = folder or settings().inbox_dir
    if root is None:
        raise UsageError("no folder to watch: name one, or set MADOGUCHI_INBOX_DIR")
    if once and not root.is_dir():
        raise UsageError("there is no such folder to look into once")
    place, teller, stop = site(), Teller(typer.echo), _stopped_by_signals()
    with _alone(root.absolute(), settings()) as staged:
        reading = Reading(lambda scan_id: place.readers.run(digitise_here, scan_id), settings().workers, teller)
        watcher = _watcher(root.absolute(), staged, place, reading, reads, teller, stop)
        with place.database.read() as session:
            for lane, scan_id in left_unread(session):
                _add(reading, reads, lane, scan_id)
        typer.echo(words()("watch.begins", folder=str(root)))
        try:
            total = _look_on(watcher, reading, once)
        finally:
            reading.stop()
    raise typer.Exit(1 if once and total.refused else 0)


def _look_on(watcher: Watcher, reading: Reading, once: bool) -> Looked:
    total = Looked()
    while not watcher.stop.is_set():
        looked = watcher.look()
        watcher.teller.looked(looked.taken, looked.refused)
        total += looked
        reading.again()
        if once and looked == Looked() and reading.is_idle:
            break
        watcher.stop.wait(settings().inbox_seconds)
    return total


def _watcher(
    root: Path, staged: Path, place: Site, reading: Reading, reads: Reads, teller: Teller, stop: Event
) -> Watcher:
    chosen = settings()
    with place.database.read() as session:
        sites = {code: place.beside(number, code) for code, number in municipalities(session).items()}
    forms = frozenset(form for form, _ in load_forms(chosen.templates_dir))
    minutes = chosen.inbox_sidecar_minutes
    return Watcher(
        Taking(root, staged, sites, forms, partial(_add, reading, reads)),
        Settling(chosen.inbox_looks, chosen.inbox_seconds),
        teller,
        None if minutes is None else minutes * 60.0,
        stop,
    )


def _add(reading: Reading, reads: Reads, lane: Lane, scan_id: int) -> None:
    if reads.includes(lane):
        reading.add(lane, scan_id)


@contextmanager
def _alone(root: Path, chosen: Settings) -> Iterator[Path]:
    """Where copies of this inbox are made; UsageError where another process of this machine watches it."""
    own = chosen.data_dir / "inbox"
    own.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    staged = own / f"{name}.part"
    with (own / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError("another process watches this folder") from None
        try:
            yield staged
        finally:
            staged.unlink(missing_ok=True)


def _stopped_by_signals() -> Event:
    """Set by the first signal, so that the file at hand is finished; the second ends the process where it is."""
    stop = Event()

    def stopped(number: int, _: object) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stopped)
    return stop
