"""Every field of a shipped form is cut out where its template has it, with its writing and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import pytest

from models.geometry import PX_PER_MM, BoxMm
from models.page import AlignedPage, BlankSheet, IdentifiedPage, Residual
from models.placement import Placement
from models.reading import Crop
from models.scan import Matrix, Pixels
from models.template import ChoiceField, ImageField, Label, LineField, Mark, Option, Template
from pipeline.crop.at_labels import ink_at_labels_mm2
from pipeline.crop.clean import even_light
from pipeline.crop.cut import MARGIN_MM, MARK_MARGIN_MM, cut
from pipeline.identify.sheets import load_blank, load_template
from pipeline.paper.answers import Answer
from pipeline.paper.sample import Level, make_page
from pipeline.read.places import ink_share, pixel_box
from tests.pipeline.identify.forms import page_of
from tests.pipeline.paper.conftest import FORM_KEYS, FORMS

FLAT = np.diag([1 / PX_PER_MM, 1 / PX_PER_MM, 1.0])
RED = (60, 60, 215)
TITLE = Label(ja="様式", en="Form")


@dataclass(frozen=True)
class CutSheet:
    """The crops of one made sheet, and what was written there."""

    aligned: AlignedPage
    crops: tuple[Crop, ...]
    answers: dict[str, Answer]


def laid_flat(blank: BlankSheet, pixels: Pixels, to_template: Matrix = FLAT) -> AlignedPage:
    return AlignedPage(
        IdentifiedPage(page_of(pixels), blank, to_template, 0, 900), Placement(to_template), Residual(0.1, 0.2), pixels
    )


@cache
def empty(form: str) -> BlankSheet:
    path = FORMS / form / "template.yaml"
    return load_blank(path, load_template(path))


@cache
def filled(form: str) -> CutSheet:
    made, blank = make_page(FORMS / form, Level.CLEAN, (3,)), empty(form)
    height, width = blank.pixels.shape
    pixels = np.asarray(cv2.resize(made.picture.pixels, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    aligned = laid_flat(blank, pixels)
    return CutSheet(aligned, cut(aligned), {answer.field.key: answer for answer in made.truth.answers})


def in_colour(grey: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


@pytest.mark.parametrize("form", FORM_KEYS)
def test_every_field_has_a_crop_in_the_templates_order(form: str) -> None:
    sheet = filled(form)
    assert [crop.field for crop in sheet.crops] == list(sheet.aligned.blank.template.all_fields())


@pytest.mark.parametrize("form", FORM_KEYS)
def test_page_writing_and_blank_show_the_same_place(form: str) -> None:
    sheet = filled(form)
    for crop in sheet.crops:
        left, top, right, bottom = (
            round(mm * PX_PER_MM) for mm in (crop.box_mm.x, crop.box_mm.y, crop.box_mm.right, crop.box_mm.bottom)
        )
        assert (
            crop.pixels.shape == (*crop.writing.shape, 3) == (*crop.blank.shape, 3) == (bottom - top, right - left, 3)
        )
        assert (crop.pixels == sheet.aligned.pixels[top:bottom, left:right]).all()
        assert (crop.blank == sheet.aligned.blank.pixels[top:bottom, left:right]).all()


@pytest.mark.parametrize("form", FORM_KEYS)
def test_a_crop_is_its_field_with_a_margin(form: str) -> None:
    for crop in filled(form).crops:
        margin = MARK_MARGIN_MM if isinstance(crop.field, ChoiceField) else MARGIN_MM
        left, top, right, bottom = pixel_box(crop.field.box_mm, crop)
        height, width = crop.writing.shape
        assert min(left, top, width - right, height - bottom) >= margin * PX_PER_MM - 1, crop.field.key


@pytest.mark.parametrize("form", FORM_KEYS)
def test_writing_is_found_where_something_was_written_and_nowhere_else(form: str) -> None:
    sheet = filled(form)
    for crop in sheet.crops:
        if not isinstance(crop.field, ImageField):
            blank = sheet.answers[crop.field.key].is_blank
            assert (ink_share(crop) == 0.0) if blank else (ink_share(crop) > 0.005), crop.field.key


@pytest.mark.parametrize("shift", [(0, 0), (3, -3)])
@pytest.mark.parametrize("form", FORM_KEYS)
def test_an_empty_sheet_is_white_everywhere(form: str, shift: tuple[int, int]) -> None:
    pixels = np.roll(in_colour(empty(form).pixels), shift, (0, 1))
    inked = [crop.field.key for crop in cut(laid_flat(empty(form), pixels)) if (crop.writing < 255).any()]
    assert inked == []


def test_a_red_seal_is_on_the_picture_and_not_in_the_writing() -> None:
    template = empty("resident_transfer").template
    box = next(field for field in template.all_fields() if field.key == "filer.name").box_mm
    pixels = in_colour(empty("resident_transfer").pixels)
    middle = round((box.x + box.w / 2) * PX_PER_MM), round((box.y + box.h / 2) * PX_PER_MM)
    cv2.circle(pixels, middle, round(box.h * PX_PER_MM / 3), RED, 4)
    crop = next(crop for crop in cut(laid_flat(empty("resident_transfer"), pixels)) if crop.field.key == "filer.name")
    assert (crop.pixels == RED).all(axis=2).sum() > 300
    assert (crop.writing == 255).all()


def small_form(*boxes: BoxMm) -> BlankSheet:
    """White paper of 60 × 40 mm with lines to write on."""
    fields = tuple(LineField(key=f"f{n}", label=TITLE, type="name", box_mm=box) for n, box in enumerate(boxes))
    template = Template(form="small", version="1", title=TITLE, page_mm=(60, 40), fields=fields)
    return BlankSheet(template, np.full((320, 480), 255, np.uint8), "0" * 64)


def test_a_field_at_the_edge_of_the_sheet_is_cut_as_far_as_there_is_paper() -> None:
    blank = small_form(BoxMm(0, 1, 20, 8), BoxMm(45, 31, 15, 9))
    pixels = in_colour(blank.pixels)
    cv2.line(pixels, (400, 280), (470, 310), (30, 30, 30), 5)
    first, second = cut(laid_flat(blank, pixels))
    assert first.box_mm == BoxMm(0, 0, 22.5, 11.5)
    assert (second.box_mm.right, second.box_mm.bottom) == (60, 40)
    assert (first.writing == 255).all()
    assert second.writing.min() < 60


def test_a_neighbours_writing_in_the_margin_is_left_out() -> None:
    blank = small_form(BoxMm(10, 5, 30, 10), BoxMm(10, 16, 30, 10))
    pixels = in_colour(blank.pixels)
    cv2.line(pixels, (120, 60), (260, 100), (30, 30, 30), 5)
    cv2.line(pixels, (120, 150), (260, 132), (30, 30, 30), 5)
    first, second = cut(laid_flat(blank, pixels))
    assert (first.pixels[110:] < 60).any()
    assert (first.writing[110:] == 255).all()
    assert (first.writing[36:84, 60:180] < 60).any()
    assert ink_share(first) > 0 and ink_share(second) > 0


LEFT, TOP, SIDE = 80, 80, 40
"""Pixels: the first of two boxes to tick."""


def ticked(*strokes: tuple[list[tuple[int, int]], int], apart: int = 120) -> Crop:
    """Strokes from the first box's corner, so many grey levels dark, on two boxes ``apart`` pixels from each other."""
    at = (LEFT, TOP), (LEFT + SIDE + apart, TOP)
    options = tuple(Option(value=f"o{x}", label=TITLE, box_mm=BoxMm(x / PX_PER_MM, y / PX_PER_MM, 5, 5)) for x, y in at)
    box = BoxMm(8, 8, (2 * SIDE + apart) / PX_PER_MM + 4, 9)
    field = ChoiceField(key="c", label=TITLE, type="choices", mark=Mark.CHECK, box_mm=box, options=options)
    blank = np.full((320, 480), 255, np.uint8)
    for x, y in at:
        cv2.rectangle(blank, (x, y), (x + SIDE, y + SIDE), (40,), 2)
    ink = np.zeros_like(blank)
    for points, depth in strokes:
        places = np.add(points, (LEFT, TOP))
        cv2.polylines(ink, [places], False, (depth,), 3, cv2.LINE_AA)
    sheet = BlankSheet(
        Template(form="ticks", version="1", title=TITLE, page_mm=(60, 40), fields=(field,)), blank, "0" * 64
    )
    (crop,) = cut(laid_flat(sheet, in_colour(np.asarray(cv2.subtract(blank, ink), np.uint8))))
    return crop


