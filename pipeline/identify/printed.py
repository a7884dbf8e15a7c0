"""Is a form's print really on the page? Counted pixel by pixel, once a transform claims how the page lies.

Two forms of one office share headings, labels and frames, so their features agree in part; two versions of one form
differ in a line or two. Print that only one of them has tells which is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.scan import Matrix, Pixels

Mask = NDArray[np.bool_]

_PX_PER_MM = 4.0
_REACH_PX = 3
"""Print is found within 0.75 mm of its place: the first transform is no better."""

_INK_DEPTH = 14
"""Grey levels below the paper around: pale grey rules in a dim photo are that deep, noise is not."""

_NOTHING = 40
"""Fewer pixels (2.5 mm²) than this are no evidence."""


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """Where a blank sheet is printed, at 4 px/mm, and everything within reach of it."""

    mask: Mask
    near: Mask

    @staticmethod
    def of(sheet: BlankSheet) -> Print:
        """The print of ``sheet``."""
        mask = ink(_shrunk(sheet.pixels))
        return Print(mask, _grown(mask))


def found_share(page_ink: Mask, wanted: Mask) -> float | None:
    """How much of the ``wanted`` print has ink near it on the page; None where too little is wanted to tell."""
    return float(page_ink[wanted].mean()) if np.count_nonzero(wanted) >= _NOTHING else None


def ink_near(small: Pixels, to_template: Matrix, shape: tuple[int, ...]) -> Mask:
    """Ink of a grey page (and all within reach) laid over a template of ``shape``; the transform gives mm."""
    to_px = np.diag([_PX_PER_MM, _PX_PER_MM, 1.0]) @ to_template
    size = shape[1], shape[0]
    return _grown(ink(np.asarray(cv2.warpPerspective(small, to_px, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)))


def evidence(page_ink: Mask, other_ink: Mask, one: Print, other: Print) -> float:
    """From 0 (the page is the other form) to 1 (it is the one), by the print that only one of them has.

    ``page_ink`` and ``other_ink`` are the page as it would lie on each. 0.5 where both have the same print.
    """
    shared = one.mask.shape == other.mask.shape
    for_one = found_share(page_ink, one.mask & ~other.near if shared else one.mask)
    for_other = found_share(other_ink, other.mask & ~one.near if shared else other.mask)
    shares = [share for share in (for_one, None if for_other is None else 1 - for_other) if share is not None]
    return sum(shares) / len(shares) if shares else 0.5


def ink(grey: Pixels) -> Mask:
    """What is darker than the paper around it."""
    return np.asarray(cv2.subtract(cv2.blur(grey, (41, 41)), grey) > _INK_DEPTH, np.bool_)


def _shrunk(pixels: Pixels) -> Pixels:
    factor = _PX_PER_MM / PX_PER_MM
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def _grown(mask: Mask) -> Mask:
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _REACH_PX + 1, 2 * _REACH_PX + 1))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), reach) > 0, np.bool_)
