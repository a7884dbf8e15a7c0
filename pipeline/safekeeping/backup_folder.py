"""What a backup folder looks like: snapshots with a manifest each, and files by their hash that they share.

files/ab/<sha256>                                     scans, page images, templates …, each once
snapshots/000012-20261126T153300Z/database.sqlite3    the database at that moment
/files.tsv           sha256, bytes and place of every file of that moment
/manifest.json       written last: without it there is no snapshot
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Self

from models.errors import NotFound, StoreFault, UsageError
from pipeline.safekeeping.manifest import Manifest, Part, sealed, unsealed
from pipeline.safekeeping.trouble import BackupDamaged, BackupInUse
from pipeline.store.whole import disk_fault, make_folder, sync_folder, write_whole

DATABASE, FILES, MANIFEST = "database.sqlite3", "files.tsv", "manifest.json"
_NAME = re.compile(r"(\d{6})-\d{8}T\d{6}Z")
_LINE = re.compile(r"([0-9a-f]{64})\t(\d+)\t([^\t\n]+)\n")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a snapshot: ``images/…`` as the image store calls it, else beside the program's data."""

    sha256: str
    size: int
    place: str

    def line(self) -> bytes:
        """As it stands in the list of files."""
        return f"{self.sha256}\t{self.size}\t{self.place}\n".encode()


class BackupFolder:
    """A folder of snapshots."""

    def __init__(self, root: Path) -> None:
        """Make nothing yet."""
        self.root = root
        self.files, self._snapshots = root / "files", root / "snapshots"

    def apart_from(self, data_dir: Path) -> Self:
        """Itself; UsageError where it lies in the folder that it saves, and would be lost with it."""
        if data_dir.resolve() in (self.root.resolve(), *self.root.resolve().parents):
            raise UsageError(f"{self.root} lies in the data folder: a backup there would be lost with it")
        return self

    def file(self, sha256: str) -> Path:
        """Where the file with that hash belongs."""
        return self.files / sha256[:2] / sha256

    def snapshot(self, name: str) -> Path:
        """The folder of a snapshot."""
        return self._snapshots / name

    def names(self) -> list[str]:
        """All snapshots, finished or not, oldest first: by their numbers, for clocks are set back."""
        found = self._snapshots.iterdir() if self._snapshots.is_dir() else ()
        return sorted(path.name for path in found if _NAME.fullmatch(path.name))

    def finished(self) -> list[str]:
        """Those that have a manifest, oldest first."""
        return [name for name in self.names() if (self.snapshot(name) / MANIFEST).is_file()]

    def begin(self, now: datetime) -> str:
        """Make the folder of a new snapshot; its name."""
        last = max((int(name[:6]) for name in self.names()), default=0)
        name = f"{last + 1:06}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        make_folder(self.snapshot(name))
        return name

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest: from now on it is a snapshot."""
        write_whole(self.snapshot(manifest.snapshot) / MANIFEST, lambda file: file.write(sealed(manifest)))

    def drop(self, name: str) -> None:
        """Remove a snapshot, its manifest first: nobody takes the rest for one."""
        (self.snapshot(name) / MANIFEST).unlink(missing_ok=True)
        sync_folder(self.snapshot(name))
        shutil.rmtree(self.snapshot(name))

    def manifest(self, name: str) -> Manifest:
        """What a snapshot holds; NotFound where there is none, BackupDamaged where the manifest is not as written."""
        path = self.snapshot(name) / MANIFEST
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFound(f"no finished snapshot {name} here", what="snapshots", id=name)
        try:
            found = unsealed(path.read_bytes())
        except (OSError, ValueError):
            raise BackupDamaged(f"{name}/{MANIFEST}") from None
        if found.snapshot != name:
            raise BackupDamaged(f"{name}/{MANIFEST}")
        return found

    def readable(self, name: str) -> Manifest | None:
        """What a finished snapshot holds; None where its manifest is not as written."""
        try:
            return self.manifest(name)
        except BackupDamaged:
            return None

    def check_parts(self, manifest: Manifest, *names: str) -> None:
        """BackupDamaged where one of these parts is not as it was written."""
        for name in names:
            part = manifest.parts.get(name)
            if part is None or sha256_of(self.snapshot(manifest.snapshot) / name) != part.sha256:
                raise BackupDamaged(f"{manifest.snapshot}/{name}")

    def kept_files(self, name: str) -> Iterator[KeptFile]:
        """The files of a snapshot; BackupDamaged at a line that says nothing."""
        with (self.snapshot(name) / FILES).open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                told = _LINE.fullmatch(line)
                if told is None:
                    raise BackupDamaged(f"{name}/{FILES}")
                yield KeptFile(told[1], int(told[2]), told[3])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process writes here meanwhile: BackupInUse where one does. Trouble with the disk is StoreFault."""
        try:
            make_folder(self.root)
            with (self.root / ".lock").open("w") as lock, _locked(lock, fcntl.LOCK_EX):
                yield
        except OSError as error:
            raise disk_fault(error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """No other process writes here meanwhile, as far as that can be known of a medium that takes no lock."""
        lock = self.root / ".lock"
        try:
            with ExitStack() as held:
                if lock.is_file():
                    held.enter_context(_locked(held.enter_context(lock.open()), fcntl.LOCK_SH))
                yield
        except OSError as error:
            raise disk_fault(error) from error


@contextmanager
def _locked(lock: TextIOWrapper, how: int) -> Iterator[None]:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupInUse() from None
    except OSError:
        pass  # a share that cannot lock goes without
    yield


def sha256_of(path: Path) -> str:
    """The hash of a file; empty where it is not there or cannot be read to its end."""
    with suppress(OSError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""


def part_of(path: Path) -> Part:
    """A file that was just written; StoreFault where it cannot be read."""
    digest = sha256_of(path)
    if not digest:
        raise StoreFault("the backup folder cannot be read", reason=path.name)
    return Part(sha256=digest, bytes=path.stat().st_size)
