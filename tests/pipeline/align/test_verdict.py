"""Pages that only resemble the form are refused; whatever people and offices put on a page of the form is not."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, BlankSheet
from models.problem import Problem, ProblemCode
from models.scan import Pixels
from pipeline.identify.identify import Identifier
from tests.pipeline.align.editions import LABELS, ROW_MM, SPLIT_MM, TOP_MM, changed, edition, filled, middle_of
from tests.pipeline.align.laying import accepted, identifier, lay
from tests.pipeline.align.marks import BORNE
from tests.pipeline.identify.forms import SCAN_PX, blank_sheet, faxed, laid, page_of, scanned

OTHER = {ProblemCode.OTHER_PRINT, ProblemCode.UNKNOWN_FORM, ProblemCode.POOR_ALIGNMENT}


@pytest.fixture(scope="module")
def registered() -> Identifier:
    """Only the first edition is known, among other forms."""
    return identifier(edition(), blank_sheet(1), blank_sheet(2))


def scan(pixels: Pixels, angle: float = 0.6) -> Pixels:
    return laid(pixels, scanned(angle, shift=(6, -4)), SCAN_PX)


def outcome(registered: Identifier, sheet: BlankSheet) -> Problem:
    found = lay(page_of(scan(filled(sheet))), registered)
    assert isinstance(found, Problem), "another edition was accepted"
    assert found.code in OTHER
    return found


def place_of(problem: Problem) -> tuple[float, float]:
    assert problem.code is ProblemCode.OTHER_PRINT
    assert (problem.details["form"], problem.details["version"]) == ("moving", "1")
    return float(problem.details["x_mm"]), float(problem.details["y_mm"])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (1, "Furigana"),
        (5, "Mobile number"),
        (10, "Occupation"),
        (12, "My Number"),
    ],
)
def test_a_revised_label_is_other_print_and_is_shown(registered: Identifier, row: int, words: str) -> None:
    x, y = place_of(outcome(registered, edition(changed(row, words))))
    assert 15 <= x <= 185 and abs(y - middle_of(row)) < ROW_MM


def test_a_row_that_was_added_at_the_end(registered: Identifier) -> None:
    outcome(registered, edition((*LABELS, "Electronic mail")))


def test_a_row_that_was_put_in_between(registered: Identifier) -> None:
    outcome(registered, edition((*LABELS[:6], "Electronic mail", *LABELS[6:])))


@pytest.mark.parametrize("row", [3, 8])
def test_a_row_that_was_left_out(registered: Identifier, row: int) -> None:
    outcome(registered, edition(LABELS[:row] + LABELS[row + 1 :]))


def test_two_rows_that_changed_places(registered: Identifier) -> None:
    swapped = list(LABELS)
    swapped[4], swapped[6] = swapped[6], swapped[4]
    _, y = place_of(outcome(registered, edition(swapped)))
    assert min(abs(y - middle_of(4)), abs(y - middle_of(6))) < ROW_MM


def test_boxes_that_were_moved_with_their_labels(registered: Identifier) -> None:
    pixels = edition().pixels.copy()
    top, end = (round((TOP_MM + n * ROW_MM) * 8) + 3 for n in (4, 6))
    pixels[top:end] = np.roll(pixels[top:end], 9 * 8, axis=1)
    x, y = place_of(outcome(registered, BlankSheet(edition().template, pixels, "1" * 64)))
    assert TOP_MM + 4 * ROW_MM - 6 < y < TOP_MM + 6 * ROW_MM + 6 and x > 10


def test_a_rule_that_was_moved_by_itself(registered: Identifier) -> None:
    splits = [SPLIT_MM + 9 * (row == 6) for row in range(len(LABELS))]
    x, y = place_of(outcome(registered, edition(split_mm=splits)))
    assert abs(x - SPLIT_MM) < 1 and abs(y - middle_of(6)) < ROW_MM / 2


@pytest.mark.parametrize("beside", [None, "short", "askew"])
def test_a_rule_that_is_lost_without_another_is_wear(registered: Identifier, beside: str | None) -> None:
    page = filled(edition())
    top, bottom = (round((TOP_MM + n * ROW_MM) * 8) for n in (6, 7))
    page[top + 6 : bottom - 6, round(SPLIT_MM * 8) - 6 : round(SPLIT_MM * 8) + 6] = 255
    x = round((SPLIT_MM - 4) * 8)
    if beside:
        end = (x, bottom - 50) if beside == "short" else (x + 25, bottom)
        cv2.line(page, (x, top), end, (60, 40, 30), 3, cv2.LINE_AA)
    assert isinstance(lay(page_of(scan(page)), registered), AlignedPage)


def test_the_form_itself_is_accepted(registered: Identifier) -> None:
    found = accepted(page_of(scan(filled(edition()))), registered)
    assert found.blank.template.key == ("moving", "1")
    assert found.residual.print_found > 0.95


@pytest.mark.parametrize("bilevel", [False, True])
@pytest.mark.parametrize("mark", BORNE)
def test_what_people_put_over_print_changes_nothing(
    registered: Identifier, mark: Callable[[Pixels], None], bilevel: bool
) -> None:
    plain, page = filled(edition()), filled(edition())
    mark(page)
    assert (plain != page).any(axis=2).mean() > 0.0005
    found = accepted(page_of(faxed(scan(page)) if bilevel else scan(page)), registered)
    assert found.blank.template.key == ("moving", "1")


@pytest.mark.parametrize("lost", [np.s_[:160], np.s_[-200:], np.s_[:, :125], np.s_[:, -150:]])
def test_print_that_is_cut_off_is_no_other_print(registered: Identifier, lost: slice | tuple[slice, slice]) -> None:
    page = filled(edition())
    page[lost] = 255
    assert isinstance(lay(page_of(scan(page)), registered), AlignedPage)


@pytest.mark.parametrize("lost", [np.s_[:190], np.s_[:, :190]])
def test_letters_that_the_dark_of_the_scanner_cuts_are_no_other_print(
    registered: Identifier, lost: slice | tuple[slice, slice]
) -> None:
    page = np.asarray(
        np.clip(filled(edition()) - np.random.default_rng(4).normal(6, 4, (2376, 1680, 1)), 0, 255), np.uint8
    )
    page[lost] = 12
    assert isinstance(lay(page_of(scan(page)), registered), AlignedPage)


@pytest.mark.parametrize("slant", [0.4, 1.0, 2.2])
def test_letters_under_a_folded_corner_are_no_other_print(registered: Identifier, slant: float) -> None:
    page = filled(edition())
    corner = np.array([[0, 0], [360, 0], [430, 120], [0, 360 / slant]], np.int32)
    cv2.fillPoly(page, [corner], (228, 228, 228))
    cv2.polylines(page, [corner[1:]], False, (190, 190, 190), 3)
    assert isinstance(lay(page_of(scan(page)), registered), AlignedPage)


@pytest.mark.parametrize("row", [2, 7])
def test_a_label_that_was_moved_within_its_box(registered: Identifier, row: int) -> None:
    pixels = edition().pixels.copy()
    top = round((TOP_MM + row * ROW_MM) * 8) + 6
    cell = np.s_[top : top + round(ROW_MM * 8) - 12, 170:520]
    assert (pixels[cell] < 100).any()
    pixels[cell] = np.roll(pixels[cell], 40, axis=1)
    outcome(registered, BlankSheet(edition().template, pixels, "2" * 64))


def test_letters_that_are_cut_through_are_no_other_print(registered: Identifier) -> None:
    page = filled(edition())
    page[:, :150] = 255
    assert isinstance(lay(page_of(scan(page)), registered), AlignedPage)
