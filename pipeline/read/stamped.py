"""A red stamp on an answer that is no name: somebody may have corrected it there."""

from __future__ import annotations

import cv2

from models.fields import DateField, LineField
from models.geometry import PX_PER_MM
from models.reading import Crop
from pipeline.read.places import pixel_box

_RED = 60
"""By how much a stamp's red is brighter than its other colours (0..255), at least."""

_LEAST_MM2 = 4.0
"""What leans in from a seal beside the field is less; a seal of 10 mm has some 20."""


def is_stamped(crop: Crop) -> bool:
    """Whether a stamp lies in a field in which nobody puts one, but to correct it (訂正印). Names bear seals anyway."""
    if not isinstance(crop.field, LineField | DateField) or crop.field.type == "name":
        return False
    left, top, right, bottom = pixel_box(crop.field.box_mm, crop)
    blue, green, red = cv2.split(crop.pixels[max(0, top) : bottom, max(0, left) : right])
    lit = cv2.subtract(red, cv2.max(blue, green)) > _RED
    return float(lit.sum()) / PX_PER_MM**2 >= _LEAST_MM2
