"""Written characters as crops show them: a machine saw the sheet, it was laid flat and cleaned of print."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.crop.clean import FAINT_INK
from pipeline.crop.specks import without_specks
from pipeline.read.glyphs import framed
from pipeline.train.cell_writing import FINE, Fonts, junk, trimmed, write

Grey = NDArray[np.float32]


def cell(character: str, fonts: Fonts, rng: np.random.Generator) -> Pixels:
    """The framed picture of one written character; of no character for ""."""
    while True:
        drawn = write(character, fonts, rng) if character else junk(fonts, rng)
        if drawn.size and (left := cleaned(seen(drawn, rng), rng)).size:
            return framed(left)


def seen(ink: Pixels, rng: np.random.Generator) -> Pixels:
    """What is left of ``ink`` on a crop: a machine saw the sheet, it was laid flat, its light made even."""
    paper = cv2.copyMakeBorder(ink, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=(0,))
    if rng.random() < 0.15:  # ink runs thinner in places
        coarse = rng.uniform(0.5, 1, (4, 4)).astype(np.float32)
        paper = (
            (paper * cv2.resize(coarse, paper.shape[::-1], interpolation=cv2.INTER_CUBIC)).clip(0, 255).astype(np.uint8)
        )
    grey = 255 - paper.astype(np.float32) * float(rng.uniform(0.55, 0.95))
    level = rng.random()
    if level < 0.5:
        grey, per_mm = _faxed(grey, rng)
    else:
        grey, per_mm = _photographed(grey, rng)
    flat = _resampled(grey, PX_PER_MM / per_mm[0], PX_PER_MM / per_mm[1], rng)
    return (255 - flat).clip(0, 255).astype(np.uint8)


def _faxed(grey: Grey, rng: np.random.Generator) -> tuple[Grey, tuple[float, float]]:
    """Black or white at fine or, now and then, at standard resolution."""
    per_mm = 204 / 25.4, (98 if rng.random() < 0.12 else 196) / 25.4
    small = _resampled(grey, per_mm[0] / FINE, per_mm[1] / FINE, rng)
    blurred = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.4, 0.95)))
    blurred = blurred + rng.normal(0, rng.uniform(5, 22), small.shape).astype(np.float32)
    return np.where(blurred < rng.uniform(140, 205), 0, 255).astype(np.float32), per_mm


def _photographed(grey: Grey, rng: np.random.Generator) -> tuple[Grey, tuple[float, float]]:
    """A scanner or a telephone: 150 to 300 dpi, soft, noisy, of any contrast."""
    per_mm = float(rng.choice([5.9, 6.5, 7.2, 7.87, 7.87, 11.8]))
    small = _resampled(grey, per_mm / FINE, per_mm / FINE, rng)
    blurred = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.35, 1.2)))
    curved = 255 * (blurred / 255).clip(0, 1) ** float(rng.uniform(0.75, 1.3))
    noisy = (curved + rng.normal(0, rng.uniform(1, 7), small.shape)).clip(0, 255)
    return noisy.astype(np.float32), (per_mm, per_mm)


def _resampled(grey: Grey, x: float, y: float, rng: np.random.Generator) -> Grey:
    """The picture at other resolutions across and down, moved by a part of a pixel."""
    if min(x, y) < 0.9:
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.4 / x, sigmaY=0.4 / y), np.float32)
    move = np.array([[x, 0, rng.random()], [0, y, rng.random()]])
    size = max(1, round(grey.shape[1] * x)) + 1, max(1, round(grey.shape[0] * y)) + 1
    return np.asarray(
        cv2.warpAffine(grey, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)),
        np.float32,
    )


def cleaned(ink: Pixels, rng: np.random.Generator) -> Pixels:
    """The ink without specks and cut to its extent, now and then crossed by a rule or with a rule's rest beside it."""
    ink = np.where(ink > FAINT_INK, ink, np.uint8(0))
    if rng.random() < 0.15:
        ink = _crossed(ink, rng)
    if rng.random() < 0.06:
        place = int(rng.integers(3, ink.shape[1] - 4)), int(rng.integers(0, ink.shape[0] // 2))
        cv2.line(ink, place, (place[0], place[1] + int(rng.integers(4, ink.shape[0] // 2 + 5))), (200,), 1)
    ink = ink * without_specks((ink > 0).astype(np.uint8))
    return trimmed(ink)


def _crossed(ink: Pixels, rng: np.random.Generator) -> Pixels:
    """Ink under a printed rule is lost, but where strokes go on beyond it."""
    upright = rng.random() < 0.5
    ink = ink.T if upright else ink
    inside = np.flatnonzero(ink.any(axis=1))
    if not len(inside):
        return ink
    edge = inside[0] + 2 if rng.random() < 0.5 else inside[-1] - 2
    at, thick = int(np.clip(edge + rng.normal(0, 4), 0, ink.shape[0] - 1)), int(rng.integers(3, 7))
    band = slice(max(0, at - thick // 2), at + thick // 2 + 1)
    cut = ink.copy()
    cut[band] = 0
    if rng.random() < 0.7:
        closed = cv2.morphologyEx(cut, cv2.MORPH_CLOSE, np.ones((11, 1), np.uint8))
        cut[band] = np.minimum(closed, ink)[band]
    return np.ascontiguousarray(cut.T if upright else cut)
