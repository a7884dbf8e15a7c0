"""From a backup back to an installation, of either kind of database: files first, the database last and at once.

Until that last step nothing is lost: images are only added, under their hashes, and own files are overwritten only
where that is asked for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BufferedRandom
from itertools import chain, count
from pathlib import Path

from models.db.replacing import file_of, is_known, must_be_idle, prepare, put_in_place, rows_here
from models.errors import NotFound, StoreFault
from pipeline.safekeeping.as_kept import NotAsKept, copy_as_kept
from pipeline.safekeeping.backup_folder import DATABASE, FILES, BackupFolder, sha256_of
from pipeline.safekeeping.manifest import Manifest
from pipeline.safekeeping.returning import return_files
from pipeline.safekeeping.sanity import Tell
from pipeline.safekeeping.trouble import BackupDamaged, NotEmpty
from pipeline.settings import Settings
from pipeline.store.image_store import ImageStore
from pipeline.store.whole import sync_file, sync_folder, write_whole

_EMPTY_ALL_THE_SAME = frozenset({"municipalities"})
"""A table that any command fills on its way."""


@dataclass(frozen=True, slots=True)
class Restored:
    """``damaged`` are hashes of files that the backup does not hold as they were; ``left`` own files that stayed.

    ``aside`` is the database that was there before.
    """

    manifest: Manifest
    damaged: tuple[str, ...]
    left: tuple[Path, ...]
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """``replace`` what is there; ``even_damaged``: without the files that the backup does not hold as they were."""

    replace: bool = False
    even_damaged: bool = False


def chosen_snapshot(folder: BackupFolder, name: str | None) -> Manifest:
    """The snapshot of that name, or the newest; NotFound where there is none, BackupDamaged where it is no good."""
    finished = folder.finished()
    if not finished:
        raise NotFound("no finished snapshot in this folder", what="snapshots", id=str(folder.root))
    manifest = folder.manifest(name or finished[-1])
    folder.check_parts(manifest, DATABASE, FILES)
    if not is_known(manifest.revision):
        raise BackupDamaged(f"{DATABASE}: made by a newer release ({manifest.revision})")
    return manifest


def damaged_files(folder: BackupFolder, manifest: Manifest, tell: Tell, *, whole: bool) -> list[str]:
    """The hashes of files that are missing or of another size; with ``whole``, of other bytes, too."""
    damaged = []
    for done, file in enumerate(folder.kept_files(manifest.snapshot), 1):
        path = folder.file(file.sha256)
        size = path.stat().st_size if path.is_file() else None
        if size != file.size or (whole and sha256_of(path) != file.sha256):
            damaged.append(file.sha256)
        tell("check", done, manifest.files)
    return damaged


def restore(
    folder: BackupFolder,
    manifest: Manifest,
    images: ImageStore,
    chosen: Settings,
    wishes: Wishes,
    now: datetime,
    tell: Tell,
) -> Restored:
    """Bring a snapshot (``chosen_snapshot``) to the installation of these settings.

    NotEmpty, StillRunning and BackupDamaged before anything is done; StoreFault in the middle: the database is as it
    was then, and the same again goes on.
    """  # fmt: skip
    must_be_idle(chosen.sqlalchemy_url)  # first: looking into an older database brings its tables up to date
    aside = _aside(chosen, now) if _is_anything_here(chosen.sqlalchemy_url, wishes) else None
    found = damaged_files(folder, manifest, tell, whole=False)
    if found and not wishes.even_damaged:
        raise BackupDamaged(f"{len(found)} files, {found[0]}")
    prepared = _prepared(folder, manifest, chosen)
    try:
        returned = return_files(folder, manifest, images, chosen, tell, replace=wishes.replace)
        if returned.damaged and not wishes.even_damaged:
            raise BackupDamaged(f"{len(returned.damaged)} files, {returned.damaged[0]}")
        put_in_place(prepared, chosen.sqlalchemy_url, aside, lambda table, done: tell("database", done, None))
        sync_folder(chosen.data_dir)
        if (file := file_of(chosen.sqlalchemy_url)) is not None:
            sync_folder(file.parent)
    finally:
        for tail in ("", "-wal", "-shm", "-journal"):
            prepared.with_name(prepared.name + tail).unlink(missing_ok=True)
    return Restored(manifest, returned.damaged, returned.left, aside)


def _is_anything_here(url: str, wishes: Wishes) -> bool:
    """Whether there is something to be kept aside; NotEmpty where it may not be replaced."""
    try:
        rows = rows_here(url)
    except StoreFault:
        if not wishes.replace or file_of(url) is None:
            raise
        return True  # a file that is damaged: that may be why it is replaced
    is_anything = any(count for name, count in rows.items() if name not in _EMPTY_ALL_THE_SAME)
    if is_anything and not wishes.replace:
        raise NotEmpty(rows["scans"], rows["corrections"])
    return is_anything


def _prepared(folder: BackupFolder, manifest: Manifest, chosen: Settings) -> Path:
    """The snapshot's database in the place where it is needed, brought up to date."""
    beside = file_of(chosen.sqlalchemy_url) or chosen.data_dir / DATABASE
    target = beside.with_name(f"{beside.stem}.restoring")
    source = folder.snapshot(manifest.snapshot) / DATABASE

    def copy(file: BufferedRandom) -> None:
        with source.open("rb") as opened:
            copy_as_kept(opened, file, manifest.parts[DATABASE].sha256)

    for tail in ("-wal", "-shm", "-journal"):  # of a restore that was interrupted
        with suppress(FileNotFoundError):
            target.with_name(target.name + tail).unlink()
    try:
        write_whole(target, copy)
    except NotAsKept:
        raise BackupDamaged(DATABASE) from None
    prepare(target)
    sync_file(target)
    return target


def _aside(chosen: Settings, now: datetime) -> Path:
    """A name that nothing has yet."""
    beside = file_of(chosen.sqlalchemy_url) or chosen.data_dir / "madoguchi.sqlite3"
    for part in beside.parent.glob(f".{beside.name}.before-*.part"):
        part.unlink()  # of a restore that was interrupted
    tails = (f"{beside.name}.before-{now:%Y%m%dT%H%M%SZ}{again}" for again in chain([""], (f"-{n}" for n in count(2))))
    return next(path for path in map(beside.with_name, tails) if not path.exists())
