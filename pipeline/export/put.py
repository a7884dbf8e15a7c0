"""The one way in which an export's bytes become a file: whole, on disk, and never in the place of another file.

Each try writes under a name of its own, in which its token stands, and removes those of earlier tokens. Whoever was
overtaken finds its part gone when it wakes up, and so cannot put its file where the next one has delivered already.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.db.states import DeliveryTrouble
from models.export_errors import NoFolder
from pipeline.store.outbox import Parcel

PIECE = 4 << 20
"""Bytes that are written between two looks at whether the file is still one's own to write."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What file systems say that know no second name of a file: some network folders, FAT."""


class Overtaken(Exception):
    """Somebody else has taken the file since; what is left to do is theirs."""


def put(parcel: Parcel, hold: Callable[[], bool]) -> DeliveryTrouble | None:
    """Write the file, or find it there already; what kept it from being written otherwise.

    ``hold`` is asked now and then, and at last before the file gets its name: Overtaken where it says no.
    """
    part = _part(parcel, parcel.token)
    try:
        _forget_earlier(parcel)
        stands = sha256_of(parcel.target)
        if stands is None:
            _write(part, parcel.content, hold)
            if not hold():
                raise Overtaken
            stands = _name(part, parcel)
        if stands == parcel.sha256:
            _sync(parcel.target.parent)
    except OSError as error:
        if not hold():
            raise Overtaken from None
        return DeliveryTrouble.DISK_FULL if error.errno in FULL else DeliveryTrouble.OUT_OF_REACH
    finally:
        _remove(part)
    return None if stands == parcel.sha256 else DeliveryTrouble.IN_THE_WAY


def sha256_of(path: Path) -> str | None:
    """The hash of what lies there; None where nothing does, "" for what is no file."""
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def need_folder(folder: Path) -> None:
    """NoFolder where it is not there. None is ever made: what is missing may be a share that is not mounted."""
    if not folder.is_dir():
        raise NoFolder(folder)


def _write(part: Path, content: bytes, hold: Callable[[], bool]) -> None:
    with part.open("wb") as file:
        for begin in range(0, len(content), PIECE):
            file.write(content[begin : begin + PIECE])
            if begin and not hold():
                raise Overtaken
        file.flush()
        os.fsync(file.fileno())


def _name(part: Path, parcel: Parcel) -> str | None:
    """Give the part its name unless that is taken; the hash of what has the name now."""
    try:
        os.link(part, parcel.target)
    except FileExistsError:
        return sha256_of(parcel.target)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if os.path.lexists(parcel.target):
            return sha256_of(parcel.target)
        part.rename(parcel.target)
    return parcel.sha256


def _part(parcel: Parcel, token: int | str) -> Path:
    return parcel.target.with_name(f".{parcel.sha256[:16]}-{parcel.delivery_id}-{token}.part")


def _forget_earlier(parcel: Parcel) -> None:
    """Remove what earlier tries have left; one that is paused cannot give its file a name any more."""
    for left in parcel.target.parent.glob(_part(parcel, "*").name):
        token = left.stem.rpartition("-")[2]
        if token.isdigit() and int(token) < parcel.token:
            _remove(left)


def _remove(part: Path) -> None:
    with suppress(OSError):  # the folder is out of reach: the next try removes it
        part.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:  # some shares cannot
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)
