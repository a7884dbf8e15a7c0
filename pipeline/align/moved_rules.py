"""Upright rules of a blank that are not on a page, while one as high stands beside: a box that moved or was widened."""

from __future__ import annotations

import cv2
import numpy as np

from models.fields import DateField, LineField
from models.placement import Points
from models.scan import Pixels
from models.template import Template
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.paper import folds, off_paper
from pipeline.align.printed import UPRIGHT_MM, Mask, Printed, grown, straight
from pipeline.align.register import Registered

_REACH_MM, _OWN_MM = 25.0, 1.25
"""So far to either side the rule is sought; so near to a rule of the blank a stroke is that rule."""

_WHOLE, _OWN_SHARE, _PRINT_SHARE = 0.95, 0.3, 0.75
"""The other rule is there over such a share of the height, and rules of the blank, or any print of it, over less than
these. On made pages with every defect no stroke of a pen, and no other thing, stood beside a lost rule so straight and
so exactly as high."""

_FAINT, _AROUND_PX = 4.0, 6
"""A rule is still there where the page is so much darker (grey levels) than so far to either side."""

_FRAME_MM = 0.75
"""So near to one-character boxes a rule is their frame."""

_EDGE_MM = 8.0
"""At the sheet's edge lie shadows and copier's borders, which are straight, too."""


def moved_rule(lies: Registered, ink: Mask, strokes: Mask, printed: Printed) -> Points | None:
    """Where (mm) such a rule of the blank was; None where all are in their place, or lost without another.

    ``ink`` is the page's at ``SEEK_PX_PER_MM``, ``strokes`` what of it is thin.
    """
    lost = printed.uprights & ~_celled(lies.identified.blank.template, ink.shape) & ~grown(ink, 1)
    gone = straight(lost, UPRIGHT_MM, SEEK_PX_PER_MM, down=True)
    if not gone.any():
        return None
    told = ~(off_paper(lies.rough, lies.beyond()) | folds(lies.rough, printed.near))
    there, own = grown(strokes, 1) & told, grown(printed.uprights, round(_OWN_MM * SEEK_PX_PER_MM))
    _, _, boxes, centres = cv2.connectedComponentsWithStats((gone & told).astype(np.uint8))
    least, edge, reach = (round(mm * SEEK_PX_PER_MM) for mm in (UPRIGHT_MM, _EDGE_MM, _REACH_MM))
    for (x, y, width, height, _), centre in zip(boxes[1:].tolist(), centres[1:], strict=True):
        if height < least or _is_faint(lies.rough[y : y + height], x, x + width):
            continue
        beside = np.s_[y : y + height, max(edge, x - reach) : min(ink.shape[1] - edge, x + reach)]
        new, rules, print_ = (mask[beside].mean(axis=0) for mask in (there, own, printed.near))
        if np.any((new >= _WHOLE) & (rules < _OWN_SHARE) & (print_ < _PRINT_SHARE)):
            return np.asarray(centre / SEEK_PX_PER_MM)
    return None


def _is_faint(rows: Pixels, left: int, right: int) -> bool:
    """Whether the page shows a rule from column ``left`` to ``right`` after all, too pale to be called ink."""
    column = np.median(rows, axis=0)
    before, behind = column[max(0, left - _AROUND_PX) : max(0, left - 2)], column[right + 2 : right + _AROUND_PX]
    beside = np.concatenate([before, behind])
    return bool(np.median(beside) - column[max(0, left - 1) : right + 1].min() >= _FAINT)


def _celled(template: Template, shape: tuple[int, ...]) -> Mask:
    """Where one-character boxes are: their rules are pale, and vanish on a copy."""
    inside = np.zeros(shape, np.bool_)
    for field in template.all_fields():
        if (isinstance(field, LineField) and field.cells) or (isinstance(field, DateField) and field.parts):
            box = field.box_mm
            corners = (box.x - _FRAME_MM, box.y - _FRAME_MM, box.right + _FRAME_MM, box.bottom + _FRAME_MM)
            left, top, right, bottom = (max(0, round(mm * SEEK_PX_PER_MM)) for mm in corners)
            inside[top:bottom, left:right] = True
    return inside
