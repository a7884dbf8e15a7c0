"""What paper can do on a scanner's glass or before a camera, and what only a chance match does."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix
from pipeline.identify.features import Fit, sides

_LEAST_SPREAD = 0.25
"""The agreeing points' hull covers at least this share of the form: a shared heading or footer does not."""

_LEAST_AREA = 0.1
"""The sheet fills at least this share of the picture."""

_FORESHORTENING = 1.7
"""Opposite edges of a sheet seen by a camera differ at most by this factor."""

_STRETCH = 1.25
"""Width to height differs at most by this factor from the template's: tilt, and feeders that pull unevenly."""


def is_plausible(lies: Fit, page: tuple[int, ...], page_mm: tuple[float, float]) -> bool:
    """Whether the fit shows a whole sheet of paper, front side up, with matches over much of it.

    ``page`` is the shape of the picture of the page, ``page_mm`` the size of the form.
    """
    width, height = (mm / max(page_mm) for mm in page_mm)
    if cv2.contourArea(cv2.convexHull(lies.target)) < _LEAST_SPREAD * height * width:
        return False
    outline = np.array([[[-width, -height], [width, -height], [width, height], [-width, height]]]) / 2
    try:
        back = np.linalg.inv(lies.transform @ sides(page))
    except np.linalg.LinAlgError:
        return False
    corners = np.asarray(cv2.perspectiveTransform(outline, back)[0], np.float64)
    return _is_sheet(corners, page) and _keeps_shape(corners, width / height)


def quarter_turn(to_template: Matrix, page: tuple[int, ...]) -> int:
    """How far a page of shape ``page`` must be turned clockwise to stand upright: 0, 90, 180 or 270 degrees."""
    height, width = page[:2]
    middle = np.array([[[width / 2, height / 2], [width / 2 + 1, height / 2]]], np.float64)
    start, end = cv2.perspectiveTransform(middle, to_template)[0]
    return round(float(np.degrees(np.arctan2(end[1] - start[1], end[0] - start[0]))) / 90) % 4 * 90


def _is_sheet(corners: NDArray[np.float64], page: tuple[int, ...]) -> bool:
    """Four corners that go round clockwise without a dent (a mirrored sheet goes the other way) and are big enough."""
    edges = np.roll(corners, -1, axis=0) - corners
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    height, width = page[:2]
    area = cv2.contourArea(corners.astype(np.float32))
    return bool((turns > 0).all()) and _LEAST_AREA * height * width <= area


def _keeps_shape(corners: NDArray[np.float64], aspect: float) -> bool:
    """Whether opposite edges, and width to height, are as a real sheet shows them."""
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    ratios = (top / bottom, right / left)
    seen = (top + bottom) / (right + left) / aspect
    return all(1 / _FORESHORTENING < r < _FORESHORTENING for r in ratios) and 1 / _STRETCH < seen < _STRETCH
