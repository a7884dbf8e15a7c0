"""``madoguchi template check`` and ``template qr`` as whoever adds a form meets them."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from PIL import Image

from models.page import BlankSheet
from pipeline.identify.sheet_code import SheetCode, read_code
from tests.pipeline.align.editions import LABELS, ROW_MM, TOP_MM, changed, edition
from tests.pipeline.command_line import madoguchi
from tests.pipeline.identify.forms import blank_sheet

ROW = 8
OLD = edition(version="2026-04")
NEW = edition(changed(ROW, "Location"), version="2027-04")


def write(folder: Path, *blanks: BlankSheet) -> Path:
    """A folder for each template, with its blank."""
    for number, blank in enumerate(blanks):
        own = folder / f"t{number}"
        own.mkdir(parents=True)
        data = blank.template.model_dump(mode="json", by_alias=True, exclude_unset=True)
        (own / "template.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        cv2.imwrite(str(own / "blank.png"), blank.pixels)
    return folder


def twin_of(blank: BlankSheet, version: str, page: int = 1) -> BlankSheet:
    fields = tuple(each.model_copy(update={"key": f"{each.key}_p{page}"}) for each in blank.template.fields)
    more = {"version": version, "page": page, "fields": fields}
    return BlankSheet(blank.template.model_copy(update=more), blank.pixels, "0" * 64)


def test_near_twins_are_named_after_the_list_with_the_places_where_they_differ(tmp_path: Path) -> None:
    forms = write(tmp_path / "forms", OLD, NEW, blank_sheet(1))
    done = madoguchi(tmp_path / "var", "template", "check", forms)
    assert done.returncode == 0 and done.stderr == ""
    *listed, warned = done.stdout.splitlines()
    assert listed == ["moving 2026-04: 14 fields", "moving 2027-04: 14 fields", "form_1 1: 1 fields"]
    assert warned.startswith("warning: moving 2026-04 and moving 2027-04 are near twins; they differ at x=")
    assert "shown to a person" in warned
    places = re.findall(r"x=(\d+), y=(\d+) mm \((\d+) × (\d+)\)", warned)
    top = TOP_MM + ROW * ROW_MM
    assert 2 <= len(places) <= 5
    assert all(top - 3 <= int(y) and int(y) + int(h) <= top + ROW_MM + 3 for _, y, _, h in places)


def test_of_many_places_five_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    newer = edition([f"{word[:-1]}x" for word in LABELS], version="2027-04")
    done = madoguchi(tmp_path / "var", "template", "check", write(tmp_path / "forms", OLD, newer))
    warned = done.stdout.splitlines()[-1]
    assert len(re.findall(r"x=\d+", warned)) == 5
    more = re.search(r"; and (\d+) more\.", warned)
    assert more is not None and int(more[1]) >= len(LABELS) - 5


def test_twins_of_the_same_print_are_told_to_carry_their_code_in_the_language_of_the_house(tmp_path: Path) -> None:
    forms = write(tmp_path / "forms", blank_sheet(1), twin_of(OLD, "3"), twin_of(OLD, "3", page=2))
    told = {}
    for language in ("en", "ja"):
        done = madoguchi(tmp_path / "var", "template", "check", forms, MADOGUCHI_LANGUAGE=language)
        assert done.returncode == 0 and done.stderr == ""
        told[language] = done.stdout.splitlines()[-1]
    assert "moving 3 and moving 3 page 2 cannot be told apart by their print" in told["en"]
    assert "moving 3 と moving 3 の 2 ページ目 は" in told["ja"]
    assert all("madoguchi template qr" in line for line in told.values())


def test_a_form_alone_has_no_warning(tmp_path: Path) -> None:
    done = madoguchi(tmp_path / "var", "template", "check", write(tmp_path / "forms", OLD))
    assert (done.returncode, done.stdout, done.stderr) == (0, "moving 2026-04: 14 fields\n", "")


def test_where_a_template_is_broken_only_that_is_told(tmp_path: Path) -> None:
    forms = write(tmp_path / "forms", OLD, NEW, blank_sheet(1))
    (forms / "t2" / "template.yaml").write_text("form: [", encoding="utf-8")
    done = madoguchi(tmp_path / "var", "template", "check", forms)
    assert done.returncode == 2 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1 and str(forms / "t2") in done.stderr


def test_codes_are_written_printed_and_read_back(tmp_path: Path) -> None:
    forms = write(tmp_path / "forms", OLD, NEW, blank_sheet(1))
    done = madoguchi(tmp_path / "var", "template", "qr", forms, "--out", tmp_path / "codes")
    assert done.returncode == 0 and done.stderr == ""
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert sorted(paths) == sorted((tmp_path / "codes").iterdir())
    read = {path.name: read_code(np.asarray(Image.open(path).convert("L"))) for path in paths}
    assert read == {
        "moving_2026-04_p1.png": SheetCode("moving", "2026-04", 1),
        "moving_2027-04_p1.png": SheetCode("moving", "2027-04", 1),
        "form_1_1_p1.png": SheetCode("form_1", "1", 1),
    }


def test_sheets_that_were_given_their_codes_are_twins_no_more(tmp_path: Path) -> None:
    forms = write(tmp_path / "forms", OLD, NEW)
    codes = madoguchi(tmp_path / "var", "template", "qr", forms, "--out", tmp_path / "codes").stdout.splitlines()
    for own, path in zip(("t0", "t1"), codes, strict=True):
        blank = cv2.imread(str(forms / own / "blank.png"), cv2.IMREAD_GRAYSCALE)
        code = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        assert blank is not None and code is not None
        code = cv2.resize(code, None, fx=203.2 / 300, fy=203.2 / 300, interpolation=cv2.INTER_AREA)
        blank[30 : 30 + code.shape[0], -30 - code.shape[1] : -30] = code
        cv2.imwrite(str(forms / own / "blank.png"), blank)
    done = madoguchi(tmp_path / "var", "template", "check", forms)
    assert done.returncode == 0 and "warning" not in done.stdout and len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize("wrong", ["no folder", "no templates", "out is a file"])
def test_wrong_use_of_qr_is_one_line(tmp_path: Path, wrong: str) -> None:
    forms = write(tmp_path / "forms", OLD)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = {"no folder": tmp_path / "none", "no templates": tmp_path / "empty"}.get(wrong, forms)
    out = tmp_path / ("file" if wrong == "out is a file" else "codes")
    done = madoguchi(tmp_path / "var", "template", "qr", folder, "--out", out)
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("madoguchi: template: " if wrong == "no templates" else "madoguchi: usage: ")
    assert not (tmp_path / "codes").exists()
