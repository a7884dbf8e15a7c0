"""A flat-bed or feeder scanner with one thing wrong: how the sheet lay, was pulled, or was turned into levels."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from models.scan import Matrix, Pixels
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas
from pipeline.paper.optics import from_mm, lay, noisy, soft, toned
from pipeline.paper.placement import Bend, Placement, Points

Lid = tuple[int, int, int]
LIDS: tuple[Lid, ...] = ((255, 255, 255), (255, 255, 255), (222, 224, 225), (28, 28, 30))
"""What a scanner shows where no paper is: mostly white, else grey or black."""

_WIDE_GLASS_MM = 12.0
_FEED_MM = 297.0
_MOST_SLIP_MM = 1.5


def scanned(
    sheet: Canvas,
    rng: np.random.Generator,
    *,
    move: Matrix | None = None,
    bend: Bend | None = None,
    dpi: float | None = None,
    lid: Lid = (255, 255, 255),
    margin_mm: float = 0.0,
) -> Picture:
    """A clean scan in colour, all but straight; ``move`` and ``bend`` (mm to mm on the glass) say how it lay else.

    The picture is larger than the sheet by ``margin_mm`` on each side and has ``dpi`` (that of ``sheet`` where None);
    ``lid`` is seen beside the paper.
    """
    height, width = sheet.pixels.shape[:2]
    px_per_mm = sheet.px_per_mm if dpi is None else dpi / 25.4
    zoom = px_per_mm / sheet.px_per_mm
    if move is None:
        move = askew(sheet, float(np.clip(rng.normal(0, 0.15), -0.4, 0.4)), rng.normal(0, 0.4, 2).clip(-1, 1))
    placement = Placement(from_mm(px_per_mm) @ _shift(margin_mm) @ move, bend)
    tall, wide = (round(side * zoom + 2 * margin_mm * px_per_mm) for side in (height, width))
    ground = np.full((tall, wide, 3), lid, np.uint8)
    lay(sheet.pixels, sheet.px_per_mm, placement, ground)
    return Picture(developed(ground, rng), placement, (px_per_mm * 25.4, px_per_mm * 25.4))


def developed(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """What a good sensor makes of a sharp picture: a little soft, a little noisy, white not quite white."""
    paper = rng.uniform(242, 254) + rng.normal(0, 1.5, 3)
    darkest = float(rng.uniform(0, 25))
    levels = (darkest + (paper - darkest) * np.linspace(0, 1, 256)[:, None]).clip(0, 255)
    return noisy(toned(soft(picture, float(rng.uniform(0.4, 0.7))), levels), float(rng.uniform(1.0, 2.5)), rng)


def askew(sheet: Canvas, degrees: float, shift_mm: Points, scale: float = 1.0, stretch: float = 1.0) -> Matrix:
    """A move in millimetres: turned about the sheet's middle, scaled, made longer by ``stretch``, then shifted."""
    height, width = sheet.pixels.shape[:2]
    x, y = width / sheet.px_per_mm / 2, height / sheet.px_per_mm / 2
    move = np.vstack([cv2.getRotationMatrix2D((x, y), degrees, scale), [0, 0, 1]])
    move[1] = move[1] * stretch + [0, 0, y * (1 - stretch)]
    move[:2, 2] += shift_mm
    return np.asarray(move, np.float64)


