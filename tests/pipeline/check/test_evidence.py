"""Fields that must agree rank each other's candidates, and never gain one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reading import Candidate, Reading
from models.rules import Rule
from pipeline.check.evidence import weigh
from tests.pipeline.check.fields import day, line, reading
from tests.pipeline.check.sheets import MEMBERS, rule, sheet_of, template

POSTAL = rule(kind="postal_address", postal_code="postal", address="address")
KANA = rule(kind="same_kana", a="kana", b="bank_kana")
MITAKA, SHINJUKU = "東京都三鷹市下連雀1-2", "東京都新宿区市谷田町1-2"


def seen(key: str, **texts: float) -> Reading:
    candidates = tuple(Candidate(text.replace("_", "-").lstrip("n"), score) for text, score in texts.items())
    return replace(reading(candidates[0].text, key), score=candidates[0].score, candidates=candidates)


def weighed(*of: Reading, rules: tuple[Rule, ...] = (POSTAL, KANA)) -> dict[str, Reading]:
    sheet, said = template(*rules), {one.field: one for one in of}
    all_readings = [said.get(field.key, reading("", field.key)) for field in sheet.all_fields()]
    return {one.field: one for one in weigh(sheet, all_readings)}


def test_a_code_settles_a_doubtful_town() -> None:
    found = weighed(seen("postal", n181_0013=0.98), seen("address", **{SHINJUKU: 0.5, MITAKA: 0.45}))
    assert found["address"].text == MITAKA
    assert found["address"].score > 0.9
    assert [c.text for c in found["address"].candidates] == [MITAKA, SHINJUKU]


def test_an_address_settles_a_doubtful_code() -> None:
    found = weighed(seen("postal", n187_0013=0.6, n181_0013=0.39), seen("address", **{MITAKA: 0.97}))
    assert found["postal"].text == "181-0013"


def test_clear_ink_that_does_not_agree_stays_and_counts_for_less() -> None:
    found = weighed(seen("postal", n162_0843=0.99), seen("address", **{MITAKA: 0.9, SHINJUKU: 0.004}))
    assert found["address"].text == MITAKA
    assert found["address"].score < 0.85


def test_house_numbers_are_no_matter_of_the_code() -> None:
    one, other = MITAKA, MITAKA.replace("1-2", "7-2")
    found = weighed(seen("postal", n181_0013=0.98), seen("address", **{one: 0.6, other: 0.4}))
    assert [(c.text, pytest.approx(c.score)) for c in found["address"].candidates] == [(one, 0.6), (other, 0.4)]


def test_a_bank_s_code_and_name_settle_each_other() -> None:
    bank = rule(kind="bank_code", code="code", name="bank")
    sheet = sheet_of(line("digits", "code"), line("text", "bank")).model_copy(update={"rules": (bank,)})
    code = reading("0017", "code", score=0.6, rivals=(("0001", 0.35),))
    name = reading("みすほ銀行", "bank", score=0.5, rivals=(("みずほ銀行", 0.45),))
    found = weigh(sheet, (code, name))
    assert [one.text for one in found] == ["0001", "みずほ銀行"]
    assert [one.agreement for one in found] == [1.0, 1.0]


def test_a_name_that_stands_twice_is_read_twice() -> None:
    found = weighed(seen("kana", タナカ=0.5, クナカ=0.45), seen("bank_kana", タナカ=0.6, タナ力=0.3))
    assert found["kana"].text == found["bank_kana"].text == "タナカ"
    assert found["kana"].score > 0.9


def test_small_kana_are_not_settled_by_a_bank_book() -> None:
    found = weighed(seen("kana", キョウコ=0.5, キヨウコ=0.45), seen("bank_kana", キヨウコ=0.99))
    assert found["kana"].text == "キョウコ"
    assert found["kana"].score == pytest.approx(0.5)


def test_fields_that_no_rule_joins_and_blank_ones_stay() -> None:
    address = seen("address", **{SHINJUKU: 0.5, MITAKA: 0.45})
    assert weighed(address)["address"] == address
    assert weighed(seen("postal", n181_0013=0.98), address, rules=())["address"] == address


def test_a_rule_for_some_sheets_only_weighs_nothing() -> None:
    some = rule(kind="postal_address", postal_code="postal", address="address", when={"field": "kind", "is": ["in"]})
    address = seen("address", **{SHINJUKU: 0.5, MITAKA: 0.45})
    assert weighed(seen("postal", n181_0013=0.98), address, rules=(some,))["address"] == address


def total(one: Reading) -> float:
    return sum(candidate.score for candidate in one.candidates)


scores = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=4)


@given(scores, scores)
def test_nothing_is_invented_and_nothing_is_lost(first: list[float], second: list[float]) -> None:
    kana = seen("kana", **{"タナカ" + "ア" * n: score / len(first) for n, score in enumerate(first)})
    bank = seen("bank_kana", **{"タナカ" + "ア" * n: score / len(second) for n, score in enumerate(second)})
    found = weighed(kana, bank)
    for before in (kana, bank):
        after = found[before.field]
        assert {c.text for c in after.candidates} == {c.text for c in before.candidates}
        assert sum(c.score for c in after.candidates) == pytest.approx(
            sum(c.score for c in before.candidates), abs=1e-6
        )
        assert after.text == after.candidates[0].text
        assert list(after.candidates) == sorted(after.candidates, key=lambda c: -c.score)


def test_rows_are_weighed_row_by_row() -> None:
    starred = rule(kind="postal_address", postal_code="postal", address="members.*.address")
    doubtful = {SHINJUKU: 0.5, MITAKA: 0.45}
    second, third = (seen(f"members.{row}.address", **doubtful) for row in (2, MEMBERS.count))
    found = weighed(seen("postal", n181_0013=0.98), second, third, rules=(starred,))
    assert found["members.2.address"].text == found["members.3.address"].text == MITAKA
    assert found["members.1.address"].text == ""


@pytest.mark.parametrize(
    ("type_", "cells", "likely", "other", "chosen"),
    [
        ("date", None, {"令和7年4月31日": 0.5}, {"令和7年4月21日": 0.4}, "令和7年4月21日"),
        ("date", None, {"令和7年4月31日": 0.95}, {"令和7年4月21日": 0.03}, "令和7年4月31日"),
        ("my_number", 12, {"123456789012": 0.6}, {"123456789018": 0.3}, "123456789018"),
        ("phone", None, {"03-1234-567": 0.6}, {"03-1234-5678": 0.3}, "03-1234-5678"),
        ("postal_code", 7, {"0000000": 0.6}, {"1810013": 0.3}, "1810013"),
        ("name", None, {"高橋": 0.6}, {"高僑": 0.3}, "高橋"),
    ],
)
def test_what_is_in_order_comes_first_where_the_ink_leaves_a_choice(
    type_: Any, cells: int | None, likely: dict[str, float], other: dict[str, float], chosen: str
) -> None:
    field = day("field") if type_ == "date" else line(type_, **({"cells": cells} if cells else {}))
    candidates = tuple(Candidate(text, score) for text, score in (likely | other).items())
    read = replace(reading(candidates[0].text), score=candidates[0].score, candidates=candidates)
    (found,) = weigh(sheet_of(field), (read,))
    assert found.text == chosen
    assert {c.text for c in found.candidates} == {c.text for c in candidates}
    assert sum(c.score for c in found.candidates) == pytest.approx(sum(c.score for c in candidates))
