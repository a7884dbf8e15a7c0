"""A page is laid over its blank to a fraction of a millimetre, and how well it lies is measured, not assumed."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.page import AlignedPage, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Pixels
from pipeline.align.anchors import SEEK_PX_PER_MM, Found, anchors_of, find
from pipeline.align.residual import residual_of

LIMIT_MM = 1.0
"""A region whose print lies further off than this is refused: a written stroke would fall into the next cell."""

_REACHES_MM = (3.0, 1.5)
"""How far print is sought from its place, pass after pass; cells are at least 4 mm apart."""

_MEASURE_MM = 1.5
_AGREEING_PX = 2.0
_LEAST_FOUND = 8
_WHITE = (255, 255, 255)


def align(identified: IdentifiedPage) -> AlignedPage | Problem:
    """Refine the transform on the print, flatten the page once, measure what is left; or refuse with poor_alignment."""
    anchors = anchors_of(identified.blank)
    shape = anchors.sheet.shape
    grey = np.asarray(cv2.cvtColor(identified.page.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    to_sheet = from_mm(SEEK_PX_PER_MM) @ identified.to_template
    for reach in _REACHES_MM:
        to_sheet = _refined(to_sheet, find(anchors, _laid(grey, to_sheet, shape), reach))
    to_template = np.linalg.inv(from_mm(SEEK_PX_PER_MM)) @ to_sheet
    pixels = _laid(identified.page.pixels, from_mm(PX_PER_MM) @ to_template, identified.blank.pixels.shape)
    small = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), shape[::-1], interpolation=cv2.INTER_AREA)
    residual = residual_of(find(anchors, np.asarray(small, np.uint8), _MEASURE_MM), _MEASURE_MM)
    if residual.worst_mm > LIMIT_MM:
        details = {"residual_mm": f"{residual.worst_mm:.2f}", "limit_mm": f"{LIMIT_MM:.2f}"}
        return Problem(ProblemCode.POOR_ALIGNMENT, page=identified.page.number, details=details)
    return AlignedPage(identified, to_template, residual, pixels)


def from_mm(px_per_mm: float) -> Matrix:
    """From millimetres to OpenCV's pixel places, where 0 is the middle of the first pixel."""
    return np.array([[px_per_mm, 0, -0.5], [0, px_per_mm, -0.5], [0, 0, 1]])


def _refined(to_sheet: Matrix, found: Found) -> Matrix:
    """The transform, corrected by what most anchors say; unchanged where too few were found."""
    seen = found.seen
    if np.count_nonzero(seen) < _LEAST_FOUND:
        return to_sheet
    places = found.anchors.centres[seen]
    correction, _ = cv2.findHomography(places + found.offsets[seen], places, cv2.USAC_MAGSAC, _AGREEING_PX)
    return to_sheet if correction is None else np.asarray(correction @ to_sheet, np.float64)


def _laid(pixels: Pixels, transform: Matrix, shape: tuple[int, ...]) -> Pixels:
    """The page moved by ``transform`` into ``shape``; off the page it is white.

    A page much finer than the sheet is shrunk first: a thin line must fade, not fall between the samples.
    """
    width, height = shape[1], shape[0]
    finer = _finer(transform, pixels)
    if finer > 1.3:
        size = max(1, round(pixels.shape[1] / finer)), max(1, round(pixels.shape[0] / finer))
        across, down = pixels.shape[1] / size[0], pixels.shape[0] / size[1]
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        grow = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]])
        transform = transform @ grow
    moved = cv2.warpPerspective(pixels, transform, (width, height), flags=cv2.INTER_LINEAR, borderValue=_WHITE)
    return np.asarray(moved, np.uint8)


def _finer(transform: Matrix, pixels: Pixels) -> float:
    """How many pixels of the page come to one of the sheet, along a line in its middle."""
    x, y = pixels.shape[1] / 2, pixels.shape[0] / 2
    ends = cv2.perspectiveTransform(np.array([[[x, y], [x + 1, y], [x, y + 1]]]), transform)[0]
    return float(2 / (np.linalg.norm(ends[1] - ends[0]) + np.linalg.norm(ends[2] - ends[0])))
