"""Writing that runs on beyond the right end of its box: it belongs to the field, and half an answer is a wrong one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.fields import ChoiceField, FormField, ImageField
from models.geometry import PX_PER_MM, BoxMm
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.own_ink import own_ink

END_MM = 6.0
"""Writing that ends further than this from the end of its box does not run on: a character would have had room."""

GAP_MM = 5.0
"""What stands further away than this belongs to something else."""

FURTHEST_MM = 40.0
"""No more than this is looked at and read behind a box."""

LEAST_PX = 40
"""Less ink (0.6 mm²) is no character; 一 in a thin pen has twice as much."""

_BESIDE_MARKS_MM, _BESIDE_PICTURES_MM = 4.0, 2.5
"""Rings leave the box of their option, and seals theirs."""


def room_beside(field: FormField, others: Sequence[FormField], page_width_mm: float) -> float:
    """Millimetres to the right of a field's box in which nothing else is asked for: at most ``FURTHEST_MM``."""
    box = field.box_mm
    lefts = (_left_of(other) for other in others if other.key != field.key and _beside(box, other.box_mm))
    nearest = min((left for left in lefts if left >= box.right - _BESIDE_MARKS_MM), default=page_width_mm)
    return max(0.0, min(nearest - box.right, page_width_mm - box.right, FURTHEST_MM))


def is_near_the_end(writing: Pixels, box_right: int) -> bool:
    """Whether ink stands within ``END_MM`` of the pixel column where a box ends."""
    return bool((writing[:, max(0, box_right - round(END_MM * PX_PER_MM)) :] < 255 - FAINT_INK).any())


def overrun_mm(writing: Pixels, box_right: int, rows: tuple[int, int]) -> float:
    """How far writing goes on behind the pixel column ``box_right``, in millimetres; 0 where it ends before.

    ``writing`` shows the end of the box and the room beside it; ``rows`` are the box's top and bottom on it. What
    stands more than ``GAP_MM`` away is somebody else's; a character that merely crosses the end does not count.
    """
    beside = own_ink(writing, [(box_right, rows[0], writing.shape[1], rows[1])], 0)
    inked = np.flatnonzero((beside < 255 - FAINT_INK).any(axis=0))
    apart = np.flatnonzero(np.diff(inked, prepend=box_right) > GAP_MM * PX_PER_MM)
    run = inked[: apart[0]] if len(apart) else inked
    if not len(run) or int((beside[:, : run[-1] + 1] < 255 - FAINT_INK).sum()) < LEAST_PX:
        return 0.0
    return float(run[-1] + 1 - box_right) / PX_PER_MM


def _left_of(other: FormField) -> float:
    """Where what belongs to a field may begin."""
    beside = _BESIDE_MARKS_MM if isinstance(other, ChoiceField) else 0.0
    return other.box_mm.x - (_BESIDE_PICTURES_MM if isinstance(other, ImageField) else beside)


def _beside(box: BoxMm, other: BoxMm) -> bool:
    return other.y < box.bottom and box.y < other.bottom
