from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.db.states import FieldState
from models.geometry import BoxMm
from models.reading import Decision, FieldValue
from models.template import Sensitivity
from pipeline.export.columns import ExportedRecord, columns
from pipeline.export.table import csv_text, lost_characters
from pipeline.store.views import FieldView
from tests.pipeline.store.paper import NOW, QUAD


def field(key: str, value: FieldValue) -> FieldView:
    text = ",".join(value) if isinstance(value, tuple) else value or ""
    return FieldView(
        key=key,
        type="name",
        sensitivity=Sensitivity.ORDINARY,
        form_page=1,
        box_mm=BoxMm(1, 1, 2, 2),
        quad=QUAD,
        value=value,
        text=text,
        confidence=1.0,
        decision=Decision.ACCEPT,
        state=FieldState.ACCEPTED,
        reasons=(),
        candidates=(),
        version=1,
        last_correction=None,
    )


def record(record_id: int, version: str = "2026-04", /, **values: FieldValue) -> ExportedRecord:
    return ExportedRecord(record_id, "greeting", version, NOW, tuple(field(k, v) for k, v in values.items()))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_table_has_keys_then_values() -> None:
    text = csv_text([record(7, name="斎藤　裕二", wishes=("tea", "cake"), day=None)])
    assert text == ("record_id,received_at,name,wishes,day\r\n7,2025-04-01T18:00:00+09:00,斎藤　裕二,tea;cake,\r\n")


def test_columns_of_several_versions_follow_the_newest() -> None:
    old, new = record(9, "2025-04", name="a", fax="b"), record(1, "2026-04", kana="c", name="d")
    assert columns([old, new]) == ("kana", "name", "fax")
    assert rows(csv_text([old, new]))[1:] == [
        ["9", "2025-04-01T18:00:00+09:00", "", "a", "b"],
        ["1", "2025-04-01T18:00:00+09:00", "c", "d", ""],
    ]


def test_columns_keep_the_order_of_pages_that_some_records_lack() -> None:
    whole, half = record(1, first="a", second="b", third="c"), record(2, first="d", third="e")
    pages = {"first": 1, "second": 2, "third": 3}
    records = [
        replace(each, fields=tuple(replace(one, form_page=pages[one.key]) for one in each.fields))
        for each in (whole, half)
    ]
    assert columns(records) == ("first", "second", "third")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+81", "'+81"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("＝１", "＝１"),
        ("－１", "－１"),
        ("＋８１", "＋８１"),
        ("＠", "＠"),
        ("1-2-3", "1-2-3"),
        ("'a", "'a"),
    ],
)
def test_formulas_become_text_and_text_stays(value: str, cell: str) -> None:
    assert rows(csv_text([record(1, name=value)]))[1][2] == cell


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"])), min_size=1, max_size=3))
def test_every_value_comes_back(values: list[str]) -> None:
    table = rows(csv_text([record(i, name=value) for i, value in enumerate(values)]))
    cells = [row[2] for row in table[1:]]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [re.sub(r"^'(?='*[=+\-@\t\r])", "", cell) for cell in cells] == values


@pytest.mark.parametrize("value", ["髙橋", "山﨑", "①㈱", "～－", "ｱｲｳ", "神海塚羽", "℡", "\ue000"])
def test_what_cp932_has_passes(value: str) -> None:
    assert list(lost_characters([record(1, name=value)], "cp932")) == []
    assert value.encode("cp932").decode("cp932") == value


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        ("𠮷田", "𠮷"),
        ("葛\U000e0100城", "\U000e0100"),
        ("¥100", "¥"),
        ("1—2", "—"),
        ("1〜3", "〜"),  # cp932 would write it, and give ～ back
        ("1−3", "−"),  # likewise －
    ],
)
def test_what_cp932_would_lose_is_found(value: str, lost: str) -> None:
    found = [place.character for place in lost_characters([record(1, name=value)], "cp932")]
    assert found == [lost]


def test_a_lost_character_says_where() -> None:
    (place,) = lost_characters([record(1, name="a"), record(2, name="b", town="𠮷野と𠮷田")], "cp932")
    assert str(place) == "2 town 𠮷 (U+20BB7)"


def test_utf8_loses_nothing() -> None:
    assert list(lost_characters([record(1, name="𠮷葛\U000e0100¥—〜")], "utf-8-sig")) == []
