"""The problems of intake, each with the details that its words need."""

from __future__ import annotations

from models.problem import Problem, ProblemCode
from pipeline.intake.caps import Caps

_MEGA = 1_000_000
_GIGA = 1_000_000_000


def broken_file(reason: str, page: int | None = None) -> Problem:
    """The bytes are not what their type promises; ``reason`` is a few English words."""
    return Problem(ProblemCode.BROKEN_FILE, page=page, details={"reason": reason})


def crashed(page: int | None) -> Problem:
    """The bytes ended the process that decoded them, and another one too."""
    return broken_file("crashed the decoder", page)


def too_slow(seconds: int, page: int | None = None) -> Problem:
    """Decoding was stopped after ``seconds``."""
    return Problem(ProblemCode.TOO_COSTLY, page=page, details={"limit": f"{seconds} s"})


def too_much_memory(caps: Caps, page: int | None = None) -> Problem:
    """Decoding took all the memory it may."""
    return Problem(ProblemCode.TOO_COSTLY, page=page, details={"limit": f"{caps.decode_memory_bytes / _GIGA:.1f} GB"})


def file_too_large(size_bytes: int, caps: Caps) -> Problem:
    """More bytes than allowed."""
    details = {"size_mb": f"{size_bytes / _MEGA:.1f}", "limit_mb": f"{caps.max_file_bytes / _MEGA:.1f}"}
    return Problem(ProblemCode.FILE_TOO_LARGE, details=details)


def too_many_pages(pages: str, caps: Caps) -> Problem:
    """More pages than allowed; ``pages`` may say "at least": not every page is walked once the cap is passed."""
    return Problem(ProblemCode.TOO_MANY_PAGES, details={"pages": pages, "limit": str(caps.max_pages)})


def too_many_pixels(pixels: float, page: int, caps: Caps) -> Problem:
    """A page larger than allowed, as its header or page box says; millions of pixels."""
    details = {"megapixels": f"{pixels / _MEGA:.1f}", "limit": f"{caps.max_page_pixels / _MEGA:.1f}"}
    return Problem(ProblemCode.TOO_MANY_PIXELS, page=page, details=details)
