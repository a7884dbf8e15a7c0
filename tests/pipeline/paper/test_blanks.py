from __future__ import annotations

from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import MissingPackage
from models.geometry import BoxMm
from models.template import (
    ChoiceField,
    DateField,
    FormField,
    Label,
    LineField,
    Mark,
    Sensitivity,
    Template,
    boxes_of,
)
from pipeline.identify.sheets import load_template
from pipeline.paper import press
from pipeline.paper.blanks import BLANK_DPI, draw, draw_all, to_yaml
from pipeline.paper.designs import DESIGNS
from pipeline.paper.sheet import Design, Sheet

FOLDER = Path(__file__).resolve().parents[3] / "form_templates"
FORMS = [design.folder for design in DESIGNS]
PX = BLANK_DPI / 25.4
MAX_MEAN_DIFFERENCE = 1.0  # grey levels of 255; another release of poppler smooths edges a little differently
FRAME_AT_MOST, PAPER_AT_LEAST = 190, 250  # grey levels: a rule of 0.15 mm that a scanner still sees; clean paper


def committed(form: str) -> Template:
    return load_template(FOLDER / form / "template.yaml")


def blank(form: str) -> NDArray[np.uint8]:
    image = cv2.imread(str(FOLDER / form / "blank.png"), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, dtype=np.uint8)


def cut(image: NDArray[np.uint8], box: BoxMm) -> NDArray[np.uint8]:
    return image[round(box.y * PX) : round(box.bottom * PX), round(box.x * PX) : round(box.right * PX)]


def edges(image: NDArray[np.uint8], box: BoxMm) -> list[float]:
    """For each side of the box, the darkest mean grey of a line along it, at most 0.35 mm off."""
    inner = box.grown(-1.0)
    vertical = [cut(image, BoxMm(x - 0.35, inner.y, 0.7, inner.h)).mean(axis=0).min() for x in (box.x, box.right)]
    level = [cut(image, BoxMm(inner.x, y - 0.35, inner.w, 0.7)).mean(axis=1).min() for y in (box.y, box.bottom)]
    return [float(darkness) for darkness in vertical + level]


def written_boxes(template: Template) -> list[BoxMm]:
    """Every box that is framed and written in: lines, each cell block, each part of a celled date."""
    boxes: list[BoxMm] = []
    for field in template.all_fields():
        match field:
            case LineField(cells=tuple() as cells):
                boxes += cells
            case LineField():
                boxes.append(field.box_mm)
            case DateField(parts=parts) if parts is not None:
                boxes += [part.box_mm for part in (parts.year, parts.month, parts.day) if part.cells]
    return boxes


def every_field() -> list[FormField]:
    return [field for form in FORMS for field in committed(form).all_fields()]


@pytest.mark.parametrize("design", DESIGNS, ids=FORMS)
def test_committed_template_is_the_drawn_one(design: Design) -> None:
    template, _ = draw(design)
    assert (FOLDER / design.folder / "template.yaml").read_text(encoding="utf-8") == to_yaml(template)
    assert committed(design.folder) == template


def test_committed_blanks_are_the_drawn_ones(tmp_path: Path) -> None:
    draw_all(tmp_path)
    for form in FORMS:
        fresh = cv2.imread(str(tmp_path / form / "blank.png"), cv2.IMREAD_GRAYSCALE)
        assert fresh is not None and fresh.shape == blank(form).shape == (3508, 2481)
        assert float(cv2.absdiff(fresh, blank(form)).mean()) < MAX_MEAN_DIFFERENCE
        assert (FOLDER / form / "blank.png").stat().st_size < 200_000


def test_draws_only_the_forms_asked_for(tmp_path: Path) -> None:
    draw_all(tmp_path, ["resident_transfer"])
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")) == [
        "resident_transfer/blank.pdf",
        "resident_transfer/blank.png",
        "resident_transfer/template.yaml",
    ]


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert draw(DESIGNS[0])[1] == draw(DESIGNS[0])[1]


def test_every_field_type_and_mark_occurs() -> None:
    fields = every_field()
    line_types = {
        "text", "name", "address", "kana", "digits", "code", "integer", "postal_code", "phone", "my_number",
        "account_number",
    }  # fmt: skip
    assert {f.type for f in fields} == line_types | {"date", "choice", "choices", "seal", "signature", "office"}
    assert {f.mark for f in fields if isinstance(f, ChoiceField)} == set(Mark)
    assert {f.sensitivity for f in fields} == set(Sensitivity)


def test_every_shape_of_cells_and_dates_occurs() -> None:
    fields = every_field()
    assert {type(f.cells) for f in fields if isinstance(f, LineField)} == {int, tuple, type(None)}
    assert {f.lines for f in fields if isinstance(f, LineField)} == {1, 2}
    dates = [f.parts for f in fields if isinstance(f, DateField) and f.parts]
    assert {o.value for parts in dates for o in parts.era.options} == {
        "meiji", "taisho", "showa", "heisei", "reiwa", "western"
    }  # fmt: skip
    assert {parts.era.printed for parts in dates} == {"reiwa", None}
    assert {parts.year.cells for parts in dates} == {2, 4, None}


