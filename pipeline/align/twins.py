"""Templates that differ by a row, a box or a word: where they differ, and which of them a page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM, BoxMm
from models.page import BlankSheet
from models.placement import Placement
from models.problem import Problem, ProblemCode
from models.scan import WORKING_SIDE, Pixels, resized, scaling
from pipeline.align.lay import from_mm, laid
from pipeline.align.printed import Mask, depth_of, firm_print, grown
from pipeline.align.register import Registered, lay_over
from pipeline.align.verdict import Verdict

_CLEARLY = 0.7
"""Evidence from which a page is one form and not the other."""

_APART = 90
"""Grey levels by which print differs; the edges of the same print, a tenth of a pixel off, differ by a third of it."""

_DOT = np.ones((2, 2), np.uint8)
"""Differences thinner than this are edges of the same print."""

_LEAST_PX = 30
"""Print in which two blanks differ, half a square millimetre; what is less tells nobody anything."""

_TWIN_SHARE = 0.8
"""Share of their firm print from which two blanks are near twins."""

_JOINED_MM = 1.5
"""Differences within twice as much of each other are told as one place."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Where two blanks differ, on the sheet of the first, and how: at ``PX_PER_MM``.

    ``step`` is how much darker the first is than the second at each place of ``where`` (flat), ``darkest`` the
    darker of the two; ``shared`` is the share (0..1) of their firm print that is the same.
    """

    where: Mask
    step: NDArray[np.float32]
    darkest: NDArray[np.float32]
    shared: float

    @property
    def can_be_told(self) -> bool:
        """Whether the two differ at all."""
        return len(self.step) >= _LEAST_PX

    @property
    def are_twins(self) -> bool:
        """Whether the two share so much that a page of one could be taken for the other."""
        return self.shared >= _TWIN_SHARE

    def places(self) -> tuple[BoxMm, ...]:
        """Where they differ, largest first."""
        joined = grown(self.where, round(_JOINED_MM * PX_PER_MM)).astype(np.uint8)
        count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
        largest = sorted(range(1, count), key=lambda i: -int(boxes[i, cv2.CC_STAT_AREA]))
        return tuple(BoxMm(*(float(side) / PX_PER_MM for side in boxes[i, :4])) for i in largest)


@lru_cache(maxsize=64)
def difference(one: BlankSheet, other: BlankSheet) -> Difference:
    """Lay ``other``'s blank over ``one``'s and compare their print; about 100 ms, once a pair."""
    small = resized(other.pixels, WORKING_SIDE / max(other.pixels.shape))
    to_small = scaling(other.pixels.shape, small.shape)
    to_mm = np.linalg.inv(from_mm(PX_PER_MM))
    lies, _, _ = lay_over(small, Placement(to_mm @ np.linalg.inv(to_small)), one)
    placement = Placement(lies.to_template @ to_small, lies.bend_mm)
    theirs = depth_of(laid(other.pixels, placement, one.template.page_mm, PX_PER_MM), PX_PER_MM)
    mine = depth_of(one.pixels, PX_PER_MM)
    step = mine.astype(np.int16) - theirs
    where = np.asarray(cv2.morphologyEx((np.abs(step) > _APART).astype(np.uint8), cv2.MORPH_OPEN, _DOT) > 0, np.bool_)
    firm = int(np.count_nonzero(firm_print(one.pixels, PX_PER_MM)))
    darkest = np.maximum(mine, theirs)[where].astype(np.float32)
    return Difference(
        where, step[where].astype(np.float32), darkest, 1 - int(np.count_nonzero(where)) / max(1, 2 * firm)
    )


def told_apart(fitting: Sequence[Verdict]) -> Verdict | Problem:
    """The one form among those whose print is on the page; near_twin, naming two, where it is not clear."""
    best, *others = sorted(fitting, key=lambda verdict: -verdict.lies.identified.matches)
    for verdict in others:
        one, other = evidence(best.lies, verdict.lies), evidence(verdict.lies, best.lies)
        if one <= 1 - _CLEARLY and other >= _CLEARLY:
            best = verdict
        elif not (one >= _CLEARLY and other <= 1 - _CLEARLY):
            return _near_twin(best.lies, verdict.lies)
    return best


def evidence(lies: Registered, rival: Registered) -> float:
    """From 0 (the page is the rival's form) to 1 (it is this one's), by the places in which the two blanks differ.

    The page's greys there, as a mixture of the two blanks' (least squares). Writing that is darker than either blank
    counts as the darker one. 0.5 where nothing of the difference is on the page.
    """
    apart = difference(lies.identified.blank, rival.identified.blank)
    if not apart.can_be_told:
        return 0.5
    known = lies.shows(np.argwhere(apart.where)[:, ::-1] / PX_PER_MM)
    if np.count_nonzero(known) < _LEAST_PX:
        return 0.5
    page = depth_of(lies.grey, PX_PER_MM)
    step, darkest = apart.step[known], apart.darkest[known]
    shown = np.minimum(page[apart.where][known] / _strength(page, lies.identified.blank), darkest)
    told = float(((shown - darkest + np.abs(step) / 2) * step).sum() / (step**2).sum())
    return min(1.0, max(0.0, 0.5 + told))


def _strength(depth: Pixels, blank: BlankSheet) -> float:
    """How dark the page's print is, compared with the blank's."""
    firm = firm_print(blank.pixels, PX_PER_MM)
    wanted = float(np.median(depth_of(blank.pixels, PX_PER_MM)[firm])) if firm.any() else 1.0
    return max(0.05, float(np.median(depth[firm])) / wanted) if firm.any() else 1.0


def _near_twin(one: Registered, other: Registered) -> Problem:
    mine, theirs = one.identified.blank.template, other.identified.blank.template
    names = {"form": mine.form, "version": mine.version, "other_form": theirs.form, "other_version": theirs.version}
    return Problem(ProblemCode.NEAR_TWIN, page=one.identified.page.number, details=names)
