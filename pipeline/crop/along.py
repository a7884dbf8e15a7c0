"""Strokes that lie along a printed rule: the bar of a 7 written onto the upper edge of its box.

What lies under print cannot be told from it pixel by pixel, and a 7 without its bar reads as a certain 1. A pen is
thicker than a rule, so where one lies along it the rule is darker across its width than everywhere else.

All images are at 8 px/mm. Grey is 0 for black and 255 for white paper.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.pieces import only

_LONG = 25
"""Pixels (3 mm) of straight print that make a rule."""

_BESIDE = 3
"""Pixels to each side of a rule that a pen's stroke along it reaches."""

_SMOOTH = 5
"""Pixels along a rule over which its darkness is averaged: the edges of a fax are ragged."""

_THICKER = 220.0
"""Grey levels × pixels across the rule that a stroke adds at least: the half of a thin pen, light."""

_RAGGED = 4.0
"""A stroke adds more than so many times the rule's own usual unevenness."""

_SHORTEST, _LONGER = np.ones((1, 12), np.uint8), np.ones((1, 48), np.uint8)
"""A character's stroke lies along a rule for 1.5 mm at least, with what smoothing adds: what only crosses is no wider.
And for less than 6 mm: what is longer is a line through the box, which crosses the rule at a flat angle."""

_CROSSED = 40
"""Grey levels × pixels by which the blank's own rule is uneven where other print crosses it."""

_NEAR = np.ones((9, 9), np.uint8)
_LEVEL, _UPRIGHT = np.ones((1, _LONG), np.uint8), np.ones((_LONG, 1), np.uint8)


def along_rules(page: Pixels, blank: Pixels, printed: NDArray[np.bool_], ink: NDArray[np.bool_]) -> Pixels:
    """How dark (0..255) the strokes are that lie along rules of the blank, 0 elsewhere.

    ``blank`` lies on the page already, ``printed`` is its print thickened, and ``ink`` what is surely written beside
    it. Where no ink comes up to a rule nothing lies along it.
    """
    touched = (cv2.dilate(ink.view(np.uint8), _NEAR) > 0) & printed
    found = np.zeros(page.shape, np.bool_)
    if touched.any():
        print_ = 255 - blank
        for rule, turned in ((_LEVEL, False), (_UPRIGHT, True)):
            rules = cv2.morphologyEx(print_, cv2.MORPH_OPEN, rule) > _CROSSED
            seen = (page, blank, rules, touched, found)
            _find_thicker(*(picture.T for picture in seen) if turned else seen)
    return only(255 - page, found & printed, 0)


def _find_thicker(
    page: Pixels, blank: Pixels, rules: NDArray[np.bool_], touched: NDArray[np.bool_], found: NDArray[np.bool_]
) -> None:
    """Tell in ``found`` where level rules are darker across their width than along most of their length."""
    ends = np.flatnonzero(np.diff(rules.any(axis=1), prepend=False, append=False))
    for top, bottom in zip(ends[::2], ends[1::2], strict=True):
        rows = slice(max(0, top - _BESIDE), bottom + _BESIDE)
        if not touched[rows].any():
            continue
        own = _across(blank[rows])
        ruled = rules[top:bottom].any(axis=0)
        plain = ruled & (np.abs(own - _middle(own[ruled])) < _CROSSED)
        across = _across(page[rows])
        usual = _middle(across[plain])
        uneven = _middle(np.abs(across[plain] - usual))
        thick = plain & (across > usual + _THICKER + _RAGGED * uneven)
        runs = thick.view(np.uint8)[None]
        strokes, lines = (cv2.morphologyEx(runs, cv2.MORPH_OPEN, length)[0] > 0 for length in (_SHORTEST, _LONGER))
        found[rows] |= strokes & ~lines


def _across(band: Pixels) -> NDArray[np.float32]:
    """The darkness of a band across its height, smoothed along it."""
    dark = (255 - band).sum(axis=0, dtype=np.float32)
    return np.convolve(dark, np.full(_SMOOTH, 1 / _SMOOTH, np.float32), mode="same")


def _middle(values: NDArray[np.float32]) -> float:
    """The upper median, ten times as fast as NumPy's."""
    return float(np.partition(values, len(values) // 2)[len(values) // 2])
