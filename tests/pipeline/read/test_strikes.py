"""Struck-out writing is told from characters with many level strokes, and ruled-out boxes from tall digits."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.reading import Crop, Doubt
from models.scan import Pixels
from pipeline.read.places import pixel_box
from pipeline.read.strikes import find_struck
from pipeline.read.struck import alive
from tests.pipeline.read.drawn import INK, date, free, line, options, white, written

ERA = {"options": options("showa", "heisei", "reiwa")}
LEVEL_WORDS = ("三二一", "ニーミー", "王三土", "二宮一三", "一丁目一", "ーーー", "亜三重", "書量車")


def level(pixels: Pixels, start: int, end: int, y: int, fall: int = 2) -> None:
    cv2.line(pixels, (start, y), (end, y + fall), INK, 3, cv2.LINE_AA)


def struck(crop: Crop, start: int, end: int, *heights: int) -> Crop:
    for y in heights:
        level(crop.writing, start, end, y)
    return crop


def inked(crop: Crop) -> tuple[int, int]:
    """The first column with ink and the one behind the last."""
    columns = np.flatnonzero((crop.writing < 200).any(axis=0))
    return int(columns[0]), int(columns[-1]) + 1


@pytest.mark.parametrize("words", LEVEL_WORDS)
def test_level_strokes_of_characters_strike_nothing_out(words: str) -> None:
    if words != "ーーー":  # on a free line that is one long dash
        assert alive(free("name", words)).doubts == ()
    assert alive(written(line("kana", cells=8), words)).doubts == ()


@pytest.mark.parametrize("words", LEVEL_WORDS)
@pytest.mark.parametrize("heights", [(64,), (58, 70)])
def test_lines_through_the_gaps_strike_out(words: str, heights: tuple[int, ...]) -> None:
    middle = 40 * (len(words) - 1) + 60
    crop = struck(free("name", words), 30, middle + 30, *heights)
    found = alive(crop)
    assert found.doubts in {(Doubt.STRUCK_OUT,), (Doubt.RULED_OUT,)}  # what is struck through ーーー is one line
    assert (found.crop.writing == 255).all()


def test_a_line_through_cells_strikes_out() -> None:
    crop = struck(written(line("digits", cells=8), "12345678"), 34, 510, 64)
    found = alive(crop)
    assert found.doubts == (Doubt.STRUCK_OUT,)
    assert (found.crop.writing == 255).all()


def test_what_stands_behind_the_struck_part_is_left() -> None:
    crop = struck(written(line("digits", cells=8), "1234 678"), 34, 270, 64)
    found = alive(crop)
    assert found.doubts == (Doubt.STRUCK_OUT,)
    left, right = inked(found.crop)
    assert left > 300
    assert right == inked(crop)[1]


def test_a_line_under_or_over_writing_is_left_to_the_reader() -> None:
    for y in (20, 110):
        crop = struck(free("name", "山田花子"), 40, 220, y)
        assert Doubt.STRUCK_OUT not in alive(crop).doubts


def slash(text: str, first: int, last: int, type_: str = "digits") -> Crop:
    """A row of ten cells, with a line from corner to corner of some of them."""
    crop = written(line(type_, cells=10), text)
    boxes = crop.field.cell_boxes()  # type: ignore[union-attr]
    start, end = pixel_box(boxes[first], crop), pixel_box(boxes[last], crop)
    cv2.line(crop.writing, (start[0] + 5, start[3] - 7), (end[2] - 5, end[1] + 7), INK, 3, cv2.LINE_AA)
    return crop


@pytest.mark.parametrize("digit", "0123456789")
def test_a_slash_through_a_digit_or_two_strikes_them_out_and_no_others(digit: str) -> None:
    row = written(line("digits", cells=10), digit * 10)
    assert alive(row).doubts == ()
    for last in (3, 4):
        found = alive(slash(digit * 10, 3, last))
        assert found.doubts == (Doubt.STRUCK_OUT,)
        cells = [pixel_box(box, row) for box in row.field.cell_boxes()]  # type: ignore[union-attr]
        left = [bool((found.crop.writing[:, a + 6 : b - 6] < 200).any()) for a, _, b, _ in cells]
        assert left == [place not in range(3, last + 1) for place in range(10)]


def test_a_slash_through_an_empty_box_or_through_kana_is_left_to_the_reader() -> None:
    assert alive(slash("123  67890", 3, 3)).doubts == ()
    assert alive(slash("アナノメキクケタマワ", 3, 3, "kana")).doubts == ()


def test_a_single_digit_is_struck_by_a_line_that_stands_out() -> None:
    crop = struck(written(line("integer", cells=1, box_mm=[10, 10, 7, 8]), "3"), 36, 86, 64)
    assert alive(crop).doubts == (Doubt.STRUCK_OUT,)
    for digit in "0123456789":
        assert alive(written(line("integer", cells=1, box_mm=[10, 10, 7, 8]), digit)).doubts == ()


@pytest.mark.parametrize("words", ["山田花子", "高宮"])
def test_loops_over_characters_strike_out(words: str) -> None:
    crop = free("name", words * 2)
    t = np.linspace(0, 1, 900)
    x, y = 50 + 40 * (len(words) * 2 - 1) * t + 14 * np.cos(120 * t), 64 + 18 * np.sin(120 * t)
    cv2.polylines(crop.writing, [np.stack([x, y], axis=1).round().astype(np.int32)], False, INK, 3, cv2.LINE_AA)
    assert alive(crop).doubts == (Doubt.STRUCK_OUT,)


def test_a_date_is_struck_without_its_era() -> None:
    crop = white(date(ERA))
    cv2.ellipse(crop.writing, (72, 56), (40, 24), 0, 0, 360, INK, 4)
    assert alive(crop).doubts == ()
    level(crop.writing, 352, 660, 56)
    assert Doubt.STRUCK_OUT in alive(crop).doubts or Doubt.RULED_OUT in alive(crop).doubts


@pytest.mark.parametrize("type_", ["name", "address", "text", "kana"])
def test_a_diagonal_through_an_empty_box_is_no_answer(type_: str) -> None:
    crop = white(line(type_, cells=8 if type_ == "kana" else None))
    cv2.line(crop.writing, (40, 92), (500, 36), INK, 3, cv2.LINE_AA)
    found = alive(crop)
    assert found.doubts == (Doubt.RULED_OUT,)
    assert (found.crop.writing == 255).all()


def test_a_tall_slanted_one_is_a_digit() -> None:
    crop = white(line("digits", cells=8))
    cv2.line(crop.writing, (54, 88), (64, 36), INK, 3, cv2.LINE_AA)
    assert alive(crop).doubts == ()


def test_nothing_is_struck_where_nothing_is_written() -> None:
    paper = np.full((80, 300), 255, np.uint8)
    assert find_struck(paper, 40, in_cells=False) is None
    paper[30:33, 30:34] = 0
    assert find_struck(paper, 40, in_cells=True, digits=True) is None
