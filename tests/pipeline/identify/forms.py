"""Small printed forms drawn in code, and pages of them that lie in known ways."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from models.geometry import BoxMm
from models.page import BlankSheet
from models.scan import Matrix, MediaType, Page, Pixels, Scan
from models.template import Label, LineField, Template

WORDS = ("Name", "Address", "Date of birth", "Telephone", "Household", "Account", "Branch", "Reason", "Relation")
A4_PX = (1680, 2376)

SCAN_PX = (1654, 2339)
PHOTO_PX = (2000, 2700)
"""Width and height: A4 at 200 dpi, and a telephone's picture of it."""


def blank_sheet(seed: int, page_mm: tuple[float, float] = (210, 297)) -> BlankSheet:
    """A form with a heading, ruled rows, labels and cells; each seed is another form."""
    rng = np.random.default_rng(seed)
    width, height = (round(mm * 8) for mm in page_mm)
    pixels = np.full((height, width), 255, np.uint8)
    _write(pixels, f"FORM {seed} {rng.choice(WORDS)}", (200, 150), 2.0)
    y = 240
    while y < height - 300:
        row, split = int(rng.integers(70, 160)), int(rng.integers(250, 700))
        cv2.rectangle(pixels, (120, y), (width - 120, y + row), 0, 3)
        cv2.line(pixels, (split, y), (split, y + row), 0, 2)
        for x in range(split + 60, min(split + 60 * int(rng.integers(1, 12)), width - 180), 60):
            cv2.line(pixels, (x, y), (x, y + row), 90, 1)
        words = " ".join(rng.choice(WORDS, 2))
        _write(pixels, f"{words[:20]} {rng.integers(100)}", (135, y + 45), 0.8)
        _write(pixels, f"{rng.choice(WORDS)} ({rng.integers(1000)})", (int(rng.integers(900, 1250)), y + 40), 0.7)
        y += row
    _write(pixels, " ".join(rng.choice(WORDS, 6)), (140, height - 150), 0.9)
    return printed_sheet(pixels, f"form_{seed}")


NAME_BOX = BoxMm(100, 40, 60, 10)


def printed_sheet(
    pixels: Pixels, form: str = "form", version: str = "1", boxes: Sequence[BoxMm] = (NAME_BOX,)
) -> BlankSheet:
    """A form that looks like ``pixels``, at 8 px/mm, with a field in each box."""
    height, width = pixels.shape
    label = Label(ja="氏名", en="Name")
    fields = tuple(LineField(key=f"name_{n}", label=label, type="name", box_mm=box) for n, box in enumerate(boxes))
    title = Label(ja=f"様式 {form}", en=f"Form {form}")
    template = Template(form=form, version=version, title=title, page_mm=(width / 8, height / 8), fields=fields)
    return BlankSheet(template, pixels, hashlib.sha256(pixels.tobytes()).hexdigest())


def written_on(blank: Pixels, seed: int = 0) -> Pixels:
    """The sheet with scrawls of ink over it, in colour."""
    rng = np.random.default_rng(seed)
    pixels = cv2.cvtColor(blank, cv2.COLOR_GRAY2BGR)
    for _ in range(60):
        start = rng.uniform((200, 250), (blank.shape[1] - 300, blank.shape[0] - 200))
        stroke = start + np.cumsum(rng.normal(0, 12, (12, 2)), axis=0)
        cv2.polylines(pixels, [stroke.astype(np.int32)], False, (90, 30, 30), 4, cv2.LINE_AA)
    return np.asarray(pixels, np.uint8)


def page_of(pixels: Pixels, dpi: float = 200) -> Page:
    scan = Scan("0" * 64, "x.png", MediaType.PNG, 1, 1, Path("x.png"))
    return Page(scan, 1, pixels, dpi)


def laid(pixels: Pixels, transform: Matrix, size: tuple[int, int], desk: int = 255) -> Pixels:
    """The sheet's pixels moved by ``transform`` onto a picture of ``size`` (width, height)."""
    warped = cv2.warpPerspective(
        pixels, transform, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=(desk, desk, desk)
    )
    return np.asarray(warped, np.uint8)


def scanned(angle: float = 0, dpi: float = 200, shift: tuple[float, float] = (0, 0), stretch: float = 1.0) -> Matrix:
    """From 8 px/mm to a scanner's pixels: turned about the middle, moved, and pulled longer by the feeder."""
    scale = dpi / 203.2
    turn = np.vstack([cv2.getRotationMatrix2D((A4_PX[0] / 2, A4_PX[1] / 2), angle, scale), [0, 0, 1]])
    turn[:2, 2] += np.array(shift) + (scale - 1) * np.array(A4_PX) / 2
    return np.asarray(np.diag([1, stretch, 1]) @ turn, np.float64)


def photographed(seed: int, size: tuple[int, int] = (2000, 2700)) -> Matrix:
    """A camera held not quite straight above the sheet."""
    rng = np.random.default_rng(seed)
    width, height = A4_PX
    sheet = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    at = np.array([[150, 150], [size[0] - 150, 150], [size[0] - 150, size[1] - 150], [150, size[1] - 150]])
    there = (at + rng.uniform(-90, 90, (4, 2))).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(sheet, there), np.float64)


def rough(pixels: Pixels, seed: int = 0) -> Pixels:
    """Uneven light, blur, noise and JPEG, as a camera gives."""
    rng = np.random.default_rng(seed)
    light = np.linspace(0.75, 1.0, pixels.shape[1])[None, :, None]
    noisy = cv2.GaussianBlur(pixels, (0, 0), 1.1) * light + rng.normal(0, 5, pixels.shape)
    coded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def faxed(pixels: Pixels) -> Pixels:
    """Black and white only."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.cvtColor(np.where(grey > 150, 255, 0).astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8)


def _write(pixels: Pixels, text: str, at: tuple[int, int], size: float) -> None:
    cv2.putText(pixels, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, 0, round(1.5 * size) + 1, cv2.LINE_AA)


def printed(height: int, width: int) -> Pixels:
    """White paper with a printed rule."""
    pixels = np.full((height, width), 255, np.uint8)
    pixels[height // 10 : height // 10 + 4, width // 10 : -width // 10] = 0
    return pixels
