from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import yaml

from pipeline.identify.check_templates import check_templates
from tests.models.test_template import FORM, changed
from tests.pipeline.identify.forms import printed


def write(folder: Path, form: dict[str, Any], blank: tuple[int, int] | None = (1188, 840)) -> Path:
    folder.mkdir()
    (folder / "template.yaml").write_text(yaml.safe_dump(form, allow_unicode=True), encoding="utf-8")
    if blank:
        cv2.imwrite(str(folder / "blank.png"), printed(*blank))
    return folder / "template.yaml"


def test_a_sound_folder_has_no_errors(tmp_path: Path) -> None:
    write(tmp_path / "form", FORM)
    assert check_templates(tmp_path) == []
    assert check_templates(tmp_path / "form") == []


def test_every_broken_template_is_named_with_place_and_reason(tmp_path: Path) -> None:
    write(tmp_path / "a_good", FORM)
    key = write(tmp_path / "b_key", changed(["fields", 0, "colour"], "red"))
    off = write(tmp_path / "c_off", changed(["fields", 0, "box_mm"], [190, 10, 60, 7]))
    bare = write(tmp_path / "d_bare", changed(["version"], "2"), blank=None)
    wide = write(tmp_path / "e_wide", changed(["version"], "3"), blank=(840, 1188))
    found = [error.details for error in check_templates(tmp_path)]
    assert [(each["file"], each["field"]) for each in found] == [
        (str(key), "fields[kana].colour"),
        (str(off), "template"),
        (str(bare), "blank"),
        (str(wide), "page_mm"),
    ]
    assert "leaves the 210.0 × 297.0 mm page" in found[1]["reason"]
    assert all(each["reason"] for each in found)


def test_two_templates_cannot_be_the_same_version(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", FORM), write(tmp_path / "b", FORM)
    (error,) = check_templates(tmp_path)
    assert (error.details["file"], error.details["field"]) == (str(second), "page")
    assert str(first) in error.details["reason"]


def test_a_folder_without_templates_is_an_error(tmp_path: Path) -> None:
    (error,) = check_templates(tmp_path)
    assert "no template.yaml" in error.details["reason"]


def test_pages_that_do_not_make_up_their_form_are_named(tmp_path: Path) -> None:
    front = write(tmp_path / "a", FORM)
    back = write(tmp_path / "a_third", changed(["page"], 3))
    (error,) = check_templates(tmp_path)
    assert (error.details["file"], error.details["field"]) == (str(back), "page")
    assert "page 2 is not there" in error.details["reason"] and str(front) in error.details["reason"]
    write(tmp_path / "a_second", changed(["page"], 2))
    (error,) = check_templates(tmp_path)
    assert "is on page 1 and on page 2" in error.details["reason"]
