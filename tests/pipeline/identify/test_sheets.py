from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import TemplateError
from pipeline.identify.known import load_known
from pipeline.identify.sheets import load_blank, load_forms, load_template
from tests.pipeline.identify.forms import blank_sheet, printed

GOOD = """
form: test_form
version: "1"
title: {ja: 試験, en: Test}
page_mm: [210, 297]
fields:
  - {key: claimant.name, label: {ja: 氏名, en: Name}, type: name, box_mm: [20, 40, 60, 10]}
rows:
  - key: members
    label: {ja: 世帯員, en: Member}
    count: 2
    pitch_mm: 12
    fields:
      - {key: kana, label: {ja: フリガナ, en: Reading}, type: kana, box_mm: [20, 60, 60, 10], cells: 10}
"""


def template(folder: Path, text: str = GOOD, blank: np.ndarray | None = None, name: str = "blank.png") -> Path:
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    pixels = printed(3508, 2480) if blank is None else blank
    cv2.imwrite(str(folder / name), pixels)
    return folder / "template.yaml"


def test_a_template_is_read_with_its_rows_written_out(tmp_path: Path) -> None:
    read = load_template(template(tmp_path / "a"))
    assert [field.key for field in read.all_fields()] == ["claimant.name", "members.1.kana", "members.2.kana"]
    assert read.all_fields()[2].box_mm.y == 72


@pytest.mark.parametrize(
    ("good", "bad", "place", "reason"),
    [
        ("type: name,", "type: nmae,", "fields[claimant.name]", "nmae"),
        ("[20, 40, 60, 10]", "[20, 40, 60]", "fields[claimant.name].box_mm", "a box is [x, y, width, height]"),
        ("[20, 40, 60, 10]", "[20, 40, 0, 10]", "fields[claimant.name].box_mm", "above 0 mm"),
        ("cells: 10", "cels: 10", "rows[members].fields[kana].cels", "Extra inputs"),
        ("[20, 60, 60, 10]", "[180, 60, 60, 10]", "template", "field members.1.kana"),
        ('version: "1"', "", "version", "Field required"),
        ('version: "1"', 'version: "1"\nversion: "2"', "line 4", "key version is there twice"),
        ("fields:\n  - {key", "fields:\n  - {{key", "line", ""),
        ("title: {ja: 試験, en: Test}", "title: {ja: 試験}", "title.en", "Field required"),
        (GOOD, "- just\n- a list\n", "template", ""),
        (GOOD, "", "template", ""),
    ],
)
def test_a_wrong_template_is_refused_with_file_place_and_reason(
    tmp_path: Path, good: str, bad: str, place: str, reason: str
) -> None:
    assert good in GOOD
    path = template(tmp_path / "a", GOOD.replace(good, bad))
    with pytest.raises(TemplateError) as caught:
        load_template(path)
    details = caught.value.details
    assert details["file"] == str(path)
    assert details["field"] == place or (place == "line" and details["field"].startswith("line "))
    assert reason in details["reason"]


def test_a_template_that_is_not_utf8(tmp_path: Path) -> None:
    path = template(tmp_path / "a")
    path.write_bytes("form: 様式".encode("cp932"))
    with pytest.raises(TemplateError, match="UTF-8"):
        load_template(path)


def test_sheets_come_by_name_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    template(tmp_path / "b")
    template(tmp_path / "a", GOOD.replace("test_form", "other_form"))
    (tmp_path / "samples").mkdir()
    (tmp_path / "README.md").touch()
    assert [key for key, _ in load_forms(tmp_path)] == ["other_form", "test_form"]
    with pytest.raises(TemplateError, match=r"no template\.yaml"):
        load_forms(tmp_path / "samples")


def test_the_blank_is_grey_at_8_px_per_mm(tmp_path: Path) -> None:
    blank = np.full((3508, 2480, 3), 255, np.uint8)
    blank[1181:1299, 236:472] = (0, 0, 200)  # 20–40 mm across, 100–110 mm down
    path = template(tmp_path / "a", blank=blank)
    sheet = load_blank(path, load_template(path))
    assert sheet.pixels.shape == (2376, 1680)
    assert (sheet.pixels[805:875, 165:315] < 90).all()
    assert (sheet.pixels[885:, :] == 255).all()


def test_a_blank_may_be_a_pdf(tmp_path: Path) -> None:
    from PIL import Image

    path = template(tmp_path / "a", GOOD.replace("page_mm", "blank: blank.pdf\npage_mm"))
    Image.open(path.with_name("blank.png")).save(path.with_name("blank.pdf"), resolution=300)
    assert load_blank(path, load_template(path)).pixels.shape == (2376, 1680)


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda folder: (folder / "blank.png").unlink(), "blank", "no such file"),
        (lambda folder: (folder / "blank.png").write_text("x"), "blank", "unknown_file_type"),
        (lambda folder: cv2.imwrite(str(folder / "blank.png"), np.zeros((3508, 2550), np.uint8)), "page_mm", "2550"),
    ],
)
def test_a_blank_that_does_not_fit(tmp_path: Path, change, place: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    path = template(tmp_path / "a")
    change(tmp_path / "a")
    with pytest.raises(TemplateError) as caught:
        load_blank(path, load_template(path))
    assert caught.value.details["field"] == place
    assert reason in caught.value.details["reason"]


def test_a_blank_elsewhere_is_not_read(tmp_path: Path) -> None:
    path = template(tmp_path / "a", GOOD.replace("page_mm", "blank: ../blank.png\npage_mm"))
    shutil.copy(path.with_name("blank.png"), tmp_path / "blank.png")
    with pytest.raises(TemplateError, match="file name without folders"):
        load_blank(path, load_template(path))


def test_one_version_of_a_form_is_there_once(tmp_path: Path) -> None:
    template(tmp_path / "a")
    template(tmp_path / "b")
    with pytest.raises(TemplateError, match="form test_form version 1: page 1 is there twice"):
        load_forms(tmp_path)
    with pytest.raises(TemplateError, match="page 1 is there twice"):
        load_known(tmp_path)


def test_forms_drawn_for_tests_fit_their_templates() -> None:
    assert blank_sheet(1).pixels.shape == (2376, 1680)


def test_a_blank_without_print_is_no_form(tmp_path: Path) -> None:
    path = template(tmp_path / "a", blank=np.full((3508, 2480, 3), 240, np.uint8))
    with pytest.raises(TemplateError, match="no print"):
        load_blank(path, load_template(path))
