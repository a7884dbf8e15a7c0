"""Pictures of single lines, as the recogniser likes them, from a field's writing.

Free lines are trimmed to their ink and narrowed: reading time grows with the width, and narrow writing reads as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.percentile import percentile
from pipeline.read.bands import bands
from pipeline.read.decode import Window
from pipeline.read.script import Script

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the crop."""

LINE_PX = 48
"""Height of a line's picture: the recogniser's input height."""

LEAST_INK_PX = 24
"""Less ink in a cell or line (0.38 mm²) is dust; a short ー in a thin pen has three times as much."""

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
    alone; all are empty for a free line. ``expected`` are texts that usually stand there, ``pattern`` is a code's;
    a line that ``follows`` the first one of an address may go on with it.
    """

    pixels: Pixels
    script: Script
    windows: tuple[Window, ...] = ()
    filled: tuple[int, ...] = ()
    glyphs: tuple[Pixels, ...] = ()
    expected: tuple[str, ...] = ()
    pattern: str | None = None
    follows: bool = False


def free_lines(writing: Pixels, box: Box, count: int, script: Script) -> tuple[Line, ...]:
    """Each written line of a box that has room for ``count``; nothing where it is empty."""
    found = bands(writing, box[1], box[3], count)
    least = round(0.45 * (box[3] - box[1]) / max(count, len(found)))
    return tuple(
        Line(_trimmed(writing[a:b], least), script)
        for a, b in found
        if (writing[a:b] < 255 - FAINT_INK).sum() > LEAST_INK_PX
    )


def _extent(mask: NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _trimmed(band: Pixels, least_height: int) -> Pixels:
    """The band cut to its ink, wide gaps closed up, scaled to the line's height, with a margin at both ends."""
    left, top, right, bottom = _extent(band < 255 - FAINT_INK)
    height = max(bottom - top, least_height)
    written = band[top:bottom, left:right][:, _without_wide_gaps(band[top:bottom, left:right], round(0.6 * height))]
    narrowed = SHORT_NARROWED if written.shape[1] < SHORT * height else LINE_NARROWED
    picture = scaled(written, LINE_INK / height, narrowed)
    margin = LINE_PX // 5
    line = np.full((LINE_PX, picture.shape[1] + 2 * margin), 255, np.uint8)
    y = (LINE_PX - picture.shape[0]) // 2
    line[y : y + picture.shape[0], margin:-margin] = picture
    return darkened(line)


def _without_wide_gaps(written: Pixels, widest: int) -> NDArray[np.bool_]:
    """Which columns stay when runs of empty ones are cut down to ``widest``."""
    inked = np.flatnonzero((written < 255 - FAINT_INK).any(axis=0))
    before = np.searchsorted(inked, np.arange(written.shape[1]), side="right") - 1
    return np.arange(written.shape[1]) - inked[before] <= widest


def scaled(picture: Pixels, scale: float, narrowed: float) -> Pixels:
    """A character or a line ``scale`` times as large, and ``narrowed`` across; no taller than a line."""
    size = max(2, round(picture.shape[1] * scale * narrowed)), max(2, min(LINE_PX, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def darkened(line: Pixels) -> Pixels:
    """The line with its ink as dark as every other line's."""
    ink = line[line < 255 - FAINT_INK]
    if not len(ink):
        return line
    darkest = percentile(ink, 10)
    return np.clip(255 - (255.0 - line) * (255 - DARKEST) / (255 - darkest), 0, 255).astype(np.uint8)
