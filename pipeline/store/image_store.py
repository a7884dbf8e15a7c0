"""What a store of scans and page images must do, wherever it is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from models.errors import StoreFault
from pipeline.store.whole import Write


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that lies in the store, whoever put it there."""

    name: str
    size: int
    modified: datetime


class ImageStore(Protocol):
    """Whole objects that never change; the last part of a name begins with the sha256 of the bytes.

    Every trouble of the store is StoreFault (DiskFull where there is no room), which a later try may mend.
    """

    place: str
    """Where it is, for people; without a password."""

    def put(self, name: str, write: Write) -> None:
        """Keep what ``write`` writes: whole and durable once this returns, or not there. Again is harmless."""

    def path(self, name: str) -> Path:
        """A file of this machine with the object's bytes; NotFound where there is no such object."""

    def open(self, name: str) -> BinaryIO:
        """The object's bytes as they lie in the store, never those of a copy; NotFound where there is none."""

    def entries(self) -> Iterator[Entry]:
        """All that lies there, in no order; one folder at a time is held in memory."""

    def remove(self, name: str, if_before: datetime) -> bool:
        """Remove what nobody kept since ``if_before``; whether it was removed."""


def digest_of(images: ImageStore, name: str) -> str:
    """The sha256 of what lies there; NotFound, or StoreFault where it cannot be read to its end."""
    with images.open(name) as file:
        try:
            return hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
        except OSError as error:
            raise StoreFault("an image cannot be read", reason=str(error.strerror)) from error


def probe(images: ImageStore) -> None:
    """Write a small object, read it, remove it; StoreFault where one of these fails."""
    data = os.urandom(64)
    name = hashlib.sha256(data).hexdigest()
    images.put(name, lambda file: file.write(data))
    with images.open(name) as file:
        if file.read() != data:
            raise StoreFault("the image store gives other bytes than were kept", reason="bytes")
    if not images.remove(name, datetime.now(UTC) + timedelta(days=1)):
        raise StoreFault("the image store does not remove what it should", reason="remove")
