"""Writing alone: even light, no red seals, no print, no ink of the neighbours.

All images are at 8 px/mm. Grey is 0 for black and 255 for white paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.crop.along import along_rules
from pipeline.crop.hyphens import faint_hyphens
from pipeline.crop.offset import offset
from pipeline.crop.pens import certain_groups
from pipeline.crop.pieces import keep, labelled, only, pixels_of_each
from pipeline.crop.specks import SPECK, is_no_speck
from pipeline.crop.traces import faint_traces

INK = 60
"""Grey levels darker than expected that only a pen reaches; every stroke must reach it somewhere."""

FAINT_INK = 30
"""Grey levels darker than expected that still belong to a stroke next to certain ink: a light pen's edges."""

HYPHEN_LIFTED = 3.0
"""How much darker a hyphen of a light pen is made, so that it is ink among ink."""

REACH = 6
"""Pixels (0.75 mm) that print may lie away from where the blank has it, after the page was aligned."""

PRINT = 205
"""Grey levels below this are print on the blank; the paper is 255, shading from 220."""

FIRM_PRINT = 160
"""Grey levels below this are rules and words, not shading: what a scan cannot fail to show."""

SLIVER = 4
"""Pixels (0.5 mm): the edge of a rule that registration leaves is thinner than this, and lies along print."""

_SHRINK, LIGHT_PX_PER_MM = 16, PX_PER_MM / 16
"""How finely light is measured."""

_AROUND, _THICKEN = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)
_NEAR = np.ones((9, 9), np.uint8)
"""Pieces less than 8 px (1 mm) apart are seen together: dakuten stand nearer to their kana."""


def _directions(length: int) -> tuple[Pixels, ...]:
    """Lines of ``length`` pixels: level, upright, and the two diagonals."""
    diagonal = np.eye(length, dtype=np.uint8)
    return np.ones((1, length), np.uint8), np.ones((length, 1), np.uint8), diagonal, diagonal[::-1].copy()


_DIRECTIONS = _directions(11)
"""Long enough to cross a thickened rule of 0.35 mm."""


def _near_first() -> NDArray[np.float32]:
    """Weights for the moves of print: the less it moved the better, or a lone rule could slide along itself."""
    y, x = np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1]
    return np.asarray(1.0 - 0.004 * (x**2 + y**2), np.float32)


_NEAR_FIRST = _near_first()


def even_light(pixels: Pixels, beyond: NDArray[np.bool_] | None = None) -> Pixels:
    """The page with its paper made white everywhere, each colour by itself: shadows and yellow lamps go.

    ``beyond`` says which places are not in the picture (a mask at ``LIGHT_PX_PER_MM``): their white is not the paper's.
    """
    height, width = pixels.shape[:2]
    down, across = height // _SHRINK, width // _SHRINK
    # Without the odd pixels at the edges (up to 2 mm): whole squares are averaged three times as fast, and the light
    # lies up to 1 mm off at the foot, where it is smoothed over 18 mm anyway.
    whole = pixels[: down * _SHRINK, : across * _SHRINK]
    small = cv2.resize(whole, (across, down), interpolation=cv2.INTER_AREA)
    if beyond is not None and beyond.any() and not beyond.all():
        small[beyond] = np.median(small[~beyond], axis=0)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    paper = cv2.resize(np.maximum(paper, 32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, paper, scale=255), np.uint8)


def pen_grey(pixels: Pixels) -> Pixels:
    """Grey in which pens are dark and red seals nearly white.

    The red plane shows blue and black ink dark; what is redder than it is green or blue is lifted further. On a page
    without colour this is the page itself.
    """
    grey = np.empty(pixels.shape[:2], np.uint8)
    for top in range(0, len(pixels), 128):  # bands that stay in the processor's cache: 2 ms a page, not 14
        blue, green, red = cv2.split(pixels[top : top + 128])
        cv2.add(red, cv2.subtract(red, cv2.max(blue, green)), grey[top : top + 128])
    return grey


@dataclass(frozen=True, slots=True, eq=False)
class AddedInk:
    """What was added to a blank: ``writing``, dark on white, and what is no writing but was no paper either.

    ``traces`` is where strokes too faint to read lie, well away from print; ``pale`` is ink, up to the edge of the
    print, that is no dust but so light that no pen surely made it. ``print_found`` is the share (0..1) of the blank's
    own print that is there: little of it where the sheet is folded, covered, or its image damaged.
    """

    writing: Pixels
    traces: NDArray[np.bool_]
    pale: NDArray[np.bool_]
    print_found: float


