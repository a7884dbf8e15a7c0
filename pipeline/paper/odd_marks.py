"""Marks of choice as people spoil them: two of them, one crossed out, one between two options, a stroke gone astray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import pairwise

import cv2
import numpy as np

from models.geometry import BoxMm, union
from models.template import Mark
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas, Points
from pipeline.paper.marks import draw_mark
from pipeline.paper.seals import stamp

Boxes = Sequence[BoxMm]
"""Where the options of one choice are marked."""

_NEAR_MM = 9.0
"""Options whose middles are no further apart than this, or whose places touch, can be marked both at once."""


class OddMark(StrEnum):
    """The one thing that is odd about how a choice was marked."""

    DOUBLE = "double"
    STRONG_AND_PALER = "strong and paler"
    STRONG_AND_FAINT = "strong and faint"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RUBBED_OUT = "rubbed out"
    BETWEEN = "between"
    STRAY = "stray"
    SEALED = "sealed"


def suits(odd: OddMark, mark: Mark, boxes: Boxes) -> bool:
    """Whether options that are marked like this can be spoiled so: a box is not filled by halves with its neighbour."""
    if odd is OddMark.BETWEEN:
        return mark is not Mark.FILL and bool(_neighbours(boxes))
    return len(boxes) > 1


def draw_odd_mark(canvas: Canvas, odd: OddMark, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """Mark one choice in an odd way, with the writer's own pen; which options, is left to chance."""
    _DRAWERS[odd](canvas, mark, boxes, hand, rng)


