"""A ring that was crossed out is told from one that is only large, loose, or drawn twice."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.read.ink_measures import Ink
from pipeline.read.mark_doubts import STRAYING_WAYS, TURNS
from pipeline.read.ring_shapes import straying_ways, turns

MIDDLE, HALF = (100.0, 60.0), (60.0, 30.0)


def ring(axes: tuple[int, int] = (58, 30), times: int = 1) -> np.ndarray:
    picture = np.zeros((120, 200), np.uint8)
    for again in range(times):
        middle = round(MIDDLE[0]), round(MIDDLE[1])
        cv2.ellipse(picture, middle, (axes[0] - 7 * again, axes[1] - 7 * again), 0, 0, 360, (1,), 4)
    return picture


def ink(picture: np.ndarray) -> Ink:
    return picture > 0


@pytest.mark.parametrize("axes", [(45, 24), (58, 30), (70, 38)])
def test_a_ring_of_any_size_goes_around_once_and_does_not_stray(axes: tuple[int, int]) -> None:
    drawn = ink(ring(axes))
    assert turns(drawn) == pytest.approx(1.0, abs=0.1)
    assert straying_ways(drawn, MIDDLE, HALF) == 0


def test_a_ring_drawn_twice_stays_on_its_way() -> None:
    drawn = ink(ring(times=2))
    assert turns(drawn) > 1.5
    assert straying_ways(drawn, MIDDLE, HALF) < STRAYING_WAYS


def test_a_cross_over_a_ring_strays_even_without_its_middle() -> None:
    picture = ring()
    cv2.line(picture, (30, 15), (170, 105), (1,), 4)
    cv2.line(picture, (170, 15), (30, 105), (1,), 4)
    picture[45:75, 70:90] = picture[45:75, 110:130] = 0  # as print takes it away
    drawn = ink(picture)
    assert turns(drawn) > TURNS
    assert straying_ways(drawn, MIDDLE, HALF) >= STRAYING_WAYS


def test_nothing_goes_around_nothing() -> None:
    assert turns(np.zeros((9, 9), np.bool_)) == 0.0
    assert straying_ways(np.zeros((9, 9), np.bool_), (4.0, 4.0), (4.0, 4.0)) == 0
