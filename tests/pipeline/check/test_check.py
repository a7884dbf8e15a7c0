from __future__ import annotations

import pytest

from models.reading import Doubt
from models.reasons import Reason, ReasonCode
from pipeline.check.check import check_fields
from tests.pipeline.check.fields import reading
from tests.pipeline.check.sheets import MEMBERS, TODAY, check, reasons, template


@pytest.mark.parametrize(
    ("birth", "age"),
    [("2026-04-01", None), ("2026-04-02", "-1"), ("1896-04-01", None), ("1895-04-01", "131")],
)
def test_nobody_is_born_tomorrow_or_before_130_years(birth: str, age: str | None) -> None:
    found = check(template(), person__birth_date=birth)["person.birth_date"]
    assert found.reasons == ((Reason(ReasonCode.AGE_UNLIKELY, {"age": age}),) if age else ())


def test_other_dates_may_lie_ahead() -> None:
    assert reasons(template(), first_day="2030-01-01") == {}


def test_rows_ask_for_their_fields_where_something_is_written() -> None:
    assert reasons(template(rows=MEMBERS)) == {"members.1.name": [ReasonCode.REQUIRED_BLANK]}
    assert reasons(template(rows=MEMBERS), members__1__name="見本", members__3__birth_date="2020-01-01") == {
        "members.3.name": [ReasonCode.REQUIRED_BLANK]
    }


def test_a_required_picture_is_never_found_missing() -> None:
    assert "seal" not in reasons(template())


def test_doubts_of_the_reader_come_first_and_text_stays_as_written() -> None:
    sheet = template()
    readings = [reading("", field.key) for field in sheet.all_fields() if field.key != "kana"]
    readings.append(reading("ﾐﾎﾝ1", "kana", doubts=(Doubt.FAINT_INK, Doubt.STRAY_INK)))
    checked = next(c for c in check_fields(sheet, readings, TODAY) if c.field.key == "kana")
    assert [reason.code for reason in checked.reasons] == ["faint_ink", "stray_ink", "wrong_format"]
    assert (checked.text, checked.value) == ("ﾐﾎﾝ1", None)


def test_fields_come_in_the_order_of_the_template_and_none_may_be_missing() -> None:
    sheet = template()
    readings = [reading("", field.key) for field in reversed(sheet.all_fields())]
    assert [c.field.key for c in check_fields(sheet, readings, TODAY)] == [f.key for f in sheet.all_fields()]
    with pytest.raises(KeyError, match=readings[0].field):
        check_fields(sheet, readings[1:], TODAY)
