from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import WORKING_SIDE, Pixels, resized
from pipeline.identify.features import LEAST_PAIRS, Features, features_of, fit, matches, sides
from tests.pipeline.identify.forms import blank_sheet


def small(seed: int) -> Pixels:
    blank = blank_sheet(seed).pixels
    return resized(blank, WORKING_SIDE / max(blank.shape))


@pytest.fixture(scope="module")
def seen() -> Features:
    return features_of(small(3))


def test_places_are_told_from_the_middle_in_longer_sides() -> None:
    to_sides = sides((1400, 990))
    corners = np.array([[[-0.5, -0.5], [989.5, 1399.5], [494.5, 699.5]]])
    assert cv2.perspectiveTransform(corners, to_sides)[0] == pytest.approx(
        np.array([[-990 / 2800, -0.5], [990 / 2800, 0.5], [0, 0]])
    )
    assert sides((1400, 990, 3)) == pytest.approx(to_sides)
    assert sides((2800, 1980))[0, 0] == pytest.approx(to_sides[0, 0] / 2)


def test_features_lie_on_the_print(seen: Features) -> None:
    height, width = small(3).shape
    at = np.rint(seen.points * WORKING_SIDE + (width / 2, height / 2)).astype(int)
    dark = cv2.erode(small(3), np.ones((15, 15)))
    assert (dark[at[:, 1].clip(0, height - 1), at[:, 0].clip(0, width - 1)] < 200).mean() > 0.99
    assert len(seen.points) == len(seen.angles) == len(seen.descriptors) > 1000
    assert seen.descriptors.shape[1] == 32 and seen.descriptors.dtype == np.uint8


def test_any_first_part_is_spread_over_the_sheet(seen: Features) -> None:
    whole, part = np.ptp(seen.points, axis=0), np.ptp(seen.first(120).points, axis=0)
    assert len(seen.first(120).points) == 120
    assert (part > 0.9 * whole).all()
    cells = {tuple(cell) for cell in np.floor(seen.first(120).points / 0.12).astype(int)}
    assert len(cells) > 25


def test_the_first_part_of_few_is_all_of_them(seen: Features) -> None:
    assert len(seen.first(10**6).points) == len(seen.points)
    assert len(seen.first(0).points) == 0


@pytest.mark.parametrize("picture", [np.full((1400, 990), 255, np.uint8), np.zeros((3, 2), np.uint8)])
def test_a_picture_without_anything_has_no_features(picture: Pixels) -> None:
    none = features_of(picture)
    assert none.points.shape == (0, 2) and none.angles.shape == (0,) and none.descriptors.shape == (0, 32)
    assert all(len(points) == 0 for points in matches(none, none))


def test_a_sheet_matches_itself_in_place(seen: Features) -> None:
    source, target = matches(seen, seen)
    assert len(source) > 500
    assert source == pytest.approx(target)
    lies = fit(source, target)
    assert lies is not None and lies.count == len(lies.target) > 500
    assert lies.transform / lies.transform[2, 2] == pytest.approx(np.eye(3), abs=1e-4)


def test_print_that_comes_again_and_again_tells_no_place() -> None:
    same = np.full((1400, 990), 255, np.uint8)
    for x in range(40, 900, 110):
        for y in range(60, 1350, 90):
            cv2.putText(same, "Name", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    every, smaller = features_of(same), features_of(resized(same, 0.98))
    assert len(every.points) > 500
    assert len(matches(every, smaller)[0]) < 0.4 * len(every.points)


def test_the_transform_between_two_pictures_is_found(seen: Features) -> None:
    turned = np.vstack([cv2.getRotationMatrix2D((495, 700), 25, 0.8), [0, 0, 1]])
    moved = cv2.warpAffine(small(3), turned[:2], (990, 1400), borderValue=(255,))
    source, target = matches(features_of(np.asarray(moved, np.uint8)), seen)
    lies = fit(source, target)
    assert lies is not None and lies.count > 100
    truth = sides((1400, 990)) @ np.linalg.inv(turned) @ np.linalg.inv(sides((1400, 990)))
    places = np.array([[[x, y] for x in (-0.2, 0.2) for y in (-0.3, 0.3)]])
    said, true = (cv2.perspectiveTransform(places, matrix) for matrix in (lies.transform, truth))
    assert np.abs(said - true).max() < 0.002  # 0.6 mm


def test_pairs_that_agree_on_nothing_give_no_fit_to_speak_of() -> None:
    rng = np.random.default_rng(0)
    source, target = (rng.uniform(-0.5, 0.5, (60, 2)).astype(np.float32) for _ in range(2))
    lies = fit(source, target)
    assert lies is None or lies.count < 15


@pytest.mark.parametrize("count", [0, 1, LEAST_PAIRS - 1])
def test_too_few_pairs_give_no_fit(seen: Features, count: int) -> None:
    assert fit(seen.points[:count], seen.points[:count]) is None


def test_pairs_on_one_spot_give_no_fit() -> None:
    spot = np.zeros((40, 2), np.float32)
    lies = fit(spot, spot)
    assert lies is None or np.isfinite(lies.transform).all()
