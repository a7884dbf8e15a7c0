"""Letters that a blank shows again and again, row below row, and that a page shows otherwise in every one of them.

A kanji exchanged for one like it (続柄, 間柄) differs less than wear and noise may do to a single letter. But noise
does not strike the same letter of each row.
"""

from __future__ import annotations

import numpy as np

from models.geometry import PX_PER_MM
from models.placement import Points
from models.scan import Pixels
from pipeline.align.letters import Indices, Letters, Shown
from pipeline.align.printed import Mask

_ROWS = 3
"""So often at least."""

_ASIDE_MM, _WINDOW_MM, _SAME = 0.4, 3.5, 0.9
"""Letters so exactly below each other whose squares of such a side are so alike on the blank are the same letter."""

_ALIKE, _INKED = 0.91, 1.0
"""Even the one most like the blank is less so, and together their strokes are lighter than usual: what only has ink
over it is the same letter. On made pages with every defect the most alike was 0.947 and more, of exchanged letters at
most 0.89."""


def changed_in_rows(sheet: Pixels, letters: Letters, seen: Shown, judged: Mask) -> list[Indices]:
    """The numbers of such letters, each with its like, of those that are ``judged``; ``sheet`` is the blank."""
    told = judged & ~letters.in_field
    left = told & (seen.alike < _ALIKE)
    across, found = letters.centres_mm[:, 0], []
    for first in np.flatnonzero(left):
        below = told & (np.abs(across - across[first]) < _ASIDE_MM)
        if not left[first] or np.count_nonzero(below & left) < _ROWS:
            continue
        same = _same(sheet, letters, int(first), np.flatnonzero(below))
        if len(same) >= _ROWS and left[same].all() and seen.inked[same].mean() < _INKED:
            found.append(same)
        left[same] = False
    return found


def _same(sheet: Pixels, letters: Letters, first: int, others: Indices) -> Indices:
    """Which of the others look like the first on the blank; that one is among them."""
    squares = np.array([_square(sheet, centre) for centre in letters.centres_mm[[first, *others]]])
    return np.asarray(others[squares[1:] @ squares[0] > _SAME], np.intp)


def _square(sheet: Pixels, centre_mm: Points) -> Points:
    """The greys around a place, of mean 0 and length 1."""
    half = round(_WINDOW_MM * PX_PER_MM / 2)
    x, y = np.rint(centre_mm * PX_PER_MM).astype(int)
    rows = np.clip(np.arange(y - half, y + half), 0, sheet.shape[0] - 1)
    columns = np.clip(np.arange(x - half, x + half), 0, sheet.shape[1] - 1)
    grey = sheet[np.ix_(rows, columns)].astype(np.float64).ravel()
    grey -= grey.mean()
    return np.asarray(grey / max(float(np.linalg.norm(grey)), 1.0))
