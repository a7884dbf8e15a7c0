"""Ink over the printed word behind a box to be ticked or filled: many people ring the word instead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM

_FROM_PX, _TO_PX = 4, 32
"""Where a word begins behind its box: the box's own rule lies before that, and the crop ends there."""

Box = tuple[int, int, int, int]


def ink_at_labels_mm2(
    left_over: NDArray[np.bool_], own: NDArray[np.bool_], boxes: Sequence[Box], elsewhere: Sequence[Box]
) -> float:
    """How much of what is no mark of these ``boxes`` lies right behind those that have none.

    ``own`` is the ink of marks in or near boxes, ``left_over`` all other ink of the crop; ``elsewhere`` are the boxes
    of other fields (left, top, right, bottom in pixels of the crop), whose writing may lie there.
    """
    found = np.zeros_like(left_over)
    for left, top, right, bottom in boxes:
        if not own[top:bottom, left:right].any():
            behind = np.s_[top:bottom, right + _FROM_PX : right + _TO_PX]
            found[behind] = left_over[behind]
    for left, top, right, bottom in elsewhere:
        found[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = False
    return int(np.count_nonzero(found)) / PX_PER_MM**2
