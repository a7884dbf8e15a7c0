"""Which form a page is, and roughly how it lies. A page that is not clearly one of the known forms is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from models.geometry import PX_PER_MM
from models.page import BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Page, Pixels
from pipeline.identify.features import WORKING_SIDE, Features, Fit, features_of, fit, matches, working_size
from pipeline.identify.plausible import is_plausible, quarter_turn
from pipeline.identify.printed import Mask, Print, evidence, found_share, ink_near

PX_TO_MM: Matrix = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, PX_PER_MM]]) / PX_PER_MM
"""From OpenCV's pixel places on a blank or aligned sheet (0 is the middle of the first pixel) to millimetres."""

_FIRST_LOOK = 400
"""Features of the page that are sought among those of every blank, to see which forms are worth a full look."""

_FULL_LOOKS = (1500, 3000)
"""Features of page and blank that are compared in a full look; the second, four times slower, where the first fails."""

_CANDIDATES = 2
_LEAST_AGREEING = 15
_LEAST_PRINT = 0.8
"""Share of a form's print that a page must show to be that form."""

_CLEARLY = 0.7
"""Evidence from which a page is one form and not the next likely one."""

_MARGIN = 0.03
_INK_DEPTH = 40
_LEAST_INK = 0.0005
"""Share of the page that is darker than its surroundings by ``_INK_DEPTH`` grey levels: less is an empty sheet,
while one short handwritten line is three times as much."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is computed once of each blank."""

    sheet: BlankSheet
    features: Features
    print: Print


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """A form that the page may be: how it would lie, and where its ink would fall."""

    known: _Known
    fit: Fit
    page_ink: Mask


class Identifier:
    """Knows a set of blank sheets; may be shared by threads."""

    def __init__(self, sheets: Sequence[BlankSheet]) -> None:
        """Compute what is needed of each blank once, about 50 ms a sheet."""
        self._known = tuple(
            _Known(sheet, features_of(working_size(sheet.pixels), sheet.pixels.shape), Print.of(sheet))
            for sheet in sheets
        )

    def identify(self, page: Page) -> IdentifiedPage | Problem:
        """Name the page's form, or refuse with blank_page or unknown_form."""
        small = working_size(np.asarray(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), np.uint8))
        if ink_share(small) < _LEAST_INK:
            return Problem(ProblemCode.BLANK_PAGE, page=page.number)
        seen = features_of(small, page.pixels.shape)
        likely = self._first_look(seen)
        for count in _FULL_LOOKS:
            claims = [_claim(small, seen.first(count), known, page) for _, known in likely]
            chosen = _choose([claim for claim in claims if claim is not None])
            if chosen is not None:
                return _identified(page, chosen)
        agreeing = max((agreeing for agreeing, _ in likely), default=0)
        return Problem(ProblemCode.UNKNOWN_FORM, page=page.number, details={"matches": str(agreeing)})

    def _first_look(self, seen: Features) -> list[tuple[int, _Known]]:
        """The forms worth a full look, each with how many of the page's first features agree on it."""
        first = seen.first(_FIRST_LOOK)
        fits = [_fit(first, known.features.first(_FULL_LOOKS[0]), known) for known in self._known]
        counts = [0 if lies is None else lies.count for lies in fits]
        best = np.argsort(counts)[::-1][:_CANDIDATES]
        return [(counts[i], self._known[i]) for i in best if counts[i] >= max(counts) / 4]


def ink_share(small: Pixels) -> float:
    """How much of a page at working size, its edges left out, is clearly darker than the paper around."""
    top, left = (round(side * _MARGIN) for side in small.shape)
    inner = small[top : small.shape[0] - top, left : small.shape[1] - left]
    if inner.size == 0:
        return 0.0
    paper = cv2.blur(inner, (61, 61))
    return float(np.mean(cv2.subtract(paper, inner) > _INK_DEPTH))


def _fit(seen: Features, blank: Features, known: _Known) -> Fit | None:
    """The transform from the page's pixels to one blank's on which most features agree."""
    return fit(*matches(seen, blank), target_scale=max(known.sheet.pixels.shape) / WORKING_SIDE)


def _claim(small: Pixels, seen: Features, known: _Known, page: Page) -> _Claim | None:
    """The page as it would lie on one blank, if enough agrees, paper can lie so, and the blank's print is there."""
    lies = _fit(seen, known.features.first(len(seen.points)), known)
    if lies is None or lies.count < _LEAST_AGREEING or not is_plausible(lies, page, known.sheet):
        return None
    height, width = small.shape
    to_full = np.diag([page.pixels.shape[1] / width, page.pixels.shape[0] / height, 1.0])
    page_ink = ink_near(small, PX_TO_MM @ lies.transform @ to_full, known.print.mask.shape)
    found = found_share(page_ink, known.print.mask)
    return _Claim(known, lies, page_ink) if found is not None and found >= _LEAST_PRINT else None


def _identified(page: Page, claim: _Claim) -> IdentifiedPage:
    to_template = PX_TO_MM @ claim.fit.transform
    return IdentifiedPage(page, claim.known.sheet, to_template, quarter_turn(to_template, page), claim.fit.count)


def _choose(claims: list[_Claim]) -> _Claim | None:
    """The one claim, or of two the one that the print tells clearly; None rather than a guess."""
    if len(claims) < 2:
        return claims[0] if claims else None
    one, other = claims
    told = evidence(one.page_ink, other.page_ink, one.known.print, other.known.print)
    if told >= _CLEARLY:
        return one
    return other if told <= 1 - _CLEARLY else None
