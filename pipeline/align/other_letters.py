"""Where a page shows other letters than its blank: the mark of another edition of the form."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.placement import Points
from models.scan import Pixels
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.letters import Indices, Letters, Shown, Values, letters_of, shown
from pipeline.align.printed import Mask, depth_of
from pipeline.align.register import Registered

_WORD_ALIKE, _BAD_WORD_ALIKE = 0.93, 0.72
"""A word outside the fields that is less like its blank than this (1 is usual on the page) is looked at again; on paper
that shows all words worse, below something down to the second number. On made scans and photos no word was below 0.95,
on faxes and copies of copies none below 0.77; of reworded labels almost all were, even 監護/養育."""

_WORD_SPREAD, _ONE_IN_TWENTY = 2.6, 0.05
"""How worse a page shows words: so many times as far from 1 as one word in twenty is."""

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

_THICK_PX = 25
"""What is dark over more than 3 mm is a shadow or a stain, not a stroke."""

_BROKEN_USUAL, _OFF_SHARE = 0.97, 0.04
"""Where letters are usually less like their blank than this, as on faxes and copies of copies, they fall to pieces;
so much of another letter's ink lies beside the strokes of the blank's."""

_BAND_MM, _BAND_INK_PX = 2.0, 6
"""So far above and below a word a label's box is empty, but for what somebody put there."""

_AROUND_MM, _MISSING_CONTRAST, _MISSING = 10.0, 0.4, 2
"""Where so many letters around are not there at all, something lies over the paper: what is half seen tells nothing."""


def other_letters(lies: Registered, added: Mask) -> list[Points]:
    """The places (mm) of words or single letters that are others than the blank's.

    ``added`` is the page's ink that lies on no print of the blank, at ``SEEK_PX_PER_MM``.
    """
    letters = letters_of(lies.identified.blank)
    picture = np.asarray(cv2.cvtColor(lies.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    seen = shown(picture, letters)
    judged = _can_be_judged(lies, letters.centres_mm) & (seen.contrast > _CONTRAST)
    words, least = _odd_words(letters, seen, judged)
    singles = judged & (seen.alike < min(_ALIKE, least)) & (~letters.in_field | (seen.inked < _INKED))
    if not words and not singles.any():
        return []
    strokes, loose = _strokes(lies.pixels), _beside_letters(added, letters)
    odd = [(word, least) for word in words] + [(np.array([i]), _ALIKE) for i in np.flatnonzero(singles)]
    return [
        letters.centres_mm[group].mean(axis=0)
        for group, alike in odd
        if not (seen.usual < _BROKEN_USUAL and _is_broken(picture, letters, group))
        and not _is_beside_ink(loose, letters, group)
        and not _is_same(strokes, letters, seen, group, alike)
        and not any(_is_explained(picture, lies.identified.blank.pixels, letters, seen, i) for i in group)
    ]


def _strokes(pixels: Pixels) -> Pixels:
    """The page without shadows, stains and red seals: what is dark and thin in the red light, on white."""
    red = pixels[:, :, 2]
    return np.asarray(
        255 - cv2.morphologyEx(red, cv2.MORPH_BLACKHAT, np.ones((_THICK_PX, _THICK_PX), np.uint8)), np.uint8
    )


def _is_broken(picture: Pixels, letters: Letters, group: Indices) -> bool:
    """Whether all ink of a word lies on its own strokes: on a fax thin letters fall to pieces."""
    ink = off = 0
    for number in group:
        own = letters.of(number)
        grey = picture.ravel()[letters.places[own]]
        dark = grey < (int(grey.max()) + int(grey.min())) / 2
        ink, off = ink + int(np.count_nonzero(dark)), off + int(np.count_nonzero(dark & letters.off[own]))
    return off < _OFF_SHARE * ink


def _beside_letters(added: Mask, letters: Letters) -> Mask:
    """The added ink that is not where letters of the blank are: a label's second line may be another one, too."""
    loose = added.copy()
    half = round(_LETTER_MM * SEEK_PX_PER_MM / 2)
    for x, y in np.rint(letters.centres_mm * SEEK_PX_PER_MM).astype(int).tolist():
        loose[max(0, y - half) : y + half, max(0, x - half) : x + half] = False
    return loose


def _is_beside_ink(added: Mask, letters: Letters, group: Indices) -> bool:
    """Whether ink that the blank does not have stands right above or below: a stamp or writing lies over the word."""
    left, top = letters.centres_mm[group].min(axis=0) - _LETTER_MM / 2
    right, bottom = letters.centres_mm[group].max(axis=0) + _LETTER_MM / 2
    bands = ((top - _BAND_MM, top), (bottom, bottom + _BAND_MM))
    across = slice(*(round(x * SEEK_PX_PER_MM) for x in (left, right)))
    ink = sum(np.count_nonzero(added[round(a * SEEK_PX_PER_MM) : round(b * SEEK_PX_PER_MM), across]) for a, b in bands)
    return int(ink) >= _BAND_INK_PX


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
        return [], _BAD_WORD_ALIKE
    weight = np.add.reduceat(letters.firm, letters.starts)
    alike = np.array([float(np.average(seen.alike[group], weights=weight[group])) for group in groups])
    spread = 1 - float(np.quantile(alike, _ONE_IN_TWENTY))
    least = min(_WORD_ALIKE, max(_BAD_WORD_ALIKE, 1 - _WORD_SPREAD * spread))
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
