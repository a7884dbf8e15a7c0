"""Stock PaddleOCR really runs, on the boxes and on the whole page, and is counted as the program is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from models.reading import Decision
from models.record import ReadPage, RefusedPage
from pipeline.evaluate.baselines import plain_crops, whole_page
from pipeline.evaluate.run import evaluate_folder
from pipeline.files import FileReader
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import settings
from pipeline.workbench import Workbench


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheets")
    write_samples(settings().templates_dir, "residence_certificate_request", 1, Level.SCAN, 3, path)
    return path


@pytest.mark.parametrize("read", [whole_page, plain_crops])
def test_a_page_is_read_and_counted_field_by_field(bench: Workbench, folder: Path, read: FileReader) -> None:
    report = evaluate_folder(folder, lambda: bench, 1, read)
    assert [page.found for page in report.pages] == ["residence_certificate_request"]
    filled = [field for field in report.fields if field.truth]
    assert len(filled) > 8
    assert sum(field.right for field in filled) / len(filled) > 0.3
    blank = [field for field in report.fields if not field.truth]
    assert sum(field.right for field in blank) > 0.8 * len(blank)


def test_marks_are_told_by_ink_and_a_low_score_goes_to_a_person(bench: Workbench, folder: Path) -> None:
    (scan,) = folder.glob("*.jpg")
    (page,) = plain_crops(scan, bench)
    assert isinstance(page, ReadPage)
    outcomes = {field.key: field for field in evaluate_folder(folder, lambda: bench, 1, plain_crops).fields}
    marked = [outcomes[f.checked.field.key] for f in page.fields if f.checked.field.type == "choice"]
    assert marked and sum(field.right for field in marked) > len(marked) / 2
    assert all(f.decision is Decision.REVIEW for f in page.fields if f.confidence < 0.9)


def test_a_page_of_no_form_is_refused_by_them_too(bench: Workbench, tmp_path: Path) -> None:
    Image.new("L", (1654, 2339), 250).save(tmp_path / "blank.png")
    (blank,) = plain_crops(tmp_path / "blank.png", bench)
    assert isinstance(blank, RefusedPage)
