"""Where a page that was laid over its sheet shows no paper, or paper that is folded over: print there tells nothing."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.printed import TILE_MM, Mask, Printed, grown, print_by_tile

_WINDOW_PX, _EVEN = 7, 2
"""Paper under a scanner or camera is never so even (grey levels over 1.75 mm); the scanner's lid and black may be."""

_RIM, _PAPER_GREYS, _MOST_EVEN, _LEAST_MM2 = 0.15, 30, 0.45, 100.0
"""Well within the sheet nothing is cut, and what is not much darker than the median there is paper. Where more of it is
even, the picture has only black and white, or its paper was made white: that tells no paper from its surroundings. An
even spot below a square centimetre is print."""

_SIDE_MM = 3.0
"""So near to the side of the picture it begins."""

_BESIDE_MM = 4.0
"""So far from what is even a letter is whole."""

_FAINT = (8, 24)
"""Canny's bounds in grey levels: the shadow of a fold is faint."""

_EDGE_MM, _GAP_MM, _SEEN_SHARE, _ASKEW = 10.0, 2.5, 0.7, 0.07
"""An edge so long, seen over such a share of it (print of the blank hides the rest), and so much askew (4 degrees), is
no rule and no stroke."""

_FURTHER_MM, _CORNER_MM = 8.0, 65.0
"""So far it may go on at either end, under print; so far from a corner of the sheet, across and down together, it is
sought: where paper is folded. Elsewhere long strokes of a pen look like it."""

_TILE_PRINT, _LOST_SHARE = 0.015, 0.4
_TILES_AROUND, _LEAST_LOST, _LOST_AROUND = 1, 2, 0.5
"""Tiles with print of which less than such a share is in place; so many, and such a share, of the nine around."""


def off_paper(rough: Pixels, beyond: Mask) -> Mask:
    """What is no paper, and all near it, on a grey page at ``SEEK_PX_PER_MM``.

    ``beyond`` is what is not in the page's picture.
    """
    window = np.ones((_WINDOW_PX, _WINDOW_PX), np.uint8)
    even = cv2.morphologyEx(rough, cv2.MORPH_GRADIENT, window) <= _EVEN
    down, across = (round(_RIM * side) for side in rough.shape)
    inner = np.s_[down:-down, across:-across]
    paper = rough[inner] >= np.median(rough[inner]) - _PAPER_GREYS
    if even[inner][paper].mean() > _MOST_EVEN:
        return np.zeros(rough.shape, np.bool_)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(even.astype(np.uint8))
    large = boxes[:, cv2.CC_STAT_AREA] >= _LEAST_MM2 * SEEK_PX_PER_MM**2
    large[0] = False
    large &= np.isin(np.arange(len(large)), labels[_sides(beyond)])
    return grown(np.asarray(large[labels], np.bool_), round(_BESIDE_MM * SEEK_PX_PER_MM))


def _sides(beyond: Mask) -> Mask:
    """Where what is no paper begins: at the sides of the picture. An even spot well within is a shade."""
    side = round(_SIDE_MM * SEEK_PX_PER_MM)
    outer = np.pad(beyond, 1, constant_values=True)
    return grown(outer, side)[1:-1, 1:-1]


def folds(rough: Pixels, near: Mask) -> Mask:
    """The long straight edges near the corners that run askew, and all beside them.

    ``near`` is what lies on the blank's print; its own rules run straight across and down.
    """
    edges = cv2.Canny(cv2.GaussianBlur(rough, (0, 0), 1.0), *_FAINT)
    edges[near] = 0
    least, gap = (round(mm * SEEK_PX_PER_MM) for mm in (_EDGE_MM, _GAP_MM))
    seen = round(_SEEN_SHARE * least)
    lines = cv2.HoughLinesP(edges, 1, np.pi / 180, seen, minLineLength=least, maxLineGap=gap)
    found = np.zeros(edges.shape, np.uint8)
    for start, end in [] if lines is None else lines.reshape(-1, 2, 2).astype(np.float64):
        along = end - start
        if np.abs(along).min() > _ASKEW * np.abs(along).max():
            further = along * (_FURTHER_MM * SEEK_PX_PER_MM / np.linalg.norm(along))
            ends = np.rint([start - further, end + further]).astype(int)
            cv2.line(found, ends[0].tolist(), ends[1].tolist(), (1,))
    return grown(found > 0, round(_BESIDE_MM * SEEK_PX_PER_MM)) & _corners(rough.shape)


def _corners(shape: tuple[int, ...]) -> Mask:
    """What is near a corner of a sheet of ``shape``."""
    down, across = (np.minimum(np.arange(side), side - 1 - np.arange(side)) for side in shape)
    return np.asarray(down[:, None] + across < _CORNER_MM * SEEK_PX_PER_MM, np.bool_)


def covered(ink: Mask, printed: Printed) -> Mask:
    """Where most print of the blank around is not there at all: rules too, which stay when rows or labels move.

    ``ink`` is the page's, at ``SEEK_PX_PER_MM``; so is what comes back.
    """
    wanted, in_place = print_by_tile(printed, ink)
    told = wanted >= _TILE_PRINT * (TILE_MM * SEEK_PX_PER_MM) ** 2
    lost = told & (in_place < _LOST_SHARE * wanted)
    around = np.ones((2 * _TILES_AROUND + 1,) * 2, np.float32)
    of, losses = (cv2.filter2D(tiles.astype(np.float32), -1, around, borderType=0) for tiles in (told, lost))
    tiles = (losses >= _LEAST_LOST) & (losses >= _LOST_AROUND * of)
    side = TILE_MM * SEEK_PX_PER_MM
    height, width = ink.shape
    return np.asarray(tiles.repeat(side, axis=0).repeat(side, axis=1)[:height, :width], np.bool_)
