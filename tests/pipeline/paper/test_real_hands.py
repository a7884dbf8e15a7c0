"""Real people's characters stand where drawn ones would, as large, without what is left of their boxes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import UsageError
from models.geometry import BoxMm
from models.scan import Pixels
from pipeline.paper.fonts import KLEE, glyph
from pipeline.paper.hands import Writers, invent_hand
from pipeline.paper.ink import Canvas
from pipeline.paper.real_hands import RealHands, in_place_of, load_real_hands
from pipeline.paper.stroke_hands import StrokeHands
from pipeline.paper.writing import write_cells


def cell(label: str) -> Pixels:
    """A square for every label: two sides of it in two tones of grey tell label and orientation."""
    image = np.full((96, 96), 255, np.uint8)
    cv2.rectangle(image, (34, 20), (60, 75), 0, 5)
    cv2.putText(image, label if label.isascii() else "k", (36, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    return image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("glyphs")
    for name, labels in (
        ("digits", [*"0123456789"]),
        ("hiragana", [*"のこはなまみゆり"]),
        ("marks", ["circle", "tick"] * 4),
    ):
        images = np.stack([cell(label) for label in labels])
        images[:, :, :3] = 0 if name == "digits" else 255  # what is left of a printed box
        np.savez(path / f"{name}.npz", images=images, labels=np.array(labels), writer=np.array(["w"] * len(labels)))
    return path


@pytest.fixture(scope="module")
def hands(folder: Path) -> RealHands:
    return load_real_hands(folder)


def test_a_writer_has_what_was_written_and_nothing_else(hands: RealHands) -> None:
    rng = np.random.default_rng(1)
    someone = hands.someone(rng)
    assert set(someone.shapes) == {*"0123456789のこはなまみゆり", "circle", "tick"}
    assert someone.shape("A", rng) is None
    seven = someone.shape("7", rng)
    assert seven is not None
    assert seven.shape == (62, 33)  # the rule at the side of the cell is gone
    assert seven[:3].mean() > 200


def test_a_shape_stands_in_the_middle_of_the_drawn_one(hands: RealHands) -> None:
    drawn, shape = glyph(KLEE, "4", 60), np.full((50, 25), 255, np.uint8)
    placed = in_place_of(shape, drawn)
    assert placed.shape == drawn.shape
    (top, bottom), (left, right) = ((np.flatnonzero(a)[[0, -1]]) for a in (placed.any(axis=1), placed.any(axis=0)))
    (top0, bottom0), (left0, right0) = ((np.flatnonzero(a)[[0, -1]]) for a in (drawn.any(axis=1), drawn.any(axis=0)))
    assert abs((bottom - top) - (bottom0 - top0)) <= 1
    assert abs((bottom - top + 1) / (right - left + 1) - 2) < 0.15
    assert abs(top + bottom - top0 - bottom0) <= 2 and abs(left + right - left0 - right0) <= 2


@pytest.mark.parametrize(("width", "drawn_width"), [(1, 9), (4, 9), (14, 14)])
def test_no_stroke_is_thinner_than_the_pen(width: int, drawn_width: int) -> None:
    stroke = np.zeros((60, 60), np.uint8)
    stroke[:, 30 : 30 + width] = stroke[30 : 30 + width, :] = 255
    placed = in_place_of(stroke, np.full((60, 60), 255, np.uint8), pen_px=9)
    assert abs(np.count_nonzero(placed[10]) - drawn_width) <= 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"digits\.npz"):
        load_real_hands(tmp_path)


def test_what_a_real_person_wrote_is_what_stands_in_the_cell(hands: RealHands) -> None:
    rng = np.random.default_rng(4)
    steady = replace(invent_hand(rng), place_spread=0, size_spread=0, turn_spread=0, elastic=0, slant=0, size=1)
    real = replace(steady, real=hands.someone(rng))
    sheets = [np.full((160, 160, 3), 255, np.uint8) for _ in range(2)]
    for sheet, hand in zip(sheets, (steady, real), strict=True):
        write_cells(Canvas(sheet, 8), ["7"], [BoxMm(5, 5, 10, 10)], hand, rng)
    for sheet, is_frame in zip(sheets, (False, True), strict=True):  # a 7 has no corner at the foot
        rows, columns = (np.flatnonzero((sheet < 200).any(axis=(1 - axis, 2))) for axis in (0, 1))
        box = (sheet[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] < 200).all(axis=2)
        ends = [box[y : y + 8, x : x + 8].any() for y in (0, box.shape[0] - 8) for x in (0, box.shape[1] - 8)]
        assert all(ends) == is_frame


def test_without_real_hands_nothing_changes(hands: RealHands) -> None:
    hand = invent_hand(np.random.default_rng(2))
    assert hand.real is None
    assert replace(Writers(real=hands).someone(np.random.default_rng(2)), real=None) == hand


def test_invented_strokes_stand_in_for_digits_and_letters_alone() -> None:
    rng = np.random.default_rng(2)
    writers = [Writers(real=StrokeHands()).someone(rng).real for _ in range(20)]
    assert 5 < writers.count(None) < 15
    hand = next(writer for writer in writers if writer is not None)
    assert all(hand.shape(letter, rng) is None for letter in "アの山-")
    one, other = hand.shape("7", rng), hand.shape("7", rng)
    assert one is not None and other is not None
    assert one[0].any() and one[-1].any() and one[:, 0].any() and one[:, -1].any()
    assert one.shape != other.shape or (one != other).any()
