from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Pixels
from pipeline.align.align import LIMIT_MM, align
from pipeline.align.lay import from_mm
from pipeline.align.pictures import draw_fields, draw_identified, draw_overlay, draw_residual
from tests.pipeline.identify.forms import (
    PHOTO_PX,
    SCAN_PX,
    blank_sheet,
    faxed,
    laid,
    page_of,
    photographed,
    rough,
    scanned,
    written_on,
)  # fmt: skip

SHEET_TO_MM = np.linalg.inv(from_mm(8))


@pytest.fixture(scope="module")
def blank() -> BlankSheet:
    return blank_sheet(5)


def identified(blank: BlankSheet, pixels: Pixels, truth: Matrix, off_mm: float = 0.6) -> IdentifiedPage:
    """A page whose first estimate is ``off_mm`` wrong and turned a little besides."""
    wrong = np.array([[1.0005, 0.0006, off_mm], [-0.0006, 0.9995, -off_mm], [0, 0, 1]])
    return IdentifiedPage(page_of(pixels), blank, wrong @ SHEET_TO_MM @ np.linalg.inv(truth), 0, 100)


def aligned(page: IdentifiedPage) -> AlignedPage:
    found = align(page)
    assert isinstance(found, AlignedPage), found
    return found


def corner_error_mm(found: AlignedPage, truth: Matrix) -> float:
    sheet = np.array([[[100, 100], [1580, 100], [1580, 2270], [100, 2270], [800, 1200]]], np.float64)
    said = cv2.perspectiveTransform(cv2.perspectiveTransform(sheet, truth), found.to_template)
    return float(np.linalg.norm(said - cv2.perspectiveTransform(sheet, SHEET_TO_MM), axis=2).max())


@pytest.mark.parametrize(
    ("truth", "dpi"),
    [(scanned(1.2, shift=(9, 5)), 200), (scanned(-2, dpi=300), 300), (scanned(0.4, stretch=1.01), 200)],
)
def test_a_scan_lies_within_a_tenth_of_a_millimetre(blank: BlankSheet, truth: Matrix, dpi: int) -> None:
    size = (round(8.27 * dpi), round(11.7 * dpi))
    found = aligned(identified(blank, laid(written_on(blank.pixels, 3), truth, size), truth))
    assert corner_error_mm(found, truth) < 0.1
    assert found.residual.median_mm <= found.residual.worst_mm < 0.15
    assert found.pixels.shape == (*blank.pixels.shape, 3)


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_lies_within_a_tenth_of_a_millimetre(blank: BlankSheet, seed: int) -> None:
    truth = photographed(seed)
    pixels = rough(laid(written_on(blank.pixels, seed), truth, PHOTO_PX, 60), seed)
    assert corner_error_mm(aligned(identified(blank, pixels, truth, 1.5)), truth) < 0.1


def test_a_fax_lies_within_a_tenth_of_a_millimetre(blank: BlankSheet) -> None:
    truth = scanned(0.9, dpi=204)
    pixels = faxed(laid(written_on(blank.pixels), truth, (1687, 2386)))
    assert corner_error_mm(aligned(identified(blank, pixels, truth)), truth) < 0.1


def test_print_comes_to_lie_on_print_in_colour(blank: BlankSheet) -> None:
    truth = scanned(180)
    found = aligned(identified(blank, laid(written_on(blank.pixels), truth, SCAN_PX), truth))
    grey = cv2.cvtColor(found.pixels, cv2.COLOR_BGR2GRAY)
    rules = cv2.erode((blank.pixels < 60).astype(np.uint8), np.ones((3, 3))) > 0
    assert (grey[rules] < 120).mean() > 0.99
    ink = found.pixels[(grey < 120) & (cv2.erode(blank.pixels, np.ones((9, 9))) == 255)]
    assert ink.mean(axis=0) == pytest.approx([90, 30, 30], abs=40)


def test_fields_are_found_again_on_the_page(blank: BlankSheet) -> None:
    truth = scanned(1)
    found = aligned(identified(blank, laid(written_on(blank.pixels), truth, SCAN_PX), truth))
    box = blank.template.all_fields()[0].box_mm
    corners = np.array([box.corners()]) * 8 - 0.5
    assert np.array(found.on_page(box)) == pytest.approx(cv2.perspectiveTransform(corners, truth)[0], abs=1)


def test_a_sheet_that_is_cut_off_is_refused(blank: BlankSheet) -> None:
    pixels = written_on(blank.pixels)
    pixels[1500:] = 255
    problem = align(identified(blank, pixels, np.eye(3)))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.page) == (ProblemCode.POOR_ALIGNMENT, 1)
    assert float(problem.details["residual_mm"]) > float(problem.details["limit_mm"]) == LIMIT_MM


def test_a_buckled_sheet_is_refused_and_says_how_far_it_is_off(blank: BlankSheet) -> None:
    height, width = blank.pixels.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    buckled = cv2.remap(written_on(blank.pixels), x, y + 24 * np.sin(x / width * 3 * np.pi), cv2.INTER_LINEAR)
    problem = align(identified(blank, np.asarray(buckled, np.uint8), np.eye(3)))
    assert isinstance(problem, Problem)
    assert 1.0 < float(problem.details["residual_mm"]) < 3.5


def test_another_form_is_refused(blank: BlankSheet) -> None:
    problem = align(identified(blank, written_on(blank_sheet(6).pixels), np.eye(3)))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.POOR_ALIGNMENT


def test_an_almost_empty_page_is_refused(blank: BlankSheet) -> None:
    pixels = np.full((*blank.pixels.shape, 3), 255, np.uint8)
    assert isinstance(align(identified(blank, pixels, np.eye(3))), Problem)


def test_every_picture_shows_the_page(blank: BlankSheet) -> None:
    page = identified(blank, laid(written_on(blank.pixels), scanned(1), SCAN_PX), scanned(1))
    found = aligned(page)
    before = page.page.pixels.copy()
    assert draw_identified(page).shape == page.page.pixels.shape
    for picture in (draw_overlay(found), draw_residual(found), draw_fields(found)):
        assert picture.shape == found.pixels.shape
        assert picture.dtype == np.uint8
        assert picture.std() > 10
    assert (page.page.pixels == before).all()
    assert not (draw_fields(found) == found.pixels).all()
