"""Words of a blank that are not in their place on a page, while other ink stands right there: rows or labels moved."""

from __future__ import annotations

import cv2
import numpy as np

from models.placement import Points
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.letters import Indices, Letters, Shown
from pipeline.align.printed import Mask

_ALIKE = 0.5
"""Letters less like their blank than this are not there; of a word that moved none is."""

_OFF_THE_PAPER = 0.05
"""Contrast below which a place is all one grey: folded away, cut off, outside the picture."""

_OTHER_INK = 0.25
"""So much other ink as the word itself has: on made pages under folds and along cuts at most 0.17, on moved rows and
reworded labels at least 0.29."""

_REACH_MM, _STROKE_MM = 2.75, 5.0
"""Ink so near to a word's letters counts, if it is no larger than a letter."""


def gone_words(added: Mask, firm: Mask, letters: Letters, seen: Shown, inside: Mask) -> list[Indices]:
    """The letters of each such word, of those that are ``inside``.

    ``firm`` is the blank's firm print, ``added`` the page's ink on no print of the blank.
    """
    found = []
    told = inside & ~letters.in_field
    for word in np.unique(letters.words[told & (seen.alike < _ALIKE)]):
        group = np.flatnonzero(told & (letters.words == word))
        if len(group) < 2 or seen.alike[group].max() >= _ALIKE or np.median(seen.contrast[group]) < _OFF_THE_PAPER:
            continue
        if _has_other_ink(added, firm, letters.centres_mm[group]):
            found.append(group)
    return found


def _has_other_ink(added: Mask, firm: Mask, centres_mm: Points) -> bool:
    """Whether letters, or parts of them, stand around the places of these letters that are not the blank's."""
    around = _around(centres_mm)
    return _letter_ink(added[around]) >= _OTHER_INK * float(np.count_nonzero(firm[around]))


def _around(centres_mm: Points) -> tuple[slice, slice]:
    mm = np.stack([centres_mm.min(axis=0) - _REACH_MM, centres_mm.max(axis=0) + _REACH_MM]).clip(0)
    (left, top), (right, bottom) = (mm * SEEK_PX_PER_MM).astype(int).tolist()
    return slice(top, bottom), slice(left, right)


def _letter_ink(added: Mask) -> int:
    """How much ink (pixels) is in strokes no larger than a letter: not the edge of a fold, nor a seal."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(added.astype(np.uint8))
    small = boxes[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(axis=1, initial=0) <= _STROKE_MM * SEEK_PX_PER_MM
    return int(boxes[1:, cv2.CC_STAT_AREA][small].sum())
