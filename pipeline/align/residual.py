"""How far the print of a page that was laid over its blank still lies from where it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.page import Residual
from pipeline.align.anchors import SEEK_PX_PER_MM, Found
from pipeline.align.printed import TILE_MM, Mask, Printed, by_tile, grown

MEASURE_MM = 1.25
"""How far off print may lie and still be measured."""

_REGION_MM = 6 * TILE_MM
_LEAST_ANCHORS = 3
_LEAST_SHARE = 1 / 3
_REGION_TO_MISS = 5
"""A region with so many anchors cannot lose most of them to writing alone."""

_IN_PLACE_SHARE = 0.8
"""A region that shows so much of its print in place lies right, though anchors were not found: it is written over."""


def residual_of(found: Found, ink: Mask, strokes: Mask, printed: Printed) -> Residual:
    """Measure the typical distance of all anchors found, that of the worst region of 5 × 5 cm, and the print shown.

    ``ink`` is the page's, laid over the sheet, ``strokes`` what of it is thin.
    One anchor may err, under writing or a seal; the median of a region does not. A region most of whose print was not
    found within ``MEASURE_MM`` although ink is there counts as that far off.
    """
    share = float((printed.firm & grown(ink, 1)).sum() / max(1, printed.firm.sum()))
    seen = np.isfinite(found.offsets_mm).any(axis=1)
    if not seen.any():
        return Residual(MEASURE_MM, MEASURE_MM, share)
    distances = np.where(seen, np.hypot(*np.nan_to_num(found.offsets_mm).T), np.nan)
    places = (found.places_mm // _REGION_MM).astype(int)
    typical = float(np.median(distances[seen]))
    worst = typical
    for place in np.unique(places, axis=0):
        own = _region(distances[(places == place).all(axis=1)])
        if own is not None and (own < MEASURE_MM or not _is_explained(place, ink, strokes, printed)):
            worst = max(worst, own)
    return Residual(typical, worst, share)


def _region(distances: NDArray[np.float64]) -> float | None:
    """The typical distance in one region; None where too few anchors were found to say."""
    seen = distances[np.isfinite(distances)]
    if len(distances) >= _REGION_TO_MISS and len(seen) < _LEAST_SHARE * len(distances):
        return MEASURE_MM
    return float(np.median(seen)) if len(seen) >= _LEAST_ANCHORS else None


def _is_explained(place: NDArray[np.intp], ink: Mask, strokes: Mask, printed: Printed) -> bool:
    """Whether something else than a shift is why anchors were not found in a region.

    Tiles that show next to nothing are cut off, folded away or covered, and say nothing; where the others show their
    print in place, nothing lies wrong.
    """
    side = _REGION_MM * SEEK_PX_PER_MM
    x, y = place * side
    region = np.s_[y : y + side, x : x + side]
    firm = printed.firm[region]
    wanted, in_place, there = (by_tile(mask) for mask in (firm, firm & grown(ink[region], 1), strokes[region]))
    shown = there >= wanted / 2
    return bool(in_place[shown].sum() >= _IN_PLACE_SHARE * wanted[shown].sum())
