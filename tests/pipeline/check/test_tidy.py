"""What leaving an input puts right, and that it never changes what an answer means."""

from __future__ import annotations

import re
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fields import FormField, LineType
from pipeline.check.characters import INVISIBLE_CLASS
from pipeline.check.exchange import SPACE
from pipeline.check.tidy import TIDY, tidied
from pipeline.check.values import value_of
from tests.pipeline.check.fields import day, line
from tests.pipeline.check.widths import CASES

TYPED = st.text(
    st.sampled_from(
        "０1９〒－-ー−一・／/．.年月日令Ｒr （）,， \t\u3000\xa0¥￥\\円\u200e\u202e"
        "ｶﾞｷかがァ゛\u3099Ａb髙神\ufa19\ufa11\U00020bb7～"
    ),
    max_size=12,
)


def field_of(field_type: str) -> FormField:
    return day() if field_type == "date" else line(field_type)  # type: ignore[arg-type]


@pytest.mark.parametrize(("field_type", "typed", "stands"), CASES)
def test_widths_are_put_right_and_nothing_else(field_type: str, typed: str, stands: str) -> None:
    assert tidied(field_type, typed) == stands


def test_every_written_type_has_its_exchanges() -> None:
    assert TIDY.keys() == {*get_args(LineType), "date"}
    assert {field_type for field_type, _, _ in CASES} >= TIDY.keys()


@pytest.mark.parametrize("field_type", list(TIDY))
@given(typed=TYPED)
def test_the_value_is_the_same_before_and_after(field_type: str, typed: str) -> None:
    field, once = field_of(field_type), tidied(field_type, typed)
    assert value_of(field, once) == value_of(field, typed)
    assert tidied(field_type, once) == once


@given(st.text())
def test_names_lose_and_gain_nothing_that_is_seen_but_spaces(typed: str) -> None:
    seen = re.sub(rf"\s|{INVISIBLE_CLASS}", "", typed)
    assert re.sub(r"\s", "", tidied("name", typed)) == seen


def test_the_spaces_are_those_of_python() -> None:
    letters = "".join(map(chr, range(sys.maxunicode + 1)))
    assert re.findall(SPACE, letters) == re.findall(r"\s", letters)
