"""A light pen's palest strokes stay beside its darker ones; pale things beside a dark pen go."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, INK, REACH, added_ink

PALE = INK - 10
"""Grey levels: above what belongs to a stroke, below what a pen reaches for certain."""


def written(*strokes: tuple[int, int]) -> Pixels:
    """Upright strokes 5 px wide on paper, each at a column and so many grey levels darker."""
    page = np.full((80, 240), 255, np.uint8)
    for x, darkness in strokes:
        cv2.line(page, (x, 20), (x, 56), 255 - darkness, 5)
    return page


def kept(page: Pixels) -> list[bool]:
    """Whether the strokes at columns 40, 120 and 200 are on the writing."""
    blank = np.full_like(page, 255)
    around = [cv2.copyMakeBorder(p, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=255) for p in (page, blank)]
    ink = added_ink(*around).writing < 255 - FAINT_INK
    return [bool(ink[:, x - 4 : x + 5].any()) for x in (40, 120, 200)]


@pytest.mark.parametrize("dark", [INK + 5, INK + 15])
def test_pale_strokes_of_a_light_pen_stay(dark: int) -> None:
    assert kept(written((40, PALE), (120, dark), (200, PALE))) == [True, True, True]


def test_pale_things_beside_a_dark_pen_go() -> None:
    assert kept(written((40, PALE), (120, 180), (200, PALE))) == [False, True, False]


def test_nothing_pale_is_ink_where_nothing_certain_stands() -> None:
    assert kept(written((40, PALE), (120, PALE), (200, PALE))) == [False, False, False]


def test_what_is_much_paler_than_the_pen_goes() -> None:
    assert kept(written((40, FAINT_INK + 5), (120, INK + 5), (200, 0))) == [False, True, False]


def test_specks_of_a_light_pen_are_no_strokes() -> None:
    page = written((120, INK + 5))
    page[30:33, 200:204] = 255 - PALE
    assert kept(page) == [False, True, False]
