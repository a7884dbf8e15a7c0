"""What lenses, lamps and sensors do to a picture, whatever machine they sit in."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix, Pixels
from pipeline.paper.placement import Placement, Points

Grey = NDArray[np.float32]

_REPEATED_ABOVE = 10_000_000
_PATCH = 1021

_STEP = 16
"""Pixels from one place to the next at which a bend is computed; between them it is straight."""


def warp(sheet: Pixels, move: Matrix, size: tuple[int, int], border: tuple[int, int, int]) -> Pixels:
    """The sheet moved by ``move`` onto a picture of ``size`` (width, height) with ``border`` around it."""
    return np.asarray(
        cv2.warpPerspective(sheet, move, size, flags=cv2.INTER_LINEAR, borderValue=border), np.uint8
    )  # fmt: skip


def lay(sheet: Pixels, px_per_mm: float, placement: Placement, ground: Pixels) -> None:
    """Lay a sheet onto the picture ``ground``, which is changed in place and stays where no paper is."""
    size = ground.shape[1], ground.shape[0]
    if placement.bend is None:
        move = placement.to_page @ np.linalg.inv(from_mm(px_per_mm))
        cv2.warpPerspective(sheet, move, size, ground, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
        return
    columns, rows = (-(-side // _STEP) + 2 for side in size)
    xs, ys = np.meshgrid((np.arange(columns) - 0.5) * _STEP - 0.5, (np.arange(rows) - 0.5) * _STEP - 0.5)
    places: Points = placement.points_on_sheet(np.column_stack([xs.ravel(), ys.ravel()])) * px_per_mm - 0.5
    coarse = places.reshape(rows, columns, 2).astype(np.float32)
    fine = cv2.resize(coarse, (columns * _STEP, rows * _STEP), interpolation=cv2.INTER_LINEAR)
    inner = np.ascontiguousarray(fine[_STEP : _STEP + size[1], _STEP : _STEP + size[0]])
    cv2.remap(sheet, inner, None, cv2.INTER_LINEAR, ground, cv2.BORDER_TRANSPARENT)  # type: ignore[call-overload]


def from_mm(px_per_mm: float) -> Matrix:
    """Millimetres to OpenCV's pixel places, where 0 is the middle of the first pixel."""
    return np.array([[px_per_mm, 0, -0.5], [0, px_per_mm, -0.5], [0, 0, 1]], np.float64)


def soft(picture: Pixels, sigma: float) -> Pixels:
    """The picture out of focus by ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def toned(picture: Pixels, table: NDArray[np.float64]) -> Pixels:
    """The picture with its 256 levels exchanged for those of ``table`` (256 × 3)."""
    return np.asarray(cv2.LUT(picture, np.round(table).astype(np.uint8).reshape(256, 1, 3)), np.uint8)


def noisy(picture: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """Sensor noise, the same in all colours but for a small part."""
    noise = _grain(picture.shape[:2], rng) * np.float32(amount)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6) * 1.5
    return np.asarray(cv2.add(picture, cv2.merge([noise] * 3), dtype=cv2.CV_8U), np.uint8)


def _grain(shape: tuple[int, ...], rng: np.random.Generator) -> Grey:
    """Independent noise of deviation 1; on pictures of more than 10 megapixels a patch of it, repeated."""
    height, width = shape
    if height * width <= _REPEATED_ABOVE:
        return rng.standard_normal((height, width), dtype=np.float32)
    patch = rng.standard_normal((_PATCH, _PATCH), dtype=np.float32)
    return np.tile(patch, (-(-height // _PATCH), -(-width // _PATCH)))[:height, :width]


def desk(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """A desk top with a faint grain along one direction."""
    wide, tall = size
    tone = np.array(((120, 150, 175), (90, 95, 100), (150, 155, 158), (60, 80, 110))[int(rng.integers(4))], np.float32)
    grain = cv2.resize(rng.normal(0, 9, (tall // 6, 12)).astype(np.float32), (wide, tall))
    return np.asarray((tone + grain[:, :, None]).clip(0, 255), np.uint8)


def light(size: tuple[int, int], rng: np.random.Generator) -> Grey:
    """Light falling from one side, and in half the pictures the soft shadow of a head or hand."""
    wide, tall = size
    xs, ys = np.meshgrid(np.linspace(-1, 1, wide // 8), np.linspace(-1, 1, tall // 8))
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0.02, 0.16)
    strength = 0.95 - fall * (xs * np.cos(angle) + ys * np.sin(angle))
    if rng.random() < 0.5:
        x, y, reach = rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.4, 1.0)
        away = np.hypot(xs - x, ys - y) / reach
        strength *= 1 - rng.uniform(0.1, 0.3) / (1 + np.exp(12 * (away - 1)))
    return np.asarray(cv2.resize(strength.astype(np.float32), (wide, tall), interpolation=cv2.INTER_LINEAR))
