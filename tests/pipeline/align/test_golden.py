"""Golden paper: one page of each defect lies right, and each near miss is refused for a reason that fits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.page import AlignedPage
from models.problem import Problem, ProblemCode
from models.scan import Page, Pixels
from pipeline.align.align import align
from pipeline.identify.identify import Identifier
from pipeline.identify.known import load_known
from pipeline.paper.defects import Defect
from pipeline.settings import PROJECT_ROOT
from tests.pipeline.identify.forms import page_of

GOLDEN = Path(__file__).parents[2] / "golden"
LARGEST_BYTES = 90_000
LARGEST_SET_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far field corners may lie from their true places, in millimetres: 95 % of them, and the worst."""

    p95_mm: float
    worst_mm: float


FLAT = Tolerance(0.15, 0.3)
BENT = Tolerance(0.5, 0.8)
TOLERANCES = dict.fromkeys(Defect, FLAT) | {
    Defect.UNEVEN_FEED: BENT,
    Defect.CURL: BENT,
    Defect.OVERHEAD: Tolerance(0.3, 0.5),
    Defect.PHOTOCOPIES: Tolerance(0.2, 0.4),
}

NO_FORM = {ProblemCode.UNKNOWN_FORM, ProblemCode.OTHER_PRINT}
EMPTY = {ProblemCode.BLANK_PAGE}
TWIN = {ProblemCode.NEAR_TWIN, ProblemCode.OTHER_PRINT, ProblemCode.UNKNOWN_FORM, ProblemCode.POOR_ALIGNMENT}
REASONS = {
    "stranger_blank_paper": EMPTY,
    "stranger_written_line": NO_FORM | EMPTY,
    "stranger_letter": NO_FORM,
    "stranger_table": NO_FORM,
    "stranger_other_form": NO_FORM | {ProblemCode.NEAR_TWIN},
    "twin_row_less": TWIN,
    "twin_row_more": TWIN,
    "twin_moved_box": TWIN,
    "twin_revised_label": TWIN,
}


@cache
def identifier() -> Identifier:
    return Identifier(load_known(PROJECT_ROOT / "form_templates"))


def image_of(name: str) -> Path:
    found = [path for path in GOLDEN.glob(f"{name}.*") if path.suffix in {".jpg", ".png"}]
    assert len(found) == 1, name
    return found[0]


def opened(name: str) -> tuple[Page, dict[str, Any]]:
    told: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    pixels = np.asarray(cv2.imread(str(image_of(name)), cv2.IMREAD_COLOR), np.uint8)
    enlarged = told.get("enlarged", 1.0)
    if enlarged > 1:
        pixels = np.asarray(cv2.resize(pixels, None, fx=enlarged, fy=enlarged, interpolation=cv2.INTER_CUBIC), np.uint8)
    return page_of(pixels), told


def laid(page: Page) -> AlignedPage | Problem:
    identified = identifier().identify(page)
    return identified if isinstance(identified, Problem) else align(identified)


def errors_mm(aligned: AlignedPage, told: dict[str, Any], pixels: Pixels) -> NDArray[np.float64]:
    """How far each corner that is in the picture lies from the truth; the field's own size tells the scale there."""
    boxes = [field.box_mm for field in aligned.blank.template.all_fields()]
    true = np.array(told["corners_px"]).reshape(len(boxes), 4, 2)
    said = aligned.placement.on_page(np.array([box.corners() for box in boxes], float).reshape(-1, 2)).reshape(
        true.shape
    )
    areas = [cv2.contourArea(quad.astype(np.float32)) for quad in true]
    px_per_mm = np.sqrt([area / (box.w * box.h) for area, box in zip(areas, boxes, strict=True)])
    height, width = pixels.shape[:2]
    seen = (true >= 0).all(axis=2) & (true <= (width - 1, height - 1)).all(axis=2)
    return np.asarray((np.linalg.norm(said - true, axis=2) / px_per_mm[:, None])[seen], np.float64)


@pytest.mark.parametrize("defect", list(Defect))
def test_a_page_with_one_defect_lies_where_it_truly_lies(defect: Defect) -> None:
    page, told = opened(defect.value)
    aligned = laid(page)
    assert isinstance(aligned, AlignedPage), aligned
    assert (aligned.blank.template.form, aligned.blank.template.version) == (told["form"], told["version"])
    errors = errors_mm(aligned, told, page.pixels)
    assert errors.size > 20
    tolerance = TOLERANCES[defect]
    assert np.percentile(errors, 95) <= tolerance.p95_mm
    assert errors.max() <= tolerance.worst_mm


@pytest.mark.parametrize("name", list(REASONS))
def test_a_page_that_is_no_form_of_ours_is_refused_for_a_reason_that_fits(name: str) -> None:
    page, told = opened(name)
    assert told["form"] is None
    problem = laid(page)
    assert isinstance(problem, Problem), problem.blank.template.form
    assert problem.code in REASONS[name]


def test_the_set_is_whole_and_small() -> None:
    images = [path for path in GOLDEN.iterdir() if path.suffix != ".json"]
    assert {path.stem for path in images} == {defect.value for defect in Defect} | REASONS.keys()
    assert max(path.stat().st_size for path in images) <= LARGEST_BYTES
    assert sum(path.stat().st_size for path in GOLDEN.iterdir()) <= LARGEST_SET_BYTES
