"""One decoded frame as upright, opaque, 8-bit blue-green-red with square pixels, and its resolution."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import ExifTags, Image, ImageOps

from models.scan import Pixels

A4_LONG_INCH = 297 / 25.4
_PAPER_INCH = (5.0, 18.0)
"""Longer side of the paper that a told resolution must come to: from below A6 to above A3."""

_SCANNER_DPI = (60.0, 1300.0)

_FAX_RATIO = (1.1, 2.5)
"""Told resolutions that differ this much mean oblong pixels; more is nonsense, and stretching it would be a bomb."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels of one frame and their resolution, told by the file or computed as if the sheet were A4."""

    pixels: Pixels
    dpi: float


def flattened(image: Image.Image) -> Raster:
    """Decode and straighten ``image``; whatever its decoder raises on broken bytes goes up."""
    told = _told_dpi(image)
    image.load()  # a file may tell its orientation behind its pixels
    is_upright = image.getexif().get(ExifTags.Base.Orientation, 1) == 1
    pixels = _blue_green_red(image if is_upright else ImageOps.exif_transpose(image))  # which copies in any case
    if told is not None:
        pixels = _square(pixels, *told)
    return Raster(pixels, _plausible_dpi(pixels, told))


def _blue_green_red(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16"):
        grey = np.asarray(image).astype(np.uint32) // 257
        return np.asarray(cv2.cvtColor(grey.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)
    if "A" in image.getbands() or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.asarray(cv2.cvtColor(np.asarray(image.convert("L")), cv2.COLOR_GRAY2BGR), np.uint8)
    rgb = image if image.mode == "RGB" else image.convert("RGB")  # which copies in any case
    return np.asarray(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR), np.uint8)


def _told_dpi(image: Image.Image) -> tuple[float, float] | None:
    """The resolution across and down that the file tells; None where it tells nothing usable."""
    try:
        across, down = (float(part) for part in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    low, high = _SCANNER_DPI
    return (across, down) if low <= across <= high and low <= down <= high else None


def _square(pixels: Pixels, across: float, down: float) -> Pixels:
    """Stretch to square pixels where they are not: a fax in normal mode has 204 × 98 dpi."""
    if not _FAX_RATIO[0] <= max(across, down) / min(across, down) <= _FAX_RATIO[1]:
        return pixels
    finer = max(across, down)
    stretched = cv2.resize(pixels, None, fx=finer / across, fy=finer / down, interpolation=cv2.INTER_LINEAR)
    return np.asarray(stretched, np.uint8)


def _plausible_dpi(pixels: Pixels, told: tuple[float, float] | None) -> float:
    """The told resolution if it makes a sheet of paper (cameras write 72 dpi), else as if the sheet were A4."""
    longer: int = max(pixels.shape[:2])
    smallest, largest = _PAPER_INCH
    if told is not None and smallest <= longer / max(told) <= largest:
        return max(told)
    return longer / A4_LONG_INCH
