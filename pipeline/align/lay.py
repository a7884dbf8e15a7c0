"""Moving a page's pixels onto a sheet without losing thin lines on the way."""

from __future__ import annotations

import cv2
import numpy as np

from models.placement import NODE_MM, Placement, Points, nodes_of
from models.scan import Matrix, Pixels, resized, scaling

_WHITE = (255, 255, 255)
_NO_SECOND = np.empty(0)
_FINER = 2
"""A page so many times finer than the sheet is shrunk first by whole pixels: a thin line must fade, not fall between
the samples. Below that, the two samples in each direction that are blended reach every pixel."""


def from_mm(px_per_mm: float) -> Matrix:
    """From millimetres to OpenCV's pixel places, where 0 is the middle of the first pixel."""
    return np.array([[px_per_mm, 0, -0.5], [0, px_per_mm, -0.5], [0, 0, 1]])


def laid(pixels: Pixels, placement: Placement, page_mm: tuple[float, float], px_per_mm: float) -> Pixels:
    """The page, smoothed out over its template at ``px_per_mm``; off the page it is white."""
    nodes = nodes_of(page_mm)
    on_page = placement.on_page(nodes.reshape(-1, 2)).reshape(nodes.shape)
    pixels, to_small = _shrunk(pixels, _finer(on_page, px_per_mm))
    if to_small is not None:
        on_page = np.asarray(cv2.perspectiveTransform(on_page, to_small), np.float64)
    cell = round(NODE_MM * px_per_mm)
    width, height = (round(mm * px_per_mm) for mm in page_mm)
    # The nodes are the middles of cells, as resize has it, so that what is between them comes out exactly.
    ways = cv2.resize(on_page.astype(np.float32), None, fx=cell, fy=cell, interpolation=cv2.INTER_LINEAR)
    ways = ways[cell : cell + height, cell : cell + width]
    return np.asarray(cv2.remap(pixels, ways, _NO_SECOND, cv2.INTER_LINEAR, borderValue=_WHITE), np.uint8)


def _finer(on_page: Points, px_per_mm: float) -> float:
    """How many pixels of the page come to one of the sheet, in the middle of the sheet."""
    y, x = on_page.shape[0] // 2, on_page.shape[1] // 2
    across = np.linalg.norm(on_page[y, x + 1] - on_page[y, x - 1])
    down = np.linalg.norm(on_page[y + 1, x] - on_page[y - 1, x])
    return float((across + down) / (4 * NODE_MM * px_per_mm))


def _shrunk(pixels: Pixels, finer: float) -> tuple[Pixels, Matrix | None]:
    """The page without needless pixels, and the way to it; None where it stays as it is."""
    if finer < _FINER:
        return pixels, None
    small = resized(pixels, 1 / int(finer))
    return small, scaling(pixels.shape, small.shape)
