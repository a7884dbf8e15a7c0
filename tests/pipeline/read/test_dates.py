"""Dates in parts: the era printed or marked, digits in cells or on short lines."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.date_parts import DateParts
from models.fields import DateField
from models.geometry import BoxMm
from models.reading import Candidate, Crop, Doubt
from pipeline.read.dates import DateLines, date_lines, date_texts
from pipeline.read.first_year import column_of_first_year, has_first_year
from pipeline.read.places import pixel_box
from pipeline.read.read import read_crops
from pipeline.read.script import Script
from tests.pipeline.read.drawn import CHARSET, INK, ToldEngine, believed, date, options, put, spelt, white

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
    assert (line.script, len(line.windows), line.filled) == (Script.DATE_DIGITS, 4, (1, 2, 3, 5))
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
    assert dated.doubts == ()


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
    assert found(ring(ring(paper(RINGED, "52"), 0), 2)).doubts == (Doubt.TWO_MARKS,)
    assert found(paper(PRINTED, "52")).doubts == ()


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


def test_one_date_read_in_two_ways_is_one_candidate() -> None:
    dated = found(paper(PRINTED, "8", "4", "1", cells=None))
    made = date_texts(dated, [said("8"), (Candidate("4", 0.6), Candidate("9", 0.25), Candidate("04", 0.1)), said("1")])
    assert [(one.text, round(one.score, 3)) for one in made] == [
        ("令和8年4月1日", round(0.8 * 0.7 * 0.8, 3)),
        ("令和8年9月1日", round(0.8 * 0.25 * 0.8, 3)),
    ]


def test_a_smudge_on_an_era_is_a_doubt() -> None:
    crop = paper(RINGED, "52", "11", " 3")
    x, y = middle_of(parts_of(crop).era.options[1].box_mm, crop)
    ys, xs = np.mgrid[: crop.writing.shape[0], : crop.writing.shape[1]]
    away = np.hypot((xs - x) / 60, (ys - y) / 24).clip(0, 1)
    crop.writing[:] = np.minimum(crop.writing, (255 - 110 * (1 - away)).astype(np.uint8))
    dated = found(crop)
    assert (dated.era, dated.doubts) == ("平成", (Doubt.STRAY_INK,))


WITH_FIRST = (*CHARSET, "元")


@pytest.mark.parametrize("cells", [2, None])
def test_a_first_year_is_read_as_one(cells: int | None) -> None:
    wide = believed({"元": 1.0}, {}, {}, {"5": 1.0}, {}, {"1": 1.0}, {}, charset=WITH_FIRST)
    answers = (wide,) if cells else tuple(spelt(text, WITH_FIRST) for text in "元51")
    engine = ToldEngine(*answers)
    engine.charset = WITH_FIRST
    crop = paper(PRINTED, " 元", " 5", " 1") if cells else paper(PRINTED, "元", "5", "1", cells=None)
    (reading,) = read_crops([crop], engine)
    assert (reading.text, reading.sight.second) == ("令和元年5月1日", 0.0)


def test_digits_are_read_as_if_there_were_no_first_year() -> None:
    lines = found(paper(PRINTED, "7", "5", "1", cells=None)).lines
    for belief in (0.4, 0.0):
        steps = believed({"元": belief, "7": 0.55}, charset=WITH_FIRST)
        assert not has_first_year(steps, lines[0], column_of_first_year(WITH_FIRST))
    assert has_first_year(
        believed({"元": 0.6, "7": 0.4}, charset=WITH_FIRST), lines[0], column_of_first_year(WITH_FIRST)
    )
    assert not has_first_year(spelt("7"), lines[0], column_of_first_year(CHARSET))


def test_era_marks_are_not_read_as_digits() -> None:
    crop = ring(paper(RINGED, cells=None), 2)
    put(crop.writing, "4", *middle_of(parts_of(crop).month.box_mm, crop), 32)
    assert found(crop).parts == ((1,),)


def test_the_mark_of_an_era_is_no_digit_of_the_year() -> None:
    assert found(ring(paper(RINGED), 1)).lines == ()
    assert found(ring(paper(RINGED, " 7"), 2)).lines[0].filled == (1,)
