"""Templates that a page could be mistaken for are told in pairs, with the places where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import BlankSheet
from pipeline.align.near_twins import NearTwins, near_twins
from pipeline.identify.known import KnownSheet
from pipeline.identify.sheet_code import SheetCode, code_of, draw_code
from tests.pipeline.align.editions import LABELS, ROW_MM, TOP_MM, changed, edition, put
from tests.pipeline.identify.forms import blank_sheet, printed_sheet

ROW = 8
OLD = edition()
NEW = edition(changed(ROW, "Location"), version="2")


def told(*blanks: BlankSheet) -> tuple[NearTwins, ...]:
    return near_twins([KnownSheet.of(blank) for blank in blanks])


def versions(pairs: Sequence[NearTwins]) -> list[tuple[str, str]]:
    return [(pair.one.version, pair.other.version) for pair in pairs]


def again(blank: BlankSheet, version: str, page: int = 1) -> BlankSheet:
    """The same print as another template."""
    template = blank.template.model_copy(update={"version": version, "page": page})
    return BlankSheet(template, blank.pixels.copy(), f"{version}{page}".zfill(64))


def coded(blank: BlankSheet, code: SheetCode) -> BlankSheet:
    """The blank with a code printed in its top right corner."""
    pixels, drawn = blank.pixels.copy(), draw_code(code, 4)
    pixels[40 : 40 + drawn.shape[0], -40 - drawn.shape[1] : -40] = drawn
    return replace(blank, pixels=pixels, sha256=f"{len(str(code)):064x}")


def rescanned(blank: BlankSheet, version: str) -> BlankSheet:
    """An empty sheet of the same form as a scanner took it: turned a little, softer, noisy."""
    turn = cv2.getRotationMatrix2D((840, 1188), 0.3, 1.002)
    turn[:, 2] += (9, -7)
    grey = cv2.warpAffine(blank.pixels, turn, (1680, 2376), borderValue=(255,))
    noise = np.random.default_rng(1).normal(0, 6, grey.shape)
    soft = np.clip(0.9 * cv2.GaussianBlur(grey, (0, 0), 1.0) + noise, 0, 255).astype(np.uint8)
    return replace(again(blank, version), pixels=soft)


def test_the_one_pair_among_other_forms_is_told_with_its_places() -> None:
    (pair,) = told(blank_sheet(1), OLD, blank_sheet(2), NEW, blank_sheet(3))
    assert (pair.one, pair.other) == (OLD.template, NEW.template)
    assert pair.can_be_told
    top = TOP_MM + ROW * ROW_MM
    assert len(pair.places) >= 2
    assert all(top - 2 < box.y and box.bottom < top + ROW_MM + 2 for box in pair.places)
    areas = [box.w * box.h for box in pair.places]
    assert areas == sorted(areas, reverse=True)


def test_every_pair_of_several_editions_is_told_once() -> None:
    pairs = told(OLD, NEW, edition(LABELS[:-1], version="3"))
    assert versions(pairs) == [("1", "2"), ("1", "3"), ("2", "3")]


def test_the_same_print_cannot_be_told() -> None:
    (pair,) = told(OLD, again(OLD, "1b"))
    assert not pair.can_be_told and pair.places == ()


def test_pages_of_one_form_may_be_twins() -> None:
    (pair,) = told(blank_sheet(5), again(OLD, "1", page=2), again(OLD, "1", page=3))
    assert (pair.one.page, pair.other.page) == (2, 3)


def test_a_scanned_blank_is_found_to_be_the_twin_of_a_drawn_one() -> None:
    pairs = told(OLD, *(blank_sheet(seed) for seed in range(1, 5)), rescanned(OLD, "scanned"))
    assert versions(pairs) == [("1", "scanned")]


def test_a_form_alone_and_no_form_at_all_have_no_twin() -> None:
    assert told(OLD) == () and told() == ()


def test_different_forms_and_sizes_are_no_twins() -> None:
    smaller = blank_sheet(9, page_mm=(182, 257))
    wider = np.full((2376, 3360), 255, np.uint8)
    wider[:, :1680] = OLD.pixels  # A3, with a form on its left half that is A4 elsewhere
    for n in range(14):
        put(wider, f"Declaration of means {n * n}", (230, TOP_MM + n * ROW_MM), 1.2)
        cv2.rectangle(wider, (1760, 300 + 110 * n), (3280, 380 + 110 * n), 0, 3)
    assert told(blank_sheet(1), blank_sheet(2), smaller, OLD, printed_sheet(wider, "wide")) == ()


def test_the_same_print_on_a_larger_sheet_is_a_twin() -> None:
    larger = np.full((2456, 1760), 255, np.uint8)
    larger[:2376, :1680] = NEW.pixels
    pairs = (*told(OLD, printed_sheet(larger, "larger")), *told(printed_sheet(larger, "larger"), OLD))
    assert len(pairs) == 2
    for pair in pairs:
        assert (pair.one.form, pair.other.form) == ("larger", "moving")
        assert pair.can_be_told and abs(pair.places[0].y - TOP_MM - ROW * ROW_MM) < ROW_MM


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        (code_of(OLD.template), code_of(NEW.template), 0),
        (code_of(OLD.template), None, 1),
        (code_of(OLD.template), code_of(OLD.template), 1),
    ],
    ids=["each its own", "only one", "the old code left on the new edition"],
)
def test_only_codes_of_their_own_make_two_sheets_no_twins(
    first: SheetCode, second: SheetCode | None, twins: int
) -> None:
    assert len(told(coded(OLD, first), coded(NEW, second) if second else NEW)) == twins
