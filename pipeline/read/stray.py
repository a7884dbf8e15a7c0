"""Ink that looks like a mark and is none: smudges, the rim of a cup, specks, strokes that only pass by.

A mark is drawn with a pen: as dark at its edge as inside, about as long as its box is large, and it ends on the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.fields import LineField
from models.geometry import PX_PER_MM
from models.labels import Mark
from models.reading import Crop
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.pieces import Labelled, keep, labelled
from pipeline.percentile import percentile
from pipeline.read.lines import Box
from pipeline.read.mark_doubts import Marks

TICK_REACH_PX = 6
"""A tick's ink within 0.75 mm outside its box counts; further out it may be the next word's."""

SHORTEST_MM, BROKEN_MM, LONGEST_MM = 2.6, 3.4, 7.5
"""The longest stroke of a tick or filled box; real ones are 3 to 5.6 mm. In pieces it is at least ``BROKEN_MM``: specks
in a row are shorter."""

SOFT = 0.6
"""Darkness just inside the edge over that of the whole: pens have 0.7 and more, what was wiped has half."""

LEAST_RING_MM2, ROUND, CLOSED = 4.0, 0.55, 0.95
"""Ink of a small ring in a thin pen; the share of a ring that must be there; a ring with this much is one."""

BROAD_MM, PALE = 1.1, 125
"""Broader than a pen and paler than its ink (grey levels below the paper): coffee."""

AT_EDGE_MM, INSIDE, MOSTLY_INSIDE = 0.3, 0.5, 0.75
"""Ink along the crop's edge from which a stroke goes on beyond it; share of ink in and near the option's box."""

MOST_PIECES = 12
"""Print breaks a ring into a few pieces; a pale stain comes over a fax as many."""

_STROKES = frozenset("1Il|/\\!ノー-_~丶、,.・'")
"""What one stroke, or a speck, is read as."""

_FEW_CELLS, _SHORTEST_STROKE_MM = 2, 1.6

_TOGETHER = np.ones((5, 5), np.uint8)
_PIXEL = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a mark's ink looks like: lengths in mm, ``soft`` and ``inside`` as shares, ``dark`` in grey levels."""

    longest: float
    area_mm2: float
    broad: float
    soft: float
    dark: float
    at_edge: float
    inside: float
    pieces: int


def has_stray_mark(writing: Pixels, boxes: Sequence[Box], marks: Marks) -> bool:
    """Whether any of the ``marks`` found in the options' ``boxes`` on a crop's ``writing`` does not look like one."""
    if marks.best is None:
        return False
    looks = ((_look(writing, boxes[place], marks.mark), marks.strengths[place]) for place in marks.marked)
    return any(look is not None and _is_stray(look, marks.mark, strength) for look, strength in looks)


def is_lone_stroke(crop: Crop, text: str) -> bool:
    """Whether ``text``, read where more than a digit or two is due, may be one stroke or a few specks."""
    field = crop.field
    if not isinstance(field, LineField) or not text:
        return False
    takes_one = field.type == "integer" or 0 < len(field.cell_boxes()) <= _FEW_CELLS
    ink = (crop.writing < 255 - FAINT_INK).astype(np.uint8)
    if text in _STROKES and not takes_one:
        return True
    return len(text) < _FEW_CELLS * 2 and bool(ink.any()) and _longest(labelled(ink)) < _SHORTEST_STROKE_MM * PX_PER_MM


def _is_stray(look: _Look, mark: Mark, strength: float) -> bool:
    if mark is not Mark.CIRCLE:
        shortest = SHORTEST_MM if look.pieces == 1 else BROKEN_MM
        is_mark = shortest <= look.longest <= LONGEST_MM and look.inside >= INSIDE
        return not is_mark or look.soft < SOFT or look.at_edge > AT_EDGE_MM or look.pieces > MOST_PIECES
    if strength >= CLOSED and look.dark >= PALE:
        return False
    is_broad = look.broad >= BROAD_MM and look.dark < PALE
    passes_by = look.at_edge > 2 * AT_EDGE_MM and look.inside < MOSTLY_INSIDE
    is_crumbled = look.pieces > MOST_PIECES and strength < CLOSED
    return look.area_mm2 < LEAST_RING_MM2 or is_broad or passes_by or is_crumbled or strength < ROUND


def _look(writing: Pixels, box: Box, mark: Mark) -> _Look | None:
    """The ink that lies in an option's box, or leads there; None where there is none."""
    dark = np.asarray(255 - writing, np.uint8)
    ink = (dark > FAINT_INK).astype(np.uint8)
    left, top, right, bottom = box
    reach = (bottom - top) // 4 if mark is Mark.CIRCLE else TICK_REACH_PX
    near = np.zeros(ink.shape, bool)
    near[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach] = True
    count, pieces = cv2.connectedComponents(cv2.dilate(ink, _TOGETHER))
    leads_here = np.zeros(count, np.bool_)
    inked = ink > 0
    leads_here[pieces[near & inked]] = True
    own = keep(inked, pieces, leads_here)
    if not own.any():
        return None
    whole = own.astype(np.uint8)
    apart = labelled(whole)
    strength = percentile(dark[own], 90)
    edge = np.concatenate([own[:2].any(axis=0), own[-2:].any(axis=0), own[:, :2].any(axis=1), own[:, -2:].any(axis=1)])
    return _Look(
        longest=_longest(apart) / PX_PER_MM,
        area_mm2=float(own.sum()) / PX_PER_MM**2,
        broad=2.2 * percentile(cv2.distanceTransform(whole, cv2.DIST_L2, 3)[own], 90) / PX_PER_MM,
        soft=_just_inside(whole, dark) / strength,
        dark=strength,
        at_edge=float(edge.sum()) / PX_PER_MM,
        inside=float(near[own].mean()),
        pieces=apart.numbers - 1,
    )


def _longest(apart: Labelled) -> int:
    """The longer side of the longest connected piece, in pixels."""
    return int(apart.stats[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max())


def _just_inside(ink: Pixels, dark: Pixels) -> float:
    """The mean darkness one pixel inside the edge of the ink; of all of it where it is too thin for that."""
    inner = cv2.erode(ink, _PIXEL)
    ring: NDArray[np.bool_] = (inner > 0) & (cv2.erode(inner, _PIXEL) == 0)
    return float(dark[ring].mean()) if ring.any() else float(dark[ink > 0].max())
