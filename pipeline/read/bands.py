"""Where the lines of free writing lie in a box that has room for one or more of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK

Rows = tuple[int, int]
"""From a row of the crop to the one behind the last."""

_LOWEST, _TALLEST = 0.25, 1.1
"""Height of written lines, as a share of the room for one: people write small in three lines where two fit."""

_LEAST_INK = 0.05
"""A line has at least this share of the writing's ink; less is a dakuten or the foot of a neighbour."""

_GAP_PX = 2
"""Rows without ink between two lines."""


def bands(writing: Pixels, top: int, bottom: int, count: int) -> tuple[Rows, ...]:
    """The crop's rows parted into lines, for a box from ``top`` to ``bottom`` with room for ``count``.

    Where paper shows between written lines they are parted there, else near the room's own edges, where least ink lies.
    """
    if count == 1:
        return ((0, len(writing)),)
    rows = (writing < 255 - FAINT_INK).sum(axis=1)
    room = (bottom - top) / count
    lines = _written(rows, room)
    if lines and len(lines) <= count + 1 and all(_LOWEST * room <= b - a <= _TALLEST * room for a, b in lines):
        cuts = [(a + b) // 2 for (_, a), (b, _) in pairwise(lines)]
    else:
        cuts = [_emptiest(rows, top + room * number, room / 3) for number in range(1, count)]
    return tuple(pairwise([0, *cuts, len(rows)]))


def _written(rows: NDArray[np.intp], room: float) -> Sequence[Rows]:
    """Runs of rows with ink, those with little ink joined to the one that lies nearer."""
    inked = np.flatnonzero(rows)
    if not len(inked):
        return ()
    breaks = np.flatnonzero(np.diff(inked) > _GAP_PX)
    starts, ends = inked[np.append(0, breaks + 1)], inked[np.append(breaks, len(inked) - 1)] + 1
    runs = [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]
    least = _LEAST_INK * float(rows.sum())
    while len(runs) > 1:
        small = [n for n, (a, b) in enumerate(runs) if b - a < _LOWEST * room or rows[a:b].sum() < least]
        if not small:
            break
        n = small[0]
        after = n == 0 or (n + 1 < len(runs) and runs[n + 1][0] - runs[n][1] < runs[n][0] - runs[n - 1][1])
        first = n if after else n - 1
        runs[first : first + 2] = [(runs[first][0], runs[first + 1][1])]
    return runs


def _emptiest(rows: NDArray[np.intp], edge: float, slack: float) -> int:
    around = np.arange(round(edge - slack), round(edge + slack))
    return int(min(around, key=lambda row: (rows[row], abs(row - edge))))
