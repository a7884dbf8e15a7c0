"""Near-level straight lines among a pen's ink, and how each runs through what else is written there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.pieces import labelled
from pipeline.percentile import percentile

SLOPES = np.linspace(-0.09, 0.09, 7)
"""Of level lines: 9 in 100 is 5°. Between two of them a line of 10 mm strays by a pixel."""

LINE_PX = 4
"""Half of the height of what is still the line itself."""

_STEP = 2
"""Lines are sought in every second column: they are many pixels long."""

MOST_LINES = 8
"""The longest lines that are looked at closely."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level line from column ``left`` to ``right`` at row ``y`` of the crop.

    ``height`` is where it runs (0 top, 1 foot of the writing in these columns), ``crossed`` the share of the ink there
    that is not its own, ``proud`` by how many columns it stands out of that on its left and right, ``uneven`` by how
    many pixels it strays from a smooth curve.
    """

    left: int
    right: int
    y: float
    height: float
    crossed: float
    proud: tuple[int, int]
    uneven: float

    @property
    def length(self) -> int:
        """In pixels."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line was found: at row ``level`` of the picture made level by ``slope``, its middle at row ``y``."""

    width: int
    x: int
    level: int
    slope: float
    y: float


def level_lines(firm: Pixels, least: int) -> list[Level]:
    """Near-level straight lines of at least ``least`` pixels; of those in one place the longest."""
    ink = np.pad(firm, ((8, 8), (1, 1)))
    sought = np.ascontiguousarray(_thickened(ink)[:, ::_STEP])
    if not _may_hold(sought.max(axis=0) > 0, least // _STEP):
        return []
    found: list[_Place] = []
    middle = ink.shape[1] / 2
    for slope in SLOPES:
        long = cv2.morphologyEx(
            _levelled(sought, slope * _STEP), cv2.MORPH_OPEN, np.ones((1, least // _STEP), np.uint8)
        )
        if long.any():
            _, _, stats, middles = labelled(long)
            found += [
                _Place(int(w) * _STEP, int(x) * _STEP, round(y), float(slope), y - slope * (_STEP * across - middle))
                for (x, _, w, _, _), (across, y) in zip(stats[1:], middles[1:], strict=True)
            ]
    found.sort(key=lambda place: -place.width)
    lines: list[Level] = []
    for place in found[: 8 * MOST_LINES]:
        if len(lines) < MOST_LINES and not any(_same_place(line, place) for line in lines):
            lines.append(_level(ink, _middle([other for other in found if _alike(place, other)])))
    return lines


def _may_hold(inked: NDArray[np.bool_], least: int) -> bool:
    """Whether so many columns with ink stand side by side; at the right edge a line may go on."""
    ends = np.flatnonzero(np.diff(inked, prepend=False, append=False))
    return bool(inked[-1]) or int((ends[1::2] - ends[::2]).max(initial=0)) >= least


def _thickened(ink: Pixels) -> Pixels:
    """One pixel more above and below: a hand trembles."""
    return np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)), np.uint8)


def _levelled(ink: Pixels, slope: float) -> Pixels:
    """The picture sheared so that a line of ``slope`` is level; its middle column stays."""
    move = np.array([[1, 0, 0], [slope, 1, -slope * ink.shape[1] / 2]], np.float32)
    return np.asarray(cv2.warpAffine(ink, move, ink.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _same_place(line: Level, place: _Place) -> bool:
    shares = min(line.right, place.x + place.width) > max(line.left, place.x)
    return abs(line.y - place.y) <= LINE_PX and shares


def _alike(one: _Place, other: _Place) -> bool:
    """Whether two slopes show one line at about its whole length."""
    is_there = abs(one.y - other.y) <= LINE_PX and abs(one.x - other.x) <= LINE_PX
    return is_there and one.width - other.width <= LINE_PX


def _middle(places: Sequence[_Place]) -> _Place:
    """Thick lines fit slopes beside their own: that in the middle is theirs."""
    return sorted(places, key=lambda place: place.slope)[len(places) // 2]


def _level(ink: Pixels, place: _Place) -> Level:
    """The line at ``place``, as it runs through the ``ink``."""
    x0, x1, y, slope = place.x, min(place.x + place.width, ink.shape[1]), place.level, place.slope
    band = _levelled(ink, slope)[:, x0:x1]
    own = np.zeros(len(ink), bool)
    own[max(0, y - LINE_PX) : y + LINE_PX + 1] = True
    others = band[~own].sum(axis=0)
    rows = np.cumsum(band.sum(axis=1))
    top, foot = np.searchsorted(rows, (0.03 * rows[-1], 0.97 * rows[-1]))
    crossing = np.flatnonzero(others)
    return Level(
        left=x0 - 1,
        right=x1 - 1,
        y=place.y,
        height=float((y - top) / max(1, foot - top)),
        crossed=float(others.sum() / max(1, rows[-1])),
        proud=(int(crossing[0]), len(others) - 1 - int(crossing[-1])) if len(crossing) else (0, 0),
        uneven=_uneven(_thickened(band), y),
    )


def _uneven(band: Pixels, y: int) -> float:
    """Pixels by which nine tenths of the line at row ``y`` stray from a smooth curve, strokes across it left out."""
    up, down = (np.logical_and.accumulate(half > 0, axis=0).sum(axis=0) for half in (band[y::-1], band[y:]))
    thick, centre = up + down - 1, (down - up) / 2
    thin = (thick > 0) & (thick <= 1.5 * percentile(thick, 30) + 1)
    x = np.linspace(-1, 1, band.shape[1])[thin]
    if len(x) < LINE_PX * 2:
        return float("inf")
    away = np.abs(np.polyval(np.polyfit(x, centre[thin], 3), x) - centre[thin])
    return percentile(away, 90)
