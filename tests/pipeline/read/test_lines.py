"""Pictures of single lines: filled cells side by side, written lines cut apart and trimmed."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.read.lines import DARKEST, LINE_PX, Box, free_lines
from pipeline.read.script import Script
from pipeline.read.strips import cell_line
from tests.pipeline.read.drawn import put

CELLS: list[Box] = [(10 + n * 50, 10, 60 + n * 50, 70) for n in range(8)]
BOX: Box = (20, 20, 420, 140)


def paper() -> Pixels:
    return np.full((160, 440), 255, np.uint8)


def written(text: str, em_px: int = 40) -> Pixels:
    pixels = paper()
    for (left, top, right, bottom), character in zip(CELLS, text, strict=False):
        if character != " ":
            put(pixels, character, (left + right) // 2, (top + bottom) // 2, em_px)
    return pixels


def upright(pixels: Pixels, x: int, top: int = 20, bottom: int = 60) -> Pixels:
    cv2.line(pixels, (x, top), (x, bottom), 40, 4)
    return pixels


def inked_columns(pixels: Pixels) -> list[tuple[int, int]]:
    """Runs of columns with ink: the first, and the one behind the last."""
    inked = np.flatnonzero(np.diff(np.concatenate([[0], (pixels < 180).any(axis=0).astype(int), [0]])))
    return [(int(start), int(end)) for start, end in inked.reshape(-1, 2)]


def test_empty_cells_give_no_line() -> None:
    dusty = paper()
    dusty[30:34, 30:35] = 0
    assert cell_line(paper(), CELLS, Script.DIGITS) == cell_line(dusty, CELLS, Script.DIGITS) == ()


@pytest.mark.parametrize(("text", "filled"), [("7", (0,)), (" 12", (1, 2)), ("12 4   8", (0, 1, 3, 7))])
def test_only_filled_cells_stand_in_the_line(text: str, filled: tuple[int, ...]) -> None:
    (line,) = cell_line(written(text), CELLS, Script.DIGITS)
    assert line.filled == filled
    assert line.script is Script.DIGITS
    assert line.pixels.shape[0] == LINE_PX
    assert len(inked_columns(line.pixels)) == len(line.windows) == len(filled)


def test_every_window_holds_its_own_character() -> None:
    (line,) = cell_line(written("1 8471"), CELLS, Script.DIGITS)
    for window, (start, end) in zip(line.windows, inked_columns(line.pixels), strict=True):
        assert window.left < start < end < window.right
    assert [a.right for a in line.windows[:-1]] == pytest.approx([b.left for b in line.windows[1:]])
    assert (line.windows[0].left, line.windows[-1].right) == pytest.approx((0, line.pixels.shape[1]), abs=1)


@pytest.mark.parametrize(
    ("text", "gaps"), [("12", [0, 0]), ("1 2", [0, 1]), ("  12", [0, 0]), ("1  23 4", [0, 1, 0, 1])]
)
def test_a_gap_is_told_where_cells_before_were_skipped(text: str, gaps: list[int]) -> None:
    (line,) = cell_line(written(text), CELLS, Script.KANA)
    assert [window.after_gap for window in line.windows] == gaps


def test_small_kana_are_measured_against_the_others() -> None:
    (line,) = cell_line(written("キョウタサット"), CELLS, Script.KANA)
    sizes = [window.size for window in line.windows]
    small = [sizes[1], sizes[5]]
    large = [sizes[n] for n in (0, 3, 4)]
    assert max(small) < 0.85 < min(large) <= max(large) < 1.2


def test_a_character_that_leaves_its_cell_stays_whole() -> None:
    pixels = upright(paper(), 35)
    cv2.line(pixels, (64, 20), (95, 60), 40, 4)
    cv2.line(pixels, (54, 40), (80, 40), 40, 4)
    (line,) = cell_line(pixels, CELLS, Script.DIGITS)
    assert line.filled == (0, 1)
    (first, second) = (end - start for start, end in inked_columns(line.pixels))
    assert second > 4 * first


def test_touching_characters_are_parted_at_the_edge_of_the_cell() -> None:
    pixels = upright(upright(paper(), 30), 90)
    cv2.line(pixels, (30, 40), (90, 40), 40, 4)
    (line,) = cell_line(pixels, CELLS, Script.DIGITS)
    assert line.filled == (0, 1)
    (first, second) = (end - start for start, end in inked_columns(line.pixels))
    assert first == pytest.approx(second, abs=3)


def test_characters_stand_with_even_gaps_in_the_middle_of_the_line() -> None:
    (line,) = cell_line(written("8888", em_px=30), CELLS, Script.DIGITS)
    runs = inked_columns(line.pixels)
    gaps = {b[0] - a[1] for a, b in pairwise(runs)}
    assert max(gaps) - min(gaps) <= 1
    rows = np.flatnonzero((line.pixels < 180).any(axis=1))
    assert rows[0] == pytest.approx(LINE_PX - 1 - rows[-1], abs=2)


@pytest.mark.parametrize("grey", [40, 120, 190])
def test_a_light_pen_is_brought_to_one_darkness(grey: int) -> None:
    pixels = np.maximum(written("12"), np.uint8(grey))
    (line,) = cell_line(np.asarray(pixels, np.uint8), CELLS, Script.DIGITS)
    assert int(line.pixels.min()) == pytest.approx(DARKEST, abs=20)
    assert int(line.pixels.max()) == 255


def test_an_empty_box_gives_no_line() -> None:
    dusty = paper()
    dusty[80:84, 100:105] = 0
    for count in (1, 2):
        assert free_lines(paper(), BOX, count, Script.TEXT) == free_lines(dusty, BOX, count, Script.TEXT) == ()


def two_lines(lower: int = 0) -> Pixels:
    pixels = paper()
    for n, (first, second) in enumerate(zip("東京都", "大手町", strict=True)):
        put(pixels, first, 60 + 45 * n, 50)
        put(pixels, second, 120 + 45 * n, 107)
    return np.roll(pixels, lower, axis=0)


@pytest.mark.parametrize("lower", [-14, 0, 16])
def test_two_written_lines_are_two_pictures(lower: int) -> None:
    lines = free_lines(two_lines(lower), BOX, 2, Script.TEXT)
    assert [line.pixels.shape[0] for line in lines] == [LINE_PX] * 2
    assert all(line.windows == line.filled == () for line in lines)
    alone = two_lines(lower)
    alone[78 + lower :] = 255
    (first,) = free_lines(alone, BOX, 2, Script.TEXT)
    assert (lines[0].pixels == first.pixels).all()
    assert not (lines[0].pixels.shape == lines[1].pixels.shape and (lines[0].pixels == lines[1].pixels).all())


def test_one_line_low_in_a_box_for_two_is_one_picture() -> None:
    pixels = two_lines()
    pixels[:78] = 255
    assert len(free_lines(pixels, BOX, 2, Script.TEXT)) == 1


def test_a_line_is_trimmed_to_its_ink_and_wide_gaps_are_closed() -> None:
    near, far = paper(), paper()
    for n, character in enumerate("山田花子"):
        put(near, character, 60 + 42 * n, 80)
        put(far, character, 60 + 42 * n + (180 if n > 1 else 0), 80)
    (left,), (right,) = (free_lines(pixels, BOX, 1, Script.NAME) for pixels in (near, far))
    assert left.pixels.shape[1] < right.pixels.shape[1] < 1.25 * left.pixels.shape[1]
    for line in (left, right):
        margin = inked_columns(line.pixels)[0][0]
        assert margin == pytest.approx(line.pixels.shape[1] - inked_columns(line.pixels)[-1][1], abs=3)
        assert margin > 5


def test_a_lone_stroke_is_not_blown_up_to_the_height_of_the_line() -> None:
    pixels = paper()
    cv2.line(pixels, (100, 80), (130, 80), 40, 5)
    (line,) = free_lines(pixels, BOX, 1, Script.NUMBER)
    assert (line.pixels < 180).any(axis=1).sum() < LINE_PX / 4
