"""A backup while the program runs: the database of one moment, and then every file that its rows name.

Files never change and come before their rows, so all that the database of that moment names is there afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select

from models.db.copying import row_counts
from models.db.session import Database
from models.db.snapshot import opened_file, revision_of, settle_file, take_snapshot
from models.db.tables import ScanRow
from models.errors import NotFound, StoreFault
from pipeline.safekeeping.as_kept import NotAsKept, copy_as_kept
from pipeline.safekeeping.backup_folder import DATABASE, FILES, BackupFolder, KeptFile, part_of
from pipeline.safekeeping.manifest import Manifest
from pipeline.safekeeping.own_files import OwnFile, own_files
from pipeline.safekeeping.sanity import Tell
from pipeline.safekeeping.trouble import BackupShrunk
from pipeline.settings import Settings
from pipeline.store.image_store import ImageStore
from pipeline.store.named_files import NamedFile, named_files
from pipeline.store.whole import PART, sync_file, write_whole

_MOST_FAULTS = 20
"""Of the image store in a row: then it is out of reach."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A finished snapshot. ``new_files`` were not in the folder before; ``lacking`` the image store could not give."""

    manifest: Manifest
    new_files: int
    new_bytes: int


def refuse_shrunk(database: Database, folder: BackupFolder) -> None:
    """BackupShrunk where fewer scans are here than in the folder's newest snapshot that can be read.

    Scans never go: this is another installation then, or an empty one that a wrong setting has made.
    """
    newest = next((found for name in reversed(folder.finished()) if (found := folder.readable(name))), None)
    if newest is None:
        return
    with database.read() as session:
        here = session.scalar(select(func.count()).select_from(ScanRow)) or 0
    if here < newest.tables["scans"]:
        raise BackupShrunk(here, newest.tables["scans"])


def back_up(
    database: Database, images: ImageStore, chosen: Settings, folder: BackupFolder, now: datetime, tell: Tell
) -> BackedUp:
    """Add a snapshot to ``folder``, which nobody else writes to (``BackupFolder.alone``).

    StoreFault where database or store is out of reach, the database damaged or the disk full: there is no new snapshot
    then, and the older ones are as they were.
    """
    _clear_away(folder)
    name = folder.begin(now)
    file = folder.snapshot(name) / DATABASE
    take_snapshot(database, file, lambda table, done: tell("database", done, None))
    with opened_file(file) as moment:
        with moment.read() as session:
            tables = row_counts(session.connection())
        revision = revision_of(moment.engine)
        copying = _Copying(images, folder, tables["scans"] + tables["pages"], tell)
        listed = folder.snapshot(name) / FILES
        write_whole(listed, lambda out: copying.list_all(out, named_files(moment), own_files(chosen)))
    settle_file(file)
    sync_file(file)
    manifest = Manifest(
        snapshot=name,
        taken_at=now,
        program=_program(),
        revision=revision,
        origin=database.engine.dialect.name,
        tables=tables,
        parts={DATABASE: part_of(file), FILES: part_of(listed)},
        files=copying.files,
        file_bytes=copying.bytes,
        lacking=copying.lacking,
    )
    folder.finish(manifest)
    return BackedUp(manifest, copying.new_files, copying.new_bytes)


class _Copying:
    """Brings files into the folder, each content once."""

    def __init__(self, images: ImageStore, folder: BackupFolder, total: int, tell: Tell) -> None:
        self._images, self._folder, self._total, self._tell = images, folder, total, tell
        self.files = self.bytes = self.new_files = self.new_bytes = self.lacking = self._faults = 0

    def list_all(self, out: BufferedRandom, named: Iterator[NamedFile], own: Iterator[OwnFile]) -> None:
        """Copy what is not there yet, and write the list."""
        for done, file in enumerate(named, 1):
            try:
                size = self._bring(file.sha256, file.size, lambda file=file: self._images.open(file.name))  # type: ignore[misc]
            except NotAsKept:
                self.lacking += 1
            else:
                self._note(out, KeptFile(file.sha256, size, f"images/{file.name}"))
            self._tell("files", done, self._total)
        for one in own:
            with suppress(NotAsKept, FileNotFoundError):  # a cache that was written anew meanwhile
                sha256 = _digest(one.path)
                known = one.path.stat().st_size
                size = self._bring(sha256, known, lambda path=one.path: path.open("rb"))  # type: ignore[misc]
                self._note(out, KeptFile(sha256, size, one.place))

    def _note(self, out: BufferedRandom, file: KeptFile) -> None:
        out.write(file.line())
        self.files += 1
        self.bytes += file.size

    def _bring(self, sha256: str, size: int | None, source: Callable[[], BinaryIO]) -> int:
        """How large the file with this hash is, copied where the folder does not have it."""
        target = self._folder.file(sha256)
        there = target.stat().st_size if target.is_file() else 0
        if there and size in (None, there):
            return there
        with self._opened(source) as opened:
            write_whole(target, lambda file: copy_as_kept(opened, file, sha256))
        copied = target.stat().st_size
        self.new_files += 1
        self.new_bytes += copied
        return copied

    def _opened(self, source: Callable[[], BinaryIO]) -> BinaryIO:
        try:
            opened = source()
        except NotFound:
            raise NotAsKept from None
        except StoreFault:
            self._faults += 1
            if self._faults == _MOST_FAULTS:
                raise
            raise NotAsKept from None
        self._faults = 0
        return opened


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clear_away(folder: BackupFolder) -> None:
    """What backups left that were interrupted: nobody else writes here now."""
    finished = set(folder.finished())
    for name in folder.names():
        if name not in finished:
            folder.drop(name)
    for part in folder.files.glob(f"*/.*{PART}"):
        part.unlink(missing_ok=True)


def _program() -> str:
    with suppress(PackageNotFoundError):
        return version("madoguchi")
    return "unknown"
