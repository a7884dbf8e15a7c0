from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.page import BlankSheet
from models.scan import Pixels, resized
from pipeline.align.anchors import COARSE_PX_PER_MM, SEEK_PX_PER_MM, Found, anchors_of, find
from tests.pipeline.identify.forms import blank_sheet, printed_sheet

REACH_MM = 1.25


def shifted(blank: BlankSheet, dx: float, dy: float, px_per_mm: int = SEEK_PX_PER_MM) -> Pixels:
    """The blank at ``px_per_mm`` with all print moved by so many millimetres."""
    move = np.array([[1, 0, dx * 8], [0, 1, dy * 8]], np.float64)
    moved = cv2.warpAffine(blank.pixels, move, blank.pixels.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=(255,))
    soft = cv2.GaussianBlur(moved, (0, 0), 1.2)  # as scanners are: a sharp hairline hides anywhere within a pixel
    return resized(np.asarray(soft, np.uint8), px_per_mm / 8)


def sought(blank: BlankSheet, page: Pixels) -> Found:
    return find(anchors_of(blank), page, SEEK_PX_PER_MM, REACH_MM)


def seen(found: Found) -> np.ndarray:
    return np.isfinite(found.offsets_mm).any(axis=1)


def ruled() -> BlankSheet:
    """Nothing but rules: across on the upper part, down on the lower, 8 mm apart."""
    pixels = np.full((2376, 1680), 255, np.uint8)
    for y in range(200, 1600, 64):
        pixels[y : y + 3, 100:1580] = 0
    for x in range(600, 1000, 64):
        pixels[1750:2300, x : x + 3] = 0
    return printed_sheet(pixels)


@pytest.fixture(scope="module")
def blank() -> BlankSheet:
    return blank_sheet(5)


def test_anchors_cover_the_print_and_keep_apart(blank: BlankSheet) -> None:
    centres = anchors_of(blank).centres_mm
    apart = np.abs(centres[:, None] - centres[None]).max(axis=2) + 1000 * np.eye(len(centres))
    assert len(centres) > 60
    assert apart.min() > 10
    for x in (15, 75, 135):
        for y in (15, 90, 165):
            near = (np.abs(centres - (x + 30, y + 37)) <= (30, 37)).all(axis=1)
            assert near.sum() >= 3, (x, y)


def test_anchors_lie_on_the_sheet_and_on_print(blank: BlankSheet) -> None:
    for x, y in anchors_of(blank).centres_mm:
        patch = blank.pixels[int(y * 8) - 48 : int(y * 8) + 48, int(x * 8) - 48 : int(x * 8) + 48]
        assert patch.shape == (96, 96)
        assert patch.min() < 128


def test_anchors_are_computed_once_a_sheet(blank: BlankSheet) -> None:
    assert anchors_of(blank) is anchors_of(blank)


def test_paper_without_print_has_no_anchors() -> None:
    empty = printed_sheet(np.full((2376, 1680), 255, np.uint8))
    assert len(anchors_of(empty).centres_mm) == 0
    assert len(sought(empty, shifted(empty, 0, 0)).offsets_mm) == 0


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (0.5, -0.25), (-0.9, 0.7), (0.11, 0.06)])
def test_print_is_found_to_a_few_hundredths_of_a_millimetre(blank: BlankSheet, dx: float, dy: float) -> None:
    found = sought(blank, shifted(blank, dx, dy))
    assert np.isfinite(found.offsets_mm).mean(axis=0).min() > 0.4
    assert seen(found).mean() > 0.95
    off = found.offsets_mm - (dx, dy)
    assert np.nanquantile(np.abs(off), 0.95) < 0.04
    assert np.abs(np.nanmedian(off, axis=0)).max() < 0.02


def test_the_wide_search_finds_print_that_lies_far_off(blank: BlankSheet) -> None:
    found = find(anchors_of(blank), shifted(blank, 3.5, -4, COARSE_PX_PER_MM), COARSE_PX_PER_MM, 4.5)
    assert seen(found).mean() > 0.8
    assert np.nanmedian(found.offsets_mm, axis=0) == pytest.approx([3.5, -4], abs=0.1)


def test_print_beyond_reach_is_not_found_at_some_other_place(blank: BlankSheet) -> None:
    found = sought(blank, shifted(blank, 6, 6))
    assert found.held.mean() < 0.1


def test_a_page_without_the_print_holds_nothing(blank: BlankSheet) -> None:
    white = np.full((1188, 840), 255, np.uint8)
    assert np.isnan(sought(blank, white).offsets_mm).all()


def test_only_what_is_covered_is_lost(blank: BlankSheet) -> None:
    page = shifted(blank, 0.3, 0.3)
    page[:, :420] = 255
    found = sought(blank, page)
    left = found.places_mm[:, 0] < 105 - 8
    right = found.places_mm[:, 0] > 105 + 8
    assert not seen(found)[left].any()
    assert seen(found)[right].mean() > 0.95


def test_a_rule_tells_where_it_lies_across_and_nothing_along() -> None:
    blank = ruled()
    found = sought(blank, shifted(blank, 0.4, 0.4))
    ys = found.places_mm[:, 1]
    inner = (found.places_mm[:, 0] > 30) & (found.places_mm[:, 0] < 180)  # the ends of the rules hold both ways
    across, down = found.offsets_mm[inner & (ys < 190)], found.offsets_mm[(ys > 225) & (ys < 280)]
    assert len(across) >= 20 and len(down) >= 2
    assert np.isnan(across[:, 0]).all()
    assert across[:, 1] == pytest.approx(np.full(len(across), 0.4), abs=0.04)
    assert np.isnan(down[:, 1]).all()
    assert down[:, 0] == pytest.approx(np.full(len(down), 0.4), abs=0.04)
    assert not found.held[inner & (ys < 190)].any()
