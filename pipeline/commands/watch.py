"""``madoguchi watch``: take in what a scanner, or a person, puts into a folder."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from models.errors import UsageError
from models.record import Lane
from pipeline.inbox.opening import watcher_at
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Looked, Watcher
from pipeline.settings import settings
from pipeline.shares import readers
from pipeline.site import Site, site
from pipeline.standing import StandingReading
from pipeline.store.unread import Sought
from pipeline.turns import PAGES_A_TURN, TurnTaker
from pipeline.words import words

STOP_SECONDS = 20.0
"""How long a stop waits for scans that are being read; what is not done then is read at the next start."""


class Reads(StrEnum):
    """What of that which waits is read at once; the rest waits for ``madoguchi ingest`` or the night."""

    ALL = "all"
    COUNTER = "counter"
    NOTHING = "nothing"


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
    reading = None if reads is Reads.NOTHING else _reading(place, reads, teller)

    def tell_reading(_: Lane, __: int) -> None:
        if reading is not None:
            reading.wake()

    with watcher_at(root.absolute(), place, tell_reading, teller, stop) as watcher:
        typer.echo(words()("watch.begins", folder=str(root)))
        if reading is not None:
            reading.start()
        try:
            total = _look_on(watcher, reading, once)
        finally:
            if reading is not None:
                reading.close(STOP_SECONDS)
    raise typer.Exit(1 if once and total.refused else 0)


def _look_on(watcher: Watcher, reading: StandingReading | None, once: bool) -> Looked:
    total = Looked()
    while not watcher.stop.is_set():
        looked = watcher.look()
        watcher.teller.looked(looked.taken, looked.refused)
        total += looked
        if once and looked == Looked() and (reading is None or reading.is_idle):
            break
        watcher.stop.wait(settings().inbox_seconds)
    return total


def _reading(place: Site, reads: Reads, teller: Teller) -> StandingReading:
    sought = Sought(lane=Lane.COUNTER if reads is Reads.COUNTER else None)
    lasts = timedelta(seconds=settings().turn_seconds)
    taker = TurnTaker(place.database, readers(), sought, lasts, PAGES_A_TURN)
    return StandingReading(taker, settings().workers, teller.fault)


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
