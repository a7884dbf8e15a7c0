"""Image features of a sheet, and the transform between two sets of them. Nothing here knows of forms.

ORB (Rublee et al. 2011) is used because it is blind to rotation, quick on one thread, and held on scan, photo and fax.
OpenCV objects are made for each call: they are not safe to share between threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import WORKING_SIDE, Matrix, Pixels

Points = NDArray[np.float32]
"""n × 2: x, y."""


@dataclass(frozen=True, slots=True)
class Looks:
    """At how many sizes of a picture print is looked at, each so many times smaller, and features taken in all."""

    levels: int
    scale: float
    count: int


OF_PAGE = Looks(5, 1.3, 3000)
"""Half the time of OpenCV's own eight sizes."""

OF_BLANK = Looks(10, 1.3**0.5, 4000)
"""Twice as many sizes in between: a sheet that is not as large in its picture as its blank then finds one near."""

_NEIGHBOURHOOD_PX = 50
"""About 1 cm of an A4 sheet."""

_RATIO = 0.8
"""A match is kept where its distance is below this share of the second best's (Lowe 2004)."""

_REPROJECTION_PX = 4.0
"""At the working size; 0.85 mm on A4, so that a slightly curled sheet still agrees."""

LEAST_PAIRS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Feature points of a picture with their directions (degrees) and 32-byte descriptors.

    Points are measured from the picture's middle in its longer sides (-0.5 … 0.5), so that a page and a blank of any
    resolution compare. The strongest of every neighbourhood comes first, then each one's second …: any first part is
    spread over the sheet.
    """

    points: Points
    angles: NDArray[np.float32]
    descriptors: Pixels

    def first(self, count: int) -> Features:
        """Only the first ``count``."""
        return Features(self.points[:count], self.angles[:count], self.descriptors[:count])


NO_FEATURES = Features(np.empty((0, 2), np.float32), np.empty(0, np.float32), np.empty((0, 32), np.uint8))
"""Those of an empty sheet."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The transform from one picture's sides to another's, and the pairs of points that agree with it."""

    transform: Matrix
    source: Points
    target: Points

    @property
    def count(self) -> int:
        """How many pairs agree."""
        return len(self.source)


def sides(shape: tuple[int, ...]) -> Matrix:
    """From pixel places in a picture of ``shape`` to its sides, as feature points have them."""
    height, width = shape[:2]
    longer = max(height, width)
    return np.array([[1, 0, (1 - width) / 2], [0, 1, (1 - height) / 2], [0, 0, longer]]) / longer


def features_of(small: Pixels, looks: Looks = OF_PAGE) -> Features:
    """Features of a grey picture in which the sheet's longer side is about ``WORKING_SIDE``."""
    orb = cv2.ORB_create(looks.count, looks.scale, looks.levels, fastThreshold=10)  # type: ignore[attr-defined]
    keypoints, descriptors = orb.detectAndCompute(small, None)
    if descriptors is None:
        return NO_FEATURES
    points = np.array(cv2.KeyPoint.convert(keypoints), np.float64)
    order = _spread_order(points, np.array([keypoint.response for keypoint in keypoints]))
    to_sides = sides(small.shape)
    placed = points[order] * to_sides[0, 0] + to_sides[:2, 2]
    angles = np.array([keypoint.angle for keypoint in keypoints], np.float32)
    return Features(placed.astype(np.float32), angles[order], np.asarray(descriptors[order], np.uint8))


def _spread_order(points: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.intp]:
    """Indices of the points: every neighbourhood's strongest, then every neighbourhood's second, and so on."""
    hood = (points // _NEIGHBOURHOOD_PX).astype(int) @ np.array([1, WORKING_SIDE])
    by_hood = np.lexsort((-strength, hood))
    ordered = hood[by_hood]
    first_of_hood = np.searchsorted(ordered, ordered)
    rank = np.empty(len(points), int)
    rank[by_hood] = np.arange(len(points)) - first_of_hood
    return np.asarray(np.lexsort((-strength, rank)), np.intp)


def matches(source: Features, target: Features) -> tuple[Points, Points]:
    """Pairs of points whose descriptors are alike and unlike any other's; empty where there are none."""
    if len(source.points) < 2 or len(target.points) < 2:
        return np.empty((0, 2), np.float32), np.empty((0, 2), np.float32)
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(source.descriptors, target.descriptors, k=2)
    kept = [(a.queryIdx, a.trainIdx) for a, b in pairs if a.distance < _RATIO * b.distance]
    index = np.array(kept, np.intp).reshape(-1, 2)
    return source.points[index[:, 0]], target.points[index[:, 1]]


def fit(source: Points, target: Points) -> Fit | None:
    """The projective transform most pairs agree with; None where nothing agrees."""
    if len(source) < LEAST_PAIRS:
        return None
    px = WORKING_SIDE  # OpenCV's estimator is made for distances of pixels
    transform, agrees = cv2.findHomography(
        px * source, px * target, cv2.USAC_MAGSAC, _REPROJECTION_PX, maxIters=2000, confidence=0.999
    )
    if transform is None or not np.isfinite(transform).all():
        return None
    kept = agrees.ravel().astype(bool)
    to_px = np.diag([px, px, 1.0])
    return Fit(np.linalg.inv(to_px) @ transform @ to_px, source[kept], target[kept])
