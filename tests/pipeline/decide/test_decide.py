from __future__ import annotations

from typing import Any, get_args

import pytest

from models.reading import CheckedField, DecidedField, Decision, Reason, ReasonCode
from models.template import FormField, ImageField, LineType, Sensitivity
from pipeline.check.values import value_of
from pipeline.decide.decide import decide
from pipeline.decide.thresholds import THRESHOLDS, Threshold
from tests.pipeline.check.fields import BOX, choice, day, label, line, reading

KANA = THRESHOLDS["kana"]


def decided(field: FormField, text: str, *reasons: ReasonCode, **more: Any) -> DecidedField:
    form = value_of(field, text)
    checked = CheckedField(field, reading(text, **more), form.value, text, tuple(map(Reason, reasons)))
    (result,) = decide([checked])
    return result


def codes(result: DecidedField) -> list[ReasonCode]:
    return [reason.code for reason in result.reasons]


def test_a_sure_value_stands() -> None:
    result = decided(line("kana"), "ミホン", score=0.99)
    assert (result.decision, result.reasons, result.confidence) == (Decision.ACCEPT, (), 0.99)


def test_the_threshold_itself_is_enough() -> None:
    assert codes(decided(line("kana"), "ミホン", score=KANA.accept_at)) == []
    assert codes(decided(line("kana"), "ミホン", score=KANA.accept_at - 0.01)) == [ReasonCode.LOW_CONFIDENCE]


def test_a_field_may_set_its_own_threshold() -> None:
    strict, lax = line("kana", accept_at=0.995), line("kana", accept_at=0.0)
    assert codes(decided(strict, "ミホン", score=0.99)) == [ReasonCode.LOW_CONFIDENCE]
    assert codes(decided(lax, "ミホン", score=0.01)) == []


def test_every_objection_of_a_check_stops_a_sure_value() -> None:
    result = decided(line("kana"), "ミホン", ReasonCode.KANA_MISMATCH, score=1.0)
    assert (result.decision, codes(result)) == (Decision.REVIEW, [ReasonCode.KANA_MISMATCH])


@pytest.mark.parametrize(
    ("rival", "score", "close"),
    [
        ("ミホソ", 0.99 - KANA.margin / 2, True),
        ("ミホソ", 0.99 - KANA.margin * 2, False),
        ("ﾐﾎﾝ", 0.99, False),  # the same value, written otherwise
        ("三本", 0.99, False),  # no kana at all
    ],
)
def test_only_another_possible_value_is_a_rival(rival: str, score: float, close: bool) -> None:
    result = decided(line("kana"), "ミホン", score=0.99, rivals=((rival, score),))
    assert codes(result) == ([ReasonCode.CLOSE_CANDIDATES] if close else [])


def test_a_blank_that_may_be_blank_stands_whatever_its_score() -> None:
    assert decided(line("name"), "", score=0.0).decision is Decision.ACCEPT
    assert codes(decided(line("name"), "", ReasonCode.STRAY_INK, score=1.0)) == [ReasonCode.STRAY_INK]


def test_my_number_is_always_seen_where_it_is_written() -> None:
    field = line("my_number", sensitivity=Sensitivity.MY_NUMBER)
    assert codes(decided(field, "123456789018", score=1.0)) == [ReasonCode.ALWAYS_CHECKED]
    assert decided(field, "", score=1.0).decision is Decision.ACCEPT


@pytest.mark.parametrize("type_", ["seal", "signature", "office"])
def test_a_picture_never_stops_anybody(type_: Any) -> None:
    field = ImageField(key="field", label=label("field"), type=type_, box_mm=BOX)
    result = decided(field, "", ReasonCode.STRAY_INK, score=0.0)
    assert (result.decision, result.reasons, result.checked.value) == (Decision.ACCEPT, (), None)


@pytest.mark.parametrize(
    ("field", "text"), [(choice("yes", "no"), "yes"), (choice("a", "b", many=True), "a,b"), (day(), "2026-04-01")]
)
def test_marks_and_dates_are_decided_too(field: FormField, text: str) -> None:
    assert decided(field, text, score=1.0).decision is Decision.ACCEPT
    assert codes(decided(field, text, score=0.1)) == [ReasonCode.LOW_CONFIDENCE]


def test_every_type_that_is_read_has_a_threshold() -> None:
    assert set(THRESHOLDS) == {*get_args(LineType), "date", "choice", "choices"}


def test_writing_that_nothing_checks_needs_the_highest_score() -> None:
    assert min(THRESHOLDS[type_].accept_at for type_ in ("name", "address", "text")) > KANA.accept_at


@pytest.mark.parametrize("figures", [(1.1, 0.1), (0.9, -0.1)])
def test_thresholds_lie_between_0_and_1(figures: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Threshold(*figures)
