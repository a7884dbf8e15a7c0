"""How much a scan may be, and what decoding it may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a process that decodes needs no settings, and starts the sooner
    from pipeline.settings import Settings

_MEMORY_OF_ITS_OWN = 768 << 20
_MEMORY_A_PIXEL = 32
"""Bytes that a page takes while it is decoded: up to seven copies of four bytes a pixel are alive at once."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits on one scan, checked on sizes and headers before anything is decoded, and the resolution of PDF pages.

    ``decode_seconds`` is for one step: opening a file, or drawing a few of its pages.
    """

    max_file_bytes: int
    max_pages: int
    max_page_pixels: int
    pdf_dpi: int
    decode_seconds: int = 60

    @property
    def decode_memory_bytes(self) -> int:
        """The address space of a decoding process: enough for the largest page allowed."""
        return _MEMORY_OF_ITS_OWN + _MEMORY_A_PIXEL * self.max_page_pixels

    @property
    def page_bytes(self) -> int:
        """The most that a decoded page takes, an oblong fax stretched to square pixels included."""
        return 3 * 3 * self.max_page_pixels


def caps_of(settings: Settings) -> Caps:
    """The limits that a municipality has set."""
    return Caps(
        settings.max_file_bytes,
        settings.max_pages,
        settings.max_page_pixels,
        settings.pdf_dpi,
        settings.decode_seconds,
    )
