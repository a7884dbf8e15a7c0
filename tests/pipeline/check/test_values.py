from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reading import FieldValue
from models.reasons import Reason, ReasonCode
from models.template import FormField, ImageField, LineType
from pipeline.check.text import UNSEEN
from pipeline.check.values import value_of
from tests.pipeline.check.fields import BOX, choice, day, label, line

LINE_TYPES: tuple[LineType, ...] = get_args(LineType)
FIELDS: list[FormField] = [
    *(line(type_) for type_ in LINE_TYPES),
    *(line(type_, cells=7) for type_ in LINE_TYPES),
    day(),
    choice("yes", "no"),
    choice("a", "b", "c", many=True),
]
SPACES = " 　\t\n\u200e\ufeff"
LIKELY = "0123456789０１２３４５６７８９-ー－年月日元令和昭平円¥RHS./〒()（）,yesnoabc一二十ｶﾞアぁ゛" + SPACES

any_field = st.sampled_from(FIELDS)
any_text = st.text() | st.text(LIKELY, max_size=14)


def text_of(value: FieldValue) -> str:
    return ",".join(value) if isinstance(value, tuple) else value or ""


@given(any_field, any_text)
def test_the_value_of_a_value_is_itself(field: FormField, text: str) -> None:
    value = value_of(field, text).value
    assert value_of(field, text_of(value)).value == value


@given(any_field, any_text)
def test_what_is_written_and_has_no_value_has_a_reason(field: FormField, text: str) -> None:
    form = value_of(field, text)
    assert (form.value is None) <= (not UNSEEN(text).strip() or bool(form.reasons))


@given(any_field, st.text(SPACES))
def test_nothing_written_is_blank_without_a_doubt(field: FormField, text: str) -> None:
    form = value_of(field, text)
    assert (form.value, form.reasons) == (None, ())


@given(any_field, st.text(LIKELY, max_size=14))
def test_reasons_never_hold_what_was_written(field: FormField, text: str) -> None:
    for reason in value_of(field, text).reasons:
        assert set(reason.details) <= {"written", "expected"}
        assert all(detail.isdecimal() and len(detail) <= 2 for detail in reason.details.values())


@pytest.mark.parametrize(
    ("text", "value"), [("c,a", ("a", "c")), ("b", ("b",)), (" a , b ", ("a", "b")), ("a,a", ("a",))]
)
def test_several_marks_come_in_the_order_of_the_template(text: str, value: tuple[str, ...]) -> None:
    assert value_of(choice("a", "b", "c", many=True), text).value == value


@pytest.mark.parametrize("field", [choice("yes", "no"), choice("yes", "no", many=True)])
@pytest.mark.parametrize("text", ["maybe", "yes,maybe", "YES"])
def test_only_options_are_choices(field: FormField, text: str) -> None:
    form = value_of(field, text)
    assert (form.value, form.reasons) == (None, (Reason(ReasonCode.WRONG_FORMAT),))


def test_one_choice_cannot_hold_two() -> None:
    assert value_of(choice("yes", "no"), "yes,no").value is None


def test_a_picture_has_no_value() -> None:
    seal = ImageField(key="seal", label=label("seal"), type="seal", box_mm=BOX)
    assert value_of(seal, "山田").value is None


def test_a_closed_list_keeps_the_value_and_asks_a_person() -> None:
    field = line("text", expected=("父", "母", "祖 母"), closed=True)
    assert (value_of(field, "父").value, value_of(field, "父").reasons) == ("父", ())
    assert value_of(field, "祖母").reasons == ()
    other = value_of(field, "叔父")
    assert (other.value, [reason.code for reason in other.reasons]) == ("叔父", [ReasonCode.NOT_ON_LIST])
    assert value_of(line("text", expected=("父",)), "叔父").reasons == ()


def test_lists_are_for_free_writing() -> None:
    for wrong in (
        lambda: line("kana", expected=("父",)),
        lambda: line("text", cells=4, expected=("父",)),
        lambda: line("text", closed=True),
    ):
        with pytest.raises(ValueError, match="expected"):
            wrong()