def rotation(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Laid on the glass askew by up to 5°, and any way up; the glass may be larger than the sheet."""
    move = askew(sheet, float(rng.uniform(-5, 5)), rng.uniform(-2, 2, 2))
    margin_mm = _WIDE_GLASS_MM if rng.random() < 0.5 else 0.0
    return scanned(sheet, rng, move=move, lid=any_lid(rng), margin_mm=margin_mm).turned(int(rng.integers(4)))


def shift(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Off its place by up to 15 mm, each way."""
    return scanned(sheet, rng, move=askew(sheet, 0.0, rng.uniform(-15, 15, 2)), lid=any_lid(rng))


def scale(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Copied at 95 to 105 % on paper of the same size."""
    return scanned(sheet, rng, move=askew(sheet, 0.0, np.zeros(2), float(rng.uniform(0.95, 1.05))))


def feeder_stretch(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Pulled too fast or too slow: up to 3 % longer or shorter along the feed, which may be the short side."""
    along, across = float(rng.uniform(0.97, 1.03)), 1.0
    if rng.random() < 0.3:
        along, across = 1.0, along
    return scanned(sheet, rng, move=askew(sheet, 0.0, np.zeros(2), across, along / across))


def uneven_feed(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Rollers that slip here and there: print is off by up to 1.5 mm, changing smoothly down the page."""
    waves = np.arange(1, 4)
    sizes, phases = rng.normal(0, 1, 3) / waves, rng.uniform(0, 2 * np.pi, 3)

    def wave(y: Points) -> Points:
        return np.asarray(np.sin(y[:, None] / _FEED_MM * 2 * np.pi * waves * 0.75 + phases) @ sizes, np.float64)

    highest = np.abs(wave(np.linspace(0, _FEED_MM, 200))).max()
    strength = float(rng.uniform(0.3, _MOST_SLIP_MM)) / highest

    def bend(points: Points) -> Points:
        return np.asarray(points + np.column_stack([np.zeros(len(points)), strength * wave(points[:, 1])]), np.float64)

    return scanned(sheet, rng, bend=bend)


def resolution(sheet: Canvas, rng: np.random.Generator, dpi: float) -> Picture:
    """Scanned at another resolution."""
    return scanned(sheet, rng, dpi=dpi)


def grey(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Without colour, from pale to heavy."""
    picture = scanned(sheet, rng)
    levels = 255 * np.linspace(0, 1, 256)[:, None].repeat(3, 1) ** float(rng.uniform(0.6, 1.7))
    return dataclasses.replace(picture, pixels=_grey(toned(picture.pixels, levels)))


def bilevel(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """Black and white only, by one level for the whole page or by the paper around each pixel."""
    picture = scanned(sheet, rng)
    page = _grey(picture.pixels)
    if rng.random() < 0.5:
        black = page < rng.uniform(140, 215)
    else:
        window = 2 * int(rng.integers(12, 30)) + 1
        black = page.astype(np.int16) < cv2.blur(page, (window, window)).astype(np.int16) - int(rng.integers(8, 30))
    return dataclasses.replace(picture, pixels=np.where(black, 0, 255).astype(np.uint8), is_bilevel=True)


def edge_cut(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """One side, or two that meet, lost by up to a tenth: outside the picture, or black or white there."""
    picture = scanned(sheet, rng)
    height, width = picture.pixels.shape[:2]
    first = int(rng.integers(4))
    sides = {first, (first + 1) % 4} if rng.random() < 0.3 else {first}
    left, top, right, bottom = (float(rng.uniform(0.01, 0.1)) if side in sides else 0.0 for side in range(4))
    x0, x1, y0, y1 = round(left * width), round((1 - right) * width), round(top * height), round((1 - bottom) * height)
    kept = picture.pixels[y0:y1, x0:x1]
    if rng.random() < 0.5:
        away = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float64)
        return dataclasses.replace(picture, pixels=kept.copy(), placement=picture.placement.then(away))
    covered = np.full_like(picture.pixels, 255 if rng.random() < 0.5 else 12)
    covered[y0:y1, x0:x1] = kept
    return dataclasses.replace(picture, pixels=covered)


def any_lid(rng: np.random.Generator) -> Lid:
    """One of ``LIDS``."""
    return LIDS[int(rng.integers(len(LIDS)))]


def _shift(mm: float) -> Matrix:
    return np.array([[1, 0, mm], [0, 1, mm], [0, 0, 1]], np.float64)


def _grey(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
