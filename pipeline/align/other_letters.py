"""Where a page shows other letters than its blank: the mark of another edition of the form."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.placement import Points
from models.scan import Pixels
from pipeline.align.letters import Indices, Letters, Shown, Values, letters_of, shown
from pipeline.align.printed import Mask, depth_of
from pipeline.align.register import Registered

_WORD_ALIKE, _WORD_SPREAD, _ONE_IN_FIFTY = 0.93, 2.2, 0.02
"""A word outside the fields that is less like its blank than this (1 is usual on the page) is looked at again; on worse
pages, one that is further from 1 by ``_WORD_SPREAD`` than one word in fifty is. On made scans and photos no word was
below 0.95, on faxes and copies of copies none below that spread; of reworded labels almost all were, even 監護/養育."""

_ALIKE, _INKED = 0.75, 0.9
"""The same for a single letter. Within a field people write over the print, which leaves a letter's own strokes as dark
as elsewhere, or darker."""

_CONTRAST = 0.72
"""Something is printed there as strongly as elsewhere: what is rubbed off or faded is not another letter."""

_EDGE_MM = 8.0
"""So near to the edge of the sheet, or half as near to that of the picture, nothing is judged: paper is torn, curled
and cut there."""

_SLACK_PX = 4
"""Letters that fit when moved so far (0.5 mm) are the same letters, on paper that bends there."""

_SEEN_ALIKE, _HIDDEN_CONTRAST = 0.8, 0.35
"""A letter is partly hidden, by a fold or the edge of the paper, where one side of it fits and the other is empty."""

_WINDOW_MM, _LETTER_MM, _LARGER_MM = 16.0, 3.5, 1.0
"""Ink that touches a letter and is so much larger than it (or than the letters of a label) is a stamp, a stroke, a
punch hole: no other letter."""

_AROUND_MM, _MISSING_CONTRAST, _MISSING = 10.0, 0.4, 2
"""Where so many letters around are not there at all, something lies over the paper: what is half seen tells nothing."""


def other_letters(lies: Registered) -> list[Points]:
    """The places (mm) of words or single letters that are others than the blank's."""
    letters = letters_of(lies.identified.blank)
    picture = np.asarray(cv2.cvtColor(lies.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    seen = shown(picture, letters)
    judged = _can_be_judged(lies, letters.centres_mm) & (seen.contrast > _CONTRAST)
    words, least = _odd_words(letters, seen, judged)
    singles = judged & (seen.alike < min(_ALIKE, least)) & (~letters.in_field | (seen.inked < _INKED))
    odd = [(word, least) for word in words] + [(np.array([i]), _ALIKE) for i in np.flatnonzero(singles)]
    return [
        letters.centres_mm[group].mean(axis=0)
        for group, alike in odd
        if not _is_same(picture, letters, seen, group, alike)
        and not any(_is_explained(picture, lies.identified.blank.pixels, letters, seen, i) for i in group)
    ]


def _can_be_judged(lies: Registered, places_mm: Points) -> Mask:
    """Which places are well within the sheet and the picture of it."""
    sheet = np.array(lies.identified.blank.template.page_mm)
    inside = ((places_mm >= _EDGE_MM) & (places_mm <= sheet - _EDGE_MM)).all(axis=1)
    height, width = lies.identified.page.pixels.shape[:2]
    for step in itertools.product((-_EDGE_MM / 2, _EDGE_MM / 2), repeat=2):
        at = lies.placement.on_page(places_mm + np.array(step))
        inside &= ((at >= 0) & (at < (width, height))).all(axis=1)
    return np.asarray(inside, np.bool_)


def _odd_words(letters: Letters, seen: Shown, judged: Mask) -> tuple[list[Indices], float]:
    """The words outside the fields that are unlike their blank, and the likeness below which words are."""
    groups = [np.flatnonzero(judged & ~letters.in_field & (letters.words == word)) for word in np.unique(letters.words)]
    groups = [group for group in groups if len(group) > 1]
    if not groups:
        return [], 0.0
    alike = np.array([float(seen.alike[group].mean()) for group in groups])
    usual = float(np.quantile(alike, _ONE_IN_FIFTY))
    least = min(_WORD_ALIKE, 1 - _WORD_SPREAD * (1 - usual))
    return [groups[i] for i in np.argsort(alike) if alike[i] < least], least


def _is_same(picture: Pixels, letters: Letters, seen: Shown, group: Indices, alike: float) -> bool:
    """Whether the letters fit when all are moved a few pixels in some direction."""
    flat, last = picture.ravel(), picture.size - 1
    for dy, dx in itertools.product(range(-_SLACK_PX, _SLACK_PX + 1), repeat=2):
        fits = []
        for number in group:
            own = letters.of(number)
            at = np.clip(letters.places[own] + dy * picture.shape[1] + dx, 0, last)
            fits.append(_correlation(flat[at], letters.looks[seen.look][own]))
        if np.mean(fits) >= alike * seen.usual:
            return True
    return False


def _is_explained(picture: Pixels, sheet: Pixels, letters: Letters, seen: Shown, number: int) -> bool:
    """Whether something lies over a letter or cuts through it."""
    near = np.linalg.norm(letters.centres_mm - letters.centres_mm[number], axis=1) < _AROUND_MM
    if int(np.count_nonzero(near & (seen.contrast < _MISSING_CONTRAST))) >= _MISSING:
        return True
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
            if _correlation(page[one], look[one]) > _SEEN_ALIKE and (
                page[~one].std() < _HIDDEN_CONTRAST * gain * blank[~one].std()
                or _correlation(page[~one], look[~one]) > _SEEN_ALIKE
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


def _correlation(one: NDArray[np.floating] | Pixels, other: Values) -> float:
    spread = float(one.std() * other.std())
    return float(((one - one.mean()) * (other - other.mean())).mean()) / spread if spread > 1e-9 else 0.0
