"""Files by content hash: scans as they came, and aligned page images. Files are written first, then rows.

A crash between the two leaves a file that no row names, never a row without its file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from io import BufferedRandom
from pathlib import Path
from uuid import uuid4

import cv2

from models.errors import DiskFull, NotFound, StoreFault
from models.scan import Pixels, Scan

JPEG_QUALITY = 88
"""Writing on an aligned page stays crisp at about 0.4 MB a sheet."""


class Vault:
    """One municipality's files under ``root``: ``originals/ab/<sha256>`` and ``pages/ab/<sha256>.jpg``."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, for example ``data_dir / "vault" / municipality code``; folders are made when needed."""
        self._originals = root / "originals"
        self._pages = root / "pages"

    def keep(self, scan: Scan) -> Path:
        """Copy the scan's bytes unmodified and return where they are; again is harmless.

        StoreFault when the disk is full or the bytes are not those of ``scan.sha256`` any more.
        """
        target = self._place(self._originals, scan.sha256)

        def copy(file: BufferedRandom) -> None:
            with scan.path.open("rb") as source:
                shutil.copyfileobj(source, file)
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != scan.sha256:
                raise StoreFault("the file changed while it was taken in", file=scan.file_name)

        if not target.exists():
            write_whole(target, copy)
        return target

    def original(self, sha256: str) -> Path:
        """Where the bytes of a kept scan are; NotFound when there are none."""
        return _there(self._place(self._originals, sha256))

    def put_page_image(self, pixels: Pixels) -> str:
        """Keep an aligned page (JPEG quality 88, 8 px/mm) and return its key, the JPEG's sha256."""
        done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if not done:
            raise StoreFault("a page image could not be compressed")
        jpeg = encoded.tobytes()
        key = hashlib.sha256(jpeg).hexdigest()
        target = self._place(self._pages, key, ".jpg")
        if not target.exists():
            write_whole(target, lambda file: file.write(jpeg))
        return key

    def image_path(self, key: str) -> Path:
        """The JPEG file of a page image; NotFound when there is none."""
        return _there(self._place(self._pages, key, ".jpg"))

    @staticmethod
    def _place(folder: Path, sha256: str, suffix: str = "") -> Path:
        """Where a hash's file belongs; NotFound for anything else, so that no name leads out of the vault."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise NotFound("no such file", what="file", id=sha256)
        return folder / sha256[:2] / f"{sha256}{suffix}"


def write_whole(target: Path, write: Callable[[BufferedRandom], object]) -> None:
    """Let ``write`` fill ``target``: on disk and whole once this returns, or not there at all.

    StoreFault when the disk is full or out of reach.
    """
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        _make_folder(target.parent)
        with part.open("w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise disk_fault(error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def disk_fault(error: OSError) -> StoreFault:
    """What to tell people of trouble with the disk."""
    kind = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StoreFault
    return kind(f"cannot write to disk: {error.strerror}", reason=str(error.strerror))


def _make_folder(folder: Path) -> None:
    """Make ``folder`` so that its entry too is on disk."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _there(path: Path) -> Path:
    if not path.exists():
        raise NotFound("no such file", what="file", id=path.stem)
    return path
