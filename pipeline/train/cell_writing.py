"""Lone characters written by invented hands: from strokes, or from typefaces bent out of shape.

The typefaces are of Debian packages (``read/cell_net.toml``); the generator of test sheets uses none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.scan import Pixels
from pipeline.paper.skeletons import SIGNS, inked, write_skeleton

FINE = 16.0
"""Pixels a millimetre of the paper before a machine sees it."""

KANA_FACES = (
    "kiloji/kiloji.ttf", "kiloji/kiloji_b.ttf", "kiloji/kiloji.ttf", "motoya-l-maruberi/MTLmr3m.ttf",
    "motoya-l-cedar/MTLc3m.ttf", "sawarabi-gothic/sawarabi-gothic-medium.ttf", "aoyagi-kouzan-t/AoyagiKouzanT.ttf",
    "aoyagi-soseki/aoyagi-soseki.ttf", "vlgothic/VL-Gothic-Regular.ttf", "migmix/migmix-1p-regular.ttf",
    "konatu/Konatu.ttf",
)  # fmt: skip
LATIN_FACES = (
    *KANA_FACES[:8], "breip/Breip.ttf", "femkeklaver/femkeklaver.ttf", "fifthhorseman/dkg.ttf",
    "fifthhorseman/dkgIt.ttf", "humor-sans/Humor-Sans.ttf", "sjfonts/SteveHand.ttf", "sjfonts/Delphine.ttf",
    "tomsontalks/TomsonTalks.ttf", "ecolier-court/Ecolier-court.ttf", "rufscript/Rufscript010.ttf",
)  # fmt: skip
"""Files under a folder such as ``/usr/share/fonts/truetype``."""

DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BAR = "-"
"""One level stroke: - among digits, ー among kana."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where the typefaces lie."""

    folder: Path

    def shape(self, character: str, rng: np.random.Generator) -> Pixels:
        """The character in white on black as one face draws it."""
        faces = LATIN_FACES if character.isascii() else KANA_FACES
        while True:
            face = self.folder / faces[int(rng.integers(len(faces)))]
            drawn = _glyph(str(face), "ー" if character == BAR and rng.random() < 0.5 else character)
            if drawn is not None:
                return drawn


@lru_cache(maxsize=20000)
def _glyph(face: str, character: str) -> Pixels | None:
    font = _font(face)
    mask = font.getmask(character)
    if mask.getbbox() is None or bytes(mask) == bytes(font.getmask("\U0010fffd")):
        return None
    left, top, right, bottom = font.getbbox(character)
    image = Image.new("L", (round(right - left) + 24, round(bottom - top) + 24), 0)
    ImageDraw.Draw(image).text((12 - left, 12 - top), character, font=font, fill=255)
    return np.asarray(image)


@cache
def _font(face: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, 96)


def write(character: str, fonts: Fonts, rng: np.random.Generator) -> Pixels:
    """One character in white on black at ``FINE`` pixels a millimetre, with somebody's pen and unsteadiness."""
    tall = float(np.exp(rng.uniform(np.log(2.1), np.log(6.5)))) * FINE
    pen = float(np.clip(rng.lognormal(np.log(0.4), 0.4), 0.2, 1.4)) * FINE
    if rng.random() < 0.6 or character in SIGNS:
        strokes = write_skeleton(character, rng)
        tall *= 0.5 if character in SIGNS else 1.0
        return inked(strokes, tall, min(pen, 0.21 * tall), rng)
    drawn = trimmed(_bent(fonts.shape(character, rng), rng))
    scale = tall / max(drawn.shape)
    size = max(1, round(drawn.shape[1] * scale)), max(1, round(drawn.shape[0] * scale))
    return _heavier(np.asarray(cv2.resize(drawn, size, interpolation=cv2.INTER_AREA), np.uint8), rng)


def _heavier(drawn: Pixels, rng: np.random.Generator) -> Pixels:
    drawn = np.asarray(cv2.copyMakeBorder(drawn, 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=(0,)), np.uint8)
    px = round(float(rng.normal(0.4, 2.2)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(px) + 1, abs(px) + 1))
    changed = np.asarray(cv2.dilate(drawn, kernel) if px >= 0 else cv2.erode(drawn, kernel), np.uint8)
    return changed if (changed > 128).sum() > 0.5 * (drawn > 128).sum() else drawn


def _bent(shape: Pixels, rng: np.random.Generator) -> Pixels:
    """The shape slanted, turned, narrowed, and its parts displaced smoothly."""
    height, width = shape.shape
    side = round(1.5 * max(height, width))
    slant, turn, narrow = rng.normal(0.03, 0.14), np.deg2rad(rng.normal(0, 5)), np.exp(rng.normal(0, 0.13))
    forth = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[narrow, -slant], [0, 1]]
    (a, b), (c, d) = np.linalg.inv(forth).astype(np.float32)
    ys, xs = np.mgrid[:side, :side].astype(np.float32) - np.float32(side / 2)
    wander = rng.normal(0, 0.03 * side * rng.uniform(0.2, 1), (2, 4, 4)).astype(np.float32)
    dx, dy = (cv2.resize(part, (side, side), interpolation=cv2.INTER_CUBIC) for part in wander)
    moved = cv2.remap(shape, a * xs + b * ys + width / 2 + dx, c * xs + d * ys + height / 2 + dy, cv2.INTER_LINEAR)
    return np.asarray(moved if moved.any() else shape, np.uint8)


def junk(fonts: Fonts, rng: np.random.Generator) -> Pixels:
    """Ink that is no character: scribbles, parts of two characters, a corner."""
    way = rng.random()
    if way < 0.4:
        points = np.cumsum(rng.normal(0, 0.35, (int(rng.integers(3, 12)), 2)), axis=0)
        return inked([points], float(rng.uniform(20, 60)), float(rng.uniform(3, 12)), rng)
    some = [write(DIGITS[int(rng.integers(10))], fonts, rng) for _ in range(2)]
    height = max(one.shape[0] for one in some)
    padded = [cv2.copyMakeBorder(one, 0, height - one.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=(0,)) for one in some]
    both = np.hstack(padded)
    if way < 0.7:
        return np.asarray(both, np.uint8)
    third = both.shape[1] // 3
    return np.asarray(both[:, third : 2 * third], np.uint8)


def trimmed(ink: Pixels) -> Pixels:
    """White ink on black, cut to its extent; empty where there is none."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink[:0]