def tick(x: int, y: int, tail: int = 24) -> list[tuple[int, int]]:
    """A tick with its foot there."""
    return [(x - 9, y - 14), (x, y), (x + tail, y - 26)]


STRONG = (tick(18, 32), 200)


@pytest.mark.parametrize("depth", [45, 60])
def test_a_pale_tick_half_on_its_box_is_told_though_it_is_no_writing(depth: int) -> None:
    crop = ticked(STRONG, (tick(188, 46), depth))
    assert (crop.writing[:, 160:] == 255).all() and (crop.writing[:, :160] < 100).any()
    assert crop.faint_mm2 > 0.35


def test_the_tail_of_a_strong_tick_does_not_hide_a_pale_one_beside_it() -> None:
    crop = ticked((tick(18, 32, tail=44), 200), (tick(SIDE + 32 + 28, 46), 45), apart=32)
    assert crop.faint_mm2 > 0.35


def test_nothing_is_faint_about_a_strong_tick_and_an_empty_box() -> None:
    assert ticked(STRONG).faint_mm2 == 0.0
    assert ticked().faint_mm2 == 0.0


def test_pale_ink_in_a_box_that_is_ticked_anyway_is_no_second_tick() -> None:
    beside = [(34, 46), (46, 46)], 50
    assert ticked(beside).faint_mm2 > 0.0
    assert ticked(STRONG, beside).faint_mm2 == 0.0


