"""Images in a folder of this machine, or of a share that it has mounted."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from models.errors import NotFound, StoreFault
from pipeline.store.image_store import Entry
from pipeline.store.whole import PART, Write, disk_fault, sync_folder, write_whole

_FRESH_SECONDS = 3_600
"""What is kept again after so long is made young again, so that nobody takes it for an orphan in the next moment."""


class LocalImages:
    """An ``ImageStore``: each object is a file under ``root``."""

    def __init__(self, root: Path, *, is_own: bool = True) -> None:
        """Use ``root``. One that is not the program's own must be there already: else it is a share that is away."""
        self.place = str(root)
        self._root, self._is_own = root, is_own

    def put(self, name: str, write: Write) -> None:
        """Keep what ``write`` writes, unless it is kept already."""
        target = self._root / name
        if not self._kept_again(target):
            write_whole(target, write)

    def path(self, name: str) -> Path:
        """Where the object is."""
        path = self._root / name
        try:
            path.stat()
        except FileNotFoundError:
            self._must_be_there()
            raise NotFound("no such file", what="file", id=path.stem) from None
        except OSError as error:
            raise _unreadable(error) from error
        return path

    def open(self, name: str) -> BinaryIO:
        """The object's file."""
        path = self.path(name)
        try:
            return path.open("rb")
        except OSError as error:
            raise _unreadable(error) from error

    def entries(self) -> Iterator[Entry]:
        """All files, also those that are none of ours."""
        self._must_be_there()
        try:
            yield from self._below(self._root)
        except OSError as error:
            raise _unreadable(error) from error

    def remove(self, name: str, if_before: datetime) -> bool:
        """Out of sight first: whoever keeps it from now on writes it anew, and who kept it before made it young."""
        path = self._root / name
        hidden = path.with_name(f".{uuid4().hex}{PART}")
        try:
            path.rename(hidden)
            if datetime.fromtimestamp(hidden.stat().st_mtime, UTC) >= if_before:
                hidden.rename(path)
                sync_folder(path.parent)
                return False
            hidden.unlink()
            sync_folder(path.parent)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise disk_fault(error) from error
        return True

    def _kept_again(self, target: Path) -> bool:
        try:
            if time.time() - target.stat().st_mtime > _FRESH_SECONDS:
                with suppress(PermissionError):  # another account's file, which that account alone removes
                    os.utime(target)
        except FileNotFoundError:
            self._must_be_there()
            return False
        except OSError as error:
            raise _unreadable(error) from error
        return True

    def _must_be_there(self) -> None:
        if not self._is_own and not self._root.is_dir():
            raise StoreFault("the folder of the image store is not there", reason="no such folder")

    def _below(self, folder: Path) -> Iterator[Entry]:
        with suppress(FileNotFoundError), os.scandir(folder) as found:
            for one in found:
                if one.is_dir(follow_symlinks=False):
                    yield from self._below(Path(one.path))
                    continue
                with suppress(FileNotFoundError):  # a part that was renamed a moment ago
                    status = one.stat(follow_symlinks=False)
                    name = str(Path(one.path).relative_to(self._root))
                    yield Entry(name, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))


def _unreadable(error: OSError) -> StoreFault:
    return StoreFault(f"the image store cannot be read: {error.strerror}", reason=str(error.strerror))
