from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from models.page import AlignedPage
from models.problem import Problem, ProblemCode
from pipeline.evaluate.bench_align import rows
from pipeline.evaluate.bench_align_cases import Case, Group, Row, shipped
from pipeline.evaluate.bench_align_judge import Judged, Said, corner_errors_mm, judge, judge_outcome
from pipeline.evaluate.bench_align_speed import Speed
from pipeline.evaluate.bench_align_table import as_text, line_of, reached, speed_as_text
from pipeline.paper.placement import quarter_turn

SEED = 31


def row_called(name: str) -> Row:
    return next(row for row in rows() if row.name == name)


@pytest.fixture(scope="module")
def laid() -> tuple[Case, AlignedPage]:
    """A scan that the program lays right."""
    case = row_called("scan").make(SEED, 0)
    judged, outcome = judge("scan", 0, case)
    assert judged.said is Said.RIGHT
    assert np.percentile(judged.errors_mm, 95) < 0.1
    assert isinstance(outcome, AlignedPage)
    return case, outcome


def test_rows_are_named_once_and_count_as_the_figures_ask() -> None:
    names = [row.name for row in rows()]
    assert len(set(names)) == len(names)
    assert all(row.pages >= 500 for row in rows() if row.group is Group.LEVEL)
    assert all(row.pages >= 100 for row in rows() if row.group is Group.DEFECT)
    assert sum(row.pages for row in rows() if row.group in {Group.STRANGER, Group.TWIN}) >= 2000


def test_the_same_seed_makes_the_same_page() -> None:
    one, again = (row_called("defect stamp").make(SEED, 5).picture.pixels for _ in range(2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, row_called("defect stamp").make(SEED + 1, 5).picture.pixels)


def test_a_page_laid_head_down_is_another_way_up(laid: tuple[Case, AlignedPage]) -> None:
    case, outcome = laid
    height, width = case.picture.pixels.shape[:2]
    turned = case.picture.placement.then(quarter_turn(2, width, height))
    wrong = dataclasses.replace(case, picture=dataclasses.replace(case.picture, placement=turned))
    assert judge_outcome("scan", 0, wrong, outcome).said is Said.OTHER_WAY_UP


def test_a_page_taken_for_another_form_is_wrong(laid: tuple[Case, AlignedPage]) -> None:
    case, outcome = laid
    other = next(sheet.template for sheet in shipped() if sheet.template.form != outcome.blank.template.form)
    assert judge_outcome("x", 0, dataclasses.replace(case, own=other), outcome).said is Said.OTHER_FORM
    assert judge_outcome("x", 0, dataclasses.replace(case, own=None), outcome).said is Said.STRANGER_ACCEPTED


def test_errors_are_millimetres_and_leave_out_what_is_not_in_the_picture(laid: tuple[Case, AlignedPage]) -> None:
    case, outcome = laid
    shift = np.array([[1, 0, 8.0], [0, 1, 0], [0, 0, 1]])  # a millimetre at 8 px/mm
    moved = dataclasses.replace(case.picture, placement=case.picture.placement.then(shift))
    scale = case.picture.placement.px_per_mm(np.array([[105.0, 148.0]]))[0]
    assert np.median(corner_errors_mm(outcome, moved)) == pytest.approx(8 / scale, abs=0.05)
    cut = dataclasses.replace(case.picture, pixels=case.picture.pixels[: case.picture.pixels.shape[0] // 2])
    assert 0 < corner_errors_mm(outcome, cut).size < corner_errors_mm(outcome, case.picture).size


def judged(said: Said, named: str = "form 1", errors: tuple[float, ...] = ()) -> Judged:
    return Judged("scan", 0, said, named, np.array(errors))


def test_a_line_counts_what_was_said() -> None:
    pages = [judged(Said.RIGHT, errors=(0.1, 0.2)), judged(Said.REFUSED, "unknown_form"), judged(Said.OTHER_FORM)]
    line = line_of(row_called("scan"), pages)
    assert (line.pages, line.right, line.wrong, line.refused) == (3, 1, 1, {"unknown_form": 1})
    assert (line.median_mm, line.p95_mm) == (0.15, 0.195)
    assert not line.reached
    assert "MISS" in as_text(line) and "unknown_form 1" in as_text(line) and "other form: form 1 1" in as_text(line)


def test_figures_are_reached_or_missed_by_share_and_by_millimetres() -> None:
    row = row_called("defect curl")
    right = [judged(Said.RIGHT, errors=(0.3,))] * 98
    refused = judged(Said.REFUSED, "poor_alignment")
    assert line_of(row, [*right, refused, refused]).reached
    assert not line_of(row, [*right, refused, refused, refused]).reached
    assert not line_of(row, [judged(Said.RIGHT, errors=(0.9,))] * 100).reached


def test_one_stranger_accepted_is_a_miss() -> None:
    row = row_called("stranger letter")
    refused = [judged(Said.REFUSED, "unknown_form")] * 9
    assert line_of(row, refused).reached
    assert not line_of(row, [*refused, judged(Said.STRANGER_ACCEPTED)]).reached


def test_speed_is_held_against_its_goal() -> None:
    fast = Speed(500, 10, 190.0, 260.0, 30.0, 1.9, 10, 0, 0)
    assert reached(fast)
    assert "190 ms" in speed_as_text(fast)
    assert not reached(dataclasses.replace(fast, forms=4))
    assert not reached(dataclasses.replace(fast, load_s=2.1))
    assert not reached(dataclasses.replace(fast, wrong=1))


def test_a_twin_beside_its_other_is_itself_and_alone_it_is_a_stranger() -> None:
    beside = row_called("both row_less").make(SEED, 1)
    assert beside.own is not None and beside.own.version.startswith("row_less")
    assert len(beside.known) == len(shipped()) + 1
    alone = row_called("twin row_less")
    assert all(alone.make(SEED, number).own is None for number in (0, 2))
    new = alone.make(SEED, 2).known
    assert len(new) == len(shipped()) and any(sheet.template.version.startswith("row_less") for sheet in new)


def test_a_blank_page_is_refused_with_its_reason() -> None:
    said, outcome = judge("stranger", 0, row_called("stranger empty_desk").make(SEED, 0))
    assert said.said is Said.REFUSED
    assert isinstance(outcome, Problem) and outcome.code in {ProblemCode.BLANK_PAGE, ProblemCode.UNKNOWN_FORM}
