"""Marked options: how much ink each gained over the blank, the options of one field compared with each other.

A ring is told by the directions in which it goes around its word, so that a ring leaning over the next word counts
for its own only; ticks and filled boxes by the ink in and near their box. The shape of each mark's ink then tells a
mark that was crossed out, one that lies over two options, and strokes that are none (``mark_doubts.py``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.fields import ChoiceField
from models.geometry import PX_PER_MM
from models.labels import Mark
from models.reading import Candidate, Crop, Doubt, Reading
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.cut import MARK_REACH_PX
from pipeline.crop.own_ink import own_ink
from pipeline.read.lines import Box
from pipeline.read.mark_doubts import FAINT, PRESENT, Marks
from pipeline.read.mark_shapes import shapes
from pipeline.read.places import ink_share, pixel_box
from pipeline.read.stray import TICK_REACH_PX, has_stray_mark

MARKS = "marks"
"""What this reader is called."""

SECTORS = 24
"""Directions around a word that are looked at, 15° each."""

RING_FROM, RING_TO = 0.5, 1.5
"""Where a ring's line may run: 1 is the ellipse in the option's box, 0 its middle."""

TICK_MM2 = 1.0
"""Ink of a short tick with a thin pen: two legs of together 3 mm, 0.35 mm wide."""

FILLED = 0.6
"""Share of a box's inside that a quick scribble covers."""

STRAY = 0.01
"""Share of a field's area from which ink that marks nothing is worth a look."""


def find_marks(writing: Pixels, blank: Pixels, boxes: Sequence[Box], mark: Mark) -> Marks:
    """Score every option's box on a crop's ``writing``; ``blank`` is the empty form there."""
    measure = {Mark.CIRCLE: _ring, Mark.CHECK: _tick, Mark.FILL: _fill}[mark]
    own = own_ink(writing, boxes, MARK_REACH_PX, crossing=True)
    strengths = tuple(measure(own < 255 - FAINT_INK, box) for box in boxes)
    return Marks(strengths, shapes(own, blank, boxes, [strength >= FAINT for strength in strengths]), mark)


def doubts_about(marks: Marks, writing: Pixels, boxes: Sequence[Box], one_only: bool) -> tuple[Doubt, ...]:
    """What is odd about marks found in the options' ``boxes``; ``one_only`` where the form asks for a single one."""
    odd = marks.doubts(one_only)
    return odd or ((Doubt.STRAY_INK,) if has_stray_mark(writing, boxes, marks) else ())


def read_choice(crop: Crop, field: ChoiceField) -> Reading:
    """The marked option, or for ``choices`` every marked one, with the runners-up as candidates."""
    boxes = [pixel_box(option.box_mm, crop) for option in field.options]
    marks = find_marks(crop.writing, crop.blank, boxes, field.mark)
    one_only = field.type == "choice"
    ink = ink_share(crop)
    doubts = doubts_about(marks, crop.writing, boxes, one_only)
    candidates = _one(field, marks) if one_only else _several(field, marks)
    if marks.best is None:
        candidates, doubts = (), doubts or ((Doubt.STRAY_INK,) if ink > STRAY else ())
    return Reading(
        field=field.key,
        text=candidates[0].text if candidates else "",
        score=candidates[0].score if candidates else 1.0 - min(1.0, max(marks.strengths) / FAINT),
        candidates=candidates,
        ink=ink,
        doubts=doubts,
        engine=MARKS,
        quad=crop.quad,
    )


def _one(field: ChoiceField, marks: Marks) -> tuple[Candidate, ...]:
    """Present options by strength; the score is how far the strength leads over the next one's."""
    order = np.argsort(marks.strengths)[::-1]
    ranked = [int(place) for place in order if marks.strengths[place] >= PRESENT / 2] or [int(order[0])]
    total = sum(marks.strengths[place] ** 2 for place in ranked) or 1.0
    best = min(1.0, marks.strengths[ranked[0]] / FAINT)
    return tuple(Candidate(field.options[p].value, best * marks.strengths[p] ** 2 / total) for p in ranked)


def _several(field: ChoiceField, marks: Marks) -> tuple[Candidate, ...]:
    """The marked options in the template's order; the score is that of the least certain option, marked or not."""
    chosen = marks.marked
    certain = min(
        min(1.0, strength / FAINT) if place in chosen else 1.0 - strength
        for place, strength in enumerate(marks.strengths)
    )
    return (Candidate(",".join(field.options[place].value for place in chosen), max(0.0, certain)),)


def _ring(dark: NDArray[np.bool_], box: Box) -> float:
    """In how many directions from the box's middle a line runs where a ring would."""
    left, top, right, bottom = box
    middle_x, middle_y, half_w, half_h = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
    y0, x0 = max(0, int(middle_y - 2 * half_h)), max(0, int(middle_x - 2 * half_w))
    y, x = np.nonzero(dark[y0 : int(middle_y + 2 * half_h), x0 : int(middle_x + 2 * half_w)])
    u, v = (x + x0 - middle_x) / half_w, (y + y0 - middle_y) / half_h
    distance = np.hypot(u, v)
    angles = np.arctan2(v, u)[(distance > RING_FROM) & (distance < RING_TO)]
    sectors = np.floor((angles + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    return float(len(np.unique(sectors))) / SECTORS


def _tick(dark: NDArray[np.bool_], box: Box) -> float:
    left, top, right, bottom = box
    near = dark[
        max(0, top - TICK_REACH_PX) : bottom + TICK_REACH_PX, max(0, left - TICK_REACH_PX) : right + TICK_REACH_PX
    ]
    return min(1.0, float(near.sum()) / PX_PER_MM**2 / TICK_MM2)


def _fill(dark: NDArray[np.bool_], box: Box) -> float:
    left, top, right, bottom = box
    return min(1.0, float(dark[top:bottom, left:right].mean()) / FILLED)
