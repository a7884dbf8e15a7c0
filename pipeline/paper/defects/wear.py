"""What happens to a sheet on its way to a clean scanner: folds, holes, staples, stains, the office's own stamps."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels
from pipeline.paper.defects.scanner import any_lid, scanned
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas, Ink, Mask

_HOLES_APART_MM, _HOLE_MM, _HOLES_IN_MM = 80.0, 6.0, 12.0
"""Two-hole punch (JIS S 6041): distance, diameter, and from the edge to the holes' middle."""

_SHORTEST_LEG_MM, _LONGEST_LEG_MM = 12.0, 40.0


def folded_corner(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A corner turned over by up to 40 mm along each edge: its back hides print, and the lid shows where it was."""
    lid = any_lid(rng)
    paper = _copy(sheet)
    side, mirror = int(rng.integers(4)), bool(rng.random() < 0.5)
    view = np.rot90(paper.pixels, side)[:, :: -1 if mirror else 1]
    worked = np.ascontiguousarray(view)
    _fold(worked, rng.uniform(_SHORTEST_LEG_MM, _LONGEST_LEG_MM, 2) * sheet.px_per_mm, lid, rng)
    view[:] = worked
    return scanned(paper, rng, lid=lid)


def stains(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Rings of a cup, and blots over print."""
    paper = _copy(sheet)
    width, height = _size_mm(paper)
    for _ in range(int(rng.integers(1, 3))):
        _ring(paper, rng)
    for _ in range(int(rng.integers(1, 5))):
        radius = float(rng.uniform(3, 14))
        colour = ((40, 70, 110), (90, 140, 175), (35, 35, 40))[int(rng.integers(3))]
        ink = Ink(colour, float(rng.uniform(0.35, 0.9)))
        place = rng.uniform((15, 15), (width - 15, height - 15))
        paper.lay_centred(_blot(radius * paper.px_per_mm, rng), place[0], place[1], ink)
    return scanned(paper, rng)


def staple(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A staple at an upper corner, with its shadow, or the holes and the tear that it left."""
    paper = _copy(sheet)
    px = paper.px_per_mm
    left = bool(rng.random() < 0.8)
    x, y = float(rng.uniform(7, 16)), float(rng.uniform(7, 16))
    middle = np.array([x if left else _size_mm(paper)[0] - x, y])
    angle = np.radians(float(rng.choice([0, 45, 90])) * (-1 if left else 1) + float(rng.normal(0, 8)))
    half = np.array([np.cos(angle), np.sin(angle)]) * float(rng.uniform(4.5, 6))
    ends = [tuple(int(v) for v in np.round(end * px)) for end in (middle - half, middle + half)]
    if rng.random() < 0.7:
        shade = tuple(int(v) for v in np.round(np.array(ends[1]) + rng.uniform(2, 5)))
        cv2.line(paper.pixels, (ends[0][0] + 4, ends[0][1] + 5), (shade[0], shade[1]), (120, 120, 122), round(1.0 * px))
        cv2.line(paper.pixels, ends[0], ends[1], (70, 72, 74), max(2, round(0.7 * px)), cv2.LINE_AA)
        cv2.line(paper.pixels, ends[0], ends[1], (190, 192, 195), max(1, round(0.2 * px)), cv2.LINE_AA)
    else:
        for end in ends:
            cv2.circle(paper.pixels, end, round(0.6 * px), (60, 60, 60), cv2.FILLED, cv2.LINE_AA)
        paper.stroke(middle + np.outer(np.linspace(-1, 1, 6), half) + rng.normal(0, 0.4, (6, 2)), 0.5,
                     Ink((150, 150, 150), 0.8), rng)  # fmt: skip
    return scanned(paper, rng)


def punch_holes(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Two holes at the left side through which the lid is seen, mostly black."""
    paper = _copy(sheet)
    lid = (25, 25, 27) if rng.random() < 0.75 else (215, 216, 218)
    x = float(rng.normal(_HOLES_IN_MM, 1.5))
    y = _size_mm(paper)[1] / 2 + float(rng.normal(0, 4))
    for hole in (y - _HOLES_APART_MM / 2, y + _HOLES_APART_MM / 2):
        place = round(x * paper.px_per_mm), round(hole * paper.px_per_mm)
        cv2.circle(paper.pixels, place, round(_HOLE_MM / 2 * paper.px_per_mm), lid, cv2.FILLED, cv2.LINE_AA)
    return scanned(paper, rng)


def _copy(sheet: Canvas) -> Canvas:
    return Canvas(sheet.pixels.copy(), sheet.px_per_mm)


def _size_mm(sheet: Canvas) -> tuple[float, float]:
    height, width = sheet.pixels.shape[:2]
    return width / sheet.px_per_mm, height / sheet.px_per_mm


def _fold(page: Pixels, legs: np.ndarray[tuple[int], np.dtype[np.float64]], lid: tuple[int, int, int],
          rng: np.random.Generator) -> None:  # fmt: skip
    """Turn the top left corner of ``page`` over along the line from (``legs[0]``, 0) to (0, ``legs[1]``)."""
    a, b = legs
    tip = 2 * a * b / (a * a + b * b) * np.array([b, a])
    flap = np.round([[a, 0], tip, [0, b]]).astype(np.int32)
    reach = int(max(*legs, *tip)) + 30
    part = page[:reach, :reach]
    shade = np.zeros(part.shape[:2], np.uint8)
    cv2.fillPoly(shade, [flap + 3], (255,), cv2.LINE_AA)
    dark = cv2.GaussianBlur(shade, (0, 0), float(rng.uniform(3, 7))).astype(np.float32) / 255
    part[:] = (part * (1 - np.float32(rng.uniform(0.25, 0.5)) * dark)[:, :, None]).astype(np.uint8)
    cv2.fillPoly(part, [np.round([[0, 0], [a, 0], [0, b]]).astype(np.int32)], lid, cv2.LINE_AA)
    back = float(rng.choice([rng.uniform(244, 255), rng.uniform(205, 235)]))
    cv2.fillPoly(part, [flap], (back, back, back), cv2.LINE_AA)
    cv2.polylines(part, [flap], True, (back - 60,) * 3, 1, cv2.LINE_AA)


def _ring(paper: Canvas, rng: np.random.Generator) -> None:
    """The ring of a wet cup, broken and of uneven strength."""
    px = paper.px_per_mm
    radius, wide = float(rng.uniform(30, 42)) * px, float(rng.uniform(1.0, 3.0)) * px
    side = int(2 * radius + 6 * wide)
    ys, xs = np.mgrid[:side, :side].astype(np.float32) - side / 2
    away = np.abs(np.hypot(xs, ys) - radius) / wide
    strong = cv2.resize(rng.uniform(-0.1, 1, (1, 12)).astype(np.float32), (360, 1), interpolation=cv2.INTER_CUBIC)[0]
    around = strong[np.degrees(np.arctan2(ys, xs)).astype(int) % 360].clip(0, 1)
    mask: Mask = np.asarray(np.exp(-(away**2)) * around, np.float32)
    x, y = rng.uniform((10, 10), np.array(_size_mm(paper)) - 10)
    paper.lay_centred(mask, float(x), float(y), Ink((45, 85, 130), float(rng.uniform(0.4, 0.8))))


def _blot(radius: float, rng: np.random.Generator) -> Mask:
    """A spot with a wavy outline and a darker rim."""
    side = int(3 * radius)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    wavy = radius * (1 + 0.18 * np.sin(angles[:, None] * np.arange(2, 5) + rng.uniform(0, 6, 3)).sum(axis=1) / 2)
    outline = np.round(side / 2 + np.column_stack([np.cos(angles), np.sin(angles)]) * wavy[:, None]).astype(np.int32)
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [outline], (190,), cv2.LINE_AA)
    cv2.polylines(mask, [outline], True, (255,), max(1, int(radius / 12)), cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5).astype(np.float32) / 255, np.float32)
