"""Where print lies is found in two steps, as by looking everywhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.crop.clean import _NEAR_FIRST, REACH
from pipeline.crop.offset import offset


def box(height: int, width: int) -> np.ndarray:
    """A ruled box with cells and a word, light on black as print is sought."""
    picture = np.zeros((height, width), np.uint8)
    cv2.rectangle(picture, (9, 8), (width - 10, height - 9), (200,), 2)
    for x in range(60, width - 20, 50):
        cv2.line(picture, (x, 8), (x, height - 9), (120,), 1)
    cv2.putText(picture, "A7", (14, height - 14), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255,), 2)
    return picture


@pytest.mark.parametrize("size", [(61, 240), (80, 401), (120, 900)])
@pytest.mark.parametrize("moved", [(0, 0), (1, -1), (-3, 5), (6, 6), (-6, 2), (5, -5)])
def test_print_that_moved_is_found_where_it_lies(size: tuple[int, int], moved: tuple[int, int]) -> None:
    part = box(*size)
    around = np.random.default_rng(7).integers(0, 12, (size[0] + 2 * REACH, size[1] + 2 * REACH), np.uint8)
    top, left = REACH + moved[0], REACH + moved[1]
    around[top : top + size[0], left : left + size[1]] |= part
    everywhere = cv2.matchTemplate(around, part, cv2.TM_CCORR) * _NEAR_FIRST
    best = np.unravel_index(int(everywhere.argmax()), everywhere.shape)
    assert offset(around, part, _NEAR_FIRST) == best == (top, left)
