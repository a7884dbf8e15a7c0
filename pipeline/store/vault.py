"""Files by content hash: scans as they came, and aligned page images. Files are written first, then rows.

A crash between the two leaves a file that no row names, never a row without its file.
"""

from __future__ import annotations

from pathlib import Path

from models.scan import Pixels, Scan


class Vault:
    """One municipality's files under ``root``: ``originals/ab/<sha256>`` and ``pages/ab/<sha256>.jpg``."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, for example ``data_dir / "vault" / municipality code``; folders are made when needed."""
        self._root = root

    def keep(self, scan: Scan) -> Path:
        """Copy the scan's bytes unmodified and return where they are; again is harmless.

        StoreFault when the disk is full or the bytes are not those of ``scan.sha256`` any more.
        """
        raise NotImplementedError

    def original(self, sha256: str) -> Path:
        """Where the bytes of a kept scan are; NotFound when there are none."""
        raise NotImplementedError

    def put_page_image(self, pixels: Pixels) -> str:
        """Keep an aligned page (JPEG quality 88, 8 px/mm) and return its key, the JPEG's sha256."""
        raise NotImplementedError

    def image_path(self, key: str) -> Path:
        """The JPEG file of a page image; NotFound when there is none."""
        raise NotImplementedError
