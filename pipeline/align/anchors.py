"""Places on a blank sheet whose print can be found again to a fraction of a pixel, and where they lie on a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.scan import Pixels

SEEK_PX_PER_MM = 4.0
"""Resolution at which anchors are sought; peaks are then placed to about a tenth of a pixel."""

_SPACING = round(14 * SEEK_PX_PER_MM)
_PATCH = round(12 * SEEK_PX_PER_MM)
_LEAST_TEXTURE = 150.0
"""Smaller eigenvalue of the patch's structure tensor: a patch with only parallel lines could slide along them."""

_LEAST_LIKENESS = 0.5
"""Normalised cross-correlation below which a patch counts as not found: written over, folded away, cut off."""

Points = NDArray[np.float64]
"""n × 2: x, y in pixels at ``SEEK_PX_PER_MM``."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """The blank at ``SEEK_PX_PER_MM``, and the top left corners of its patches (n × 2 whole pixels)."""

    sheet: Pixels
    corners: NDArray[np.intp]

    @property
    def centres(self) -> Points:
        """The middle of each patch."""
        return np.asarray(self.corners + (_PATCH - 1) / 2, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """For every anchor how far its print lies from its place (n × 2 px; NaN where it was not found)."""

    anchors: Anchors
    offsets: Points

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which anchors were found."""
        return np.isfinite(self.offsets[:, 0])


@lru_cache(maxsize=64)
def anchors_of(blank: BlankSheet) -> Anchors:
    """The patches with most print to hold on to, at least 14 mm apart; computed once a sheet."""
    factor = SEEK_PX_PER_MM / PX_PER_MM
    sheet = np.asarray(cv2.resize(blank.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    texture = _texture(sheet)
    corners = []
    while texture.size:
        y, x = divmod(int(np.argmax(texture)), texture.shape[1])
        if texture[y, x] < _LEAST_TEXTURE:
            break
        corners.append((x, y))
        texture[max(0, y - _SPACING) : y + _SPACING, max(0, x - _SPACING) : x + _SPACING] = 0
    return Anchors(sheet, np.array(corners, np.intp).reshape(-1, 2))


def find(anchors: Anchors, page: Pixels, reach_mm: float) -> Found:
    """Seek every anchor on a grey ``page`` laid over the sheet, at most ``reach_mm`` from its place."""
    reach = round(reach_mm * SEEK_PX_PER_MM)
    padded = cv2.copyMakeBorder(page, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    offsets = np.full((len(anchors.corners), 2), np.nan)
    for i, (x, y) in enumerate(anchors.corners):
        patch = anchors.sheet[y : y + _PATCH, x : x + _PATCH]
        around = padded[y : y + _PATCH + 2 * reach, x : x + _PATCH + 2 * reach]
        likeness = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
        _, best, _, (px, py) = cv2.minMaxLoc(likeness)
        if best >= _LEAST_LIKENESS and 0 < px < 2 * reach and 0 < py < 2 * reach:
            offsets[i] = (
                px - reach + _summit(likeness[py, px - 1 : px + 2]),
                py - reach + _summit(likeness[py - 1 : py + 2, px]),
            )
    return Found(anchors, offsets)


def _texture(sheet: Pixels) -> NDArray[np.float32]:
    """For every patch, by its top left corner: how firmly its print holds it in its weaker direction."""
    across = cv2.Sobel(sheet, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(sheet, cv2.CV_32F, 0, 1, scale=1 / 8)
    xx, yy, xy = (cv2.boxFilter(p, -1, (_PATCH, _PATCH), anchor=(0, 0)) for p in (across**2, down**2, across * down))
    weaker = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return np.asarray(weaker[: sheet.shape[0] - _PATCH, : sheet.shape[1] - _PATCH], np.float32)


def _summit(three: NDArray[Any]) -> float:
    """Where between its neighbours the top of a parabola through three values lies: -0.5 … 0.5."""
    before, top, after = (float(value) for value in three)
    bend = before - 2 * top + after
    return 0.5 * (before - after) / bend if bend < 0 else 0.0
