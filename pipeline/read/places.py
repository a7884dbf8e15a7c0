"""Where the parts of a field lie on its crop."""

from __future__ import annotations

from models.geometry import PX_PER_MM, BoxMm
from models.reading import Crop
from pipeline.crop.clean import FAINT_INK
from pipeline.read.lines import Box


def pixel_box(box: BoxMm, crop: Crop) -> Box:
    """A template box in pixels of the crop."""
    edges = (box.x, box.y, box.right, box.bottom)
    origin = (crop.box_mm.x, crop.box_mm.y, crop.box_mm.x, crop.box_mm.y)
    left, top, right, bottom = (round((edge - start) * PX_PER_MM) for edge, start in zip(edges, origin, strict=True))
    return left, top, right, bottom


def ink_share(crop: Crop) -> float:
    """The share of the field's box that has added ink (0..1)."""
    left, top, right, bottom = pixel_box(crop.field.box_mm, crop)
    return float((crop.writing[top:bottom, left:right] < 255 - FAINT_INK).mean())
