from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.paper.degrade import Level, Picture, degrade

PX_PER_MM = 200 / 25.4
SPOTS_MM = ((20.0, 20.0), (190.0, 20.0), (190.0, 277.0), (20.0, 277.0), (105.0, 148.5))


def spotted_sheet() -> Pixels:
    """White A4 with black discs of 3 mm radius at known places."""
    sheet = np.full((2339, 1654, 3), 255, np.uint8)
    for x, y in SPOTS_MM:
        cv2.circle(sheet, (round(x * PX_PER_MM), round(y * PX_PER_MM)), round(3 * PX_PER_MM), (0, 0, 0), cv2.FILLED)
    return sheet


def found_near(picture: Picture, x: float, y: float) -> tuple[float, float]:
    """The middle of the dark pixels within 4.5 mm of where the transform says that a disc is."""
    grey = picture.pixels if picture.pixels.ndim == 2 else cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    reach = round(4.5 * PX_PER_MM)
    left, top = round(x) - reach, round(y) - reach
    around = grey[top : top + 2 * reach, left : left + 2 * reach].astype(int)
    ys, xs = np.nonzero(around < (around.min() + around.max()) / 2)
    return left + float(xs.mean()), top + float(ys.mean())


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("seed", range(3))
def test_the_transform_follows_the_paper(level: Level, seed: int) -> None:
    picture = degrade(spotted_sheet(), PX_PER_MM, level, np.random.default_rng(seed))
    expected = cv2.perspectiveTransform(np.array([SPOTS_MM]), picture.to_page)[0]
    for x, y in expected:
        off = np.hypot(*np.subtract(found_near(picture, x, y), (x, y))) / PX_PER_MM
        assert off < 0.3


@pytest.mark.parametrize("seed", range(6))
def test_a_photographed_sheet_is_wholly_in_the_picture(seed: int) -> None:
    picture = degrade(spotted_sheet(), PX_PER_MM, Level.PHOTO, np.random.default_rng(seed))
    corners = cv2.perspectiveTransform(
        np.array([[(0.0, 0.0), (210.0, 0.0), (210.0, 297.0), (0.0, 297.0)]]), picture.to_page
    )
    height, width = picture.pixels.shape[:2]
    assert 2000 <= height <= 2600
    assert corners.min() > 0
    assert (corners[0].max(axis=0) < (width, height)).all()


def test_a_fax_knows_only_black_and_white_and_its_own_resolution() -> None:
    picture = degrade(spotted_sheet(), PX_PER_MM, Level.FAX, np.random.default_rng(4))
    assert picture.is_bilevel
    assert set(np.unique(picture.pixels)) == {0, 255}
    assert picture.pixels.shape[1] == round(1654 / PX_PER_MM * 204 / 25.4)


def test_clean_paper_is_left_alone() -> None:
    sheet = spotted_sheet()
    picture = degrade(sheet, PX_PER_MM, Level.CLEAN, np.random.default_rng(4))
    assert np.array_equal(picture.pixels, sheet)
