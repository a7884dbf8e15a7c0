"""What identification and alignment saw, as pictures for ``madoguchi explain``: pure functions, nothing is written."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage
from models.scan import Pixels
from models.template import boxes_of
from pipeline.align.align import MEASURE_MM
from pipeline.align.anchors import SEEK_PX_PER_MM, anchors_of, find

_RED, _GREEN, _BLUE = (40, 40, 220), (60, 160, 60), (200, 90, 30)
_ARROW = 20
"""Offsets are drawn so many times too long: a tenth of a millimetre is hardly to be seen."""


def draw_identified(identified: IdentifiedPage) -> Pixels:
    """The page as scanned, with the sheet's outline and every field where the first estimate puts them."""
    picture = identified.page.pixels.copy()
    width, height = identified.blank.template.page_mm
    back = np.linalg.inv(identified.to_template)
    outline = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    boxes = [field.box_mm.corners() for field in identified.blank.template.all_fields()]
    for corners, colour in [(outline, _RED), *((box, _BLUE) for box in boxes)]:
        quad = cv2.perspectiveTransform(np.array([corners], np.float64), back)
        cv2.polylines(picture, [np.rint(quad).astype(np.int32)], True, colour, 3, cv2.LINE_AA)
    return picture


def draw_overlay(aligned: AlignedPage) -> Pixels:
    """Page over blank: print that lies on print is black, what is only on the page blue, only on the blank red."""
    page = np.asarray(cv2.cvtColor(aligned.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    blank = aligned.blank.pixels
    return np.asarray(cv2.merge([blank, np.minimum(page, blank), page]), np.uint8)


def draw_residual(aligned: AlignedPage) -> Pixels:
    """Every anchor with its offset, drawn twenty times too long; a red cross where it was not found."""
    anchors = anchors_of(aligned.blank)
    grey = cv2.cvtColor(aligned.pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, anchors.sheet.shape[::-1], interpolation=cv2.INTER_AREA)
    picture = np.asarray(cv2.cvtColor(cv2.addWeighted(small, 0.4, small, 0, 150), cv2.COLOR_GRAY2BGR), np.uint8)
    found = find(anchors, np.asarray(small, np.uint8), MEASURE_MM)
    for (x, y), offset, seen in zip(anchors.centres, found.offsets, found.seen, strict=True):
        place = round(x), round(y)
        if not seen:
            cv2.drawMarker(picture, place, _RED, cv2.MARKER_TILTED_CROSS, 12, 2)
            continue
        cv2.circle(picture, place, 4, _GREEN, 1, cv2.LINE_AA)
        tip = np.rint(np.array(place) + _ARROW * offset).astype(int)
        cv2.line(picture, place, (int(tip[0]), int(tip[1])), _BLUE, 2, cv2.LINE_AA)
    residual = f"median {aligned.residual.median_mm:.3f} mm  worst {aligned.residual.worst_mm:.3f} mm"
    cv2.putText(picture, residual, (10, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.55, _RED, 1, cv2.LINE_AA)
    scale = PX_PER_MM / SEEK_PX_PER_MM
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.uint8)


def draw_fields(aligned: AlignedPage) -> Pixels:
    """The aligned page with every box of every field outlined, and the fields' keys."""
    picture = aligned.pixels.copy()
    for field in aligned.blank.template.all_fields():
        outer, *inner = boxes_of(field)
        for box, colour, width in [*((box, _GREEN, 1) for box in inner), (outer, _BLUE, 2)]:
            start, end = ((round(x * PX_PER_MM), round(y * PX_PER_MM)) for x, y in box.corners()[::2])
            cv2.rectangle(picture, start, end, colour, width)
        at = round(outer.x * PX_PER_MM), round(outer.y * PX_PER_MM) - 4
        cv2.putText(picture, field.key, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, _RED, 1, cv2.LINE_AA)
    return picture
