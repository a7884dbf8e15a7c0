"""Rings, ticks and fills drawn on options: how strong each is, and what a field's marks mean together."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.reading import Crop, Doubt, Reading
from models.template import ChoiceField, Mark
from pipeline.read.lines import Box
from pipeline.read.mark_doubts import PIECES, STRAYING_WAYS, TICK_TURNS, TURNS
from pipeline.read.mark_shapes import Shape
from pipeline.read.marks import FAINT, PRESENT, Marks, find_marks, read_choice
from pipeline.read.places import pixel_box
from tests.pipeline.read.drawn import INK, QUAD, choice, white

SEXES = ("male", "female", "other")


def option_box(crop: Crop, number: int) -> Box:
    assert isinstance(crop.field, ChoiceField)
    return pixel_box(crop.field.options[number].box_mm, crop)


def mark(crop: Crop, number: int, share: float = 1.0, dx: int = 0, grow: float = 1.0, pen: int = 4) -> Crop:
    """The mark that the field asks for; ``share`` is how much of it is drawn."""
    assert isinstance(crop.field, ChoiceField)
    left, top, right, bottom = option_box(crop, number)
    left, right = left + dx, right + dx
    match crop.field.mark:
        case Mark.CIRCLE:
            axes = round((right - left) / 2 * grow), round((bottom - top) / 2 * grow)
            middle = (left + right) // 2, (top + bottom) // 2
            cv2.ellipse(crop.writing, middle, axes, 0, -60, round(360 * share) - 60, INK, pen, cv2.LINE_AA)
        case Mark.CHECK:
            tick = np.array([(left + 3, top + 12), (left + 14, bottom - 4), (left + 14 + round(26 * share), top - 8)])
            cv2.polylines(crop.writing, [tick[: 3 if share > 0.2 else 2]], False, INK, pen, cv2.LINE_AA)
        case Mark.FILL:
            cv2.rectangle(crop.writing, (left, top), (left + round((right - left) * share), bottom), INK, cv2.FILLED)
    return crop


def marks_of(crop: Crop) -> Marks:
    field = crop.field
    assert isinstance(field, ChoiceField)
    boxes = [pixel_box(option.box_mm, crop) for option in field.options]
    return find_marks(crop.writing, crop.blank, boxes, field.mark)


def strengths(crop: Crop) -> list[float]:
    return list(marks_of(crop).strengths)


def read(crop: Crop) -> Reading:
    assert isinstance(crop.field, ChoiceField)
    return read_choice(crop, crop.field)


def said(crop: Crop) -> tuple[str, tuple[Doubt, ...]]:
    return read(crop).text, read(crop).doubts


def empty(kind: str, many: bool = False) -> Crop:
    return white(choice(*SEXES, mark=kind, many=many))


@pytest.mark.parametrize("kind", list(Mark))
@pytest.mark.parametrize("number", range(3))
def test_a_mark_is_strong_on_its_own_option_only(kind: str, number: int) -> None:
    found = strengths(mark(empty(kind), number))
    assert found.pop(number) > 0.9
    assert max(found) < PRESENT


@pytest.mark.parametrize("kind", list(Mark))
def test_no_ink_is_no_mark(kind: str) -> None:
    assert strengths(empty(kind)) == [0, 0, 0]


@pytest.mark.parametrize("grow", [0.75, 1.0, 1.25])
def test_a_ring_may_be_tight_or_wide(grow: float) -> None:
    assert strengths(mark(empty("circle"), 1, grow=grow))[1] > 0.9


def test_half_a_ring_is_half_as_strong() -> None:
    assert strengths(mark(empty("circle"), 0, share=0.5))[0] == pytest.approx(0.5, abs=0.1)


def test_a_ring_that_leans_over_the_next_word_counts_once() -> None:
    crop = mark(empty("circle"), 0, dx=20, grow=1.3)
    assert option_box(crop, 1)[0] < np.flatnonzero((crop.writing < 200).any(axis=0))[-1] - 15
    assert strengths(crop)[1] < 0.4
    assert said(crop) == ("male", ())


@pytest.mark.parametrize("off", [0.0, 1.7])
def test_ink_in_the_middle_of_a_word_or_between_words_is_no_ring(off: float) -> None:
    crop = empty("circle")
    left, top, right, bottom = option_box(crop, 1)
    x, y = (left + right + off * (right - left)) / 2, (top + bottom + off * (bottom - top)) / 2
    cv2.circle(crop.writing, (round(x), round(y)), 8, INK, cv2.FILLED)
    assert strengths(crop)[1] == 0


@pytest.mark.parametrize("kind", list(Mark))
def test_one_clear_mark_is_read_without_doubt(kind: str) -> None:
    crop = mark(empty(kind), 1)
    reading = read(crop)
    assert (reading.field, reading.text, reading.doubts) == ("field", "female", ())
    assert reading.score == reading.candidates[0].score > 0.9
    assert reading.ink > 0.01
    assert (reading.engine, reading.quad) == ("marks", QUAD)


@pytest.mark.parametrize("kind", list(Mark))
def test_nothing_marked_is_blank_and_sure_of_it(kind: str) -> None:
    crop = empty(kind)
    reading = read(crop)
    assert reading.is_blank
    assert (reading.score, reading.candidates, reading.ink, reading.doubts) == (1.0, (), 0.0, ())


@pytest.mark.parametrize("kind", list(Mark))
def test_two_marks_where_one_is_asked_are_a_doubt(kind: str) -> None:
    crop = mark(mark(empty(kind), 0), 2)
    reading = read(crop)
    assert reading.doubts == (Doubt.TWO_MARKS,)
    assert {candidate.text for candidate in reading.candidates[:2]} == {"male", "other"}
    assert reading.score < 0.6


@pytest.mark.parametrize(("kind", "share"), [("circle", 0.38), ("fill", 0.2)])
def test_a_faint_mark_is_read_with_a_doubt(kind: str, share: float) -> None:
    crop = mark(empty(kind), 1, share=share)
    assert said(crop) == ("female", (Doubt.FAINT_MARK,))
    assert read(crop).score < 0.9


def line(crop: Crop, number: int, start: tuple[float, float], end: tuple[float, float], pen: int = 4) -> Crop:
    """A stroke whose ends are given in shares of an option's box, from its top left corner."""
    left, top, right, bottom = option_box(crop, number)
    ends = [(round(left + x * (right - left)), round(top + y * (bottom - top))) for x, y in (start, end)]
    cv2.line(crop.writing, ends[0], ends[1], INK, pen, cv2.LINE_AA)
    return crop


