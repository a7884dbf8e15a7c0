"""Crops through an engine and back: each field gets its own answer, whatever the engine does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.errors import EngineFault
from models.reading import Crop, Doubt
from models.scan import Pixels
from pipeline.read.engine import Posteriors
from pipeline.read.lines import LINE_PX
from pipeline.read.read import prepare, read_crops
from pipeline.read.version import reader_version
from tests.pipeline.read.drawn import (
    CHARSET,
    INK,
    QUAD,
    ToldEngine,
    believed,
    choice,
    date,
    field,
    free,
    line,
    options,
    put,
    spelt,
    white,
    written,
)  # fmt: skip

ERA = {"options": options("showa", "heisei", "reiwa")}


class BrokenEngine:
    """Fails after some lines."""

    name = "broken/1"
    charset = CHARSET

    def __init__(self, works_for: int) -> None:
        self.works_for = works_for

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        for index in range(self.works_for):
            yield index, spelt("1")
        raise EngineFault("no memory")


def celled(type_: str, text: str) -> Crop:
    return written(line(type_, key=f"{type_}_{len(text)}", cells=8), text)


def ringed(number: int) -> Crop:
    crop = white(choice("male", "female"))
    cv2.ellipse(crop.writing, (72 + 96 * number, 56), (40, 24), 0, 0, 360, INK, 4)
    return crop


def test_each_field_gets_its_own_answer() -> None:
    engine = ToldEngine(spelt("1234"), spelt("山田花子"))
    digits, mark, name = read_crops([celled("digits", "1234"), ringed(1), free("name", "山田花子")], engine)
    assert [(r.field, r.text, r.engine) for r in (digits, mark, name)] == [
        ("digits_4", "1234", f"told/1@{reader_version()}"),
        ("field", "female", f"marks@{reader_version()}"),
        ("field", "山田花子", f"told/1@{reader_version()}"),
    ]
    assert digits.candidates[0].score == digits.score == pytest.approx(1.0, abs=1e-3)
    assert digits.quad == QUAD
    assert (digits.doubts, name.is_blank) == ((), False)
    assert 0.01 < digits.ink < 0.2


def test_the_engine_may_answer_in_any_order() -> None:
    crops = [celled("digits", text) for text in ("1", "22", "333", "4444")]
    engine = ToldEngine(*(spelt(text) for text in ("1", "22", "333", "4444")), order=(2, 0, 3, 1))
    assert [reading.text for reading in read_crops(crops, engine)] == ["1", "22", "333", "4444"]


def test_all_lines_of_all_crops_go_to_the_engine_together() -> None:
    engine = ToldEngine(spelt("12"), spelt("3"))
    read_crops([celled("digits", "12"), white(line("name")), celled("digits", "3")], engine)
    (lines,) = engine.asked
    assert [pixels.shape[0] for pixels in lines] == [LINE_PX, LINE_PX]
    assert lines[0].shape[1] > lines[1].shape[1]


def test_crops_without_ink_never_reach_the_engine() -> None:
    engine = ToldEngine()
    fields = [line("name"), line("digits", cells=7), date(ERA), date({"printed": "reiwa"}, None), field("date")]
    pictures = [field("seal"), field("signature"), choice("a", "b"), line("address", lines=2)]
    readings = read_crops([white(one) for one in (*fields, *pictures)], engine)
    assert engine.asked == []
    assert all(reading.is_blank for reading in readings)
    assert {(reading.score, reading.ink, reading.candidates, reading.doubts) for reading in readings} == {
        (1.0, 0.0, (), ())
    }


def test_nothing_to_read_is_no_work() -> None:
    engine = ToldEngine()
    assert read_crops([], engine) == ()
    assert engine.asked == []


@pytest.mark.parametrize("works_for", [0, 1])
def test_an_engine_that_fails_is_not_taken_for_an_empty_field(works_for: int) -> None:
    with pytest.raises(EngineFault, match="no memory"):
        read_crops([celled("digits", "12"), celled("digits", "3")], BrokenEngine(works_for))


def test_a_mark_or_a_seal_needs_no_engine() -> None:
    seal = white(field("seal"))
    put(seal.writing, "山", 100, 60)
    mark, picture = read_crops([ringed(0), seal], BrokenEngine(0))
    assert mark.text == "male"
    assert picture.is_blank
    assert picture.ink > 0


def test_two_lines_are_joined_by_a_space_and_vary_together() -> None:
    crop = white(line("address", box_mm=[10, 10, 60, 16], lines=2))
    for n in range(3):
        put(crop.writing, "東", 60 + 45 * n, 66)
        put(crop.writing, "山", 60 + 45 * n, 124)
    engine = ToldEngine(believed({"東": 0.7, "山": 0.3}), believed({"山": 0.8, "田": 0.2}))
    (reading,) = read_crops([crop], engine)
    assert [candidate.text for candidate in reading.candidates[:4]] == ["東 山", "山 山", "東 田", "山 田"]
    assert reading.score == pytest.approx(0.7 * 0.8, abs=0.01)
    assert len(engine.asked[0]) == 2


def test_a_date_is_put_together_from_its_parts() -> None:
    crop = white(date({"printed": "reiwa"}, None))
    for n, digit in enumerate("714"):
        put(crop.writing, digit, 72 + 112 * n, 56)
    (reading,) = read_crops([crop], ToldEngine(spelt("7"), spelt("1"), believed({"4": 0.6, "9": 0.4})))
    assert [candidate.text for candidate in reading.candidates[:2]] == ["令和7年1月4日", "令和7年1月9日"]
    assert reading.text == "令和7年1月4日"


def test_two_eras_leave_a_doubt_on_the_date() -> None:
    crop = white(date(ERA, None))
    for x in (72, 264):
        cv2.ellipse(crop.writing, (x, 56), (40, 24), 0, 0, 360, INK, 4)
    put(crop.writing, "7", 392, 56)
    (reading,) = read_crops([crop], ToldEngine(spelt("7")))
    assert Doubt.TWO_MARKS in reading.doubts


@pytest.mark.parametrize(
    ("type_", "cells", "seen", "text"),
    [
        ("digits", 3, "O/l", "011"),
        ("code", 3, "AbO", "ABO"),
        ("kana", 3, "二ーカ", "ニーカ"),
        ("phone", 3, "0-1", "0-1"),
        ("phone", None, "O-l", "0-1"),
        ("postal_code", None, "1ー2", "1-2"),
        ("name", None, "東山", "東山"),
    ],
)
def test_the_fields_type_decides_what_may_stand_there(type_: str, cells: int | None, seen: str, text: str) -> None:
    crop = free(type_, "888") if cells is None else written(line(type_, cells=cells), "888")
    (reading,) = read_crops([crop], ToldEngine(spelt(seen)))
    assert reading.text == text


def test_preparing_finds_cells_lines_and_dates() -> None:
    assert [len(one.windows) for one in prepare(celled("digits", "12 4")).lines] == [3]
    assert [one.windows for one in prepare(free("name", "山田")).lines] == [()]
    assert prepare(white(date(ERA))).date is not None
    assert prepare(ringed(0)).lines == ()


def test_a_reading_leaves_the_crop_as_it_was() -> None:
    crop = celled("digits", "1234")
    before = crop.writing.copy()
    read_crops([crop], ToldEngine(spelt("1234")))
    assert (crop.writing == before).all()


def test_a_field_with_ink_too_faint_to_read_says_so() -> None:
    empty, mark = replace(white(line("name")), faint_mm2=12.5), replace(ringed(0), faint_mm2=1.5)
    read, chosen = read_crops([empty, mark], ToldEngine())
    assert read.is_blank and read.doubts == (Doubt.FAINT_INK,)
    assert chosen.text == "male" and Doubt.FAINT_INK in chosen.doubts


def test_a_blank_choice_with_a_ring_around_a_word_says_so() -> None:
    boxes = white(choice("use", mark="check"))
    rung, speck = (replace(boxes, at_labels_mm2=area) for area in (1.2, 0.6))
    assert [(r.is_blank, r.doubts) for r in read_crops([rung, speck], ToldEngine())] == [
        (True, (Doubt.STRAY_STROKE,)),
        (True, ()),
    ]


def test_ink_in_which_nothing_is_read_is_no_blank_to_accept() -> None:
    silent = np.zeros((4, len(CHARSET)), np.float32)
    silent[:, 0] = 1.0
    for crop in (free("name", "山"), celled("digits", "1")):
        (reading,) = read_crops([crop], ToldEngine(silent))
        assert reading.doubts == ((Doubt.STRAY_INK,) if reading.is_blank else ())
    (name,) = read_crops([free("name", "山")], ToldEngine(silent))
    assert name.is_blank and name.ink > 0


def test_an_account_number_that_ends_early_is_doubted_and_one_that_starts_late_is_not() -> None:
    early, late, code = read_crops(
        [celled("account_number", "1234567"), celled("account_number", " 1234567"), celled("digits", "1234567")],
        ToldEngine(*[spelt("1234567")] * 3),
    )
    assert (early.doubts, late.doubts, code.doubts) == ((Doubt.LAST_CELL_EMPTY,), (), ())


def test_a_field_whose_print_is_missing_says_so() -> None:
    gone, fax = (replace(white(line("name")), print_found=share) for share in (0.3, 0.5))
    assert [r.doubts for r in read_crops([gone, fax], ToldEngine())] == [(Doubt.PRINT_MISSING,), ()]


def test_candidates_that_differ_by_an_outer_space_are_one() -> None:
    steps = believed({"1": 1.0}, {"2": 0.7, "3": 0.3}, {" ": 0.4}, {})
    (reading,) = read_crops([free("text", "12")], ToldEngine(steps))
    assert [candidate.text for candidate in reading.candidates[:2]] == ["12", "13"]
    assert [candidate.score for candidate in reading.candidates[:2]] == pytest.approx([0.7, 0.3], abs=0.01)
    assert len({candidate.text for candidate in reading.candidates}) == len(reading.candidates)


@pytest.mark.parametrize(
    ("type_", "twin"), [("digits", "l"), ("code", "c"), ("phone", "O"), ("money", "o"), ("my_number", "I")]
)
def test_what_is_no_digit_among_digits_goes_to_a_person(type_: str, twin: str) -> None:
    def doubts(last: dict[str, float]) -> tuple[Doubt, ...]:
        (reading,) = read_crops([free(type_, "12")], ToldEngine(believed({"1": 1.0}, {}, last)))
        return reading.doubts

    assert doubts({"二": 0.97}) == (Doubt.OTHER_CHARACTERS,)
    assert doubts({"二": 0.6, "2": 0.4}) == doubts({twin: 1.0}) == ()


def test_words_may_hold_any_character() -> None:
    (reading,) = read_crops([free("kana", "サニ")], ToldEngine(spelt("サ东")))
    assert Doubt.OTHER_CHARACTERS not in reading.doubts
