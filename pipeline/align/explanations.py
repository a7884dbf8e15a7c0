"""Why a letter may look unlike its blank although it is the same: what lies over it, cuts it, or wears it out."""

from __future__ import annotations

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.letters import Indices, Letters, Shown, correlation
from pipeline.align.printed import Mask, depth_of

_SEEN_ALIKE, _HIDDEN_CONTRAST = 0.8, 0.35
"""A letter is partly hidden, by a fold or the edge of the paper, where one side of it fits and the other is empty."""

_WINDOW_MM, _LETTER_MM, _LARGER_MM = 16.0, 3.5, 1.0
"""Ink that touches a letter and is so much larger than it (or than the letters of a label) is a stamp, a stroke, a
punch hole: no other letter."""

BROKEN_USUAL, _OFF_SHARE = 0.97, 0.04
"""Where letters are usually less like their blank than this, as on faxes and copies of copies, they fall to pieces;
so much of another letter's ink lies beside the strokes of the blank's."""

_BAND_MM, _BAND_INK_PX = 2.0, 6
"""So far above and below a word a label's box is empty, but for what somebody put there."""


def is_explained(picture: Pixels, sheet: Pixels, letters: Letters, seen: Shown, number: int) -> bool:
    """Whether something lies over a letter or cuts through it."""
    return _is_divided(picture, sheet, letters, seen, number) or _is_covered(picture, letters, number)


def _is_divided(picture: Pixels, sheet: Pixels, letters: Letters, seen: Shown, number: int) -> bool:
    """Whether a straight edge, in any of eight directions, divides a letter that does not fit.

    One side fits, and the other fits for itself (a shadow's edge) or is empty (a fold, the edge of the paper).
    """
    if seen.alike[number] > _SEEN_ALIKE:
        return False
    own = letters.of(number)
    places, look = letters.places[own], letters.looks[seen.look][own]
    page, blank = (pixels.ravel()[places].astype(np.float32) for pixels in (picture, sheet))
    gain = float(page.std()) / max(float(blank.std()), 1.0)
    y, x = np.divmod(places, picture.shape[1])
    for angle in np.arange(0, 2 * np.pi, np.pi / 4):
        along = x * np.cos(angle) + y * np.sin(angle)
        for share in np.arange(0.2, 0.85, 0.1):
            one = along <= np.quantile(along, share)
            if correlation(page[one], look[one]) > _SEEN_ALIKE and (
                page[~one].std() < _HIDDEN_CONTRAST * gain * blank[~one].std()
                or correlation(page[~one], look[~one]) > _SEEN_ALIKE
            ):
                return True
    return False


def _is_covered(picture: Pixels, letters: Letters, number: int) -> bool:
    """Whether ink that touches the letter goes on beyond it."""
    own_y, own_x = np.divmod(letters.places[letters.of(number)], picture.shape[1])
    reach = round(_WINDOW_MM * PX_PER_MM / 2)
    top, left = max(0, int(own_y.min()) - reach), max(0, int(own_x.min()) - reach)
    around = picture[top : own_y.max() + reach, left : own_x.max() + reach]
    own_y, own_x = own_y - top, own_x - left
    depth = depth_of(around, PX_PER_MM)
    ink = depth > max(10.0, float(depth[own_y, own_x].max()) / 3)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    touching = np.unique(labels[own_y, own_x])
    largest = boxes[touching[touching > 0], cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max(initial=0)
    side = max(np.ptp(own_x), np.ptp(own_y), _LETTER_MM * PX_PER_MM)
    return bool(largest > side + _LARGER_MM * PX_PER_MM)


def is_broken(picture: Pixels, letters: Letters, group: Indices) -> bool:
    """Whether all ink of a word lies on its own strokes: on a fax thin letters fall to pieces."""
    ink = off = 0
    for number in group:
        own = letters.of(number)
        grey = picture.ravel()[letters.places[own]]
        dark = grey < (int(grey.max()) + int(grey.min())) / 2
        ink, off = ink + int(np.count_nonzero(dark)), off + int(np.count_nonzero(dark & letters.off[own]))
    return off < _OFF_SHARE * ink


def beside_letters(added: Mask, letters: Letters) -> Mask:
    """The added ink that is not where letters of the blank are: a label's second line may be another one, too."""
    loose = added.copy()
    half = round(_LETTER_MM * SEEK_PX_PER_MM / 2)
    for x, y in np.rint(letters.centres_mm * SEEK_PX_PER_MM).astype(int).tolist():
        loose[max(0, y - half) : y + half, max(0, x - half) : x + half] = False
    return loose


def is_beside_ink(added: Mask, letters: Letters, group: Indices) -> bool:
    """Whether ink that the blank does not have stands right above or below: a stamp or writing lies over the word."""
    left, top = letters.centres_mm[group].min(axis=0) - _LETTER_MM / 2
    right, bottom = letters.centres_mm[group].max(axis=0) + _LETTER_MM / 2
    bands = ((top - _BAND_MM, top), (bottom, bottom + _BAND_MM))
    across = slice(*(round(x * SEEK_PX_PER_MM) for x in (left, right)))
    ink = sum(np.count_nonzero(added[round(a * SEEK_PX_PER_MM) : round(b * SEEK_PX_PER_MM), across]) for a, b in bands)
    return int(ink) >= _BAND_INK_PX
