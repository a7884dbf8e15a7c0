"""Filled sheets of drawn forms on their way through identification and alignment, held against the truth."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from models.page import AlignedPage, BlankSheet, IdentifiedPage
from models.placement import Points
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Page, Pixels
from pipeline.align.align import align
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet
from pipeline.paper.degrade import Picture
from pipeline.paper.optics import from_mm
from pipeline.paper.placement import Placement
from tests.pipeline.identify.forms import blank_sheet, page_of

FLAT: Matrix = np.linalg.inv(from_mm(8))
"""From the pixels of a page that is as large and straight as a blank to millimetres."""

PLACES = np.array([(x, y) for x in (16, 60, 105, 150, 194) for y in (20, 80, 150, 220, 277)], np.float64)
"""All over the print, and at its corners."""


@cache
def blank() -> BlankSheet:
    return blank_sheet(5)


def identifier(*blanks: BlankSheet) -> Identifier:
    return Identifier([KnownSheet.of(each) for each in blanks])


@cache
def few() -> Identifier:
    """The form and some others in the same style."""
    return identifier(*(blank_sheet(seed) for seed in range(4)), blank())


def page_from(picture: Picture) -> Page:
    pixels = picture.pixels if picture.pixels.ndim == 3 else cv2.cvtColor(picture.pixels, cv2.COLOR_GRAY2BGR)
    return page_of(np.asarray(pixels, np.uint8), max(picture.dpi))


def moved(pixels: Pixels, to_page: Matrix) -> Picture:
    """A picture whose sheet, at 8 px/mm, lies as ``to_page`` (pixels to pixels) says."""
    return Picture(pixels, Placement(to_page @ from_mm(8)), (203.2, 203.2))


def lay(page: Page, known: Identifier | None = None) -> AlignedPage | Problem:
    """What becomes of a page among a few forms."""
    identified = (known or few()).identify(page)
    return identified if isinstance(identified, Problem) else align(identified)


def accepted(page: Page, known: Identifier | None = None) -> AlignedPage:
    found = lay(page, known)
    assert isinstance(found, AlignedPage), found
    return found


def refusal(page: Page, known: Identifier | None = None) -> ProblemCode:
    found = lay(page, known)
    assert isinstance(found, Problem), found.blank.template.key
    assert found.refuses and found.page == page.number
    return found.code


def guessed(sheet: BlankSheet, pixels: Pixels, to_page: Matrix | None = None, off_mm: float = 0.6) -> IdentifiedPage:
    """A page whose first estimate is ``off_mm`` wrong and turned a little besides."""
    wrong = np.array([[1.0005, 0.0006, off_mm], [-0.0006, 0.9995, -off_mm], [0, 0, 1]])
    from_page = np.eye(3) if to_page is None else np.linalg.inv(to_page)
    return IdentifiedPage(page_of(pixels), sheet, wrong @ FLAT @ from_page, 0, 100)


def errors_mm(found: AlignedPage, picture: Picture) -> Points:
    """How far from the truth the page's places on the picture are said to lie, in millimetres of paper."""
    true = picture.placement.points_on_page(PLACES)
    height, width = picture.pixels.shape[:2]
    seen = (true >= 0).all(axis=1) & (true < (width, height)).all(axis=1)
    said = found.placement.on_page(PLACES[seen])
    off = np.linalg.norm(said - true[seen], axis=1) / picture.placement.px_per_mm(PLACES[seen])
    return np.asarray(off, np.float64)
