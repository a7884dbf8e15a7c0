"""The printed letters of a blank, one by one, and how a page that was laid over it shows each.

A new edition of a form may differ in one kanji of a label, 住所 for 居所. That is told only at the full resolution of
an aligned page and letter by letter; so the letters' pixels are listed once for each blank, and a page is compared at
those places alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet
from models.placement import Points
from models.scan import Pixels
from models.template import Template
from pipeline.align.printed import Mask
from pipeline.align.trace import trace

Values = NDArray[np.float32]
"""One number for each letter, or for each pixel of the letters."""

Indices = NDArray[np.intp]

_BESIDE_MM, _LINE_MM = 6.6, 1.2
"""Letters of one word are so near to each other, across and down; labels are often spaced out over their box."""


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """The pixels on and right beside each letter, letter after letter, with what stands there on the blank.

    ``places`` are flat indices into the sheet; the pixels of letter *i* begin at ``starts[i]``. ``looks`` are the
    blank's greys there as different machines show them, of mean 0 and length 1 within each letter. ``firm`` is 1 on the
    strokes themselves, of which each letter has so many pixels as ``strokes`` says and so much darker than the paper as
    ``depth`` says; ``off`` is true where no print is within a
    quarter of a millimetre. ``words`` numbers the label or line of each letter; ``in_field`` says where people write.
    """

    centres_mm: Points
    places: Indices
    starts: Indices
    looks: tuple[Values, ...]
    firm: Values
    strokes: Values
    depth: Values
    off: Mask
    words: Indices
    in_field: Mask

    def of(self, number: int) -> slice:
        """Which pixels are those of one letter."""
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.places)
        return slice(int(self.starts[number]), int(end))


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """How a page shows each letter: ``look`` says which look of the blank the page's print has, ``usual`` how alike.

    ``alike`` is the correlation of page and blank (-1 … 1), ``inked`` how dark the letter's strokes are, and
    ``contrast`` how strongly anything stands out there; all three as multiples of what is usual on the page.
    """

    look: int
    usual: float
    alike: Values
    inked: Values
    contrast: Values


@lru_cache(maxsize=48)
def letters_of(blank: BlankSheet) -> Letters:
    """The letters of ``blank``; computed once a sheet."""
    traced = trace(blank)
    places, starts = traced.places.astype(np.intp), traced.starts.astype(np.intp)
    sizes = np.diff(starts, append=len(places))
    y, x = np.divmod(places, blank.pixels.shape[1])
    centres = np.stack([np.add.reduceat(axis.astype(float), starts) / sizes for axis in (x, y)], axis=1) / PX_PER_MM
    looks = tuple(_centred(look, starts, sizes) for look in traced.looks)
    firm = traced.firm.astype(np.float32)
    depth = _depth(blank.pixels.ravel()[places].astype(np.float32), firm, starts)
    words, in_field = _words(centres), _in_field(blank.template, centres)
    return Letters(
        centres, places, starts, looks, firm, np.add.reduceat(firm, starts), depth, traced.off, words, in_field
    )


def _words(centres_mm: Points) -> Indices:
    """Letters that stand side by side, as numbers of their words."""
    across, down = (np.abs(axis[:, None] - axis) for axis in centres_mm.T)
    beside = (across < _BESIDE_MM) & (down < _LINE_MM)
    words, before = np.arange(len(centres_mm)), np.empty(0)
    while not np.array_equal(words, before):  # each takes the least number beside it, until none changes
        words, before = np.where(beside, words, len(words)).min(axis=1, initial=len(words)), words
    return words


def _in_field(template: Template, centres_mm: Points) -> Mask:
    x, y = centres_mm.T
    inside = np.zeros(len(centres_mm), np.bool_)
    for box in (field.box_mm for field in template.all_fields()):
        inside |= (box.x <= x) & (x <= box.right) & (box.y <= y) & (y <= box.bottom)
    return inside


def _centred(grey: Pixels, starts: Indices, sizes: Indices) -> Values:
    """Greys of mean 0 and length 1 within each letter."""
    values = grey.astype(np.float32)
    values -= np.repeat(np.add.reduceat(values, starts) / sizes, sizes).astype(np.float32)
    length = np.sqrt(np.add.reduceat(values**2, starts))
    return np.asarray(values / np.repeat(np.maximum(length, 1), sizes), np.float32)


def shown(picture: Pixels, letters: Letters) -> Shown:
    """Compare a grey page, laid over the sheet at ``PX_PER_MM``."""
    grey, starts = picture.ravel()[letters.places].astype(np.float32), letters.starts
    sizes = np.diff(starts, append=len(grey))
    spread = np.maximum(np.add.reduceat(grey**2, starts) - np.add.reduceat(grey, starts) ** 2 / sizes, 1)
    alike = [np.add.reduceat(grey * look, starts) / np.sqrt(spread) for look in letters.looks]
    look = int(np.argmax([np.median(values) if len(values) else 0 for values in alike]))
    inked = _depth(grey, letters.firm, starts) / np.maximum(letters.depth, 1)
    usual = float(np.median(alike[look])) if len(starts) else 1.0
    return Shown(look, usual, _compared(alike[look]), _compared(inked), _compared(np.sqrt(spread / sizes)))


def _depth(grey: Values, firm: Values, starts: Indices) -> Values:
    """How much darker the strokes of each letter are, on the whole, than the lightest pixel beside them."""
    strokes = np.add.reduceat(grey * firm, starts) / np.maximum(np.add.reduceat(firm, starts), 1)
    return np.asarray(np.maximum.reduceat(grey, starts) - strokes, np.float32)


def _compared(values: Values) -> Values:
    """The values as multiples of what is usual among them."""
    return np.asarray(values / max(float(np.median(values)), 1e-6), np.float32) if len(values) else values


def correlation(one: NDArray[np.floating] | Pixels, other: Values) -> float:
    """The correlation of greys at the same places (-1 … 1); 0 where either is all one grey."""
    spread = float(one.std() * other.std())
    return float(((one - one.mean()) * (other - other.mean())).mean()) / spread if spread > 1e-9 else 0.0
