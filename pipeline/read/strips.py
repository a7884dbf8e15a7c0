"""One-character cells side by side in one strip with even gaps.

The recogniser reads a strip far better than lone characters (real digits: 99 % against 95 %).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.percentile import percentile
from pipeline.read.decode import Window
from pipeline.read.glyphs import framed
from pipeline.read.lines import LEAST_INK_PX, LINE_PX, Box, Line, darkened, scaled
from pipeline.read.script import Script

CELL_TALLEST, CELL_USUAL, CELL_GAP, CELL_NARROWED = 42, 34, 14, 0.8
"""Pixels and a ratio at which drawn and real writing was read best for its width."""


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
        scaled(np.where(owner[y, x] == index, writing[y, x], np.uint8(255)), scale, CELL_NARROWED)
        for index, y, x in parts
    ]
    filled = tuple(index for index, *_ in glyphs)
    lone = tuple(framed(_ink_of(writing, owner, *glyph)) for glyph in glyphs)
    return (Line(darkened(_strip(pictures)), script, _windows(pictures, filled, sizes), filled, lone),)


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
