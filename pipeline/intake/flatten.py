"""One decoded frame as upright, opaque, 8-bit blue-green-red with square pixels, and its resolution."""

from __future__ import annotations

from collections.abc import Callable
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


Canvas = Callable[[int, int], Pixels]
"""Gives room for a page's pixels by their height and width."""


def fresh(height: int, width: int) -> Pixels:
    """Room in this process's own memory."""
    return np.empty((height, width, 3), np.uint8)


def flattened(image: Image.Image, canvas: Canvas = fresh) -> Raster:
    """Decode and straighten ``image`` onto a canvas; whatever its decoder raises on broken bytes goes up."""
    told = _told_dpi(image)
    image.load()  # a file may tell its orientation behind its pixels
    is_upright = image.getexif().get(ExifTags.Base.Orientation, 1) == 1
    upright = image if is_upright else ImageOps.exif_transpose(image)  # which copies in any case
    if told is None or not _is_oblong(*told):
        pixels = blue_green_red(upright, canvas)
    else:
        pixels = _square(blue_green_red(upright, fresh), *told, canvas)
    return Raster(pixels, _plausible_dpi(pixels, told))


def blue_green_red(image: Image.Image, canvas: Canvas) -> Pixels:
    """The pixels in OpenCV's order, opaque, 8 bits a colour."""
    room = canvas(image.height, image.width)
    if image.mode.startswith("I;16"):
        grey = np.asarray(image).astype(np.uint32) // 257
        return np.asarray(cv2.cvtColor(grey.astype(np.uint8), cv2.COLOR_GRAY2BGR, room), np.uint8)
    if "A" in image.getbands() or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode in ("1", "L"):
        return np.asarray(cv2.cvtColor(np.asarray(image.convert("L")), cv2.COLOR_GRAY2BGR, room), np.uint8)
    rgb = image if image.mode == "RGB" else image.convert("RGB")  # which copies in any case
    return np.asarray(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR, room), np.uint8)


def _told_dpi(image: Image.Image) -> tuple[float, float] | None:
    """The resolution across and down that the file tells; None where it tells nothing usable."""
    try:
        across, down = (float(part) for part in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    low, high = _SCANNER_DPI
    return (across, down) if low <= across <= high and low <= down <= high else None


def _is_oblong(across: float, down: float) -> bool:
    return across != down and _FAX_RATIO[0] <= max(across, down) / min(across, down) <= _FAX_RATIO[1]


def _square(pixels: Pixels, across: float, down: float, canvas: Canvas) -> Pixels:
    """Stretch to square pixels: a fax in normal mode has 204 × 98 dpi."""
    finer = max(across, down)
    height, width = round(pixels.shape[0] * finer / down), round(pixels.shape[1] * finer / across)
    room = canvas(height, width)
    return np.asarray(cv2.resize(pixels, (width, height), room, interpolation=cv2.INTER_LINEAR), np.uint8)


def _plausible_dpi(pixels: Pixels, told: tuple[float, float] | None) -> float:
    """The told resolution if it makes a sheet of paper (cameras write 72 dpi), else as if the sheet were A4."""
    longer: int = max(pixels.shape[:2])
    smallest, largest = _PAPER_INCH
    if told is not None and smallest <= longer / max(told) <= largest:
        return max(told)
    return longer / A4_LONG_INCH
