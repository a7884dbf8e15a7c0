"""Are all files there that rows name, with the bytes that were kept; is the database sound; what lies there unnamed.

It runs beside the program: files are written before the rows that name them and never change, so rows are read first,
and what is there without a row counts only when it is older than a day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from models.db.session import Database
from models.db.soundness import database_troubles
from models.errors import NotFound, StoreFault
from pipeline.safekeeping.findings import Finding, Findings, Report
from pipeline.safekeeping.tally import Tally
from pipeline.store.image_store import Entry, ImageStore, digest_of
from pipeline.store.named_files import contradictions, is_named, named_files, town_codes
from pipeline.store.whole import PART

OLD = timedelta(days=1)
"""No file waits so long for its row."""

_MOST_FAULTS = 20
"""Of the store in a row: then it is out of reach, and no single file is broken."""

OURS = re.compile(r"(\d{6})/(?:originals/[0-9a-f]{2}/[0-9a-f]{64}|pages/[0-9a-f]{2}/[0-9a-f]{64}\.jpg)")

Tell = Callable[[str, int, int | None], None]
"""Hears the step, how much of it is done, and how much there is where that is known."""


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: ``quick`` looks at sizes and not at bytes; ``remove_orphans`` removes what is old and unnamed."""

    now: datetime
    quick: bool = False
    remove_orphans: bool = False


def look_over(database: Database, images: ImageStore, look: Look, tell: Tell) -> Report:
    """Look at everything, of all municipalities. StoreFault where database or store is out of reach."""
    findings = Findings()
    tell("database", 0, None)
    for trouble in database_troubles(database, quick=look.quick):
        findings.add(Finding.DATABASE, trouble)
    with database.read() as session:
        towns = town_codes(session)
        for name, count in contradictions(session).items():
            findings.add(Finding.ROWS, f"{name}: {count}", count)
    with Tally() as tally:
        tell("list", 0, None)
        tally.name(named_files(database))
        tally.find(images.entries())
        for name in tally.missing():
            findings.add(Finding.MISSING, name)
        files = tally.count()
        _compare(tally, images, look, findings, lambda done: tell("files", done, files))
        for entry in tally.unnamed():
            _judge(entry, towns, database, images, look, findings)
    return findings.report(files)


def _compare(tally: Tally, images: ImageStore, look: Look, findings: Findings, tell: Callable[[int], None]) -> None:
    faults = 0
    for done, (name, may_be_whole) in enumerate(tally.matched(), 1):
        try:
            if not may_be_whole or not (look.quick or digest_of(images, name) == PurePosixPath(name).stem):
                findings.add(Finding.CORRUPT, name)
            faults = 0
        except NotFound:  # listed, and yet not there
            findings.add(Finding.MISSING, name)
        except StoreFault:
            faults += 1
            if faults == _MOST_FAULTS:
                raise
            findings.add(Finding.UNREADABLE, name)
        tell(done)


def _judge(
    entry: Entry, towns: frozenset[str], database: Database, images: ImageStore, look: Look, findings: Findings
) -> None:
    """What a file is that no row named when rows were read."""
    path = PurePosixPath(entry.name)
    ours = OURS.fullmatch(entry.name)
    is_part = path.name.startswith(".") and path.name.endswith(PART)
    if not is_part and (ours is None or ours[1] not in towns):
        findings.add(Finding.STRANGE, entry.name)
    elif entry.modified >= look.now - OLD:
        findings.in_progress += 1
    elif look.remove_orphans and _removed(entry, database, images, look):
        findings.removed += 1
    else:
        findings.add(Finding.PART if is_part else Finding.ORPHAN, entry.name)


def _removed(entry: Entry, database: Database, images: ImageStore, look: Look) -> bool:
    """Remove it unless somebody has named it since, or kept it again."""
    with database.read() as session:
        if is_named(session, PurePosixPath(entry.name).stem):
            return False
    return images.remove(entry.name, look.now - OLD)
