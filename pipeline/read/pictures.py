"""What the reader saw and what it made of it, field by field, for ``madoguchi explain``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.errors import MissingPackage
from models.reading import Crop, Reading
from models.scan import Pixels

_FONT = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
_WIDTH, _CROP_WIDTH, _GAP = 1640, 600, 10
"""Pixels: the picture, the most that one crop takes of it, and the space around everything."""

_TEXT_PX, _BLACK, _GREY = 20, (20, 20, 20), (120, 120, 120)


def draw_readings(crops: Sequence[Crop], readings: Sequence[Reading]) -> Pixels:
    """One row a field: as scanned, its writing alone, and the key, best text, score, doubts and other candidates."""
    rows = [_row(crop, reading) for crop, reading in zip(crops, readings, strict=True)]
    height = sum(row.height for row in rows) or 1
    picture, top = Image.new("RGB", (_WIDTH, height), "white"), 0
    for row in rows:
        picture.paste(row, (0, top))
        top += row.height
    return np.asarray(picture)[:, :, ::-1]


def _row(crop: Crop, reading: Reading) -> Image.Image:
    pictures = [_fitted(crop.pixels[:, :, ::-1]), _fitted(crop.writing)]
    height = max(3 * _TEXT_PX + 2, pictures[0].height) + 2 * _GAP
    row = Image.new("RGB", (_WIDTH, height), "white")
    pen = ImageDraw.Draw(row)
    for place, picture in enumerate(pictures):
        row.paste(picture, (_GAP + place * (_CROP_WIDTH + _GAP), _GAP))
    left = 2 * _CROP_WIDTH + 3 * _GAP
    others = "  ".join(f"{candidate.text} {candidate.score:.2f}" for candidate in reading.candidates[1:])
    lines = (f"{reading.field} {' '.join(reading.doubts)}", f"{reading.text or '–'}  {reading.score:.3f}", others)
    for number, (line, colour) in enumerate(zip(lines, (_GREY, _BLACK, _GREY), strict=True)):
        pen.text((left, _GAP + number * (_TEXT_PX + 1)), line, font=_font(), fill=colour)
    pen.line((0, height - 1, _WIDTH, height - 1), fill=(220, 220, 220))
    return row


def _fitted(pixels: Pixels) -> Image.Image:
    """The crop as large as it is, or as wide as its column."""
    picture = Image.fromarray(pixels).convert("RGB")
    picture.thumbnail((_CROP_WIDTH, 10 * _CROP_WIDTH))
    return picture


@cache
def _font() -> ImageFont.FreeTypeFont:
    if not _FONT.is_file():
        raise MissingPackage("fonts-ipaexfont-gothic")
    return ImageFont.truetype(str(_FONT), _TEXT_PX - 2)
