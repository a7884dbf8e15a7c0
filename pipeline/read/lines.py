"""Pictures of single lines, as the recogniser likes them, from a field's writing.

Cells become one strip with even gaps, which the recogniser reads far better than lone characters (real digits: 99 %
against 95 %). Free lines are trimmed to their ink. Both are narrowed: reading time grows with the width, and narrow
writing reads as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.percentile import percentile
from pipeline.read.bands import bands
from pipeline.read.decode import Window
from pipeline.read.glyphs import framed
from pipeline.read.script import Script

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the crop."""

LINE_PX = 48
"""Height of a line's picture: the recogniser's input height."""

LEAST_INK_PX = 24
"""Less ink in a cell or line (0.38 mm²) is dust; a short ー in a thin pen has three times as much."""

CELL_TALLEST, CELL_USUAL, CELL_GAP, CELL_NARROWED = 42, 34, 14, 0.8
LINE_INK, LINE_NARROWED, SHORT_NARROWED = 36, 0.65, 0.9
"""Pixels and ratios at which drawn and real writing was read best for its width."""

SHORT = 6
"""Lines up to this many times as wide as high are narrowed less: their time is small, and names need care."""

DARKEST = 30
"""Grey level that a line's ink is brought to, whatever pen, lamp or fax."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One picture to read and what may be written there.

    For cells, ``windows`` says where each character stands, ``filled`` which cell it is from, and ``glyphs`` shows it
    alone; all are empty for a free line. ``expected`` are texts that usually stand there.
    """

    pixels: Pixels
    script: Script
    windows: tuple[Window, ...] = ()
    filled: tuple[int, ...] = ()
    glyphs: tuple[Pixels, ...] = ()
    expected: tuple[str, ...] = ()


def cell_line(writing: Pixels, cells: Sequence[Box], script: Script) -> tuple[Line, ...]:
    """The filled cells side by side; nothing where all are empty."""
    owner = _cell_of_ink(writing, cells)
    glyphs = _glyphs(owner, len(cells))
    if not glyphs:
        return ()
    boxes = np.array([box for _, *box in glyphs])
    top, bottom = int(boxes[:, 1].min()), int(boxes[:, 3].max())
    scale = _cell_scale(boxes, cells[0][3] - cells[0][1])
    sizes = _sizes(boxes, cells[0][3] - cells[0][1])
    parts = [(index, slice(top, bottom), slice(left, right)) for index, left, _, right, _ in glyphs]
    pictures = [
        _scaled(np.where(owner[y, x] == index, writing[y, x], np.uint8(255)), scale, CELL_NARROWED)
        for index, y, x in parts
    ]
    filled = tuple(index for index, *_ in glyphs)
    lone = tuple(framed(_ink_of(writing, owner, *glyph)) for glyph in glyphs)
    return (Line(_darkened(_strip(pictures)), script, _windows(pictures, filled, sizes), filled, lone),)


def free_lines(writing: Pixels, box: Box, count: int, script: Script) -> tuple[Line, ...]:
    """Each written line of a box that has room for ``count``; nothing where it is empty."""
    found = bands(writing, box[1], box[3], count)
    least = round(0.45 * (box[3] - box[1]) / max(count, len(found)))
    return tuple(
        Line(_trimmed(writing[a:b], least), script)
        for a, b in found
        if (writing[a:b] < 255 - FAINT_INK).sum() > LEAST_INK_PX
    )


def _cell_of_ink(writing: Pixels, cells: Sequence[Box]) -> NDArray[np.int16]:
    """For each pixel the cell that its ink belongs to, -1 for paper.

    A connected piece goes whole to the cell that holds most of it, unless it runs through several: touching
    characters are parted at the cell's edge.
    """
    edges = [(a[2] + b[0]) / 2 for a, b in pairwise(cells)]
    column = np.searchsorted(edges, np.arange(writing.shape[1])).astype(np.int16)
    ink = writing < 255 - FAINT_INK
    count, labels = cv2.connectedComponents(ink.view(np.uint8))
    piece, here = labels[ink], np.broadcast_to(column, writing.shape)[ink]
    shares = np.bincount(piece * len(cells) + here, minlength=count * len(cells)).reshape(count, len(cells))
    owner = shares.argmax(axis=1).astype(np.int16)
    touching = 4 * np.sort(shares, axis=1)[:, -2] > shares.sum(axis=1) if len(cells) > 1 else np.zeros(count, bool)
    cell = np.full(writing.shape, -1, np.int16)
    cell[ink] = np.where(touching[piece], here, owner[piece])
    return cell