def cross_out(canvas: Canvas, mark: Mark, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """Cancel the mark on ``box``: two lines, a large cross, or a scribble over all of it."""
    reach = max(box.w, box.h) * 0.5 + float(rng.uniform(0.8, 2.0))
    middle = np.array([box.x + box.w / 2, box.y + box.h / 2]) + rng.normal(0, 0.3, 2)
    kind = int(rng.integers(2 if mark is Mark.FILL else 3))
    if kind == 0:
        apart = float(rng.uniform(0.7, 1.3))
        lines = [[(-reach, -apart / 2), (reach, -apart / 2)], [(-reach, apart / 2), (reach, apart / 2)]]
    elif kind == 1:
        up = box.h * 0.5 + 1.0
        lines = [[(-reach, -up), (reach, up)], [(-reach, up), (reach, -up)]]
    else:
        ends = np.where(np.arange(14) % 2 == 0, -0.42, 0.42) * box.h
        lines = [list(zip(np.linspace(-0.9, 0.9, 14) * reach, ends + rng.normal(0, 0.3, 14), strict=True))]
    for line in lines:
        canvas.stroke(
            _drawn(middle + np.array(line) + rng.normal(0, 0.2, (len(line), 2)), rng), hand.pen_mm, hand.ink, rng
        )


def _double(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    for place in _two(boxes, rng):
        draw_mark(canvas, mark, boxes[place], hand, rng)


def _strong_and_faint(
    canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator, shares: tuple[float, float]
) -> None:
    """The pen dries up: the second mark has a share of the ink."""
    strong, faint = _two(boxes, rng)
    draw_mark(canvas, mark, boxes[strong], hand, rng)
    draw_mark(canvas, mark, boxes[faint], _fainter(hand, float(rng.uniform(*shares))), rng)


def _corrected(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    wrong, right = _two(boxes, rng)
    draw_mark(canvas, mark, boxes[wrong], hand, rng)
    cross_out(canvas, mark, boxes[wrong], hand, rng)
    draw_mark(canvas, mark, boxes[right], hand, rng)


def _withdrawn(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """Crossed out, and nothing made in its place."""
    (wrong, _) = _two(boxes, rng)
    draw_mark(canvas, mark, boxes[wrong], hand, rng)
    cross_out(canvas, mark, boxes[wrong], hand, rng)


def _rubbed_out(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """What the rubber left of a mark, with the grey that it spread, and the mark that was made then."""
    wrong, right = _two(boxes, rng)
    draw_mark(canvas, mark, boxes[wrong], _fainter(hand, float(rng.uniform(0.25, 0.4))), rng)
    _smear(canvas, boxes[wrong], hand, rng)
    draw_mark(canvas, mark, boxes[right], hand, rng)


def _between(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """Over the space between two neighbours, or a ring around both."""
    pairs = _neighbours(boxes)
    one, other = (boxes[place] for place in pairs[int(rng.integers(len(pairs)))])
    both = union((one, other))
    share = float(rng.uniform(0.4, 0.6))
    x, y = ((1 - share) * a + share * b for a, b in zip(_middle(one), _middle(other), strict=True))
    w, h = ((a + b) / 2 for a, b in ((one.w, other.w), (one.h, other.h)))
    around = mark is Mark.CIRCLE and rng.random() < 0.35
    draw_mark(canvas, mark, both if around else BoxMm(x - w / 2, y - h / 2, w, h), hand, rng)


def _stray(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """A mark as it should be on most, and a line that comes from elsewhere and runs through an option."""
    crossed, marked = _two(boxes, rng)
    if rng.random() < 0.8:
        draw_mark(canvas, mark, boxes[marked if rng.random() < 0.7 else crossed], hand, rng)
    middle = np.array(_middle(boxes[crossed])) + rng.uniform(-0.15, 0.15, 2) * (boxes[crossed].w, boxes[crossed].h)
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(angle), np.sin(angle)])
    ends = middle - way * rng.uniform(9, 25), middle + way * rng.uniform(5, 18)
    canvas.stroke(_drawn(np.array(ends), rng), hand.pen_mm, hand.ink, rng)


def _sealed(canvas: Canvas, mark: Mark, boxes: Boxes, hand: Hand, rng: np.random.Generator) -> None:
    """A seal that came down on an option, with a mark elsewhere on most."""
    sealed, marked = _two(boxes, rng)
    if rng.random() < 0.7:
        draw_mark(canvas, mark, boxes[marked], hand, rng)
    x, y = np.array(_middle(boxes[sealed])) + rng.normal(0, 1.0, 2)
    stamp(canvas, "山田", (float(x), float(y)), rng)


_Drawer = Callable[[Canvas, Mark, Boxes, Hand, np.random.Generator], None]

_DRAWERS: Mapping[OddMark, _Drawer] = {
    OddMark.DOUBLE: _double,
    OddMark.STRONG_AND_PALER: partial(_strong_and_faint, shares=(0.65, 0.85)),
    OddMark.STRONG_AND_FAINT: partial(_strong_and_faint, shares=(0.4, 0.65)),
    OddMark.CORRECTED: _corrected,
    OddMark.WITHDRAWN: _withdrawn,
    OddMark.RUBBED_OUT: _rubbed_out,
    OddMark.BETWEEN: _between,
    OddMark.STRAY: _stray,
    OddMark.SEALED: _sealed,
}


def _two(boxes: Boxes, rng: np.random.Generator) -> tuple[int, int]:
    one, other = (int(place) for place in rng.choice(len(boxes), 2, replace=False))
    return one, other


def _neighbours(boxes: Boxes) -> list[tuple[int, int]]:
    return [
        (a, b)
        for a in range(len(boxes))
        for b in range(a + 1, len(boxes))
        if np.hypot(*np.subtract(_middle(boxes[a]), _middle(boxes[b]))) <= max(_NEAR_MM, _touching(boxes[a], boxes[b]))
    ]


def _touching(one: BoxMm, other: BoxMm) -> float:
    """How far apart the middles of two places in one line are where hardly anything lies between them."""
    in_line = abs(one.y + one.h / 2 - other.y - other.h / 2) < 1.0
    return (one.w + other.w) / 2 + 3.0 if in_line and min(one.w, other.w) > 5.0 else 0.0


def _middle(box: BoxMm) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2


def _fainter(hand: Hand, share: float) -> Hand:
    return replace(hand, ink=replace(hand.ink, strength=hand.ink.strength * share))


def _smear(canvas: Canvas, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    height, width = (max(3, round((side + 2) * canvas.px_per_mm)) for side in (box.h, box.w))
    spots = cv2.resize(rng.random((4, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    edge = np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    canvas.lay_centred(np.asarray(spots.clip(0, 1) * edge, np.float32), *_middle(box), replace(hand.ink, strength=0.05))


def _drawn(corners: Points, rng: np.random.Generator) -> Points:
    """A line through ``corners`` with a slight bend in every leg."""
    legs = []
    for start, end in pairwise(corners):
        t = np.linspace(0, 1, 14)[:, None]
        bow = rng.normal(0, 0.02) * np.array([start[1] - end[1], end[0] - start[0]])
        legs.append(start + (end - start) * t + bow * 4 * t * (1 - t))
    return np.concatenate(legs)
