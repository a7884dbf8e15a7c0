"""Red seals (認印) with a family name, stamped by hand."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.paper.fonts import KLEE, SEAL_FACE, glyph, has_character
from pipeline.paper.ink import Canvas, Ink, Mask

_FINE = 3
_VERMILION = ((48, 44, 205), (62, 58, 214), (58, 40, 184))


def stamp(canvas: Canvas, family: str, centre: tuple[float, float], rng: np.random.Generator) -> None:
    """Stamp a seal of 9.5 to 12 mm that reads ``family`` from top to bottom at ``centre`` (millimetres)."""
    height = float(rng.uniform(9.5, 12.0))
    width = height * (0.78 if rng.random() < 0.25 else 1.0)
    px = canvas.px_per_mm * _FINE
    face_of_seal = _engraved(family, width * px, height * px, 0.45 * px)
    side = max(face_of_seal.shape)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(rng.normal(0, 7)), 1.0)
    turned = cv2.warpAffine(face_of_seal, turn, (side, side), flags=cv2.INTER_LINEAR)
    small = cv2.resize(turned, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    colour = _VERMILION[int(rng.integers(len(_VERMILION)))]
    canvas.lay_centred(
        _inked(np.float32(1 / 255) * small.astype(np.float32), rng), *centre, Ink(colour, float(rng.uniform(0.75, 1.0)))
    )


def _engraved(family: str, width: float, height: float, rim: float) -> Mask:
    """Ring and characters in white on a black square, as cut into the seal."""
    side = int(height + 4 * rim)
    mask = np.zeros((side, side), np.uint8)
    middle = (side // 2, side // 2)
    cv2.ellipse(mask, middle, (int(width / 2), int(height / 2)), 0, 0, 360, (255,), max(1, round(rim)), cv2.LINE_AA)
    step = 0.8 * height / len(family)
    em = int(min(step * 1.02, width * (0.62 if len(family) > 1 else 0.72)))
    stretch = min(1.25, width * 0.66 / em)
    for number, character in enumerate(family):
        face = SEAL_FACE if has_character(SEAL_FACE, character) else KLEE
        shape = cv2.resize(glyph(face, character, em), None, fx=stretch, fy=1.0, interpolation=cv2.INTER_AREA)
        shape = cv2.dilate(shape, np.ones((2, 2), np.uint8))
        top = round(side / 2 + (number - (len(family) - 1) / 2) * step - shape.shape[0] / 2)
        left = side // 2 - shape.shape[1] // 2
        _add(mask, shape, left, top)
    return mask.astype(np.float32)


def _add(mask: np.ndarray[tuple[int, int], np.dtype[np.uint8]], shape: cv2.typing.MatLike, left: int, top: int) -> None:
    y0, x0 = max(top, 0), max(left, 0)
    y1, x1 = min(top + shape.shape[0], mask.shape[0]), min(left + shape.shape[1], mask.shape[1])
    part = mask[y0:y1, x0:x1]
    np.maximum(part, shape[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def _inked(mask: Mask, rng: np.random.Generator) -> Mask:
    """The print of the seal: blotchy, with a side pressed less."""
    height, width = mask.shape
    blotches = cv2.resize(rng.normal(0.85, 0.25, (14, 14)).astype(np.float32), (width, height))
    lean = rng.normal(0, 0.25, 2)
    pressed = 1 + lean[0] * np.linspace(-1, 1, width)[None, :] + lean[1] * np.linspace(-1, 1, height)[:, None]
    grain = rng.normal(1, 0.18, mask.shape)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.6) * (blotches * pressed * grain).clip(0.15, 1), np.float32)
