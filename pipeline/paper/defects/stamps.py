"""The office's own stamps, pressed over whatever is printed there."""

from __future__ import annotations

import cv2
import numpy as np

from models.scan import Pixels
from pipeline.paper.defects.scanner import scanned
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas, Ink, Mask
from pipeline.paper.lettering import lettered

_OFFICE_WORDS = ("受付済", "本人確認済", "至急", "控", "写", "処理済", "入力済", "決裁")
_BLACK, _BLUE, _RED = (40, 38, 36), (140, 60, 30), (48, 44, 205)


def stamped(sheet: Canvas, rng: np.random.Generator) -> Picture:
    """The round date stamp of 受付 in red and one or two of the office's own, over printed words."""
    paper = Canvas(sheet.pixels.copy(), sheet.px_per_mm)
    px = paper.px_per_mm
    for number in range(int(rng.integers(2, 4))):
        mask = _date_stamp(float(rng.uniform(22, 32)) * px, rng) if number == 0 else _office_stamp(px, rng)
        colour = _RED if number == 0 else (_BLUE, _BLACK, _RED)[int(rng.integers(3))]
        x, y = _over_print(sheet, mask, rng)
        paper.lay_centred(_turned(mask, float(rng.normal(0, 8))), x, y, Ink(colour, float(rng.uniform(0.7, 1.0))))
    return scanned(paper, rng)


def _date_stamp(side: float, rng: np.random.Generator) -> Mask:
    """A ring with two rules, 受付 above, the date between them, the town below."""
    size = int(side)
    mask = np.zeros((size, size), np.uint8)
    middle, thick = size // 2, max(2, size // 70)
    cv2.circle(mask, (middle, middle), middle - thick, (255,), thick, cv2.LINE_AA)
    for y in (0.36, 0.63):
        half = int(np.sqrt(0.25 - (0.5 - y) ** 2) * size) - thick
        cv2.line(mask, (middle - half, int(y * size)), (middle + half, int(y * size)), (255,), thick, cv2.LINE_AA)
    date = f"7.{rng.integers(4, 13)}.{rng.integers(1, 29)}"
    for words, y, em in (("受付", 0.22, 0.17), (date, 0.495, 0.18), ("見本市", 0.77, 0.14)):
        line = lettered(words, int(em * size))
        top, left = int(y * size - line.shape[0] / 2), middle - line.shape[1] // 2
        np.maximum(mask[top : top + line.shape[0], left : left + line.shape[1]], line,
                   out=mask[top : top + line.shape[0], left : left + line.shape[1]])  # fmt: skip
    return _pressed(mask, rng)


def _office_stamp(px_per_mm: float, rng: np.random.Generator) -> Mask:
    """A word of the office in a frame, 5 to 8 mm high."""
    words = _OFFICE_WORDS[int(rng.integers(len(_OFFICE_WORDS)))]
    line = lettered(words, int(float(rng.uniform(5, 8)) * px_per_mm))
    edge = int(1.5 * px_per_mm)
    mask = cv2.copyMakeBorder(line, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(0,))
    cv2.rectangle(mask, (1, 1), (mask.shape[1] - 3, mask.shape[0] - 3), (255,), max(2, int(0.4 * px_per_mm)))
    return _pressed(np.asarray(mask, np.uint8), rng)


def _pressed(mask: Pixels, rng: np.random.Generator) -> Mask:
    """Rubber on paper: blotchy, with grain."""
    height, width = mask.shape
    blotches = cv2.resize(rng.normal(0.85, 0.25, (6, 6)).astype(np.float32), (width, height))
    grain = blotches * rng.normal(1, 0.15, mask.shape).astype(np.float32)
    return np.asarray(mask.astype(np.float32) / 255 * grain.clip(0.15, 1), np.float32)


def _turned(mask: Mask, degrees: float) -> Mask:
    side = int(np.hypot(*mask.shape)) + 2
    height, width = mask.shape
    turn = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    turn[:, 2] += np.array([side - width, side - height]) / 2
    return np.asarray(cv2.warpAffine(mask, turn, (side, side)), np.float32)


def _over_print(sheet: Canvas, mask: Mask, rng: np.random.Generator) -> tuple[float, float]:
    """A place, in millimetres, with much print or writing under the stamp."""
    small = cv2.resize(sheet.pixels[:, :, 1], None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    reach = max(mask.shape) // 16 + 1
    dark = cv2.blur(255 - small, (2 * reach + 1, 2 * reach + 1))
    height, width = dark.shape
    places = rng.integers((reach, reach), (height - reach, width - reach), (12, 2))
    y, x = max(places, key=lambda place: int(dark[place[0], place[1]]))
    return float(x) * 8 / sheet.px_per_mm, float(y) * 8 / sheet.px_per_mm