@pytest.mark.parametrize("kind", list(Mark))
@pytest.mark.parametrize("many", [False, True])
def test_a_mark_that_is_crossed_out_is_a_corrected_one(kind: str, many: bool) -> None:
    crop = mark(empty(kind, many), 1)
    for y in (0.4, 0.6):
        line(crop, 1, (-0.15, y), (1.15, y), pen=3)
    assert said(crop) == ("female", (Doubt.CORRECTED_MARK,))


@pytest.mark.parametrize("pen", [3, 6, 9])
def test_a_ring_in_any_pen_is_not_taken_for_a_corrected_one(pen: int) -> None:
    assert said(mark(empty("circle"), 1, grow=0.9, pen=pen)) == ("female", ())


def test_a_mark_rubbed_out_beside_another_is_faint() -> None:
    crop = mark(empty("fill", many=True), 0)
    left, top, right, bottom = option_box(crop, 2)
    cv2.rectangle(crop.writing, (left, top), (right, bottom), 200, cv2.FILLED)
    assert said(crop) == ("male,other", (Doubt.FAINT_MARK,))


@pytest.mark.parametrize(("grey", "doubts"), [(100, ()), (150, (Doubt.FAINT_MARK,))])
def test_a_ring_much_paler_than_another_is_faint(grey: int, doubts: tuple[Doubt, ...]) -> None:
    crop = mark(empty("circle", many=True), 0)
    paler = mark(empty("circle", many=True), 2).writing
    crop.writing[paler < 255] = grey
    assert said(crop) == ("male,other", doubts)


