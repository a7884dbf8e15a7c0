"""Which form a page is, and roughly how it lies. A page that is none of the known forms is refused.

One form is named where only one is likely. Near twins come both, as rivals: ``align`` lays the page on each and looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page import IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Page, Pixels
from models.template import Template
from pipeline.identify.features import Features, Fit, Points, features_of, fit, matches, sides
from pipeline.identify.index import FeatureIndex, Likeness
from pipeline.identify.known import KnownSheet
from pipeline.identify.plausible import is_plausible, quarter_turn
from pipeline.identify.sheet_code import SheetCode, code_of, read_code

_LIKELY = 6
"""Blanks that are looked at closely, however many are known."""

_LEAST_VOTES_SHARE = 0.3
"""A blank with fewer votes than this share of the first one's is not looked at."""

_RIVAL_SHARE = 0.5
"""A form on which so many of the best one's features agree may be the page's form too."""

_LEAST_AGREEING = 15
_SURE, _SLOW_LOOK = 60, 3000
"""Where fewer features agree on any form, so many of page and blank are all compared, 60 ms a blank."""

_MARGIN = 0.03
_INK_DEPTH = 40
_LEAST_INK = 0.0005
"""Share of the page that is darker than its surroundings by ``_INK_DEPTH`` grey levels: less is an empty sheet,
while one short handwritten line is three times as much."""


class Identifier:
    """Knows a set of blank sheets; may be shared by threads."""

    def __init__(self, known: Sequence[KnownSheet]) -> None:
        """Sort the features of all blanks into an index, about 1 ms a sheet."""
        self._known = tuple(known)
        self._index = FeatureIndex([sheet.features for sheet in known])
        self._codes = {code_of(sheet.template): number for number, sheet in enumerate(known) if sheet.bears_code}

    def identify(self, page: Page) -> IdentifiedPage | Problem:
        """Name the page's form, or refuse with blank_page or unknown_form."""
        if ink_share(page.small) < _LEAST_INK:
            return Problem(ProblemCode.BLANK_PAGE, page=page.number)
        code = read_code(page.small) if self._codes else None
        if code is not None and code not in self._codes:
            return self._not_registered(code, page)
        seen = features_of(page.small)
        likely = self._likely(seen, code)
        fits = [(like, fit(like.source, like.target)) for like in likely]
        guesses = [guess for like, lies in fits if (guess := self._guess(like, lies, page)) is not None]
        if max((guess.matches for guess in guesses), default=0) < _SURE:
            slow = [(like, self._slow_fit(like, seen)) for like in likely]
            guesses += [guess for like, lies in slow if (guess := self._guess(like, lies, page)) is not None]
        if not guesses:
            agreeing = max((lies.count for _, lies in fits if lies is not None), default=0)
            return Problem(ProblemCode.UNKNOWN_FORM, page=page.number, details={"matches": str(agreeing)})
        best, *others = _one_each(guesses)
        return replace(best, rivals=tuple(o for o in others if o.matches >= _RIVAL_SHARE * best.matches))

    def _not_registered(self, code: SheetCode, page: Page) -> Problem:
        """The page's own code names an edition that is not known; the guess is a known one of that form."""
        kin = (sheet.template for sheet in self._known if sheet.template.form == code.form)
        guess = ({"form": template.form, "version": template.version} for template in kin)
        return Problem(ProblemCode.UNKNOWN_FORM, page=page.number, details={"matches": "0", **next(guess, {})})

    def _likely(self, seen: Features, code: SheetCode | None) -> list[Likeness]:
        """The blanks worth a closer look; only one where the page's own code names it."""
        likely = self._index.likely(seen, _LIKELY)
        if code is not None:
            named = self._codes[code]
            return [like for like in likely if like.blank == named] or [self._index.unseen(named)]
        return [like for like in likely if like.votes >= _LEAST_VOTES_SHARE * likely[0].votes]

    def _slow_fit(self, like: Likeness, seen: Features) -> Fit | None:
        return fit(*matches(seen.first(_SLOW_LOOK), self._known[like.blank].features.first(_SLOW_LOOK)))

    def _guess(self, like: Likeness, lies: Fit | None, page: Page) -> IdentifiedPage | None:
        """The page as it would lie on one blank, if enough agrees and paper can lie so."""
        template = self._known[like.blank].template
        if lies is None or lies.count < _LEAST_AGREEING or not is_plausible(lies, page.small.shape, template.page_mm):
            return None
        to_sides, to_mm = sides(page.small.shape) @ page.to_small, sides_to_mm(template)
        to_template = to_mm @ lies.transform @ to_sides
        pairs = np.stack([_moved(lies.source, np.linalg.inv(to_sides)), _moved(lies.target, to_mm)], axis=1)
        turned = quarter_turn(to_template, page.pixels.shape)
        return IdentifiedPage(page, self._known[like.blank].blank(), to_template, turned, lies.count, pairs)


def _one_each(guesses: Sequence[IdentifiedPage]) -> list[IdentifiedPage]:
    """The best guess of each form's page, the best of all first."""
    best: dict[int, IdentifiedPage] = {}
    for guess in sorted(guesses, key=lambda guess: -guess.matches):
        best.setdefault(id(guess.blank), guess)
    return list(best.values())


def sides_to_mm(template: Template) -> Matrix:
    """From a blank's sides (as its features have them) to millimetres."""
    width, height = template.page_mm
    longer = max(width, height)
    return np.array([[longer, 0, width / 2], [0, longer, height / 2], [0, 0, 1]])


def _moved(points: Points, transform: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    return np.asarray(cv2.perspectiveTransform(points[None].astype(np.float64), transform)[0])


def ink_share(small: Pixels) -> float:
    """How much of a page at working size, its edges left out, is clearly darker than the paper around."""
    top, left = (round(side * _MARGIN) for side in small.shape)
    inner = small[top : small.shape[0] - top, left : small.shape[1] - left]
    if inner.size == 0:
        return 0.0
    paper = cv2.blur(inner, (61, 61))
    return float(np.mean(cv2.subtract(paper, inner) > _INK_DEPTH))
