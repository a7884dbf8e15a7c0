from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.problem import Problem, ProblemCode
from models.scan import Scan
from models.template import ImageField
from pipeline.identify.sheets import load_template
from pipeline.intake.open_scan import Caps, open_scan
from pipeline.paper.bad_files import write_bad_files
from tests.pipeline.paper.conftest import FORM_KEYS, FORMS

SAMPLES = FORMS / "samples"
CAPS = Caps(max_file_bytes=50_000_000, max_pages=200, max_page_pixels=40_000_000, pdf_dpi=200)
GOOD = sorted(path for path in SAMPLES.iterdir() if path.is_file() and path.suffix != ".json")
REFUSED = {
    "broken.pdf": ProblemCode.BROKEN_FILE,
    "encrypted.pdf": ProblemCode.ENCRYPTED_PDF,
    "zero_bytes.pdf": ProblemCode.EMPTY_FILE,
    "text_named.pdf": ProblemCode.UNKNOWN_FILE_TYPE,
    "five_hundred_pages.pdf": ProblemCode.TOO_MANY_PAGES,
    "pixel_bomb.png": ProblemCode.TOO_MANY_PIXELS,
}
PAGES_OF_TROUBLE = {"blank_page.jpg", "unknown_form.jpg", "upside_down.jpg"}


def truth_of(scan: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(scan.with_suffix(".truth.json").read_text(encoding="utf-8"))
    return truth


def test_the_samples_take_less_than_5_mb() -> None:
    assert len(GOOD) == 13
    assert {path.suffix for path in GOOD} == {".jpg", ".png", ".tif", ".pdf"}
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) <= 5_000_000


def test_every_form_is_there_at_every_level() -> None:
    pages = [(page["template"], page["level"]) for path in GOOD for page in truth_of(path)["pages"]]
    assert set(pages) == {(form, level) for form in FORM_KEYS for level in ("scan", "photo", "fax")}
    assert any(len({page["template"] for page in truth_of(path)["pages"]}) == 2 for path in GOOD)


@pytest.mark.parametrize("path", [*GOOD, SAMPLES / "bad" / "upside_down.jpg"], ids=lambda path: path.name)
def test_truth_matches_scan_and_template(path: Path) -> None:
    scan, truth = open_scan(path, CAPS), truth_of(path)
    assert isinstance(scan, Scan)
    assert truth["file"] == path.name
    unwritten = 3 if path.name == "child_allowance_claim_duplex.pdf" else 0  # blank backs, a bank book
    assert [page["page"] for page in truth["pages"]] == list(range(1, scan.page_count + 1 - unwritten))
    for page in truth["pages"]:
        back = "_back" if page["page_of_form"] == 2 else ""
        template = load_template(FORMS / f"{page['template']}{back}" / "template.yaml")
        assert template.page == page["page_of_form"]
        readable = {field.key for field in template.all_fields() if not isinstance(field, ImageField)}
        assert page["version"] == template.version
        assert set(page["fields"]) == readable


def test_the_bad_files_are_those_that_their_maker_writes(tmp_path: Path) -> None:
    made = write_bad_files(tmp_path, FORMS)
    assert {path.name for path in made} == {*REFUSED, *PAGES_OF_TROUBLE}
    assert {path.name for path in made} == {p.name for p in (SAMPLES / "bad").iterdir() if p.suffix != ".json"}
    for name in REFUSED:
        assert (tmp_path / name).read_bytes() == (SAMPLES / "bad" / name).read_bytes(), name
    assert truth_of(tmp_path / "upside_down.jpg") == truth_of(SAMPLES / "bad" / "upside_down.jpg")


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_a_bad_file_is_refused_for_its_defect(name: str, code: ProblemCode) -> None:
    found = open_scan(SAMPLES / "bad" / name, CAPS)
    assert isinstance(found, Problem)
    assert found.code is code
