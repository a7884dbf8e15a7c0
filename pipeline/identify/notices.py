"""What people should know of a page that is read all the same."""

from __future__ import annotations

import numpy as np

from models.page import IdentifiedPage
from models.problem import Problem, ProblemCode

LEAST_DPI = 150
"""Below this a stroke of handwriting is about two pixels wide, and small kana can no longer be told from large ones."""


def notices_of(identified: IdentifiedPage) -> tuple[Problem, ...]:
    """low_resolution and turned_page, where they apply; the page goes on."""
    number = identified.page.number
    notices = []
    dpi = effective_dpi(identified)
    if dpi < LEAST_DPI:
        notices.append(Problem(ProblemCode.LOW_RESOLUTION, page=number, details={"dpi": f"{dpi:.0f}"}))
    if identified.turned_deg:
        degrees = str(identified.turned_deg)
        notices.append(Problem(ProblemCode.TURNED_PAGE, page=number, details={"degrees": degrees}))
    return tuple(notices)


def effective_dpi(identified: IdentifiedPage) -> float:
    """Pixels per inch of paper in the middle of the sheet, whatever the file says of itself."""
    height, width = identified.page.pixels.shape[:2]
    x, y, w = identified.to_template @ np.array([width / 2, height / 2, 1.0])
    # Derivative of (x/w, y/w): how much paper one pixel covers.
    rows = identified.to_template
    jacobian = (rows[:2, :2] - np.outer([x / w, y / w], rows[2, :2])) / w
    return float(25.4 / np.sqrt(abs(np.linalg.det(jacobian))))
