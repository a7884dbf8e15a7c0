"""Strokes too faint to read are found, and grain, specks, shadows and print are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import REACH, AddedInk, added_ink

SIZE = (96, 320)


def ruled() -> Pixels:
    blank = np.full(SIZE, 255, np.uint8)
    cv2.rectangle(blank, (8, 8), (311, 87), 0, 2)
    return blank


def grain(sigma: float, seed: int = 1) -> NDArray[np.float64]:
    return cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 4 * sigma, SIZE), (0, 0), 1.1)


def written(level: int, sigma: float = 1.5) -> AddedInk:
    """Three characters' worth of strokes that are ``level`` grey levels darker than a grainy paper."""
    ink = np.zeros(SIZE, np.uint8)
    for x in (40, 110, 180):
        cv2.line(ink, (x, 30), (x + 40, 30), 1, 3)
        cv2.line(ink, (x + 20, 22), (x + 8, 70), 1, 3)
        cv2.line(ink, (x + 8, 48), (x + 44, 66), 1, 3)
    page = np.clip(ruled() - 12.0 - level * ink + grain(sigma), 0, 255).astype(np.uint8)
    return added(page)


def added(page: Pixels) -> AddedInk:
    around = [
        cv2.copyMakeBorder(p, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=255) for p in (page, ruled())
    ]
    return added_ink(*around)


@pytest.mark.parametrize("level", [18, 25])
def test_a_nearly_dry_pen_leaves_traces_and_no_writing(level: int) -> None:
    found = written(level)
    assert (found.writing == 255).all()
    assert found.traces.sum() > 200


def test_ink_that_is_read_is_no_trace() -> None:
    found = written(150)
    assert (found.writing < 150).sum() > 500
    assert not found.traces.any()


def test_of_a_word_half_gone_the_gone_half_is_found() -> None:
    page = np.clip(ruled() - 12.0 + grain(1.5), 0, 255).astype(np.uint8)
    cv2.line(page, (40, 25), (80, 70), 60, 4)
    cv2.line(page, (200, 25), (250, 70), 225, 3)
    found = added(page)
    assert found.traces[:, 190:260].any() and not found.traces[:, :120].any()


@pytest.mark.parametrize("sigma", [0.0, 1.5, 3.0])
def test_empty_paper_has_none(sigma: float) -> None:
    assert not written(0, sigma).traces.any()


def test_a_shadow_and_specks_are_none() -> None:
    fall_off = np.linspace(0, 60, SIZE[1])[None, :]
    page = np.clip(ruled() - fall_off + grain(1.0), 0, 255).astype(np.uint8)
    for x, y in ((60, 40), (150, 60), (260, 30)):
        page[y : y + 2, x : x + 2] = 150
    assert not added(page).traces.any()
