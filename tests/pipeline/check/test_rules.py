from __future__ import annotations

import pytest

from models.reasons import Reason, ReasonCode
from tests.pipeline.check.fields import line
from tests.pipeline.check.sheets import check, reasons, rule, sheet_of, template

ORDER = rule(kind="date_order", earlier="first_day", later="second_day", max_days=14)
BOTH_DAYS = {"first_day": "2026-03-01", "second_day": "2026-03-15"}


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("2026-03-01", "2026-03-01", None),
        ("2026-03-01", "2026-03-15", None),
        ("2026-03-01", "2026-03-16", ReasonCode.TOO_FAR_APART),
        ("2026-03-02", "2026-03-01", ReasonCode.DATE_ORDER),
        ("", "2026-03-01", None),
        ("2026-02-30", "2026-03-01", None),
    ],
)
def test_date_order_speaks_to_both_dates(first: str, second: str, code: ReasonCode | None) -> None:
    found = check(template(ORDER), first_day=first, second_day=second)
    both = [[r.code for r in found[key].reasons if r.code is not ReasonCode.IMPOSSIBLE_DATE] for key in BOTH_DAYS]
    assert both == ([[code], [code]] if code else [[], []])


def test_date_order_names_both_fields_by_key() -> None:
    found = check(template(ORDER), first_day="2026-03-01", second_day="2026-04-01")
    names = {"earlier": "first_day", "later": "second_day", "days": "14"}
    assert found["first_day"].reasons == (Reason(ReasonCode.TOO_FAR_APART, names),)


def test_when_narrows_a_rule() -> None:
    late = {"first_day": "2026-03-02", "second_day": "2026-03-01"}
    sheet = template(
        rule(kind="date_order", earlier="first_day", later="second_day", when={"field": "kind", "is": ["in"]})
    )
    assert "first_day" in reasons(sheet, kind="in", **late)
    assert reasons(sheet, kind="out", **late) == {}
    assert reasons(sheet, **late) == {}


ONE_HEAD = rule(kind="exactly_one", field="members.*.relation", value="head")


@pytest.mark.parametrize(
    ("texts", "blamed"),
    [
        ({"members__1__relation": "head", "members__2__relation": "child"}, {}),
        ({"members__1__relation": "head", "members__3__relation": "head"}, {1: "2", 3: "2"}),
        ({"members__1__relation": "child", "members__2__name": "見本 花子"}, {1: "0", 2: "0"}),
        ({}, {}),
    ],
)
def test_exactly_one_counts_the_written_rows(texts: dict[str, str], blamed: dict[int, str]) -> None:
    names = {
        f"members__{row}__name": "見本" for row in (1, 2, 3) if any(key.startswith(f"members__{row}") for key in texts)
    }
    found = check(template(ONE_HEAD), **{**names, **texts})
    assert {key: field.reasons for key, field in found.items() if field.reasons} == {
        f"members.{row}.relation": (
            Reason(ReasonCode.NOT_EXACTLY_ONE, {"option": f"members.{row}.relation=head", "count": count}),
        )
        for row, count in blamed.items()
    }


def test_required_when_speaks_to_the_field_and_to_its_choice() -> None:
    sheet = template(rule(kind="required_when", field="note", when={"field": "kind", "is": ["in"]}))
    found = check(sheet, kind="in")
    assert found["note"].reasons == (Reason(ReasonCode.REQUIRED_HERE, {"other": "kind"}),)
    assert found["kind"].reasons == (Reason(ReasonCode.NOT_TOGETHER, {"other": "note"}),)
    assert reasons(sheet, kind="in", note="あり") == {}
    assert reasons(sheet, kind="out") == {}


def test_not_holds_on_sheets_where_nothing_is_marked() -> None:
    sheet = template(rule(kind="required_when", field="note", when={"field": "kind", "not": ["out"]}))
    assert "note" in reasons(sheet)
    assert reasons(sheet, kind="out") == {}


def test_when_holds_if_any_of_several_marks_fits() -> None:
    sheet = template(rule(kind="required_when", field="note", when={"field": "several", "is": ["b"]}))
    assert "note" in reasons(sheet, several="a,b")
    assert reasons(sheet, several="a,c") == {}