def test_every_kind_of_rule_occurs() -> None:
    assert {rule.kind for form in FORMS for rule in committed(form).rules} == {
        "date_order", "exactly_one", "required_when", "empty_when", "not_together", "postal_address", "same_kana",
        "age_between", "bank_code",
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_numbers_of_registers_are_marked_as_such(form: str) -> None:
    for field in committed(form).all_fields():
        guarded = field.type == "my_number" or (field.key.endswith("resident_code") and field.type == "digits")
        assert (field.sensitivity is Sensitivity.MY_NUMBER) == guarded, field.key


@pytest.mark.parametrize("form", FORMS)
def test_places_to_write_and_mark_do_not_overlap(form: str) -> None:
    places: list[tuple[str, BoxMm]] = []
    for field in committed(form).all_fields():
        outer, *inner = boxes_of(field)
        places += [(field.key, box) for box in inner or [outer]]
    for (a_key, a), (b_key, b) in combinations(places, 2):
        wide = min(a.right, b.right) - max(a.x, b.x)
        high = min(a.bottom, b.bottom) - max(a.y, b.y)
        assert min(wide, high) < 0.02, f"{a_key} {a} and {b_key} {b}"


@pytest.mark.parametrize("form", FORMS)
def test_frames_are_printed_where_the_template_says(form: str) -> None:
    image = blank(form)
    for box in written_boxes(committed(form)):
        assert max(edges(image, box)) < FRAME_AT_MOST, box
    for field in committed(form).all_fields():
        if isinstance(field, ChoiceField) and field.mark is not Mark.CIRCLE:
            for option in field.options:
                assert max(edges(image, option.box_mm)) < FRAME_AT_MOST, (field.key, option.value)
                assert cut(image, option.box_mm.grown(-0.4)).mean() > PAPER_AT_LEAST, (field.key, option.value)


@pytest.mark.parametrize("form", FORMS)
def test_places_to_write_are_empty_paper(form: str) -> None:
    image = blank(form)
    for field in committed(form).all_fields():
        if isinstance(field, LineField):
            for box in field.cell_boxes() or (field.box_mm,):
                assert cut(image, box.grown(-0.6)).min() >= PAPER_AT_LEAST, field.key


@pytest.mark.parametrize("form", FORMS)
def test_words_to_ring_stand_in_the_middle_of_their_places(form: str) -> None:
    image = blank(form)
    for field in committed(form).all_fields():
        if isinstance(field, ChoiceField) and field.mark is Mark.CIRCLE:
            for option in field.options:
                columns = np.flatnonzero((cut(image, option.box_mm) < 128).any(axis=0))
                middle = (columns[0] + columns[-1]) / 2 / PX
                assert middle == pytest.approx(option.box_mm.w / 2, abs=0.5), (field.key, option.value)


def test_the_example_of_the_readme_shows_every_kind_of_field(tmp_path: Path) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "template.yaml"
    path.write_text(readme.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    example = load_template(path)
    assert {"name", "my_number", "date", "choice", "choices", "seal", "signature", "office"} <= {
        field.type for field in example.all_fields()
    }
    assert [f.key for f in example.all_fields() if f.key.startswith("dogs.")][:2] == ["dogs.1.name", "dogs.1.born_on"]


def test_the_readme_names_every_form() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [form for form in FORMS if f"`{form}`" not in readme] == []


def test_a_strip_refuses_what_does_not_fit() -> None:
    strip = Sheet("試し").strip(20, 10, x=100, right=130)
    with pytest.raises(ValueError, match=r"25\.0 mm too long"):
        strip.label("氏名", 15).line("name", "氏名", "Name", "name", w=40)


def test_rows_are_printed_as_often_as_they_are_counted() -> None:
    def person(sheet: Sheet, y: float, number: int) -> None:
        sheet.strip(y, 10).line("name", f"氏名{number}", "Name", "name", w=50)

    def household(sheet: Sheet) -> None:
        sheet.rows("people", Label(ja="人", en="Person"), person, count=3, top=50, pitch=12)

    template, _ = draw(Design("household", Label(ja="世帯", en="Household"), household, ()))
    assert [(f.key, f.box_mm.y) for f in template.all_fields()] == [
        ("people.1.name", 50.0),
        ("people.2.name", 62.0),
        ("people.3.name", 74.0),
    ]


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(press, "_FONT_FOLDER", tmp_path)
    press._load_fonts.cache_clear()
    with pytest.raises(MissingPackage, match="fonts-ipaexfont-gothic"):
        Sheet("試し")