def _glyphs(owner: NDArray[np.int16], count: int) -> list[tuple[int, int, int, int, int]]:
    """Each cell that holds more than dust, with the box around its ink."""
    rows, columns = np.nonzero(owner >= 0)
    cell = owner[rows, columns]
    found = []
    for index in np.flatnonzero(np.bincount(cell, minlength=count) > LEAST_INK_PX):
        y, x = rows[cell == index], columns[cell == index]
        found.append((int(index), int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1))
    return found


def _extent(mask: NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _ink_of(writing: Pixels, owner: NDArray[np.int16], cell: int, *box: int) -> Pixels:
    """A cell's ink in a box: 255 full, 0 paper."""
    own = slice(box[1], box[3]), slice(box[0], box[2])
    return np.where(owner[own] == cell, 255 - writing[own], np.uint8(0))


def _cell_scale(boxes: NDArray[np.int64], cell_height: int) -> float:
    """Enlargement at which the usual character is ``CELL_USUAL`` high and none is above ``CELL_TALLEST``."""
    band = boxes[:, 3].max() - boxes[:, 1].min()
    usual = max(percentile(boxes[:, 3] - boxes[:, 1], 50), 0.45 * cell_height)
    return float(min(CELL_TALLEST / band, CELL_USUAL / usual))


def _sizes(boxes: NDArray[np.int64], cell_height: int) -> NDArray[np.float64]:
    """Each character's larger side over the line's usual one (its upper quartile: small kana are the minority)."""
    larger = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    sizes: NDArray[np.float64] = larger / max(percentile(larger, 75), 0.4 * cell_height)
    return sizes


def _strip(pictures: Sequence[Pixels]) -> Pixels:
    width = sum(p.shape[1] for p in pictures) + CELL_GAP * (len(pictures) + 1)
    strip = np.full((LINE_PX, width), 255, np.uint8)
    x = CELL_GAP
    for picture in pictures:
        y = (LINE_PX - picture.shape[0]) // 2
        strip[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
        x += picture.shape[1] + CELL_GAP
    return strip


def _windows(pictures: Sequence[Pixels], filled: Sequence[int], sizes: NDArray[np.float64]) -> tuple[Window, ...]:
    """Each character's share of the strip: half of the gaps beside it, all of the margin at the ends."""
    windows, x = [], CELL_GAP / 2
    for place, picture in enumerate(pictures):
        right = x + picture.shape[1] + CELL_GAP
        after_gap = place > 0 and filled[place] > filled[place - 1] + 1
        windows.append(Window(x if place else 0.0, right, after_gap, float(sizes[place])))
        x = right
    return (*windows[:-1], Window(windows[-1].left, x + CELL_GAP / 2, windows[-1].after_gap, windows[-1].size))


def _trimmed(band: Pixels, least_height: int) -> Pixels:
    """The band cut to its ink, wide gaps closed up, scaled to the line's height, with a margin at both ends."""
    left, top, right, bottom = _extent(band < 255 - FAINT_INK)
    height = max(bottom - top, least_height)
    written = band[top:bottom, left:right][:, _without_wide_gaps(band[top:bottom, left:right], round(0.6 * height))]
    narrowed = SHORT_NARROWED if written.shape[1] < SHORT * height else LINE_NARROWED
    picture = _scaled(written, LINE_INK / height, narrowed)
    margin = LINE_PX // 5
    line = np.full((LINE_PX, picture.shape[1] + 2 * margin), 255, np.uint8)
    y = (LINE_PX - picture.shape[0]) // 2
    line[y : y + picture.shape[0], margin:-margin] = picture
    return _darkened(line)


def _without_wide_gaps(written: Pixels, widest: int) -> NDArray[np.bool_]:
    """Which columns stay when runs of empty ones are cut down to ``widest``."""
    inked = np.flatnonzero((written < 255 - FAINT_INK).any(axis=0))
    before = np.searchsorted(inked, np.arange(written.shape[1]), side="right") - 1
    return np.arange(written.shape[1]) - inked[before] <= widest


def _scaled(picture: Pixels, scale: float, narrowed: float) -> Pixels:
    size = max(2, round(picture.shape[1] * scale * narrowed)), max(2, min(LINE_PX, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _darkened(line: Pixels) -> Pixels:
    ink = line[line < 255 - FAINT_INK]
    if not len(ink):
        return line
    darkest = percentile(ink, 10)
    return np.clip(255 - (255.0 - line) * (255 - DARKEST) / (255 - darkest), 0, 255).astype(np.uint8)