def test_a_pale_ring_that_touches_a_strong_one_is_faint() -> None:
    crop = mark(empty("circle", many=True), 0, grow=1.25)
    paler = mark(empty("circle", many=True), 1, grow=1.25).writing
    crop.writing[(paler < 255) & (crop.writing == 255)] = 190
    shapes = [shape for shape in marks_of(crop).shapes if shape.area > 0]
    assert said(crop) == ("male,female", (Doubt.FAINT_MARK,))
    assert len(shapes) == 2


def test_a_ring_over_two_words_is_between_them() -> None:
    crop = mark(empty("circle"), 0, dx=48)
    assert Doubt.BETWEEN_OPTIONS in read(crop).doubts


def test_a_stroke_through_another_option_is_astray() -> None:
    for kind in ("circle", "check"):
        crop = line(mark(empty(kind, many=True), 0), 2, (0.4, -0.6), (0.6, 1.6), pen=3)
        assert Doubt.STRAY_STROKE in read(crop).doubts or read(crop).text == "male,other"
        assert read(crop).doubts


@pytest.mark.parametrize(("pen", "doubts"), [(10, (Doubt.STRAY_INK,)), (1, ())])
def test_ink_that_marks_nothing_is_stray_unless_it_is_very_little(pen: int, doubts: tuple[Doubt, ...]) -> None:
    crop = empty("check")
    _, top, right, bottom = option_box(crop, 0)
    cv2.line(crop.writing, (right + 32, top + 4), (right + 32, bottom - 4), INK, pen)
    assert said(crop) == ("", doubts)


@pytest.mark.parametrize("kind", list(Mark))
def test_every_mark_counts_where_several_are_asked(kind: str) -> None:
    crop = mark(mark(empty(kind, many=True), 2), 0)
    reading = read(crop)
    assert (reading.text, reading.doubts) == ("male,other", ())
    assert reading.score > 0.6
    assert [candidate.text for candidate in reading.candidates] == ["male,other"]


def test_one_of_several_may_stand_alone_and_none_is_blank() -> None:
    assert said(mark(empty("check", many=True), 1)) == ("female", ())
    assert said(empty("check", many=True)) == ("", ())


@pytest.mark.parametrize(
    ("found", "best", "marked", "doubts"),
    [
        ((0.0, 0.1), None, (), ()),
        ((0.0, PRESENT), 1, (1,), (Doubt.FAINT_MARK,)),
        ((0.9, 0.5), 0, (0,), ()),
        ((0.9, 0.6), 0, (0, 1), (Doubt.TWO_MARKS,)),
        ((FAINT, 0.4), 0, (0, 1), (Doubt.TWO_MARKS, Doubt.FAINT_MARK)),
    ],
)
def test_marks_are_compared_with_each_other(
    found: tuple[float, ...], best: int | None, marked: tuple[int, ...], doubts: tuple[Doubt, ...]
) -> None:
    marks = Marks(found)
    assert (marks.best, marks.marked, marks.doubts(one_only=True)) == (best, marked, doubts)
    assert marks.doubts(one_only=False) == tuple(doubt for doubt in doubts if doubt is not Doubt.TWO_MARKS)


RING = Shape(words=(1.0,))


@pytest.mark.parametrize(
    ("kind", "shape", "is_corrected"),
    [
        (Mark.CIRCLE, RING, False),
        (Mark.CIRCLE, replace(RING, straying=STRAYING_WAYS, turns=TURNS), True),
        (Mark.CIRCLE, replace(RING, straying=STRAYING_WAYS - 1, turns=2 * TURNS), False),
        (Mark.CIRCLE, replace(RING, straying=24, turns=TURNS - 0.01), False),
        (Mark.CHECK, Shape(pieces=PIECES - 1, turns=TICK_TURNS - 0.01, straying=24), False),
        (Mark.CHECK, Shape(pieces=PIECES), True),
        (Mark.FILL, Shape(pieces=1, turns=TICK_TURNS), True),
    ],
)
def test_a_mark_is_worked_over_where_its_strokes_stray_or_fall_apart(
    kind: Mark, shape: Shape, is_corrected: bool
) -> None:
    assert (Doubt.CORRECTED_MARK in Marks((1.0,), (shape,), kind).doubts(one_only=True)) is is_corrected
