"""A scan and its pages, before anything is known about what is printed on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""An image: height × width × 3 in OpenCV's blue-green-red order, or height × width for grey; 0 is black."""

Matrix = NDArray[np.float64]
"""A 3 × 3 projective transform."""

WORKING_SIDE = 1400
"""Longer side in pixels of the picture on which forms are sought: print of 8 points is then 13 px high on A4."""


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


@dataclass(frozen=True, slots=True)
class HintedScan:
    """A scan, and the form that somebody says it is: that decides between near twins where the page does not."""

    scan: Scan
    hint: str | None = None


@dataclass(frozen=True, eq=False)  # without slots, so that ``small`` can be kept
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

    @cached_property
    def small(self) -> Pixels:
        """The page in grey with its longer side at ``WORKING_SIDE``, made once: forms are sought and laid on it."""
        grey = np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        return resized(grey, WORKING_SIDE / max(grey.shape))

    @property
    def to_small(self) -> Matrix:
        """From the page's pixels to those of ``small``."""
        return scaling(self.pixels.shape, self.small.shape)


def resized(pixels: Pixels, scale: float) -> Pixels:
    """The image ``scale`` times as large; thin lines fade in smaller ones, and do not break.

    Whole pixels are averaged first, which is quick. What is then left is less than to half the size, so that the two
    samples blended in each direction reach every pixel.
    """
    height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
    whole = max(1, int(1 / scale))
    if whole > 1:
        size = max(width, pixels.shape[1] // whole), max(height, pixels.shape[0] // whole)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def scaling(shape: tuple[int, ...], other: tuple[int, ...]) -> Matrix:
    """From pixel places in an image of one shape to those in a resized one.

    OpenCV's (0, 0) is the middle of the first pixel: the corner, half a pixel before it, is what stays in place.
    """
    across, down = other[1] / shape[1], other[0] / shape[0]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])
