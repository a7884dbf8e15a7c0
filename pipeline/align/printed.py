"""Where a blank is printed, and what is dark on a page that was laid over it, pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.scan import Pixels, resized
from pipeline.align.anchors import SEEK_PX_PER_MM

Mask = NDArray[np.bool_]
Counts = NDArray[np.float32]

TILE_MM = 8
"""Side of the tiles in which print is counted: as high as a narrow row."""

_PAPER_MM = 10
"""Over so much paper around it, a place is called dark or light."""

_FIRM_SHARE = 0.45
"""Print that is so deep, compared with the form's darkest, is on every copy; shades and pale rules vanish on a fax."""

_LEAST_DEPTH = 14.0
_THIN_MM = 2.0
_DEPTH_SHARE = 0.3
"""Ink is darker than the paper by this share of what the form's print typically is, and by 14 grey levels at least."""

UPRIGHT_MM = 8.0
"""Upright rules so high are those of a row and more; those of one-character boxes may be lower."""

_BLANKS_AT_HAND = 48


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A blank's firm print, all within half a millimetre of any print, and its upright rules of ``UPRIGHT_MM`` or more.

    All at ``SEEK_PX_PER_MM``.
    """

    firm: Mask
    near: Mask
    uprights: Mask


@lru_cache(maxsize=_BLANKS_AT_HAND)
def printed_of(blank: BlankSheet) -> Printed:
    """The print of ``blank``; computed once a sheet."""
    sheet = resized(blank.pixels, SEEK_PX_PER_MM / PX_PER_MM)
    ink = np.asarray(depth_of(sheet, SEEK_PX_PER_MM) > _LEAST_DEPTH, np.bool_)
    uprights = straight(ink, UPRIGHT_MM, SEEK_PX_PER_MM, down=True)
    return Printed(firm_print(sheet, SEEK_PX_PER_MM), grown(ink, 2), uprights)


def firm_print(sheet: Pixels, px_per_mm: float) -> Mask:
    """The dark print of a blank, shades and pale rules left out."""
    depth = depth_of(sheet, px_per_mm)
    ink = depth > _LEAST_DEPTH
    darkest = float(np.percentile(depth[ink], 95)) if ink.any() else 255.0
    return np.asarray(depth > max(_LEAST_DEPTH, _FIRM_SHARE * darkest), np.bool_)


def ink_on(picture: Pixels, printed: Printed) -> Mask:
    """What is dark on a grey page at ``SEEK_PX_PER_MM``, compared with how dark the form's print typically is there."""
    depth = depth_of(picture, SEEK_PX_PER_MM)
    shown = depth[printed.firm]
    typical = float(np.median(shown)) if shown.size else 0.0
    return np.asarray(depth > max(_LEAST_DEPTH, _DEPTH_SHARE * typical), np.bool_)


def thin_in(picture: Pixels) -> Mask:
    """The strokes of a grey page at ``SEEK_PX_PER_MM``, in pen or print: not bars, shadows or the edge of the paper."""
    side = round(_THIN_MM * SEEK_PX_PER_MM)
    stands_out = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    return np.asarray(stands_out > _LEAST_DEPTH, np.bool_)


def rules_in(ink: Mask, least_mm: float, px_per_mm: float) -> Mask:
    """The straight horizontal and vertical strokes of at least ``least_mm`` together."""
    return straight(ink, least_mm, px_per_mm, down=False) | straight(ink, least_mm, px_per_mm, down=True)


def straight(ink: Mask, least_mm: float, px_per_mm: float, *, down: bool) -> Mask:
    """The vertical or the horizontal strokes of at least ``least_mm``."""
    length = round(least_mm * px_per_mm)
    lines = np.ascontiguousarray(ink.T if down else ink)
    rows = np.flatnonzero(np.count_nonzero(lines, axis=1) >= length)  # most have too little ink for any
    found = np.zeros_like(lines)
    if len(rows):
        found[rows] = cv2.morphologyEx(lines[rows].view(np.uint8), cv2.MORPH_OPEN, np.ones((1, length), np.uint8)) > 0
    return np.asarray(found.T if down else found, np.bool_)


def by_tile(mask: Mask) -> Counts:
    """How many pixels are marked in each tile of a sheet at ``SEEK_PX_PER_MM``, rows × columns."""
    side = TILE_MM * SEEK_PX_PER_MM
    rows, columns = (-(-size // side) for size in mask.shape)
    padded = np.zeros((rows * side, columns * side), np.float32)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    return np.asarray(cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA) * side**2, np.float32)


def print_by_tile(printed: Printed, ink: Mask) -> tuple[Counts, Counts]:
    """How many pixels of firm print each tile has, and how many of them the page's ``ink`` shows in their place."""
    return by_tile(printed.firm), by_tile(printed.firm & grown(ink, 1))


def depth_of(picture: Pixels, px_per_mm: float) -> Pixels:
    """How much darker each place is than the paper around."""
    side = round(_PAPER_MM * px_per_mm) + 1
    return np.asarray(cv2.subtract(cv2.blur(picture, (side, side)), picture), np.uint8)


def grown(mask: Mask, px: int) -> Mask:
    """The mask and all within ``px`` of it, in a square."""
    side = 2 * px + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0, np.bool_)
