"""Features of a page that look like a blank's and lie near where a first estimate puts them.

Comparing all features of both takes 60 ms a blank; comparing those that can be the same place takes 5.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix
from pipeline.identify.features import Features, Points

Indices = NDArray[np.int32]

_ALIKE_BITS = 64
"""Descriptors that differ in more of their 256 bits do not show the same print."""

_DIRECTIONS = 16
"""Directions of features are compared in steps of 22.5 degrees, to the next step."""


def nearby(source: Features, target: Features, transform: Matrix, reach: float) -> tuple[Points, Points]:
    """For each feature of ``source`` the one of ``target`` most like it, no further than two ``reach`` off.

    ``transform`` is the estimate, from the source's sides to the target's; ``reach`` is in sides. Pairs of points come
    back, none where nothing is alike.
    """
    if not len(source.points) or not len(target.points):
        return source.points[:0], target.points[:0]
    one, other = _candidates(source, target, transform, reach)
    bits = differing_bits(source.descriptors[one], target.descriptors[other])
    alike = np.flatnonzero(bits <= _ALIKE_BITS)
    alike = alike[np.lexsort((bits[alike], one[alike]))]
    _, best = np.unique(one[alike], return_index=True)
    return source.points[one[alike[best]]], target.points[other[alike[best]]]


def differing_bits(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Indices:
    """In how many bits the descriptors of each pair differ."""
    differing = np.bitwise_count(one.view(np.uint64) ^ other.view(np.uint64))
    return np.asarray(differing.sum(axis=1, dtype=np.int32), np.int32)


def members(first: Indices, size: Indices) -> tuple[Indices, Indices]:
    """Each number of each range that begins at ``first`` and has ``size`` numbers, with the range it is of."""
    of = np.repeat(np.arange(len(size), dtype=np.int32), size)
    within = np.arange(len(of), dtype=np.int32) - np.repeat(np.cumsum(size, dtype=np.int32) - size, size)
    return of, within + np.repeat(first, size)


def _candidates(source: Features, target: Features, transform: Matrix, reach: float) -> tuple[Indices, Indices]:
    """The pairs of features whose places and directions are in the same or neighbouring cells."""
    turn = np.degrees(np.arctan2(transform[1, 0], transform[0, 0]))
    moved = cv2.perspectiveTransform(source.points[None].astype(np.float64), transform)[0]
    side = int(np.ceil(1 / reach)) + 4  # a ring of empty cells lies around the sheet
    cells = _cells(target.points, target.angles, reach, side)
    order = np.argsort(cells, kind="stable").astype(np.int32)
    start = np.searchsorted(cells[order], np.arange(_DIRECTIONS * side * side + 1)).astype(np.int32)
    own = _cells(moved, source.angles + turn, reach, side)
    ones, others = [], []
    for step in (-1, 0, 1):
        for down in (-side, 0, side):
            middle = (own + step * side * side + down) % (_DIRECTIONS * side * side)
            low, high = np.maximum(middle - 1, 0), np.minimum(middle + 2, len(start) - 1)
            one, at = members(start[low], start[high] - start[low])
            ones.append(one)
            others.append(order[at])
    return np.concatenate(ones), np.concatenate(others)


def _cells(points: NDArray[np.floating], angles: NDArray[np.float32], reach: float, side: int) -> Indices:
    """The cell of each feature: direction, row, column, as one number."""
    x, y = np.clip(np.floor((points.T + 0.5) / reach), -1, side - 3).astype(np.int32) + 1
    direction = np.floor(angles / (360 / _DIRECTIONS)).astype(np.int32) % _DIRECTIONS
    return np.asarray((direction * side + y) * side + x, np.int32)
