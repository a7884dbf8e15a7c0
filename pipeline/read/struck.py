"""Where on a field's crop writing was struck out, and the crop without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.date_parts import DateParts
from models.fields import DateField, LineField
from models.geometry import PX_PER_MM, union
from models.reading import Crop, Doubt
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.read.bands import bands
from pipeline.read.lines import Box
from pipeline.read.places import pixel_box
from pipeline.read.ruled import is_ruled_out
from pipeline.read.strikes import Struck, find_struck

_DIGITS = frozenset({"digits", "integer", "my_number", "account_number", "postal_code", "phone", "code", "date"})
"""Types in which no character has a level stroke that stands out on both sides."""

_SMALLEST, _LARGEST = 0.4, 0.8
"""Height of free writing, as a share of its line's room."""

_LEFT = 0.2
"""Share of a field's ink that an answer beside what is struck out has at least."""

_ENDS_PX = 6
"""The pale or crooked ends of a line."""

_PART_MARGIN_PX = 8


@dataclass(frozen=True, slots=True, eq=False)
class Alive:
    """A crop with what still counts on it, and what was found odd."""

    crop: Crop
    doubts: tuple[Doubt, ...] = ()


def alive(crop: Crop) -> Alive:
    """The crop without what was struck or ruled out; with nothing at all where no answer stands beside it."""
    writing = crop.writing
    if is_ruled_out(crop):
        return Alive(replace(crop, writing=np.full_like(writing, 255)), (Doubt.RULED_OUT,))
    found = [(box, struck) for box, em, in_cells in _rows(crop) if (struck := _struck(crop, box, em, in_cells))]
    if not found:
        return Alive(crop)
    kept = writing.copy()
    for (left, top, _, bottom), struck in found:
        kept[top:bottom, max(0, left + struck.left - _ENDS_PX) : left + struck.right + _ENDS_PX] = 255
    if _ink(kept) < _LEFT * _ink(writing):
        kept = np.full_like(writing, 255)
    doubt = Doubt.RULED_OUT if all(struck.is_alone for _, struck in found) else Doubt.STRUCK_OUT
    return Alive(replace(crop, writing=kept), (doubt,))


def _struck(crop: Crop, box: Box, em: float, in_cells: bool) -> Struck | None:
    left, top, right, bottom = box
    digits = in_cells and crop.field.type in _DIGITS
    return find_struck(crop.writing[top:bottom, left:right], em, in_cells=in_cells, digits=digits)


def _rows(crop: Crop) -> list[tuple[Box, float, bool]]:
    """Each row of writing that the field has room for: its place on the crop, a character's width, whether in cells."""
    height, width = crop.writing.shape
    match crop.field:
        case LineField(cells=None, lines=count) as field:
            _, top, _, bottom = pixel_box(field.box_mm, crop)
            lines = bands(crop.writing, top, bottom, count)
            room = (bottom - top) / max(count, len(lines))
            return [((0, a, width, b), _em(crop.writing[a:b], room), False) for a, b in lines]
        case LineField() as field:
            return [((0, 0, width, height), field.cell_boxes()[0].w * PX_PER_MM, True)]
        case DateField(parts=DateParts() as parts):
            written = (parts.year, parts.month, parts.day)
            left, top, right, bottom = pixel_box(union(tuple(part.box_mm for part in written)), crop)
            box = max(0, left - _PART_MARGIN_PX), max(0, top - _PART_MARGIN_PX), right + _PART_MARGIN_PX, bottom + 8
            em = parts.day.box_mm.w / (parts.day.cells or 2) * PX_PER_MM
            return [(box, em, True)]
        case DateField() as field:
            room = field.box_mm.h * PX_PER_MM
            return [((0, 0, width, height), _em(crop.writing, room), False)]
        case _:
            return []


def _em(writing: Pixels, room: float) -> float:
    """The width of a character on a free line, told from the height of the writing."""
    rows = np.cumsum((writing < 255 - FAINT_INK).sum(axis=1))
    if rows[-1] == 0:
        return room
    top, foot = np.searchsorted(rows, (0.03 * rows[-1], 0.97 * rows[-1]))
    return float(np.clip(foot - top + 1, _SMALLEST * room, _LARGEST * room))


def _ink(writing: Pixels) -> int:
    return int((writing < 255 - FAINT_INK).sum())
