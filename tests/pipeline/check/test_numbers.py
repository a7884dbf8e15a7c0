from __future__ import annotations

import pytest

from models.reading import FieldValue
from models.reasons import Reason, ReasonCode
from models.template import LineType
from pipeline.check.my_number import check_digit
from pipeline.check.normal_form import BLANK
from pipeline.check.values import value_of
from tests.pipeline.check.fields import line

SAMPLE_NUMBERS = ["123456789018", "621498320257", "548836529885", "111111111118"]


@pytest.mark.parametrize(
    ("type_", "cells", "text", "value"),
    [
        ("postal_code", 7, "1500042", "1500042"),
        ("postal_code", None, "〒150-0042", "1500042"),
        ("postal_code", None, "１５０ー００４２", "1500042"),
        ("postal_code", 7, "150 0042", "1500042"),
        ("phone", None, "03-5353-5111", "0353535111"),
        ("phone", None, "(03)5353-5111", "0353535111"),
        ("phone", None, "０９０－９９９９－９９９９", "09099999999"),
        ("phone", 13, "03 5353 5111", "0353535111"),
        ("phone", None, "0120-999-999", "0120999999"),
        ("phone", None, "0800-999-9999", "08009999999"),
        ("account_number", 7, "1234567", "1234567"),
        ("account_number", 7, "１２３", "0000123"),
        ("account_number", 8, "1234567", "01234567"),
        ("account_number", None, "12-34", "0001234"),
        ("integer", 2, "2", "2"),
        ("integer", 2, "02", "2"),
        ("integer", None, "０", "0"),
        ("integer", None, "000", "0"),
        ("integer", None, "1,000", "1000"),
        ("money", None, "¥12,000-", "12000"),
        ("money", None, "￥１２，０００円也", "12000"),
        ("money", None, "12,000円", "12000"),
        ("money", None, "金 12000 円", "12000"),
        ("money", None, "\\500", "500"),
        ("money", None, "0円", "0"),
        ("money", 8, "¥  12000", "12000"),
        ("money", 8, "¥12000", "12000"),
        ("code", 12, "ＡＢ１２３４５６７８ｃｄ", "AB12345678CD"),
        ("code", None, "a-1－2", "A-1-2"),
        ("digits", 4, "0001", "0001"),
        ("digits", None, "12 34", "1234"),
        ("my_number", 12, "1234 5678 9018", "123456789018"),
    ],
)
def test_numbers_take_one_form(type_: LineType, cells: int | None, text: str, value: str) -> None:
    form = value_of(line(type_, cells=cells), text)
    assert (form.value, form.reasons) == (value, ())


@pytest.mark.parametrize(
    ("type_", "cells", "text"),
    [
        ("postal_code", None, "15O0042"),
        ("phone", None, "353535111"),
        ("phone", None, "+81-3-5353-5111"),
        ("phone", None, "なし"),
        ("account_number", 7, "12 4567"),
        ("digits", 4, "1 23"),
        ("digits", None, "一二三"),
        ("code", 12, "AB 123"),
        ("code", None, "山1"),
        ("integer", 2, "2通"),
        ("integer", 2, "1 2"),
        ("integer", None, "1,00"),
        ("integer", None, "-1"),
        ("money", None, "-500"),
        ("money", None, "¥-"),
        ("money", None, "1,20円"),
        ("money", None, "¥500円円"),
        ("money", None, "500円¥"),
        ("money", None, "$500"),
        ("money", None, "5万円"),
        ("money", None, "壱万円"),
        ("money", 6, "¥1 000"),
        ("my_number", 12, "12345678901A"),
        ("digits", None, "²"),
    ],
)
def test_what_is_no_number_is_not_guessed(type_: LineType, cells: int | None, text: str) -> None:
    form = value_of(line(type_, cells=cells), text)
    assert (form.value, form.reasons) == (None, (Reason(ReasonCode.WRONG_FORMAT),))


@pytest.mark.parametrize(
    ("type_", "cells", "text", "value", "written", "expected"),
    [
        ("postal_code", None, "150004", None, "6", "7"),
        ("phone", None, "090-9999-999", None, "10", "11"),
        ("phone", None, "03-5353-51111", None, "11", "10"),
        ("phone", None, "03-5353-511", None, "9", "10"),
        ("account_number", 7, "12345678", None, "8", "7"),
        ("digits", 4, "123", "123", "3", "4"),
        ("my_number", 12, "12345678901", None, "11", "12"),
    ],
)
def test_wrong_lengths_say_both_lengths(
    type_: LineType, cells: int | None, text: str, value: FieldValue, written: str, expected: str
) -> None:
    form = value_of(line(type_, cells=cells), text)
    reason = Reason(ReasonCode.WRONG_LENGTH, {"written": written, "expected": expected})
    assert (form.value, form.reasons) == (value, (reason,))


@pytest.mark.parametrize("cells", [12, None])
def test_a_code_keeps_to_its_pattern(cells: int | None) -> None:
    card = line("code", cells=cells, pattern="AA99999999AA")
    assert value_of(card, "AB12345678CD").reasons == ()
    for text in ("AB1234567BCD", "A812345678CD", "AB12345678C"):
        form = value_of(card, text)
        assert (form.value, form.reasons) == (text, (Reason(ReasonCode.WRONG_FORMAT),))
    assert value_of(card, "") == BLANK
    assert value_of(line("code", cells=cells), "A812345678C").reasons == ()


@pytest.mark.parametrize(
    ("type_", "cells", "pattern"), [("digits", None, "999"), ("code", 4, "A99"), ("code", None, "B99"), ("code", 1, "")]
)
def test_a_pattern_is_for_codes_and_fills_their_cells(type_: LineType, cells: int | None, pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        line(type_, cells=cells, pattern=pattern)


def test_unlisted_postal_code_is_kept_and_doubted() -> None:
    form = value_of(line("postal_code"), "000-0000")
    assert (form.value, form.reasons) == ("0000000", (Reason(ReasonCode.UNKNOWN_POSTAL_CODE),))


@pytest.mark.parametrize("number", SAMPLE_NUMBERS)
def test_check_digit_of_the_published_samples(number: str) -> None:
    assert check_digit(number[:-1]) == number[-1]
    assert value_of(line("my_number"), number).reasons == ()


@pytest.mark.parametrize("number", SAMPLE_NUMBERS)
def test_another_last_digit_is_kept_and_doubted(number: str) -> None:
    for digit in set("0123456789") - {number[-1]}:
        form = value_of(line("my_number"), number[:-1] + digit)
        assert (form.value, form.reasons) == (number[:-1] + digit, (Reason(ReasonCode.CHECK_DIGIT),))