def test_empty_when_speaks_even_of_writing_without_a_value() -> None:
    sheet = template(rule(kind="empty_when", field="second_day", when={"field": "kind", "is": ["out"]}))
    assert reasons(sheet, kind="out") == {}
    assert reasons(sheet, kind="out", second_day="いつか") == {
        "second_day": [ReasonCode.WRONG_FORMAT, ReasonCode.MUST_BE_EMPTY],
        "kind": [ReasonCode.NOT_TOGETHER],
    }


@pytest.mark.parametrize(("several", "broken"), [("a,c", True), ("b,c", False), ("", False)])
def test_not_together_looks_for_one_value(several: str, broken: bool) -> None:
    sheet = template(rule(kind="not_together", field="several", value="a", when={"field": "kind", "is": ["out"]}))
    both = {"kind": [ReasonCode.NOT_TOGETHER], "several": [ReasonCode.NOT_TOGETHER]}
    assert reasons(sheet, kind="out", several=several) == (both if broken else {})
    assert reasons(sheet, kind="in", several=several) == {}


def test_postal_address_speaks_to_both_and_names_the_area() -> None:
    sheet = template(rule(kind="postal_address", postal_code="postal", address="address"))
    assert reasons(sheet, postal="1500042", address="渋谷区宇田川町1-1") == {}
    assert reasons(sheet, postal="1500042") == {}
    assert reasons(sheet, postal="0000000", address="渋谷区") == {"postal": [ReasonCode.UNKNOWN_POSTAL_CODE]}
    found = check(sheet, postal="1500042", address="新宿区西新宿2-8-1")
    mismatch = (Reason(ReasonCode.ADDRESS_MISMATCH, {"area": "東京都渋谷区宇田川町"}),)
    assert (found["postal"].reasons, found["address"].reasons) == (mismatch, mismatch)


def test_a_bank_s_code_and_name_belong_together() -> None:
    bank = rule(kind="bank_code", code="code", name="bank")
    sheet = sheet_of(line("digits", "code"), line("text", "bank")).model_copy(update={"rules": (bank,)})
    assert reasons(sheet, code="0001", bank="みずほ銀行") == {}
    assert reasons(sheet, code="0001") == reasons(sheet, bank="みずほ") == {}
    assert reasons(sheet, code="6000", bank="みずほ") == {"code": [ReasonCode.UNKNOWN_BANK]}
    found = check(sheet, code="0001", bank="りそな")
    mismatch = (Reason(ReasonCode.BANK_MISMATCH, {"bank": "みずほ"}),)
    assert (found["code"].reasons, found["bank"].reasons) == (mismatch, mismatch)


def test_same_kana_forgives_what_a_bank_book_does() -> None:
    sheet = template(rule(kind="same_kana", a="kana", b="bank_kana"))
    assert reasons(sheet, kana="ミホン　キョウコ", bank_kana="ﾐﾎﾝｷﾖｳｺ") == {}
    assert reasons(sheet, kana="ミホン") == {}
    found = check(sheet, kana="ミホン　ハナ", bank_kana="ミホン　バナ")
    assert found["kana"].reasons == (Reason(ReasonCode.KANA_MISMATCH, {"other": "bank_kana"}),)
    assert found["bank_kana"].reasons == (Reason(ReasonCode.KANA_MISMATCH, {"other": "kana"}),)


@pytest.mark.parametrize(
    ("birth", "age"),
    [("2008-03-01", None), ("2007-03-02", None), ("2007-03-01", "19"), ("2026-03-01", None), ("2026-03-02", "-1")],
)
def test_age_between_counts_completed_years(birth: str, age: str | None) -> None:
    sheet = template(rule(kind="age_between", birth="members.*.birth_date", on="first_day", most=18))
    found = check(sheet, members__2__name="見本", members__2__birth_date=birth, first_day="2026-03-01")
    expected = (Reason(ReasonCode.AGE_UNLIKELY, {"age": age}),) if age else ()
    assert found["members.2.birth_date"].reasons == expected
    assert found["first_day"].reasons == expected


def test_starred_rules_are_asked_in_each_written_row() -> None:
    sheet = template(
        rule(kind="required_when", field="members.*.address", when={"field": "members.*.relation", "is": ["child"]})
    )
    found = reasons(
        sheet,
        members__1__name="見本",
        members__1__relation="child",
        members__2__name="見本",
        members__2__relation="head",
    )
    assert found == {
        "members.1.address": [ReasonCode.REQUIRED_HERE],
        "members.1.relation": [ReasonCode.NOT_TOGETHER],
    }
