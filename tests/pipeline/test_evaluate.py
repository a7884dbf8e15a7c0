"""What an evaluation counts, from outcomes made by hand."""

from __future__ import annotations

import json

import pytest

from models.reading import FieldValue
from pipeline.check.values import same_value
from pipeline.evaluate.report import as_json, as_text
from pipeline.evaluate.run import FieldOutcome, PageOutcome, Report


def outcome(type_: str, truth: FieldValue, read: FieldValue, *, accepted: bool) -> FieldOutcome:
    return FieldOutcome("a.jpg", f"{type_}.key", type_, truth, read, accepted, same_value(truth, read))


REPORT = Report(
    pages=(
        PageOutcome("a.jpg", "move", "move", (0.1, 0.2, 0.3)),
        PageOutcome("b.jpg", "move", "claim", ()),
        PageOutcome("c.jpg", "claim", None, ()),
        PageOutcome("d.jpg", "claim", "claim", (0.4, 1.0)),
    ),
    fields=(
        outcome("name", "斎藤 裕二", "斎藤裕二", accepted=True),
        outcome("name", "山田 太郎", "山田 大郎", accepted=True),
        outcome("name", "鈴木 次郎", "鈴木 二郎", accepted=False),
        outcome("name", None, None, accepted=True),
        outcome("choices", ("a", "b"), ("a", "b"), accepted=False),
        outcome("choices", (), None, accepted=True),
        outcome("choices", (), ("a",), accepted=True),
    ),
    seconds=6.0,
    workers=2,
)
ALL = {
    "filled": 4, "filled_right": 2, "characters": 12, "character_errors": 2, "blank": 3, "blank_right": 2,
    "accepted": 5, "accepted_wrong": 2, "accepted_error_upper": 0.81074, "shown": 2, "shown_wrong": 1,
    "calibration_error": 0.5714, "calibration_error_by_chance": 0.0,
}  # fmt: skip
NAMES = {
    "filled": 3, "filled_right": 1, "characters": 12, "character_errors": 2, "blank": 1, "blank_right": 1,
    "accepted": 3, "accepted_wrong": 1, "accepted_error_upper": 0.86465, "shown": 1, "shown_wrong": 1,
    "calibration_error": 0.5, "calibration_error_by_chance": 0.0,
}  # fmt: skip
CHOICES = {
    "filled": 1, "filled_right": 1, "characters": 0, "character_errors": 0, "blank": 2, "blank_right": 1,
    "accepted": 2, "accepted_wrong": 1, "accepted_error_upper": 0.97468, "shown": 1, "shown_wrong": 0,
    "calibration_error": 0.6667, "calibration_error_by_chance": 0.0,
}  # fmt: skip


def test_every_page_and_field_is_counted_where_it_belongs() -> None:
    assert as_json(REPORT) == {
        "pages": 4,
        "identified": 2,
        "wrong_form": 1,
        "corner_error_mm": {"median": 0.3, "p95": 0.88},
        "seconds_a_page": 1.5,
        "workers": 2,
        "all": ALL,
        "types": {"choices": CHOICES, "name": NAMES},
    }


def test_the_keys_of_options_are_no_characters() -> None:
    wrong = outcome("choice", "transfer_in", "relocation", accepted=True)
    counts = as_json(Report(REPORT.pages, (*REPORT.fields, wrong), 1.0, 1))
    assert (counts["all"]["characters"], counts["all"]["character_errors"]) == (12, 2)
    assert counts["types"]["choice"]["filled"] == 1 and counts["types"]["choice"]["characters"] == 0


def test_the_object_is_plain_json() -> None:
    assert json.loads(json.dumps(as_json(REPORT), allow_nan=False)) == as_json(REPORT)


def test_outcomes_by_type_are_in_the_order_of_their_names_and_all_there() -> None:
    groups = REPORT.of_type()
    assert list(groups) == ["choices", "name"]
    assert sum(groups.values(), ()) == (*REPORT.fields[4:], *REPORT.fields[:4])


def test_runs_of_several_levels_are_counted_together() -> None:
    both = as_json(REPORT.with_more(REPORT))
    assert both["pages"] == 2 * len(REPORT.pages) and both["seconds_a_page"] == 1.5
    assert both["all"]["filled"] == 2 * ALL["filled"] and both["all"]["accepted_wrong"] == 2 * ALL["accepted_wrong"]


def test_the_table_has_a_row_a_type_and_one_for_all() -> None:
    pages, time, heading, *rows = as_text(REPORT).splitlines()
    assert "pages 4  identified 2 (50.0 %)  wrong form 1" in pages and "median 0.3 p95 0.88" in pages
    assert time == "1.5 s a page with 2 workers"
    assert (
        " ".join(heading.split()) == "type filled right CER blank right accepted wrong error ≤ caught flags ECE chance"
    )
    assert [" ".join(row.split()) for row in rows] == [
        "choices 1 100.0 % – 2 50.0 % 66.7 % 1 97.47 % 0.0 % 0.0 % 66.7 % 0.0 %",
        "name 3 33.3 % 16.7 % 1 100.0 % 75.0 % 1 86.47 % 50.0 % 100.0 % 50.0 % 0.0 %",
        "all 4 50.0 % 16.7 % 3 66.7 % 71.4 % 2 81.07 % 33.3 % 50.0 % 57.1 % 0.0 %",
    ]
    assert len({len(row) for row in [heading, *rows]}) == 1  # columns stand under their headings


def test_a_share_of_nothing_is_a_dash() -> None:
    *_, row = as_text(Report(REPORT.pages, (outcome("name", "山", "山", accepted=True),), 1.0, 1)).splitlines()
    assert " ".join(row.split()) == "all 1 100.0 % 0.0 % 0 – 100.0 % 0 95.00 % – – 100.0 % 0.0 %"


def test_nothing_at_all_is_a_table_of_zeros() -> None:
    pages, *_, row = as_text(Report((), (), 0.0, 1)).splitlines()
    assert pages.startswith("pages 0  identified 0 (–)")
    assert " ".join(row.split()) == "all 0 – – 0 – – 0 100.00 % – – – –"


@pytest.mark.parametrize(
    ("truth", "read", "is_same"),
    [
        ("斎藤 裕二", "斎藤裕二", True),
        ("サイトウ　ユウジ", "サイトウ ユウジ", True),
        (" \u3000", None, True),
        ("下連雀1-2 305", "下連雀1-2\u3000305", True),
        ("下連雀1-2 305", "下連雀1-2305", False),
        ("1 号棟 305", "1号棟305", True),
        ("", None, True),
        ((), None, True),
        ((), "", True),
        (("a", "b"), ("a", "b"), True),
        (None, None, True),
        ("斎藤", "齋藤", False),
        ("ユウジ", "ュウジ", False),
        ("東京都1-1", "東京都11", False),
        ("山", None, False),
        (None, "山", False),
        (("a", "b"), ("a",), False),
        (("a",), None, False),
    ],
)
def test_spaces_do_not_count_and_everything_else_does(truth: FieldValue, read: FieldValue, is_same: bool) -> None:
    assert same_value(truth, read) is is_same
    assert same_value(read, truth) is is_same
