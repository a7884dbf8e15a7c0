"""Marked options: how much ink each gained over the blank, the options of one field compared with each other.

A ring is told by the directions in which it goes around its word, so that a ring leaning over the next word counts
for its own only; ticks and filled boxes by the ink in and near their box. The shape of each mark's ink then tells a
mark that was crossed out, one that lies over two options, and strokes that are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.fields import ChoiceField, Mark
from models.geometry import PX_PER_MM
from models.reading import Candidate, Crop, Doubt, Reading
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, own_ink
from pipeline.crop.cut import MARK_REACH_PX
from pipeline.read.lines import Box
from pipeline.read.mark_shapes import Shape, shapes
from pipeline.read.places import ink_share, pixel_box

SECTORS = 24
"""Directions around a word that are looked at, 15° each."""

RING_FROM, RING_TO = 0.5, 1.5
"""Where a ring's line may run: 1 is the ellipse in the option's box, 0 its middle."""

TICK_MM2 = 1.0
"""Ink of a short tick with a thin pen: two legs of together 3 mm, 0.35 mm wide."""

TICK_REACH_PX = 6
"""A tick's ink within 0.75 mm outside its box counts; further out it may be the next word's."""

FILLED = 0.6
"""Share of a box's inside that a quick scribble covers."""

PRESENT = 0.25
"""Strength from which there is a mark at all: a quarter of a ring, tick or fill; dust and slivers stay below."""

FAINT = 0.5
"""A best mark below this strength is doubtful."""

RIVAL = 0.6
"""A second option with this share of the best one's strength is a mark of its own."""

STRAY = 0.01
"""Share of a field's area from which ink that marks nothing is worth a look."""


OTHER_INK = 0.5
"""Square millimetres of ink at an option that is not marked, from which it means something: a short stroke."""

CLEAR_RING = 0.9
"""A ring this strong goes around its own word, whatever else it touches."""

OWN_WORD, NEXT_WORD = 0.6, 0.2
"""Shares of words: a ring encloses at least so much of its own, and less of any other."""

IN_RING, BEYOND_BOX, WIDER_MM = 0.8, 0.7, 1.3
"""Square millimetres inside a ring, or outside a box that was filled, from which a mark was worked over; a fill does
not reach so many millimetres over the two sides of its box."""

TICK_MM, TICK_MOST_MM2, TICK_THROUGH_MM = 15.5, 10.5, 0.8
"""Longer strokes, or more ink, than any tick or cross in a box has; nor does one run out on two opposite sides."""

PALER = 0.6
"""A mark with this share of the darkest one's blackness was rubbed out, or the pen failed."""

PASSING_MM = 3.0
"""What crosses a mark and runs this far out of the option's box comes from elsewhere; crossing out stays nearer."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The strength (0..1) of each option's mark, and its shape, in the options' order."""

    strengths: tuple[float, ...]
    shapes: tuple[Shape, ...] = ()
    mark: Mark = Mark.CIRCLE

    @property
    def best(self) -> int | None:
        """The strongest option; None where nothing is marked."""
        place = int(np.argmax(self.strengths))
        return place if self.strengths[place] >= PRESENT else None

    @property
    def marked(self) -> tuple[int, ...]:
        """Every option with a mark of its own."""
        least = max(PRESENT, RIVAL * max(self.strengths))
        return tuple(place for place, strength in enumerate(self.strengths) if strength >= least)

    def doubts(self, one_only: bool) -> tuple[Doubt, ...]:
        """What is odd about these marks; ``one_only`` where the form asks for a single one."""
        found = []
        others = [place for place in self._inked() if place not in self.marked]
        if one_only and len({*self.marked, *(p for p in others if self.strengths[p] >= PRESENT)}) > 1:
            found.append(Doubt.TWO_MARKS)
        elif others:
            found.append(Doubt.STRAY_STROKE)
        if self.best is not None and (min(self.strengths[place] for place in self.marked) < FAINT or self._has_pale()):
            found.append(Doubt.FAINT_MARK)
        worked = [self.shapes[place] for place in self.marked if self.shapes and self._is_worked_over(place)]
        if any(shape.reach < PASSING_MM for shape in worked):
            found.append(Doubt.CORRECTED_MARK)
        if any(shape.reach >= PASSING_MM for shape in worked):
            found.append(Doubt.STRAY_STROKE)
        if self.shapes and self.mark is Mark.CIRCLE and any(map(self._is_between, self.marked)):
            found.append(Doubt.BETWEEN_OPTIONS)
        return tuple(dict.fromkeys(found))

    def _inked(self) -> Iterator[int]:
        return (place for place, shape in enumerate(self.shapes) if shape.area >= OTHER_INK)

    def _is_worked_over(self, place: int) -> bool:
        """Whether there is more ink than one mark takes: it was crossed out, written over, or a stroke runs through."""
        shape = self.shapes[place]
        match self.mark:
            case Mark.CIRCLE:
                return shape.inside >= IN_RING
            case Mark.CHECK:
                long = shape.length >= TICK_MM or shape.area >= TICK_MOST_MM2
                return long or shape.through >= TICK_THROUGH_MM
            case Mark.FILL:
                return shape.beyond >= BEYOND_BOX or shape.wider >= WIDER_MM

    def _has_pale(self) -> bool:
        """Whether one of the marks is much lighter than another."""
        darkness = [self.shapes[place].dark for place in self.marked if self.shapes and self.shapes[place].area > 0]
        return bool(darkness) and min(darkness) < PALER * max(darkness)

    def _is_between(self, place: int) -> bool:
        """Whether a ring fails to enclose its own word, or encloses some of one that has no ring of its own."""
        words = self.shapes[place].words
        if self.shapes[place].area < OTHER_INK or words[place] < OWN_WORD:
            return self.strengths[place] < CLEAR_RING
        return any(share >= NEXT_WORD for p, share in enumerate(words) if p != place and self.strengths[p] < CLEAR_RING)


def find_marks(writing: Pixels, blank: Pixels, boxes: Sequence[Box], mark: Mark) -> Marks:
    """Score every option's box on a crop's ``writing``; ``blank`` is the empty form there."""
    measure = {Mark.CIRCLE: _ring, Mark.CHECK: _tick, Mark.FILL: _fill}[mark]
    own = own_ink(writing, boxes, MARK_REACH_PX, crossing=True)
    return Marks(tuple(measure(own < 255 - FAINT_INK, box) for box in boxes), shapes(own, blank, boxes), mark)


def read_choice(crop: Crop, field: ChoiceField) -> Reading:
    """The marked option, or for ``choices`` every marked one, with the runners-up as candidates."""
    marks = find_marks(
        crop.writing, crop.blank, [pixel_box(option.box_mm, crop) for option in field.options], field.mark
    )
    one_only = field.type == "choice"
    ink = ink_share(crop)
    doubts = marks.doubts(one_only)
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
        engine="marks",
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
