"""What speaks for and against a value, from readings made by hand."""

from __future__ import annotations

from dataclasses import astuple, replace
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reading import CLEAR, CheckedField, Doubt, Sight
from models.reasons import Reason, ReasonCode
from pipeline.check.values import value_of
from pipeline.decide.signs import FURTHEST, lead, signs_of
from tests.pipeline.check.fields import line, reading
from tests.pipeline.decide.models import PAGE


def checked(text: str, type_: str = "kana", sight: Sight = CLEAR, **more: object) -> CheckedField:
    field = line(type_)  # type: ignore[arg-type]
    read = replace(reading(text, **more), sight=sight)  # type: ignore[arg-type]
    reasons = tuple(Reason(ReasonCode(doubt)) for doubt in read.doubts)
    return CheckedField(field, read, value_of(field, text).value, text, reasons)


def test_every_sign_says_what_it_is_called() -> None:
    sight = Sight(certainty=0.8, weakest=0.9, second=0.5, listed=0.25)
    value = checked("ミホン", sight=sight, score=0.75, rivals=(("ミホソ", 0.25),), doubts=(Doubt.FAINT_INK,))
    value = replace(value, reasons=(*value.reasons, Reason(ReasonCode.KANA_MISMATCH), Reason(ReasonCode.DATE_ORDER)))
    signs = signs_of(value, PAGE)
    assert signs.score == pytest.approx(log(3))
    assert signs.lead == pytest.approx(log(3))
    assert (signs.certainty, signs.weakest) == (pytest.approx(log(4)), pytest.approx(log(9)))
    assert (signs.second, signs.listed) == (pytest.approx(0.0), 0.25)
    assert (signs.length, signs.doubts, signs.objections) == (pytest.approx(log(4)), 1, 2)
    assert exp(signs.ink) == pytest.approx(0.1)
    assert (signs.residual_mm, signs.print_found, signs.px_per_mm, signs.grey) == astuple(PAGE)


@pytest.mark.parametrize(
    ("rivals", "led"),
    [
        ((), FURTHEST),
        ((("ミホソ", 0.0),), FURTHEST),
        ((("ﾐﾎﾝ", 0.4),), FURTHEST),
        ((("三本", 0.4),), FURTHEST),
        ((("ミホソ", 0.9),), log(0.5 / 0.9)),
        ((("ミホソ", 0.1), ("ミキン", 0.25)), log(2)),
    ],
)
def test_only_another_possible_value_is_a_rival(rivals: tuple[tuple[str, float], ...], led: float) -> None:
    assert lead(checked("ミホン", score=0.5, rivals=rivals)) == pytest.approx(led)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_signs_are_finite_and_never_further_than_the_furthest(score: float, certainty: float, rival: float) -> None:
    signs = signs_of(
        checked("ミホン", sight=Sight(certainty=certainty), score=score, rivals=(("ミホソ", rival),)), PAGE
    )
    assert all(abs(sign) <= FURTHEST + 1e-6 for sign in (signs.score, signs.certainty, signs.lead))
