from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.paper.degrade import Level, degrade, exact
from pipeline.paper.optics import from_mm, lay
from pipeline.paper.placement import Placement, Points, quarter_turn

PX_PER_MM = 8.0
PLACES = np.array([(20.0, 20.0), (190.0, 25.0), (105.0, 148.0), (25.0, 270.0), (185.0, 277.0)])


def waved(points: Points) -> Points:
    return points + np.column_stack([np.zeros(len(points)), 2 * np.sin(points[:, 1] / 40)])


def spotted() -> np.ndarray:
    """A4 at 8 px/mm with a black disc of 2 mm radius at each of ``PLACES``."""
    sheet = np.full((2376, 1680, 3), 255, np.uint8)
    for x, y in PLACES:
        centre = round((x * PX_PER_MM - 0.5) * 16), round((y * PX_PER_MM - 0.5) * 16)
        cv2.circle(sheet, centre, round(2 * PX_PER_MM * 16), (0, 0, 0), cv2.FILLED, cv2.LINE_AA, shift=4)
    return sheet


def spot_near(pixels: np.ndarray, place: Points) -> Points:
    """The middle of what is dark within 4 mm of ``place`` (pixels), weighted by how dark it is."""
    reach = round(4 * PX_PER_MM)
    left, top = np.round(place).astype(int) - reach
    around = pixels[top : top + 2 * reach, left : left + 2 * reach].astype(float)
    dark = 255.0 - around.reshape(2 * reach, 2 * reach, -1).mean(axis=2)
    dark[dark < 128] = 0
    ys, xs = np.mgrid[: 2 * reach, : 2 * reach]
    return np.array([left + (xs * dark).sum() / dark.sum(), top + (ys * dark).sum() / dark.sum()])


def test_the_way_back_from_bent_paper_ends_where_it_began() -> None:
    placement = Placement(from_mm(PX_PER_MM), waved)
    there = placement.points_on_page(PLACES)
    assert np.abs(placement.points_on_sheet(there) - PLACES).max() < 1e-6


def test_scale_is_the_local_one() -> None:
    doubled = Placement(np.diag([16.0, 4.0, 1.0]))
    assert doubled.px_per_mm(PLACES) == pytest.approx(np.full(len(PLACES), 8.0))


def test_pixels_are_laid_where_the_placement_says() -> None:
    placement = Placement(from_mm(PX_PER_MM), waved)
    ground = np.zeros((2376, 1680, 3), np.uint8)
    lay(spotted(), PX_PER_MM, placement, ground)
    for place in placement.points_on_page(PLACES):
        assert np.abs(spot_near(ground, place) - place).max() < 0.15


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_picture_takes_its_placement_along(quarters: int) -> None:
    picture = degrade(spotted(), PX_PER_MM, Level.SCAN, np.random.default_rng(3))
    turned = exact(picture, PX_PER_MM).turned(quarters)
    assert turned.pixels.shape[:2] == (picture.pixels.shape[:2] if quarters % 2 == 0 else picture.pixels.shape[1::-1])
    for place in turned.placement.points_on_page(PLACES):
        assert np.abs(spot_near(turned.pixels, place) - place).max() < 0.3


def test_a_quarter_turn_is_clockwise() -> None:
    assert (quarter_turn(1, 10, 20) @ [0, 0, 1])[:2] == pytest.approx((19, 0))


def test_exact_moves_by_half_a_pixel() -> None:
    picture = degrade(spotted(), PX_PER_MM, Level.CLEAN, np.random.default_rng(0))
    moved = exact(picture, PX_PER_MM).placement.points_on_page(PLACES) - picture.placement.points_on_page(PLACES)
    assert moved == pytest.approx(np.full((len(PLACES), 2), -0.5))
