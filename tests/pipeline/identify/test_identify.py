from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Page, Pixels
from pipeline.identify.identify import Identifier, ink_share
from pipeline.identify.known import KnownSheet
from pipeline.identify.notices import effective_dpi, notices_of
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


@pytest.fixture(scope="module")
def sheets() -> list[BlankSheet]:
    return [blank_sheet(seed) for seed in range(4)]


@pytest.fixture(scope="module")
def identifier(sheets: list[BlankSheet]) -> Identifier:
    return knowing(*sheets)


def knowing(*sheets: BlankSheet) -> Identifier:
    return Identifier([KnownSheet.of(sheet) for sheet in sheets])


def off_mm(found: IdentifiedPage, truth: Matrix) -> float:
    """The largest distance on the sheet, in millimetres, between where the page lies and where it is said to lie."""
    places = np.array([[[x, y] for x in (100, 800, 1580) for y in (100, 1200, 2270)]], np.float64)
    said = cv2.perspectiveTransform(cv2.perspectiveTransform(places, truth), found.to_template)
    return float(np.linalg.norm(said - (places + 0.5) / 8, axis=2).max())


def identified(identifier: Identifier, page: Page) -> IdentifiedPage:
    found = identifier.identify(page)
    assert isinstance(found, IdentifiedPage), found
    return found


def refused(identifier: Identifier, pixels: Pixels) -> Problem:
    found = identifier.identify(replace(page_of(pixels), number=3))
    assert isinstance(found, Problem), found
    assert found.page == 3
    return found


@pytest.mark.parametrize("number", range(4))
def test_a_scan_that_lies_askew(identifier: Identifier, sheets: list[BlankSheet], number: int) -> None:
    truth = scanned(1.4, shift=(12, -9), stretch=1.005)
    found = identified(identifier, page_of(laid(written_on(sheets[number].pixels, number), truth, SCAN_PX)))
    assert found.blank is sheets[number]
    assert found.turned_deg == 0
    assert off_mm(found, truth) < 0.6


@pytest.mark.parametrize(("angle", "turned"), [(90, 90), (180, 180), (270, 270), (178, 180)])
def test_a_page_lies_on_its_side_or_head(
    identifier: Identifier, sheets: list[BlankSheet], angle: int, turned: int
) -> None:
    # OpenCV turns anticlockwise by positive angles, so that the page must be turned clockwise to stand upright again.
    truth = scanned(angle, shift=(400, 100))
    found = identified(identifier, page_of(laid(written_on(sheets[1].pixels), truth, (2500, 2500))))
    assert (found.blank, found.turned_deg) == (sheets[1], turned)
    assert off_mm(found, truth) < 1.0
    (notice,) = notices_of(found)
    assert (notice.code, notice.details) == (ProblemCode.TURNED_PAGE, {"degrees": str(turned)})


def test_a_fax(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    truth = scanned(-0.7)
    found = identified(identifier, page_of(faxed(laid(written_on(sheets[2].pixels), truth, SCAN_PX))))
    assert found.blank is sheets[2]
    assert off_mm(found, truth) < 0.6


@pytest.mark.parametrize("number", range(3))
def test_a_photo_in_perspective(identifier: Identifier, sheets: list[BlankSheet], number: int) -> None:
    truth = photographed(number)
    found = identified(identifier, page_of(rough(laid(written_on(sheets[number].pixels), truth, PHOTO_PX, 60))))
    assert found.blank is sheets[number]
    assert off_mm(found, truth) < 2.0


@pytest.mark.parametrize("paper", [255, 200])
def test_an_empty_sheet(identifier: Identifier, paper: int) -> None:
    noise = np.random.default_rng(0).normal(paper, 4, (2339, 1654, 3))
    pixels = np.clip(noise, 0, 255).astype(np.uint8)
    pixels[:30] = 90  # the shadow at a sheet's edge
    assert refused(identifier, pixels).code is ProblemCode.BLANK_PAGE


@pytest.mark.parametrize(("contrast", "brightness"), [(0.12, 1.0), (0.2, 1.0), (1.0, 0.14), (0.5, 0.3)])
def test_a_faint_or_dark_copy_of_a_filled_sheet_is_not_dropped_as_blank(
    identifier: Identifier, sheets: list[BlankSheet], contrast: float, brightness: float
) -> None:
    page = laid(written_on(sheets[2].pixels, 7), scanned(0.7), SCAN_PX).astype(np.float32)
    copy = np.asarray((255 - (255 - page) * contrast) * brightness, np.uint8)
    found = identifier.identify(page_of(copy))
    assert isinstance(found, IdentifiedPage), found
    assert found.blank is sheets[2]


@pytest.mark.parametrize("grey", [0, 12, 60])
def test_a_black_page_is_no_blank_paper(identifier: Identifier, grey: int) -> None:
    noise = np.random.default_rng(1).normal(grey, 2, (2339, 1654, 3))
    assert refused(identifier, np.asarray(np.clip(noise, 0, 255), np.uint8)).code is ProblemCode.UNKNOWN_FORM


def test_print_that_shines_through_from_the_other_side_leaves_paper_blank(
    identifier: Identifier, sheets: list[BlankSheet]
) -> None:
    through = laid(sheets[1].pixels, scanned(0.3), SCAN_PX)[:, ::-1].astype(np.float32)
    page = np.asarray(np.dstack([255 - (255 - through) * 0.1] * 3), np.uint8)
    assert refused(identifier, page).code is ProblemCode.BLANK_PAGE


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (40, 30)])
def test_a_speck_of_a_page(identifier: Identifier, size: tuple[int, int]) -> None:
    assert refused(identifier, np.zeros((*size, 3), np.uint8)).code in {
        ProblemCode.BLANK_PAGE, ProblemCode.UNKNOWN_FORM
    }  # fmt: skip


