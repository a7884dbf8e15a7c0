"""A slanting line through a digit, or through several: how most people cross out one box of a number.

Digits have slanting strokes of their own, but none is longer than its box is wide and begins and ends outside of all
else that belongs to the digit; and none is as long as two boxes are wide. The stem of a hasty 4 comes nearest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from models.placement import Points
from models.scan import Pixels
from pipeline.read.level_lines import LINE_PX

SHORTEST, LONG = 1.15, 1.7
"""Lengths, in widths of a cell, from which a slash is looked at, and from which it strikes out whatever it crosses."""

_TURNS = tuple(np.radians(turns) for turns in ((12.0, 78.0), (102.0, 168.0)))
"""Directions across a slash: what is flatter is told by ``level_lines``, what is steeper is a 1 or the stem of a 9."""

PROUD = 0.17
"""By so many widths of a cell a short slash stands out of the digit at both ends."""

CROSSED = 0.08
"""Share of ink around a slash that is not its own: with less there is nothing under it."""

_BESIDE = 0.6
"""What lies further from a slash, in widths of a cell, is the next digit."""

_STEP, _SOLID, _MOST = np.radians(2), 0.7, 24
"""Of the search: its step, the share of a line that is ink, and so many lines of each direction are looked at."""

_HALF_PX, _GAP_PX = 2, 4
"""Half of the breadth of a slash, and the longest gap in it."""


@dataclass(frozen=True, slots=True)
class Slash:
    """A straight line of ink, between two columns of the crop; lengths in pixels.

    ``crossed`` is the share of the ink around it that is not its own, ``proud`` how far it stands out of that at the
    end where it does so less.
    """

    left: int
    right: int
    length: float
    crossed: float
    proud: float


def slashes_through(firm: Pixels, em: float) -> list[Slash]:
    """The slanting lines that strike out digits on ``firm`` ink; ``em`` is the width of a cell in pixels."""
    return [slash for slash in _slanting(firm, em) if _strikes(slash, em)]


def _strikes(slash: Slash, em: float) -> bool:
    return slash.crossed >= CROSSED and (slash.length >= LONG * em or slash.proud >= PROUD * em)


def _slanting(firm: Pixels, em: float) -> Iterator[Slash]:
    least = SHORTEST * em
    y, x = np.nonzero(firm)
    ink = np.stack([x, y], axis=1).astype(np.float64)
    for least_turn, most_turn in _TURNS:
        found = cv2.HoughLines(firm, 1, _STEP, round(_SOLID * least), min_theta=least_turn, max_theta=most_turn)
        for off, turn in [] if found is None else found[:_MOST].reshape(-1, 2).astype(np.float64):
            start, along = _longest_run(ink, np.array([np.cos(turn), np.sin(turn)]), off)
            if np.hypot(*along) >= least:
                yield _slash(ink, start, along, _BESIDE * em)


def _longest_run(ink: Points, across: Points, off: float) -> tuple[Points, Points]:
    """The longest stretch of ink on the line that is ``off`` from the corner in the direction ``across``."""
    way = np.array([-across[1], across[0]])
    places = np.sort(ink[np.abs(ink @ across - off) <= _HALF_PX] @ way)
    ends = np.flatnonzero(np.diff(places) > _GAP_PX)
    starts, ends = np.append(0, ends + 1), np.append(ends, len(places) - 1)
    longest = np.argmax(places[ends] - places[starts])
    first, last = places[starts[longest]], places[ends[longest]]
    return across * off + way * first, way * (last - first)


def _slash(ink: Points, start: Points, along: Points, beside: float) -> Slash:
    """The line from ``start`` (x, y) by ``along``, as it runs through the ink above and below it."""
    left, right = sorted((float(start[0]), float(start[0] + along[0])))
    length = float(np.hypot(*along))
    way = along / length
    around = ink[(ink[:, 0] >= left) & (ink[:, 0] <= right)] - start
    off = np.abs(around @ np.array([-way[1], way[0]]))
    others = (around @ way)[(off > LINE_PX) & (off <= beside)]
    crossed = len(others) / max(1, int((off <= beside).sum()))
    proud = min(float(np.min(others)), length - float(np.max(others))) if len(others) else 0.0
    return Slash(int(left), int(right) + 1, length, crossed, proud)
