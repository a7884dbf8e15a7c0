"""What machines make of paper: a feeder scanner, a telephone held by hand, a fax."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from models.scan import Matrix, Pixels
from pipeline.paper.optics import desk, light, noisy, soft, toned, warp
from pipeline.paper.placement import Placement, quarter_turn

_FAX_PX_PER_MM = (204 / 25.4, 196 / 25.4)
"""Fine resolution of a group 3 fax, across and down."""


class Level(StrEnum):
    """How a sheet came in: straight from the drawing, a scanner, a telephone's camera, a fax."""

    CLEAN = "clean"
    SCAN = "scan"
    PHOTO = "photo"
    FAX = "fax"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A sheet as a machine saw it, in colour or grey; only 0 and 255 where it is bilevel.

    ``placement`` says where the sheet's millimetres lie on it; ``dpi`` is what the machine writes into the file
    (across, down).
    """

    pixels: Pixels
    placement: Placement
    dpi: tuple[float, float]
    is_bilevel: bool = False

    @property
    def to_page(self) -> Matrix:
        """Template millimetres to pixels, bends left out."""
        return self.placement.to_page

    def turned(self, quarters: int) -> Picture:
        """The picture as it comes when the sheet is fed the other way: turned clockwise by so many quarters."""
        height, width = self.pixels.shape[:2]
        pixels = np.ascontiguousarray(np.rot90(self.pixels, -quarters))
        placement = self.placement.then(quarter_turn(quarters, width, height))
        dpi = self.dpi if quarters % 2 == 0 else (self.dpi[1], self.dpi[0])
        return Picture(pixels, placement, dpi, self.is_bilevel)


def degrade(sheet: Pixels, px_per_mm: float, level: Level, rng: np.random.Generator) -> Picture:
    """Pass a filled sheet (blue-green-red, ``px_per_mm``) through a machine of this level, differently each time."""
    to_sheet = np.diag([px_per_mm, px_per_mm, 1.0])
    match level:
        case Level.SCAN:
            return _scan(sheet, to_sheet, rng)
        case Level.PHOTO:
            return _photo(sheet, to_sheet, rng)
        case Level.FAX:
            return _fax(sheet, to_sheet, rng)
        case Level.CLEAN:
            return Picture(sheet, Placement(to_sheet), (px_per_mm * 25.4, px_per_mm * 25.4))


def exact(picture: Picture, px_per_mm: float) -> Picture:
    """The picture with its placement right to a fraction of a pixel, for a sheet of ``px_per_mm``.

    ``degrade`` takes a pixel's corner for its middle: half a pixel, which only the bench of alignment sees.
    """
    half = np.eye(3)
    half[:2, 2] = -0.5 / px_per_mm
    return dataclasses.replace(picture, placement=Placement(picture.to_page @ half))


def _scan(sheet: Pixels, to_sheet: Matrix, rng: np.random.Generator) -> Picture:
    """A feeder or flat bed: turned by up to 2°, shifted, 98–102 % large, a little soft, in colour or grey."""
    height, width = sheet.shape[:2]
    move = _laid_askew((width, height), _tilt(rng, 0.7), float(rng.uniform(0.98, 1.02)), rng)
    paper = rng.uniform(236, 254) + rng.normal(0, 2, 3)
    picture = warp(sheet, move, (width, height), (255, 255, 255) if rng.random() < 0.8 else (225, 225, 225))
    darkest = float(rng.uniform(0, 35))
    curve = np.linspace(0, 1, 256)[:, None] ** float(rng.uniform(0.8, 1.25))
    picture = toned(soft(picture, float(rng.uniform(0.35, 0.95))), (darkest + (paper - darkest) * curve).clip(0, 255))
    picture = noisy(picture, float(rng.uniform(1.0, 4.5)), rng)
    if rng.random() < 0.3:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    dpi = float(to_sheet[0, 0]) * 25.4
    return Picture(picture, Placement(move @ to_sheet), (dpi, dpi))


def _photo(sheet: Pixels, to_sheet: Matrix, rng: np.random.Generator) -> Picture:
    """A telephone over a desk: perspective, uneven light, a shadow, colour cast. The sheet is wholly in the picture."""
    height, width = sheet.shape[:2]
    tall = int(rng.integers(2000, 2601))
    wide = int(tall * rng.uniform(0.74, 0.8))
    move = _held_by_hand((width, height), (wide, tall), rng)
    ground = desk((wide, tall), rng)
    cv2.warpPerspective(sheet, move, (wide, tall), ground, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    picture = soft(ground, float(rng.uniform(0.4, 1.1)))
    cast = rng.uniform(0.9, 1.02, 3) * rng.uniform(0.85, 1.0)
    lit = (picture * (light((wide, tall), rng)[:, :, None] * cast.astype(np.float32))).clip(0, 255)
    picture = noisy(lit.astype(np.uint8), float(rng.uniform(2.0, 6.0)), rng)
    return Picture(picture, Placement(move @ to_sheet), (72.0, 72.0))


def _fax(sheet: Pixels, to_sheet: Matrix, rng: np.random.Generator) -> Picture:
    """A group 3 fax at fine resolution: black or white, ragged edges, specks, paper that slips."""
    height, width = sheet.shape[:2]
    move = _laid_askew((width, height), _tilt(rng, 0.6), float(rng.uniform(0.98, 1.0)), rng)
    slip = float(rng.uniform(0.99, 1.01))
    to_fax = np.diag([_FAX_PX_PER_MM[0] / to_sheet[0, 0], _FAX_PX_PER_MM[1] / to_sheet[1, 1] * slip, 1.0])
    size = round(width * to_fax[0, 0]), round(height * to_fax[1, 1])
    grey = cv2.cvtColor(warp(sheet, to_fax @ move, size, (255, 255, 255)), cv2.COLOR_BGR2GRAY)
    blurred = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.5, 0.9))).astype(np.float32)
    blurred += rng.standard_normal(blurred.shape, dtype=np.float32) * np.float32(rng.uniform(6, 16))
    black = blurred < rng.uniform(150, 190)
    specks = rng.random(black.shape, dtype=np.float32)
    rate = float(rng.uniform(0, 0.0006))
    black = (black | (specks < rate)) & (specks < 1 - rate * 4)
    pixels = np.where(black, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _sender_line(pixels, rng)
    return Picture(pixels, Placement(to_fax @ move @ to_sheet), (204.0, 196.0), is_bilevel=True)


def _tilt(rng: np.random.Generator, spread: float) -> float:
    """Degrees by which a sheet lies turned: never more than 2."""
    return min(2.0, max(-2.0, float(rng.normal(0, spread))))


def _laid_askew(size: tuple[int, int], degrees: float, scale: float, rng: np.random.Generator) -> Matrix:
    """Turned about the middle, scaled, and shifted by up to about 3 mm at 200 dpi."""
    width, height = size
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale), [0, 0, 1]])
    turn[:2, 2] += rng.normal(0, 0.006, 2).clip(-0.015, 0.015) * width
    return np.asarray(turn, np.float64)


def _held_by_hand(sheet: tuple[int, int], picture: tuple[int, int], rng: np.random.Generator) -> Matrix:
    """A perspective that keeps every corner of the sheet inside the picture."""
    (width, height), (wide, tall) = sheet, picture
    scale = min(wide * rng.uniform(0.86, 0.93) / width, tall * rng.uniform(0.88, 0.95) / height)
    margin = np.array([wide - width * scale, tall - height * scale]) / 2
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    seen = corners * scale + margin + rng.uniform(-0.8, 0.8, (4, 2)) * margin * 0.9
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32)), np.float64)


def _sender_line(pixels: Pixels, rng: np.random.Generator) -> None:
    """The line that a sending fax prints at the top edge, in its own small letters."""
    words = f"2025-{rng.integers(4, 13):02d}-{rng.integers(1, 29):02d} {rng.integers(8, 18):02d}:15   MIHON FAX   P.1/1"
    cv2.putText(pixels, words, (60, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0,), 1, cv2.LINE_8)
