"""Dust and strokes that a fax broke into dots, told apart by their company.

A fax leaves of a thin pen a row of dots, each no larger than dust; dust lies alone.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.pieces import labelled

SPECK = 8
"""Pixels (0.13 mm²): smaller dots are dust or fax noise; the dot of a small ヅ is twice as large."""

BROKEN = 24
"""Pixels: so much ink in dots less than 6 px (0.75 mm) apart is a broken stroke."""

_BESIDE = np.ones((7, 7), np.uint8)


def without_specks(ink: Pixels) -> Pixels:
    """A mask of ink (0 or 1) without the dots that lie alone."""
    count, pieces, stats, _ = labelled(ink)
    stays = is_no_speck(ink, pieces, stats[:count, cv2.CC_STAT_AREA])
    return np.where(stays[pieces], ink, np.uint8(0))


def is_no_speck(ink: Pixels, pieces: NDArray[np.int32], sizes: NDArray[np.integer | np.floating]) -> NDArray[np.bool_]:
    """For each of the numbered ``pieces`` of ``ink`` (0 or 1), of so many pixels, whether it is part of writing."""
    large = np.asarray(sizes >= SPECK, np.bool_)
    if large[1:].all():
        return large
    count, groups = cv2.connectedComponents(cv2.dilate(ink, _BESIDE))
    there = np.flatnonzero(ink)
    own, group = groups.ravel()[there], np.zeros(len(sizes), np.intp)
    group[pieces.ravel()[there]] = own  # a piece lies wholly in one group
    return np.asarray(large | (np.bincount(own, minlength=count)[group] >= BROKEN), np.bool_)
