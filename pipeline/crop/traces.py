"""Ink that is there but too faint to read, so that a nearly dry pen is not taken for an empty field.

Reading keeps ink well above the paper's grain. What stays below it and still stands out of its surroundings as strokes
is found here; nobody reads it, but a field that has any is not accepted unseen.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.halved import halved
from pipeline.crop.pieces import labelled

_STANDS_OUT = 7.0
"""Grey levels, over 0.75 × 0.75 mm, by which a trace is darker than the paper around it."""

_FINE, _AROUND = 3, 21
"""Pixels: a stroke's surroundings, and the paper that it is compared with; shadows are wider than 5 mm."""

_STROKE = 15
"""Pixels of a trace (0.9 mm²): a speck of fax noise spreads over half of it, the shortest stroke over twice as many."""

_NEAR_PRINT = np.ones((5, 5), np.uint8)
_NEAR_INK = np.ones((9, 9), np.uint8)


def faint_traces(expected: Pixels, page: Pixels, printed: NDArray[np.bool_], writing: Pixels) -> NDArray[np.bool_]:
    """Where strokes lie that are not in ``writing``; all pictures show the same place in grey.

    ``expected`` is the blank as it should look here, ``printed`` where it has print: there nothing can be told. Traces
    are sought at 4 px/mm: grain and specks fade, and a page's fields take a quarter of the time.
    """
    clear = (cv2.dilate(halved(printed.astype(np.uint8) * 255), _NEAR_PRINT) == 0).astype(np.float32)
    added = (halved(expected).astype(np.float32) - halved(page)) * clear
    stands_out = _mean(added, clear, _FINE) - _mean(added, clear, _AROUND) > _STANDS_OUT
    unread = stands_out & (clear > 0) & (cv2.erode(halved(writing), _NEAR_INK) == 255)
    if not unread.any():
        return np.zeros(page.shape, np.bool_)
    _, labels, stats, _ = labelled(unread.view(np.uint8))
    is_stroke = stats[:, cv2.CC_STAT_AREA] >= _STROKE
    is_stroke[0] = False
    if not is_stroke.any():
        return np.zeros(page.shape, np.bool_)
    height, width = page.shape
    traces = cv2.resize(is_stroke[labels].astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(traces > 0, np.bool_)


def _mean(values: NDArray[np.float32], weights: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """The mean of ``values`` in a square around every pixel, over the pixels that count."""
    share = cv2.blur(weights, (side, side))
    return np.asarray(cv2.blur(values, (side, side)) / np.maximum(share, 0.05), np.float32)
