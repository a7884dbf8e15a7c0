from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.placement import Placement, nodes_of
from models.scan import Matrix, Pixels
from pipeline.align.lay import laid
from pipeline.paper.optics import from_mm

SHEET_MM = (120.0, 160.0)
PLACES = [(x, y) for x in (10.3, 40.7, 61.1, 109.4) for y in (9.6, 55.2, 99.9, 151.3)]
"""Where dots are printed, in millimetres."""

FLAT = np.linalg.inv(from_mm(8))


def turned(degrees: float, dpi: float) -> Matrix:
    """Millimetres to pixels of a page on which the sheet lies askew by so much."""
    spin = np.vstack([cv2.getRotationMatrix2D((60, 80), degrees, 1.0), [0, 0, 1]])
    spin[:2, 2] += (30, 10)
    return np.asarray(from_mm(dpi / 25.4) @ spin, np.float64)


def dotted(to_page: Matrix, dpi: float, radius_mm: float = 0.8) -> Pixels:
    """A page of 18 × 18 cm with the dots, drawn to a sixteenth of a pixel."""
    page = np.full((round(180 * dpi / 25.4), round(180 * dpi / 25.4), 3), 255, np.uint8)
    for x, y in cv2.perspectiveTransform(np.array([PLACES]), to_page)[0]:
        middle = round(float(x) * 16), round(float(y) * 16)
        cv2.circle(page, middle, round(radius_mm * dpi / 25.4 * 16), (0, 0, 0), cv2.FILLED, cv2.LINE_AA, 4)
    return page


def dots_mm(sheet: Pixels, px_per_mm: float) -> np.ndarray:
    """Where the dots are on a sheet, by the middle of their ink within 2 mm."""
    found = []
    for place in PLACES:
        left, top = ((np.array(place) - 2) * px_per_mm).astype(int)
        side = round(4 * px_per_mm)
        ink = 255.0 - sheet[top : top + side, left : left + side].mean(axis=2)
        ys, xs = np.mgrid[: ink.shape[0], : ink.shape[1]]
        middle = np.array([(xs * ink).sum(), (ys * ink).sum()]) / ink.sum()
        found.append((middle + (left, top) + 0.5) / px_per_mm)
    return np.array(found)


@pytest.mark.parametrize("px_per_mm", [8, 4])
@pytest.mark.parametrize("degrees", [0.0, 3.0, 90.0])
@pytest.mark.parametrize("dpi", [600, 300, 200, 100])
def test_a_page_of_any_resolution_comes_out_in_its_place(dpi: int, degrees: float, px_per_mm: int) -> None:
    to_page = turned(degrees, dpi)
    sheet = laid(dotted(to_page, dpi), Placement(np.linalg.inv(to_page)), SHEET_MM, px_per_mm)
    assert sheet.shape == (160 * px_per_mm, 120 * px_per_mm, 3)
    assert np.linalg.norm(dots_mm(sheet, px_per_mm) - PLACES, axis=1).max() < 0.1


@pytest.mark.parametrize("dpi", [600, 450, 300])
@pytest.mark.parametrize("upright", [True, False])
def test_a_rule_of_one_pixel_fades_and_never_breaks(dpi: int, upright: bool) -> None:
    px_per_mm = dpi / 25.4
    page = np.full((round(160 * px_per_mm), round(120 * px_per_mm), 3), 255, np.uint8)
    at = np.arange(20, round(110 * px_per_mm), 37)
    if upright:
        page[:, at] = 0
    else:
        page[at] = 0
    sheet = laid(page, Placement(np.linalg.inv(from_mm(px_per_mm))), SHEET_MM, 8)
    ink = (255.0 - sheet[..., 0]) / 255
    for rule in (at + 0.5) / px_per_mm * 8:
        band = slice(int(rule) - 3, int(rule) + 4)
        across = ink[20:-20, band].sum(axis=1) if upright else ink[band, 20:-20].sum(axis=0)
        assert across.min() > 0.3 * 8 / px_per_mm  # a third and more of the rule's ink everywhere


def test_off_the_page_it_is_white() -> None:
    page = np.full((400, 400, 3), (10, 60, 110), np.uint8)
    moved = np.array([[0.125, 0, 60], [0, 0.125, 80], [0, 0, 1]])
    sheet = laid(page, Placement(moved), SHEET_MM, 8)
    assert (sheet[:638, :] == 255).all() and (sheet[:, :478] == 255).all()
    assert (sheet[642:1038, 482:878] == (10, 60, 110)).all()
    assert (sheet[1042:] == 255).all()
    assert (laid(page, Placement(moved - [[0, 0, 900], [0, 0, 0], [0, 0, 0]]), SHEET_MM, 8) == 255).all()


def test_grey_pictures_stay_grey() -> None:
    page = np.full((1280, 960), 90, np.uint8)
    sheet = laid(page, Placement(FLAT), SHEET_MM, 4)
    assert sheet.shape == (640, 480) and sheet.dtype == np.uint8
    assert (sheet[1:-1, 1:-1] == 90).all()


def test_what_lies_flat_already_is_not_touched() -> None:
    page = np.random.default_rng(0).integers(0, 255, (1280, 960, 3), np.uint8)
    assert np.abs(laid(page, Placement(FLAT), SHEET_MM, 8).astype(int) - page).max() <= 1


def test_bent_paper_is_flattened() -> None:
    nodes = nodes_of(SHEET_MM)
    bend = np.stack([1.2 * np.sin(nodes[..., 1] / 40), 0.8 * np.cos(nodes[..., 0] / 35)], axis=-1)
    bent = Placement(FLAT, bend)
    page = np.full((1320, 1000, 3), 255, np.uint8)
    for x, y in bent.on_page(np.array(PLACES)):
        cv2.circle(page, (round(float(x) * 16), round(float(y) * 16)), 6 * 16, (0, 0, 0), cv2.FILLED, cv2.LINE_AA, 4)
    assert np.linalg.norm(dots_mm(laid(page, bent, SHEET_MM, 8), 8) - PLACES, axis=1).max() < 0.1
    assert np.linalg.norm(dots_mm(laid(page, Placement(FLAT), SHEET_MM, 8), 8) - PLACES, axis=1).max() > 0.5


def test_a_sheet_whose_size_is_no_whole_number_of_nodes() -> None:
    page = np.full((847, 1004, 3), 255, np.uint8)
    page[-8:, -8:] = 0
    sheet = laid(page, Placement(FLAT), (125.5, 105.9), 8)
    assert sheet.shape == (847, 1004, 3)
    assert (sheet[-7:, -7:] == 0).all()
