"""Hyphens of a light pen: level strokes too faint for ink, but where a line of writing leaves a gap for one.

A digit that fades is still told by its darker parts. A hyphen is one short stroke, often drawn in passing, and 15-18
without it is another house.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.pieces import labelled

STANDS_OUT = 11
"""Grey levels, over 0.9 × 0.4 mm, by which a hyphen is darker than the paper: the grain's mean is within 4."""

_MEAN_PX = (7, 3)
_LONGEST, _SHORTEST, _HIGHEST, _LOWEST = 36, 8, 9, 2
"""Pixels (8 a mm) of a hyphen's length and height, as seen in the mean."""

_TALL, _WIDE, _CLEAR = np.ones((5, 1), np.uint8), np.ones((1, 57), np.uint8), np.ones((33, 5), np.uint8)
"""Between pieces of ink at most 7 mm apart, in the rows that both reach; within 2 mm nothing stands above or below."""

_PRINT_NEAR = np.ones((9, 9), np.uint8)


def faint_hyphens(darker: Pixels, ink: NDArray[np.bool_], printed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where faint hyphens stand between ``ink``. ``darker`` tells by how much each pixel is darker than the blank."""
    firm = ink.view(np.uint8)
    if not ink.any():
        return ink
    between = cv2.morphologyEx(cv2.dilate(firm, _TALL), cv2.MORPH_CLOSE, _WIDE)
    taken = cv2.max(cv2.dilate(firm, _CLEAR), cv2.dilate(printed.view(np.uint8), _PRINT_NEAR))
    seen = (cv2.blur(darker, _MEAN_PX) > STANDS_OUT).view(np.uint8)
    seen[taken > 0] = 0
    count, pieces, stats, _ = labelled(seen)
    if count == 1:
        return np.zeros_like(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    inside = np.bincount(pieces[between > 0], minlength=count) > 0.9 * stats[:, cv2.CC_STAT_AREA]
    level = (
        (width >= _SHORTEST)
        & (width <= _LONGEST)
        & (height >= _LOWEST)
        & (height <= _HIGHEST)
        & (width >= 1.5 * height)
    )
    level[0] = False
    return np.asarray((level & inside)[pieces], np.bool_)
