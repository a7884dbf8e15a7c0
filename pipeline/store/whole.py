"""Files that are on disk and whole once they are there: part file, fsync, rename, fsync of the folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from io import BufferedRandom
from pathlib import Path
from uuid import uuid4

from models.errors import DiskFull, StoreFault

PART = ".part"
"""How the name of an unfinished file ends; it begins with a dot."""

Write = Callable[[BufferedRandom], object]
"""Fills a file that was opened to write and to read again."""

_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""What shares say that know no fsync of a folder."""


def write_whole(target: Path, write: Write) -> None:
    """Let ``write`` fill ``target``: on disk and whole once this returns, or not there at all.

    StoreFault when the disk is full or out of reach.
    """
    part = target.with_name(f".{uuid4().hex}{PART}")
    try:
        make_folder(target.parent)
        with part.open("w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise disk_fault(error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def disk_fault(error: OSError) -> StoreFault:
    """What to tell people of trouble with the disk."""
    kind = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreFault
    return kind(f"cannot write to disk: {error.strerror}", reason=str(error.strerror))


def make_folder(folder: Path) -> None:
    """Make ``folder`` so that its entry too is on disk."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on disk: what was renamed there stays renamed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:  # the share's own server answers for it then
        if error.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(handle)


def sync_file(file: Path) -> None:
    """Have a file that another library wrote on disk, and its entry, too."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(file.parent)
