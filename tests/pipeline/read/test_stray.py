"""Ink that is no mark: wiped, too small, or only passing by."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.fields import ChoiceField
from models.reading import Crop
from pipeline.read.marks import find_marks
from pipeline.read.places import pixel_box
from pipeline.read.read import read_crops
from pipeline.read.stray import has_stray_mark, is_lone_stroke
from tests.pipeline.read.drawn import INK, ToldEngine, choice, line, white


def ticked(mark: str = "check") -> Crop:
    crop = white(choice("a", "b", mark=mark))
    corners = np.array([[34, 46], [44, 60], [66, 26]], np.int32)
    cv2.polylines(crop.writing, [corners], False, INK, 4, cv2.LINE_AA)
    return crop


def wiped(crop: Crop, x: int, y: int) -> Crop:
    ys, xs = np.mgrid[: crop.writing.shape[0], : crop.writing.shape[1]]
    away = np.hypot((xs - x) / 60, (ys - y) / 24).clip(0, 1)
    crop.writing[:] = np.minimum(crop.writing, (255 - 110 * (1 - away)).astype(np.uint8))
    return crop


def stray(crop: Crop) -> bool:
    field = crop.field
    assert isinstance(field, ChoiceField)
    boxes = [pixel_box(option.box_mm, crop) for option in field.options]
    found = has_stray_mark(crop.writing, boxes, find_marks(crop.writing, crop.blank, boxes, field.mark))
    (reading,) = read_crops([crop], ToldEngine())
    assert not found or reading.doubts
    return found


@pytest.mark.parametrize("thick", [2, 4, 7])
def test_ticks_and_rings_are_marks(thick: int) -> None:
    assert not stray(ticked())
    ringed = white(choice("male", "female"))
    cv2.ellipse(ringed.writing, (72, 56), (40, 24), 0, 0, 360, INK, thick)
    assert not stray(ringed)


def test_a_pale_ring_is_a_mark() -> None:
    crop = white(choice("male", "female"))
    cv2.ellipse(crop.writing, (72, 56), (40, 24), 0, 0, 360, 150, 4)
    assert not stray(crop)


@pytest.mark.parametrize("mark", ["circle", "check", "fill"])
def test_a_smudge_is_no_mark(mark: str) -> None:
    assert stray(wiped(white(choice("a", "b", mark=mark)), 60, 50))


def test_a_speck_is_no_tick() -> None:
    crop = white(choice("a", "b", mark="check"))
    cv2.circle(crop.writing, (48, 48), 6, INK, cv2.FILLED)
    assert stray(crop)


@pytest.mark.parametrize("mark", ["circle", "check"])
def test_a_stroke_that_passes_by_is_no_mark(mark: str) -> None:
    crop = white(choice("a", "b", mark=mark))
    cv2.line(crop.writing, (60, 0), (44, crop.writing.shape[0]), INK, 12, cv2.LINE_AA)
    assert stray(crop)


def test_nothing_marked_is_nothing_stray() -> None:
    assert not stray(white(choice("a", "b")))


def test_one_stroke_is_no_name_and_no_long_number() -> None:
    for of in (line("name"), line("text"), line("digits", cells=7)):
        crop = white(of)
        cv2.line(crop.writing, (58, 40), (54, 84), INK, 4, cv2.LINE_AA)
        assert is_lone_stroke(crop, "1")
        assert not is_lone_stroke(crop, "17")
    copies = white(line("integer", cells=2))
    cv2.line(copies.writing, (58, 40), (54, 84), INK, 4, cv2.LINE_AA)
    assert not is_lone_stroke(copies, "1")
    assert not is_lone_stroke(copies, "")


def test_specks_are_no_digits() -> None:
    copies = white(line("integer", cells=2))
    cv2.circle(copies.writing, (58, 60), 4, INK, cv2.FILLED)
    assert is_lone_stroke(copies, "1")
