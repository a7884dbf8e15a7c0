"""The ink that belongs to a field, told from what its neighbours let run over.

All images are at 8 px/mm.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.pieces import keep, labelled, only, pixels_of_each
from pipeline.crop.specks import is_no_speck

_AROUND = np.ones((3, 3), np.uint8)

CROSSING = 16
"""Pixels (0.25 mm²) within the inner half of a box: a thin stroke runs through it, and does not only touch it."""


def own_ink(
    writing: Pixels, boxes: Sequence[tuple[int, int, int, int]], reach: int, *, crossing: bool = False
) -> Pixels:
    """The writing that belongs to ``boxes`` (left, top, right, bottom in pixels); the rest turns white.

    A connected piece belongs where most of its ink, or its middle, lies within ``reach`` pixels of a box; with
    ``crossing``, also where it runs through the inner half of one, wherever it comes from. Specks go.
    """
    dark = writing < 255 - FAINT_INK
    if not dark.any():
        return np.full_like(writing, 255)
    count, labels, stats, _ = labelled(cv2.dilate(dark.view(np.uint8), _AROUND))
    inside = np.zeros(writing.shape, bool)
    for left, top, right, bottom in boxes:
        inside[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach] = True
    ink, ink_inside = pixels_of_each(labels, dark, count), pixels_of_each(labels, dark & inside, count)
    middle_x = np.minimum(stats[:, 0] + stats[:, 2] // 2, writing.shape[1] - 1)
    middle_y = np.minimum(stats[:, 1] + stats[:, 3] // 2, writing.shape[0] - 1)
    written = is_no_speck(dark.view(np.uint8), labels, ink)
    own = written & ((2 * ink_inside > ink) | inside[middle_y, middle_x])
    if crossing:
        own |= pixels_of_each(labels, dark & _inner(boxes, writing.shape), count) >= CROSSING
    own[0] = False
    return only(writing, keep(labels > 0, labels, own), 255)


def _inner(boxes: Sequence[tuple[int, int, int, int]], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The inner half of each box, by width and height."""
    inner = np.zeros(shape, bool)
    for left, top, right, bottom in boxes:
        across, down = (right - left) // 4, (bottom - top) // 4
        inner[max(0, top + down) : max(0, bottom - down), max(0, left + across) : max(0, right - across)] = True
    return inner
