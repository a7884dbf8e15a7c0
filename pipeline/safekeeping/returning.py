"""Files come back from a backup to the image store, and to where the installation has files of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BufferedRandom
from pathlib import Path

from models.errors import NotFound
from pipeline.safekeeping.as_kept import NotAsKept, copy_as_kept
from pipeline.safekeeping.backup_folder import FILES, BackupFolder, KeptFile, sha256_of
from pipeline.safekeeping.manifest import Manifest
from pipeline.safekeeping.own_files import target_of
from pipeline.safekeeping.sanity import OURS, Tell
from pipeline.safekeeping.trouble import BackupDamaged
from pipeline.settings import Settings
from pipeline.store.image_store import ImageStore, digest_of
from pipeline.store.whole import write_whole

_IMAGES = "images/"


@dataclass(frozen=True, slots=True)
class Returned:
    """``damaged`` are hashes of files that the backup does not hold as they were; ``left`` own files that stayed."""

    damaged: tuple[str, ...]
    left: tuple[Path, ...]


def return_files(
    folder: BackupFolder, manifest: Manifest, images: ImageStore, chosen: Settings, tell: Tell, *, replace: bool
) -> Returned:
    """Bring every file of the snapshot to its place; what is there already with the same bytes stays.

    An own file that is another one now is overwritten only with ``replace``. StoreFault of store and disk.
    """
    damaged, left = [], []
    for done, file in enumerate(folder.kept_files(manifest.snapshot), 1):
        try:
            if file.place.startswith(_IMAGES):
                _return_image(folder, file, images)
            elif (stayed := _return_own(folder, file, chosen, replace)) is not None:
                left.append(stayed)
        except NotAsKept:
            damaged.append(file.sha256)
        tell("files", done, manifest.files)
    return Returned(tuple(damaged), tuple(left))


def _return_image(folder: BackupFolder, file: KeptFile, images: ImageStore) -> None:
    name = file.place.removeprefix(_IMAGES)
    if not OURS.fullmatch(name) or Path(name).stem != file.sha256:
        raise BackupDamaged(FILES)
    try:
        if digest_of(images, name) == file.sha256:
            return
        images.remove(name, datetime.now(UTC) + timedelta(days=1))
    except NotFound:
        pass
    images.put(name, lambda target: _copy(folder, file, target))


def _return_own(folder: BackupFolder, file: KeptFile, chosen: Settings, replace: bool) -> Path | None:
    """The file that stayed as it is, where one did."""
    target = target_of(file.place, chosen)
    if target is None:
        raise BackupDamaged(FILES)
    if target.is_file():
        if sha256_of(target) == file.sha256:
            return None
        if not replace:
            return target
    write_whole(target, lambda part: _copy(folder, file, part))
    return None


def _copy(folder: BackupFolder, file: KeptFile, target: BufferedRandom) -> None:
    try:
        source = folder.file(file.sha256).open("rb")
    except OSError:
        raise NotAsKept from None
    with source:
        copy_as_kept(source, target, file.sha256)
