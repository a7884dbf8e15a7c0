"""PDF through poppler: measured by ``pdfinfo``, drawn by ``pdftoppm``, both outside this process and on a clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)
from PIL import Image

from models.errors import MissingPackage
from models.problem import Problem, ProblemCode
from models.scan import Page, Pixels, Scan
from pipeline.intake.caps import Caps
from pipeline.intake.trouble import broken_file, too_many_pages, too_many_pixels

_MEASURE_SECONDS = 20
_DRAW_SECONDS = 60
_BATCH = 4
"""Pages drawn at a time: starting poppler costs as much as a small page, and four A4 pages at 200 dpi are 47 MB."""

_SIZE = re.compile(r"([\d.]+) x ([\d.]+) pts")
_POINTS_PER_INCH = 72


def measure_pdf(path: Path, caps: Caps) -> int | Problem:
    """The number of pages, or why the file goes no further; nothing is drawn yet.

    A PDF that only restricts printing or copying opens without a password and is read.
    """
    try:
        info = pdfinfo_from_path(str(path), timeout=_MEASURE_SECONDS, first_page=1, last_page=caps.max_pages)
    except PDFInfoNotInstalledError as error:
        raise MissingPackage("poppler-utils") from error
    except PDFPopplerTimeoutError:
        return broken_file("took too long to open")
    except PDFPageCountError as error:
        return Problem(ProblemCode.ENCRYPTED_PDF) if "Incorrect password" in str(error) else broken_file("unreadable")
    pages: int = info["Pages"]
    if pages < 1:
        return broken_file("no pages")
    if pages > caps.max_pages:
        return too_many_pages(str(pages), caps)
    for number in range(1, pages + 1):
        pixels = _pixels(info.get(f"Page {number:4d} size", ""), caps.pdf_dpi)
        if pixels > caps.max_page_pixels:
            return too_many_pixels(pixels, number, caps)
    return pages


def draw_pdf(scan: Scan, caps: Caps) -> Iterator[Page | Problem]:
    """Every page at ``caps.pdf_dpi``, a few at a time; one that cannot be drawn leaves the others alone."""
    for first in range(1, scan.page_count + 1, _BATCH):
        numbers = range(first, min(first + _BATCH, scan.page_count + 1))
        images = _draw(scan.path, numbers, caps.pdf_dpi)
        if len(images) == len(numbers):
            for number, image in zip(numbers, images, strict=True):
                yield Page(scan, number, image, float(caps.pdf_dpi))
        else:
            yield from (draw_pdf_page(scan, number, caps.pdf_dpi) for number in numbers)


def draw_pdf_page(scan: Scan, number: int, dpi: int) -> Page | Problem:
    """One page, or that it cannot be drawn."""
    images = _draw(scan.path, range(number, number + 1), dpi)
    return Page(scan, number, images[0], float(dpi)) if images else broken_file("cannot be drawn", number)


def _draw(path: Path, numbers: range, dpi: int) -> list[Pixels]:
    """The pages that poppler could draw, in order; too few where it stumbled.

    It draws what it can of damaged pages and says so on stderr (``strict``): half a page is no page.
    """
    try:
        # The crop box is what pdfinfo measures and what people see; the media box around it may be a bomb.
        images = convert_from_path(
            path,
            dpi=dpi,
            first_page=numbers[0],
            last_page=numbers[-1],
            use_cropbox=True,
            timeout=_DRAW_SECONDS,
            strict=True,
        )
        return [np.asarray(cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR), np.uint8) for image in images]
    except (PDFInfoNotInstalledError, FileNotFoundError) as error:
        raise MissingPackage("poppler-utils") from error
    except (
        PDFPopplerTimeoutError,
        PDFPageCountError,
        PDFSyntaxError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
    ):
        return []


def _pixels(size: str, dpi: int) -> float:
    """How many pixels a page of pdfinfo's ``size`` has at ``dpi``; 0 where it tells none."""
    found = _SIZE.search(size)
    if found is None:
        return 0.0
    width, height = (float(points) * dpi / _POINTS_PER_INCH for points in found.groups())
    return width * height
