"""What identification and alignment saw, as pictures for ``madoguchi explain``: pure functions, nothing is written."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage
from models.placement import Points, nodes_of
from models.scan import WORKING_SIDE, Pixels, resized
from models.template import boxes_of
from pipeline.align.anchors import SEEK_PX_PER_MM, anchors_of, find
from pipeline.align.residual import MEASURE_MM

_RED, _GREEN, _BLUE = (40, 40, 220), (60, 160, 60), (200, 90, 30)
_PALE = (190, 190, 120)
_LONGER, _MORE_BENT = 20, 5
"""Offsets and bends are drawn so many times too large: a tenth of a millimetre is hardly to be seen."""

_TO_BGR = cv2.COLOR_GRAY2BGR


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
    grey = np.asarray(cv2.cvtColor(aligned.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    found = find(anchors, resized(grey, SEEK_PX_PER_MM / PX_PER_MM), SEEK_PX_PER_MM, MEASURE_MM)
    picture = np.asarray(cv2.cvtColor(cv2.addWeighted(grey, 0.4, grey, 0, 150), cv2.COLOR_GRAY2BGR), np.uint8)
    _draw_grid(picture, aligned)
    for place, offset in zip(found.places_mm, found.offsets_mm, strict=True):
        at = _px(place)
        if not np.isfinite(offset).any():
            cv2.drawMarker(picture, at, _RED, cv2.MARKER_TILTED_CROSS, 24, 3)
            continue
        cv2.circle(picture, at, 7, _GREEN, 2, cv2.LINE_AA)
        cv2.line(picture, at, _px(place + _LONGER * np.nan_to_num(offset)), _BLUE, 3, cv2.LINE_AA)
    told = aligned.residual
    words = f"median {told.median_mm:.3f} mm  worst {told.worst_mm:.3f} mm  print {100 * told.print_found:.1f} %"
    cv2.putText(picture, words, (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.1, _RED, 2, cv2.LINE_AA)
    return picture


def _draw_grid(picture: Pixels, aligned: AlignedPage) -> None:
    """The template's grid as bent as the page was, five times too much: straight where the sheet was flat."""
    nodes = nodes_of(aligned.blank.template.page_mm)
    bent = nodes if aligned.placement.bend_mm is None else nodes + _MORE_BENT * aligned.placement.bend_mm
    for lines in (bent, bent.swapaxes(0, 1)):
        cv2.polylines(picture, [np.rint(line * PX_PER_MM).astype(np.int32) for line in lines], False, _PALE, 1)


def draw_matches(identified: IdentifiedPage) -> Pixels:
    """Page and blank side by side, with a line between every two places where the same print was seen."""
    blank = cv2.cvtColor(resized(identified.blank.pixels, WORKING_SIDE / max(identified.blank.pixels.shape)), _TO_BGR)
    page = cv2.cvtColor(identified.page.small, _TO_BGR)
    picture = np.full((max(page.shape[0], blank.shape[0]), page.shape[1] + blank.shape[1], 3), 255, np.uint8)
    picture[: page.shape[0], : page.shape[1]] = page
    picture[: blank.shape[0], page.shape[1] :] = blank
    to_small = identified.page.to_small
    on_page = identified.pairs[:, 0] @ to_small[:2, :2].T + to_small[:2, 2]
    width, height = identified.blank.template.page_mm
    on_blank = identified.pairs[:, 1] * (blank.shape[1] / width, blank.shape[0] / height) + (page.shape[1], 0)
    for start, end in zip(np.rint(on_page).astype(int), np.rint(on_blank).astype(int), strict=True):
        cv2.line(picture, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), _GREEN, 1, cv2.LINE_AA)
    return picture


def _px(place_mm: Points) -> tuple[int, int]:
    x, y = np.rint(place_mm * PX_PER_MM).astype(int)
    return int(x), int(y)


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
