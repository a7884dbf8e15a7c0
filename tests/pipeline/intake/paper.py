"""Files as scanners, cameras and ill-wishers make them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from models.problem import Problem
from models.scan import Page, Pixels, Scan
from pipeline.intake.open_scan import Caps, decode_pages, open_scan


def stripes(width: int = 240, height: int = 340) -> Pixels:
    """Grey with one black bar at the top left, so that turning and cutting show."""
    pixels = np.full((height, width), 220, np.uint8)
    pixels[10:30, 10 : width // 2] = 0
    return pixels


def write_pdf(
    path: Path,
    pages: int = 1,
    *,
    size: tuple[float, float] = (595, 842),
    password: str | None = None,
    crop: tuple[float, float, float, float] | None = None,
) -> Path:
    encryption = None if password is None else StandardEncryption(password, "owner-secret")
    canvas = Canvas(str(path), pagesize=size, encrypt=encryption)
    for _ in range(pages):
        if crop:
            canvas.setCropBox(crop)
        canvas.rect(50, 700, 200, 40, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def write_tiff(path: Path, frames: int, compression: str | None = None, mode: str = "L") -> Path:
    pixels = [np.roll(stripes(), 20 * i, axis=0) for i in range(frames)]
    images = [Image.fromarray(p).point(lambda v: 255 * (v > 128), mode if mode == "1" else "L") for p in pixels]
    images = [image.convert(mode) for image in images]
    images[0].save(path, save_all=True, append_images=images[1:], compression=compression, dpi=(200, 200))
    return path


def write_png_header(path: Path, width: int, height: int) -> Path:
    """A PNG that promises width × height and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path


def opened(path: Path, caps: Caps) -> Scan:
    scan = open_scan(path, caps)
    assert isinstance(scan, Scan), scan
    return scan


def refused(path: Path, caps: Caps) -> Problem:
    problem = open_scan(path, caps)
    assert isinstance(problem, Problem), problem
    return problem


def only_page(path: Path, caps: Caps) -> Page:
    (page,) = decode_pages(opened(path, caps), caps)
    assert isinstance(page, Page), page
    return page
