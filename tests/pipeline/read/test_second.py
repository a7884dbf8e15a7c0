"""Two readers of a cell: each is heard, neither alone decides, and noise decides nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.engine import Beliefs
from pipeline.read.second import opinion_of, second_opinion, together

CHARSET = ("0", "1", "7", "-", "ツ", "カ", "゛", "゜", "")
DIGITS = ("0", "1", "7")


def beliefs(**said: float) -> Beliefs:
    """One cell: the logarithm of each named class's weight; the others have next to none."""
    row = np.full((1, len(CHARSET)), -20.0, np.float32)
    names = {"zero": "0", "one": "1", "seven": "7", "bar": "-", "tsu": "ツ", "ka": "カ", "voiced": "゛", "junk": ""}
    for name, weight in said.items():
        row[0, CHARSET.index(names[name])] = np.log(weight)
    return row


def test_belief_is_shared_among_what_may_stand_there() -> None:
    (row,) = second_opinion(beliefs(one=0.2, seven=0.1, ka=0.7), CHARSET, DIGITS)
    assert row == pytest.approx([0, 2 / 3, 1 / 3], abs=1e-6)


def test_small_and_full_kana_share_their_shape_and_all_bars_are_one() -> None:
    (row,) = second_opinion(beliefs(tsu=0.6, bar=0.4), CHARSET, ("ッ", "ツ", "カ", "ー"))
    assert row == pytest.approx([0.6, 0.6, 0, 0.4], abs=1e-6)


def test_ink_that_is_no_character_tells_nothing() -> None:
    (row,) = second_opinion(beliefs(junk=1.0), CHARSET, DIGITS)
    assert row == pytest.approx([1 / 3] * 3, abs=1e-6)
    sure = np.array([[0.02, 0.9, 0.08]])
    assert together(sure, row[None]).argmax() == 1


def test_a_symbol_that_the_second_reader_lacks_gets_nothing_from_it() -> None:
    (row,) = second_opinion(beliefs(ka=1.0), CHARSET, ("カ", "・"))
    assert row == pytest.approx([1, 0], abs=1e-6)


def test_a_sign_alone_is_told_from_the_kana_that_may_stand_there() -> None:
    opinion = opinion_of(beliefs(voiced=0.9, ka=0.1), CHARSET, ("ツ", "カ"))
    assert opinion.signs[0] == pytest.approx([0.9, 0], abs=1e-6)
    assert opinion.symbols[0] == pytest.approx([0, 1], abs=1e-6)


def test_two_readers_who_waver_alike_settle_what_one_could_not() -> None:
    first, second = np.array([[0.1, 0.5, 0.4]]), np.array([[0.5, 0.45, 0.05]])
    assert together(first, second).argmax() == 1


probabilities = st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3).map(lambda p: np.array([p]) / sum(p))


@given(probabilities, probabilities)
def test_together_they_are_a_probability_and_agreeing_readers_are_followed(first: object, second: object) -> None:
    one, two = np.asarray(first), np.asarray(second)
    both = together(one, two)
    assert both.sum() == pytest.approx(1.0)
    assert (both > 0).all()
    if one.argmax() == two.argmax():
        assert both.argmax() == one.argmax()
