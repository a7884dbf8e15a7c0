"""Dust lies alone; the dots of a broken stroke lie close together."""

from __future__ import annotations

import numpy as np
import pytest

from models.scan import Pixels
from pipeline.crop.specks import BROKEN, SPECK, without_specks


def dots(apart: int, count: int) -> Pixels:
    """A row of dots of 2 × 2 px, ``apart`` px from one to the next."""
    ink = np.zeros((40, 400), np.uint8)
    for n in range(count):
        ink[20:22, 10 + n * (2 + apart) : 12 + n * (2 + apart)] = 1
    return ink


def test_a_lone_dot_goes_and_a_large_one_stays() -> None:
    ink = np.zeros((40, 40), np.uint8)
    ink[5:7, 5:7] = 1
    ink[20:24, 20:24] = 1
    kept = without_specks(ink)
    assert kept.sum() == 16 >= SPECK
    assert kept[20:24, 20:24].all()


@pytest.mark.parametrize(("apart", "stays"), [(2, True), (4, True), (8, False), (20, False)])
def test_dots_stay_where_they_follow_each_other(apart: int, stays: bool) -> None:
    ink = dots(apart, 10)
    assert without_specks(ink).sum() == (ink.sum() if stays else 0)


def test_a_few_dots_are_dust_however_close() -> None:
    few = BROKEN // 4 - 1
    assert without_specks(dots(2, few)).sum() == 0


def test_the_dust_of_a_fax_goes() -> None:
    dust = (np.random.default_rng(1).random((200, 800)) < 0.0012).astype(np.uint8)
    assert dust.sum() > 100
    assert without_specks(dust).sum() == 0