@pytest.mark.parametrize(("length", "is_told"), [(0, False), (12, True)])
def test_a_pale_speck_is_no_tick(length: int, is_told: bool) -> None:
    found = ticked(STRONG, ([(188, 46), (188 + length, 46)], 50)).faint_mm2
    assert (found > 0.0) is is_told


def ring(x: int) -> list[tuple[int, int]]:
    """Around a word of 60 × 40 pixels that begins there."""
    turns = np.linspace(0, 2 * np.pi, 40)
    return [(round(x + 30 + 36 * np.cos(turn)), round(SIDE / 2 + 26 * np.sin(turn))) for turn in turns]


def test_a_ring_around_the_word_behind_an_empty_box_is_told() -> None:
    assert ticked((ring(SIDE + 12), 200)).at_labels_mm2 > 1.5
    assert ticked(STRONG, (ring(2 * SIDE + 132), 200)).at_labels_mm2 > 1.5


def test_what_lies_behind_a_ticked_box_or_belongs_to_a_tick_is_not() -> None:
    assert ticked(STRONG, (ring(SIDE + 12), 200)).at_labels_mm2 == 0.0
    assert ticked((tick(18, 32, tail=50), 200)).at_labels_mm2 == 0.0
    assert ticked((tick(SIDE + 18, 32, tail=30), 200), apart=12).at_labels_mm2 == 0.0


def test_a_neighbours_writing_behind_an_empty_box_is_the_neighbours() -> None:
    inked, nothing = np.ones((60, 120), bool), np.zeros((60, 120), bool)
    boxes = [(10, 10, 50, 50)]
    assert ink_at_labels_mm2(inked, nothing, boxes, []) == 28 * 40 / PX_PER_MM**2
    assert ink_at_labels_mm2(inked, nothing, boxes, [(60, -20, 900, 30)]) == (28 * 40 - 22 * 20) / PX_PER_MM**2


def test_the_quad_lies_on_the_scanned_page() -> None:
    blank = small_form(BoxMm(10, 5, 30, 10))
    turned = np.array([[0.0, 0.25, 0.0], [-0.25, 0.0, 40.0], [0, 0, 1]])
    (crop,) = cut(laid_flat(blank, in_colour(blank.pixels), turned))
    assert np.array(crop.quad) == pytest.approx(np.array([[140, 40], [140, 160], [100, 160], [100, 40]]))


def test_a_field_that_leaves_the_picture_shows_no_print_of_its_own() -> None:
    blank = empty(FORM_KEYS[0])
    pixels = np.asarray(cv2.cvtColor(blank.pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    whole = laid_flat(blank, pixels)
    fields = blank.template.all_fields()
    edge = round(max(field.box_mm.right for field in fields) * PX_PER_MM) - 40
    shorter = IdentifiedPage(page_of(pixels[:, :edge]), blank, FLAT, 0, 900)
    shown = cut(AlignedPage(shorter, Placement(FLAT), Residual(0.1, 0.2), pixels))
    lost = {crop.field.key for crop in shown if crop.print_found == 0.0}
    assert lost == {field.key for field in fields if field.box_mm.right * PX_PER_MM > edge + 1}
    assert 0 < len(lost) < len(fields)
    assert all(crop.print_found > 0.9 for crop in cut(whole))


def test_what_is_beyond_the_picture_does_not_tell_how_light_the_paper_is() -> None:
    dark = np.full((800, 640, 3), 60, np.uint8)
    dark[:, 560:] = 255  # where the picture ends, an aligned page is white
    beyond = np.zeros((50, 40), np.bool_)
    beyond[:, 35:] = True
    assert (even_light(dark, beyond)[:, :560] > 240).all()
    assert (even_light(dark)[:, 500:560] < 200).any()
