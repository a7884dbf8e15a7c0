"""The ink that belongs to a field, told from what its neighbours let run over.

All images are at 8 px/mm.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, SPECK

CROSSING = 16
"""Pixels (0.25 mm²) within the inner half of a box: a thin stroke runs through it, and does not only touch it."""


def own_ink(
    writing: Pixels, boxes: Sequence[tuple[int, int, int, int]], reach: int, *, crossing: bool = False
) -> Pixels:
    """The writing that belongs to ``boxes`` (left, top, right, bottom in pixels); the rest turns white.

    A connected piece belongs where most of its ink, or its middle, lies within ``reach`` pixels of a box; with
    ``crossing``, also where it runs through the inner half of one, wherever it comes from. Specks go.
    """
    dark = (writing < 255 - FAINT_INK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(dark, np.ones((3, 3), np.uint8)))
    if count == 1:
        return np.full_like(writing, 255)
    inside = np.zeros(writing.shape, bool)
    for left, top, right, bottom in boxes:
        inside[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach] = True
    ink = np.bincount(labels.ravel(), dark.ravel(), minlength=count)
    ink_inside = np.bincount(labels.ravel(), (dark & inside).ravel(), minlength=count)
    height, width = writing.shape
    middle_x = np.minimum(stats[:, 0] + stats[:, 2] // 2, width - 1)
    middle_y = np.minimum(stats[:, 1] + stats[:, 3] // 2, height - 1)
    keep = (ink >= SPECK) & ((2 * ink_inside > ink) | inside[middle_y, middle_x])
    if crossing:
        keep |= np.bincount(labels.ravel(), (dark & _inner(boxes, writing.shape)).ravel(), minlength=count) >= CROSSING
    keep[0] = False
    return np.where(keep[labels], writing, np.uint8(255))


def _inner(boxes: Sequence[tuple[int, int, int, int]], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The inner half of each box, by width and height."""
    inner = np.zeros(shape, bool)
    for left, top, right, bottom in boxes:
        across, down = (right - left) // 4, (bottom - top) // 4
        inner[max(0, top + down) : max(0, bottom - down), max(0, left + across) : max(0, right - across)] = True
    return inner
