"""The same letter otherwise in every row is another letter; in some rows, or under ink, it is wear."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.page import BlankSheet
from pipeline.align.letters import Letters, Shown, letters_of
from pipeline.align.repeated import changed_in_rows
from tests.pipeline.identify.forms import printed_sheet

WORDS = ("HOUSE", "HOUSE", "HOUSE", "MOUTH", "HOUSE")


@pytest.fixture(scope="module")
def blank() -> BlankSheet:
    pixels = np.full((2376, 1680), 255, np.uint8)
    for row, word in enumerate(WORDS):
        cv2.rectangle(pixels, (200, 300 + 120 * row), (1400, 420 + 120 * row), 0, 3)
        for n, letter in enumerate(word):
            at = (240 + 30 * n, 380 + 120 * row)
            cv2.putText(pixels, letter, at, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return printed_sheet(pixels)


def column(letters: Letters, number: int) -> list[int]:
    """The numbers of one letter of each word, from the top."""
    at = np.flatnonzero(np.abs(letters.centres_mm[:, 0] - (251 + 30 * number) / 8) < 1.2)
    return [int(i) for i in at[np.argsort(letters.centres_mm[at, 1])]]


def seen(letters: Letters, unlike: list[int], alike: float = 0.85, inked: float = 0.85) -> Shown:
    values = [np.ones(len(letters.centres_mm), np.float32) for _ in range(3)]
    values[0][unlike], values[1][unlike] = alike, inked
    return Shown(0, 0.95, *values)


def found(blank: BlankSheet, page: Shown, hidden: list[int] | None = None) -> list[list[int]]:
    letters = letters_of(blank)
    judged = np.ones(len(letters.centres_mm), np.bool_)
    judged[hidden or []] = False
    return [sorted(group.tolist()) for group in changed_in_rows(blank.pixels, letters, page, judged)]


def test_a_letter_that_differs_in_every_row_is_another_one(blank: BlankSheet) -> None:
    letters = letters_of(blank)
    o = column(letters, 1)
    assert len(o) == len(WORDS)
    assert found(blank, seen(letters, o)) == [sorted(o)]


def test_other_letters_of_the_column_are_no_rows_of_it(blank: BlankSheet) -> None:
    letters = letters_of(blank)
    h = [number for row, number in enumerate(column(letters, 0)) if WORDS[row] == "HOUSE"]
    assert found(blank, seen(letters, h)) == [sorted(h)]


@pytest.mark.parametrize("row", range(len(WORDS)))
def test_one_row_in_which_it_fits_tells_that_the_others_are_worn(blank: BlankSheet, row: int) -> None:
    letters = letters_of(blank)
    o = column(letters, 1)
    assert found(blank, seen(letters, o[:row] + o[row + 1 :])) == []


def test_a_streak_of_dirt_over_all_rows_leaves_the_letters_their_strokes(blank: BlankSheet) -> None:
    letters = letters_of(blank)
    assert found(blank, seen(letters, column(letters, 1), inked=1.1)) == []


def test_two_rows_that_can_be_judged_tell_nothing(blank: BlankSheet) -> None:
    letters = letters_of(blank)
    o = column(letters, 1)
    assert found(blank, seen(letters, o), hidden=o[2:]) == []
