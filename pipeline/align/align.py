"""A page is laid over its blank to a fraction of a millimetre, and how well it lies is measured, not assumed."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix
from pipeline.align.anchors import SEEK_PX_PER_MM, Found, anchors_of, find
from pipeline.align.lay import from_mm, laid, shrunk, shrunk_by
from pipeline.align.residual import residual_of

LIMIT_MM = 1.0
"""A region whose print lies further off than this is refused: a written stroke would fall into the next cell."""

_REACHES_MM = (3.0, 1.5)
"""How far print is sought from its place, pass after pass; cells are at least 4 mm apart."""

MEASURE_MM = 1.5
"""How far off print may lie and still be measured."""

_AGREEING_PX = 2.0
"""Anchors within 0.5 mm of the transform that most of them tell decide on it."""

_LEAST_FOUND = 8


def align(identified: IdentifiedPage) -> AlignedPage | Problem:
    """Refine the transform on the print, flatten the page once, measure what is left; or refuse with poor_alignment."""
    page, blank = identified.page, identified.blank
    anchors = anchors_of(blank)
    grey = np.asarray(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    small, from_small = shrunk(grey, from_mm(SEEK_PX_PER_MM) @ identified.to_template)
    for reach in _REACHES_MM:
        from_small = _refined(from_small, find(anchors, laid(small, from_small, anchors.sheet.shape), reach))
    residual = residual_of(find(anchors, laid(small, from_small, anchors.sheet.shape), MEASURE_MM), MEASURE_MM)
    if residual.worst_mm > LIMIT_MM:
        details = {"residual_mm": f"{residual.worst_mm:.2f}", "limit_mm": f"{LIMIT_MM:.2f}"}
        return Problem(ProblemCode.POOR_ALIGNMENT, page=identified.page.number, details=details)
    to_small = np.linalg.inv(shrunk_by(page.pixels.shape, small.shape))
    to_template = np.linalg.inv(from_mm(SEEK_PX_PER_MM)) @ from_small @ to_small
    pixels = laid(*shrunk(page.pixels, from_mm(PX_PER_MM) @ to_template), blank.pixels.shape)
    return AlignedPage(identified, to_template, residual, pixels)


def _refined(to_sheet: Matrix, found: Found) -> Matrix:
    """The transform, corrected by what most anchors say; unchanged where too few were found."""
    seen = found.seen
    if np.count_nonzero(seen) < _LEAST_FOUND:
        return to_sheet
    places = found.anchors.centres[seen]
    correction, _ = cv2.findHomography(places + found.offsets[seen], places, cv2.USAC_MAGSAC, _AGREEING_PX)
    return to_sheet if correction is None else np.asarray(correction @ to_sheet, np.float64)
