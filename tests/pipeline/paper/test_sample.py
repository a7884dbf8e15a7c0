from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.errors import MissingPackage, UsageError
from models.geometry import BoxMm
from models.template import ChoiceField, DateField, ImageField, LineField
from pipeline.identify.sheets import load_template
from pipeline.paper import fonts
from pipeline.paper.fonts import Face, has_character
from pipeline.paper.sample import Level, MadePage, make_page, write_samples
from tests.pipeline.paper.conftest import FORM_KEYS, FORMS

INK = 60
"""Levels of grey by which a pixel must have become darker to count as ink."""


@dataclass(frozen=True)
class CleanSheet:
    """A made page without damage, and where it is darker than the blank."""

    made: MadePage
    inked: NDArray[np.bool_]

    def share(self, box: BoxMm) -> float:
        """Share of a template box that is covered with ink."""
        corners = cv2.perspectiveTransform(np.array([box.corners()]), self.made.picture.to_page)[0]
        (left, top), (right, bottom) = corners[0].round().astype(int), corners[2].round().astype(int)
        return float(self.inked[top:bottom, left:right].mean())


def clean_sheet(form: str, seed: int) -> CleanSheet:
    made = make_page(FORMS / form, Level.CLEAN, (seed,))
    height, width = made.picture.pixels.shape[:2]
    blank = Image.open(FORMS / form / made.truth.template.blank).convert("L").resize((width, height))
    return CleanSheet(made, np.asarray(blank).astype(int) - made.picture.pixels.min(axis=2) > INK)


@pytest.mark.parametrize("form", FORM_KEYS)
def test_ink_lies_where_the_truth_says_and_nowhere_else(form: str) -> None:
    sheet = clean_sheet(form, 8)
    for answer in sheet.made.truth.answers:
        field = answer.field
        if answer.is_blank:
            assert sheet.share(field.box_mm) < 0.02, field.key
        elif isinstance(field, LineField) and field.cells:
            for cell, character in zip(field.cell_boxes(), answer.cells, strict=True):
                ink = sheet.share(cell)
                assert (ink > 0.01) if character else (ink < 0.06), (field.key, character, ink)
        elif isinstance(field, DateField | LineField):
            assert sheet.share(field.box_mm) > 0.004, field.key


@pytest.mark.parametrize("form", FORM_KEYS)
def test_a_marked_option_has_more_ink_than_the_others(form: str) -> None:
    sheet = clean_sheet(form, 9)
    for answer in sheet.made.truth.answers:
        if isinstance(answer.field, ChoiceField) and not answer.is_blank:
            chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            ink = {o.value: sheet.share(o.box_mm) for o in answer.field.options}
            others = [share for value, share in ink.items() if value not in chosen]
            assert min(ink[value] for value in chosen if value) > max(others, default=0.0)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    first = write_samples(FORMS, "resident_transfer", 2, Level.FAX, 4, tmp_path / "a")
    again = write_samples(FORMS, "resident_transfer", 2, Level.FAX, 4, tmp_path / "b")
    other = write_samples(FORMS, "resident_transfer", 1, Level.FAX, 5, tmp_path / "c")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert first[0].read_bytes() != first[1].read_bytes()
    assert first[0].read_bytes() != other[0].read_bytes()


def test_a_longer_run_begins_with_the_shorter_one(tmp_path: Path) -> None:
    short = write_samples(FORMS, "account_transfer_request", 1, Level.SCAN, 4, tmp_path / "a")
    long = write_samples(FORMS, "account_transfer_request", 2, Level.SCAN, 4, tmp_path / "b")
    assert short[0].read_bytes() == long[0].read_bytes()


def test_all_forms_take_turns_and_the_truth_lies_beside_each(tmp_path: Path) -> None:
    paths = write_samples(FORMS, None, 5, Level.SCAN, 1, tmp_path)
    truths = [json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8")) for path in paths]
    assert [truth["pages"][0]["template"] for truth in truths] == [*FORM_KEYS, FORM_KEYS[0]]
    for path, truth in zip(paths, truths, strict=True):
        (page,) = truth["pages"]
        template = load_template(FORMS / page["template"] / "template.yaml")
        readable = [field.key for field in template.all_fields() if not isinstance(field, ImageField)]
        assert truth["file"] == path.name
        assert (page["page"], page["version"], page["level"]) == (1, template.version, "scan")
        assert list(page["fields"]) == readable
        assert np.array(page["to_page"]).shape == (3, 3)
        assert all((entry["value"] is None) == (entry["text"] == "") for entry in page["fields"].values())


def test_a_form_that_is_none_of_ours_can_be_filled(foreign_templates: Path, tmp_path: Path) -> None:
    (path,) = write_samples(foreign_templates, "library_card", 1, Level.CLEAN, 2, tmp_path)
    fields = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["pages"][0]["fields"]
    assert all(entry["value"] for entry in fields.values())
    page = cv2.imread(str(path))
    assert page is not None
    red_px = ((page[:, :, 2].astype(int) - page[:, :, 0]) > 60).sum()
    assert red_px > 300  # the ring of the seal alone is about 600 pixels at 200 dpi


def test_a_form_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no template for tax_return"):
        write_samples(FORMS, "tax_return", 1, Level.CLEAN, 1, tmp_path)


def test_a_missing_font_names_its_debian_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_FOLDER", tmp_path)
    with pytest.raises(MissingPackage, match="apt-get install fonts-imagined"):
        has_character(Face("imagined.ttf", "fonts-imagined", 1.0), "国")
