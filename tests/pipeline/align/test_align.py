from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Pixels
from pipeline.align.align import align
from pipeline.align.register import register
from tests.pipeline.align.laying import accepted, blank, errors_mm, guessed, lay, moved, page_from, refusal
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


def placed(page: IdentifiedPage) -> AlignedPage:
    found = align(page)
    assert isinstance(found, AlignedPage), found
    return found


def refused(sheet: BlankSheet, pixels: Pixels) -> Problem:
    problem = align(guessed(sheet, pixels))
    assert isinstance(problem, Problem)
    assert problem.page == 1
    assert problem.details["form"] == sheet.template.form and problem.details["version"] == sheet.template.version
    return problem


def waved(pixels: Pixels, most_mm: float, wave_mm: float, reach_mm: float) -> Pixels:
    """Paper pushed to and fro around one spot, by less and less further away."""
    height, width = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width) / 8, np.arange(height) / 8)
    near = most_mm * np.exp(-((x - 75) ** 2 + (y - 175) ** 2) / (2 * reach_mm**2))
    ways = np.stack([x + near * np.sin(y / wave_mm), y + near * np.sin(x / wave_mm)], axis=-1) * 8
    return np.asarray(cv2.remap(pixels, ways.astype(np.float32), np.empty(0), cv2.INTER_LINEAR), np.uint8)


@pytest.mark.parametrize(
    ("truth", "dpi"),
    [(scanned(1.2, shift=(9, 5)), 200), (scanned(-2, dpi=300), 300), (scanned(0.4, stretch=1.01), 200)],
)
def test_a_wrong_first_estimate_is_mended(truth: Matrix, dpi: int) -> None:
    size = (round(8.27 * dpi), round(11.7 * dpi))
    picture = moved(laid(written_on(blank().pixels, 3), truth, size), truth)
    found = placed(guessed(blank(), picture.pixels, truth, off_mm=2.0))
    assert errors_mm(found, picture).max() < 0.1
    assert found.residual.median_mm <= found.residual.worst_mm < 0.15
    assert found.residual.print_found > 0.97
    assert found.pixels.shape == (*blank().pixels.shape, 3)


@pytest.mark.parametrize("seed", range(2))
def test_a_photo(seed: int) -> None:
    truth = photographed(seed)
    picture = moved(rough(laid(written_on(blank().pixels, seed), truth, PHOTO_PX, 60), seed), truth)
    assert errors_mm(placed(guessed(blank(), picture.pixels, truth, 1.5)), picture).max() < 0.1


def test_a_fax() -> None:
    truth = scanned(0.9, dpi=204)
    picture = moved(faxed(laid(written_on(blank().pixels), truth, (1687, 2386))), truth)
    assert errors_mm(placed(guessed(blank(), picture.pixels, truth)), picture).max() < 0.1


def test_print_comes_to_lie_on_print_in_colour() -> None:
    truth = scanned(180)
    found = placed(guessed(blank(), laid(written_on(blank().pixels), truth, SCAN_PX), truth))
    grey = cv2.cvtColor(found.pixels, cv2.COLOR_BGR2GRAY)
    rules = cv2.erode((blank().pixels < 60).astype(np.uint8), np.ones((3, 3))) > 0
    assert (grey[rules] < 120).mean() > 0.99
    ink = found.pixels[(grey < 120) & (cv2.erode(blank().pixels, np.ones((9, 9))) == 255)]
    assert ink.mean(axis=0) == pytest.approx([90, 30, 30], abs=40)


def test_fields_are_found_again_on_the_page() -> None:
    truth = scanned(1)
    found = placed(guessed(blank(), laid(written_on(blank().pixels), truth, SCAN_PX), truth))
    box = blank().template.all_fields()[0].box_mm
    corners = np.array([box.corners()]) * 8 - 0.5
    assert np.array(found.on_page(box)) == pytest.approx(cv2.perspectiveTransform(corners, truth)[0], abs=1)


