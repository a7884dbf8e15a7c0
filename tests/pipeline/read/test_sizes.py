"""The size of the ink speaks for small or for full-size kana, and for nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.read.priors import SMALL_OF
from pipeline.read.sizes import FULL_SIZE as FULL
from pipeline.read.sizes import LEAST, SMALL_SHARE, by_size, size_evidence

FULL_SIZE = FULL["ツ"]
SMALL_SIZE = SMALL_SHARE * FULL_SIZE
SYMBOLS = ("ッ", "ツ", "ョ", "ヨ", "サ", "ー", "7")


def weights(size: float) -> dict[str, float]:
    return dict(zip(SYMBOLS, map(float, size_evidence(SYMBOLS, size)), strict=True))


@pytest.mark.parametrize("size", [0.4, SMALL_SIZE, 0.85, FULL_SIZE, 1.4])
def test_characters_of_one_size_are_left_alone(size: float) -> None:
    found = weights(size)
    assert (found["サ"], found["ー"], found["7"]) == (1, 1, 1)


@pytest.mark.parametrize("size", [0.3, 0.6, SMALL_SIZE])
def test_small_ink_speaks_against_large_kana(size: float) -> None:
    assert weights(size)["ッ"] == 1
    assert LEAST <= weights(size)["ツ"] < 0.1


@pytest.mark.parametrize("size", [FULL_SIZE, 1.1, 1.6])
def test_large_ink_speaks_against_small_kana_but_not_wholly(size: float) -> None:
    assert weights(size)["ツ"] == 1
    assert weights(size)["ッ"] < 0.15


def test_between_the_two_the_size_says_nothing() -> None:
    between = weights((FULL_SIZE + SMALL_SIZE) / 2)
    assert between["ッ"] == pytest.approx(between["ツ"])


def test_the_larger_the_ink_the_less_for_small_kana() -> None:
    evidence = [weights(0.6 + n / 20)["ッ"] / weights(0.6 + n / 20)["ツ"] for n in range(12)]
    assert evidence == sorted(evidence, reverse=True)


def test_a_small_size_turns_a_sure_large_kana_into_a_question_and_a_large_one_does_not() -> None:
    symbols = ("ツ", "ッ", "ア")
    sure = np.array([1.0, 0.0, 0.0])
    small, large = by_size(sure, symbols, 0.70), by_size(sure, symbols, 1.0)
    assert small[1] >= 0.5 * small[0] and large[1] < 0.05 * large[0]
    assert small[2] == large[2] == 0.0


@pytest.mark.parametrize(("full", "small"), SMALL_OF.items())
def test_every_kana_is_judged_by_its_own_size(full: str, small: str) -> None:
    symbols = (full, small)
    assert size_evidence(symbols, FULL[full]).tolist()[0] == 1
    assert size_evidence(symbols, FULL[full] * SMALL_SHARE).tolist()[1] == 1
    large, little = size_evidence(symbols, FULL[full]), size_evidence(symbols, FULL[full] * SMALL_SHARE)
    assert large[1] < 0.3 and little[0] < 0.3
