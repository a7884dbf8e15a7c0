"""Writing that was struck out: level lines longer than any character is wide, and scribbles that join characters.

Writers lift the pen between characters; a line that strikes them out goes on through the gaps. Kanji have many level
strokes, and those of neighbours may touch, mostly along the top or the foot of the line: so a single line counts where
it is long and runs through the middle, two beside each other count sooner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.pieces import labelled
from pipeline.percentile import percentile
from pipeline.read.level_lines import LINE_PX, Level, level_lines
from pipeline.read.slashes import slashes_through

FIRM = 0.5
"""Share of a pen's own darkness that its lines have everywhere; where two strokes nearly touch it is paler."""

IN_CELLS, LONE, PAIRED, LONG = 1.1, 1.8, 1.5, 2.1
"""Lengths, in widths of a character, from which a line strikes out: through cells, a lone even line, each of two even
ones beside each other, and one however uneven."""

MIDDLE, WITHIN = (0.25, 0.78), (0.12, 0.88)
"""Heights (0 top, 1 foot of the writing) at which a lone line, and each of a pair, strikes out."""

LONE_MM = 9.0
"""A lone line on a free line is at least this long: in narrow writing two or three characters are shorter."""

EVEN_PX = 1.3
"""By how much nine tenths of a hand-drawn line stray from a smooth curve at most; strokes that touch do so in steps."""

APART = 0.7
"""The two of a pair lie no further apart than this, in widths of a character."""

JOINED_IN_CELLS, JOINED, TALL = 2.2, 3.4, 0.4
"""Characters of this width together in one piece of ink, in widths of one, are scribbled over; what is less tall is a
line under them, or over."""

SHORT, PROUD = 0.6, 0.2
"""A line this long that stands out this far on both sides strikes out a single digit (widths of a cell)."""

ALONE = 0.12
"""A line with less than this share of the ink above and below it has nothing under it."""


@dataclass(frozen=True, slots=True)
class Struck:
    """From which to which column of the crop writing is struck out; ``is_alone``: a line with no writing under it."""

    left: int
    right: int
    is_alone: bool = False


def find_struck(writing: Pixels, em: float, *, in_cells: bool, digits: bool = False) -> Struck | None:
    """What is struck out on the ``writing`` of one line or row of cells whose characters are ``em`` pixels wide.

    None where nothing is. ``digits``: only digits stand there, none of which has a level stroke that stands out on both
    sides.
    """
    shown = (writing < 255 - FAINT_INK).astype(np.uint8)
    offset, top, width, height = cv2.boundingRect(shown)
    if width < (SHORT if digits else IN_CELLS) * em:
        return None
    writing = writing[top : top + height, offset : offset + width]
    pen = 255 - percentile(writing[writing < 255 - FAINT_INK], 25)
    firm = (writing < 255 - max(FAINT_INK + 10, FIRM * pen)).astype(np.uint8)
    struck = _struck_by_lines(firm, em, in_cells, digits) or _joined(
        firm, (JOINED_IN_CELLS if in_cells else JOINED) * em, TALL * em
    )
    if struck is None and digits:
        struck = _slashed(firm, em)
    return replace(struck, left=struck.left + offset, right=struck.right + offset) if struck else None


def _struck_by_lines(firm: Pixels, em: float, in_cells: bool, digits: bool) -> Struck | None:
    shortest = SHORT if digits else IN_CELLS if in_cells else PAIRED
    lines = level_lines(firm, round(shortest * em))
    striking = [line for line in lines if _strikes(line, em, in_cells)]
    striking += [line for pair in combinations(lines, 2) if not in_cells and _are_pair(*pair, em) for line in pair]
    if not striking:
        return None
    alone = all(line.crossed < ALONE for line in striking)
    return Struck(min(line.left for line in striking), max(line.right for line in striking), alone)


def _slashed(firm: Pixels, em: float) -> Struck | None:
    """The digits that slanting lines strike out."""
    found = slashes_through(firm, em)
    return Struck(min(one.left for one in found), max(one.right for one in found)) if found else None


def _strikes(line: Level, em: float, in_cells: bool) -> bool:
    """Whether one line by itself strikes out what is under it."""
    if not MIDDLE[0] < line.height < MIDDLE[1]:
        return line.crossed < ALONE and line.length >= LONE * em
    if in_cells:
        return line.length >= IN_CELLS * em or (min(line.proud) >= PROUD * em and line.crossed > 2 * ALONE)
    if line.length < LONE_MM * PX_PER_MM:
        return False
    return line.length >= LONG * em or (line.length >= LONE * em and line.uneven <= EVEN_PX)


def _are_pair(one: Level, other: Level, em: float) -> bool:
    """Whether two lines run beside each other through the writing, their middle near its own."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return (
        shared >= 0.75 * max(one.length, other.length)
        and LINE_PX < abs(one.y - other.y) <= APART * em
        and MIDDLE[0] < (one.height + other.height) / 2 < MIDDLE[1]
        and all(
            line.uneven <= EVEN_PX and WITHIN[0] < line.height < WITHIN[1] and line.length >= PAIRED * em
            for line in (one, other)
        )
    )


def _joined(firm: Pixels, least: float, tall: float) -> Struck | None:
    """The pieces of ink that are ``least`` pixels wide and ``tall`` high; None where there is none."""
    if firm.shape[1] < least:
        return None
    _, _, stats, _ = labelled(firm)
    wide = [(int(x), int(x + width)) for x, _, width, height, _ in stats[1:] if width >= least and height >= tall]
    return Struck(min(x for x, _ in wide), max(x for _, x in wide)) if wide else None
