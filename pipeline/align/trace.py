"""Which pixels of a blank are those of its printed letters, and how machines show them: traced once, and kept."""

from __future__ import annotations

from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.scan import Pixels
from pipeline.align.printed import Mask, firm_print, grown, rules_in
from pipeline.identify.kept import keep, kept

Indices = NDArray[np.int32]

_JOINED_PX, _NEAR_PX = 1, 3
"""Strokes so near to each other are one letter; paper so near to a letter is compared with it (0.4 mm)."""

_LARGE_PX, _TILE_PX = 40, 32
"""What hangs together over more than 5 mm is divided into tiles of 4."""

_RULE_MM, _SOLID_PX = 4.2, 9
"""Straight print so long is a rule or the side of a box to tick; print more than a millimetre thick is a bar."""

_LEAST_PX = 40
"""Firm print of a letter that can be judged: a kanji of 8 points has three times as much, a dot less."""

_PRINTED, _OFF_PX = 160, 2
"""Greys below which the blank is printed; so far from print, another letter's strokes are off it."""

_LOOKS = ((0, 0.8), (0, 1.2), (1, 1.2))
"""How machines show print: how many pixels bolder, then how much softer (sigma in pixels). A scan or photo is like the
first two, a fax or a copy of a copy like the last; with the right one a letter is like its own blank to 0.99."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The pixels on and right beside each letter, letter after letter.

    ``places`` are flat indices into the sheet; the pixels of letter *i* begin at ``starts[i]``. ``looks`` are the
    blank's greys there as different machines show them (looks × pixels); ``firm`` is true on the strokes themselves,
    ``off`` where no print is within a quarter of a millimetre.
    """

    places: Indices
    starts: Indices
    looks: Pixels
    firm: Mask
    off: Mask


_ARRAYS = tuple(field.name for field in fields(Trace))


def trace(blank: BlankSheet) -> Trace:
    """The letters of ``blank``: 120 ms, or 10 where they were kept beside the blank."""
    file = blank.kept.with_suffix(".letters.npz") if blank.kept else None
    arrays = kept(file, *_ARRAYS) if file else None
    if arrays is not None:
        return Trace(*arrays)
    traced = _traced(blank.pixels)
    if file:
        keep(file, {name: getattr(traced, name) for name in _ARRAYS}, packed=True)
    return traced


def _traced(sheet: Pixels) -> Trace:
    letters = _letters_in(firm_print(sheet, PX_PER_MM))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(grown(letters, _JOINED_PX).astype(np.uint8))
    large = boxes[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1) > _LARGE_PX
    labels = cv2.dilate(labels.astype(np.float32), np.ones((2 * _NEAR_PX + 1,) * 2, np.uint8)).astype(np.int64)
    y, x = np.nonzero(labels)
    names = labels[y, x]
    tiles = np.where(large[names], y // _TILE_PX * 256 + x // _TILE_PX, 0)
    names = names * 65536 + tiles
    _, names = np.unique(names, return_inverse=True)
    own = (np.bincount(names, letters[y, x]) >= _LEAST_PX)[names]
    y, x, names = y[own], x[own], names[own]
    order = np.argsort(names.astype(np.uint16), kind="stable")  # a sheet has some hundreds of letters
    y, x = y[order], x[order]
    looks = np.stack([_look(sheet, *look)[y, x] for look in _LOOKS])
    off = ~grown(sheet < _PRINTED, _OFF_PX)[y, x]
    places, starts = y * sheet.shape[1] + x, np.flatnonzero(np.diff(names[order], prepend=-1))
    return Trace(places.astype(np.int32), starts.astype(np.int32), looks, letters[y, x], off)


def _letters_in(firm: Mask) -> Mask:
    """Firm print without rules, boxes to tick and solid bars, nor the bits of them that are left when those are out."""
    solid = cv2.morphologyEx(firm.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_SOLID_PX, _SOLID_PX), np.uint8)) > 0
    other = grown(rules_in(firm, _RULE_MM, PX_PER_MM) | np.asarray(solid, np.bool_), 1)
    letters = firm & ~other
    count, labels = cv2.connectedComponents(letters.astype(np.uint8), connectivity=8)
    bits = np.zeros(count, np.bool_)
    bits[labels[grown(other, 1)]] = True
    bits[0] = False
    return np.asarray(letters & ~bits[labels], np.bool_)


def _look(sheet: Pixels, bolder: int, softer: float) -> Pixels:
    bold = cv2.erode(sheet, np.ones((2 * bolder + 1,) * 2, np.uint8)) if bolder else sheet
    return np.asarray(cv2.GaussianBlur(bold, (0, 0), softer), np.uint8)
