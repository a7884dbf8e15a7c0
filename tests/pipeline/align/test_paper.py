"""Cut edges, folded corners and covered print are known from paper that lies whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.align.paper import covered, folds, off_paper
from pipeline.align.printed import Printed, grown

SHAPE = (1188, 840)
NOTHING = np.zeros(SHAPE, np.bool_)


def paper(noise: float = 3.0) -> Pixels:
    grey = np.full(SHAPE, 245, np.uint8)
    for y in range(80, 1150, 40):
        cv2.line(grey, (60, y), (780, y), 20, 2)
    return np.asarray(np.clip(grey + np.random.default_rng(2).normal(0, noise, SHAPE), 0, 255), np.uint8)


@pytest.mark.parametrize("grey", [0, 12, 255])
def test_what_is_beyond_a_cut_edge_is_no_paper(grey: int) -> None:
    page = paper()
    page[:, :90] = grey
    off = off_paper(page, NOTHING)
    assert off[:, :100].all()
    assert not off[:, 120:].any()


def test_a_whole_page_is_all_paper() -> None:
    assert not off_paper(paper(), NOTHING).any()


def test_black_and_white_tells_nothing_of_paper() -> None:
    page = np.where(paper(0) > 128, 255, 0).astype(np.uint8)
    page[:, :90] = 0
    assert not off_paper(page, NOTHING).any()


def test_an_even_shade_well_within_the_page_is_paper() -> None:
    page = paper()
    page[500:620, 300:420] = 228
    assert not off_paper(page, NOTHING).any()


def test_what_is_no_paper_may_begin_where_the_picture_ends() -> None:
    page, beyond = paper(), NOTHING.copy()
    page[:, :60], page[:, 60:120] = 0, 255
    beyond[:, :60] = True
    assert off_paper(page, beyond)[:, :130].all()


def test_half_black_and_half_white_is_borne() -> None:
    page = np.zeros(SHAPE, np.uint8)
    page[: SHAPE[0] // 2] = 255
    assert not off_paper(page, NOTHING).any()


def folded(corner: tuple[int, int], far: tuple[int, int]) -> Pixels:
    page = paper()
    cv2.fillPoly(page, [np.array([corner, (far[0], corner[1]), (corner[0], far[1])], np.int32)], (215,))
    return page


@pytest.mark.parametrize(("corner", "far"), [((0, 0), (140, 100)), ((839, 0), (700, 120)), ((0, 1187), (120, 1060))])
def test_the_edge_of_a_fold_is_seen(corner: tuple[int, int], far: tuple[int, int]) -> None:
    found = folds(folded(corner, far), NOTHING)
    middle = ((far[0] + corner[0]) // 2, (far[1] + corner[1]) // 2)
    assert found[middle[1], middle[0]]
    assert not found[500:700, 300:600].any()


def test_rules_are_no_folds_and_strokes_in_the_middle_are_none() -> None:
    page = paper()
    cv2.line(page, (300, 500), (600, 640), 30, 2)
    cv2.line(page, (20, 30), (20, 400), 30, 2)
    assert not folds(page, NOTHING).any()


def test_a_fold_over_print_is_seen_where_no_print_is() -> None:
    page = folded((0, 0), (140, 100))
    near = np.zeros(SHAPE, np.bool_)
    near[:, :] = True
    assert not folds(page, near).any()


def test_print_that_is_covered_is_known_from_print_that_moved() -> None:
    firm = paper(0) < 128
    printed = Printed(firm, grown(firm, 2), NOTHING)
    page = firm.copy()
    page[:200, :250] = False
    hidden = covered(page, printed)
    assert hidden[60:160, 70:200].all()
    assert not hidden[400:, :].any()
    assert not covered(firm, printed).any()
    assert not covered(np.roll(firm, 1, axis=0), printed).any()
