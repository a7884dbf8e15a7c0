"""One cell's character as the reader of single characters sees it."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels

SIDE, INK_SIDE = 32, 26
"""Pixels of the picture, and of the larger side of the ink in its middle."""

_DARK_SHARE = 0.9
"""The darkest ink but for a tenth becomes full black, whatever pen, lamp or fax."""


def framed(ink: Pixels) -> Pixels:
    """Ink (255 full, 0 paper), cut to its extent, as a square of ``SIDE`` pixels with even darkness."""
    height, width = ink.shape
    scale = INK_SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    shrunk = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    picture = np.zeros((SIDE, SIDE), np.uint8)
    picture[top : top + size[1], left : left + size[0]] = shrunk
    written = ink[ink > 30]
    place = int(_DARK_SHARE * len(written))
    darkest = float(np.partition(written, place)[place]) if len(written) else 255.0
    return np.asarray(cv2.convertScaleAbs(picture, alpha=255 / max(darkest, 1.0)), np.uint8)
