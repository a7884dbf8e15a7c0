"""Characters drawn from their strokes: how a hand moves, not how a typeface looks.

``skeletons.toml`` has the usual ways of writing digits, capital letters and katakana. Every drawing moves their points,
joins and proportions about, far more than a typeface can, so that hardly two drawings are alike.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels

Path2D = NDArray[np.float64]
"""N × 2 places, x to the right and y down; a skeleton's box is 1 × 1."""

DAKUTEN, HANDAKUTEN = "\u3099", "\u309a"
SIGNS = {"゛": DAKUTEN, "゜": HANDAKUTEN}
"""The two signs in a cell of their own, as forms of banks have them."""

_STEPS = 12
"""Straight pieces from one point of a stroke to the next."""

_ASPECTS = {"digits": (0.62, 0.2), "letters": (0.75, 0.18), "kana": (0.98, 0.13), "bars": (1.0, 0.1)}
"""Usual width over height by kind of character, and the deviation of its logarithm."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One character: its ways, each a sequence of strokes, each a sequence of smooth runs between sharp turns."""

    kind: str
    ways: tuple[tuple[tuple[Path2D, ...], ...], ...]


@cache
def skeletons() -> Mapping[str, Skeleton]:
    """Every character of ``skeletons.toml``."""
    with Path(__file__).with_name("skeletons.toml").open("rb") as file:
        kinds = tomllib.load(file)
    return {
        character: Skeleton(kind, tuple(tuple(map(_runs, way.split(" / "))) for way in ways))
        for kind, characters in kinds.items()
        for character, ways in characters.items()
    }


def can_draw(character: str) -> bool:
    """Whether there is a skeleton for ``character``, or for what carries its dakuten."""
    return character in SIGNS or unicodedata.normalize("NFD", character)[0] in skeletons()


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody writes a character.

    ``loose`` is how far points stray from the skeleton's: at 1 by about 4 % of its height. ``way`` chooses among the
    usual ways of writing (0 the first … 1 the last).
    """

    loose: float
    way: float


def any_manner(rng: np.random.Generator) -> Manner:
    """Neat or wild, and any way of writing: from one character to the next, another writer."""
    return Manner(float(rng.uniform(0.3, 1.5)), float(rng.random() ** 1.2))


def write_skeleton(character: str, rng: np.random.Generator, manner: Manner | None = None) -> list[Path2D]:
    """The strokes of one unsteady drawing of ``character``, about 1 high; KeyError where there is no skeleton.

    Without a ``manner``, in any.
    """
    if character in SIGNS:
        return _leaning([stroke * 3 for stroke in _voiced(SIGNS[character], rng)], 1.0, 1.0, rng)
    plain = unicodedata.normalize("NFD", character)
    base, sign = plain[0], plain[1:]
    skeleton = skeletons()[base]
    manner = manner or any_manner(rng)
    way = skeleton.ways[min(int(len(skeleton.ways) * manner.way), len(skeleton.ways) - 1)]
    strokes = [_drawn(runs, manner.loose, rng) for runs in way]
    if sign:
        scale = rng.uniform(0.72, 0.9, 2)
        strokes = [stroke * scale + (0, 1 - scale[1]) for stroke in strokes]
        strokes += _voiced(sign, rng)
    aspect, spread = _ASPECTS[skeleton.kind]
    return _leaning(strokes, aspect * float(np.exp(rng.normal(0, spread))), manner.loose, rng)


def inked(strokes: Sequence[Path2D], height_px: float, pen_px: float, rng: np.random.Generator) -> Pixels:
    """The strokes in white on black, ``height_px`` for their unit, with a margin of two pens."""
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    high = np.max([stroke.max(axis=0) for stroke in strokes], axis=0)
    margin = 2 * pen_px + 2
    width, height = np.ceil((high - low) * height_px + 2 * margin).astype(int)
    image = np.zeros((height, width), np.uint8)
    for stroke in strokes:
        points = np.round(((stroke - low) * height_px + margin) * 16).astype(np.int32)
        press = np.interp(np.linspace(0, 3, len(points)), range(4), rng.normal(1, 0.12, 4))
        for a, b, p in zip(points[:-1], points[1:], press, strict=False):
            thick = max(1, round(pen_px * float(p)))
            cv2.line(image, (int(a[0]), int(a[1])), (int(b[0]), int(b[1])), (255,), thick, cv2.LINE_AA, 4)
    return image


def _runs(stroke: str) -> tuple[Path2D, ...]:
    """A stroke's points, cut at its sharp turns; a turn belongs to both runs."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in stroke.split():
        x, y = point.rstrip("*").split(",")
        runs[-1].append((float(x) / 100, float(y) / 100))
        if point.endswith("*"):
            runs.append([runs[-1][-1]])
    return tuple(np.array(run) for run in runs)


def _drawn(runs: tuple[Path2D, ...], loose: float, rng: np.random.Generator) -> Path2D:
    """One stroke with its points moved; a turn stays one point, the ends come early or late."""
    shift = rng.normal(0, 0.03 * loose, 2)
    moved: list[Path2D] = []
    for run in runs:
        points = run + shift + rng.normal(0, 0.04 * loose, run.shape)
        if moved:
            points[0] = moved[-1][-1]
        moved.append(points)
    path = np.concatenate([_smooth(points) for points in moved])
    for end, beside in ((0, 3), (-1, -4)):
        if len(path) > 4 and rng.random() < 0.5:
            away = path[end] - path[beside]
            path[end] += away * float(rng.normal(0.3, 0.7)) * loose
    return path


def _smooth(points: Path2D) -> Path2D:
    """A Catmull-Rom curve through the points."""
    if len(points) < 3:
        return np.linspace(points[0], points[-1], _STEPS)
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.vstack([*pieces, points[-1:]])


def _voiced(sign: str, rng: np.random.Generator) -> list[Path2D]:
    """Two ticks or a small circle at the upper right."""
    x, y = rng.normal(0.88, 0.05), rng.normal(0.1, 0.05)
    size = float(rng.uniform(0.12, 0.26))
    if sign == HANDAKUTEN:
        turn = np.linspace(0, 2 * np.pi * rng.uniform(0.85, 1.1), 20) + rng.uniform(0, 6)
        return [np.stack([x + size / 2 * np.cos(turn), y + size / 2 * np.sin(turn)], axis=1)]
    apart, lean = float(rng.uniform(0.1, 0.18)), rng.normal((0.4, 0.9), 0.2)
    starts = np.array([(x, y), (x + apart, y - 0.03)]) + rng.normal(0, 0.02, (2, 2))
    return [np.linspace(start, start + lean * size, 4) for start in starts]


def _leaning(strokes: list[Path2D], aspect: float, loose: float, rng: np.random.Generator) -> list[Path2D]:
    """All strokes narrowed, slanted, turned and bent together."""
    slant, turn = float(rng.normal(0.06, 0.16)), float(np.deg2rad(rng.normal(0, 4.5)))
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    forth = rotate @ np.array([[aspect, -slant * aspect], [0, 1]])
    wave, phase = rng.normal(0, 0.025 * loose, (2, 2)), rng.uniform(0, 2 * np.pi, (2, 2))
    bent = []
    for stroke in strokes:
        x, y = stroke.T
        dx = wave[0, 0] * np.sin(3 * y + phase[0, 0]) + wave[0, 1] * np.sin(5 * x + phase[0, 1])
        dy = wave[1, 0] * np.sin(3 * x + phase[1, 0]) + wave[1, 1] * np.sin(5 * y + phase[1, 1])
        bent.append((np.stack([x + dx, y + dy], axis=1) - 0.5) @ forth.T)
    return bent
