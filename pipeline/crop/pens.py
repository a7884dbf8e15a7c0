"""How dark a stroke must be to be certain: a pen that writes lightly is judged by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.specks import SPECK
from pipeline.percentile import percentile

LIGHTEST, PEN_SHARE = 38, 0.6
"""Beside what a light pen wrote for certain, strokes count that are this share as dark, and no paler than that (grey
levels): one hand presses harder on one character than on the next, and half an address is another address."""

_DARK = 75
"""Percentile of the certain strokes' darkness that tells the pen's own: edges are paler."""


def certain_groups(
    groups: NDArray[Any], written: NDArray[np.bool_], darker: Pixels, count: int, ink: int
) -> NDArray[np.bool_]:
    """Which of ``count`` groups of what is ``written`` hold strokes that a pen made for certain.

    ``darker`` tells by how much each pixel is darker than the blank; more than ``ink`` is certain wherever it stands.
    Nothing lighter is, where no such stroke is there to tell of the pen.
    """
    there = np.flatnonzero(written)  # few pixels are ink: only those are looked at
    group, dark = groups.ravel()[there], darker.ravel()[there]
    certain = np.bincount(group[dark > ink], minlength=count) >= SPECK
    of_the_pen = dark[certain[group]]
    if not len(of_the_pen):
        return certain
    enough = max(LIGHTEST, PEN_SHARE * percentile(of_the_pen, _DARK))
    if enough < ink:
        certain |= np.bincount(group[dark > enough], minlength=count) >= 3 * SPECK
    return certain
