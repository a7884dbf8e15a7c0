"""A seal on an answer that is no name sends the field to a person, and so does red where nothing was read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.geometry import BoxMm
from models.reading import Crop, Doubt
from models.template import FormField, Label, LineField
from pipeline.read.read import read_crops
from pipeline.read.red_ink import hides_an_answer, is_stamped
from tests.pipeline.read.drawn import ToldEngine, choice, date, field, line, white

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
RED, BLUE = (60, 60, 200), (200, 60, 60)


def crop(kind: str, ink: tuple[int, int, int], centre: tuple[int, int], radius: int = 40) -> Crop:
    """A field of 50 × 10 mm on which a ring was stamped."""
    pixels = np.full((80, 400, 3), 235, np.uint8)
    cv2.circle(pixels, centre, radius, ink, 5)
    field = LineField(key="own", label=Label(ja="欄", en="Field"), type=kind, box_mm=BoxMm(0, 0, 50, 10))  # type: ignore[arg-type]
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    return Crop(field, field.box_mm, QUAD, pixels, grey, grey)


@pytest.mark.parametrize("kind", ["text", "address", "phone"])
def test_a_seal_in_the_field_is_a_correction(kind: str) -> None:
    assert is_stamped(crop(kind, RED, (200, 40)))


def test_names_bear_seals() -> None:
    assert not is_stamped(crop("name", RED, (200, 40)))


def test_what_leans_in_from_beside_and_what_is_no_red_is_none() -> None:
    assert not is_stamped(crop("text", RED, (436, 40)))
    assert not is_stamped(crop("text", BLUE, (200, 40)))


def red_pen(of: FormField, *centres: tuple[int, int], radius: int = 6) -> Crop:
    """A white crop with small rings in a red pen."""
    found = white(of)
    for centre in centres:
        cv2.circle(found.pixels, centre, radius, RED, 3)
    return found


@pytest.mark.parametrize("of", [line("name"), line("digits"), line("kana", cells=8), date({"printed": "reiwa"})])
def test_a_red_answer_where_nothing_was_read_is_no_blank(of: FormField) -> None:
    box = of.box_mm
    crop = red_pen(of, (32 + round(box.w * 4), 32 + round(box.h * 4)))
    assert not is_stamped(crop)
    assert hides_an_answer(crop, "")
    assert not hides_an_answer(crop, "山田")
    assert not hides_an_answer(white(of), "")
    (blank,) = read_crops([crop], ToldEngine())
    assert (blank.text, blank.doubts) == ("", (Doubt.RED_INK,))


def test_a_red_mark_at_an_option_that_is_not_the_answer_is_seen() -> None:
    of = choice("male", "female")
    at_the_second = red_pen(of, (32 + 96 + 40, 32 + 24))
    assert hides_an_answer(at_the_second, "") and hides_an_answer(at_the_second, "male")
    assert not hides_an_answer(at_the_second, "female")


def test_a_picture_may_be_red() -> None:
    assert not hides_an_answer(red_pen(field("seal"), (100, 60)), "")
