"""The picture of what the reader saw: a row for each field, in order."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.reading import Candidate, Crop, Doubt, Reading
from pipeline.read.pictures import draw_readings
from tests.pipeline.read.drawn import QUAD, line, white, written

WIDTH = 1640
SCANNED, WRITING, WORDS = slice(10, 610), slice(620, 1220), slice(1230, WIDTH)
"""The columns of a row."""


def reading_of(crop: Crop, text: str, *others: str, doubts: tuple[Doubt, ...] = ()) -> Reading:
    candidates = tuple(Candidate(one, 0.4) for one in (text, *others) if one)
    return Reading(crop.field.key, text, 0.4, candidates, 0.1, doubts, "told/1", QUAD)


def crop(text: str, key: str = "field") -> Crop:
    return written(line("digits", cells=8, key=key), text)


def inked(picture: np.ndarray) -> int:
    return int((picture.min(axis=2) < 150).sum())


def test_every_crop_has_a_row_with_its_page_its_writing_and_its_words() -> None:
    crops = [crop("1234"), crop(""), crop("5")]
    crops[1].pixels[10:40, 10:40] = (200, 0, 0)
    picture = draw_readings(crops, [reading_of(crops[0], "1234"), reading_of(crops[1], ""), reading_of(crops[2], "5")])
    height = crops[0].pixels.shape[0] + 20
    assert (picture.shape, picture.dtype) == ((3 * height, WIDTH, 3), np.uint8)
    first, second, third = (picture[n * height : (n + 1) * height - 1] for n in range(3))
    assert inked(first[:, WRITING]) > inked(third[:, WRITING]) > 0 == inked(second[:, WRITING])
    assert inked(second[:, SCANNED]) == 900
    assert inked(first[:, SCANNED]) == 0
    assert min(inked(row[:, WORDS]) for row in (first, second, third)) > 50


def test_colours_are_those_of_the_page() -> None:
    seen = crop("")
    seen.pixels[:] = (200, 30, 10)
    assert (draw_readings([seen], [reading_of(seen, "")])[20, 20] == (200, 30, 10)).all()


def test_doubts_and_other_candidates_are_written_out() -> None:
    seen = crop("7")
    plain = inked(draw_readings([seen], [reading_of(seen, "7")])[:, WORDS])
    more = inked(draw_readings([seen], [reading_of(seen, "7", "1")])[:, WORDS])
    doubted = inked(draw_readings([seen], [reading_of(seen, "7", "1", doubts=(Doubt.FAINT_MARK,))])[:, WORDS])
    assert plain < more < doubted


def test_a_wide_crop_is_made_narrower_and_a_flat_one_leaves_room_for_three_lines() -> None:
    wide, flat = white(line("name", box_mm=[10, 10, 180, 8])), white(line("name", box_mm=[10, 10, 20, 1]), 0.0)
    assert draw_readings([wide], [reading_of(wide, "")]).shape[0] < wide.pixels.shape[0] + 20
    assert draw_readings([flat], [reading_of(flat, "")]).shape[0] >= 80


def test_no_crops_are_an_empty_picture_that_can_be_saved() -> None:
    picture = draw_readings([], [])
    assert picture.shape == (1, WIDTH, 3)
    assert (picture == 255).all()
    assert cv2.imencode(".png", picture)[0]


def test_every_crop_needs_its_reading() -> None:
    with pytest.raises(ValueError, match="argument"):
        draw_readings([crop("1")], [])
