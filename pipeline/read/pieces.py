"""The ink of a few characters on a line, cut into pieces each of which is a character or a part of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.pieces import labelled

LEAST_PX = 6
"""Fewer pixels of a line's picture (48 high) are dust."""

TOUCHING_PX, CUTS, NARROWEST_PX = 15, 2, 4
"""Ink as wide as this may be digits that touch: it is cut in the two places where it is thinnest, and no narrower."""

OVER_EACH_OTHER = 0.6
"""Pieces that stand over each other by this share of the narrower one are one."""

SLACK_PX = 4
"""How far from the middle between two letters the paper between them is sought."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """``ink`` (255 full, 0 paper) with the number of each pixel's piece; 0 is paper, 1 the leftmost piece."""

    ink: Pixels
    numbers: NDArray[np.int32]
    spans: tuple[tuple[int, int], ...]

    def together(self, first: int, end: int) -> tuple[Pixels, int]:
        """The ink of the pieces from ``first`` (from 0) to before ``end``, cut to its extent, and its height."""
        own = (self.numbers > first) & (self.numbers <= end)
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        return np.where(own[part], self.ink[part], np.uint8(0)), len(own[part])


def paper_near(ink: Pixels, column: float) -> int:
    """The column with least ink near ``column``, the nearest of them."""
    first = max(0, round(column) - SLACK_PX)
    sums = ink[:, first : round(column) + SLACK_PX + 1].sum(axis=0)
    return first + min(range(len(sums)), key=lambda at: (sums[at], abs(first + at - column)), default=0)


def pieces_of(ink: Pixels) -> Pieces:
    """The pieces of ``ink`` from left to right."""
    _, labels, stats, _ = labelled((ink > FAINT_INK).astype(np.uint8))
    parts = [
        (left, right, number)
        for number, (x, _, width, _, area) in enumerate(stats)
        if number and area >= LEAST_PX
        for left, right in _cut(np.where(labels == number, ink, np.uint8(0)), int(x), int(x + width))
    ]
    numbers = np.zeros(ink.shape, np.int32)
    spans: list[tuple[int, int]] = []
    for left, right, number in sorted(parts, key=lambda part: part[0] + part[1]):
        if spans and _is_over(spans[-1], (left, right)):
            spans[-1] = min(left, spans[-1][0]), max(right, spans[-1][1])
        else:
            spans.append((left, right))
        numbers[:, left:right][labels[:, left:right] == number] = len(spans)
    return Pieces(ink, numbers, tuple(spans))


def _cut(ink: Pixels, left: int, right: int) -> Iterator[tuple[int, int]]:
    """Where a piece from ``left`` to ``right`` is parted."""
    edges = [left]
    if right - left >= TOUCHING_PX:
        thick = np.convolve(ink[:, left:right].sum(axis=0), (0.25, 0.5, 0.25), "same")
        inner = range(NARROWEST_PX, right - left - NARROWEST_PX)
        waists = [x for x in inner if thick[x] == thick[max(0, x - 3) : x + 4].min()]
        for x in sorted(sorted(waists, key=lambda x: thick[x])[:CUTS]):
            if left + x - edges[-1] >= NARROWEST_PX:
                edges.append(left + x)
    yield from zip(edges, [*edges[1:], right], strict=True)


def _is_over(one: tuple[int, int], other: tuple[int, int]) -> bool:
    narrower = min(one[1] - one[0], other[1] - other[0])
    return min(one[1], other[1]) - other[0] >= OVER_EACH_OTHER * narrower
