from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, IdentifiedPage
from models.placement import Placement, nodes_of
from models.scan import Pixels
from pipeline.align.align import align
from pipeline.align.pictures import draw_fields, draw_identified, draw_matches, draw_overlay, draw_residual
from tests.pipeline.align.laying import blank, few
from tests.pipeline.identify.forms import laid, page_of, scanned, written_on

TRUTH = scanned(1, shift=(45, 40))
SIZE = (1750, 2440)
"""A glass that is larger than the sheet."""


def near_colour(picture: Pixels, hue: str) -> np.ndarray:
    """Where one of the channels stands out clearly, as it never does on the page itself."""
    blue, green, red = (picture[..., i].astype(int) for i in range(3))
    match hue:
        case "red":
            return (red > blue + 80) & (red > green + 80)
        case "green":
            return (green > blue + 60) & (green > red + 60)
        case _:
            return (blue > red + 80) & (blue > green + 50)


@pytest.fixture(scope="module")
def page() -> IdentifiedPage:
    found = few().identify(page_of(laid(written_on(blank().pixels), TRUTH, SIZE)))
    assert isinstance(found, IdentifiedPage)
    return found


@pytest.fixture(scope="module")
def aligned(page: IdentifiedPage) -> AlignedPage:
    found = align(page)
    assert isinstance(found, AlignedPage)
    return found


def test_matches_are_lines_from_the_page_to_its_blank(page: IdentifiedPage) -> None:
    picture = draw_matches(page)
    small = page.page.small
    assert picture.shape[0] == max(small.shape[0], 1400) and picture.shape[1] > small.shape[1] + 900
    green = near_colour(picture, "green")
    assert green.sum() > 10 * page.matches
    assert green[:, : small.shape[1]].any() and green[:, small.shape[1] :].any()
    assert page.pairs.shape == (page.matches, 2, 2)
    ends = page.pairs[:, 1] * 1400 / 297 + (small.shape[1], 0)
    hit = [green[y - 2 : y + 3, x - 2 : x + 3].any() for x, y in np.rint(ends).astype(int)]
    assert np.mean(hit) > 0.95


def test_no_matches_are_no_lines(page: IdentifiedPage) -> None:
    alone = IdentifiedPage(page.page, page.blank, page.to_template, 0, 15)
    assert not near_colour(draw_matches(alone), "green").any()


def test_the_outline_of_the_sheet_lies_where_it_lies_on_the_page(page: IdentifiedPage) -> None:
    picture = draw_identified(page)
    assert picture.shape == page.page.pixels.shape
    red = near_colour(picture, "red")
    width, height = page.blank.template.page_mm
    edge = np.array([[width / 2, 0.0], [width / 2, height], [0, height / 2], [width, height / 2]]) * 8 - 0.5
    for x, y in cv2.perspectiveTransform(edge[None], TRUTH)[0].round().astype(int):
        assert red[y - 8 : y + 8, x - 8 : x + 8].any()


@pytest.mark.parametrize("aligned_first", [True, False])
def test_the_field_is_outlined(page: IdentifiedPage, aligned: AlignedPage, aligned_first: bool) -> None:
    picture = draw_fields(aligned) if aligned_first else draw_identified(page)
    box = page.blank.template.all_fields()[0].box_mm
    corners = np.array(box.corners(), float) * 8
    if not aligned_first:
        corners = cv2.perspectiveTransform(corners[None], TRUTH)[0]
    blue = near_colour(picture, "blue")
    for x, y in corners.round().astype(int):
        assert blue[y - 8 : y + 8, x - 8 : x + 8].any()
    away = corners.mean(axis=0).astype(int) + np.array([0, 900])
    assert not near_colour(picture, "red")[away[1] : away[1] + 40, away[0] : away[0] + 40].any()


def test_print_on_print_is_black_and_what_only_one_has_is_coloured(aligned: AlignedPage) -> None:
    picture = draw_overlay(aligned)
    assert picture.shape == aligned.pixels.shape
    print_px = cv2.erode((blank().pixels < 60).astype(np.uint8), np.ones((3, 3))) > 0
    assert picture[print_px].max(axis=1).mean() < 90
    writing = near_colour(picture, "blue")
    assert writing.mean() > 0.002
    assert not near_colour(picture, "red")[300:600].mean() > 0.01
    gone = aligned.pixels.copy()
    gone[700:900] = 255
    lost = draw_overlay(AlignedPage(aligned.identified, aligned.placement, aligned.residual, gone))
    assert near_colour(lost, "red")[700:900].sum() > 500


def test_anchors_are_circles_and_those_not_found_red_crosses(aligned: AlignedPage) -> None:
    picture = draw_residual(aligned)
    assert picture.shape == aligned.pixels.shape
    assert near_colour(picture, "green").sum() > 1000
    assert not near_colour(picture, "red")[100:].any()  # above stand the figures, in red
    covered = aligned.pixels.copy()
    covered[1000:1500] = 255
    crossed = draw_residual(AlignedPage(aligned.identified, aligned.placement, aligned.residual, covered))
    assert near_colour(crossed, "red")[1000:1500].sum() > 200
    assert not near_colour(crossed, "red")[1700:].any()


def test_the_grid_shows_the_bend(aligned: AlignedPage) -> None:
    bend = np.zeros(nodes_of(blank().template.page_mm).shape)
    flat, bent = (
        draw_residual(AlignedPage(aligned.identified, Placement(np.eye(3), shape), aligned.residual, aligned.pixels))
        for shape in (None, bend + 0.6)
    )
    assert (draw_residual(aligned) != bent).any() and (flat != bent).mean() > 0.005
    same = draw_residual(AlignedPage(aligned.identified, Placement(np.eye(3), bend), aligned.residual, aligned.pixels))
    assert (same == flat).all()


def test_nothing_is_drawn_on_the_page_itself(page: IdentifiedPage, aligned: AlignedPage) -> None:
    before, flat = page.page.pixels.copy(), aligned.pixels.copy()
    for picture in (draw_matches(page), draw_identified(page), draw_overlay(aligned), draw_residual(aligned),
                    draw_fields(aligned)):  # fmt: skip
        assert picture.dtype == np.uint8 and picture.std() > 10
    assert (page.page.pixels == before).all() and (aligned.pixels == flat).all()
