"""Which form a page is, and roughly how it lies. A page that is none of the known forms is refused.

One form is named where only one is likely. Near twins come both, as rivals: ``align`` lays the page on each and looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from pipeline.identify.nearby import nearby
from pipeline.identify.plausible import is_plausible, quarter_turn
from pipeline.identify.sheet_code import SheetCode, code_of, read_code

_LIKELY = 8
"""Blanks that are looked at closely, however many are known."""

_LEAST_VOTES_SHARE = 0.3
"""A blank with fewer votes than this share of the first one's is not looked at."""

_RIVAL_SHARE = 0.5
"""A form on which so many of the best one's features agree may be the page's form too."""

_LEAST_AGREEING, _LEAST_TO_GUESS = 120, 40
"""Of the darkest copies of copies two hundred agree and more, of most other papers less; of many forms of
the same office forty."""

_ROUGHLY = 15
"""Any two sheets have some features that agree by chance; a transform that fewer support tells nothing."""

_NEAR, _FAR = 0.02, 0.06
"""How far (sides) features are sought from where the votes' transform puts them, or their turn and shift alone."""

_LIGHT = 110
"""Grey level (median) from which a page without ink is paper; darker ones are badly exposed, or no paper."""

_FAINT_SHARE, _LEAST_CONTRAST = 0.5, 4.0
"""The darkest percentage of a page is its ink; differing by fewer grey levels from the paper it is grain."""

_MARGIN = 0.03
_INK_DEPTH = 40
_LEAST_INK = 0.0005
"""Share of the page that is darker than its surroundings by ``_INK_DEPTH`` grey levels: less is an empty sheet,
while one short handwritten line is three times as much."""


class Identifier:
    """Knows a set of blank sheets; may be shared by threads."""

    def __init__(self, known: Sequence[KnownSheet]) -> None:
        """Sort the features of all blanks into an index, 0.1 ms a sheet."""
        self._known = tuple(known)
        self._index = FeatureIndex([sheet.features for sheet in known])
        self._codes = {code_of(sheet.template): number for number, sheet in enumerate(known) if sheet.bears_code}

    def identify(self, page: Page) -> IdentifiedPage | Problem:
        """Name the page's form, or refuse with blank_page or unknown_form.

        A page without ink is called blank, and dropped from a stack, only if it is light paper on which no form is
        found with its contrast drawn out either: a faint or black copy of a filled sheet must not be lost.
        """
        if ink_share(page.small) >= _LEAST_INK:
            return self._identified(page, page.small)
        found = self._identified(page, _drawn_out(page.small))
        is_blank = isinstance(found, Problem) and np.median(page.small) >= _LIGHT
        return Problem(ProblemCode.BLANK_PAGE, page=page.number) if is_blank else found

    def _identified(self, page: Page, small: Pixels) -> IdentifiedPage | Problem:
        """Name the form of which ``small``, the page's working picture, shows the print."""
        code = read_code(small) if self._codes else None
        if code is not None and code not in self._codes:
            kin = (sheet.template for sheet in self._known if sheet.template.form == code.form)
            return _unknown(page, 0, next(kin, None))  # its own code names an edition that is not known
        seen = features_of(small)
        likely = self._likely(seen, code)
        fits = self._fits(seen, likely)
        can_be = self._plausible(fits, page)
        if not can_be:
            fits = self._fits(seen, likely, widely=True)
            can_be = self._plausible(fits, page)
        if not can_be:
            return _unknown(page, _most(fits), self._most_like(fits, page))
        near = [blank for blank, lies in can_be.items() if lies.count >= _RIVAL_SHARE * _most(can_be)]
        best, *rivals = (self._guess(blank, fits[blank], page) for blank in sorted(near, key=lambda b: -fits[b].count))
        return replace(best, rivals=tuple(rivals))

    def _most_like(self, fits: Mapping[int, Fit], page: Page) -> Template | None:
        """The form that a page of no known form is most like, if any is and a sheet may lie so."""
        guesses = self._plausible(fits, page, _LEAST_TO_GUESS)
        best = max(guesses, key=lambda blank: guesses[blank].count, default=None)
        return None if best is None else self._known[best].template

    def _fits(self, seen: Features, likely: Sequence[Likeness], *, widely: bool = False) -> dict[int, Fit]:
        """How the page lies on each blank, by the number of the blank.

        Roughly by the features that voted, or ``widely`` by all that are alike around the pose that they voted for
        (15 ms a blank); then by all that are alike near there.
        """
        fits: dict[int, Fit] = {}
        for like in likely:
            known = self._known[like.blank].features
            rough = fit(*_pairs_around(seen, known, like.pose)) if widely else fit(like.source, like.target)
            if rough is None or rough.count < _ROUGHLY:
                continue
            lies = fit(*nearby(seen, known, rough.transform, _NEAR))
            if lies is not None and (like.blank not in fits or lies.count > fits[like.blank].count):
                fits[like.blank] = lies
        return fits

    def _likely(self, seen: Features, code: SheetCode | None) -> list[Likeness]:
        """The blanks worth a closer look; only one where the page's own code names it."""
        likely = self._index.likely(seen, _LIKELY, _LEAST_VOTES_SHARE)
        if code is None:
            return likely
        named = self._codes[code]
        return [like for like in likely if like.blank == named] or [self._index.unseen(named)]

    def _plausible(self, fits: Mapping[int, Fit], page: Page, least: int = _LEAST_AGREEING) -> dict[int, Fit]:
        """Those with which enough agrees, if paper can lie so."""
        shape = page.small.shape
        return {
            blank: lies
            for blank, lies in fits.items()
            if lies.count >= least and is_plausible(lies, shape, self._known[blank].template.page_mm)
        }

    def _guess(self, blank: int, lies: Fit, page: Page) -> IdentifiedPage:
        """The page as it lies on one blank."""
        sheet = self._known[blank]
        to_sides, to_mm = sides(page.small.shape) @ page.to_small, sides_to_mm(sheet.template)
        to_template = to_mm @ lies.transform @ to_sides
        pairs = np.stack([_moved(lies.source, np.linalg.inv(to_sides)), _moved(lies.target, to_mm)], axis=1)
        turned = quarter_turn(to_template, page.pixels.shape)
        return IdentifiedPage(page, sheet.blank(), to_template, turned, lies.count, pairs)


def _unknown(page: Page, agreeing: int, guess: Template | None) -> Problem:
    named = {} if guess is None else {"form": guess.form, "version": guess.version}
    return Problem(ProblemCode.UNKNOWN_FORM, page=page.number, details={"matches": str(agreeing), **named})


def _pairs_around(seen: Features, known: Features, pose: Matrix | None) -> tuple[Points, Points]:
    return matches(seen, known) if pose is None else nearby(seen, known, pose, _FAR)


def _most(fits: Mapping[int, Fit]) -> int:
    """On how many features page and blank agree at best."""
    return max((lies.count for lies in fits.values()), default=0)


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


def _drawn_out(small: Pixels) -> Pixels:
    """The picture with its ink made black and its paper white; as it is where it has next to no contrast."""
    smooth = cv2.GaussianBlur(small, (0, 0), 0.8)
    ink, paper = np.percentile(smooth, (_FAINT_SHARE, 60))
    if paper - ink < _LEAST_CONTRAST:
        return small
    drawn = np.clip((smooth.astype(np.float32) - ink) * (255 / (paper - ink)), 0, 255)
    return np.asarray(drawn, np.uint8)
