"""Where the places of a template lie on a page: a projective transform, and what paper bends away from it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix

Points = NDArray[np.float64]
"""n × 2: x, y."""

NODE_MM = 10.0
"""Between the nodes of a grid over a sheet; a projective transform is straight to 0.02 mm within such a cell."""


def nodes_of(page_mm: tuple[float, float]) -> Points:
    """The nodes over a sheet, rows × columns × 2 in mm: the middles of cells of ``NODE_MM``, and one ring outside."""
    columns, rows = (int(np.ceil(mm / NODE_MM)) + 2 for mm in page_mm)
    xs, ys = (np.arange(columns) - 0.5) * NODE_MM, (np.arange(rows) - 0.5) * NODE_MM
    return np.stack(np.meshgrid(xs, ys), axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """How one template lies on one page.

    ``to_template`` maps page pixels to template millimetres. Print that belongs at a place lies where ``to_template``
    alone would put the place plus ``bend_mm`` (mm at the template's ``nodes_of``; None for a sheet that is flat).
    """

    to_template: Matrix
    bend_mm: Points | None = None

    def on_page(self, places_mm: Points) -> Points:
        """Where n × 2 template places in mm lie on the page, in page pixels."""
        moved = places_mm if self.bend_mm is None else places_mm + _between(self.bend_mm, places_mm)
        return np.asarray(cv2.perspectiveTransform(moved.reshape(1, -1, 2), np.linalg.inv(self.to_template))[0])


def _between(nodes: Points, places_mm: Points) -> Points:
    """The nodes' values at places between them, straight from node to node."""
    last = np.array(nodes.shape[1::-1]) - 1
    at = (places_mm / NODE_MM + 0.5).clip(0, last)
    cell = np.minimum(at.astype(int), last - 1)
    (fx, fy), (x, y) = (at - cell).T[:, :, None], cell.T
    upper = nodes[y, x] * (1 - fx) + nodes[y, x + 1] * fx
    lower = nodes[y + 1, x] * (1 - fx) + nodes[y + 1, x + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy)