def test_only_a_corner_of_a_form(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    cut = written_on(sheets[0].pixels)
    cut[800:] = 255
    assert refused(identifier, cut).code is ProblemCode.UNKNOWN_FORM


def test_noise_and_no_templates() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1200, 900, 3), np.uint8)
    assert refused(knowing(), noise).details == {"matches": "0"}


def test_noise_is_nobodys(identifier: Identifier) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1200, 900, 3), np.uint8)
    assert refused(identifier, noise).code is ProblemCode.UNKNOWN_FORM


def test_one_short_line_of_writing_is_no_empty_sheet(identifier: Identifier) -> None:
    page = np.full((2339, 1654, 3), 255, np.uint8)
    cv2.putText(page, "see the back of page 3", (300, 900), cv2.FONT_HERSHEY_SIMPLEX, 2, (90, 40, 40), 5)
    assert refused(identifier, page).code is ProblemCode.UNKNOWN_FORM


def test_the_share_of_ink_leaves_the_edges_out() -> None:
    page = np.full((1000, 700), 250, np.uint8)
    page[:25] = page[:, :15] = 0
    assert ink_share(page) == 0
    page[500:510, 100:600] = 0
    assert ink_share(page) == pytest.approx(5000 / (940 * 658), rel=0.1)


def new_edition(old: BlankSheet) -> BlankSheet:
    changed = old.pixels.copy()
    cv2.putText(changed, "Since April: write in block letters", (700, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return BlankSheet(old.template.model_copy(update={"version": "2"}), changed, "1" * 64)


def test_near_twins_come_both_as_rivals_of_each_other(sheets: list[BlankSheet]) -> None:
    old, new = sheets[0], new_edition(sheets[0])
    both = knowing(old, new, *sheets[1:])
    truth = scanned(0.8)
    for sheet in (old, new):
        found = identified(both, page_of(laid(written_on(sheet.pixels, 4), truth, SCAN_PX)))
        (rival,) = found.rivals
        assert {found.blank, rival.blank} == {old, new}
        assert found.matches >= rival.matches > 0.5 * found.matches
        assert off_mm(found, truth) < 0.6 and off_mm(rival, truth) < 0.6
        assert rival.rivals == () and rival.page is found.page


def test_forms_that_only_share_a_style_are_no_rivals(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    for sheet in sheets:
        assert identified(identifier, page_of(laid(written_on(sheet.pixels), scanned(1), SCAN_PX))).rivals == ()


def test_the_pairs_show_the_same_print_on_page_and_blank(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    truth = scanned(1.2, shift=(20, 10))
    found = identified(identifier, page_of(laid(written_on(sheets[2].pixels), truth, SCAN_PX)))
    assert found.pairs.shape == (found.matches, 2, 2)
    on_sheet = cv2.perspectiveTransform(found.pairs[None, :, 0], np.linalg.inv(truth))[0]
    assert np.linalg.norm((on_sheet + 0.5) / 8 - found.pairs[:, 1], axis=1).max() < 2


def test_resolution_is_measured_on_the_paper(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    coarse = laid(written_on(sheets[1].pixels), scanned(dpi=120), (993, 1404))
    found = identified(identifier, page_of(coarse, dpi=600))
    assert effective_dpi(found) == pytest.approx(120, rel=0.02)
    (notice,) = notices_of(found)
    assert (notice.code, notice.details) == (ProblemCode.LOW_RESOLUTION, {"dpi": "120"})


def test_threads_share_an_identifier(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    pages = [page_of(laid(written_on(sheets[i].pixels), scanned(1), SCAN_PX)) for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(identifier.identify, pages))
    assert [page.blank for page in found if isinstance(page, IdentifiedPage)] == sheets
