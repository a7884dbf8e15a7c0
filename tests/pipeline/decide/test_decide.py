from __future__ import annotations

from typing import Any

import pytest

from models.reading import CheckedField, DecidedField, Decision
from models.reasons import Reason, ReasonCode
from models.template import FormField, ImageField, Sensitivity, Verification
from pipeline.check.values import value_of
from pipeline.decide.calibration import UNFITTED, Calibration
from pipeline.decide.decide import UNKNOWN, decide
from tests.pipeline.check.fields import BOX, choice, day, label, line, reading
from tests.pipeline.decide.models import PAGE, calibration, model


def decided(
    field: FormField,
    text: str,
    *reasons: ReasonCode,
    by: Calibration | None = None,
    spot_check: float = 0.0,
    is_sure: bool = True,
    **more: Any,
) -> DecidedField:
    form = value_of(field, text)
    checked = CheckedField(field, reading(text, **more), form.value, text, tuple(map(Reason, reasons)))
    (result,) = decide([checked], PAGE, by or calibration(), spot_check, is_sure=is_sure)
    return result


def codes(result: DecidedField) -> list[ReasonCode]:
    return [reason.code for reason in result.reasons]


def test_a_sure_value_stands() -> None:
    result = decided(line("kana"), "ミホン", score=0.99)
    assert (result.decision, result.reasons) == (Decision.ACCEPT, ())
    assert result.confidence == pytest.approx(0.99)


def test_the_threshold_itself_is_enough() -> None:
    strict = calibration(kana=model(accept_at=0.5, bias=0.0))
    above = calibration(kana=model(accept_at=0.5001, bias=0.0))
    assert codes(decided(line("kana"), "ミホン", by=strict)) == []
    assert codes(decided(line("kana"), "ミホン", by=above)) == [ReasonCode.LOW_CONFIDENCE]


def test_nothing_stands_where_the_evidence_was_too_thin() -> None:
    thin = calibration(kana=model(accept_at=None, score=1.0))
    assert codes(decided(line("kana"), "ミホン", by=thin, score=0.9999)) == [ReasonCode.LOW_CONFIDENCE]


def test_nothing_stands_of_a_kind_that_was_never_seen() -> None:
    result = decided(line("kana"), "ミホン", by=UNFITTED, score=0.9999)
    assert (result.confidence, codes(result)) == (UNKNOWN, [ReasonCode.LOW_CONFIDENCE])


def test_a_field_may_set_its_own_threshold() -> None:
    strict, lax = line("kana", accept_at=0.995), line("kana", accept_at=0.0)
    assert codes(decided(strict, "ミホン", score=0.99)) == [ReasonCode.LOW_CONFIDENCE]
    assert codes(decided(lax, "ミホン", score=0.01)) == []
    assert codes(decided(lax, "ミホン", by=UNFITTED, score=0.9999)) == [ReasonCode.LOW_CONFIDENCE]


def test_what_the_reader_holds_less_likely_than_not_never_stands() -> None:
    certain = calibration(date=model(bias=9.0), name=model(bias=9.0))
    odd = (("令和1年81月8日", 0.02), ("令和1年88月8日", 0.02))
    wild = decided(day(), "令和1年11月8日", by=certain, score=0.2, rivals=odd)
    assert wild.confidence > 0.999 and codes(wild) == [ReasonCode.LOW_CONFIDENCE]
    assert codes(decided(day(accept_at=0.9), "令和1年11月8日", by=certain, score=0.2, rivals=odd)) == []
    spaced = (("吉田　陽子", 0.45), ("吉川 陽子", 0.05))
    assert codes(decided(line("name"), "吉田陽子", by=certain, score=0.49, rivals=spaced)) == []


def test_the_page_counts_as_well() -> None:
    by = calibration(kana=model(score=1.0, px_per_mm=1.0, bias=-7.9))  # PAGE has 7.9
    assert decided(line("kana"), "ミホン", by=by, score=0.97).confidence == pytest.approx(0.97)


def test_every_objection_of_a_check_stops_a_sure_value() -> None:
    result = decided(line("kana"), "ミホン", ReasonCode.KANA_MISMATCH, score=1.0)
    assert (result.decision, codes(result)) == (Decision.REVIEW, [ReasonCode.KANA_MISMATCH])


@pytest.mark.parametrize(
    ("rival", "score", "reason"),
    [
        ("ミホソ", 0.1, ReasonCode.CLOSE_CANDIDATES),
        ("ミホソ", 0.01, ReasonCode.LOW_CONFIDENCE),
        ("ﾐﾎﾝ", 0.4, ReasonCode.LOW_CONFIDENCE),  # the same value, written otherwise
        ("三本", 0.4, ReasonCode.LOW_CONFIDENCE),  # no kana at all
    ],
)
def test_a_doubtful_value_with_a_rival_is_told_so(rival: str, score: float, reason: ReasonCode) -> None:
    assert codes(decided(line("kana"), "ミホン", score=0.5, rivals=((rival, score),))) == [reason]


def test_a_rival_alone_stops_nobody_who_is_sure() -> None:
    assert codes(decided(line("kana"), "ミホン", score=0.95, rivals=(("ミホソ", 0.4),))) == []


def test_a_blank_is_judged_by_what_is_known_of_blanks() -> None:
    assert decided(line("name"), "", by=calibration(blank=model(bias=9.0))).decision is Decision.ACCEPT
    assert codes(decided(line("name"), "", by=calibration(blank=model(bias=0.0)))) == [ReasonCode.LOW_CONFIDENCE]
    own = line("name", accept_at=0.999999)
    assert decided(own, "", by=calibration(blank=model(bias=9.0))).decision is Decision.ACCEPT
    stray = decided(line("name"), "", ReasonCode.STRAY_INK, by=calibration(blank=model(bias=9.0)))
    assert codes(stray) == [ReasonCode.STRAY_INK]


def test_some_sure_values_are_seen_all_the_same() -> None:
    texts = [f"{number:07}" for number in range(400)]
    picked = [codes(decided(line("digits"), t, spot_check=0.25, score=0.95 + n / 8000)) for n, t in enumerate(texts)]
    assert 60 < picked.count([ReasonCode.SPOT_CHECK]) < 140
    assert {tuple(found) for found in picked} == {(), (ReasonCode.SPOT_CHECK,)}
    again = [codes(decided(line("digits"), t, spot_check=0.25, score=0.95 + n / 8000)) for n, t in enumerate(texts)]
    assert again == picked
    assert codes(decided(line("digits"), "1", spot_check=1.0, score=0.5)) == [ReasonCode.LOW_CONFIDENCE]
    assert codes(decided(line("digits"), "", spot_check=1.0, by=calibration(blank=model(bias=9.0)))) == []


def test_nothing_stands_on_a_page_that_may_lie_elsewhere() -> None:
    assert codes(decided(line("kana"), "ミホン", score=0.99, is_sure=False)) == [ReasonCode.UNSURE_PLACE]


def test_my_number_is_always_seen_where_it_is_written() -> None:
    field = line("my_number", sensitivity=Sensitivity.MY_NUMBER, verification=Verification.NONE)
    assert codes(decided(field, "123456789018", score=1.0)) == [ReasonCode.ALWAYS_CHECKED]
    keyed_by_a_second = line("my_number", sensitivity=Sensitivity.MY_NUMBER)
    assert keyed_by_a_second.verification is Verification.BLIND
    assert codes(decided(keyed_by_a_second, "123456789018", score=1.0)) == []
    assert decided(field, "", by=calibration(blank=model(bias=9.0))).decision is Decision.ACCEPT


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
