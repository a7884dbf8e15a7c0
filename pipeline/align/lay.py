"""Moving a page's pixels onto a sheet without losing thin lines on the way."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Matrix, Pixels

_WHITE = (255, 255, 255)
_FINER = 1.3
"""A page so many times finer than the sheet is shrunk first: a thin line must fade, not fall between the samples."""


def from_mm(px_per_mm: float) -> Matrix:
    """From millimetres to OpenCV's pixel places, where 0 is the middle of the first pixel."""
    return np.array([[px_per_mm, 0, -0.5], [0, px_per_mm, -0.5], [0, 0, 1]])


def laid(pixels: Pixels, transform: Matrix, shape: tuple[int, ...]) -> Pixels:
    """The page moved by ``transform`` into a picture of ``shape``; off the page it is white."""
    moved = cv2.warpPerspective(pixels, transform, shape[1::-1], flags=cv2.INTER_LINEAR, borderValue=_WHITE)
    return np.asarray(moved, np.uint8)


def shrunk(pixels: Pixels, transform: Matrix) -> tuple[Pixels, Matrix]:
    """The page at about the resolution to which ``transform`` takes it, and the transform from there.

    A page that is hardly finer, or coarser, comes back as it is.
    """
    finer = _finer(transform, pixels)
    if finer <= _FINER:
        return pixels, transform
    size = max(1, round(pixels.shape[1] / finer)), max(1, round(pixels.shape[0] / finer))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return small, transform @ shrunk_by(pixels.shape, small.shape)


def shrunk_by(shape: tuple[int, ...], small: tuple[int, ...]) -> Matrix:
    """From pixel places in the small picture to those in the one it was made of."""
    across, down = shape[1] / small[1], shape[0] / small[0]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])


def _finer(transform: Matrix, pixels: Pixels) -> float:
    """How many pixels of the page come to one of the sheet, in the middle of the page."""
    x, y = pixels.shape[1] / 2, pixels.shape[0] / 2
    ends = cv2.perspectiveTransform(np.array([[[x, y], [x + 1, y], [x, y + 1]]]), transform)[0]
    return float(2 / (np.linalg.norm(ends[1] - ends[0]) + np.linalg.norm(ends[2] - ends[0])))
