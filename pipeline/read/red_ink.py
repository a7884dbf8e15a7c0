"""Red ink, which is taken out of the writing as seals are: a stamp on an answer, or an answer in a red pen."""

from __future__ import annotations

import cv2
import numpy as np

from models.fields import ChoiceField, DateField, ImageField, LineField
from models.geometry import PX_PER_MM
from models.reading import Crop
from pipeline.read.lines import Box
from pipeline.read.places import pixel_box

_RED = 60
"""By how much a stamp's red is brighter than its other colours (0..255), at least."""

_STAMP_MM2 = 4.0
"""What leans in from a seal beside the field is less; a seal of 10 mm has some 20."""

_STROKE_MM2 = 0.8
"""A short tick or a 1 in a red pen: 4 mm of a thin stroke, of which half is red enough."""


def is_stamped(crop: Crop) -> bool:
    """Whether a stamp lies in a field in which nobody puts one, but to correct it (訂正印). Names bear seals anyway."""
    if not isinstance(crop.field, LineField | DateField) or crop.field.type == "name":
        return False
    return _red_mm2(crop, pixel_box(crop.field.box_mm, crop)) >= _STAMP_MM2


def hides_an_answer(crop: Crop, text: str) -> bool:
    """Whether a red pen may have written where nothing was read, or marked an option that ``text`` does not name."""
    field = crop.field
    if isinstance(field, ImageField):
        return False
    if isinstance(field, ChoiceField):
        boxes = [option.box_mm for option in field.options if option.value not in text.split(",")]
    else:
        boxes = [] if text else [field.box_mm]
    return any(_red_mm2(crop, pixel_box(box, crop)) >= _STROKE_MM2 for box in boxes)


def _red_mm2(crop: Crop, box: Box) -> float:
    left, top, right, bottom = box
    blue, green, red = cv2.split(crop.pixels[max(0, top) : bottom, max(0, left) : right])
    lit = cv2.subtract(red, cv2.max(blue, green)) > _RED
    return int(np.count_nonzero(lit)) / PX_PER_MM**2
