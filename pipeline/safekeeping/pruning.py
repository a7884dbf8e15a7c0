"""Old snapshots go, and with them the files that none of the others names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from pipeline.safekeeping.backup_folder import FILES, BackupFolder
from pipeline.safekeeping.tally import Tally
from pipeline.store.image_store import Entry
from pipeline.store.named_files import NamedFile

_HASH = re.compile(r"[0-9a-f]{64}")


def drop_old(folder: BackupFolder, keep: int) -> int:
    """Keep the newest ``keep`` snapshots; how many were dropped.

    BackupDamaged where one that stays is not as it was written: what it names is then not known, and nothing goes.
    """
    finished = folder.finished()
    staying = finished[-keep:]
    for name in staying:
        folder.check_parts(folder.manifest(name), FILES)
    going = finished[: -len(staying)] if staying else []
    for name in going:
        folder.drop(name)
    with Tally() as tally:
        for name in staying:
            tally.name(NamedFile(file.sha256, file.sha256, file.size) for file in folder.kept_files(name))
        tally.find(_files(folder))
        for entry in tally.unnamed():
            folder.file(entry.name).unlink(missing_ok=True)
    return len(going)


def _files(folder: BackupFolder) -> Iterator[Entry]:
    for path in folder.files.glob("*/*"):
        if _HASH.fullmatch(path.name) and path == folder.file(path.name):
            yield Entry(path.name, path.stat().st_size, datetime.now(UTC))
