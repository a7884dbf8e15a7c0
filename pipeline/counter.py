"""The counter's own intake: a sheet is kept at once, and read as soon as a process is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from models.clock import JAPAN
from models.record import Lane
from pipeline.digitise import take_in_file
from pipeline.site import Site
from pipeline.store.batches import open_batch
from pipeline.store.counter_sheets import sheet_of_bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A sheet that is kept. ``earlier`` is when the same bytes came in before, None where they are new."""

    sheet_id: int
    earlier: datetime | None


def day_begins(now: datetime) -> datetime:
    """The midnight before ``now``, at the counter."""
    return datetime.combine(now.astimezone(JAPAN).date(), time.min, JAPAN)


def receive(path: Path, file_name: str, site: Site, now: datetime) -> Received:
    """Keep a file handed in at the counter, in the batch of its day. The same bytes again are the same sheet."""
    day = day_begins(now).date().isoformat()
    with site.database.write() as session:
        batch_id = open_batch(
            session, site.municipality_id, key=f"counter-{day}", name=f"窓口 {day}", now=now, lane=Lane.COUNTER
        )
    sha256 = take_in_file(path, batch_id, site, now, file_name)
    with site.database.read() as session:
        sheet_id, first = sheet_of_bytes(session, site.municipality_id, sha256, day_begins(now))
    return Received(sheet_id, first if first < now else None)
