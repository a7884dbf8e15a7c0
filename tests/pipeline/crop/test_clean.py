"""Writing is parted from print, seals, shadows, dust and the neighbours' ink."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK, REACH, added_ink, even_light, pen_grey
from pipeline.crop.own_ink import own_ink
from pipeline.crop.specks import SPECK

SIZE = (96, 240)
RULE = slice(46, 49)
"""Rows of a printed rule of 3 px through the middle of the paper."""

BOX = (60, 20, 180, 76)
BLUE_PEN, BLACK_PEN, RED_SEAL, YELLOW_PAPER = (150, 60, 40), (40, 40, 40), (70, 60, 215), (190, 235, 250)


def paper() -> Pixels:
    return np.full(SIZE, 255, np.uint8)


def ruled() -> Pixels:
    """A printed box with a rule through its middle and a word."""
    pixels = paper()
    cv2.rectangle(pixels, (30, 15), (210, 81), 0, 3)
    pixels[RULE, 30:210] = 0
    cv2.putText(pixels, "Name", (40, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2, cv2.LINE_AA)
    return pixels


def stroke(pixels: Pixels, start: tuple[int, int], end: tuple[int, int], grey: int = 40) -> Pixels:
    cv2.line(pixels, start, end, grey, 5)
    return pixels


def writing_on(page: Pixels, blank: Pixels) -> Pixels:
    around = [cv2.copyMakeBorder(p, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=255) for p in (page, blank)]
    return added_ink(*around).writing


def inked(writing: Pixels) -> Pixels:
    return np.asarray(writing < 255 - FAINT_INK, np.uint8)


def moved(pixels: Pixels, dx: int, dy: int) -> Pixels:
    return np.roll(pixels, (dy, dx), (0, 1))


@pytest.mark.parametrize(
    ("start", "end"), [((120, 22), (120, 72)), ((100, 25), (145, 70)), ((150, 25), (105, 70))], ids=["|", "\\", "/"]
)
@pytest.mark.parametrize("shift", [(0, 0), (3, -2), (-2, 3)])
def test_print_goes_and_a_stroke_across_a_rule_stays_whole(
    start: tuple[int, int], end: tuple[int, int], shift: tuple[int, int]
) -> None:
    writing = writing_on(moved(stroke(ruled(), start, end), *shift), ruled())
    drawn = inked(moved(stroke(paper(), start, end), *shift))
    kept = inked(writing)
    assert kept[drawn > 0].mean() > 0.9
    assert kept[cv2.dilate(drawn, np.ones((9, 9))) == 0].sum() == 0
    assert cv2.connectedComponents(kept)[0] == 2


def test_two_strokes_that_end_on_either_side_of_a_rule_are_not_joined_along_it() -> None:
    writing = writing_on(stroke(stroke(ruled(), (100, 25), (100, 38)), (160, 57), (160, 72)), ruled())
    assert inked(writing)[:, 110:150].sum() == 0


@pytest.mark.parametrize("shift", [(3, 0), (-3, 0), (0, 3), (0, -3), (3, 3), (-3, 3), (REACH, -REACH)])
@pytest.mark.parametrize("softness", [0.0, 0.9])
def test_a_blank_that_lies_off_adds_no_ink(shift: tuple[int, int], softness: float) -> None:
    page = moved(ruled(), *shift)
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), softness) if softness else page, np.uint8)
    assert (writing_on(page, ruled()) == 255).all()


def test_a_light_pen_stays_and_a_smear_goes() -> None:
    light = inked(writing_on(stroke(ruled(), (120, 54), (170, 72), grey=180), ruled()))
    assert light[inked(stroke(paper(), (120, 54), (170, 72))) > 0].all()
    assert (writing_on(stroke(ruled(), (120, 54), (170, 72), grey=200), ruled()) == 255).all()


def test_specks_go_and_the_dot_of_a_small_kana_stays() -> None:
    page = paper()
    page[20:22, 20:23] = 0
    page[60, 100:107] = 0
    page[70:74, 200:204] = 0
    writing = writing_on(page, paper())
    assert (writing[:65] == 255).all()
    assert (writing[70:74, 200:204] == 0).all()
    assert 3 * 2 < SPECK <= 4 * 4


def test_pens_are_dark_and_a_red_seal_is_nearly_white() -> None:
    colours = np.array([[BLUE_PEN, BLACK_PEN, RED_SEAL, (255, 255, 255)]], np.uint8)
    blue, black, red, white = map(int, pen_grey(colours)[0])
    assert max(blue, black) <= 60
    assert min(red, white) == 255


def test_writing_under_a_red_seal_is_left() -> None:
    page = cv2.cvtColor(stroke(paper(), (60, 50), (180, 50)), cv2.COLOR_GRAY2BGR)
    cv2.circle(page, (120, 50), 30, RED_SEAL, 4)
    writing = inked(writing_on(pen_grey(page), paper()))
    assert writing[48:53, 70:85].all()
    assert writing[:44].sum() == writing[57:].sum() == 0


def test_a_page_without_colour_is_its_own_grey() -> None:
    assert (pen_grey(cv2.cvtColor(ruled(), cv2.COLOR_GRAY2BGR)) == ruled()).all()


def test_shadows_and_yellow_light_are_evened_and_ink_stays_dark() -> None:
    light = np.linspace(0.5, 1.0, 800)[None, :, None] * np.array(YELLOW_PAPER)
    page = np.repeat(light, 600, axis=0).astype(np.uint8)
    cv2.line(page, (20, 300), (780, 300), BLACK_PEN, 5)
    evened = even_light(page)
    assert evened.shape == page.shape
    assert evened[:280].min() > 220
    assert evened[300, 40:760].max() < 110
    assert page[:280].min() < 110


def test_neighbours_are_not_own_and_text_that_leaves_its_box_is() -> None:
    writing = paper()
    stroke(writing, (100, 60), (100, 90))
    stroke(writing, (190, 30), (230, 60))
    stroke(writing, (150, 40), (158, 40))
    own = own_ink(writing, [BOX], reach=4)
    assert (own[:, :186] == writing[:, :186]).all()
    assert own[76:, 98:103].min() == 40
    assert (own[:, 186:] == 255).all()


def test_a_mark_whose_middle_is_in_the_box_is_own() -> None:
    writing = paper()
    cv2.ellipse(writing, (120, 48), (100, 42), 0, 0, 360, 40, 4)
    assert (inked(own_ink(writing, [(110, 40, 130, 56)], reach=4)) == inked(writing)).all()


@pytest.mark.parametrize(("reach", "stays"), [(4, False), (12, True)])
def test_reach_says_how_far_outside_ink_may_lie(reach: int, stays: bool) -> None:
    writing = stroke(paper(), (185, 30), (185, 60))
    assert bool((own_ink(writing, [BOX], reach) < 255).any()) is stays


def test_every_box_of_a_field_counts_and_the_gap_between_them_does_not() -> None:
    writing = paper()
    for x in (30, 120, 210):
        stroke(writing, (x, 40), (x, 60))
    own = own_ink(writing, [(10, 20, 50, 76), (190, 20, 230, 76)], reach=4)
    assert [int(own[50, x]) for x in (30, 120, 210)] == [40, 255, 40]


def test_specks_and_empty_paper_are_nobodys() -> None:
    writing = paper()
    writing[50:52, 100:103] = 0
    assert (own_ink(writing, [BOX], reach=4) == 255).all()
    assert (own_ink(paper(), [BOX], reach=4) == 255).all()


def test_how_much_of_the_print_is_there_is_told() -> None:
    def found(page: Pixels) -> float:
        padded = [cv2.copyMakeBorder(p, *[REACH] * 4, cv2.BORDER_CONSTANT, value=255) for p in (page, ruled())]
        return added_ink(*padded).print_found

    half = ruled()
    half[:, 120:] = 255
    assert found(ruled()) == found(moved(ruled(), 2, -1)) == 1.0
    assert 0.3 < found(half) < 0.7
    assert found(paper()) == 0.0
    assert found(stroke(ruled(), (100, 25), (145, 70))) == 1.0


def test_every_band_of_a_page_turns_to_pen_grey() -> None:
    page = np.random.default_rng(3).integers(0, 256, (300, 7, 3)).astype(np.int32)
    blue, green, red = page[..., 0], page[..., 1], page[..., 2]
    wanted = np.minimum(red + np.maximum(red - np.maximum(blue, green), 0), 255)
    np.testing.assert_array_equal(pen_grey(page.astype(np.uint8)), wanted)


def test_a_stroke_from_elsewhere_stays_only_where_it_runs_through_a_box_and_that_is_asked() -> None:
    left, top, right, bottom = BOX
    through = stroke(paper(), (0, (top + bottom) // 2), (SIZE[1], (top + bottom) // 2))
    through[:, left + 8 : right - 8][:, 40:] = 255
    outside = stroke(paper(), (5, 5), (5, 90))
    narrow = [(left, top, left + 32, bottom)]
    assert not inked(own_ink(through, narrow, 0)).any()
    assert inked(own_ink(through, narrow, 0, crossing=True))[:, : left + 32].any()
    assert not inked(own_ink(outside, narrow, 0, crossing=True)).any()


@pytest.mark.parametrize("strength", [0.35, 0.7, 1.0])
@pytest.mark.parametrize("colour", [(48, 44, 205), (40, 70, 225), (120, 70, 220)], ids=["vermilion", "orange", "pink"])
@pytest.mark.parametrize("pen", [BLUE_PEN, BLACK_PEN], ids=["blue", "black"])
def test_a_seal_is_no_ink_and_spares_the_pen_that_it_crosses(
    pen: tuple[int, int, int], colour: tuple[int, int, int], strength: float
) -> None:
    page = np.full((*SIZE, 3), 255, np.uint8)
    cv2.line(page, (60, 48), (180, 48), pen, 5)
    seal = np.zeros(SIZE, np.uint8)
    cv2.circle(seal, (120, 48), 40, 255, 4, cv2.LINE_AA)
    passes = 1 - (seal[:, :, None] / 255) * strength * (1 - np.array(colour) / 255)
    found = inked(writing_on(pen_grey((page * passes).astype(np.uint8)), paper()))
    stroked = inked(stroke(paper(), (60, 48), (180, 48)))
    assert found[stroked > 0].all()
    assert found[cv2.dilate(stroked, np.ones((5, 5))) == 0].sum() == 0
