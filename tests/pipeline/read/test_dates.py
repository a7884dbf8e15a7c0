"""Dates in parts: the era printed or marked, digits in cells or on short lines."""

from __future__ import annotations

import cv2
import pytest

from models.fields import DateField, DateParts
from models.geometry import BoxMm
from models.reading import Candidate, Crop, Doubt
from pipeline.read.dates import DateLines, date_doubts, date_lines, date_texts
from pipeline.read.places import pixel_box
from pipeline.read.script import Script
from tests.pipeline.read.drawn import INK, date, options, put, white

ERAS = ("showa", "heisei", "reiwa")
PRINTED = {"printed": "reiwa"}
RINGED = {"mark": "circle", "options": options(*ERAS)}
TICKED = {"mark": "check", "options": options(*ERAS, size_mm=(4, 4))}


def parts_of(crop: Crop) -> DateParts:
    assert isinstance(crop.field, DateField)
    assert crop.field.parts
    return crop.field.parts


def paper(era: dict[str, object], *digits: str, cells: int | None = 2) -> Crop:
    """A date with its year, month and day written; a space leaves a cell empty."""
    crop = white(date(era, cells))
    parts = parts_of(crop)
    for part, text in zip((parts.year, parts.month, parts.day), digits, strict=False):
        left, top, right, bottom = pixel_box(part.box_mm, crop)
        pitch = (right - left) / max(2, len(text))
        for n, character in enumerate(text):
            if character != " ":
                put(crop.writing, character, round(left + pitch * (n + 0.5)), (top + bottom) // 2, 32)
    return crop


def ring(crop: Crop, number: int) -> Crop:
    box = parts_of(crop).era.options[number].box_mm
    cv2.ellipse(crop.writing, middle_of(box, crop), (round(box.w * 4), round(box.h * 4)), 0, 0, 360, INK, 4)
    return crop


def middle_of(box: BoxMm, crop: Crop) -> tuple[int, int]:
    left, top, right, bottom = pixel_box(box, crop)
    return (left + right) // 2, (top + bottom) // 2


def found(crop: Crop) -> DateLines:
    return date_lines(crop, parts_of(crop))


def said(*texts: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(text, score) for text, score in zip(texts, (0.8, 0.15, 0.05), strict=False))


def best(dated: DateLines, *texts: str) -> str:
    candidates = date_texts(dated, [said(text) for text in texts])
    return candidates[0].text if candidates else ""


def test_digits_of_all_celled_parts_go_into_one_strip() -> None:
    dated = found(paper(PRINTED, " 7", "12", " 1"))
    (line,) = dated.lines
    assert (line.script, len(line.windows), line.filled) == (Script.DIGITS, 4, (1, 2, 3, 5))
    assert dated.parts == ((0, 1, 1, 2),)
    assert (dated.marks, dated.era) == (None, "令和")
    assert best(dated, "7121") == "令和7年12月1日"


@pytest.mark.parametrize(
    ("digits", "read", "text"),
    [
        ((" 7", "04", "01"), "70401", "令和7年4月1日"),
        (("07", " 4", " 1"), "0741", "令和7年4月1日"),
        (("31", "12", "31"), "311231", "令和31年12月31日"),
        (("7 ", "4 ", "1 "), "7 4 1", "令和7年4月1日"),
        (("", "", "15"), "15", "令和年月15日"),
        (("", "3", ""), "3", "令和年3月日"),
    ],
)
def test_digits_are_dealt_to_the_parts_they_stand_in(digits: tuple[str, ...], read: str, text: str) -> None:
    assert best(found(paper(PRINTED, *digits)), read) == text


@pytest.mark.parametrize(("number", "name"), [(0, "昭和"), (1, "平成"), (2, "令和")])
def test_a_ringed_era_is_the_dates(number: int, name: str) -> None:
    dated = found(ring(paper(RINGED, "52", "11", " 3"), number))
    assert dated.marks is not None
    assert (dated.marks.best, dated.era) == (number, name)
    assert best(dated, "52113") == f"{name}52年11月3日"
    assert date_doubts(dated) == ()


def test_a_ticked_era_is_the_dates() -> None:
    crop = paper(TICKED, " 1", " 5", " 6")
    left, top, right, bottom = pixel_box(parts_of(crop).era.options[2].box_mm, crop)
    cv2.line(crop.writing, (left, top), (right, bottom), INK, 4)
    assert found(crop).era == "令和"


def test_without_an_era_the_digits_stand_alone() -> None:
    dated = found(paper(RINGED, "52", "11", " 3"))
    assert dated.era == ""
    assert best(dated, "52113") == "52年11月3日"


def test_two_eras_are_a_doubt_and_a_printed_one_never_is() -> None:
    assert date_doubts(found(ring(ring(paper(RINGED, "52"), 0), 2))) == (Doubt.TWO_MARKS,)
    assert date_doubts(found(paper(PRINTED, "52"))) == ()


def test_an_era_alone_is_no_blank_date() -> None:
    dated = found(ring(paper(RINGED, cells=None), 1))
    assert dated.lines == ()
    assert best(dated) == "平成年月日"


@pytest.mark.parametrize("era", [PRINTED, RINGED])
@pytest.mark.parametrize("cells", [2, None])
def test_an_empty_date_is_blank(era: dict[str, object], cells: int | None) -> None:
    dated = found(paper(era, cells=cells))
    assert dated.lines == ()
    assert date_texts(dated, []) == ()


def test_free_parts_are_a_line_each() -> None:
    dated = found(paper(PRINTED, "7", "10", "23", cells=None))
    assert [line.windows for line in dated.lines] == [(), (), ()]
    assert dated.parts == ((0,), (1,), (2,))
    assert best(dated, "7", "10", "23") == "令和7年10月23日"


def test_a_free_part_that_is_empty_is_left_out() -> None:
    dated = found(paper(PRINTED, "7", "", "23", cells=None))
    assert dated.parts == ((0,), (2,))
    assert best(dated, "7", "23") == "令和7年月23日"


def test_other_readings_of_the_parts_make_other_dates_best_first() -> None:
    dated = found(paper(PRINTED, "7", "10", "23", cells=None))
    made = date_texts(dated, [said("7", "1"), said("10"), said("23", "28", "25")])
    assert [candidate.text for candidate in made] == [
        "令和7年10月23日",
        "令和7年10月28日",
        "令和1年10月23日",
        "令和7年10月25日",
        "令和1年10月28日",
    ]
    assert made[0].score == pytest.approx(0.8**3)
    assert made[1].score == pytest.approx(0.8 * 0.8 * 0.15)


def test_era_marks_are_not_read_as_digits() -> None:
    crop = ring(paper(RINGED, cells=None), 2)
    put(crop.writing, "4", *middle_of(parts_of(crop).month.box_mm, crop), 32)
    assert found(crop).parts == ((1,),)


def test_the_mark_of_an_era_is_no_digit_of_the_year() -> None:
    assert found(ring(paper(RINGED), 1)).lines == ()
    assert found(ring(paper(RINGED, " 7"), 2)).lines[0].filled == (1,)
