"""Printed words as pictures, for stamps, letters and posters that no press lays out."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.scan import Pixels
from pipeline.paper.press import GOTHIC, font_path


@lru_cache(maxsize=512)
def lettered(words: str, em_px: int, font: str = GOTHIC) -> Pixels:
    """One line in white on black, ``em_px`` high and as wide as its words."""
    face = _face(font, em_px)
    image = Image.new("L", (max(1, round(face.getlength(words))), em_px), 0)
    ImageDraw.Draw(image).text((0, round(em_px * 0.88)), words, font=face, fill=255, anchor="ls")
    return np.asarray(image)


@cache
def _face(font: str, em_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(font)), em_px)
