"""A camera above a sheet: held at an angle, in bad light, over paper that curls, or on a stand."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas
from pipeline.paper.optics import Grey, desk, lay, light, noisy, soft
from pipeline.paper.placement import Bend, Placement, Points

_STAND_PX = (3264, 2448)
_MOST_CURL_MM = 4.0
_LENS_MM = 0.5
"""How far a plain lens bows the straight edge of a sheet, at most."""


@dataclass(frozen=True, slots=True)
class View:
    """How a camera looks at the middle of a sheet: tilts about its axes and roll in degrees, height in millimetres."""

    tilt_x: float
    tilt_y: float
    roll: float
    height_mm: float


def perspective(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A telephone held at up to 22° from straight above, turned by up to 8°."""
    return _photographed(sheet, _view(rng, 22, 8), rng)


def shadow(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A deep shadow over part of the sheet, of a head and shoulders (soft) or of a lamp's edge (hard)."""
    size = _phone_size(rng)
    return _photographed(sheet, _easy_view(rng), rng, shade=_shadow(size, rng), size=size)


def curl(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Paper that was rolled or folded and rises from the desk, seen from above: print is up to 4 mm off."""
    view = _easy_view(rng)
    bend, slope_light = _curled(sheet, view.height_mm, rng)
    return _photographed(sheet, view, rng, bend=bend, curl_light=slope_light)


def overhead(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A document camera on its stand: a wide picture, lens and light of a plain camera; the sheet any way up."""
    view = _view(rng, 3, 4)
    height, width = sheet.pixels.shape[:2]
    middle = np.array([width, height]) / 2 / sheet.px_per_mm
    strength = float(rng.uniform(-_LENS_MM, _LENS_MM)) / float((middle**2).sum())

    def bowed(points: Points) -> Points:
        out = points - middle
        bowed_by = (out**2).sum(axis=1, keepdims=True) * strength / np.hypot(*middle)
        return np.asarray(points + out * bowed_by, np.float64)

    return _photographed(sheet, view, rng, bend=bowed, size=_STAND_PX).turned(int(rng.integers(4)))


def _photographed(
    sheet: Canvas,
    view: View,
    rng: np.random.Generator,
    *,
    bend: Bend | None = None,
    curl_light: Grey | None = None,
    shade: Grey | None = None,
    size: tuple[int, int] | None = None,
) -> Picture:
    """The sheet on a desk, seen by a camera; ``curl_light`` lies on the sheet, ``shade`` on the whole picture."""
    size = size or _phone_size(rng)
    paper = sheet.pixels if curl_light is None else _lit(sheet.pixels, curl_light)
    to_page = _seen(sheet, view, size, float(rng.uniform(0.88, 0.96)))
    placement = Placement(to_page, bend)
    ground = desk(size, rng)
    lay(paper, sheet.px_per_mm, placement, ground)
    lamp = light(size, rng) * np.float32(rng.uniform(0.86, 1.0))
    lit = _lit(soft(ground, float(rng.uniform(0.4, 0.9))), lamp if shade is None else lamp * shade)
    return Picture(noisy(lit, float(rng.uniform(1.5, 4.0)), rng), placement, (72.0, 72.0))


def _phone_size(rng: np.random.Generator) -> tuple[int, int]:
    tall = int(rng.integers(2200, 2801))
    return int(tall * rng.uniform(0.74, 0.8)), tall


def _view(rng: np.random.Generator, tilt: float, roll: float) -> View:
    tilt_x, tilt_y = rng.uniform(-tilt, tilt, 2)
    return View(float(tilt_x), float(tilt_y), float(rng.uniform(-roll, roll)), float(rng.uniform(350, 600)))


def _easy_view(rng: np.random.Generator) -> View:
    return _view(rng, 6, 3)


def _seen(sheet: Canvas, view: View, size: tuple[int, int], share: float) -> Matrix:
    """Millimetres of flat paper to pixels of a pinhole camera; the sheet fills ``share`` of the picture."""
    height, width = (side / sheet.px_per_mm for side in sheet.pixels.shape[:2])
    turns = [np.radians(angle) for angle in (view.tilt_x, view.tilt_y, view.roll)]
    spin = np.eye(3)
    for axis, angle in zip(np.eye(3), turns, strict=True):
        spin = cv2.Rodrigues(axis * angle)[0] @ spin
    plane = np.column_stack([spin[:, 0], spin[:, 1], [0, 0, view.height_mm]])
    camera = plane @ np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    low, high = (f(cv2.perspectiveTransform(corners, camera)[0], axis=0) for f in (np.min, np.max))
    zoom = share * min(np.array(size) / (high - low))
    start = (np.array(size) - 1) / 2 - zoom * (low + high) / 2
    return np.asarray(np.array([[zoom, 0, start[0]], [0, zoom, start[1]], [0, 0, 1]]) @ camera, np.float64)


def _lit(picture: NDArray[np.uint8], lamp: Grey) -> NDArray[np.uint8]:
    return np.asarray((picture * lamp[:, :, None]).clip(0, 255), np.uint8)


def _shadow(size: tuple[int, int], rng: np.random.Generator) -> Grey:
    """What is left of the light: 35 to 65 % where the shadow falls."""
    wide, tall = size[0] // 4, size[1] // 4
    mask = np.zeros((tall, wide), np.uint8)
    middle = rng.uniform(0.15, 0.85, 2) * (wide, tall)
    if rng.random() < 0.5:
        angle = float(rng.uniform(0, 2 * np.pi))
        along, out = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        shape = [middle + (along * a + out * b) * 4 * tall for a, b in ((-1, 0), (1, 0), (1, 1), (-1, 1))]
        cv2.fillPoly(mask, [np.round(shape).astype(np.int32)], (255,), cv2.LINE_AA)
    else:
        head = int(rng.uniform(0.12, 0.25) * tall)
        foot = (int(middle[0] + rng.normal(0, 0.2) * wide), int(middle[1] + 2.2 * head))
        cv2.circle(mask, (int(middle[0]), int(middle[1])), head, (255,), cv2.FILLED, cv2.LINE_AA)
        cv2.ellipse(mask, foot, (2 * head, int(1.4 * head)), 0, 0, 360, (255,), cv2.FILLED, cv2.LINE_AA)
    edge = float(rng.uniform(0.5, 1.5) if rng.random() < 0.5 else rng.uniform(10, 40))
    dark = cv2.GaussianBlur(mask, (0, 0), edge).astype(np.float32) * np.float32(rng.uniform(0.35, 0.65) / 255)
    return np.asarray(cv2.resize(1 - dark, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _curled(sheet: Canvas, camera_mm: float, rng: np.random.Generator) -> tuple[Bend, Grey]:
    """How a sheet bent about one axis is seen from ``camera_mm`` above its middle, and how light falls on it."""
    height, width = (side / sheet.px_per_mm for side in sheet.pixels.shape[:2])
    middle = np.array([width, height]) / 2
    angle = np.radians(float(rng.choice([0.0, 90.0, rng.uniform(20, 70)])) + float(rng.normal(0, 4)))
    across = np.array([np.cos(angle), np.sin(angle)])
    reach = float(np.abs(across) @ middle)
    arc = np.linspace(-1.2 * reach, 1.2 * reach, 481)
    shape = _slope(arc / reach, rng)
    wanted = float(rng.uniform(1.0, _MOST_CURL_MM))
    edge = np.array([[x, y] for x in (0, width / 2, width) for y in (0, height / 2, height)])

    def bent(strength: float) -> Bend:
        slope = shape * strength
        ground, rise = (np.cumsum(part) * (arc[1] - arc[0]) for part in (np.cos(slope), np.sin(slope)))
        ground, rise = ground - np.interp(0, arc, ground), rise - rise.min()

        def bend(points: Points) -> Points:
            out = points - middle
            along = out @ across
            flat = out + np.outer(np.interp(along, arc, ground) - along, across)
            nearer = camera_mm / (camera_mm - np.interp(along, arc, rise))
            return np.asarray(middle + flat * nearer[:, None], np.float64)

        return bend

    low, high = 0.0, 1.0
    for _ in range(20):
        strength = (low + high) / 2
        off = float(np.linalg.norm(bent(strength)(edge) - edge, axis=1).max())
        low, high = (strength, high) if off < wanted else (low, strength)
    return bent(low), _curl_light(sheet, across, (arc, shape * low), rng)


def _slope(at: Points, rng: np.random.Generator) -> Points:
    """How steeply the sheet rises along the bend, from -1 to 1 of its half width: an arc, one raised edge, a wave."""
    kind = int(rng.integers(3))
    side = 1.0 if rng.random() < 0.5 else -1.0
    if kind == 0:
        return side * at
    if kind == 1:
        return side * np.maximum(0.0, side * at - float(rng.uniform(-0.3, 0.4)))
    return side * np.sin(np.pi * (at + float(rng.uniform(-0.5, 0.5))))


def _curl_light(sheet: Canvas, across: Points, slope: tuple[Points, Points], rng: np.random.Generator) -> Grey:
    """Paper that leans towards the lamp is brighter."""
    height, width = sheet.pixels.shape[:2]
    xs, ys = np.meshgrid(np.linspace(-0.5, 0.5, width // 16) * width, np.linspace(-0.5, 0.5, height // 16) * height)
    leaning = np.interp((xs * across[0] + ys * across[1]) / sheet.px_per_mm, *slope)
    lamp = float(rng.uniform(-0.9, 0.9))
    bright = ((np.cos(lamp - leaning) / np.cos(lamp)) * 0.5 + 0.5).clip(0.6, 1.08)
    return np.asarray(cv2.resize(bright.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR))
