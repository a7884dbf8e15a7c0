"""Templates that differ by a row, a box or a word: where they differ, and which of them a page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from models.geometry import PX_PER_MM, BoxMm
from models.page import BlankSheet
from models.placement import Placement
from models.problem import Problem, ProblemCode
from models.scan import WORKING_SIDE, resized, scaling
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.printed import Mask, depth_of, grown, ink_on, printed_of
from pipeline.align.register import Registered, lay_over

_CLEARLY = 0.7
"""Evidence from which a page is one form and not the other."""

_LEAST_PX = 12
"""Print in which two blanks differ, three quarters of a square millimetre; what is less tells nobody anything."""

_TWIN_SHARE = 0.8
"""Share of their firm print from which two blanks are near twins."""

_JOINED_MM = 3
"""Differences so near to each other are told as one place."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Firm print that only one of two blanks has, on the sheet of the first, at ``SEEK_PX_PER_MM``."""

    only_one: Mask
    only_other: Mask
    shared: float

    @property
    def count(self) -> int:
        """Pixels in which the two differ."""
        return int(np.count_nonzero(self.only_one) + np.count_nonzero(self.only_other))

    @property
    def can_be_told(self) -> bool:
        """Whether the two differ at all."""
        return self.count >= _LEAST_PX

    @property
    def are_twins(self) -> bool:
        """Whether the two share so much that a page of one could be taken for the other."""
        return self.shared >= _TWIN_SHARE

    def places(self) -> tuple[BoxMm, ...]:
        """Where they differ, largest first."""
        joined = grown(self.only_one | self.only_other, round(_JOINED_MM / 2 * SEEK_PX_PER_MM))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(joined.astype(np.uint8))
        largest = sorted(range(1, count), key=lambda i: -int(boxes[i, cv2.CC_STAT_AREA]))
        return tuple(BoxMm(*(float(side) / SEEK_PX_PER_MM for side in boxes[i, :4])) for i in largest)


@lru_cache(maxsize=256)
def difference(one: BlankSheet, other: BlankSheet) -> Difference:
    """Lay ``other``'s blank over ``one``'s and compare their print; about 60 ms, once a pair."""
    small = resized(other.pixels, WORKING_SIDE / max(other.pixels.shape))
    to_mm = scaling(small.shape, other.pixels.shape)
    to_mm = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, PX_PER_MM]]) @ to_mm
    _, _, picture = lay_over(small, Placement(to_mm), one)
    mine, theirs = printed_of(one), ink_on(picture, printed_of(one))
    deep = depth_of(picture) > _firm_depth(picture, mine.firm)
    only_one, only_other = mine.firm & ~grown(theirs, 1), deep & ~mine.near
    count = np.count_nonzero(only_one) + np.count_nonzero(only_other)
    return Difference(only_one, only_other, 1 - count / max(1, mine.firm.sum() + deep.sum()))


def _firm_depth(picture: np.ndarray, firm: Mask) -> float:
    return 0.45 * float(np.percentile(depth_of(picture)[firm], 95)) if firm.any() else 255.0


def told_apart(fitting: Sequence[Registered]) -> Registered | Problem:
    """The one form among those whose print is on the page; near_twin, naming two, where it is not clear."""
    best, *others = sorted(fitting, key=lambda lies: -lies.identified.matches)
    for lies in others:
        one, other = evidence(best, lies), evidence(lies, best)
        if one <= 1 - _CLEARLY and other >= _CLEARLY:
            best = lies
        elif not (one >= _CLEARLY and other <= 1 - _CLEARLY):
            return _near_twin(best, lies)
    return best


def evidence(lies: Registered, rival: Registered) -> float:
    """From 0 (the page is the rival's form) to 1 (it is this one's), by the print that only one of the two has."""
    apart = difference(lies.identified.blank, rival.identified.blank)
    if not apart.can_be_told:
        return 0.5
    ink = ink_on(lies.picture, printed_of(lies.identified.blank))
    mine, theirs = np.count_nonzero(apart.only_one & ink), np.count_nonzero(apart.only_other & ~ink)
    return (mine + theirs) / apart.count


def _near_twin(one: Registered, other: Registered) -> Problem:
    mine, theirs = one.identified.blank.template, other.identified.blank.template
    details = {
        "form": mine.form,
        "version": mine.version,
        "other_form": theirs.form,
        "other_version": theirs.version,
    }
    return Problem(ProblemCode.NEAR_TWIN, page=one.identified.page.number, details=details)
