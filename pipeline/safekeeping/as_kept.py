"""Copying bytes that must be those of a hash."""

from __future__ import annotations

import hashlib
from io import BufferedRandom
from typing import BinaryIO

_PIECE = 1 << 20


class NotAsKept(Exception):
    """The source cannot be read to its end, or has other bytes than were kept."""


def copy_as_kept(source: BinaryIO, target: BufferedRandom, sha256: str) -> None:
    """Copy all of ``source``; NotAsKept for its trouble, OSError for that of ``target``."""
    digest = hashlib.sha256()
    while piece := _read(source):
        digest.update(piece)
        target.write(piece)
    if digest.hexdigest() != sha256:
        raise NotAsKept


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_PIECE)
    except OSError:
        raise NotAsKept from None
