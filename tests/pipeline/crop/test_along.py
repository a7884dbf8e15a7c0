"""A stroke that lies along a printed rule is kept; a rule by itself, however ragged, is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, REACH, added_ink

SIZE = (96, 240)
BOX = (30, 20, 210, 76)
BAR = slice(100, 122)
"""Columns of the bar of a 7 written onto the upper rule of the box."""


def box(thickness: int = 2) -> Pixels:
    pixels = np.full(SIZE, 255, np.uint8)
    left, top, right, bottom = BOX
    cv2.rectangle(pixels, (left, top), (right, bottom), 0, thickness)
    cv2.line(pixels, (150, top), (150, bottom), 0, thickness)  # a divider of two cells
    return pixels


def written(pixels: Pixels, *points: tuple[int, int], grey: int = 40) -> Pixels:
    """Ink on print is as dark as the darker of the two."""
    pen = np.full(SIZE, 255, np.uint8)
    cv2.polylines(pen, [np.array(points, np.int32)], False, grey, 4)
    return np.minimum(pixels, pen)


def seven(pixels: Pixels, bar_y: int = BOX[1], grey: int = 40) -> Pixels:
    return written(pixels, (BAR.start, bar_y), (BAR.stop, bar_y), (108, 60), grey=grey)


def one(pixels: Pixels) -> Pixels:
    return written(pixels, (BAR.stop, BOX[1]), (108, 60))


def ragged(pixels: Pixels, seed: int) -> Pixels:
    """As a fax shows it: every edge a pixel off here and there, black or white."""
    rng = np.random.default_rng(seed)
    noisy = cv2.GaussianBlur(pixels, (0, 0), 0.8).astype(float) + rng.normal(0, 40, pixels.shape)
    return np.asarray(np.where(noisy < 150, 0, 255), np.uint8)


def inked(page: Pixels, blank: Pixels) -> Pixels:
    around = [cv2.copyMakeBorder(p, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=255) for p in (page, blank)]
    return np.asarray(added_ink(*around).writing < 255 - FAINT_INK, np.uint8)


def bar_length(ink: Pixels) -> int:
    """Columns left of the stem's head in which ink lies at the box's upper rule."""
    return int(ink[BOX[1] - 4 : BOX[1] + 5, BAR.start - 6 : BAR.stop - 6].any(axis=0).sum())


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("grey", [40, 110])
@pytest.mark.parametrize("off", [-1, 0, 1])
@pytest.mark.parametrize("rule", [1, 2])
def test_the_bar_of_a_seven_on_its_box_is_kept(rule: int, off: int, grey: int, turned: bool) -> None:
    page, blank = seven(box(rule), BOX[1] + off, grey), box(rule)
    ink = inked(page.T.copy(), blank.T.copy()).T if turned else inked(page, blank)
    assert bar_length(ink) >= 13
    assert cv2.connectedComponents(ink.copy())[0] == 2, "bar and stem are one stroke"


@pytest.mark.parametrize("rule", [1, 2, 3])
def test_a_one_that_only_comes_up_to_the_rule_stays_a_one(rule: int) -> None:
    assert bar_length(inked(one(box(rule)), box(rule))) <= 4


@pytest.mark.parametrize("seed", range(6))
def test_on_a_ragged_fax_a_seven_has_its_bar_and_a_one_none(seed: int) -> None:
    assert bar_length(inked(ragged(seven(box(1)), seed), box(1))) >= 12
    assert bar_length(inked(ragged(one(box(1)), seed), box(1))) <= 5
    assert inked(ragged(box(1), seed), box(1)).sum() == 0


def test_a_thick_place_of_a_rule_is_no_writing_where_none_is_beside_it() -> None:
    page = box()
    cv2.line(page, (BAR.start, BOX[1]), (BAR.stop, BOX[1]), 0, 5)
    assert inked(page, box()).sum() == 0
