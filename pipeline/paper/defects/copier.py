"""Paper that was sent or copied before it was scanned."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels
from pipeline.paper.defects.scanner import askew
from pipeline.paper.degrade import Level, Picture, degrade, exact
from pipeline.paper.ink import Canvas
from pipeline.paper.optics import Grey, from_mm
from pipeline.paper.placement import Placement

_GENERATIONS = 3


def fax(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A group 3 fax at fine resolution."""
    return exact(degrade(sheet.pixels, sheet.px_per_mm, Level.FAX, rng), sheet.px_per_mm)


def photocopies(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """A copy of a copy of a copy, scanned in grey: print grows or breaks up, dust and dark edges add up."""
    height, width = sheet.pixels.shape[:2]
    page = np.asarray(cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    to_px = from_mm(sheet.px_per_mm)
    placement = Placement(to_px)
    heavy = float(rng.uniform(-1, 1))
    for _ in range(_GENERATIONS):
        mm_move = askew(sheet, float(rng.normal(0, 0.5)), rng.normal(0, 1.0, 2), float(rng.uniform(0.985, 1.012)))
        move = to_px @ mm_move @ np.linalg.inv(to_px)
        page = np.asarray(cv2.warpPerspective(page, move, (width, height), borderValue=(255,)), np.uint8)
        placement = placement.then(move)
        page = _copied(page, heavy, rng)
    return Picture(page, placement, (sheet.px_per_mm * 25.4, sheet.px_per_mm * 25.4))


def _copied(page: Pixels, heavy: float, rng: np.random.Generator) -> Pixels:
    """One pass over the glass: ``heavy`` toner (1) fills print, thin toner (-1) breaks it up."""
    blurred = cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.6, 0.9)))
    steep = float(rng.uniform(1.6, 2.4))
    middle = 170 + 16 * heavy + float(rng.normal(0, 4))
    levels = 1 / (1 + np.exp(-steep * (np.arange(256) - middle) / 40))
    levels = float(rng.uniform(248, 255)) * (levels - levels[0]) / (levels[-1] - levels[0])
    toner: Grey = np.asarray(cv2.LUT(blurred, levels.astype(np.float32)), np.float32)
    toner += rng.standard_normal(toner.shape, dtype=np.float32) * np.float32(rng.uniform(3, 7))
    toner -= _smear(page, rng)
    copy = toner.clip(0, 255).astype(np.uint8)
    _dust(copy, rng)
    _dark_edges(copy, rng)
    return copy


def _smear(page: Pixels, rng: np.random.Generator) -> Grey:
    """Bands along the feed where the drum is dirty."""
    width = page.shape[1]
    band = np.zeros((1, width), np.float32)
    for _ in range(int(rng.integers(0, 4))):
        at, wide = rng.uniform(0, width), rng.uniform(1, 25)
        band += np.float32(rng.uniform(3, 22)) * np.exp(-(((np.arange(width) - at) / wide) ** 2)).astype(np.float32)
    return np.broadcast_to(band, (page.shape[0], width))


def _dust(copy: Pixels, rng: np.random.Generator) -> None:
    """Specks and hairs on the glass."""
    height, width = copy.shape
    for _ in range(int(rng.integers(20, 220))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        cv2.circle(copy, (x, y), int(rng.integers(0, 3)), (int(rng.integers(0, 120)),), cv2.FILLED, cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 4))):
        start = rng.uniform((0, 0), (width, height))
        hair = start + np.cumsum(rng.normal(0, 12, (8, 2)), axis=0)
        cv2.polylines(copy, [np.round(hair).astype(np.int32)], False, (60,), 1, cv2.LINE_AA)


def _dark_edges(copy: Pixels, rng: np.random.Generator) -> None:
    """Black where the lid did not close: along some edges, ragged, up to 6 mm wide at 8 px/mm."""
    for side in range(4):
        if rng.random() > 0.35:
            continue
        edge = np.rot90(copy, side)
        deep = cv2.resize(rng.uniform(0, rng.uniform(5, 50), (1, 9)).astype(np.float32), (edge.shape[1], 1))[0]
        dark = np.arange(60)[:, None] < deep[None, :]
        part = edge[:60]
        part[dark] = np.minimum(part[dark], 30)
