"""Writing that runs on behind its box is found, cut, read with it, and shown to a person; nothing else is taken."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.geometry import BoxMm
from models.page import BlankSheet
from models.reading import Crop, Doubt
from models.scan import Pixels
from models.template import ChoiceField, FormField, ImageField, Label, LineField, Mark, Option, Template
from pipeline.crop.cut import cut
from pipeline.crop.overrun import FURTHEST_MM, overrun_mm, room_beside
from pipeline.read.read import read_crops
from tests.pipeline.crop.test_cut import TITLE, in_colour, laid_flat
from tests.pipeline.read.drawn import ToldEngine, spelt

END = 200
"""Pixel column where the box of these pictures ends; it lies in rows 10 to 70."""


def strokes(*columns: int, rows: tuple[int, int] = (20, 60)) -> Pixels:
    """Upright strokes 5 px wide."""
    writing = np.full((80, 560), 255, np.uint8)
    for column in columns:
        cv2.line(writing, (column, rows[0]), (column, rows[1]), (40,), 5)
    return writing


@pytest.mark.parametrize(
    ("writing", "mm"),
    [
        (strokes(150, 180), 0.0),
        (strokes(180, 220, 250), 6.6),
        (strokes(180, 220, 250, 320), 6.6),  # 8 mm further is something else
        (strokes(180, 260), 0.0),
        (strokes(180, 220, rows=(72, 79)), 0.0),  # below the box
        (cv2.line(strokes(150), (180, 40), (206, 40), (40,), 5), 0.0),  # a stroke that crosses the end
    ],
)
def test_what_goes_on_is_measured(writing: Pixels, mm: float) -> None:
    assert overrun_mm(writing, END, (10, 70)) == pytest.approx(mm, abs=0.2)


def line(key: str, box: BoxMm) -> LineField:
    return LineField(key=key, label=Label(ja=key, en=key), type="text", box_mm=box)


def test_room_ends_where_something_else_is_asked_for() -> None:
    own = line("own", BoxMm(10, 10, 50, 10))
    beside, below = line("beside", BoxMm(80, 12, 20, 6)), line("below", BoxMm(65, 30, 20, 6))
    yes = Option(value="yes", label=Label(ja="有", en="Yes"), box_mm=BoxMm(90, 12, 4, 4))
    choice = ChoiceField(
        key="choice",
        label=Label(ja="有無", en="Any"),
        type="choice",
        mark=Mark.CIRCLE,
        options=(yes,),
        box_mm=BoxMm(90, 12, 4, 4),
    )
    seal = ImageField(key="seal", label=Label(ja="印", en="Seal"), type="seal", box_mm=BoxMm(70, 11, 8, 8))

    def room(*others: FormField) -> float:
        return room_beside(own, (own, *others), 210.0)

    assert room() == room(below) == FURTHEST_MM
    assert room(below, beside) == 20.0
    assert room(choice) == 26.0  # rings leave their option
    assert room(seal, beside) == 7.5
    assert room_beside(own, (own,), 75.0) == 15.0
    assert room(line("joined", BoxMm(60, 10, 20, 10))) == 0.0


def crop_of(cells: int | None, columns: range) -> Crop:
    """The only field of a sheet, 10 to 40 mm from the left, with upright strokes at these millimetres."""
    field = LineField(key="own", label=TITLE, type="digits", box_mm=BoxMm(10, 10, 30, 10), cells=cells)
    template = Template(form="form", version="1", title=TITLE, page_mm=(100, 40), fields=(field,))
    pixels = np.full((320, 800), 255, np.uint8)
    for mm in columns:
        cv2.line(pixels, (8 * mm, 96), (8 * mm, 140), (40,), 5)
    (crop,) = cut(laid_flat(BlankSheet(template, np.full((320, 800), 255, np.uint8), "0" * 64), in_colour(pixels)))
    return crop


def test_a_free_line_is_cut_as_long_as_its_writing() -> None:
    inside, beyond = crop_of(None, range(12, 39, 3)), crop_of(None, range(12, 51, 3))
    assert inside.overrun_mm == 0
    assert beyond.overrun_mm == pytest.approx(8.3, abs=0.3)
    assert beyond.writing.shape[1] == pytest.approx(inside.writing.shape[1] + 8 * 8.3, abs=4)
    assert (beyond.writing[:, 8 * 37 :] < 255).any()
    assert beyond.quad == inside.quad


def test_behind_the_last_cell_nothing_is_read_but_a_person_is_asked() -> None:
    inside, beyond = crop_of(6, range(12, 39, 5)), crop_of(6, range(12, 49, 5))
    assert beyond.overrun_mm > 0
    assert beyond.writing.shape == inside.writing.shape


def test_a_reader_doubts_what_leaves_its_box() -> None:
    readings = read_crops(
        [crop_of(None, range(12, 39, 3)), crop_of(None, range(12, 51, 3))], ToldEngine(spelt("12"), spelt("123"))
    )
    assert [Doubt.LEAVES_BOX in reading.doubts for reading in readings] == [False, True]
