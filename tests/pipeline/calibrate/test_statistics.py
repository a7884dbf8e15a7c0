"""Bounds, character errors and calibration, against numbers that can be looked up or counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calibrate.statistics import calibration_error, chance_error, character_errors, upper_bound


@pytest.mark.parametrize(
    ("wrong", "of", "bound"),
    [
        (0, 100, 1 - 0.05 ** (1 / 100)),  # the rule of three, exactly
        (0, 2138, 0.0014),
        (3, 5000, 0.00155),
        (1, 10, 0.3942),
        (5, 5, 1.0),
        (0, 0, 1.0),
    ],
)
def test_upper_bounds(wrong: int, of: int, bound: float) -> None:
    assert upper_bound(wrong, of) == pytest.approx(bound, abs=2e-5 if of > 1000 else 1e-4)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_bound_lies_above_what_was_counted_and_grows_with_it(counts: tuple[int, int]) -> None:
    wrong, of = counts
    bound = upper_bound(wrong, of)
    assert wrong / of <= bound <= 1
    assert upper_bound(min(wrong + 1, of), of) >= bound


@pytest.mark.parametrize(
    ("truth", "read", "errors"),
    [("斎藤", "斎藤", 0), ("斎藤", "斉藤", 1), ("東京都", "京都", 1), ("", "山", 1), ("神", "\ufa19", 1)],
)
def test_character_errors(truth: str, read: str, errors: int) -> None:
    assert character_errors(truth, read) == errors


def test_calibration_is_perfect_where_confidence_comes_true() -> None:
    assert calibration_error([0.75] * 400, [n % 4 != 0 for n in range(400)]) < 0.02


def test_calibration_shows_overconfidence() -> None:
    assert calibration_error([0.99] * 100, [n % 2 == 0 for n in range(100)]) == pytest.approx(0.49, abs=0.02)
    assert calibration_error([1.0], [False]) == 1.0


def test_nothing_has_no_calibration() -> None:
    assert math.isnan(calibration_error([], []))


@pytest.mark.parametrize("values", [40, 200, 2000])
def test_what_comes_true_as_it_was_said_strays_as_far_as_chance_has_it(values: int) -> None:
    rng = np.random.default_rng(values)
    said = np.clip(rng.beta(8, 1, values), 0.3, 0.999)
    strays = [calibration_error(said, rng.random(values) < said) for _ in range(60)]
    assert float(np.mean(strays)) == pytest.approx(chance_error(said), rel=0.25)
    assert math.isnan(chance_error([]))
