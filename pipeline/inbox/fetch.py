"""A file of the inbox is copied here before anybody looks into it: the share may vanish, and others may write there."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from models.errors import StoreFault
from models.problem import Problem, ProblemCode
from pipeline.inbox.places import Seen
from pipeline.intake.caps import Caps
from pipeline.intake.trouble import file_too_large

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file's bytes at ``path`` on this machine, and their hash."""

    path: Path
    sha256: str


class Changed(Exception):
    """The file is not what it was when it settled: it will be looked at again."""


def fetch(file: Seen, target: Path, caps: Caps) -> Fetched | Problem:
    """Copy the file to ``target``; a problem for what is no file, or too large to be copied.

    Changed where it is another one now; OSError where it cannot be read; StoreFault where the copy cannot be written.
    """
    if not file.is_file:
        return Problem(ProblemCode.UNKNOWN_FILE_TYPE)
    if file.size > caps.max_file_bytes:
        return file_too_large(file.size, caps)
    handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        _same(file, handle)
        digest = _copy(handle, target, caps.max_file_bytes)
        _same(file, handle)
    finally:
        os.close(handle)
    return Fetched(target, digest)


def _same(file: Seen, handle: int) -> None:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or (status.st_ino, status.st_size, status.st_mtime_ns) != (
        file.inode,
        file.size,
        file.mtime_ns,
    ):
        raise Changed


def _copy(handle: int, target: Path, most_bytes: int) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        copy = target.open("wb")
    except OSError as error:
        raise _cannot_write(error) from error
    with copy:
        while piece := os.read(handle, _PIECE):
            digest.update(piece)
            size += len(piece)
            if size > most_bytes:
                raise Changed
            try:
                copy.write(piece)
                copy.flush()
            except OSError as error:
                raise _cannot_write(error) from error
    return digest.hexdigest()


def _cannot_write(error: OSError) -> StoreFault:
    reason = os.strerror(error.errno or errno.EIO)
    return StoreFault(f"cannot write to disk: {reason}", reason=reason)
