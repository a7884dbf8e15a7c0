from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reasons import ReasonCode
from pipeline.check.dates import calendar_date, era_date
from pipeline.check.eras import ERAS

FIRST_DAY, LAST_DAY = datetime.date(1868, 1, 25), datetime.date(2035, 12, 31)


def codes(text: str) -> list[ReasonCode]:
    return [reason.code for reason in calendar_date(text).reasons]


@pytest.mark.parametrize(
    "text",
    [
        "令和7年4月1日",
        "令和７年４月１日",
        "令和07年04月01日",
        "令和 7年 4月 1日",
        "令和七年四月一日",
        "令7.4.1",
        "令７．４．１",
        "㋿7年4月1日",
        "R7/4/1",
        "r7-4-1",
        "Ｒ７／４／１",
        "R7.04.01",
        "R 7 4 1",
        "R070401",
        "2025-04-01",
        "2025/4/1",
        "2025ー4ー1",
        "2025 4 1",
        "2025年4月1日",
        "２０２５年４月１日",
        "二〇二五年四月一日",
        "西暦2025年4月1日",
        "西2025.4.1",
        "20250401",
        "２０２５０４０１",
        "2025・4・1",
        "2025年4月1",
        "　2025年4月1日 ",
    ],
)
def test_many_hands_write_one_day(text: str) -> None:
    assert calendar_date(text).value == "2025-04-01"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("令和1年5月1日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"),
        ("明治45年7月30日", "1912-07-30"),
        ("大正元年7月30日", "1912-07-30"),
        ("明治元年1月25日", "1868-01-25"),
        ("昭和五十三年十二月二十日", "1978-12-20"),
        ("平成十年十月十日", "1998-10-10"),
        ("S53.12.20", "1978-12-20"),
        ("昭和39年2月29日", "1964-02-29"),
    ],
)
def test_changeover_days_and_first_years(text: str, value: str) -> None:
    form = calendar_date(text)
    assert form.value == value
    assert form.reasons == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("平成31年5月1日", "2019-05-01"),
        ("昭和64年1月8日", "1989-01-08"),
        ("令和元年4月30日", "2019-04-30"),
        ("平成元年1月7日", "1989-01-07"),
        ("大正15年12月26日", "1926-12-26"),
        ("明治45年7月31日", "1912-07-31"),
        ("明治元年1月24日", "1868-01-24"),
        ("昭和99年1月1日", "2024-01-01"),
        ("平成37年4月1日", "2025-04-01"),
    ],
)
def test_days_outside_their_era_keep_the_real_day_and_are_doubted(text: str, value: str) -> None:
    assert calendar_date(text).value == value
    assert codes(text) == [ReasonCode.DATE_OUTSIDE_ERA]


@pytest.mark.parametrize(
    "text",
    [
        "令和7年2月29日",
        "2023-02-29",
        "令和7年13月1日",
        "令和7年4月31日",
        "令和7年0月1日",
        "令和0年5月1日",
        "1867-12-31",
        "20251301",
        "8025-04-01",
        "0025年4月1日",
    ],
)
def test_days_that_are_in_no_calendar_have_no_value(text: str) -> None:
    assert calendar_date(text).value is None
    assert codes(text) == [ReasonCode.IMPOSSIBLE_DATE]


@pytest.mark.parametrize(
    "text",
    [
        "令和7年月1日",
        "令和年4月1日",
        "令和7年4月日",
        "令和7年4月",
        "7年4月1日",
        "25-4-1",
        "西暦25年4月1日",
        "令和2025年4月1日",
        "2025",
        "4月1日",
        "令和",
        "きょう",
        "R7/4/1/2",
        "2025年041日",
        "令和7年4月1日頃",
        "慶応3年1月1日",
        "R7041",
    ],
)
def test_dates_with_a_part_missing_or_unclear_are_not_guessed(text: str) -> None:
    assert calendar_date(text).value is None
    assert codes(text) == [ReasonCode.WRONG_FORMAT]


def test_every_day_of_every_era_survives_being_written() -> None:
    day = FIRST_DAY
    while day <= LAST_DAY:
        for era in (era for era in ERAS if era.start <= day and (era.end is None or day <= era.end)):
            year = day.year - era.start.year + 1
            text = f"{era.names[0]}{'元' if year == 1 else year}年{day.month}月{day.day}日"
            form = calendar_date(text)
            assert (form.value, form.reasons) == (day.isoformat(), ()), text
        day += datetime.timedelta(days=1)


def test_eras_follow_each_other_without_a_gap() -> None:
    for before, after in itertools.pairwise(ERAS):
        assert before.end is not None
        assert after.start - before.end in {datetime.timedelta(days=0), datetime.timedelta(days=1)}
    assert ERAS[-1].end is None


@given(
    day=st.dates(FIRST_DAY, LAST_DAY),
    text=st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "西暦%Y.%m.%d", "%Y%m%d"]),
)
def test_western_dates_keep_their_day(day: datetime.date, text: str) -> None:
    form = calendar_date(day.strftime(text))
    assert (form.value, form.reasons) == (day.isoformat(), ())


@given(
    day=st.dates(datetime.date(2019, 5, 1), datetime.date(2099, 12, 31)),
    text=st.sampled_from(
        ["{y}.{m}.{d}", "{y}/{m}/{d}", "{y}-{m}-{d}", "{y}年{m}月{d}日", "{y:02}{m:02}{d:02}", "{y} {m} {d}"]
    ),
)
def test_a_printed_era_is_the_year_s(day: datetime.date, text: str) -> None:
    written = text.format(y=day.year - 2018, m=day.month, d=day.day)
    form = calendar_date(written, "reiwa")
    assert (form.value, form.reasons) == (day.isoformat(), ())
    assert calendar_date(written).value is None


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        ("元.5.1", "reiwa", "2019-05-01"),
        ("７．４．１", "reiwa", "2025-04-01"),
        ("平成7年4月1日", "reiwa", "1995-04-01"),  # the printed era was struck out
        ("H7.4.1", "reiwa", "1995-04-01"),
        ("2025-04-01", "reiwa", "2025-04-01"),
        ("20250401", "reiwa", "2025-04-01"),
        ("25.4.1", "western", None),
        ("7.4", "reiwa", None),
    ],
)
def test_a_printed_era_gives_way_to_a_written_one(text: str, printed: str, value: str | None) -> None:
    assert calendar_date(text, printed).value == value


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_reads_back_as_it_is_shown(day: datetime.date) -> None:
    shown = era_date(day)
    assert shown is not None
    assert calendar_date(shown) == calendar_date(day.isoformat())


def test_days_are_shown_as_papers_have_them() -> None:
    days = [datetime.date(2019, 5, 1), datetime.date(2025, 4, 1), datetime.date(1989, 1, 7), datetime.date(1868, 1, 24)]
    assert [era_date(day) for day in days] == ["令和元年5月1日", "令和7年4月1日", "昭和64年1月7日", None]
