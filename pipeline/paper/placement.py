"""Where a made sheet lies in its picture: flat paper by a projective transform, bent paper by what comes before it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix

Points = NDArray[np.float64]
"""N × 2 places, in millimetres on the sheet or pixels on the page (0 is the middle of the first pixel)."""

Bend = Callable[[Points], Points]
"""Where places of the flat sheet come to lie on the flat, both in millimetres: paper that curls or slips."""

_ROUNDS = 12
"""Steps of the inverse: paper moves by less than a fifth of the way from place to place, so each gains a digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """The true way from template millimetres to page pixels: first ``bend``, where paper is bent, then ``to_page``."""

    to_page: Matrix
    bend: Bend | None = None

    def points_on_page(self, points_mm: Points) -> Points:
        """Where places of the sheet lie on the page, in pixels."""
        return _through(self.to_page, points_mm if self.bend is None else self.bend(points_mm))

    def points_on_sheet(self, points_px: Points) -> Points:
        """Which places of the sheet, in millimetres, lie at pixels of the page."""
        flat = _through(np.asarray(np.linalg.inv(self.to_page), np.float64), points_px)
        if self.bend is None:
            return flat
        places = flat
        for _ in range(_ROUNDS):
            places = places + flat - self.bend(places)
        return places

    def px_per_mm(self, points_mm: Points) -> NDArray[np.float64]:
        """How large the sheet is on the page around each place: the square root of the area of a square millimetre."""
        across, down = (
            self.points_on_page(points_mm + step) - self.points_on_page(points_mm - step)
            for step in (np.array([0.5, 0.0]), np.array([0.0, 0.5]))
        )
        return np.asarray(np.sqrt(np.abs(across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0])), np.float64)

    def then(self, move: Matrix) -> Placement:
        """The placement after the whole picture was moved by ``move`` (page pixels to page pixels)."""
        return dataclasses.replace(self, to_page=np.asarray(move @ self.to_page, np.float64))


def quarter_turn(quarters: int, width: int, height: int) -> Matrix:
    """Pixels of a page of ``width`` × ``height`` to those of the same page turned clockwise ``quarters`` times."""
    right, bottom = width - 1.0, height - 1.0
    turns = (
        ((1, 0, 0), (0, 1, 0)),
        ((0, -1, bottom), (1, 0, 0)),
        ((-1, 0, right), (0, -1, bottom)),
        ((0, 1, 0), (-1, 0, right)),
    )
    return np.array([*turns[quarters % 4], (0, 0, 1)], np.float64)


def _through(matrix: Matrix, points: Points) -> Points:
    return np.asarray(cv2.perspectiveTransform(points.reshape(1, -1, 2), matrix)[0], np.float64)
