"""Upright rules of a blank that are not on a page, while one as high stands beside: a box that moved or was widened."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from models.placement import Points
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.paper import folds
from pipeline.align.printed import UPRIGHT_MM, Mask, Printed, grown, straight
from pipeline.align.register import Registered

_REACH_MM, _OWN_MM = 25.0, 1.25
"""So far to either side the rule is sought; so near to a rule of the blank a stroke is that rule."""

_WHOLE, _OWN_SHARE = 0.95, 0.3
"""The other rule is there over such a share of the height. On made pages with every defect no stroke of a pen, and no
other thing, stood beside a lost rule so straight and so exactly as high."""

_EDGE_MM = 8.0
"""At the sheet's edge lie shadows and copier's borders, which are straight, too."""


def moved_rule(lies: Registered, ink: Mask, strokes: Mask, printed: Printed) -> Points | None:
    """Where (mm) such a rule of the blank was; None where all are in their place, or lost without another.

    ``ink`` is the page's at ``SEEK_PX_PER_MM``, ``strokes`` what of it is thin.
    """
    found = list(_moved(ink, strokes, printed))
    if not found:
        return None
    hidden = folds(lies.rough, printed.near)
    for place in found:
        x, y = (place * SEEK_PX_PER_MM).astype(int)
        if lies.shows(place[None]).all() and not hidden[y, x]:
            return place
    return None


def _moved(ink: Mask, strokes: Mask, printed: Printed) -> Iterator[Points]:
    gone = straight(printed.uprights & ~grown(ink, 1), UPRIGHT_MM, SEEK_PX_PER_MM, down=True)
    if not gone.any():
        return
    edge, reach = round(_EDGE_MM * SEEK_PX_PER_MM), round(_REACH_MM * SEEK_PX_PER_MM)
    there, own = grown(strokes, 1), grown(printed.uprights, round(_OWN_MM * SEEK_PX_PER_MM))
    _, _, boxes, centres = cv2.connectedComponentsWithStats(gone.astype(np.uint8))
    for (x, y, _, height, _), centre in zip(boxes[1:].tolist(), centres[1:], strict=True):
        beside = np.s_[y : y + height, max(edge, x - reach) : min(ink.shape[1] - edge, x + reach)]
        if np.any((there[beside].mean(axis=0) >= _WHOLE) & (own[beside].mean(axis=0) < _OWN_SHARE)):
            yield centre / SEEK_PX_PER_MM
