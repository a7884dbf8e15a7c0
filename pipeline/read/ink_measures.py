"""How much ink a mark is made of: its area, the length of its strokes, its outline.

Masks are at 8 px/mm; lengths are in millimetres, areas in square millimetres.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM

Ink = NDArray[np.bool_]
"""Where a crop has ink."""

JOIN = np.ones((3, 3), np.uint8)
"""Pieces of ink that touch at a corner, or nearly, hang together."""


def mm2(ink: Ink) -> float:
    """The area of the ink."""
    return float(ink.sum()) / PX_PER_MM**2


def length(ink: Ink) -> float:
    """Half of all outlines: that of a thin stroke runs up one side and down the other."""
    lines, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return sum(cv2.arcLength(line, True) for line in lines) / 2 / PX_PER_MM


def hull(ink: Ink) -> NDArray[np.int32]:
    """The corners (x, y) of the ink's convex hull; none where there is no ink."""
    y, x = np.nonzero(ink)
    if not len(x):
        return np.empty((0, 1, 2), np.int32)
    return np.asarray(cv2.convexHull(np.stack([x, y], axis=1).astype(np.int32)), np.int32)


def outline(ink: Ink) -> Ink:
    """All that lies within the ink's convex hull."""
    filled, corners = np.zeros(ink.shape, np.uint8), hull(ink)
    if len(corners):
        cv2.fillConvexPoly(filled, corners, (1,))
    return filled > 0
