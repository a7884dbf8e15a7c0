from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.reading import FieldValue
from models.template import FormField
from pipeline.check.values import value_of
from pipeline.paper.answers import Habits, answer

PLAIN = Habits(pads_with_zero=False, writes_zeros_of_account=False, leaves_gap_in_kana=True, signs_yen=True)
FIELD: TypeAdapter[Any] = TypeAdapter(FormField)
ERAS = ("taisho", "showa", "heisei", "reiwa", "western")


def field(type: str, **more: object) -> Any:
    return FIELD.validate_python(
        {"key": "a", "label": {"ja": "あ", "en": "a"}, "type": type, "box_mm": [0, 0, 90, 8], **more}
    )


def date_field(year_cells: int, eras: tuple[str, ...] = ERAS, printed: str | None = None) -> Any:
    options = [
        {"value": era, "label": {"ja": era, "en": era}, "box_mm": [n * 5, 0, 5, 5]} for n, era in enumerate(eras)
    ]
    parts = {
        "era": {"printed": printed} if printed else {"options": options},
        "year": {"box_mm": [30, 0, 20, 8], "cells": year_cells},
        "month": {"box_mm": [55, 0, 10, 8], "cells": 2},
        "day": {"box_mm": [70, 0, 10, 8], "cells": 2},
    }
    return field("date", parts=parts)


@pytest.mark.parametrize(
    ("made", "value", "text", "cells"),
    [
        (field("kana", cells=8), "ヤマダ　ジョー", "ヤマダ ジョー", ("ヤ", "マ", "ダ", "", "ジ", "ョ", "ー", "")),
        (field("kana", cells=6), "ヤマダ　ジョー", "ヤマダジョー", ("ヤ", "マ", "ダ", "ジ", "ョ", "ー")),
        (field("account_number", cells=7), "0012345", "12345", ("", "", "1", "2", "3", "4", "5")),
        (field("integer", cells=2), "1", "1", ("", "1")),
        (field("money", cells=6), "12000", "¥12000", ("¥", "1", "2", "0", "0", "0")),
        (field("money", cells=5), "12000", "12000", ("1", "2", "0", "0", "0")),
        (field("money"), "12000", "¥12,000-", ()),
        (field("postal_code"), "1000001", "100-0001", ()),
        (field("phone"), "0312345678", "03-1234-5678", ()),
        (field("address"), "旭川市１０条通3-1", "旭川市１０条通3-1", ()),
    ],
)
def test_lines(made: Any, value: str, text: str, cells: tuple[str, ...]) -> None:
    given = answer(made, value, PLAIN)
    assert (given.text, given.cells) == (text, cells)
    assert value_of(made, given.text).value == given.value


def test_a_phone_number_keeps_to_printed_groups() -> None:
    boxes = [[x, 0.0, 5.0, 8.0] for start, n in ((0, 5), (30, 4), (55, 4)) for x in range(start, start + 5 * n, 5)]
    given = answer(field("phone", cells=boxes), "0312345678", PLAIN)
    assert given.cells == ("0", "3", "", "", "", "1", "2", "3", "4", "5", "6", "7", "8")
    assert given.text == "03 12345678"


@pytest.mark.parametrize(
    ("made", "day", "cells", "text"),
    [
        (date_field(2, printed="reiwa"), "2025-04-01", ("reiwa", "7", "4", "1"), "令和7年4月1日"),
        (date_field(2), "1989-01-07", ("showa", "64", "1", "7"), "昭和64年1月7日"),
        (date_field(2), "1989-01-08", ("heisei", "元", "1", "8"), "平成元年1月8日"),
        (date_field(4, ("showa", "western")), "2001-12-31", ("western", "2001", "12", "31"), "西暦2001年12月31日"),
    ],
)
def test_dates(made: Any, day: str, cells: tuple[str, ...], text: str) -> None:
    given = answer(made, day, PLAIN)
    assert (given.value, given.cells, given.text) == (day, cells, text)


def test_who_pads_with_zeros_writes_the_first_year_as_a_number() -> None:
    given = answer(date_field(2), "1989-01-08", replace(PLAIN, pads_with_zero=True))
    assert (given.cells, given.text) == (("heisei", "01", "01", "08"), "平成01年01月08日")


@pytest.mark.parametrize("made", [date_field(2, printed="reiwa"), date_field(2, ("showa", "western"))])
def test_a_date_that_the_sheet_cannot_hold_is_left_out(made: Any) -> None:
    given = answer(made, "1990-05-05", PLAIN)
    assert given.is_blank
    assert (given.text, given.cells) == ("", ())


@given(st.dates(dt.date(1913, 1, 1), dt.date(2040, 1, 1)), st.booleans())
def test_what_is_written_reads_back_as_the_date(day: dt.date, pads: bool) -> None:
    made = date_field(4)
    habits = replace(PLAIN, pads_with_zero=pads)
    assert value_of(made, answer(made, day.isoformat(), habits).text).value == day.isoformat()


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_gives_a_blank_answer(value: FieldValue) -> None:
    assert answer(field("text"), value, PLAIN).is_blank
