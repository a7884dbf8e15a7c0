"""A page whose form is known, and then one that lies on its template."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM, BoxMm, Quad
from models.placement import Placement
from models.scan import Matrix, Page, Pixels
from models.template import Template

Pairs = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BlankSheet:
    """A template with its empty form as grey pixels at ``PX_PER_MM``; what is printed there is not an answer.

    ``kept`` is the file of the template cache that holds it; beside it lies what else was computed of the sheet.
    """

    template: Template
    pixels: Pixels
    sha256: str
    kept: Path | None = None

    def __post_init__(self) -> None:
        """Refuse pixels of another size than the template's page."""
        width, height = (round(mm * PX_PER_MM) for mm in self.template.page_mm)
        if self.pixels.shape != (height, width):
            raise ValueError(f"a blank sheet is {height} × {width} grey pixels, got {self.pixels.shape}")


@dataclass(frozen=True, slots=True, eq=False)
class IdentifiedPage:
    """A page whose form is known, with the first estimate of how it lies.

    ``to_template`` maps page pixels to template millimetres; ``turned_deg`` (0, 90, 180 or 270) is how far the page
    must be turned clockwise to stand upright; ``matches`` is the number of agreeing image features, and ``pairs`` are
    their places (n × 2 × 2: on the page in pixels, on the template in mm). ``rivals`` are the other forms that it may
    be as well, each as if it were that form.
    """

    page: Page
    blank: BlankSheet
    to_template: Matrix
    turned_deg: int
    matches: int
    pairs: Pairs = field(default_factory=lambda: np.empty((0, 2, 2)))
    rivals: tuple[IdentifiedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Residual:
    """How far printed lines of the page lie from the blank's, in millimetres: typical, and the worst region.

    ``print_found`` is the share (0..1) of the blank's printed ink that the page shows in its place.
    """

    median_mm: float
    worst_mm: float
    print_found: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPage:
    """A page laid over its template: ``pixels`` are blue-green-red at ``PX_PER_MM``, upright and whole.

    ``is_sure`` is false where only a person's word says that it is this form, and its print does not bear that out.
    """

    identified: IdentifiedPage
    placement: Placement
    residual: Residual
    pixels: Pixels
    is_sure: bool = True

    @property
    def page(self) -> Page:
        """The page as it was scanned."""
        return self.identified.page

    @property
    def blank(self) -> BlankSheet:
        """The empty form that it lies on."""
        return self.identified.blank

    def on_page(self, box: BoxMm) -> Quad:
        """Where a template box lies on the scanned page, in page pixels."""
        a, b, c, d = ((float(x), float(y)) for x, y in self.placement.on_page(np.array(box.corners(), np.float64)))
        return (a, b, c, d)
