"""How much a scan may be: checked on sizes and headers, before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits on one scan, and the resolution at which its PDF pages are drawn."""

    max_file_bytes: int
    max_pages: int
    max_page_pixels: int
    pdf_dpi: int
