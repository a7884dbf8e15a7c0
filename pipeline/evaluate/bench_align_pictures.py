"""Pictures of the alignment bench's bad pages, for looking: where fields are, and where the program put them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from models.page import AlignedPage
from models.problem import Problem
from models.scan import Pixels
from pipeline.evaluate.bench_align_cases import Case
from pipeline.evaluate.bench_align_judge import Judged, field_corners
from pipeline.paper.placement import Points

_LONGER_SIDE = 1600
_TRUE, _SAID = (0, 160, 0), (0, 0, 255)


def write_picture(folder: Path, page: Judged, case: Case, outcome: AlignedPage | Problem) -> None:
    """Write the page with true fields in green and said ones in red; its name tells row, number and what was said."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = case.picture.pixels
    picture = pixels.copy() if pixels.ndim == 3 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    if case.own is not None:
        _draw(picture, case.picture.placement.points_on_page(field_corners(case.own)), _TRUE)
    if isinstance(outcome, AlignedPage):
        _draw(picture, outcome.placement.on_page(field_corners(outcome.blank.template)), _SAID)
    scale = _LONGER_SIDE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    worst = f"{page.errors_mm.max():.2f}mm" if page.errors_mm.size else page.named.replace(" ", "_")
    cv2.imwrite(str(folder / f"{page.row}_{page.number:04d}_{page.said}_{worst}.png".replace(" ", "_")), small)


def _draw(picture: Pixels, corners: Points, colour: tuple[int, int, int]) -> None:
    boxes = np.round(corners.reshape(-1, 4, 2)).astype(np.int32)
    cv2.polylines(picture, list(boxes), True, colour, 2, cv2.LINE_AA)
