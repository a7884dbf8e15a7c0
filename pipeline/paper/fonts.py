"""Typefaces that look like handwriting, from Debian packages, and the shapes of their characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.errors import MissingPackage
from models.scan import Pixels

_FOLDER = Path("/usr/share/fonts/truetype")
_SIDE_EM = 1.5
_ABSENT = "\U0010fffd"
"""A character that no typeface has: what is drawn for it is the sign for a missing character."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: its file, the Debian package that brings it, and how often writers have this hand.

    ``size`` makes faces of different design equally large; ``weight`` is added to the stroke, in 1/100 em.
    ``kept_back``: nothing is fitted to it; the bench's sheets are written in it.
    """

    file: str
    package: str
    share: float
    size: float = 1.0
    weight: float = 0.0
    kept_back: bool = False


_YOZ = "fonts-yozvox-yozfont"

KLEE = Face("klee/KleeOne-Regular.ttf", "fonts-klee", 0.16, kept_back=True)
"""Has every character of our lists: stands in where another face lacks one."""

SEAL_FACE = Face("kouzan-mouhitsu/kouzan-mouhitsu.ttf", "fonts-kouzan-mouhitsu", 0.05, 1.12)

FACES = (
    KLEE,
    Face("klee/KleeOne-SemiBold.ttf", "fonts-klee", 0.06, kept_back=True),
    Face("seto/setofont.ttf", "fonts-seto", 0.15, 1.05, -1.0),
    Face("yusei-magic/YuseiMagic-Regular.ttf", "fonts-yusei-magic", 0.06, 0.95, -2.0, kept_back=True),
    Face("kouzan-mouhitsu/kouzan-mouhitsu-gyosho.ttf", "fonts-kouzan-mouhitsu", 0.05, 1.12, kept_back=True),
    SEAL_FACE,
    Face("yozvox-yozfont/YOzRN_.ttf", _YOZ, 0.09),
    Face("yozvox-yozfont/YOzRNF.ttf", _YOZ, 0.08),
    Face("yozvox-yozfont/YOzREX.ttf", _YOZ, 0.08),
    Face("yozvox-yozfont/YOzRSF.ttf", _YOZ, 0.08),
    Face("yozvox-yozfont/YOzRAP.ttf", _YOZ, 0.07),
    Face("yozvox-yozfont/YOzRN_i.ttf", _YOZ, 0.07),
)

KEPT_BACK = tuple(face for face in FACES if face.kept_back)
FITTED_ON = tuple(face for face in FACES if not face.kept_back)


def has_character(face: Face, character: str) -> bool:
    """Whether the typeface can draw ``character``."""
    return _shape(face, character) not in {_shape(face, _ABSENT), b""}


@lru_cache(maxsize=4096)
def glyph(face: Face, character: str, em_px: int) -> Pixels:
    """The character in white on black in a square, its em box in the middle; digits stand higher than wide.

    The middle is that of 国 for all characters but digits and letters, so that small kana stay small and low.
    """
    side = 2 * round(_SIDE_EM * em_px / 2)
    image = Image.new("L", (side, side), 0)
    font = _font(face, em_px)
    left, top, right, bottom = font.getbbox("0" if character.isascii() else "国", anchor="ls")
    x0, _, x1, _ = font.getbbox(character, anchor="ls")
    middle = (x0 + x1) / 2 if character.isascii() else (left + right) / 2
    start = (side / 2 - middle, side / 2 - (top + bottom) / 2)
    ImageDraw.Draw(image).text(start, character, font=font, fill=255, anchor="ls")
    return np.asarray(image)


@lru_cache(maxsize=4096)
def width_em(face: Face, character: str) -> float:
    """How far the pen moves on for ``character``, in em."""
    if not character.isascii():
        return 1.0
    font = _font(face, 100)
    left, _, right, _ = font.getbbox(character, anchor="ls")
    return max(0.18, (right - left) / 100) + 0.14


@lru_cache(maxsize=8192)
def _shape(face: Face, character: str) -> bytes:
    """The character's outline at a small size, to tell faces' missing-character sign from a real one."""
    mask = _font(face, 24).getmask(character)
    return bytes(mask) if mask.getbbox() else b""


@cache
def _font(face: Face, em_px: int) -> ImageFont.FreeTypeFont:
    path = _FOLDER / face.file
    if not path.is_file():
        raise MissingPackage(face.package)
    return ImageFont.truetype(str(path), round(em_px * face.size))
