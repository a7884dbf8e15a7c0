"""Pages that only resemble the form are refused; whatever people and offices put on a page of the form is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, BlankSheet
from models.problem import Problem, ProblemCode
from models.scan import Pixels
from pipeline.identify.identify import Identifier
from tests.pipeline.align.editions import (
    LABELS,
    ROW_MM,
    SPLIT_MM,
    TOP_MM,
    changed,
    edition,
    filled,
    middle_of,
    put,
    px,
)  # fmt: skip
from tests.pipeline.align.laying import accepted, identifier, lay
from tests.pipeline.identify.forms import SCAN_PX, blank_sheet, faxed, laid, page_of, scanned

OTHER = {ProblemCode.OTHER_PRINT, ProblemCode.UNKNOWN_FORM, ProblemCode.POOR_ALIGNMENT}
RED, BLACK, BLUE = (48, 44, 205), (40, 38, 36), (140, 60, 30)


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


@pytest.mark.parametrize(("row", "words"), [(1, "Furigana"), (5, "Mobile number"), (10, "Occupation"), (12, "My Number")])
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


def test_the_form_itself_is_accepted(registered: Identifier) -> None:
    found = accepted(page_of(scan(filled(edition()))), registered)
    assert found.blank.template.key == ("moving", "1")
    assert found.residual.print_found > 0.95


def marked(mark: str) -> Pixels:
    """A filled sheet with one more thing on it, over printed words."""
    page = filled(edition(), 3)
    match mark:
        case "heavy writing":
            for n in range(0, len(LABELS), 2):
                put(page, "Taro Yamada 1-2-3 Honcho", (20, middle_of(n) + 4), 1.6)
        case "round stamp":
            for at in ((40, 60), (60, 200), (160, 120)):
                cv2.circle(page, px(*at), 100, RED, 5, cv2.LINE_AA)
                cv2.line(page, px(at[0] - 11, at[1] - 3), px(at[0] + 11, at[1] - 3), RED, 4)
                cv2.line(page, px(at[0] - 11, at[1] + 3), px(at[0] + 11, at[1] + 3), RED, 4)
                put(page, "7.11.25", (at[0] - 9, at[1] + 2), 0.9)
        case "framed stamp":
            cv2.rectangle(page, px(85, 92), px(118, 101), BLUE, 4)
            put(page, "RECEIVED", (88, 99), 1.1)
        case "strike-through":
            for n in (2, 6, 9):
                for dy in (-0.8, 0.8):
                    cv2.line(page, px(18, middle_of(n) + 1 + dy), px(66, middle_of(n) + 1.5 + dy), BLACK, 4, cv2.LINE_AA)
        case "ticks":
            for n in range(len(LABELS)):
                tick = [px(20, middle_of(n)), px(23, middle_of(n) + 4), px(31, middle_of(n) - 6)]
                cv2.polylines(page, [np.array(tick)], False, BLUE, 6, cv2.LINE_AA)
        case "circles":
            for n in (1, 4, 7, 11):
                cv2.ellipse(page, px(32, middle_of(n) + 1), (150, 44), 0, 0, 360, BLACK, 5, cv2.LINE_AA)
        case "diagonal":
            cv2.line(page, px(SPLIT_MM, 140), px(190, 240), BLACK, 5, cv2.LINE_AA)
    return page


MARKS = ["heavy writing", "round stamp", "framed stamp", "strike-through", "ticks", "circles", "diagonal"]


@pytest.mark.parametrize("bilevel", [False, True])
@pytest.mark.parametrize("mark", MARKS)
def test_what_people_put_over_print_changes_nothing(registered: Identifier, mark: str, bilevel: bool) -> None:
    plain, page = filled(edition(), 3), marked(mark)
    assert (plain != page).any(axis=2).mean() > 0.0005
    found = accepted(page_of(faxed(scan(page)) if bilevel else scan(page)), registered)
    assert found.blank.template.key == ("moving", "1")


@pytest.mark.parametrize("lost", [np.s_[:160], np.s_[-200:], np.s_[:, :150], np.s_[:, -150:]])
def test_print_that_is_cut_off_is_no_other_print(registered: Identifier, lost: slice | tuple[slice, slice]) -> None:
    page = filled(edition())
    page[lost] = 255
    found = lay(page_of(scan(page)), registered)
    assert isinstance(found, AlignedPage), found
