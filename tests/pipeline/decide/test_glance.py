"""Which answers may be judged from their crops alone, and which of them look the same."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from models.fields import FormField, LineField
from models.reading import Candidate, CheckedField, DecidedField, Decision, FieldValue, Reading
from models.reasons import Reason, ReasonCode
from pipeline.decide.glance import SEEN_IN_THE_CROP, GlanceAt, glance_of, kind_among

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
Options = tuple[tuple[str, str], ...]
SEXES: Options = (("male", "男"), ("female", "女"))


def field(**what: Any) -> FormField:
    told = {"key": "one", "label": {"ja": "欄", "en": "Field"}, **what}
    made: FormField = TypeAdapter(FormField).validate_python(told)
    return made


def choice(
    options: tuple[tuple[str, str], ...] = SEXES, type_: str = "choice", mark: str = "circle", **what: Any
) -> Any:
    printed = [
        {"value": value, "label": {"ja": label, "en": value}, "box_mm": [10 + 9 * place, 10, 7, 7]}
        for place, (value, label) in enumerate(options)
    ]
    return field(type=type_, mark=mark, options=printed, **what)


def line(**what: Any) -> Any:
    return field(**{"type": "integer", "box_mm": [10, 10, 11, 7], "cells": 2, **what})


def decided(one: FormField, text: str, *codes: ReasonCode, value: FieldValue = None) -> DecidedField:
    reading = Reading(one.key, text, 0.9, (Candidate(text, 0.9),), 0.1, (), "fake 1", QUAD)
    reasons = tuple(map(Reason, codes))
    return DecidedField(CheckedField(one, reading, value or text or None, text, reasons), 0.8, Decision.REVIEW, reasons)


def kind(one: FormField, text: str, *beside: FormField) -> str | None:
    fields = [decided(other, "x") for other in (one, *beside)]
    return kind_among(decided(one, text, ReasonCode.LOW_CONFIDENCE), fields)


def test_the_same_answer_looks_the_same_whatever_is_asked_and_wherever() -> None:
    here = kind(choice(), "male")
    other = choice(key="members.2.sex", label={"ja": "性別 2", "en": "Sex 2"})
    assert here == kind(other, "male") is not None
    assert len({here, kind(choice(), "female"), kind(choice(), ""), kind(choice(mark="check"), "male")}) == 4
    assert kind(choice((("male", "男性"), ("female", "女性"))), "male") != here


def test_a_single_box_is_marked_or_not_whatever_stands_beside_it() -> None:
    same, use = choice((("same", "上に同じ"),), mark="check"), choice((("use", "利用する"),), mark="check")
    assert kind(same, "same") == kind(use, "use") != kind(same, "")
    glance = glance_of(same, "same", "same")
    assert glance is not None
    assert (glance.look, [option.value for option in glance.chosen]) == (GlanceAt.TICK, ["same"])


def test_marks_are_told_in_printed_order() -> None:
    several = choice((("a", "国保"), ("b", "介護"), ("c", "後期")), "choices")
    assert kind(several, "c,a") == kind(several, "a,c") != kind(several, "a")
    glance = glance_of(several, "c,a", ("a", "c"))
    assert glance is not None
    assert [option.value for option in glance.chosen] == ["a", "c"]


@pytest.mark.parametrize("what", [
    {"type": "digits"}, {"cells": 1}, {"type": "text", "cells": None, "expected": ["長男", "次男"], "closed": True},
])  # fmt: skip
def test_one_digit_and_a_word_of_a_closed_list_are_a_glance(what: dict[str, Any]) -> None:
    one, text = line(**what), "長男" if "expected" in what else "3"
    assert kind(one, text) is not None
    assert kind(one, "") not in (None, kind(one, text))


@pytest.mark.parametrize(("one", "text"), [
    (line(), "12"),  # two digits
    (line(cells=3), "1"),
    (line(cells=None), "1"),
    (line(type="account_number"), "1"),
    (line(type="name", cells=None), "花"),
    (line(type="text", cells=None, expected=["長男"]), "長男"),  # other words may stand there
    (line(type="text", cells=None, expected=["長男"], closed=True), "長女"),
    (line(type="text", cells=None, expected=["特別支援学校"], closed=True, sensitivity="special"), "特別支援学校"),
    (choice(sensitivity="special"), "male"),
    (choice(sensitivity="my_number"), "male"),
    (choice((("a", "国保"), ("b", "介護"), ("c", "後期"), ("d", "年金"), ("e", "手当")), "choices"), "a,d"),
    (choice(box_mm=[10, 10, 111, 7]), "male"),
    (choice(box_mm=[10, 10, 20, 17]), "male"),
    (field(type="seal", box_mm=[1, 1, 9, 9]), ""),
    (field(type="date", box_mm=[1, 1, 9, 9]), "令和7年4月1日"),
])  # fmt: skip
def test_what_takes_more_than_a_glance_or_more_care(one: FormField, text: str) -> None:
    assert kind(one, text) is None


def test_an_answer_without_a_value_cannot_be_confirmed() -> None:
    assert glance_of(choice(), "both", None) is None
    assert glance_of(choice(), "", None) is not None


@pytest.mark.parametrize("code", ReasonCode)
def test_only_what_the_crop_can_answer(code: ReasonCode) -> None:
    one = decided(choice(), "male", ReasonCode.LOW_CONFIDENCE, code)
    assert (kind_among(one, [one]) is not None) is (code in SEEN_IN_THE_CROP)


def test_reasons_that_ask_for_the_sheet_are_not_among_them() -> None:
    asks = {
        "two_marks",
        "corrected_mark",
        "struck_out",
        "page_missing",
        "unsure_place",
        "not_exactly_one",
        "required_blank",
    }
    assert asks.isdisjoint(map(str, SEEN_IN_THE_CROP))


def test_a_crop_that_shows_another_answer_is_not_shown() -> None:
    inside = line(key="two", type="name", cells=None, box_mm=[15, 12, 30, 5])
    beside = line(key="two", type="name", cells=None, box_mm=[26, 10, 30, 7])
    seal = field(key="two", type="seal", box_mm=[15, 12, 30, 5])
    assert kind(choice(), "male", inside) is None
    assert kind(choice(), "male", beside) == kind(choice(), "male", seal) is not None
    assert isinstance(inside, LineField)
