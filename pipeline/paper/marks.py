"""Marks of choice drawn by hand: rings that do not quite close, ticks, crosses and boxes scribbled full."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from models.geometry import BoxMm
from models.scan import Pixels
from models.template import Mark
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas, Points


def draw_mark(canvas: Canvas, mark: Mark, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """Mark the option at ``box`` as the sheet asks, missing it a little."""
    real = hand.real.shape(_KINDS[mark], rng) if hand.real and mark in _KINDS else None
    if real is not None:
        _draw_real(canvas, real, box, hand, rng)
        return
    match mark:
        case Mark.CIRCLE:
            canvas.stroke(_ring(box, hand, rng), hand.pen_mm, hand.ink, rng)
        case Mark.CHECK:
            for points in _tick(box, rng):
                canvas.stroke(points, hand.pen_mm, hand.ink, rng)
        case Mark.FILL:
            canvas.stroke(_scribble(box, hand, rng), hand.pen_mm * 1.3, hand.ink, rng)


_KINDS = {Mark.CIRCLE: "circle", Mark.CHECK: "tick"}


def _draw_real(canvas: Canvas, shape: Pixels, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """A real person's ring around the box, drawn out to its sides, or tick a little larger than it."""
    grown = rng.uniform(0.95, 1.3, 2)
    size = [max(3, round(side * float(by) * canvas.px_per_mm)) for side, by in zip((box.w, box.h), grown, strict=True)]
    mask = cv2.resize(shape, (size[0], size[1]), interpolation=cv2.INTER_AREA)
    off = rng.normal(0, 0.4, 2)
    place = box.x + box.w / 2 + float(off[0]), box.y + box.h / 2 + float(off[1])
    canvas.lay_centred(np.float32(1 / 255) * mask.astype(np.float32), *place, hand.ink)


def _ring(box: BoxMm, hand: Hand, rng: np.random.Generator) -> Points:
    loose = 1.5 - hand.care
    radius = np.array([box.w * 0.5 + rng.normal(0.2, 0.35), box.h * 0.5 + rng.normal(0.0, 0.3)]).clip(1.6)
    centre = np.array([box.x + box.w / 2, box.y + box.h / 2]) + rng.normal(0, 0.4 * loose, 2)
    begin = rng.uniform(-2.4, -0.8)
    turn = np.linspace(begin, begin + 2 * np.pi * rng.uniform(0.94, 1.08), 56)
    grow = 1 + np.linspace(0, rng.normal(0, 0.07 * loose), 56)
    wave = 1 + 0.03 * loose * np.sin(turn * rng.uniform(1.6, 3.2) + rng.uniform(0, 6))
    ellipse = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius * (grow * wave)[:, None]
    tilt = rng.normal(0, 0.08)
    turned = ellipse @ np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    return np.asarray(centre + turned)


def _tick(box: BoxMm, rng: np.random.Generator) -> list[Points]:
    """✓, レ or a cross over a small box, in box sides from its top left corner."""
    side = min(box.w, box.h)
    origin = np.array([box.x, box.y + (box.h - side) / 2]) + rng.normal(0, 0.12, 2) * side
    kind = rng.random()
    if kind < 0.55:
        corners = [[(0.1, 0.45), (0.42, 0.9), (1.25, -0.25)]]
    elif kind < 0.9:
        corners = [[(0.22, -0.1), (0.3, 0.95), (1.2, 0.15)]]
    else:
        corners = [[(0.05, 0.05), (0.98, 0.98)], [(1.0, 0.0), (0.0, 1.0)]]
    return [origin + _curved(np.array(line), rng) * side for line in corners]


def _curved(corners: Points, rng: np.random.Generator) -> Points:
    """A line through ``corners``, each moved a little, with slightly bent legs."""
    moved = corners + rng.normal(0, 0.07, corners.shape)
    legs = []
    for start, end in pairwise(moved):
        t = np.linspace(0, 1, 14)[:, None]
        bow = rng.normal(0, 0.05) * np.array([start[1] - end[1], end[0] - start[0]])
        legs.append(start + (end - start) * t + bow * 4 * t * (1 - t))
    return np.concatenate(legs)


def _scribble(box: BoxMm, hand: Hand, rng: np.random.Generator) -> Points:
    """Close zigzags from the left to the right of the box, stopping a little before or behind its edges."""
    passes = int(rng.integers(7, 12) * max(1.0, box.w / 4))
    across = np.linspace(box.x + 0.2, box.right - 0.2, 2 * passes) + rng.normal(0, 0.12, 2 * passes)
    reach = 0.15 + 0.3 * (1 - hand.care)
    ends = np.where(np.arange(2 * passes) % 2 == 0, box.y + 0.35, box.bottom - 0.35)
    return np.stack([across, ends + rng.normal(0, reach, 2 * passes)], axis=1)
