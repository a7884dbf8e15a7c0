"""What a file is, told by its first bytes, and who it is, told by all of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.scan import MediaType

_HEAD = 1024
"""PDF readers accept ``%PDF-`` anywhere in the first 1024 bytes; scanners do write bytes before it."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"II*\x00", MediaType.TIFF),
    (b"MM\x00*", MediaType.TIFF),
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A file's first bytes, its sha256 and the number of bytes that were hashed."""

    head: bytes
    sha256: str
    size_bytes: int


def media_type_of(head: bytes) -> MediaType | None:
    """The type that the first bytes tell; None for anything that is not read here."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    return MediaType.PDF if b"%PDF-" in head[:_HEAD] else None


def fingerprint(path: Path) -> Fingerprint:
    """Read the file once, in pieces; OSError where it cannot be read."""
    digest = hashlib.sha256()
    head, size = b"", 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            head = head or piece[:_HEAD]
            digest.update(piece)
            size += len(piece)
    return Fingerprint(head, digest.hexdigest(), size)
