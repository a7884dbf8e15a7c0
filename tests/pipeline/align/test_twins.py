"""Two registered editions of one form: told apart where they differ, or named both."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import AlignedPage, BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Pixels
from pipeline.align.align import align
from pipeline.align.twins import difference
from pipeline.identify.identify import Identifier
from tests.pipeline.align.editions import LABELS, ROW_MM, TOP_MM, changed, edition, filled, middle_of, px
from tests.pipeline.align.laying import accepted, identifier, lay
from tests.pipeline.identify.forms import SCAN_PX, blank_sheet, faxed, laid, page_of, scanned

ROW = 8
OLD = edition()
NEW = edition(changed(ROW, "Location"), version="2")
SHORTER = edition(LABELS[:-1], version="2")
FOOTED = edition(version="2", foot="2027-04 (R9)")


def scan(pixels: Pixels) -> Pixels:
    return laid(pixels, scanned(-0.8, shift=(5, 9)), SCAN_PX)


def covered(page: Pixels, colour: tuple[int, int, int]) -> Pixels:
    """The page with all that differs hidden: a slip of paper or a blot over the label and over the small print."""
    hidden = page.copy()
    cv2.ellipse(hidden, px(38, middle_of(ROW) + 0.5), (200, 54), 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(hidden, px(155, middle_of(ROW) - 2), 70, colour, cv2.FILLED, cv2.LINE_AA)
    return hidden


@pytest.fixture(scope="module")
def both() -> Identifier:
    return identifier(OLD, NEW, blank_sheet(1))


@pytest.mark.parametrize("bilevel", [False, True])
@pytest.mark.parametrize("own", [OLD, NEW], ids=["old", "new"])
def test_a_clean_page_is_told_by_the_one_label_that_differs(both: Identifier, own: BlankSheet, bilevel: bool) -> None:
    pixels = scan(filled(own))
    found = accepted(page_of(faxed(pixels) if bilevel else pixels), both)
    assert found.blank is own


@pytest.mark.parametrize("other", [SHORTER, FOOTED], ids=["row less", "foot"])
def test_a_row_or_a_foot_tells_both_ways(other: BlankSheet) -> None:
    known = identifier(OLD, other)
    for own in (OLD, other):
        assert accepted(page_of(scan(filled(own))), known).blank is own


@pytest.mark.parametrize("colour", [(250, 251, 252), (35, 35, 40)], ids=["slip", "blot"])
@pytest.mark.parametrize("own", [OLD, NEW], ids=["old", "new"])
def test_where_the_place_that_differs_is_covered_both_are_named(
    both: Identifier, own: BlankSheet, colour: tuple[int, int, int]
) -> None:
    problem = lay(page_of(scan(covered(filled(own), colour))), both)
    assert isinstance(problem, Problem), "taken for one of them"
    assert problem.code is ProblemCode.NEAR_TWIN and problem.page == 1
    assert {problem.details["version"], problem.details["other_version"]} == {"1", "2"}
    assert problem.details["form"] == problem.details["other_form"] == "moving"


def test_a_hint_decides_between_twins_only_where_the_page_does_not() -> None:
    other = BlankSheet(NEW.template.model_copy(update={"form": "other"}), NEW.pixels, "3" * 64)
    known = identifier(OLD, other)

    def told(pixels: Pixels, hint: str) -> AlignedPage | Problem:
        identified = known.identify(page_of(scan(pixels)))
        assert isinstance(identified, IdentifiedPage)
        return align(identified, hint)

    unclear = covered(filled(OLD), (250, 251, 252))
    for hint, blank in (("other", other), ("moving", OLD)):
        found = told(unclear, hint)
        assert isinstance(found, AlignedPage) and found.blank is blank and not found.is_sure
    refused = told(unclear, "third")
    assert isinstance(refused, Problem) and refused.code is ProblemCode.NEAR_TWIN
    clear = told(filled(OLD), "other")
    assert isinstance(clear, AlignedPage) and clear.blank is OLD and clear.is_sure


def test_where_the_place_that_differs_is_off_the_page_both_are_named() -> None:
    cut = filled(FOOTED)[: 279 * 8]
    problem = lay(page_of(laid(cut, scanned(), (SCAN_PX[0], 2197))), identifier(OLD, FOOTED))
    assert isinstance(problem, Problem) and problem.code is ProblemCode.NEAR_TWIN


def test_two_forms_whose_blanks_are_the_same_are_always_named_both() -> None:
    again = BlankSheet(OLD.template.model_copy(update={"version": "1b"}), OLD.pixels.copy(), "2" * 64)
    problem = lay(page_of(scan(filled(OLD))), identifier(OLD, again))
    assert isinstance(problem, Problem) and problem.code is ProblemCode.NEAR_TWIN
    assert {problem.details["version"], problem.details["other_version"]} == {"1", "1b"}


def test_the_difference_of_two_editions_lies_where_their_labels_differ() -> None:
    apart = difference(OLD, NEW)
    assert apart.can_be_told and apart.are_twins
    assert 0.8 < apart.shared < 1
    places = apart.places()
    assert {(box.x < 100) for box in places} == {True, False}  # the label, and the small words at the right
    for box in places:
        assert box.y > TOP_MM + ROW * ROW_MM - 2 and box.bottom < TOP_MM + (ROW + 1) * ROW_MM + 2
    areas = [box.w * box.h for box in places]
    assert areas == sorted(areas, reverse=True)


def test_the_difference_is_the_same_the_other_way_round() -> None:
    one, other = difference(OLD, NEW).places()[0], difference(NEW, OLD).places()[0]
    assert (one.x, one.y, one.w, one.h) == pytest.approx((other.x, other.y, other.w, other.h), abs=1)


def test_a_row_less_is_told_at_its_place() -> None:
    first = difference(OLD, SHORTER).places()[0]
    assert first.bottom > TOP_MM + 13 * ROW_MM and first.w > 30


def test_a_blank_does_not_differ_from_itself_scanned_anew() -> None:
    noisy = np.clip(OLD.pixels + np.random.default_rng(0).normal(0, 4, OLD.pixels.shape), 0, 255).astype(np.uint8)
    apart = difference(OLD, replace(OLD, pixels=cv2.GaussianBlur(noisy, (0, 0), 0.5), sha256="3" * 64))
    assert apart.places() == () and not apart.can_be_told
    assert apart.are_twins and apart.shared > 0.99


def test_different_forms_are_no_twins() -> None:
    assert not difference(OLD, blank_sheet(1)).are_twins