def test_what_register_hands_on_shows_the_sheet_in_place() -> None:
    truth = scanned(-1)
    lies = register(guessed(blank(), laid(written_on(blank().pixels), truth, SCAN_PX), truth))
    assert lies.rough.shape == (1188, 840) and lies.pixels.shape == (2376, 1680, 3)
    assert np.nanmax(np.abs(lies.found.offsets_mm)) < 1.25
    assert np.nanmedian(np.abs(lies.found.offsets_mm)) < 0.03


@pytest.mark.parametrize("kept", [np.s_[1188:], np.s_[:1188]])
def test_half_a_form_is_refused(kept: slice) -> None:
    whole = written_on(blank().pixels)
    half = np.full_like(whole, 255)
    half[kept] = whole[kept]
    assert refusal(page_of(half)) in {ProblemCode.UNKNOWN_FORM, ProblemCode.POOR_ALIGNMENT}
    assert refused(blank(), half).code is ProblemCode.UNKNOWN_FORM


def test_a_page_pushed_out_of_place_in_one_region_is_refused_and_says_how_far() -> None:
    problem = lay(page_of(waved(written_on(blank().pixels), 3.0, 12, 30)))
    assert isinstance(problem, Problem) and problem.code is ProblemCode.POOR_ALIGNMENT
    assert 1.0 < float(problem.details["residual_mm"]) < 5
    assert float(problem.details["residual_mm"]) > float(problem.details["limit_mm"])


def test_a_page_that_gives_smoothly_is_flattened_instead() -> None:
    found = accepted(page_of(waved(written_on(blank().pixels), 1.2, 90, 70)))
    grey = cv2.cvtColor(found.pixels, cv2.COLOR_BGR2GRAY)
    assert (grey[blank().pixels < 60] < 150).mean() > 0.97


def test_another_form_is_refused() -> None:
    assert refused(blank(), written_on(blank_sheet(6).pixels)).code is ProblemCode.UNKNOWN_FORM


@pytest.mark.parametrize("seed", [9, 10, 11])
def test_another_form_in_the_same_style_is_nobodys(seed: int) -> None:
    assert refusal(page_of(laid(written_on(blank_sheet(seed).pixels), scanned(1), SCAN_PX))) is ProblemCode.UNKNOWN_FORM


def test_a_mirrored_page_is_nobodys() -> None:
    mirrored = np.ascontiguousarray(written_on(blank().pixels)[:, ::-1])
    assert refusal(page_of(mirrored)) is ProblemCode.UNKNOWN_FORM


@pytest.mark.parametrize("grey", [255, 128, 0])
def test_a_page_without_any_print_is_refused(grey: int) -> None:
    assert refused(blank(), np.full((*blank().pixels.shape, 3), grey, np.uint8)).code is ProblemCode.UNKNOWN_FORM


def test_of_two_forms_it_may_be_the_one_whose_print_is_there_is_kept() -> None:
    truth = scanned(0.7)
    pixels = laid(written_on(blank().pixels), truth, SCAN_PX)
    right, wrong = guessed(blank(), pixels, truth), guessed(blank_sheet(6), pixels, truth)
    for page in (replace(wrong, rivals=(right,)), replace(right, rivals=(wrong,))):
        found = placed(page)
        assert found.blank is blank()
        assert errors_mm(found, moved(pixels, truth)).max() < 0.1


def test_where_it_is_none_of_them_the_nearest_is_told() -> None:
    cut = written_on(blank().pixels)
    cut[1100:] = 255
    right, wrong = guessed(blank(), cut), guessed(blank_sheet(6), cut)
    problem = align(replace(wrong, rivals=(right,)))
    assert isinstance(problem, Problem)
    assert problem.details["form"] == blank().template.form


def test_the_scan_stays_as_it_was() -> None:
    page = page_of(laid(written_on(blank().pixels), scanned(1), SCAN_PX))
    before = page.pixels.copy()
    found = accepted(page)
    assert found.page is page and (page.pixels == before).all()
    assert page_from(moved(before, np.eye(3))).pixels.shape == before.shape
