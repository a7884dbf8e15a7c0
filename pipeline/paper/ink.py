"""Ink on paper: what every pen, brush and seal puts down."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels

Mask = NDArray[np.float32]
"""How much ink covers each pixel: 0 none, 1 full."""

Points = NDArray[np.float64]
"""N × 2 places in millimetres."""

_FINE = 4
"""Strokes are drawn this many times larger, then reduced."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour (blue, green, red) and how fully it covers (0..1)."""

    colour: tuple[int, int, int]
    strength: float


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A sheet that is being written on: blue-green-red ``pixels``, changed in place, at ``px_per_mm``."""

    pixels: Pixels
    px_per_mm: float

    def lay(self, mask: Mask, left: int, top: int, ink: Ink) -> None:
        """Put ``ink`` down where ``mask`` says; what leaves the sheet is lost. Ink darkens what is printed there."""
        height, width = self.pixels.shape[:2]
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + mask.shape[1], width), min(top + mask.shape[0], height)
        if x0 >= x1 or y0 >= y1:
            return
        cover = mask[y0 - top : y1 - top, x0 - left : x1 - left, None] * ink.strength
        passes = 1 - cover * (1 - np.array(ink.colour, np.float32) / 255)
        self.pixels[y0:y1, x0:x1] = (self.pixels[y0:y1, x0:x1] * passes + 0.5).astype(np.uint8)

    def lay_centred(self, mask: Mask, x_mm: float, y_mm: float, ink: Ink) -> None:
        """Put a mask down with its middle at a place in millimetres."""
        left = round(x_mm * self.px_per_mm - mask.shape[1] / 2)
        top = round(y_mm * self.px_per_mm - mask.shape[0] / 2)
        self.lay(mask, left, top, ink)

    def stroke(self, points: Points, width_mm: float, ink: Ink, rng: np.random.Generator) -> None:
        """Draw a line through ``points`` (millimetres) whose width changes a little as the hand presses."""
        scale = self.px_per_mm * _FINE
        margin = width_mm * 2
        low = np.floor((points.min(axis=0) - margin) * self.px_per_mm)
        size = np.ceil((points.max(axis=0) + margin) * self.px_per_mm) - low
        mask = np.zeros((int(size[1]) * _FINE, int(size[0]) * _FINE), np.uint8)
        local = np.round(points * scale - low * _FINE).astype(int)
        press = np.interp(np.linspace(0, 4, len(local)), range(5), rng.normal(1, 0.12, 5))
        for start, end, p in zip(local[:-1], local[1:], press, strict=False):
            thick = max(1, round(width_mm * scale * float(p)))
            cv2.line(mask, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), (255,), thick, cv2.LINE_AA)
        small = cv2.resize(mask, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
        self.lay(uneven(np.float32(1 / 255) * small.astype(np.float32), 0.15, rng), int(low[0]), int(low[1]), ink)


def uneven(mask: Mask, amount: float, rng: np.random.Generator) -> Mask:
    """The mask with its ink running thinner in places, by up to about ``amount``."""
    coarse = rng.random((4, 4), dtype=np.float32) * amount
    return mask * (1 - cv2.resize(coarse, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_CUBIC))
