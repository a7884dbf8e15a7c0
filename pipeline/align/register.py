"""A page is laid over one blank to a fraction of a millimetre, and how well it lies is measured, not assumed.

First a projective transform (all of a flat sheet, however it was scanned or photographed), then what paper bends away
from it. All of it works on the page's small picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.page import BlankSheet, IdentifiedPage
from models.placement import Placement, Points
from models.scan import Matrix, Pixels
from pipeline.align.anchors import COARSE_PX_PER_MM, SEEK_PX_PER_MM, Found, anchors_of, find
from pipeline.align.bend import bend_of
from pipeline.align.lay import laid
from pipeline.align.residual import MEASURE_MM

_WIDE_MM = 4.5
"""How far print is sought from where the first estimate puts it: a curled photo lies so far off at its edges."""

_PX_PER_MM, _AGREEING_PX = 4.0, 4.0
"""OpenCV's estimator is made for distances of pixels. Anchors so near (1 mm) to the transform that most of them tell
decide on it; the rest is bend, or stray."""

_BEYOND_PX = 8
"""What of a sheet is not in the picture is told in steps so wide (2 mm)."""

_LEAST_FOUND = 8
_MOST_PASSES, _GOOD_MM, _STRAY_SHARE = 4, 0.12, 0.05
"""The page is laid anew while more than one anchor in twenty lies so far off: once for a flat scan, more often for
strongly curled paper."""

_WIDE_STRAY_MM, _CLOSE_STRAY_MM = 1.0, 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Registered:
    """A page laid over one blank: how it lies, the anchors found then, and how it looks.

    ``rough`` is grey, at ``SEEK_PX_PER_MM``; ``pixels`` are blue-green-red, at ``PX_PER_MM``.
    """

    identified: IdentifiedPage
    placement: Placement
    found: Found
    rough: Pixels
    pixels: Pixels

    @property
    def grey(self) -> Pixels:
        """The sheet in grey, at ``PX_PER_MM``."""
        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY), np.uint8)

    def shows(self, places_mm: Points) -> NDArray[np.bool_]:
        """Which places of the sheet (n × 2 mm) are in the page's picture."""
        height, width = self.identified.page.pixels.shape[:2]
        at = self.placement.on_page(places_mm)
        return np.asarray(((at >= 0) & (at < (width, height))).all(axis=1), np.bool_)

    def beyond(self) -> NDArray[np.bool_]:
        """Where ``rough`` shows nothing of the page's picture."""
        height, width = self.rough.shape
        y, x = np.mgrid[0:height:_BEYOND_PX, 0:width:_BEYOND_PX]
        shown = self.shows(np.stack([x.ravel(), y.ravel()], axis=1) / SEEK_PX_PER_MM).reshape(x.shape)
        beyond = cv2.resize((~shown).astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(beyond > 0, np.bool_)


def register(identified: IdentifiedPage) -> Registered:
    """Lay the page over its blank as well as it goes."""
    page = identified.page
    from_small = identified.to_template @ np.linalg.inv(page.to_small)
    lies, found, rough = lay_over(page.small, Placement(from_small), identified.blank)
    placement = Placement(lies.to_template @ page.to_small, lies.bend_mm)
    pixels = laid(page.pixels, placement, identified.blank.template.page_mm, PX_PER_MM)
    return Registered(identified, placement, found, rough, pixels)


def lay_over(small: Pixels, lies: Placement, blank: BlankSheet) -> tuple[Placement, Found, Pixels]:
    """Lay a small grey picture over a blank, from a first estimate: how it lies, the anchors found, how it then looks.

    The picture that comes back is the whole sheet at ``SEEK_PX_PER_MM``, as it lay when the anchors were found; what
    was then left of their offsets is in the placement.
    """
    anchors, page_mm = anchors_of(blank), blank.template.page_mm
    found = find(anchors, laid(small, lies, page_mm, COARSE_PX_PER_MM), COARSE_PX_PER_MM, _WIDE_MM)
    lies = _refined(lies.to_template, found, page_mm, _WIDE_STRAY_MM)
    for _ in range(_MOST_PASSES):
        picture = laid(small, lies, page_mm, SEEK_PX_PER_MM)
        found = find(anchors, picture, SEEK_PX_PER_MM, MEASURE_MM)
        lies = _bent(lies, found, page_mm, _CLOSE_STRAY_MM)
        if not _is_off(found):
            break
    return lies, found, picture


def _is_off(found: Found) -> bool:
    """Whether print still lies off somewhere, so that another pass may lay it better."""
    off = np.abs(found.offsets_mm[np.isfinite(found.offsets_mm)])
    return off.size > 0 and float(np.quantile(off, 1 - _STRAY_SHARE)) > _GOOD_MM


def _refined(to_template: Matrix, found: Found, page_mm: tuple[float, float], stray_mm: float) -> Placement:
    """The transform that most anchors tell, and the bend that is left; unchanged where too few were found."""
    held = found.held
    if np.count_nonzero(held) < _LEAST_FOUND:
        return Placement(to_template)
    places, lies = found.places_mm[held], found.places_mm[held] + found.offsets_mm[held]
    correction, _ = cv2.findHomography(_PX_PER_MM * lies, _PX_PER_MM * places, cv2.USAC_MAGSAC, _AGREEING_PX)
    if correction is None:
        return Placement(to_template)
    to_mm = np.diag([1, 1, _PX_PER_MM])
    correction = to_mm @ correction @ np.linalg.inv(to_mm)
    left = cv2.perspectiveTransform(lies[None], correction)[0] - places
    return Placement(correction @ to_template, bend_of(places, left, page_mm, stray_mm))


def _bent(lies: Placement, found: Found, page_mm: tuple[float, float], stray_mm: float) -> Placement:
    """The placement with what is left of the offsets taken into its bend."""
    more = bend_of(found.places_mm, found.offsets_mm, page_mm, stray_mm)
    if more is None:
        return lies
    return Placement(lies.to_template, more if lies.bend_mm is None else lies.bend_mm + more)
