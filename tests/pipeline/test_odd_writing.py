"""Sheets with struck-out answers, dirt and ditto marks, drawn, cut, read and decided for real: nothing is made up."""

from __future__ import annotations

import re

import numpy as np
import pytest

from models.reasons import ReasonCode
from pipeline.evaluate.bench_odd_writing import CASES, Case, Seen, rows_of, seen_fields
from pipeline.paper.degrade import Level
from pipeline.workbench import Workbench

SEED = 32


def case(name: str) -> Case:
    return next(one for one in CASES if one.name == name)


def seen(name: str, level: Level, pages: int, bench: Workbench) -> list[Seen]:
    return list(seen_fields(case(name), level, pages, SEED, bench))


def wrong(fields: list[Seen]) -> list[tuple[str, str, str]]:
    return [(one.odd.key, one.odd.kind, one.decided.checked.text) for one in fields if one.is_wrong]


@pytest.mark.parametrize("level", [Level.SCAN, Level.FAX])
def test_struck_answers_go_to_a_person(level: Level, bench: Workbench) -> None:
    fields = seen("struck", level, 4, bench)
    assert len(fields) >= 30
    assert wrong(fields) == []
    assert sum(one.is_told for one in fields) >= 0.7 * len(fields)
    for one in fields:
        if one.odd.kind.endswith("whole") and one.is_told and not one.odd.kind.startswith("scribbled"):
            assert not one.decided.checked.value or one.decided.checked.value != one.odd.said


@pytest.mark.parametrize("name", ["blank", "smudge", "coffee_ring", "specks", "bleed_through"])
def test_dirt_is_never_an_answer(name: str, bench: Workbench) -> None:
    fields = seen(name, Level.SCAN if name != "coffee_ring" else Level.FAX, 1, bench)
    assert len(fields) >= 20
    assert wrong(fields) == []


def test_blank_fields_stay_blank(bench: Workbench) -> None:
    fields = seen("blank", Level.SCAN, 1, bench)
    accepted = [one for one in fields if one.is_accepted]
    assert len(accepted) > len(fields) / 2
    assert all(not one.decided.checked.text for one in accepted)
    asked = {reason.code for one in fields if not one.is_accepted for reason in one.decided.reasons}
    assert ReasonCode.REQUIRED_BLANK in asked
    assert asked <= {ReasonCode.REQUIRED_BLANK, ReasonCode.LOW_CONFIDENCE}


def test_ruled_out_boxes_go_to_a_person(bench: Workbench) -> None:
    fields = seen("diagonal", Level.SCAN, 1, bench)
    assert wrong(fields) == []
    assert sum(one.is_told for one in fields) >= 0.7 * len(fields)


def test_ditto_marks_are_told_with_what_they_mean(bench: Workbench) -> None:
    fields = seen("ditto", Level.SCAN, 4, bench)
    told = [one for one in fields if one.is_told]
    assert len(told) >= 0.6 * len(fields) >= 3
    assert wrong(fields) == []
    for one in told:
        assert one.decided.checked.value is None
        assert len(one.decided.checked.reading.candidates) == 2


def test_a_row_of_the_table_counts(bench: Workbench) -> None:
    fields = seen("blank", Level.SCAN, 1, bench)
    (row,) = rows_of(fields)
    name, level, *counts = re.split(r"\s+", row)
    assert (name, level) == ("blank", "scan")
    accepted = sum(one.is_accepted for one in fields)
    assert np.array(counts, int).tolist() == [len(fields), 0, accepted, 0]
