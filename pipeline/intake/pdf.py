"""PDF through poppler: measured by ``pdfinfo``, drawn by ``pdftoppm``, programs of their own and on a clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError

from models.errors import MissingPackage
from models.problem import Problem, ProblemCode
from pipeline.intake.caps import Caps
from pipeline.intake.flatten import Canvas, Raster, blue_green_red
from pipeline.intake.trouble import broken_file, too_many_pages, too_many_pixels, too_slow

_SIZE = re.compile(r"([\d.]+) x ([\d.]+) pts")
_POINTS_PER_INCH = 72


def measure_pdf(path: Path, caps: Caps) -> int | Problem:
    """The number of pages, or why the file goes no further; nothing is drawn yet.

    A PDF that only restricts printing or copying opens without a password and is read.
    """
    info = _info(path, caps)
    return info if isinstance(info, Problem) else _measure_pages(info, caps)


def _info(path: Path, caps: Caps) -> Mapping[str, Any] | Problem:
    try:
        found: Mapping[str, Any] = pdfinfo_from_path(
            str(path), timeout=caps.decode_seconds, first_page=1, last_page=caps.max_pages
        )
    except PDFInfoNotInstalledError as error:
        raise MissingPackage("poppler-utils") from error
    except PDFPopplerTimeoutError:
        return too_slow(caps.decode_seconds)
    except PDFPageCountError as error:
        return Problem(ProblemCode.ENCRYPTED_PDF) if "Incorrect password" in str(error) else broken_file("unreadable")
    except Exception:  # what pdfinfo says of hostile bytes is not always what its reader expects
        return broken_file("unreadable")
    return found


def _measure_pages(info: Mapping[str, Any], caps: Caps) -> int | Problem:
    pages = int(info["Pages"])
    if pages < 1:
        return broken_file("no pages")
    if pages > caps.max_pages:
        return too_many_pages(str(pages), caps)
    for number in range(1, pages + 1):
        pixels = _pixels(info.get(f"Page {number:4d} size", ""), caps.pdf_dpi)
        if pixels > caps.max_page_pixels:
            return too_many_pixels(pixels, number, caps)
    return pages


def draw_pdf(path: Path, numbers: range, caps: Caps, canvas: Canvas) -> list[Raster | Problem]:
    """The pages of these numbers at ``caps.pdf_dpi``; one that cannot be drawn leaves the others alone."""
    drawn = _draw(path, numbers, caps, canvas)
    if isinstance(drawn, list) and len(drawn) == len(numbers):
        return list(drawn)
    if len(numbers) > 1:
        return [page for number in numbers for page in draw_pdf(path, range(number, number + 1), caps, canvas)]
    return [drawn if isinstance(drawn, Problem) else broken_file("cannot be drawn", numbers[0])]


def _draw(path: Path, numbers: range, caps: Caps, canvas: Canvas) -> list[Raster] | Problem:
    """The pages that poppler could draw, in order; too few where it stumbled.

    It draws what it can of damaged pages and says so on stderr (``strict``): half a page is no page.
    """
    try:
        # The crop box is what pdfinfo measures and what people see; the media box around it may be a bomb.
        images = convert_from_path(
            path,
            dpi=caps.pdf_dpi,
            first_page=numbers[0],
            last_page=numbers[-1],
            use_cropbox=True,
            timeout=caps.decode_seconds,
            strict=True,
        )
        return [Raster(blue_green_red(image, canvas), float(caps.pdf_dpi)) for image in images]
    except (PDFInfoNotInstalledError, FileNotFoundError) as error:
        raise MissingPackage("poppler-utils") from error
    except PDFPopplerTimeoutError:
        return too_slow(caps.decode_seconds, numbers[0])
    except Exception:  # poppler's own troubles, pixels cut short, no memory for four pages at once
        return []


def _pixels(size: str, dpi: int) -> float:
    """How many pixels a page of pdfinfo's ``size`` has at ``dpi``; 0 where it tells none."""
    found = _SIZE.search(size)
    if found is None:
        return 0.0
    width, height = (float(points) * dpi / _POINTS_PER_INCH for points in found.groups())
    return width * height
