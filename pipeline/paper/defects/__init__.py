"""Paper and pictures with exactly one thing wrong, each over its whole range: what registration must bear."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

import numpy as np

from pipeline.paper.defects import camera, copier, scanner, stamps, wear
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas


class Defect(StrEnum):
    """The one thing that is wrong with a page that is otherwise a clean scan."""

    ROTATION = "rotation"
    SHIFT = "shift"
    SCALE = "scale"
    FEEDER_STRETCH = "feeder_stretch"
    UNEVEN_FEED = "uneven_feed"
    DPI_150 = "dpi_150"
    DPI_600 = "dpi_600"
    GREY = "grey"
    BILEVEL = "bilevel"
    PERSPECTIVE = "perspective"
    SHADOW = "shadow"
    CURL = "curl"
    OVERHEAD = "overhead"
    FAX = "fax"
    PHOTOCOPIES = "photocopies"
    EDGE_CUT = "edge_cut"
    FOLDED_CORNER = "folded_corner"
    STAINS = "stains"
    STAPLE = "staple"
    PUNCH_HOLES = "punch_holes"
    STAMP = "stamp"


def damage(sheet: Canvas, defect: Defect, rng: np.random.Generator) -> Picture:
    """The filled ``sheet``, which stays as it is, scanned or photographed with one defect."""
    return _MAKERS[defect](sheet, rng)


_Maker = Callable[[Canvas, np.random.Generator], Picture]

_MAKERS: Mapping[Defect, _Maker] = {
    Defect.ROTATION: scanner.rotation,
    Defect.SHIFT: scanner.shift,
    Defect.SCALE: scanner.scale,
    Defect.FEEDER_STRETCH: scanner.feeder_stretch,
    Defect.UNEVEN_FEED: scanner.uneven_feed,
    Defect.DPI_150: partial(scanner.resolution, dpi=150.0),
    Defect.DPI_600: partial(scanner.resolution, dpi=600.0),
    Defect.GREY: scanner.grey,
    Defect.BILEVEL: scanner.bilevel,
    Defect.PERSPECTIVE: camera.perspective,
    Defect.SHADOW: camera.shadow,
    Defect.CURL: camera.curl,
    Defect.OVERHEAD: camera.overhead,
    Defect.FAX: copier.fax,
    Defect.PHOTOCOPIES: copier.photocopies,
    Defect.EDGE_CUT: scanner.edge_cut,
    Defect.FOLDED_CORNER: wear.folded_corner,
    Defect.STAINS: wear.stains,
    Defect.STAPLE: wear.staple,
    Defect.PUNCH_HOLES: wear.punch_holes,
    Defect.STAMP: stamps.stamped,
}
