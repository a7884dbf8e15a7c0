"""How a ring is formed: what lies in it, how often its line goes around, how far that strays.

Places are in pixels (8 to the millimetre), lengths in millimetres, areas in square millimetres.
"""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from pipeline.read.ink_measures import JOIN, Ink, hull, length, mm2, outline

_PENS, _SHAKY_MM = 1.2, 0.6
"""From the outline of a ring inwards, widths of its pen and millimetres: what lies deeper is inside it."""

_WAYS, _RING_WAYS = 24, 16
"""Directions, 15° each, in which a ring goes around its word, and how many of them a single piece of it has."""

_STRAYING = 0.4
"""A ring's line stays within this share of its box's half, seen in one direction from the middle."""


def inside(ink: Ink, middle: tuple[float, float]) -> float:
    """How much ink lies further inside the ring's outline than the pen's width and an unsteady hand explain.

    The ring is the piece that goes around most of ``middle`` (x, y); where it is broken, all of them.
    """
    count, labels = cv2.connectedComponents(cv2.dilate(ink.astype(np.uint8), JOIN))
    y, x = np.nonzero(ink)
    if not len(x):
        return 0.0
    ways = np.floor(np.arctan2(y - middle[1], x - middle[0]) * _WAYS / (2 * np.pi)).astype(int)
    seen = np.zeros((count, _WAYS + 1), np.bool_)
    seen[labels[y, x], ways + _WAYS // 2] = True
    around = seen.sum(axis=1)
    ring = ink & (labels == around.argmax()) if around.max() >= _RING_WAYS else ink
    filled = cv2.copyMakeBorder(outline(ring).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    depth = cv2.distanceTransform(filled, cv2.DIST_L2, 3)[1:-1, 1:-1] / PX_PER_MM
    pen = mm2(ring) / max(1.0, length(ring))
    return mm2(ink & (depth > _PENS * pen + _SHAKY_MM))


def turns(ink: Ink) -> float:
    """How often a line as long as the ink's strokes goes around the ink."""
    corners = hull(ink)
    if not len(corners):
        return 0.0
    around = cv2.arcLength(corners, True) / PX_PER_MM
    return length(ink) / max(around, 1 / PX_PER_MM)


def straying_ways(ink: Ink, middle: tuple[float, float], half: tuple[float, float]) -> int:
    """In how many directions (of 24) from ``middle`` (x, y) ink lies both near and far.

    ``half`` is half the width and height of the option's box, with which near and far are measured.
    """
    y, x = np.nonzero(ink)
    across, down = (x - middle[0]) / half[0], (y - middle[1]) / half[1]
    away = np.hypot(across, down)
    ways = np.floor(np.arctan2(down, across) * _WAYS / (2 * np.pi)).astype(int) % _WAYS
    nearest, farthest = np.full(_WAYS, np.inf), np.full(_WAYS, -np.inf)
    np.minimum.at(nearest, ways, away)
    np.maximum.at(farthest, ways, away)
    return int(np.count_nonzero(farthest - nearest > _STRAYING))
