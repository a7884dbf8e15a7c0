"""Cut every field out of an aligned page: as scanned, and as writing without print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from models.fields import ChoiceField, DateField, FormField, ImageField, LineField, boxes_of
from models.geometry import PX_PER_MM, BoxMm, Quad
from models.labels import Mark
from models.page import AlignedPage
from models.reading import Crop
from models.scan import Pixels
from pipeline.crop.at_labels import Box, ink_at_labels_mm2
from pipeline.crop.clean import LIGHT_PX_PER_MM, REACH, AddedInk, added_ink, even_light, pen_grey
from pipeline.crop.overrun import END_MM, is_near_the_end, overrun_mm, room_beside
from pipeline.crop.own_ink import own_ink
from pipeline.crop.specks import BROKEN
from pipeline.hands import ONE_HAND, Hands

MARGIN_MM = 2.5
"""Writing that leaves its box by this much is still cut with it."""

MARK_MARGIN_MM = 4.0
"""Ticks and circles leave their box further: a tick's tail by 3 mm, and its pen's width."""

_HYPHENED = frozenset({"address", "phone", "postal_code"})

OWN_REACH_PX = 4
"""Half a millimetre: the outer rule of a box still belongs to it."""

MARK_REACH_PX = 12
"""A mark whose middle lies within 1.5 mm of an option's box is meant for this field."""


def cut(aligned: AlignedPage, hands: Hands = ONE_HAND) -> tuple[Crop, ...]:
    """One crop for every field of the page's template, in the template's order."""
    grey = _padded(pen_grey(even_light(aligned.pixels, _beyond(aligned))))
    sheet = _Sheet(aligned, grey, _padded(aligned.blank.pixels))
    return tuple(hands.each(partial(_whole_field, sheet), aligned.blank.template.all_fields()))


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A page as it is cut: in grey, and its blank, both with white paper around."""

    aligned: AlignedPage
    grey: Pixels
    blank: Pixels


def _whole_field(sheet: _Sheet, field: FormField) -> Crop:
    """A field's crop, on a free line as long as what is written there; in cells nothing is read behind the last one."""
    aligned, box, crop = sheet.aligned, field.box_mm, _cut_field(sheet, field)
    end = round((box.right - crop.box_mm.x) * PX_PER_MM)
    if not isinstance(field, LineField) or not is_near_the_end(crop.writing, end):
        return crop
    room = room_beside(field, tuple(aligned.blank.template.all_fields()), aligned.blank.template.page_mm[0])
    beside = _cut_field(sheet, field, room + END_MM) if room > 0 else crop
    rows = round((box.y - crop.box_mm.y) * PX_PER_MM), round((box.bottom - crop.box_mm.y) * PX_PER_MM)
    more = overrun_mm(beside.writing, end, rows)
    if more == 0:
        return crop
    return replace(crop if field.cells else _cut_field(sheet, field, more), overrun_mm=more)


def _cut_field(sheet: _Sheet, field: FormField, more_mm: float = 0.0) -> Crop:
    """One field's crop, its box ``more_mm`` longer to the right."""
    aligned, grey, blank = sheet.aligned, sheet.grey, sheet.blank
    left, top, right, bottom = _pixel_box(field, more_mm, aligned.pixels.shape)
    padded = slice(top, bottom + 2 * REACH), slice(left, right + 2 * REACH)
    added = added_ink(grey[padded], blank[padded], hyphens=_takes_hyphens(field))
    boxes = _inner_boxes(field, more_mm, left, top)
    writing, quad = added.writing, aligned.on_page(field.box_mm)
    if _is_marked(field):
        writing = own_ink(writing, boxes, MARK_REACH_PX, crossing=True)
    elif not isinstance(field, ImageField):
        writing = own_ink(writing, boxes, OWN_REACH_PX)
    return Crop(
        field=field,
        box_mm=BoxMm(left / PX_PER_MM, top / PX_PER_MM, (right - left) / PX_PER_MM, (bottom - top) / PX_PER_MM),
        quad=quad,
        pixels=aligned.pixels[top:bottom, left:right].copy(),
        writing=writing,
        faint_mm2=_faint_mm2(added, boxes, marked=_is_marked(field)),
        print_found=added.print_found if _is_on(quad, aligned.page.pixels) else 0.0,
        blank=aligned.blank.pixels[top:bottom, left:right].copy(),
        at_labels_mm2=_at_labels_mm2(aligned, field, added.writing, writing, boxes, (left, top)),
    )


