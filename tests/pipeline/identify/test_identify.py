from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Matrix, Page, Pixels
from pipeline.identify.identify import PX_TO_MM, Identifier
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
    return Identifier(sheets)


def off_mm(found: IdentifiedPage, truth: Matrix) -> float:
    """The largest distance on the sheet, in millimetres, between where the page lies and where it is said to lie."""
    places = np.array([[[x, y] for x in (100, 800, 1580) for y in (100, 1200, 2270)]], np.float64)
    said = cv2.perspectiveTransform(cv2.perspectiveTransform(places, truth), found.to_template)
    return float(np.linalg.norm(said - cv2.perspectiveTransform(places, PX_TO_MM), axis=2).max())


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


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (40, 30)])
def test_a_speck_of_a_page(identifier: Identifier, size: tuple[int, int]) -> None:
    assert refused(identifier, np.zeros((*size, 3), np.uint8)).code in {
        ProblemCode.BLANK_PAGE, ProblemCode.UNKNOWN_FORM
    }  # fmt: skip


@pytest.mark.parametrize("seed", [9, 10, 11])
def test_another_form_in_the_same_style(identifier: Identifier, seed: int) -> None:
    problem = refused(identifier, laid(written_on(blank_sheet(seed).pixels), scanned(1), SCAN_PX))
    assert problem.code is ProblemCode.UNKNOWN_FORM
    assert int(problem.details["matches"]) >= 0


def test_a_mirrored_page_is_nobodys(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    mirrored = np.ascontiguousarray(written_on(sheets[0].pixels)[:, ::-1])
    assert refused(identifier, mirrored).code is ProblemCode.UNKNOWN_FORM


def test_only_a_corner_of_a_form(identifier: Identifier, sheets: list[BlankSheet]) -> None:
    cut = written_on(sheets[0].pixels)
    cut[800:] = 255
    assert refused(identifier, cut).code is ProblemCode.UNKNOWN_FORM


def test_noise_and_no_templates() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1200, 900, 3), np.uint8)
    assert refused(Identifier([]), noise).details == {"matches": "0"}


def test_two_versions_that_differ_in_one_line_are_told_apart_or_refused(sheets: list[BlankSheet]) -> None:
    old = sheets[0]
    changed = old.pixels.copy()
    cv2.putText(changed, "Since April: write in block letters", (700, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    new = BlankSheet(old.template.model_copy(update={"version": "2"}), changed, "1" * 64)
    both = Identifier([old, new])
    for sheet in (old, new):
        page = page_of(laid(written_on(sheet.pixels, 4), scanned(0.8), SCAN_PX))
        assert identified(both, page).blank is sheet
    twins = Identifier([old, replace(old, sha256="2" * 64)])
    assert refused(twins, written_on(old.pixels)).code is ProblemCode.UNKNOWN_FORM


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
