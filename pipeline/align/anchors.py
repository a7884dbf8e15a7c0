"""Places on a blank sheet whose print can be found again to a fraction of a pixel, and where they lie on a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.placement import Points
from models.scan import Pixels, resized

SEEK_PX_PER_MM = 4
"""Resolution at which anchors are sought; peaks are then placed to about a tenth of a pixel."""

COARSE_PX_PER_MM = 2
"""Resolution at which the first, wide search is made, eight times as fast."""

_SPACING_MM = 14
_PATCH_MM = 12
_LEAST_TEXTURE = 60.0
_RULE_SHARE = 0.05
"""Texture is the smaller eigenvalue of a patch's structure tensor, and this share of the larger: a patch with only
parallel rules holds in one direction, and is taken where there is nothing better."""

_LEAST_LIKENESS = 0.5
"""Normalised cross-correlation below which a patch counts as not found: written over, folded away, cut off."""

_LEAST_EDGE = 0.12
"""How sharply the likeness falls off within a pixel in a direction that the print holds; along a rule it does not.
Measured on made scans: above, no offset erred by more than 0.3 mm; below a tenth of it most did."""

_BLANKS_AT_HAND = 48


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """A blank at both resolutions (by px/mm), and the top left corners of its patches (n × 2, in mm)."""

    sheets: dict[int, Pixels]
    corners_mm: Points

    @property
    def centres_mm(self) -> Points:
        """The middle of each patch."""
        return self.corners_mm + _PATCH_MM / 2


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """For every anchor how far its print lies from its place (n × 2 mm).

    NaN where it was not found, and in the direction in which its print could slide, as a rule does along itself.
    """

    places_mm: Points
    offsets_mm: Points

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which anchors were found in both directions."""
        return np.asarray(np.isfinite(self.offsets_mm).all(axis=1), np.bool_)


@lru_cache(maxsize=_BLANKS_AT_HAND)
def anchors_of(blank: BlankSheet) -> Anchors:
    """The patches with most print to hold on to, at least 14 mm apart; computed once a sheet."""
    fine = resized(blank.pixels, SEEK_PX_PER_MM / PX_PER_MM)
    coarse = resized(blank.pixels, COARSE_PX_PER_MM / PX_PER_MM)
    texture = _texture(coarse)
    spacing = _SPACING_MM * COARSE_PX_PER_MM
    corners = []
    while texture.size:
        y, x = divmod(int(np.argmax(texture)), texture.shape[1])
        if texture[y, x] < _LEAST_TEXTURE:
            break
        corners.append((x, y))
        texture[max(0, y - spacing) : y + spacing, max(0, x - spacing) : x + spacing] = 0
    return Anchors(
        {SEEK_PX_PER_MM: fine, COARSE_PX_PER_MM: coarse}, np.array(corners, float).reshape(-1, 2) / COARSE_PX_PER_MM
    )


def find(anchors: Anchors, page: Pixels, px_per_mm: int, reach_mm: float) -> Found:
    """Seek every anchor on a grey ``page`` laid over the sheet at ``px_per_mm``, ``reach_mm`` around its place."""
    sheet, size = anchors.sheets[px_per_mm], _PATCH_MM * px_per_mm
    reach = round(reach_mm * px_per_mm)
    padded = cv2.copyMakeBorder(page, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    width = 2 * reach + 1
    likeness = np.empty((len(anchors.corners_mm), width, width), np.float32)
    for i, (x, y) in enumerate((anchors.corners_mm * px_per_mm).astype(int).tolist()):
        patch = sheet[y : y + size, x : x + size]
        around = padded[y : y + size + 2 * reach, x : x + size + 2 * reach]
        cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED, likeness[i])
    return Found(anchors.centres_mm, (_summits(likeness) - reach) / px_per_mm)


def _texture(sheet: Pixels) -> NDArray[np.float32]:
    """For every patch, by its top left corner: how firmly its print holds it, above all in its weaker direction."""
    patch = _PATCH_MM * COARSE_PX_PER_MM
    across = cv2.Sobel(sheet, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(sheet, cv2.CV_32F, 0, 1, scale=1 / 8)
    xx, yy, xy = (cv2.boxFilter(p, -1, (patch, patch), anchor=(0, 0)) for p in (across**2, down**2, across * down))
    mean, apart = (xx + yy) / 2, np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    firm = (1 + _RULE_SHARE) * mean - (1 - _RULE_SHARE) * apart
    return np.asarray(firm[: sheet.shape[0] - patch, : sheet.shape[1] - patch], np.float32)


def _summits(likeness: NDArray[np.float32]) -> Points:
    """Where each of n maps is highest (n × 2: x, y), placed between its pixels by a parabola in each direction.

    NaN where the map is nowhere high, and in directions in which it is flat there or highest at its edge.
    """
    count, _, width = likeness.shape
    flat = likeness.reshape(count, width * width)
    best = flat.argmax(axis=1)
    row, column = np.divmod(best, width)
    each, last = np.arange(count), width - 1
    high = flat[each, best] >= _LEAST_LIKENESS
    tops = []
    for at, step in ((column, (0, 1)), (row, (1, 0))):
        inner = np.clip(at, 1, last - 1)
        y, x = (inner, column) if step[0] else (row, inner)
        before, top, after = (likeness[each, y + k * step[0], x + k * step[1]] for k in (-1, 0, 1))
        bend = before - 2 * top + after
        sharp = high & (at == inner) & (bend <= -_LEAST_EDGE)
        tops.append(np.where(sharp, at + 0.5 * (before - after) / np.where(sharp, bend, 1), np.nan))
    return np.stack(tops, axis=1).astype(np.float64)
