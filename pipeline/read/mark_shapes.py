"""The ink of a choice as shapes: which option each piece of it marks, and how each is formed.

Boxes are in pixels of the crop (8 to the millimetre), lengths in millimetres, areas in square millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, FIRM_PRINT
from pipeline.crop.pieces import labelled
from pipeline.percentile import percentile
from pipeline.read.ink_measures import JOIN, Ink, length, mm2, outline
from pipeline.read.lines import Box
from pipeline.read.ring_shapes import inside, straying_ways, turns

_CORE = 0.5
"""A piece marks an option where its extent reaches into this share of the box; what lies further out is another's."""

_NEAR_PX = 3
"""Of a piece, what is up to 0.4 mm outside the option's box is looked at: further out begins the next row's ring."""

_TAIL_PX = 16
"""A mark's strokes are measured to 2 mm outside its box."""

_LOOSE_PX = 6
"""A mark in a box may leave it by 0.75 mm."""

_WORD = 0.9
"""An option's word stands within this share of the ellipse in its box."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The ink that marks one option.

    ``area`` is how much there is near the option's box, ``dark`` how dark it is (grey levels), ``length`` that of its
    strokes. ``inside`` is how much lies within its own outline, away from the edge; ``beyond`` how much out of it.
    ``reach`` is how far it runs out of the box, ``aside`` how far beside it, ``through`` how far on two
    opposite sides; ``wider`` is by how much it is wider than the box. ``words`` are the shares (0..1) of every option's
    word that the outline of the whole encloses. ``turns`` is how often its strokes would go around it, ``straying`` in
    how many directions (of 24) they lie both near the option's middle and far from it, ``pieces`` how many there are.
    """

    area: float = 0.0
    dark: float = 0.0
    length: float = 0.0
    inside: float = 0.0
    beyond: float = 0.0
    reach: float = 0.0
    aside: float = 0.0
    wider: float = 0.0
    through: float = 0.0
    words: tuple[float, ...] = ()
    turns: float = 0.0
    straying: int = 0
    pieces: int = 0


def shapes(writing: Pixels, blank: Pixels, boxes: Sequence[Box], marked: Sequence[bool]) -> tuple[Shape, ...]:
    """The shape at every option's box.

    Of rings that touch one has the whole piece; any other that is ``marked`` has what lies in its own box.
    """
    dark = writing < 255 - FAINT_INK
    if not dark.any():
        return tuple(Shape(words=(0.0,) * len(boxes)) for _ in boxes)
    words = [_word(blank, box) for box in boxes]
    owned = [
        _within(dark, box) if is_marked and not ink.any() else ink
        for ink, box, is_marked in zip(_belonging(dark, boxes), boxes, marked, strict=True)
    ]
    return tuple(_shape(ink, writing, box, words) for ink, box in zip(owned, boxes, strict=True))


def _belonging(dark: Ink, boxes: Sequence[Box]) -> list[Ink]:
    """The ink of each option: a piece belongs where its middle is nearest, an option's size taken into account."""
    _, labels, stats, _ = labelled(cv2.dilate(dark.astype(np.uint8), JOIN))
    starts, ends = stats[:, :2].astype(np.float64), (stats[:, :2] + stats[:, 2:4]).astype(np.float64)
    edges = np.array(boxes, np.float64)
    middles, sizes = (edges[:, 2:] + edges[:, :2]) / 2, (edges[:, 2:] - edges[:, :2]) / 2
    far = ((starts + ends) / 2)[:, None] - middles[None]
    owner = np.hypot(*np.moveaxis(far / sizes, 2, 0)).argmin(axis=1)
    core = _CORE * sizes[owner]
    meant = ((starts < middles[owner] + core) & (ends > middles[owner] - core)).all(axis=1)
    whole = sizes[owner] + _LOOSE_PX
    meant |= ((starts >= middles[owner] - whole) & (ends <= middles[owner] + whole)).all(
        axis=1
    )  # parts of a broken ring
    owner[~meant] = -1
    owner[0] = -1
    there = np.flatnonzero(dark)
    owned = owner[labels.ravel()[there]]
    return [_ink_at(there[owned == number], dark.shape) for number in range(len(boxes))]


def _ink_at(places: NDArray[np.intp], shape: tuple[int, ...]) -> Ink:
    ink = np.zeros(shape, np.bool_)
    ink.ravel()[places] = True
    return ink


def _within(ink: Ink, box: Box) -> Ink:
    within = np.zeros_like(ink)
    within[_around(box, _LOOSE_PX)] = ink[_around(box, _LOOSE_PX)]
    return within


def _shape(ink: Ink, writing: Pixels, box: Box, words: Sequence[Ink]) -> Shape:
    if not ink.any():
        return Shape(words=(0.0,) * len(words))
    near, whole, around = ink[_around(box, _NEAR_PX)], ink[_around(box, _TAIL_PX)], outline(ink)
    left, above, right, below = (out / PX_PER_MM for out in _running_out(ink, box))
    return Shape(
        area=mm2(near),
        dark=255.0 - percentile(writing[ink], 50),
        length=length(whole),
        inside=inside(near, _middle_in(_around(box, _NEAR_PX), box)),
        beyond=mm2(ink) - mm2(ink[_around(box, _LOOSE_PX)]),
        reach=max(left, above, right, below, 0.0),
        aside=max(*(out / PX_PER_MM for out in _running_out(ink[max(0, box[1]) : box[3]], box)[::2]), 0.0),
        wider=left + right,
        through=max(min(left, right), min(above, below), 0.0),
        words=tuple(float(around[word].mean()) if word.any() else 0.0 for word in words),
        turns=turns(whole),
        pieces=labelled(ink.view(np.uint8)).numbers - 1,
        straying=straying_ways(whole, _middle_in(_around(box, _TAIL_PX), box), _half_of(box)),
    )


def _running_out(ink: Ink, box: Box) -> tuple[int, int, int, int]:
    """How many pixels ink runs out of a box to the left, above, right and below; less than 0 where it stays within."""
    y, x = np.nonzero(ink)
    left, top, right, bottom = box
    if not len(x):
        return 0, 0, 0, 0
    return int(left - x.min()), int(top - y.min()), int(x.max() + 1 - right), int(y.max() + 1 - bottom)


def _around(box: Box, by: int) -> tuple[slice, slice]:
    left, top, right, bottom = box
    return slice(max(0, top - by), bottom + by), slice(max(0, left - by), right + by)


def _middle_in(window: tuple[slice, slice], box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2 - window[1].start, (box[1] + box[3]) / 2 - window[0].start


def _half_of(box: Box) -> tuple[float, float]:
    return (box[2] - box[0]) / 2, (box[3] - box[1]) / 2


def _word(blank: Pixels, box: Box) -> Ink:
    """Where an option's word is printed; the ellipse itself where nothing is."""
    left, top, right, bottom = box
    place = slice(max(0, top), max(0, bottom)), slice(max(0, left), max(0, right))
    y, x = np.mgrid[
        place[0].start : min(place[0].stop, blank.shape[0]), place[1].start : min(place[1].stop, blank.shape[1])
    ]
    u, v = (2 * x - left - right) / (right - left), (2 * y - top - bottom) / (bottom - top)
    ellipse = np.hypot(u, v) < _WORD
    word = ellipse & (blank[place] < FIRM_PRINT)
    found = np.zeros(blank.shape, np.bool_)
    found[place] = word if word.any() else ellipse
    return found
