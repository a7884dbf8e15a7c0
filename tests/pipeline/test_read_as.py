"""A single page, read as the form that a person says it is, by the real engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import NotFound
from models.problem import ProblemCode
from models.reading import Decision
from models.reasons import ReasonCode
from models.record import PageResult, ReadPage, RefusedPage
from models.scan import Pixels, Scan
from pipeline.files import read_scan
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet
from pipeline.intake.open_scan import open_scan
from pipeline.pages import read_as
from pipeline.workbench import Workbench
from tests.pipeline.command_line import SAMPLES

TRANSFER = SAMPLES / "resident_transfer_scan.jpg"
TWO_FORMS = SAMPLES / "two_forms.pdf"


def scan_of(path: Path, bench: Workbench) -> Scan:
    scan = open_scan(path, bench.caps)
    assert isinstance(scan, Scan)
    return scan


def sheet_of(bench: Workbench, form: str, page: int = 1) -> KnownSheet:
    (sheet,) = (one for one in bench.sheets if (one.template.form, one.template.page) == (form, page))
    return sheet


def values(page: ReadPage) -> dict[str, object]:
    return {one.checked.field.key: one.checked.value for one in page.fields}


def saved(path: Path, pixels: Pixels) -> Path:
    cv2.imwrite(str(path), pixels)
    return path


def test_a_page_named_rightly_is_read_as_it_is_without_a_name(bench: Workbench) -> None:
    scan = scan_of(TRANSFER, bench)
    (by_itself,) = read_scan(scan, bench)
    named = read_as(scan, 1, sheet_of(bench, "resident_transfer"), bench)
    assert isinstance(by_itself, ReadPage) and isinstance(named, ReadPage)
    assert named.number == 1 and named.aligned.blank.template.form == "resident_transfer"
    assert values(named) == values(by_itself)
    assert named.seconds > 0


def test_any_page_of_a_scan_can_be_named(bench: Workbench) -> None:
    told = json.loads(TWO_FORMS.with_suffix(".truth.json").read_text(encoding="utf-8"))["pages"]
    form = told[1]["template"]
    page = read_as(scan_of(TWO_FORMS, bench), 2, sheet_of(bench, form), bench)
    assert isinstance(page, ReadPage)
    assert page.number == page.aligned.page.number == 2
    assert page.aligned.blank.template.form == form


def test_twins_that_nothing_tells_apart_are_read_as_the_one_that_is_named(bench: Workbench) -> None:
    sheet = sheet_of(bench, "resident_transfer")
    newer = sheet.template.model_copy(update={"version": "next"})
    blank = replace(sheet.blank(), template=newer)
    twin = KnownSheet.of(blank)
    both = replace(bench, sheets=(sheet, twin), identifier=Identifier((sheet, twin)))
    scan = scan_of(TRANSFER, bench)
    (page,) = read_scan(scan, both)
    assert isinstance(page, RefusedPage) and page.problems[0].code is ProblemCode.NEAR_TWIN
    for one in (sheet, twin):
        named = read_as(scan, 1, one, both)
        assert isinstance(named, ReadPage)
        assert named.aligned.blank.template.version == one.template.version
    assert both.sheets == (sheet, twin)


def left_to_people(page: PageResult) -> ReadPage:
    """The page, read, with every field left to a person because nobody knows whether it lies right."""
    assert isinstance(page, ReadPage)
    assert not page.aligned.is_sure
    assert {one.decision for one in page.fields} == {Decision.REVIEW}
    assert all(ReasonCode.UNSURE_PLACE in [reason.code for reason in one.reasons] for one in page.fields)
    return page


def test_a_page_of_another_form_is_left_to_people_field_by_field(bench: Workbench) -> None:
    page = left_to_people(read_as(scan_of(TRANSFER, bench), 1, sheet_of(bench, "account_transfer_request"), bench))
    assert page.number == 1 and page.aligned.blank.template.form == "account_transfer_request"


@pytest.mark.parametrize("size", [(2339, 1654), (1654, 2339)])
def test_a_page_that_shows_nothing_lies_edge_to_edge(bench: Workbench, tmp_path: Path, size: tuple[int, int]) -> None:
    empty = saved(tmp_path / "empty.png", np.full((*size, 3), 255, np.uint8))
    page = left_to_people(read_as(scan_of(empty, bench), 1, sheet_of(bench, "resident_transfer"), bench))
    corners = page.aligned.placement.on_page(np.array([[0.0, 0.0], [210.0, 0.0], [210.0, 297.0], [0.0, 297.0]]))
    assert np.abs(np.ptp(corners, axis=0) - (size[1], size[0])).max() < 1
    assert corners.min() > -1


def test_a_page_that_is_not_there_cannot_be_read(bench: Workbench) -> None:
    with pytest.raises(NotFound):
        read_as(scan_of(TRANSFER, bench), 2, sheet_of(bench, "resident_transfer"), bench)


def test_a_page_refused_for_its_print_is_read_where_a_person_says_what_it_is(bench: Workbench, tmp_path: Path) -> None:
    picture = cv2.imread(str(TRANSFER))
    for y in (700, 760, 820):
        cv2.rectangle(picture, (250, y), (1400, y + 50), (30, 30, 30), 3)
    scan = scan_of(saved(tmp_path / "ruled.png", np.asarray(picture, np.uint8)), bench)
    (page,) = read_scan(scan, bench)
    assert isinstance(page, RefusedPage) and page.problems[0].code is ProblemCode.OTHER_PRINT
    left_to_people(read_as(scan, 1, sheet_of(bench, "resident_transfer"), bench))
