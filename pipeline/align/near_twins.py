"""Which templates are so alike that a page of one could be taken for the other, told before any page comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.geometry import PX_PER_MM, BoxMm
from models.template import Template
from pipeline.align.twins import difference
from pipeline.identify.features import Fit, fit
from pipeline.identify.index import INDEXED, FeatureIndex
from pipeline.identify.known import KnownSheet
from pipeline.identify.plausible import is_plausible
from pipeline.identify.sheet_code import code_of, read_code

_LIKELY = 8
"""Blanks that one blank is compared with, itself among them: of more twins than that, the nearest are told."""

_LEAST_AGREEING = 0.1
"""Share of its indexed features that agree on another blank before the two are laid over each other. A rough scan of
the same blank shows 0.14 and more, another form of the same office up to 0.1."""


@dataclass(frozen=True, slots=True)
class NearTwins:
    """Two templates that share nearly all of their print.

    ``places`` are where they differ, in millimetres on the sheet of ``one``, largest first. ``can_be_told`` is false
    where they differ nowhere, or by less than a page could show.
    """

    one: Template
    other: Template
    places: tuple[BoxMm, ...]
    can_be_told: bool


def near_twins(known: Sequence[KnownSheet]) -> tuple[NearTwins, ...]:
    """Every pair of near twins, in the order of ``known``, the larger sheet of two first.

    It takes about 30 ms a sheet and 0.2 s a pair. Two sheets that each bear their own QR code are no twins: the code
    tells them.
    """
    found = []
    for first, second in sorted(set(_alike(known))):
        one, other = sorted((known[first], known[second]), key=_area, reverse=True)  # all of both lies on the larger
        if _bears_own_code(one) and _bears_own_code(other):
            continue
        apart = difference(one.blank(), other.blank())
        if apart.are_twins:
            found.append(NearTwins(one.template, other.template, apart.places(), apart.can_be_told))
    return tuple(found)


def _alike(known: Sequence[KnownSheet]) -> Iterator[tuple[int, int]]:
    """Pairs of sheets worth laying over each other, the earlier one first; a pair may come twice."""
    index = FeatureIndex([sheet.features for sheet in known])
    for number, sheet in enumerate(known):
        least = _LEAST_AGREEING * len(sheet.features.first(INDEXED).points)
        for like in index.likely(sheet.features, _LIKELY):
            lies = fit(like.source, like.target) if like.blank != number else None
            if lies is not None and lies.count >= least and _may_lie(sheet, lies, known[like.blank]):
                yield min(number, like.blank), max(number, like.blank)


def _may_lie(page: KnownSheet, lies: Fit, blank: KnownSheet) -> bool:
    """Whether a whole page of the one template could be taken for the other; A3 is never taken for A4."""
    width, height = (round(mm * PX_PER_MM) for mm in page.template.page_mm)
    return is_plausible(lies, (height, width), blank.template.page_mm)


def _area(sheet: KnownSheet) -> float:
    width, height = sheet.template.page_mm
    return width * height


def _bears_own_code(sheet: KnownSheet) -> bool:
    """Whether the blank bears the code of its own template, not one that was left from an older edition."""
    return sheet.bears_code and read_code(sheet.blank().pixels) == code_of(sheet.template)
