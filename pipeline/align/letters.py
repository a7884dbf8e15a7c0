"""The printed letters of a blank, one by one, and how a page that was laid over it shows each.

A new edition of a form may differ in one kanji of a label, 住所 for 居所. That is told only at the full resolution of
an aligned page and letter by letter; so the letters' pixels are listed once for each blank, and a page is compared at
those places alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.placement import Points
from models.scan import Pixels
from pipeline.align.printed import Mask, firm_print, grown, rules_in

Values = NDArray[np.float32]
"""One number for each letter."""

Indices = NDArray[np.intp]

_JOINED_PX, _NEAR_PX = 1, 3
"""Strokes so near to each other are one letter; paper so near to a letter is compared with it (0.4 mm)."""

_TILE_PX = 32
"""What hangs together over more than 4 mm is divided."""

_RULE_MM, _SOLID_PX = 3.0, 9
"""Straight print so long is a rule or the side of a box to tick; print more than a millimetre thick is a bar."""

_LEAST_PX = 40
"""Firm print of a letter that can be judged: a kanji of 8 points has three times as much, a dot less."""


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The pixels on and right beside each letter, letter after letter, with what stands there on the blank.

    ``places`` are flat indices into the sheet; the pixels of letter *i* begin at ``starts[i]``. ``pattern`` is the
    blank's grey there, of mean 0 and length 1 within each letter; ``firm`` marks the strokes themselves.
    """

    centres_mm: Points
    places: Indices
    starts: Indices
    pattern: Values
    firm: Values
    depth: Values

    def of(self, number: int) -> slice:
        """Which pixels are those of one letter."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.places)
        return slice(int(self.starts[number]), int(end))


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """How a page shows each letter.

    ``alike`` is the correlation of page and blank (-1 … 1), ``inked`` how dark the letter's strokes are, and
    ``contrast`` how strongly anything stands out there (1 is usual on the page for both).
    """

    alike: Values
    inked: Values
    contrast: Values


@lru_cache(maxsize=48)
def letters_of(blank: BlankSheet) -> Letters:
    """The letters of ``blank``; computed once a sheet, about 60 ms."""
    letters = _letters_in(firm_print(blank.pixels, PX_PER_MM))
    _, labels = cv2.connectedComponents(grown(letters, _JOINED_PX).astype(np.uint8))
    labels = cv2.dilate(labels.astype(np.float32), np.ones((2 * _NEAR_PX + 1,) * 2, np.uint8)).astype(np.int64)
    y, x = np.nonzero(labels)
    names = (labels[y, x] * 4096 + y // _TILE_PX) * 4096 + x // _TILE_PX
    _, names = np.unique(names, return_inverse=True)
    enough = np.bincount(names, letters[y, x]) >= _LEAST_PX
    kept = enough[names]
    y, x, names = y[kept], x[kept], names[kept]
    order = np.argsort(names, kind="stable")
    return _listed(blank.pixels, letters, y[order], x[order], names[order])


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


def _listed(sheet: Pixels, letters: Mask, y: Indices, x: Indices, names: Indices) -> Letters:
    starts = np.flatnonzero(np.diff(names, prepend=-1))
    places, firm = y * sheet.shape[1] + x, letters[y, x].astype(np.float32)
    grey = sheet.ravel()[places].astype(np.float32)
    sizes = np.diff(starts, append=len(places))
    centred = grey - np.repeat(np.add.reduceat(grey, starts) / sizes, sizes)
    length = np.sqrt(np.add.reduceat(centred**2, starts))
    centres = np.stack([np.add.reduceat(axis.astype(float), starts) / sizes for axis in (x, y)], axis=1) / PX_PER_MM
    depth = _depth(grey, firm, starts)
    return Letters(centres, places, starts, centred / np.repeat(np.maximum(length, 1), sizes), firm, depth)


def shown(picture: Pixels, letters: Letters) -> Shown:
    """Compare a grey page, laid over the sheet at ``PX_PER_MM``."""
    grey, starts = picture.ravel()[letters.places].astype(np.float32), letters.starts
    sizes = np.diff(starts, append=len(grey))
    spread = np.add.reduceat(grey**2, starts) - np.add.reduceat(grey, starts) ** 2 / sizes
    alike = np.add.reduceat(grey * letters.pattern, starts) / np.sqrt(np.maximum(spread, 1))
    contrast = np.sqrt(np.maximum(spread, 0) / sizes)
    inked = _depth(grey, letters.firm, starts) / np.maximum(letters.depth, 1)
    return Shown(alike, _compared(inked), _compared(contrast))


def _depth(grey: Values, firm: Values, starts: Indices) -> Values:
    """How much darker the strokes of each letter are, on the whole, than the lightest pixel beside them."""
    strokes = np.add.reduceat(grey * firm, starts) / np.maximum(np.add.reduceat(firm, starts), 1)
    return np.asarray(np.maximum.reduceat(grey, starts) - strokes, np.float32)


def _compared(values: Values) -> Values:
    """The values as multiples of what is usual among them."""
    return values / max(float(np.median(values)), 1e-6) if len(values) else values
