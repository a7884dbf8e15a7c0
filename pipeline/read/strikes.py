"""Writing that was struck out: level lines longer than any character is wide, and scribbles that join characters.

Writers lift the pen between characters; a line that strikes them out goes on through the gaps. Kanji have many level
strokes, and those of neighbours may touch, mostly along the top or the foot of the line: so a single line counts where
it is long and runs through the middle, two beside each other count sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK

SLOPES = np.linspace(-0.09, 0.09, 7)
"""Of level lines: 9 in 100 is 5°. Between two of them a line of 10 mm strays by a pixel."""

FIRM = 0.5
"""Share of a pen's own darkness that its lines have everywhere; where two strokes nearly touch it is paler."""

IN_CELLS, LONE, PAIRED, LONG = 1.1, 1.8, 1.5, 2.6
"""Lengths, in widths of a character, from which a line strikes out: through cells, a lone even line, each of two even
ones beside each other, and one however uneven."""

MIDDLE, WITHIN = (0.25, 0.78), (0.12, 0.88)
"""Heights (0 top, 1 foot of the writing) at which a lone line, and each of a pair, strikes out."""

EVEN_PX = 1.3
"""By how much nine tenths of a hand-drawn line stray from a smooth curve at most; strokes that touch do so in steps."""

APART = 0.7
"""The two of a pair lie no further apart than this, in widths of a character."""

JOINED_IN_CELLS, JOINED = 2.2, 3.4
"""Characters of this width together in one piece of ink, in widths of one, are scribbled over."""

SHORT, PROUD = 0.6, 0.2
"""A line this long that stands out this far on both sides strikes out a single digit (widths of a cell)."""

ALONE = 0.12
"""A line with less than this share of the ink above and below it has nothing under it."""

LINE_PX = 4
"""Half of the height of what is still the line itself."""

MOST_LINES = 8
"""The longest lines that are looked at closely."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level line from column ``left`` to ``right`` at row ``y`` of the crop.

    ``height`` is where it runs (0 top, 1 foot of the writing in these columns), ``crossed`` the share of the ink there
    that is not its own, ``proud`` by how many columns it stands out on both sides of it, ``uneven`` by how many pixels
    it strays from a smooth curve.
    """

    left: int
    right: int
    y: float
    height: float
    crossed: float
    proud: int
    uneven: float

    @property
    def length(self) -> int:
        """In pixels."""
        return self.right - self.left


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
    shown = writing < 255 - FAINT_INK
    if np.count_nonzero(shown.any(axis=0)) < (SHORT if digits else IN_CELLS) * em:
        return None
    firm = writing < 255 - max(FAINT_INK + 10, FIRM * float(255 - np.percentile(writing[shown], 25)))
    shortest = SHORT if digits else IN_CELLS if in_cells else PAIRED
    lines = _level_lines(firm, round(shortest * em))
    striking = [line for line in lines if _strikes(line, em, in_cells)]
    striking += [line for pair in combinations(lines, 2) if not in_cells and _are_pair(*pair, em) for line in pair]
    if striking:
        alone = all(line.crossed < ALONE for line in striking)
        return Struck(min(line.left for line in striking), max(line.right for line in striking), alone)
    return _joined(firm, (JOINED_IN_CELLS if in_cells else JOINED) * em)


def _strikes(line: Level, em: float, in_cells: bool) -> bool:
    """Whether one line by itself strikes out what is under it."""
    if not MIDDLE[0] < line.height < MIDDLE[1]:
        return line.crossed < ALONE and line.length >= LONE * em
    if in_cells:
        return line.length >= IN_CELLS * em or (line.proud >= PROUD * em and line.crossed > 2 * ALONE)
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


def _level_lines(firm: NDArray[np.bool_], least: int) -> list[Level]:
    """Near-level straight lines of at least ``least`` pixels; of those in one place the longest."""
    left, top, right, bottom = _extent(firm)
    if right - left < least:
        return []
    ink = np.pad(firm[top:bottom, left:right].astype(np.uint8), ((8, 8), (1, 1)))
    thick = _thickened(ink)
    found = []
    for slope in SLOPES:
        long = cv2.morphologyEx(_levelled(thick, slope), cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
        if long.any():
            _, _, stats, middles = cv2.connectedComponentsWithStats(long)
            found += [
                (int(w), int(x), round(y), slope)
                for (x, _, w, _, _), (_, y) in zip(stats[1:], middles[1:], strict=True)
            ]
    lines: list[Level] = []
    for width, x, y, slope in sorted(found, reverse=True)[: 3 * MOST_LINES]:
        if not any(_same_place(line, x + left - 1, width, y) for line in lines) and len(lines) < MOST_LINES:
            lines.append(_level(ink, slope, (x, x + width, y), left - 1))
    return lines


def _thickened(ink: Pixels) -> Pixels:
    """One pixel more above and below: a hand trembles."""
    return np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)), np.uint8)


def _levelled(ink: Pixels, slope: float) -> Pixels:
    """The picture sheared so that a line of ``slope`` is level; its middle column stays."""
    move = np.array([[1, 0, 0], [slope, 1, -slope * ink.shape[1] / 2]], np.float32)
    return np.asarray(cv2.warpAffine(ink, move, ink.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _same_place(line: Level, left: int, width: int, y: int) -> bool:
    return abs(line.y - y) <= LINE_PX and min(line.right, left + width) > max(line.left, left)


def _level(ink: Pixels, slope: float, place: tuple[int, int, int], offset: int) -> Level:
    """The line at ``place`` (columns from and to, row) of ``ink`` made level."""
    x0, x1, y = place
    band = _levelled(ink, slope)[:, x0:x1]
    own = np.zeros(len(ink), bool)
    own[max(0, y - LINE_PX) : y + LINE_PX + 1] = True
    others = band[~own].sum(axis=0)
    rows = np.cumsum(band.sum(axis=1))
    top, foot = np.searchsorted(rows, (0.03 * rows[-1], 0.97 * rows[-1]))
    crossing = np.flatnonzero(others)
    return Level(
        left=x0 + offset,
        right=x1 + offset,
        y=y - slope * ((x0 + x1) / 2 - ink.shape[1] / 2),
        height=float((y - top) / max(1, foot - top)),
        crossed=float(others.sum() / max(1, rows[-1])),
        proud=min(int(crossing[0]), len(others) - 1 - int(crossing[-1])) if len(crossing) else 0,
        uneven=_uneven(_thickened(band), y),
    )


def _uneven(band: Pixels, y: int) -> float:
    """Pixels by which nine tenths of the line at row ``y`` stray from a smooth curve, strokes across it left out."""
    up, down = (np.logical_and.accumulate(half > 0, axis=0).sum(axis=0) for half in (band[y::-1], band[y:]))
    thick, centre = up + down - 1, (down - up) / 2
    thin = (thick > 0) & (thick <= 1.5 * np.percentile(thick, 30) + 1)
    x = np.linspace(-1, 1, band.shape[1])[thin]
    if len(x) < LINE_PX * 2:
        return float("inf")
    away = np.abs(np.polyval(np.polyfit(x, centre[thin], 3), x) - centre[thin])
    return float(np.percentile(away, 90))


def _joined(firm: NDArray[np.bool_], least: float) -> Struck | None:
    """The widest piece of ink, where it is ``least`` pixels wide."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(firm.astype(np.uint8))
    wide = [(int(x), int(x + width)) for x, _, width, _, _ in stats[1:] if width >= least]
    return Struck(min(x for x, _ in wide), max(x for _, x in wide)) if wide else None


def _extent(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