def _beyond(aligned: AlignedPage) -> NDArray[np.bool_]:
    """Which parts of the sheet are not wholly in the picture, at ``LIGHT_PX_PER_MM``."""
    height, width = (int(side * LIGHT_PX_PER_MM / PX_PER_MM) for side in aligned.pixels.shape[:2])
    y, x = np.mgrid[: height + 1, : width + 1] / LIGHT_PX_PER_MM
    on_page = aligned.placement.on_page(np.stack([x.ravel(), y.ravel()], axis=1))
    inside = ((on_page >= 0) & (on_page <= np.array(aligned.page.pixels.shape[1::-1]) - 1)).all(axis=1)
    corners = inside.reshape(height + 1, width + 1)
    return np.asarray(~(corners[:-1, :-1] & corners[1:, :-1] & corners[:-1, 1:] & corners[1:, 1:]), np.bool_)


def _is_on(quad: Quad, picture: Pixels) -> bool:
    """Whether the whole of a field is in the picture: what is left of one that is cut off may read otherwise."""
    height, width = picture.shape[:2]
    return all(-1 <= x <= width and -1 <= y <= height for x, y in quad)


def _pixel_box(field: FormField, more_mm: float, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The crop's left, top, right and bottom on the aligned page, kept on it."""
    box = field.box_mm.grown(MARK_MARGIN_MM if _is_marked(field) else MARGIN_MM)
    right, bottom = min(ceil((box.right + more_mm) * PX_PER_MM), shape[1]), min(ceil(box.bottom * PX_PER_MM), shape[0])
    return floor(box.x * PX_PER_MM), floor(box.y * PX_PER_MM), right, bottom


def _inner_boxes(field: FormField, more_mm: float, left: int, top: int) -> list[Box]:
    """Every box of the field in pixels of the crop, the last longer; its outer box only where it has no parts."""
    *boxes, last = boxes_of(field)
    boxes.append(replace(last, w=last.w + more_mm))
    return [_in_crop(box, left, top) for box in (boxes[1:] or boxes)]


def _in_crop(box: BoxMm, left: int, top: int) -> Box:
    """A box in pixels of a crop that begins ``left`` and ``top`` on the page."""
    return (
        round(box.x * PX_PER_MM) - left,
        round(box.y * PX_PER_MM) - top,
        round(box.right * PX_PER_MM) - left,
        round(box.bottom * PX_PER_MM) - top,
    )


def _faint_mm2(added: AddedInk, boxes: Sequence[Box], *, marked: bool) -> float:
    """How much lies in the boxes that is too faint to be read; where boxes are marked, pale ink at empty ones, too.

    A faint tick lies half on the print of its box, and a strong one's tail in its neighbour's reach.
    """
    faint = np.zeros_like(added.traces)
    for left, top, right, bottom in boxes:
        own = np.s_[top:bottom, left:right]
        faint[own] |= added.traces[own]
        near = np.s_[
            max(0, top - MARK_REACH_PX) : bottom + MARK_REACH_PX, max(0, left - MARK_REACH_PX) : right + MARK_REACH_PX
        ]
        if marked and (added.writing[own] == 255).all() and np.count_nonzero(added.pale[near]) >= BROKEN:
            faint[near] |= added.pale[near]
    return int(np.count_nonzero(faint)) / PX_PER_MM**2


def _at_labels_mm2(
    aligned: AlignedPage, field: FormField, added: Pixels, own: Pixels, boxes: Sequence[Box], corner: tuple[int, int]
) -> float:
    """How much ink lies over the words of a field's empty boxes; a word to be ringed stands in its own box."""
    if not isinstance(field, ChoiceField) or field.mark is Mark.CIRCLE:
        return 0.0
    others = (other.box_mm for other in aligned.blank.template.all_fields() if other is not field)
    is_own = own < 255
    return ink_at_labels_mm2((added < 255) & ~is_own, is_own, boxes, [_in_crop(box, *corner) for box in others])


def _is_marked(field: FormField) -> bool:
    return isinstance(field, ChoiceField) or (isinstance(field, DateField) and field.parts is not None)


def _takes_hyphens(field: FormField) -> bool:
    """Whether numbers are written there in a row with hyphens between; in cells nobody needs them."""
    return isinstance(field, LineField) and field.cells is None and field.type in _HYPHENED


def _padded(grey: Pixels) -> Pixels:
    """White paper around the page, so that crops at its edge have neighbours to compare with."""
    return np.asarray(cv2.copyMakeBorder(grey, REACH, REACH, REACH, REACH, cv2.BORDER_CONSTANT, value=(255,)))
