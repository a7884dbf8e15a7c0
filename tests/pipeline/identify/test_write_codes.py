from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from models.errors import StoreFault
from models.template import Template
from pipeline.identify.sheet_code import code_of, read_code
from pipeline.identify.write_codes import write_codes
from tests.pipeline.identify.forms import SCAN_PX, blank_sheet

TEMPLATE = blank_sheet(1).template


def template(form: str = "form", version: str = "2026-04", page: int = 1) -> Template:
    return TEMPLATE.model_copy(update={"form": form, "version": version, "page": page})


def test_each_template_has_a_file_that_says_what_it_is(tmp_path: Path) -> None:
    templates = [template(), template(page=2), template("other", "2026:04 (β)")]
    paths = list(write_codes(templates, tmp_path / "deep" / "qr"))
    assert [path.name for path in paths[:2]] == ["form_2026-04_p1.png", "form_2026-04_p2.png"]
    for path, own in zip(paths, templates, strict=True):
        assert read_code(np.asarray(Image.open(path).convert("L"))) == code_of(own)


def test_modules_are_half_a_millimetre_black_and_white_with_a_quiet_zone(tmp_path: Path) -> None:
    (path,) = write_codes([template()], tmp_path)
    with Image.open(path) as picture:
        assert picture.mode == "1"
        across, down = picture.info["dpi"]
        dark = ~np.asarray(picture)
    assert across == pytest.approx(300, abs=0.1) and down == pytest.approx(300, abs=0.1)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    finder = int(np.argmin(dark[rows[0], columns[0] :]))  # the corner mark is seven modules wide
    module = finder / 7
    assert 0.45 < module / across * 25.4 < 0.55
    for before, after, side in ((rows[0], rows[-1], len(dark)), (columns[0], columns[-1], len(dark[0]))):
        assert before >= 4 * module and side - 1 - after >= 4 * module


def test_a_code_printed_in_its_size_is_read_from_a_scan_of_the_sheet(tmp_path: Path) -> None:
    (path,) = write_codes([template("resident_transfer")], tmp_path)
    code = np.asarray(Image.open(path).convert("L"))
    page = np.full((SCAN_PX[1], SCAN_PX[0]), 255, np.uint8)
    shrunk = cv2.resize(code, None, fx=200 / 300, fy=200 / 300, interpolation=cv2.INTER_AREA)
    page[100 : 100 + shrunk.shape[0], 1300 : 1300 + shrunk.shape[1]] = shrunk
    assert read_code(page) == code_of(template("resident_transfer"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (template("a", "b_c"), template("a_b", "c")),
        (template(version="1/2"), template(version="1 2")),
        (template(version="50%"), template(version="50%25")),
        (template(version="令和8年4月版"), template(version="令和9年4月版")),
        (template(version="1_p2"), template(version="1", page=2)),
        (template(version="../../x"), template(version="..")),
        (template(version="\U0001f4c4" * 32), template(version="/" * 32)),
    ],
    ids=lambda each: f"{each.form}-{each.version[:8]}".replace("/", "|"),
)
def test_odd_versions_have_files_of_their_own_inside_the_folder(tmp_path: Path, one: Template, other: Template) -> None:
    paths = list(write_codes([one, other], tmp_path))
    assert len(set(paths)) == 2 and {path.parent for path in paths} == {tmp_path}
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert not any(set(path.name) & set(" /\\:*?\"'<>|$`") for path in paths)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreFault, match="taken"):
        list(write_codes([template()], tmp_path / "taken"))
