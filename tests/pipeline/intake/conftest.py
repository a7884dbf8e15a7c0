from __future__ import annotations

import pytest

from pipeline.intake.open_scan import Caps


@pytest.fixture
def caps() -> Caps:
    return Caps(max_file_bytes=5_000_000, max_pages=20, max_page_pixels=10_000_000, pdf_dpi=100)
