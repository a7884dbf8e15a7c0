from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.paper.defects import Defect, damage
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas
from tests.pipeline.paper.test_placement import PLACES, PX_PER_MM, spot_near, spotted

EDGES_MM = np.array([(x, y) for x in (0.0, 105.0, 210.0) for y in (0.0, 148.5, 297.0)])


def damaged(defect: Defect, seed: int) -> Picture:
    return damage(Canvas(spotted(), PX_PER_MM), defect, np.random.default_rng((7, seed)))


def straight(picture: Picture, size: tuple[int, int] = (1680, 2376)) -> np.ndarray:
    """The picture laid back on the sheet at 8 px/mm by its own placement: grey."""
    grey = picture.pixels if picture.pixels.ndim == 2 else cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    xs, ys = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    places = (np.column_stack([xs.ravel(), ys.ravel()]) + 0.5) / PX_PER_MM
    there = picture.placement.points_on_page(places).astype(np.float32).reshape(size[1], size[0], 2)
    return cv2.remap(grey, there, None, cv2.INTER_LINEAR, borderValue=(255,))


@pytest.mark.parametrize("defect", [d for d in Defect if d not in {Defect.DPI_600, Defect.STAINS, Defect.STAMP}])
@pytest.mark.parametrize("seed", [1])
def test_the_truth_follows_the_paper(defect: Defect, seed: int) -> None:
    picture = damaged(defect, seed)
    flat = straight(picture)
    height, width = picture.pixels.shape[:2]
    seen = 0
    for place, px in zip(PLACES, picture.placement.points_on_page(PLACES), strict=True):
        margin = 4 * picture.placement.px_per_mm(place[None])[0]
        if not (margin < px[0] < width - margin and margin < px[1] < height - margin):
            continue
        off = spot_near(flat, place * PX_PER_MM - 0.5) - (place * PX_PER_MM - 0.5)
        seen += np.abs(off).max() / PX_PER_MM < 0.08
    assert seen >= 3


@pytest.mark.parametrize("defect", [d for d in Defect if d is not Defect.DPI_600])
def test_a_defect_leaves_the_sheet_as_it_is_and_is_the_same_every_time(defect: Defect) -> None:
    sheet = Canvas(spotted(), PX_PER_MM)
    first, second = (damage(sheet, defect, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(sheet.pixels, spotted())
    assert np.array_equal(first.pixels, second.pixels)
    assert not np.array_equal(first.pixels, damage(sheet, defect, np.random.default_rng(6)).pixels)


@pytest.mark.parametrize("seed", range(8))
def test_curled_paper_is_off_by_millimetres_and_no_more_than_four(seed: int) -> None:
    bend = damaged(Defect.CURL, seed).placement.bend
    assert bend is not None
    off = np.linalg.norm(bend(EDGES_MM) - EDGES_MM, axis=1).max()
    assert 0.9 <= off <= 4.01


@pytest.mark.parametrize("seed", range(8))
def test_uneven_feeding_slips_along_the_feed_only(seed: int) -> None:
    bend = damaged(Defect.UNEVEN_FEED, seed).placement.bend
    assert bend is not None
    down = np.column_stack([np.full(300, 50.0), np.linspace(0, 297, 300)])
    slip = bend(down) - down
    assert np.abs(slip[:, 0]).max() == 0
    assert 0.25 <= np.abs(slip[:, 1]).max() <= 1.51


def test_resolutions_are_what_they_are_called() -> None:
    assert damaged(Defect.DPI_150, 0).pixels.shape[:2] == (round(297 / 25.4 * 150), round(210 / 25.4 * 150))
    assert damaged(Defect.DPI_600, 0).pixels.shape[:2] == (round(297 / 25.4 * 600), round(210 / 25.4 * 600))


@pytest.mark.parametrize("defect", [Defect.BILEVEL, Defect.FAX])
def test_bilevel_is_black_and_white(defect: Defect) -> None:
    picture = damaged(defect, 0)
    assert picture.is_bilevel
    assert set(np.unique(picture.pixels)) == {0, 255}


def test_a_cut_edge_loses_up_to_a_tenth() -> None:
    for seed in range(12):
        picture = damaged(Defect.EDGE_CUT, seed)
        height, width = picture.pixels.shape[:2]
        assert height >= 0.89 * 2376 and width >= 0.89 * 1680
        covered = (height, width) == (2376, 1680)
        inner = picture.placement.points_on_page(np.array([[105.0, 148.5]]))[0]
        assert covered or (inner < (840 + 8, 1188 + 8)).all()


def test_a_fold_hides_print_of_one_corner_only() -> None:
    print_everywhere = Canvas(np.full((2376, 1680, 3), 90, np.uint8), PX_PER_MM)
    for seed in range(6):
        picture = damage(print_everywhere, Defect.FOLDED_CORNER, np.random.default_rng(seed))
        flat = straight(picture)
        corners = [flat[:64, :64], flat[:64, -64:], flat[-64:, :64], flat[-64:, -64:]]
        changed = [abs(float(np.median(corner)) - float(np.median(flat))) > 25 for corner in corners]
        assert sum(changed) == 1
