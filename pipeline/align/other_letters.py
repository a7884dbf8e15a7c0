"""Where a page shows other letters than its blank: the mark of another edition of the form."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from models.placement import Points
from models.scan import Pixels
from pipeline.align.letters import Letters, Values, letters_of, shown
from pipeline.align.register import Registered

_ALIKE, _INKED, _CONTRAST = 0.6, 0.85, 0.72
"""Another letter stands where the greys do not go together with the blank's (as multiples of what is usual on the
page), the letter's own strokes are paler than elsewhere on the page, and yet something is printed as strongly as
elsewhere. Writing over a letter leaves its strokes dark; a letter that is rubbed off or faded leaves no contrast."""

_EDGE_MM = 8.0
"""So near to the edge of the sheet, or of the picture of it, nothing is judged: paper is torn, curled and cut there."""

_SLACK_PX = 3
"""A letter that fits when moved so far (0.4 mm) is the same letter, on paper that bends there."""

_SEEN_ALIKE, _HIDDEN_CONTRAST = 0.8, 0.35
"""A letter is partly hidden, by a fold or the edge of the paper, where one side of it fits and the other is empty."""


def other_letters(lies: Registered) -> list[Points]:
    """The middles (mm) of the letters that are others than the blank's, the clearest first."""
    letters = letters_of(lies.identified.blank)
    picture = np.asarray(cv2.cvtColor(lies.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    seen = shown(picture, letters)
    usual = float(np.median(seen.alike)) if len(seen.alike) else 1.0
    other = (seen.alike < _ALIKE * usual) & (seen.inked < _INKED) & (seen.contrast > _CONTRAST)
    suspects = sorted(np.flatnonzero(other).tolist(), key=lambda i: float(seen.alike[i]))
    return [
        letters.centres_mm[i]
        for i in suspects
        if _can_be_judged(lies, letters.centres_mm[i])
        and _best_alike(picture, letters, i) < _ALIKE * usual
        and not _is_partly_hidden(picture, lies.identified.blank.pixels, letters, i)
    ]


def _can_be_judged(lies: Registered, place_mm: Points) -> bool:
    width_mm, height_mm = lies.identified.blank.template.page_mm
    if (place_mm < _EDGE_MM).any() or (place_mm > np.array([width_mm, height_mm]) - _EDGE_MM).any():
        return False
    height, width = lies.identified.page.pixels.shape[:2]
    at = lies.placement.on_page(place_mm + _EDGE_MM / 2 * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]))
    return bool(((at >= 0) & (at < (width, height))).all())


def _best_alike(picture: Pixels, letters: Letters, number: int) -> float:
    """The best correlation of a letter with the page, moved a few pixels in any direction."""
    own = letters.of(number)
    places, pattern, flat = letters.places[own], letters.pattern[own], picture.ravel()
    steps = range(-_SLACK_PX, _SLACK_PX + 1)
    moved = (places + dy * picture.shape[1] + dx for dy, dx in itertools.product(steps, steps))
    return max(_correlation(flat[np.clip(at, 0, flat.size - 1)].astype(np.float32), pattern) for at in moved)


def _is_partly_hidden(picture: Pixels, sheet: Pixels, letters: Letters, number: int) -> bool:
    """Whether a straight edge, in any of eight directions, divides the letter into one that fits and nothing."""
    own = letters.of(number)
    places, pattern = letters.places[own], letters.pattern[own]
    page, blank = (pixels.ravel()[places].astype(np.float32) for pixels in (picture, sheet))
    gain = float(page.std()) / max(float(blank.std()), 1.0)
    y, x = np.divmod(places, picture.shape[1])
    for angle in np.arange(0, 2 * np.pi, np.pi / 4):
        along = x * np.cos(angle) + y * np.sin(angle)
        for share in (0.3, 0.5, 0.7):
            visible = along <= np.quantile(along, share)
            hidden = ~visible
            empty = page[hidden].std() < _HIDDEN_CONTRAST * gain * blank[hidden].std()
            if empty and _correlation(page[visible], pattern[visible]) > _SEEN_ALIKE:
                return True
    return False


def _correlation(one: Values, other: NDArray[np.float32]) -> float:
    spread = float(one.std() * other.std())
    return float(((one - one.mean()) * (other - other.mean())).mean()) / spread if spread > 1e-9 else 0.0
