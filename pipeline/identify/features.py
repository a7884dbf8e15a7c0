"""Image features of a sheet, and how two sets of them lie on each other. Nothing here knows of forms.

ORB (Rublee et al. 2011) is used because it is blind to rotation, quick on one thread, and held on scan, photo and fax.
OpenCV objects are made for each call: they are not safe to share between threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix, Pixels

Points = NDArray[np.float32]
"""n × 2: x, y."""

WORKING_SIDE = 1400
"""Longer side in pixels at which features are sought: print of 8 points is then 13 px high."""

_COUNT = 3000

_NEIGHBOURHOOD_PX = 50
"""At the working size: about 1 cm of an A4 sheet."""

_RATIO = 0.8
"""A match is kept where its distance is below this share of the second best's (Lowe 2004)."""

_REPROJECTION_PX = 4.0
"""At the working size; 0.85 mm on A4, so that a slightly curled sheet still agrees."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Feature points in the pixels of the image they came from, with 32-byte descriptors.

    The strongest of every neighbourhood comes first, then each one's second …: any first part is spread over the sheet.
    """

    points: Points
    descriptors: Pixels

    def first(self, count: int) -> Features:
        """Only the first ``count``."""
        return Features(self.points[:count], self.descriptors[:count])


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The transform from one image's pixels to another's, and the pairs of points that agree with it."""

    transform: Matrix
    source: Points
    target: Points

    @property
    def count(self) -> int:
        """How many pairs agree."""
        return len(self.source)


def working_size(grey: Pixels) -> Pixels:
    """The image with its longer side at ``WORKING_SIDE``."""
    scale = WORKING_SIDE / max(grey.shape)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR), np.uint8)


def features_of(small: Pixels, full: tuple[int, ...]) -> Features:
    """Features of a grey image at working size, their points scaled to the image of shape ``full``."""
    keypoints, descriptors = cv2.ORB_create(_COUNT, fastThreshold=10).detectAndCompute(small, None)  # type: ignore[attr-defined]
    if descriptors is None:
        return Features(np.empty((0, 2), np.float32), np.empty((0, 32), np.uint8))
    points = np.array([keypoint.pt for keypoint in keypoints])
    order = _spread_order(points, np.array([keypoint.response for keypoint in keypoints]))
    scale = np.array([full[1] / small.shape[1], full[0] / small.shape[0]])
    # OpenCV's (0, 0) is the middle of the first pixel: the corner, half a pixel before it, is what stays in place.
    points = (points[order] + 0.5) * scale - 0.5
    return Features(points.astype(np.float32), np.asarray(descriptors[order], np.uint8))


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


def fit(source: Points, target: Points, target_scale: float) -> Fit | None:
    """The projective transform most pairs agree with; ``target_scale`` is target pixels per working pixel."""
    if len(source) < 8:
        return None
    transform, agrees = cv2.findHomography(
        source, target, cv2.USAC_MAGSAC, _REPROJECTION_PX * target_scale, maxIters=2000, confidence=0.999
    )
    if transform is None or not np.isfinite(transform).all():
        return None
    kept = agrees.ravel().astype(bool)
    return Fit(np.asarray(transform, np.float64), source[kept], target[kept])
