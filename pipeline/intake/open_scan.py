"""The door: a file becomes a scan of known type and size, and then its pages, or a problem that says why not.

Order of the checks, cheapest first: bytes, first bytes, page count, pixels a page. Only then is anything decoded.
Whatever looks into the bytes beyond the first thousand does so in a process of its own (``decoder``). The file itself
is never changed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from models.problem import Problem, ProblemCode
from models.scan import MediaType, Page, Scan
from pipeline.intake.caps import Caps, caps_of
from pipeline.intake.decoder import MOST_PAGES, decoded, measured
from pipeline.intake.flatten import Raster
from pipeline.intake.sniff import Fingerprint, fingerprint, media_type_of
from pipeline.intake.trouble import broken_file, file_too_large

__all__ = ["Caps", "caps_of", "decode_page", "decode_pages", "name_of", "open_scan", "sha256_of"]

_TOO_MANY_COSTLY = 3
"""Two hundred such pages would hold a worker for hours."""


def open_scan(path: Path, caps: Caps, file_name: str | None = None) -> Scan | Problem:
    """Look at the file at ``path``; ``file_name`` is what people called it, where ``path`` does not say.

    Raises MissingPackage where poppler is not installed and the file is a PDF.
    """
    found = _content(path, caps)
    if isinstance(found, Problem):
        return found
    media_type = media_type_of(found.head)
    if media_type is None:
        return Problem(ProblemCode.UNKNOWN_FILE_TYPE)
    pages = measured(path, media_type, caps)
    if isinstance(pages, Problem):
        return pages
    return Scan(found.sha256, file_name or name_of(path), media_type, found.size_bytes, pages, path)


def name_of(path: Path) -> str:
    """The file's name as text that databases and terminals take: no UTF-8 and control characters become escapes."""
    text = os.fsencode(path.name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def sha256_of(path: Path) -> str | None:
    """The hash of a file that was refused; None where its bytes cannot be read."""
    try:
        return fingerprint(path).sha256 if path.is_file() else None
    except OSError:
        return None


def decode_pages(scan: Scan, caps: Caps) -> Iterator[Page | Problem]:
    """Every page in order, decoded when asked for; a page that cannot be decoded is a problem in its place.

    A scan of which ``_TOO_MANY_COSTLY`` pages took all the time or memory they may is not decoded any further.
    """
    at_a_time = MOST_PAGES if scan.media_type is MediaType.PDF else 1  # starting poppler costs as much as a small page
    costly: list[Problem] = []
    for first in range(1, scan.page_count + 1, at_a_time):
        numbers = range(first, min(first + at_a_time, scan.page_count + 1))
        if len(costly) >= _TOO_MANY_COSTLY:
            yield from (replace(costly[-1], page=number) for number in numbers)
            continue
        for number, page in zip(numbers, decoded(scan.path, scan.media_type, numbers, caps), strict=True):
            if isinstance(page, Problem) and page.code is ProblemCode.TOO_COSTLY:
                costly.append(page)
            yield _page(scan, number, page)


def decode_page(scan: Scan, number: int, caps: Caps) -> Page | Problem:
    """Page ``number`` (from 1) alone."""
    (page,) = decoded(scan.path, scan.media_type, range(number, number + 1), caps)
    return _page(scan, number, page)


def _page(scan: Scan, number: int, page: Raster | Problem) -> Page | Problem:
    return page if isinstance(page, Problem) else Page(scan, number, page.pixels, page.dpi)


def _content(path: Path, caps: Caps) -> Fingerprint | Problem:
    """The bytes' identity, once it is clear that they are few enough and can be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Problem(ProblemCode.UNKNOWN_FILE_TYPE)
        if status.st_size > caps.max_file_bytes:
            return file_too_large(status.st_size, caps)
        found = fingerprint(path)
    except OSError as error:
        return broken_file((error.strerror or "cannot be opened").lower())
    return found if found.size_bytes else Problem(ProblemCode.EMPTY_FILE)
