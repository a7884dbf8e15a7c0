"""One page of the alignment bench, laid by the program and held against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from models.page import AlignedPage, BlankSheet
from models.problem import Problem
from models.scan import MediaType, Page, Pixels, Scan
from models.template import Template
from pipeline.align.align import align
from pipeline.evaluate.bench_align_cases import Case
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet
from pipeline.paper.degrade import Picture
from pipeline.paper.placement import Points

_QUALITY = 82
_WAY_UP_MM = 5.0
"""A corner further off than this does not lie badly: the page was taken for another, or for another way up."""

_SCAN = Scan("0" * 64, "bench.png", MediaType.PNG, 1, 1, Path("bench.png"))


class Said(StrEnum):
    """What the program said of a page, held against the truth."""

    RIGHT = "right"
    REFUSED = "refused"
    OTHER_FORM = "other form"
    OTHER_WAY_UP = "other way up"
    STRANGER_ACCEPTED = "stranger accepted"


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One page: what was said; the reason of a refusal, else the form taken; how far field corners are off (mm)."""

    row: str
    number: int
    said: Said
    named: str
    errors_mm: Points


def judge(row: str, number: int, case: Case) -> tuple[Judged, AlignedPage | Problem]:
    """Lay the page among the forms that are known to it, and compare."""
    outcome = lay(page_of(case.picture), identifier_of(case.known))
    return judge_outcome(row, number, case, outcome), outcome


def judge_outcome(row: str, number: int, case: Case, outcome: AlignedPage | Problem) -> Judged:
    """Hold what the program said of the page against the truth."""
    nothing = np.zeros(0)
    if isinstance(outcome, Problem):
        return Judged(row, number, Said.REFUSED, outcome.code.value, nothing)
    found = outcome.blank.template
    named = f"{found.form} {found.version}"
    if case.own is None:
        return Judged(row, number, Said.STRANGER_ACCEPTED, named, nothing)
    if (found.form, found.version) != (case.own.form, case.own.version):
        return Judged(row, number, Said.OTHER_FORM, named, nothing)
    errors = corner_errors_mm(outcome, case.picture)
    if errors.size and np.median(errors) > _WAY_UP_MM:
        return Judged(row, number, Said.OTHER_WAY_UP, named, nothing)
    return Judged(row, number, Said.RIGHT, named, errors)


def lay(page: Page, identifier: Identifier) -> AlignedPage | Problem:
    """Identify and align, as the flow does."""
    identified = identifier.identify(page)
    return identified if isinstance(identified, Problem) else align(identified)


def corner_errors_mm(aligned: AlignedPage, picture: Picture) -> Points:
    """How far from the truth the program puts each field's corners that are in the picture, in millimetres there."""
    corners = field_corners(aligned.blank.template)
    true = picture.placement.points_on_page(corners)
    height, width = picture.pixels.shape[:2]
    seen = (true >= 0).all(axis=1) & (true <= (width - 1, height - 1)).all(axis=1)
    said = aligned.placement.on_page(corners)
    off = np.linalg.norm(said - true, axis=1) / picture.placement.px_per_mm(corners)
    return np.asarray(off[seen], np.float64)


def field_corners(template: Template) -> Points:
    """The corners of every field's box, four a field, in millimetres."""
    return np.array([corner for field in template.all_fields() for corner in field.box_mm.corners()], np.float64)


@lru_cache(maxsize=3)
def identifier_of(known: tuple[BlankSheet, ...]) -> Identifier:
    """The identifier of these sheets; the last few are kept."""
    return Identifier([KnownSheet.of(blank) for blank in known])


def page_of(picture: Picture) -> Page:
    """The picture as the way in gives it: blue, green, red, through JPEG where it is not bilevel."""
    return Page(_SCAN, 1, _decoded(picture), max(72.0, picture.dpi[0]))


def _decoded(picture: Picture) -> Pixels:
    if picture.is_bilevel:
        return np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    coded = cv2.imencode(".jpg", picture.pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
