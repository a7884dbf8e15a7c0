"""How far the print of a page that was laid over its blank still lies from where it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.page import Residual
from pipeline.align.anchors import SEEK_PX_PER_MM, Found

REGION_PX = 50 * SEEK_PX_PER_MM
_LEAST_ANCHORS = 3
_LEAST_SHARE = 1 / 3
_REGION_TO_MISS = 5
"""A region with so many anchors cannot lose most of them to writing alone."""


def residual_of(found: Found, reach_mm: float) -> Residual:
    """The typical distance of all anchors found, and the typical distance in the worst region of 5 × 5 cm.

    One anchor may err, under writing or a seal; the median of a region does not. A region most of whose print was not
    found within ``reach_mm`` counts as that far off: the sheet is folded, covered or cut there.
    """
    distances = np.hypot(*found.offsets.T) / SEEK_PX_PER_MM
    if not found.seen.any():
        return Residual(reach_mm, reach_mm)
    region = (found.anchors.centres // REGION_PX).astype(int) @ np.array([1, 1000])
    typical = float(np.median(distances[found.seen]))
    regions = [_region(distances[region == number], reach_mm) for number in np.unique(region)]
    return Residual(typical, max([typical, *(mm for mm in regions if mm is not None)]))


def _region(distances: NDArray[np.float64], reach_mm: float) -> float | None:
    """The typical distance in one region; None where too few anchors were found to say."""
    seen = distances[np.isfinite(distances)]
    if len(distances) >= _REGION_TO_MISS and len(seen) < _LEAST_SHARE * len(distances):
        return reach_mm
    return float(np.median(seen)) if len(seen) >= _LEAST_ANCHORS else None
