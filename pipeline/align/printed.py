"""Where a blank is printed, and what a page laid over it shows of that, pixel by pixel and window by window.

Writing and seals add ink and take no print away; a fold, a cut or a stain takes print away and adds no letters. Only
other print does both in one place. Everything here is at ``SEEK_PX_PER_MM``.
"""

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
Windows = NDArray[np.float32]
"""One number for each window, rows × columns."""

STEP_MM = 3
WINDOW_MM = 2 * STEP_MM
"""A window holds two letters of a label; windows overlap by half."""

_STEP = STEP_MM * SEEK_PX_PER_MM
_PAPER_MM = 10
"""Over so much paper around it, a place is called dark or light."""

_FIRM_SHARE = 0.45
"""Print that is so deep, compared with the form's darkest, is on every copy; shades and pale rules vanish on a fax."""

_LEAST_DEPTH = 14.0
_DEPTH_SHARE = 0.3
"""Ink is darker than the paper by this share of what the form's print typically is, and by 14 grey levels at least."""

_RULE_MM = 8
"""Straight print at least so long is a rule, not a letter."""

_BLANKS_AT_HAND = 48


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A blank's firm print; the letters in it; all within half a millimetre of any print; and of the letters alone.

    ``letters_in`` counts letters' pixels in each window; ``sheet`` is the blank itself, in grey.
    """

    sheet: Pixels
    firm: Mask
    letters: Mask
    near: Mask
    near_letters: Mask
    letters_in: Windows


@lru_cache(maxsize=_BLANKS_AT_HAND)
def printed_of(blank: BlankSheet) -> Printed:
    """The print of ``blank``; computed once a sheet."""
    sheet = resized(blank.pixels, SEEK_PX_PER_MM / PX_PER_MM)
    depth = depth_of(sheet)
    ink = depth > _LEAST_DEPTH
    darkest = float(np.percentile(depth[ink], 95)) if ink.any() else 255.0
    firm = np.asarray(depth > max(_LEAST_DEPTH, _FIRM_SHARE * darkest), np.bool_)
    letters = firm & ~grown(rules_in(firm, _RULE_MM), 1)
    return Printed(sheet, firm, letters, grown(ink, 2), grown(letters, 2), in_windows(letters))


def ink_on(picture: Pixels, printed: Printed) -> Mask:
    """What is dark on a grey page, compared with how dark the form's print typically is there."""
    depth = depth_of(picture)
    shown = depth[printed.firm]
    typical = float(np.median(shown)) if shown.size else 0.0
    return np.asarray(depth > max(_LEAST_DEPTH, _DEPTH_SHARE * typical), np.bool_)


def likeness(picture: Pixels, printed: Printed) -> tuple[Windows, Windows]:
    """How alike page and blank are on and right beside the letters of each window.

    The correlation of their greys (-1 … 1), and the page's contrast compared with the blank's (1 is what is usual on
    this page). Both are 0 in windows without letters.
    """
    mask = printed.near_letters.astype(np.float32)
    page, blank = picture.astype(np.float32) * mask, printed.sheet.astype(np.float32) * mask
    count, sums, blank_sums = (in_windows(values) for values in (mask, page, blank))
    count = np.maximum(count, 1)
    page_spread = np.maximum(in_windows(page * page) - sums**2 / count, 0)
    blank_spread = np.maximum(in_windows(blank * blank) - blank_sums**2 / count, 0)
    together = in_windows(page * blank) - sums * blank_sums / count
    alike = together / np.sqrt(np.maximum(page_spread * blank_spread, 1))
    contrast = np.sqrt(page_spread / np.maximum(blank_spread, 1))
    usual = float(np.median(contrast[printed.letters_in > 0])) if (printed.letters_in > 0).any() else 1.0
    return np.asarray(alike, np.float32), np.asarray(contrast / max(usual, 1e-6), np.float32)


def rules_in(ink: Mask, least_mm: float) -> Mask:
    """The straight horizontal and vertical strokes of at least ``least_mm``."""
    across, down = straight(ink, least_mm)
    return across | down


def straight(ink: Mask, least_mm: float) -> tuple[Mask, Mask]:
    """The horizontal, and the vertical, strokes of at least ``least_mm``."""
    length, grey = round(least_mm * SEEK_PX_PER_MM), ink.astype(np.uint8)
    shapes = np.ones((1, length), np.uint8), np.ones((length, 1), np.uint8)
    across, down = (cv2.morphologyEx(grey, cv2.MORPH_OPEN, shape) > 0 for shape in shapes)
    return np.asarray(across, np.bool_), np.asarray(down, np.bool_)


def in_windows(values: NDArray[np.float32] | Mask) -> Windows:
    """The sum over each window of a sheet."""
    rows, columns = (-(-size // _STEP) for size in values.shape)
    padded = np.zeros((rows * _STEP, columns * _STEP), np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    steps = cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA) * _STEP**2
    return np.asarray(steps[:-1, :-1] + steps[1:, :-1] + steps[:-1, 1:] + steps[1:, 1:], np.float32)


def depth_of(picture: Pixels) -> Pixels:
    """How much darker each place is than the paper around."""
    side = _PAPER_MM * SEEK_PX_PER_MM + 1
    return np.asarray(cv2.subtract(cv2.blur(picture, (side, side)), picture), np.uint8)


def grown(mask: Mask, px: int) -> Mask:
    """The mask and all within ``px`` of it, in a square."""
    side = 2 * px + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0, np.bool_)
