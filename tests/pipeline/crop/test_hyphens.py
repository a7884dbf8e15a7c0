"""A hyphen of a light pen is found where a line of writing leaves a gap for it, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, REACH, added_ink

GAP = slice(70, 90)
"""Columns between the two numbers."""


def numbers(*, hyphen: int = 0, top: int = 39) -> Pixels:
    """15 and 18 in a firm pen, and between them a stroke ``hyphen`` grey levels darker than the paper."""
    paper = np.full((80, 160), 255, np.uint8)
    for x in (20, 50, 100, 130):
        cv2.line(paper, (x, 24), (x, 56), 90, 4)
    paper[top : top + 4, GAP] -= np.uint8(hyphen)
    grain = np.random.default_rng(1).integers(0, 9, paper.shape)
    return np.asarray(np.clip(paper.astype(np.int16) - grain, 0, 255), np.uint8)


def found(page: Pixels, *, hyphens: bool = True) -> Pixels:
    blank = np.full(page.shape, 255, np.uint8)
    around = [
        cv2.copyMakeBorder(p, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=(255,)) for p in (page, blank)
    ]
    writing = added_ink(*around, hyphens=hyphens).writing
    return np.asarray(writing[:, 62:94] < 255 - FAINT_INK, np.uint8)


@pytest.mark.parametrize("hyphen", [18, 25])
def test_a_faint_hyphen_between_numbers_is_ink_where_it_is_due(hyphen: int) -> None:
    page = numbers(hyphen=hyphen)
    assert found(page).any(axis=0).sum() >= 16
    assert not found(page, hyphens=False).any()


def test_the_grain_of_the_paper_is_no_hyphen() -> None:
    assert not found(numbers()).any()


def test_a_stroke_below_the_line_is_no_hyphen() -> None:
    assert not found(numbers(hyphen=25, top=70)).any()


def test_a_stain_is_no_hyphen() -> None:
    page = numbers()
    page[26:54, GAP] -= np.uint8(18)
    assert not found(page).any()