def added_ink(page: Pixels, blank: Pixels, *, hyphens: bool = False) -> AddedInk:
    """What was added to the blank.

    ``page`` and ``blank`` show the same place in grey with ``REACH`` pixels more on every side; the result is without
    them. Print may lie a little off; strokes that cross it are kept whole. Where ``hyphens`` are due, even those of a
    light pen are found.
    """
    core = _core(page)
    under = _moved_under(page, blank)
    expected = np.asarray(cv2.erode(under, _THICKEN), np.uint8)
    printed = expected < PRINT
    darker = only(cv2.subtract(expected, core), ~printed, 0)
    writing, pale = np.full_like(core, 255), np.zeros(core.shape, np.bool_)
    if (darker > FAINT_INK).any():  # elsewhere nothing is looked for: half the fields of a page are empty
        along = along_rules(core, under, printed, darker > INK)
        added, pale = _without_dust(darker, along, printed)
        if hyphens:
            faint = faint_hyphens(darker, added > FAINT_INK, printed)
            added = np.maximum(added, only(cv2.convertScaleAbs(darker, alpha=HYPHEN_LIFTED), faint, 0))
        writing = np.asarray(255 - np.maximum(added, _bridges(added, core, printed)), np.uint8)
    return AddedInk(writing, faint_traces(expected, core, printed, writing), pale, _print_found(under, core))


def _print_found(under: Pixels, core: Pixels) -> float:
    firm, near = under < FIRM_PRINT, cv2.erode(core, _AROUND)  # near: within a pixel of its place
    wanted = np.count_nonzero(firm)
    return np.count_nonzero((near < PRINT) & firm) / wanted if wanted else 1.0


def _core(padded: Pixels) -> Pixels:
    return padded[REACH:-REACH, REACH:-REACH]


def _moved_under(page: Pixels, blank: Pixels) -> Pixels:
    """The blank's core, moved the few pixels to where the page's print really lies."""
    core = 255 - _core(blank)
    dy, dx = offset(255 - page, core, _NEAR_FIRST)
    top, left = 2 * REACH - dy, 2 * REACH - dx
    return blank[top : top + core.shape[0], left : left + core.shape[1]]


def _without_dust(beside: Pixels, along: Pixels, printed: NDArray[np.bool_]) -> tuple[Pixels, NDArray[np.bool_]]:
    """Ink beside print and along it, without paper noise, specks, and the slivers that registration leaves at rules.

    And where pale ink lies that would be writing if it were certain.

    Faint pieces stay where certain ink is near: the dakuten of a light ガ is part of it, a stain of the paper is not.
    What is certain a light pen tells by its darker strokes. Ink along print is never certain by itself.
    """
    added = cv2.max(beside, along)
    written = _written(added > FAINT_INK, printed)
    count, groups = cv2.connectedComponents(cv2.dilate(written.view(np.uint8), _NEAR))
    kept = keep(written, groups, certain_groups(groups, written, beside, count, INK))
    return only(added, kept, 0), written & ~kept


def _written(ink: NDArray[np.bool_], printed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ink without slivers along print and without specks."""
    count, pieces, stats, _ = labelled(ink.view(np.uint8))
    sizes = stats[:, cv2.CC_STAT_AREA]
    beside = cv2.dilate(printed.view(np.uint8), _AROUND)
    near_print = pixels_of_each(pieces, ink & (beside > 0), count)
    thin = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) <= SLIVER
    firm = ~(thin & (near_print > 0.85 * sizes))
    firm[0] = False
    kept = keep(ink, pieces, firm)
    return keep(kept, pieces, is_no_speck(kept.view(np.uint8), pieces, np.where(firm, sizes, SPECK)))


def _bridges(added: Pixels, page: Pixels, printed: NDArray[np.bool_]) -> Pixels:
    """Ink under print, where a stroke leaves the print on both sides in one direction."""
    ink = cv2.threshold(added, FAINT_INK, 255, cv2.THRESH_BINARY)[1]
    closed = np.zeros_like(ink)
    for line in _DIRECTIONS:
        closed = cv2.max(closed, cv2.morphologyEx(ink, cv2.MORPH_CLOSE, line))
    return only(cv2.min(closed, 255 - page), printed & (closed > 0), 0)
