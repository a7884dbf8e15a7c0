"""What the marks of one choice mean together, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.labels import Mark
from models.reading import Doubt
from pipeline.read.mark_shapes import Shape

PRESENT = 0.25
"""Strength from which there is a mark at all: a quarter of a ring, tick or fill; dust and slivers stay below."""

FAINT = 0.5
"""A best mark below this strength is doubtful."""

RIVAL = 0.6
"""A second option with this share of the best one's strength is a mark of its own."""

OTHER_INK = 0.5
"""Square millimetres of ink at an option that is not marked, from which it means something: a short stroke."""

CLEAR_RING = 0.9
"""A ring this strong goes around its own word, whatever else it touches."""

OWN_WORD, NEXT_WORD = 0.7, 0.2
"""Shares of words: a ring encloses at least so much of its own, and less of any other."""

LEANING_RING, LEANING_MM = 0.8, 2.0
"""A weaker ring that runs so many millimetres to a side does not stand around its word."""

OFF_MM = 1.5
"""A ring that misses some of its word and runs so far out beside its box leans towards the next."""

STRAYING_WAYS, TURNS = 7, 1.15
"""In so many directions (of 24) a ring's ink lies near and far, and its strokes would go around it more than so often:
it was crossed out, or scribbled over. Of 1,180 rings as they should be three are so, of 345 withdrawn ones 257."""

STRUCK_RING, STRUCK_THROUGH_MM = 0.5, 0.4
"""Square millimetres inside a ring that were drawn by a line which runs out of the box on two sides."""

IN_RING, BEYOND_BOX, WIDER_MM = 1.2, 0.7, 1.3
"""Square millimetres inside a ring, or outside a box that was filled, from which a mark was worked over; a fill does
not reach so many millimetres over the two sides of its box."""

TICK_MM, TICK_MOST_MM2, TICK_THROUGH_MM = 15.5, 10.5, 0.8
"""Longer strokes, or more ink, than any tick or cross in a box has; nor does one run out on two opposite sides."""

PIECES, TICK_TURNS = 4, 0.95
"""A tick or a fill in so many pieces, or whose strokes would go around it so often, is the print of a seal without its
colour, or was scribbled over; 872 ticks and fills as they should be have three at most, and go around 0.86 times."""

PALER, PALER_RING = 0.5, 0.65
"""A mark with this share of the darkest one's blackness was rubbed out, or the pen failed. Of rings of one pen the
palest has 0.87 of the darkest on scans and photos, one that was rubbed out 0.63 at most."""

PASSING_MM = 3.0
"""What crosses a mark and runs this far out of the option's box comes from elsewhere; crossing out stays nearer."""

ASIDE_MM = 5.0
"""A ring is not drawn so far out of its option's box to the left or right."""


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
        if not self.shapes:
            return tuple(found)
        worked = [self.shapes[place] for place in self.marked if self._is_worked_over(place)]
        if any(shape.reach < PASSING_MM for shape in worked):
            found.append(Doubt.CORRECTED_MARK)
        if any(shape.reach >= PASSING_MM for shape in worked) or (one_only and any(map(self._runs_on, self.marked))):
            found.append(Doubt.STRAY_STROKE)
        if self.mark is Mark.CIRCLE and any(map(self._is_between, self.marked)):
            found.append(Doubt.BETWEEN_OPTIONS)
        return tuple(dict.fromkeys(found))

    def _inked(self) -> Iterator[int]:
        return (place for place, shape in enumerate(self.shapes) if shape.area >= OTHER_INK)

    def _is_worked_over(self, place: int) -> bool:
        """Whether there is more ink than one mark takes: it was crossed out, written over, or a stroke runs through."""
        shape = self.shapes[place]
        match self.mark:
            case Mark.CIRCLE:
                struck = shape.inside >= STRUCK_RING and shape.through >= STRUCK_THROUGH_MM
                whole = self.strengths[place] >= FAINT  # less is an arc, and its own chord inside
                strays = shape.straying >= STRAYING_WAYS and shape.turns >= TURNS
                return whole and (struck or strays or shape.inside >= IN_RING)
            case _ if shape.pieces >= PIECES or shape.turns >= TICK_TURNS:
                return True
            case Mark.CHECK:
                long = shape.length >= TICK_MM or shape.area >= TICK_MOST_MM2
                return long or shape.through >= TICK_THROUGH_MM
            case Mark.FILL:
                return shape.beyond >= BEYOND_BOX or shape.wider >= WIDER_MM

    def _has_pale(self) -> bool:
        """Whether one of the marks is much lighter than another."""
        darkness = [self.shapes[place].dark for place in self.marked if self.shapes and self.shapes[place].area > 0]
        return bool(darkness) and min(darkness) < (PALER_RING if self.mark is Mark.CIRCLE else PALER) * max(darkness)

    def _runs_on(self, place: int) -> bool:
        """Whether what hangs together with a ring runs far to a side, where no row of rings touches it."""
        return self.mark is Mark.CIRCLE and self.shapes[place].aside >= ASIDE_MM

    def _is_between(self, place: int) -> bool:
        """Whether a ring fails to enclose its own word, or encloses some of one that has no ring of its own."""
        strength, shape = self.strengths[place], self.shapes[place]
        if strength < LEANING_RING and shape.aside >= LEANING_MM:
            return True
        clear = [p for p, other in enumerate(self.strengths) if other >= CLEAR_RING]
        own = sum(self.shapes[p].words[place] for p in {place, *clear})  # rings that touch are one shape
        if strength >= FAINT and own < OWN_WORD and shape.aside >= OFF_MM:
            return True
        return any(share >= NEXT_WORD for p, share in enumerate(shape.words) if p != place and p not in clear)
