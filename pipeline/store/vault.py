"""Files by content hash: scans as they came, and aligned page images. Files are written first, then rows.

A crash between the two leaves a file that no row names, never a row without its file.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from io import BufferedRandom
from pathlib import Path

import cv2

from models.errors import NotFound, StoreFault
from models.scan import Pixels, Scan
from pipeline.store.image_store import ImageStore
from pipeline.store.local_images import LocalImages

JPEG_QUALITY = 88
"""Writing on an aligned page stays crisp at about 0.4 MB a sheet."""


class Vault:
    """One municipality's files: ``originals/ab/<sha256>`` and ``pages/ab/<sha256>.jpg``."""

    def __init__(self, where: Path | ImageStore, code: str = "") -> None:
        """Use the folder or store ``where``, in it what is under the municipality's ``code``."""
        self._images = LocalImages(where) if isinstance(where, Path) else where
        self._code = code

    def keep(self, scan: Scan) -> Path:
        """Copy the scan's bytes unmodified and return where they are; again is harmless.

        StoreFault when the disk is full or the bytes are not those of ``scan.sha256`` any more.
        """

        def copy(file: BufferedRandom) -> None:
            with scan.path.open("rb") as source:
                shutil.copyfileobj(source, file)
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != scan.sha256:
                raise StoreFault("the file changed while it was taken in", file=scan.file_name)

        self._images.put(original_name(self._code, scan.sha256), copy)
        return self.original(scan.sha256)

    def original(self, sha256: str) -> Path:
        """Where the bytes of a kept scan are; NotFound when there are none."""
        return self._images.path(original_name(self._code, sha256))

    def put_page_image(self, pixels: Pixels) -> str:
        """Keep an aligned page (JPEG quality 88, 8 px/mm) and return its key, the JPEG's sha256."""
        done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if not done:
            raise StoreFault("a page image could not be compressed")
        jpeg = encoded.tobytes()
        key = hashlib.sha256(jpeg).hexdigest()
        self._images.put(page_name(self._code, key), lambda file: file.write(jpeg))
        return key

    def image_path(self, key: str) -> Path:
        """The JPEG file of a page image; NotFound when there is none."""
        return self._images.path(page_name(self._code, key))


def original_name(code: str, sha256: str) -> str:
    """What a municipality's scan is called in the store; NotFound for what is no hash."""
    return _name(code, "originals", sha256, "")


def page_name(code: str, key: str) -> str:
    """What a municipality's page image is called in the store; NotFound for what is no hash."""
    return _name(code, "pages", key, ".jpg")


def _name(code: str, kind: str, sha256: str, suffix: str) -> str:
    """Nothing but a hash becomes a name: so none leads out of the store."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotFound("no such file", what="file", id=sha256)
    return f"{code}/{kind}/{sha256[:2]}/{sha256}{suffix}".lstrip("/")
