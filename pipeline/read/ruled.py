"""A single straight line through a box in which nothing is written (斜線): this does not apply."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.reading import Crop
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.percentile import percentile
from pipeline.read.places import pixel_box

_SHORTEST_MM, _LONG_ENOUGH_MM = 8.5, 14.0
"""A tall slanted 1 is shorter; a line of the greater length is one whatever the size of the box."""

_ACROSS = 0.75
"""Share of the box's diagonal that a shorter line must have."""

_NARROW_PX, _INLIERS, _COVERED, _BIN_PX = 6, 0.93, 0.75, 4
"""Nearly all of the ink lies within 0.75 mm of one line, and covers most of it: print hides some."""


def is_ruled_out(crop: Crop) -> bool:
    """Whether all the ink on a field's crop is one long straight line."""
    ink = (crop.writing < 255 - FAINT_INK).astype(np.uint8)
    _, _, width, height = cv2.boundingRect(ink)
    left, top, right, bottom = pixel_box(crop.field.box_mm, crop)
    least = min(_LONG_ENOUGH_MM * PX_PER_MM, _ACROSS * float(np.hypot(right - left, bottom - top)))
    least, length = max(least, _SHORTEST_MM * PX_PER_MM), float(np.hypot(width, height))
    if length < least or _breadth(ink) > _NARROW_PX * 2:
        return False
    places = cv2.findNonZero(ink).reshape(-1, 2).astype(np.float64)
    places -= np.median(places, axis=0)
    for _ in range(2):  # the second time without what lies beside the line
        xx, xy, _, yy = (places.T @ places).ravel()
        leans = np.arctan2(2 * xy, xx - yy) / 2  # of the line that fits best through the middle
        x, y = float(np.cos(leans)), float(np.sin(leans))
        along, away = places @ (x, y), places @ (-y, x)
        near = np.abs(away - percentile(away, 50)) <= _NARROW_PX
        if near.mean() < _INLIERS:
            return False
        places = places[near] - places[near].mean(axis=0)
    along = along[near]
    bins = np.unique(np.floor(along / _BIN_PX))
    length = float(np.ptp(along))
    return length >= least and len(bins) * _BIN_PX >= _COVERED * length


def _breadth(ink: Pixels) -> float:
    """The standard deviation of ink across its longer direction, in pixels."""
    moments = cv2.moments(ink, binaryImage=True)
    spread, lean = moments["mu20"] - moments["mu02"], 2 * moments["mu11"]
    least = (moments["mu20"] + moments["mu02"] - float(np.hypot(spread, lean))) / 2
    return float(np.sqrt(max(0.0, least) / max(1.0, moments["m00"])))
