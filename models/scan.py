"""A scan and its pages, before anything is known about what is printed on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""An image: height × width × 3 in OpenCV's blue-green-red order, or height × width for grey; 0 is black."""

Matrix = NDArray[np.float64]
"""A 3 × 3 projective transform."""


class MediaType(StrEnum):
    """What a scan may be, told by its first bytes, never by its name."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"


@dataclass(frozen=True, slots=True)
class Scan:
    """One file as it came. ``sha256`` is its identity: the same bytes are the same scan.

    ``path`` holds the bytes unmodified; ``file_name`` is only what people called it.
    """

    sha256: str
    file_name: str
    media_type: MediaType
    size_bytes: int
    page_count: int
    path: Path

    def __post_init__(self) -> None:
        """Refuse a scan without content."""
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"sha256 is 64 hexadecimal digits, got {self.sha256!r}")
        if self.size_bytes <= 0 or self.page_count <= 0:
            raise ValueError("a scan has at least one byte and one page")


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One side of paper from a scan, decoded; ``number`` is 1-based, ``dpi`` as told or computed."""

    scan: Scan
    number: int
    pixels: Pixels
    dpi: float

    def __post_init__(self) -> None:
        """Refuse pixels that are not an 8-bit blue-green-red image."""
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype != np.uint8:
            raise ValueError(f"a page is height × width × 3 of uint8, got {self.pixels.shape} {self.pixels.dtype}")
        if self.number < 1 or self.dpi <= 0:
            raise ValueError("page numbers start at 1 and dpi is above 0")
